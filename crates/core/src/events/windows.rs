//! Windows events by their number: sign-ins, accounts, services, tasks, logs and protections.
//!
//! In: a record whose text names a Windows event, as JSON (Winlogbeat, Wazuh, NXLog), XML
//! (`wevtutil`) or the viewer's own text with named values. Out: what Microsoft's documentation of
//! the Security, System, Task Scheduler, Defender and Sysmon logs says of the number. Commands that
//! such an event names are read as everywhere.

use std::borrow::Cow;

use jejak_protocol::EntityKind;

use super::commands::sign_of;
use super::signs::Sign;
use super::{EventKind, Meaning};

/// What the record says; None when it is no Windows event, or one that means nothing here.
pub(super) fn classify(message: &str) -> Option<Meaning<'_>> {
    if !message.contains("vent") || !is_of_windows(message) {
        return None;
    }
    let fields = Fields {
        text: message,
        lower: message.to_ascii_lowercase(),
    };
    let id: u32 = fields
        .value(&["eventid", "event_id", "eventcode", "event.code"])?
        .parse()
        .ok()?;
    let provider = fields.value(&["providername", "provider_name", "source_name"]);
    let provider = provider.unwrap_or_default().to_ascii_lowercase();
    let provider = provider
        .strip_prefix("microsoft-windows-")
        .unwrap_or(&provider);
    let found = match (provider, id) {
        (_, 4625 | 4771) => fields.sign_in(EventKind::AuthFailure),
        (_, 4776) => fields.sign_in(match fields.value(&["status"]) {
            Some("0x0") => EventKind::AuthSuccess,
            _ => EventKind::AuthFailure,
        }),
        // A service, a batch job and the system itself sign in all day.
        (_, 4624) => match fields.value(&["logontype"]) {
            Some("0" | "4" | "5") => Meaning::default(),
            _ => fields.sign_in(EventKind::AuthSuccess),
        },
        (_, 4778 | 25) if provider.is_empty() || id == 4778 => {
            fields.sign_in(EventKind::AuthSuccess)
        }
        (_, 4728 | 4732 | 4756) => fields.group_added(),
        (_, 1102) | ("eventlog", 104) => fields.sign(Sign::LogCleared, &[]),
        (_, 4697 | 7045) => fields.sign(Sign::ServiceUnit, &["servicename", "imagepath"]),
        (_, 4698) => fields.sign(Sign::CronEntry, &["taskname"]),
        (_, 4719) => fields.sign(Sign::SecurityOff, &[]),
        ("windows defender", 5001 | 5010 | 5012) => fields.sign(Sign::SecurityOff, &[]),
        ("windows defender", 1006 | 1015 | 1116) => {
            fields.sign(Sign::MalwareFound, &["threat name", "threatname", "path"])
        }
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
}

impl<'a> Fields<'a> {
    /// The first of the named values that is there and not empty; names in lower case.
    fn value(&self, names: &[&str]) -> Option<&'a str> {
        names.iter().find_map(|name| {
            self.in_json(name)
                .or_else(|| self.in_xml(name))
                .map(str::trim)
                .filter(|value| !matches!(*value, "" | "-"))
        })
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

    fn source(&self) -> Option<&'a str> {
        self.value(&[
            "ipaddress",
            "clientaddress",
            "sourceip",
            "source network address",
        ])
        .map(|address| address.strip_prefix("::ffff:").unwrap_or(address))
        .filter(|address| !matches!(*address, "::1" | "127.0.0.1" | "LOCAL"))
    }

    fn user(&self) -> Option<Cow<'a, str>> {
        let names = ["targetusername", "accountname", "subjectusername", "user"];
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
        let group = self.value(&["targetusername"]).unwrap_or_default();
        let lower = group.to_ascii_lowercase();
        let gives_rights = GROUPS.iter().any(|name| lower.contains(name));
        Meaning {
            kind: gives_rights.then_some(EventKind::GroupAdded),
            user: self
                .value(&["membername", "membersid", "subjectusername"])
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
                .value(&["subjectusername", "accountname", "user"])
                .map(without_domain),
            object: about.map(|text| (EntityKind::Command, Cow::Borrowed(text))),
            ..Meaning::default()
        }
    }

    /// A program that was started, or a script that was run.
    fn command(&self) -> Option<Meaning<'a>> {
        let command = self.value(&["commandline", "scriptblocktext", "processcommandline"])?;
        let image = self.value(&["image", "newprocessname"]).unwrap_or_default();
        let sign = sign_of(&plain(command))
            .or_else(|| is_odd_place(image).then_some(Sign::RunFromTemp))?;
        Some(Meaning {
            object: Some((EntityKind::Command, Cow::Owned(plain(command)))),
            ..self.sign(sign, &[])
        })
    }
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
mod tests {
    use super::*;
    use crate::record::Record;

