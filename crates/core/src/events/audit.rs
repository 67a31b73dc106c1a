//! Records of the kernel's audit log: sign-ins, commands that were run, protections turned off.
//!
//! In: a record as `formats/audit` hands it on (`USER_LOGIN pid=… msg='…'`), or the whole line as
//! another program repeats it (`type=USER_LOGIN msg=audit(…): …`). Out: what it means. The lines that
//! add to a record above them (EXECVE, PROCTITLE) hold the command and are read by themselves.

use std::borrow::Cow;
use std::sync::LazyLock;

use jejak_protocol::EntityKind;
use regex::Regex;

use super::commands::{sign_of, told};
use super::signs::Sign;
use super::text::{between, filled};
use super::{EventKind, Meaning, auth};

/// Types of records that mean something here; every other one is left alone.
const TYPES: [&str; 10] = [
    "USER_AUTH ",
    "USER_LOGIN ",
    "USER_ERR ",
    "USER_ACCT ",
    "EXECVE ",
    "PROCTITLE ",
    "CONFIG_CHANGE ",
    "DAEMON_END ",
    "ANOM_ABEND ",
    "SYSCALL ",
];

/// Whether a message is a record that means something here, as its format or another program hands it on.
pub(super) fn is_record(message: &str) -> bool {
    let starts = |text: &str| TYPES.iter().any(|kind| text.starts_with(kind));
    starts(message)
        || message.contains("audit(")
            && message.split_once("type=").is_some_and(|(_, rest)| {
                // The kernel's own lines give EXECVE and PROCTITLE by number.
                starts(rest) || rest.starts_with("1309 ") || rest.starts_with("1327 ")
            })
}

/// What a line below a record adds: the command that it is about.
pub(super) fn classify_continuation(line: &str) -> Option<Meaning<'_>> {
    let is_command = line.starts_with("type=EXECVE ") || line.starts_with("type=PROCTITLE ");
    is_command
        .then(|| classify(line))
        .flatten()
        .filter(|meaning| meaning.kind.is_some())
}

/// `type=EXECVE msg=audit(…): argc=3 a0="bash" a1="-c" a2="…"`, `type=PROCTITLE … proctitle=6261…`,
/// `USER_LOGIN pid=… msg='op=login acct="root" … res=failed'`.
pub(super) fn classify(message: &str) -> Option<Meaning<'_>> {
    if !is_record(message) {
        return None;
    }
    let user = between(message, "acct=\"", "\"").or_else(|| between(message, "auid=", " "));
    let user = user.filter(|user| *user != "4294967295" && *user != "unset");
    if let Some(meaning) = sign_in(message) {
        return Some(meaning);
    }
    let command = if message.contains("argc=") {
        Some(arguments(message))
    } else {
        let title = message.split_once("proctitle=").map(|(_, rest)| rest);
        title.map(|title| decoded(title.split(' ').next().unwrap_or_default(), title))
    };
    if let Some(command) = command {
        let sign = sign_of(&command);
        return Some(Meaning {
            object: sign.map(|_| (EntityKind::Command, Cow::Owned(command))),
            ..told(sign, user, None)
        });
    }
    let has = |words: &str| message.contains(words);
    if has("SYSCALL ") {
        let program = between(message, " exe=\"", "\"");
        let program = program.filter(|path| is_in_open_folder(path) && has(" success=yes "));
        let sign = program.map(|_| Sign::RunFromTemp);
        return Some(told(sign, user.filter(|_| sign.is_some()), program));
    }
    let is_changed = has("CONFIG_CHANGE ") && (has("op=remove_rule") || has("audit_enabled=0"));
    let sign = if is_changed || has("DAEMON_END ") {
        Some(Sign::SecurityOff)
    } else if has("ANOM_ABEND ") {
        Some(Sign::Crash)
    } else {
        return None;
    };
    Some(told(sign, user, Some(message)))
}

/// Whether a program lies where everyone may write.
fn is_in_open_folder(path: &str) -> bool {
    const FOLDERS: [&str; 3] = ["/tmp/", "/var/tmp/", "/dev/shm/"];
    FOLDERS.iter().any(|folder| path.starts_with(folder))
}

/// `type=USER_AUTH … msg='op=PAM:authentication acct="root" … addr=203.0.113.9 … res=failed'`.
fn sign_in(message: &str) -> Option<Meaning<'_>> {
    const TYPES: [&str; 4] = ["USER_AUTH ", "USER_LOGIN ", "USER_ERR ", "USER_ACCT "];
    if !TYPES.iter().any(|kind| message.contains(kind)) {
        return None;
    }
    let source = between(message, " addr=", " ").filter(|addr| *addr != "?");
    let is_failed = message.contains("res=failed");
    // A sign-in is told once for each layer that let it through: only the last one counts. Of one
    // that is refused PAM tells first, and the service again.
    let is_by_pam = message.contains("op=PAM:");
    let is_in = message.contains("USER_LOGIN ") && message.contains("res=success");
    let kind = match (is_failed, is_in, source) {
        (true, _, Some(_)) => Some(EventKind::AuthFailure),
        (_, true, Some(_)) => Some(EventKind::AuthSuccess),
        _ => None,
    };
    Some(Meaning {
        kind,
        source: source.map(Cow::Borrowed),
        user: between(message, "acct=\"", "\"")
            .and_then(filled)
            .map(Cow::Borrowed),
        detail: match is_failed {
            true if is_by_pam => auth::detail::BY_PAM,
            // The sign-in as a whole, behind the record of what was refused (USER_AUTH, USER_ERR).
            true if message.contains("USER_LOGIN ") => auth::detail::TOLD_AGAIN,
            _ => 0,
        },
        depends_on_value: true,
        ..Meaning::default()
    })
}

