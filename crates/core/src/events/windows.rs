//! Windows events by their number: sign-ins, accounts, services, tasks, logs and protections.
//!
//! In: a record whose text names a Windows event, as JSON (Winlogbeat, Wazuh, NXLog), XML
//! (`wevtutil`) or a row of the event viewer's table, with or without the viewer's sentence, in which
//! values are named in English. Out: what Microsoft's documentation of
//! the Security, System, Task Scheduler, Defender and Sysmon logs says of the number. Commands that
//! such an event names are read as everywhere.

use std::borrow::Cow;

use jejak_protocol::EntityKind;

use super::commands::sign_of;
use super::signs::Sign;
use super::{EventKind, Meaning};
use crate::record::Record;
use crate::unpack::LINE_END;

/// What the record says; None when it is no Windows event, or one that means nothing here.
pub(super) fn classify<'a>(message: &'a str, record: &Record<'a>) -> Option<Meaning<'a>> {
    let text = match &record.windows {
        Some(event) => event.text,
        None if !message.contains("vent") => return None,
        None => message,
    };
    if !is_of_windows(text) {
        return None;
    }
    let fields = Fields {
        text,
        lower: text.to_ascii_lowercase(),
        sentence: message,
    };
    let id = match &record.windows {
        Some(event) => event.id,
        None => fields
            .value(&["eventid", "event_id", "eventcode", "event.code"])?
            .parse()
            .ok()?,
    };
    let provider = fields.value(&["providername", "provider_name", "source_name", "sourcename"]);
    let provider = provider.unwrap_or(&record.process).to_ascii_lowercase();
    let provider = provider
        .strip_prefix("microsoft-windows-")
        .unwrap_or(&provider);
    let found = match (provider, id) {
        (_, 4625 | 4771) => fields.sign_in(EventKind::AuthFailure),
        (_, 4776) => fields.sign_in(match fields.value(&["status", "error code"]) {
            Some("0x0") => EventKind::AuthSuccess,
            _ => EventKind::AuthFailure,
        }),
        // A service, a batch job and the system itself sign in all day.
        (_, 4624) => match fields.value(&["logontype", "logon type"]) {
            Some("0" | "4" | "5") => Meaning::default(),
            _ => fields.sign_in(EventKind::AuthSuccess),
        },
        (_, 4778 | 25) if provider.is_empty() || id == 4778 => {
            fields.sign_in(EventKind::AuthSuccess)
        }
        (_, 4728 | 4732 | 4756) => fields.group_added(),
        (_, 1102) | ("eventlog", 104) => fields.sign(Sign::LogCleared, &[]),
        (_, 4697 | 7045) => fields.sign(
            Sign::ServiceUnit,
            &["servicename", "imagepath", "service name"],
        ),
        (_, 4698) => fields.sign(Sign::CronEntry, &["taskname", "task name"]),
        (_, 4719) => fields.sign(Sign::SecurityOff, &[]),
        ("windows defender", 5001 | 5010 | 5012) => fields.sign(Sign::SecurityOff, &[]),
        ("windows defender", 1006 | 1015 | 1116) => fields.sign(
            Sign::MalwareFound,
            &["threat name", "threatname", "path", "name"],
        ),
        ("sysmon", 10)
            if fields
                .value(&["targetimage"])?
                .to_ascii_lowercase()
                .ends_with("lsass.exe") =>
        {
            fields.sign(Sign::CredentialRead, &["sourceimage"])
        }
        (_, 4688 | 4103 | 4104) | ("sysmon", 1) => fields.command()?,
        _ => return None,
    };
    Some(Meaning {
        // Number and values are values.
        depends_on_value: true,
        ..found
    })
}

fn is_of_windows(message: &str) -> bool {
    [
        "Microsoft-Windows",
        "\"win\"",
        "Windows Defender",
        "schemas.microsoft.com/win",
        "Microsoft Windows ",
        "Service Control Manager",
        "winlog",
        "EventRecordID",
    ]
    .iter()
    .any(|mark| message.contains(mark))
}

struct Fields<'a> {
    text: &'a str,
    /// The same in lower case, byte by byte.
    lower: String,
    /// The viewer's sentence, or the same as the text.
    sentence: &'a str,
}

