//! The machine's own trouble: memory, disk, files, processes, connections, crashes, time-outs.
//!
//! In: a message of any program. Out: the sign that it gives and the words that give it. They are
//! the words of kernels, run-times and services; a number that decides (`CPU usage 97 %`) makes the
//! answer hang on a value.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use jejak_protocol::Level;
use regex::Regex;

use super::signs::Sign;
use super::wordlist::WordList;

/// What a message gives away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Trouble<'a> {
    pub(super) sign: Sign,
    /// The telling words, as they stand in the message.
    pub(super) words: &'a str,
    pub(super) depends_on_value: bool,
}

const WORDS: &[(Sign, &[&str])] = &[
    (
        Sign::OutOfMemory,
        &[
            "out of memory",
            "invoked oom-killer",
            "outofmemoryerror",
            "oom-kill",
            "oomkilled",
            "oom killer",
            "cannot allocate memory",
            "memory exhausted",
            "std::bad_alloc",
            "killed by the oom",
            "allowed memory size of",
            "kehabisan memori",
            "oom command not allowed",
            "insufficient memory",
        ],
    ),
    (
        Sign::DiskFull,
        &[
            "no space left on device",
            "disk full",
            "disk is full",
            "filesystem full",
            "file system is full",
            "filesystem is full",
            "disk quota exceeded",
            "not enough space on the disk",
            "out of disk space",
            "insufficient disk space",
            "disk space is low",
            "low disk space",
            "diska penuh",
            "disk penuh",
        ],
    ),
    (
        Sign::OpenFiles,
        &[
            "too many open files",
            "file-max limit",
            "ulimit reached",
            "out of file descriptors",
        ],
    ),
    (
        Sign::ProcessLimit,
        &[
            "unable to create new native thread",
            "fork rejected",
            "can't start new thread",
            "fork: retry",
            "cannot fork",
            "can't fork",
            "fork failed",
            "pthread_create failed",
            "unable to fork",
        ],
    ),
    (
        Sign::CpuLoad,
        &[
            "soft lockup",
            "hard lockup",
            "self-detected stall",
            "blocked for more than",
            "temperature above threshold",
            "cpu clock throttled",
            "high cpu",
            "load average too high",
            "system is overloaded",
        ],
    ),
    (
        Sign::MemoryLow,
        &[
            "page allocation failure",
            "low memory",
            "memory pressure",
            "swap space is full",
            "free swap space exhausted",
            "memory limit exceeded",
        ],
    ),
    (
        Sign::ConnectionLimit,
        &[
            "too many connections",
            "too many clients already",
            "connection slots are reserved",
            "connection limit exceeded",
            "connection pool exhausted",
            "pool exhausted",
            "reached maxrequestworkers",
            "reached maxclients",
            "reached pm.max_children",
            "reached max_children",
            "worker_connections are not enough",
            "nf_conntrack: table full",
            "max number of clients reached",
        ],
    ),
    (
        Sign::Crash,
        &[
            "segfault",
            "segmentation fault",
            "kernel panic",
            "kernel bug",
            "general protection fault",
            "general protection ip",
            "panicked at",
            "panic: ",
            "core dumped",
            "stack overflow",
            "stackoverflowerror",
            "exited on signal 11",
            "exit signal segmentation",
            "double free or corruption",
            "stack smashing detected",
            "sigsegv",
            "unable to handle kernel",
        ],
    ),
    (
        Sign::DiskFault,
        &[
            "i/o error",
            "ext4-fs error",
            "ext3-fs error",
            "xfs_do_force_shutdown",
            "read-only file system",
            "filesystem read-only",
            "medium error",
            "uncorrectableerror",
            "offline uncorrectable",
            "currently unreadable (pending)",
            "smart usage attribute: failed",
            "corruption of in-memory data",
        ],
    ),
    (
        Sign::Timeout,
        &[
            "timed out",
            "time out",
            "timeout",
            "time-out",
            "deadline exceeded",
            "waktu habis",
        ],
    ),
    (
        Sign::MalwareFound,
        &[
            " found\n",
            "malware detected",
            "virus detected",
            "virus found",
            "trojan found",
            "infected file",
            "rootkit found",
            "possible rootkit",
            "is infected with",
        ],
    ),
    (
        Sign::LogCleared,
        &[
            "audit log was cleared",
            "event log was cleared",
            "log file was cleared",
        ],
    ),
];