/// The arguments of an EXECVE record as one line.
fn arguments(message: &str) -> String {
    static ARGUMENT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"\ba\d+(?:\[\d+\])?=(?:"([^"]*)"|([0-9A-Fa-f]+))"#).expect("a constant")
    });
    let mut line = String::new();
    for found in ARGUMENT.captures_iter(message) {
        if !line.is_empty() {
            line.push(' ');
        }
        match (found.get(1), found.get(2)) {
            (Some(text), _) => line.push_str(text.as_str()),
            (None, Some(hex)) => line.push_str(&decoded(hex.as_str(), hex.as_str())),
            (None, None) => {}
        }
    }
    line
}

/// Text that the audit daemon wrote as hexadecimal, NUL between arguments; else as it is.
fn decoded(hex: &str, plain: &str) -> String {
    let is_hex = hex.len() >= 4
        && hex.len().is_multiple_of(2)
        && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_hex {
        return plain.trim_matches('"').to_owned();
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).unwrap_or(0) as u8;
    let bytes: Vec<u8> = hex
        .as_bytes()
        .chunks_exact(2)
        .map(|pair| match pair {
            [high, low] => digit(*high) << 4 | digit(*low),
            _ => b' ',
        })
        .map(|byte| if byte == 0 { b' ' } else { byte })
        .collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Record;

    fn meaning(process: &'static str, message: &str) -> (Option<EventKind>, Option<Sign>, String) {
        let record = Record::said(process, message);
        let meaning = super::super::classify(&record);
        let source = meaning.source.unwrap_or_default().into_owned();
        (meaning.kind, meaning.sign, source)
    }

    #[test]
    fn sign_ins_of_every_service() {
        let line = |kind: &str, op: &str, res: &str| {
            format!(
                "{kind} pid=77 uid=0 auid=4294967295 ses=4294967295 msg='op={op} acct=\"root\" exe=\"/usr/sbin/sshd\" hostname=? addr=192.0.2.7 terminal=ssh res={res}'"
            )
        };
        let from = || "192.0.2.7".to_owned();
        assert_eq!(
            meaning("sshd", &line("USER_LOGIN", "login", "failed")),
            (Some(EventKind::AuthFailure), None, from())
        );
        let counts = |kind: &str, op: &str| {
            let message = line(kind, op, "failed");
            classify(&message).is_some_and(|meaning| meaning.is_against())
        };
        assert!(counts("USER_AUTH", "PAM:authentication"));
        assert!(counts("USER_ERR", "PAM:bad_ident"));
        assert!(!counts("USER_LOGIN", "login"), "the same try again");
        assert_eq!(
            meaning("sshd", &line("USER_LOGIN", "login", "success")),
            (Some(EventKind::AuthSuccess), None, from())
        );
        assert_eq!(
            meaning("sshd", &line("USER_ACCT", "PAM:accounting", "success")),
            (None, None, from())
        );
    }

    #[test]
    fn a_crash_is_one_whatever_program_it_is_of() {
        let crash = "ANOM_ABEND auid=1000 uid=1000 gid=1000 ses=4 pid=19 comm=\"su\" exe=\"/usr/bin/su\" sig=11 res=1";
        for program in ["su", "sudo", "kedai"] {
            assert_eq!(meaning(program, crash).1, Some(Sign::Crash), "{program}");
        }
    }

    #[test]
    fn programs_from_folders_that_everyone_may_write_to() {
        let sign = |success: &str, exe: &str| {
            let message = format!(
                "SYSCALL arch=c000003e syscall=59 success={success} exit=0 ppid=26 pid=27 auid=1000 uid=1000 comm=\"x\" exe=\"{exe}\" key=(null)"
            );
            classify(&message).and_then(|meaning| meaning.sign)
        };
        assert_eq!(sign("yes", "/tmp/blitz64"), Some(Sign::RunFromTemp));
        assert_eq!(sign("yes", "/dev/shm/.x"), Some(Sign::RunFromTemp));
        assert_eq!(sign("no", "/tmp/blitz64"), None);
        assert_eq!(sign("yes", "/usr/bin/id"), None);
    }

    #[test]
    fn commands_in_lines_that_add_to_a_record() {
        let sign = |line: &str| classify_continuation(line).and_then(|meaning| meaning.sign);
        assert_eq!(
            sign(
                "type=EXECVE msg=audit(1:2): argc=3 a0=\"sh\" a1=\"-c\" a2=6375726C20687474703A2F2F782F61207C207368"
            ),
            Some(Sign::DownloadRun)
        );
        assert_eq!(
            sign(
                "type=PROCTITLE msg=audit(1:2): proctitle=636861747472002B69002F6574632F706173737764"
            ),
            Some(Sign::Immutable)
        );
        assert_eq!(
            sign("type=PROCTITLE msg=audit(1:2): proctitle=6C73002D6C"),
            None
        );
        assert_eq!(sign("type=CWD msg=audit(1:2): cwd=\"/tmp\""), None);
    }
}
