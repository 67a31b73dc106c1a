//! Programs that run and files that change. Slots: user, command, path, process_id, malware.

use super::Level::{Critical, Info, Notice};
use super::{Wordings, words};
use crate::entry::What;

pub(super) fn of(what: What) -> Option<Wordings> {
    Some(match what {
        What::Ran => words(
            Info,
            &[
                (
                    "audisp",
                    "exec uid=1000 user={user} pid={process_id} cmd=\"{command}\"",
                ),
                ("snoopy", "[login:{user} pid:{process_id}]: {command}"),
            ],
            &[
                (
                    "osquery",
                    "process_events user {user} pid {process_id} cmdline {command}",
                ),
                ("sysmon", "Process Create: {process_id} {user} {command}"),
            ],
        ),
        What::FileChanged => words(
            Notice,
            &[
                ("audisp", "write path={path} user={user}"),
                ("aide", "changed: {path}"),
            ],
            &[
                ("osquery", "file_events UPDATED {path} by {user}"),
                ("tripwire", "Modified object: {path}"),
            ],
        ),
        What::FileRemoved => words(
            Notice,
            &[
                ("audisp", "unlink path={path} user={user}"),
                ("aide", "removed: {path}"),
            ],
            &[
                ("osquery", "file_events DELETED {path} by {user}"),
                ("tripwire", "Removed object: {path}"),
            ],
        ),
        What::FileScanned => words(
            Info,
            &[
                ("clamd", "{path}: OK"),
                ("rkhunter", "Checking {path} [ OK ]"),
            ],
            &[
                ("maldet", "scanned {path}, nothing found"),
                ("chkrootkit", "Checking `{path}'... not infected"),
            ],
        ),
        What::MalwareFound => words(
            Critical,
            &[
                ("clamd", "{path}: {malware} FOUND"),
                ("rkhunter", "Warning: {path} carries {malware}"),
            ],
            &[
                ("maldet", "hit: {malware} in {path}, moved to quarantine"),
                ("chkrootkit", "{path} INFECTED ({malware})"),
            ],
        ),
        _ => return None,
    })
}