static TROUBLE: LazyLock<WordList<Sign>> = LazyLock::new(|| WordList::new(WORDS));

/// The trouble that a message tells of, the gravest in the order of [`Sign`]'s kinds if several.
pub(super) fn trouble_in(message: &str, level: Level) -> Option<Trouble<'_>> {
    if let Some(trouble) = virus(message).or_else(|| usage(message)) {
        return Some(trouble);
    }
    let mut found: Option<Trouble<'_>> = None;
    for (sign, at) in TROUBLE.find_iter(message) {
        let words = message.get(at.clone())?;
        let is_worse = found.is_none_or(|found| sign < found.sign);
        if is_worse && counts(sign, message, at.start, at.end, level) {
            let words = words.trim_end_matches([':', ' ']);
            found = Some(Trouble {
                sign,
                words,
                depends_on_value: false,
            });
        }
    }
    found
}

/// Whether the words mean it here: whole words, not denied, and no mere setting.
fn counts(sign: Sign, message: &str, start: usize, end: usize, level: Level) -> bool {
    let bytes = message.as_bytes();
    let is_letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let begins = !is_letter(start.checked_sub(1).and_then(|at| bytes.get(at)))
        || message
            .get(start..end)
            .is_some_and(|words| words.contains("Error"));
    if !begins || is_denied(message.get(..start).unwrap_or_default()) {
        return false;
    }
    match sign {
        // `timeout=30`, `TimeoutStopSec`, `timeout is 5`: a setting unless somebody complains.
        Sign::Timeout => {
            let is_phrase = message
                .get(start..end)
                .is_some_and(|words| words.contains(' ') || words.contains('-'));
            let is_setting = bytes
                .get(end)
                .is_some_and(|byte| matches!(byte, b'=' | b'_') || byte.is_ascii_alphabetic());
            !is_setting && (level >= Level::Warning || level == Level::Unknown && is_phrase)
        }
        // At info level these are reports of a test or a setting.
        Sign::MemoryLow | Sign::CpuLoad => level >= Level::Warning || level == Level::Unknown,
        Sign::MalwareFound => level != Level::Debug,
        _ => !matches!(level, Level::Debug | Level::Info) || matches!(sign, Sign::LogCleared),
    }
}

fn is_denied(head: &str) -> bool {
    let head = head.trim_end().to_ascii_lowercase();
    [
        "no", "not", "without", "never", "if", "when", "on", "avoid", "prevent", "0", "tidak",
        "for",
    ]
    .iter()
    .any(|word| {
        head.strip_suffix(word)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with([' ', '(', '"']))
    })
}

/// clamav's `/srv/x.exe: Win.Test.EICAR_HDB-1 FOUND`, amavis's `Passed INFECTED (Win.Test.EICAR_HDB-1)
/// {RelayedInbound}, [203.0.113.9]:1434 …`. What amavis blocked never came in, and comes every day.
pub(super) fn virus(message: &str) -> Option<Trouble<'_>> {
    if let Some((_, rest)) = message.split_once("Passed INFECTED (") {
        return Some(Trouble {
            sign: Sign::MalwareFound,
            words: rest.split(')').next()?,
            depends_on_value: true,
        });
    }
    let head = message.trim_end().strip_suffix(" FOUND")?;
    let (_, name) = head.rsplit_once(": ")?;
    (!name.contains(' ') && name.contains(['.', '-'])).then_some(Trouble {
        sign: Sign::MalwareFound,
        words: name,
        depends_on_value: true,
    })
}