    fn meaning(message: &str) -> (Option<EventKind>, Option<Sign>, String, String) {
        let record = Record {
            message: message.into(),
            repeats: 1,
            ..Record::default()
        };
        let meaning = super::super::classify(&record);
        (
            meaning.kind,
            meaning.sign,
            meaning.source.unwrap_or_default().into_owned(),
            meaning.user.unwrap_or_default().into_owned(),
        )
    }

    fn json(id: u32, provider: &str, data: &str) -> String {
        format!(
            r#"{{"win":{{"eventdata":{{{data}}},"system":{{"eventID":"{id}","providerName":"Microsoft-Windows-{provider}"}}}}}}"#
        )
    }

    #[test]
    fn sign_ins_in_json_and_xml() {
        let data = r#""ipAddress":"192.0.2.7","targetUserName":"wati","logonType":"3""#;
        let from = || "192.0.2.7".to_owned();
        let who = || "wati".to_owned();
        assert_eq!(
            meaning(&json(4625, "Security-Auditing", data)),
            (Some(EventKind::AuthFailure), None, from(), who())
        );
        assert_eq!(
            meaning(&json(4624, "Security-Auditing", data)),
            (Some(EventKind::AuthSuccess), None, from(), who())
        );
        let service = r#""targetUserName":"SYSTEM","logonType":"5""#;
        assert_eq!(meaning(&json(4624, "Security-Auditing", service)).0, None);
        let xml = r#"<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="Microsoft-Windows-Security-Auditing"/><EventID>4625</EventID></System><EventData><Data Name='TargetUserName'>wati</Data><Data Name="IpAddress">192.0.2.7</Data></EventData></Event>"#;
        assert_eq!(
            meaning(xml),
            (Some(EventKind::AuthFailure), None, from(), who())
        );
    }

    #[test]
    fn signs_of_every_log() {
        let sign = |id, provider, data| meaning(&json(id, provider, data)).1;
        assert_eq!(sign(1102, "Eventlog", ""), Some(Sign::LogCleared));
        assert_eq!(
            sign(
                7045,
                "Service Control Manager",
                r#""serviceName":"x","imagePath":"c:\\x.exe""#
            ),
            Some(Sign::ServiceUnit)
        );
        assert_eq!(
            sign(
                1,
                "Sysmon",
                r#""image":"C:\\Windows\\System32\\vssadmin.exe","commandLine":"vssadmin  delete shadows /all""#
            ),
            Some(Sign::MassDelete)
        );
        assert_eq!(
            sign(
                1,
                "Sysmon",
                r#""image":"C:\\Users\\Public\\a.exe","commandLine":"a.exe""#
            ),
            Some(Sign::RunFromTemp)
        );
        assert_eq!(
            sign(
                1,
                "Sysmon",
                r#""image":"C:\\ProgramData\\Shop\\till.exe","commandLine":"till.exe""#
            ),
            None
        );
        assert_eq!(sign(4634, "Security-Auditing", ""), None);
    }

    #[test]
    fn groups_that_give_rights() {
        let kind = |group: &str| {
            let data = format!(r#""targetUserName":"{group}","memberName":"CN=wati""#);
            meaning(&json(4732, "Security-Auditing", &data)).0
        };
        assert_eq!(kind("Administrators"), Some(EventKind::GroupAdded));
        assert_eq!(kind("Readers"), None);
    }
}