impl<'a> Fields<'a> {
    /// The first of the named values that is there and not empty; names in lower case.
    fn value(&self, names: &[&str]) -> Option<&'a str> {
        names.iter().find_map(|name| {
            self.in_json(name)
                .or_else(|| self.in_xml(name))
                .map(str::trim)
                .filter(|value| says(value))
                .or_else(|| self.in_sentence(name))
        })
    }

    /// `Account Name:  rina` in a line of the sentence. Who acts stands above whom it is about, so the
    /// last one counts.
    fn in_sentence(&self, name: &str) -> Option<&'a str> {
        let mut lines = self.sentence.rsplit(['\n', '\r', LINE_END]);
        lines.find_map(|line| labelled(line, name).filter(|value| says(value)))
    }

    /// `"name": "value"` or `"name": 4625`.
    fn in_json(&self, name: &str) -> Option<&'a str> {
        let key = format!("\"{name}\"");
        self.lower.match_indices(&key).find_map(|(at, _)| {
            let rest = self.text.get(at + key.len()..)?.trim_start();
            let rest = rest.strip_prefix(':')?.trim_start();
            match rest.strip_prefix('"') {
                Some(text) => text.get(..end_of_text(text)),
                None => rest.split([',', '}', ' ']).next(),
            }
        })
    }

    /// `<Name>value</Name>`, `<Name Qualifiers="0">value<` and `<Data Name='Name'>value</Data>`.
    fn in_xml(&self, name: &str) -> Option<&'a str> {
        let marks = [
            format!("<{name}>"),
            format!("<{name} "),
            format!("name='{name}'"),
            format!("name=\"{name}\""),
        ];
        marks.iter().find_map(|mark| {
            let at = self.lower.find(mark)? + mark.len();
            let rest = self.text.get(at..)?;
            let rest = match mark.ends_with('>') {
                true => rest,
                false => rest.split_once('>')?.1,
            };
            rest.split('<').next()
        })
    }

    /// A value of who was added to a group, in the sentence's part about them.
    fn in_member(&self, name: &str) -> Option<&'a str> {
        let (_, member) = self.sentence.split_once("Member:")?;
        let lines = member.split(['\n', LINE_END]).map(str::trim).skip(1);
        lines
            .take_while(|line| !line.is_empty())
            .find_map(|line| labelled(line, name))
            .filter(|value| says(value))
    }

    fn source(&self) -> Option<&'a str> {
        self.value(&[
            "ipaddress",
            "clientaddress",
            "sourceip",
            "source network address",
            "client address",
        ])
        .map(|address| address.strip_prefix("::ffff:").unwrap_or(address))
        .filter(|address| !matches!(*address, "::1" | "127.0.0.1" | "LOCAL"))
    }

    fn user(&self) -> Option<Cow<'a, str>> {
        let names = [
            "targetusername",
            "accountname",
            "subjectusername",
            "account name",
            "logon account",
            "user",
        ];
        self.value(&names).map(without_domain)
    }

    fn sign_in(&self, kind: EventKind) -> Meaning<'a> {
        Meaning {
            kind: Some(kind),
            source: self.source().map(Cow::Borrowed),
            user: self.user(),
            ..Meaning::default()
        }
    }

    /// A group that gives rights; others are everyday administration.
    fn group_added(&self) -> Meaning<'a> {
        const GROUPS: [&str; 8] = [
            "admin",
            "remote desktop users",
            "backup operators",
            "account operators",
            "server operators",
            "group policy creator",
            "hyper-v",
            "dnsadmins",
        ];
        let group = self
            .value(&["targetusername", "group name"])
            .unwrap_or_default();
        let lower = group.to_ascii_lowercase();
        let gives_rights = GROUPS.iter().any(|name| lower.contains(name));
        Meaning {
            kind: gives_rights.then_some(EventKind::GroupAdded),
            user: self
                .value(&["membername", "membersid"])
                .or_else(|| self.in_member("account name"))
                .or_else(|| self.in_member("security id"))
                .or_else(|| self.value(&["subjectusername"]))
                .map(Cow::Borrowed),
            object: gives_rights.then_some((EntityKind::Service, Cow::Borrowed(group))),
            ..Meaning::default()
        }
    }

    fn sign(&self, sign: Sign, about: &[&str]) -> Meaning<'a> {
        let about = self.value(about);
        Meaning {
            kind: Some(EventKind::Sign),
            sign: Some(sign),
            user: self
                .value(&[
                    "subjectusername",
                    "accountname",
                    "account name",
                    "service account",
                    "user",
                ])
                .map(without_domain),
            object: about.map(|text| (EntityKind::Command, Cow::Borrowed(text))),
            ..Meaning::default()
        }
    }

    /// A program that was started, or a script that was run.
    fn command(&self) -> Option<Meaning<'a>> {
        let command = self.value(&[
            "commandline",
            "scriptblocktext",
            "processcommandline",
            "process command line",
        ])?;
        let image = self
            .value(&["image", "newprocessname", "new process name"])
            .unwrap_or_default();
        let sign = sign_of(&plain(command))
            .or_else(|| is_odd_place(image).then_some(Sign::RunFromTemp))?;
        Some(Meaning {
            object: Some((EntityKind::Command, Cow::Owned(plain(command)))),
            ..self.sign(sign, &[])
        })
    }
}

/// The value of a line of the sentence that has this name.
fn labelled<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let (label, value) = line.split_once(':')?;
    let is_named = label.trim().eq_ignore_ascii_case(name);
    is_named.then(|| value.trim())
}

/// Whether a value says anything.
fn says(value: &str) -> bool {
    !matches!(value, "" | "-")
}

/// `KASIR-1\\wati` as `wati`.
fn without_domain(user: &str) -> Cow<'_, str> {
    Cow::Borrowed(user.rsplit('\\').next().unwrap_or(user))
}

/// Where text in quotes ends: at the first quote that no backslash hides.
fn end_of_text(text: &str) -> usize {
    let mut is_hidden = false;
    text.bytes()
        .position(|byte| {
            let is_end = byte == b'"' && !is_hidden;
            is_hidden = byte == b'\\' && !is_hidden;
            is_end
        })
        .unwrap_or(text.len())
}

/// A command without what JSON and XML put before its signs.
fn plain(command: &str) -> String {
    command
        .replace("\\\"", "\"")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
        .replace("\\\\", "\\")
}

/// Programs in folders that anybody may write to.
fn is_odd_place(image: &str) -> bool {
    const PLACES: [&str; 5] = [
        "\\temp\\",
        "\\downloads\\",
        "\\users\\public\\",
        "\\programdata\\",
        "\\perflogs\\",
    ];
    let image = image
        .replace("\\\\", "\\")
        .replace("\\\\", "\\")
        .to_ascii_lowercase();
    let mut parts = image.rsplit('\\');
    let is_program = parts
        .next()
        .is_some_and(|file| file.ends_with(".exe") || file.ends_with(".scr"));
    // A folder of its own below `ProgramData` is an installed program.
    is_program
        && PLACES.iter().any(|place| {
            image
                .split_once(place)
                .is_some_and(|(_, rest)| *place != "\\programdata\\" || !rest.contains('\\'))
        })
}

#[cfg(test)]
mod tests;