/// `CPU usage 97.5%`, `memory usage is at 96 %`, `disk usage on / 99%`.
fn usage(message: &str) -> Option<Trouble<'_>> {
    if !message.contains('%') {
        return None;
    }
    static USAGE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)\b(?:(cpu|processor|load)|(mem|memory|ram|swap|heap|memori)|(disk|diska|storage|filesystem|partition))\b[^%]{0,40}?\b(9[05-9]|100)(?:\.\d+)?\s?%",
        )
        .expect("a constant")
    });
    static NAMES: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:cpu|processor|load|mem|memory|ram|swap|heap|memori|disk|diska|storage|filesystem|partition)\b")
            .expect("a constant")
    });
    // The words decide whether the value is asked for; the value decides the rest.
    if !NAMES.is_match(message) {
        return None;
    }
    let found = USAGE.captures(message)?;
    let sign = if found.get(1).is_some() {
        Sign::CpuLoad
    } else if found.get(2).is_some() {
        Sign::MemoryLow
    } else {
        Sign::DiskFull
    };
    Some(Trouble {
        sign,
        words: found.get(0)?.as_str(),
        depends_on_value: true,
    })
}

/// Whether another line of the shape can be about a load that this one is not about; asks the
/// constant words only.
pub(super) fn hangs_on_value(message: &str) -> bool {
    static LOADS: LazyLock<AhoCorasick> = LazyLock::new(|| {
        AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build([
                "cpu ", "memory", "disk", "load ", "swap", "heap", "storage", "diska",
            ])
            .expect("a few short words make a small automaton")
    });
    LOADS.is_match(message) && {
        let constant = crate::shape::text(message);
        LOADS.is_match(&constant) && constant.contains(crate::shape::MASK) && {
            let constant = constant.to_ascii_lowercase();
            ["usage", "used", "utili", "load", "percent", "terpakai"]
                .iter()
                .any(|word| constant.contains(word))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(level: Level, message: &str, expect: Option<Sign>) {
        let found = trouble_in(message, level).map(|trouble| trouble.sign);
        assert_eq!(found, expect, "{message}");
    }

    #[test]
    fn trouble_in_the_words_of_kernels_and_services() {
        use Level::{Error, Info, Unknown, Warning};
        for (message, sign) in [
            (
                "Out of memory: Killed process 812 (kedai)",
                Sign::OutOfMemory,
            ),
            (
                "java.lang.OutOfMemoryError: Java heap space",
                Sign::OutOfMemory,
            ),
            ("write /var/lib/x: no space left on device", Sign::DiskFull),
            (
                "accept4() failed (24: Too many open files)",
                Sign::OpenFiles,
            ),
            (
                "watchdog: BUG: soft lockup - CPU#1 stuck for 22s!",
                Sign::CpuLoad,
            ),
            (
                "FATAL: sorry, too many clients already",
                Sign::ConnectionLimit,
            ),
            ("kedai[812]: segfault at 0 ip 00007f", Sign::Crash),
            (
                "EXT4-fs error (device sda1): ext4_find_entry",
                Sign::DiskFault,
            ),
            (
                "upstream timed out (110: Connection timed out)",
                Sign::Timeout,
            ),
            (
                "/srv/up/x.exe: Win.Test.EICAR_HDB-1 FOUND",
                Sign::MalwareFound,
            ),
            (
                "(77-09) Passed INFECTED (Win.Test.EICAR_HDB-1) {RelayedInbound}, [203.0.113.9]:1434 <a@example.org>",
                Sign::MalwareFound,
            ),
            ("CPU usage is 97%", Sign::CpuLoad),
            ("memory usage at 96.2 %", Sign::MemoryLow),
        ] {
            check(Unknown, message, Some(sign));
        }
        check(Error, "request timeout", Some(Sign::Timeout));
        check(Warning, "query timeout after 30 s", Some(Sign::Timeout));
        for message in [
            "timeout=30 retries=3",
            "TimeoutStopSec set",
            "CPU usage is 12%",
            "no I/O error so far",
            "disk usage at 40%",
            "1 file FOUND",
            "(77-09) Blocked INFECTED (Win.Test.EICAR_HDB-1) {DiscardedInbound}, [203.0.113.9]:1434",
        ] {
            let sign = trouble_in(message, Info).map(|trouble| trouble.sign);
            assert_eq!(sign, None, "{message}");
        }
    }
}
