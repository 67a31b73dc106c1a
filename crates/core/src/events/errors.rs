//! Errors: records at error level, exceptions by class, crashes, services that start again.
//!
//! In: a record or a line below one. Out: `Error`, `ExceptionDetail` or `ServiceRestart` with the
//! exception class, the fault or the service as object. It leaves to the detectors how many are
//! too many.

use std::borrow::Cow;
use std::sync::LazyLock;

use jejak_protocol::{EntityKind, Level};
use regex::Regex;

use super::machine;
use super::text::source_in;
use super::{EventKind, Meaning};
use crate::record::Record;

/// Values of `Meaning::detail` for `ServiceRestart`: a loop writes one line of each a round.
pub mod detail {
    pub const STARTED_AGAIN: u8 = 0;
    pub const EXITED: u8 = 1;
}

/// What a scanner of mail or files says that it found, whatever it did with it.
pub(super) fn of_scanner(message: &str) -> Option<Meaning<'_>> {
    let found = machine::virus(message)?;
    Some(Meaning {
        kind: Some(EventKind::Sign),
        sign: Some(found.sign),
        source: source_in(message).map(Cow::Borrowed),
        object: Some(named(found.words)),
        depends_on_value: found.depends_on_value,
        ..Meaning::default()
    })
}

/// What the record says about errors; None when it says nothing.
pub(super) fn classify<'a>(message: &'a str, record: &Record<'_>) -> Option<Meaning<'a>> {
    if let Some(meaning) = restart(message) {
        return Some(meaning);
    }
    let trouble = machine::trouble_in(message, record.level);
    let class = exception_in(message);
    // An exception that is only mentioned at info level is an answer, not an error.
    let is_error = record.level >= Level::Error
        // A device's line has no more than a warning by its number: what is refused is an event of its
        // own, and what is left is about the device.
        || record.level <= Level::Warning && super::gravity::is_error_of_device(message)
        || class.is_some() && matches!(record.level, Level::Unknown | Level::Warning)
        || record.level == Level::Unknown && (says_error(message) || is_traceback(message));
    let is_trouble = trouble.is_some_and(|trouble| trouble.sign.is_fault());
    let kind = match trouble {
        _ if is_error || is_trouble => Some(EventKind::Error),
        trouble => trouble.map(|_| EventKind::Sign),
    };
    let depends_on_value =
        trouble.is_some_and(|trouble| trouble.depends_on_value) || machine::hangs_on_value(message);
    if kind.is_none() && !depends_on_value {
        return None;
    }
    let words = trouble.map(|trouble| trouble.words);
    Some(Meaning {
        kind,
        sign: trouble.map(|trouble| trouble.sign),
        source: source_in(message).map(Cow::Borrowed),
        object: kind.and(class.or(words)).map(named),
        depends_on_value,
        ..Meaning::default()
    })
}

/// The exception that a line below a record names: `Caused by: java.io.IOException: …`, the last
/// line of a Python traceback. Frames (`at …`, `File …`) name none.
pub(super) fn classify_continuation(line: &str) -> Option<Meaning<'_>> {
    let line = line.trim_start();
    let line = ["Caused by: ", "Suppressed: ", "Wrapped by: "]
        .iter()
        .find_map(|words| line.strip_prefix(words))
        .unwrap_or(line);
    let class = exception_in(line)?;
    if !line.starts_with(class) {
        return None;
    }
    Some(Meaning {
        kind: Some(EventKind::ExceptionDetail),
        object: Some(named(class)),
        ..Meaning::default()
    })
}

fn named(text: &str) -> (EntityKind, Cow<'_, str>) {
    // No kind of entity is an exception class; a kind of record comes nearest.
    (EntityKind::Template, Cow::Borrowed(text))
}

/// The class of an exception: `java.lang.NullPointerException`, `ValueError`, `sqlalchemy.exc.DBAPIError`.
fn exception_in(message: &str) -> Option<&str> {
    // Both endings share a few bytes that most messages lack.
    if !message.contains("xception") && !message.contains("Error") && !message.contains("Fault") {
        return None;
    }
    static CLASS: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"(?:^|[\s\[(<:=>])((?:[A-Za-z_$][\w$]*(?:\.|::|\\))*[A-Z][\w$]*(?:Exception|Error|Fault|Throwable))(?:$|[:\s\])>,;.(])",
        )
    });
    CLASS
        .captures_iter(message)
        .filter_map(|found| found.get(1))
        .map(|class| class.as_str())
        // `Error` and `Exception` alone say no more than the level does.
        .find(|class| !matches!(*class, "Error" | "Exception"))
}

fn is_traceback(message: &str) -> bool {
    message.starts_with("Traceback (most recent call last)")
        || message.starts_with("Exception in thread ")
        || message.starts_with("Uncaught ")
        || message.starts_with("Unhandled exception")
}

/// Whether a message of a log without levels starts with the word for an error.
fn says_error(message: &str) -> bool {
    let head = message.trim_start_matches(['[', '(', '<', ' ', '*']);
    let end = head
        .find(|c: char| !c.is_ascii_alphabetic())
        .unwrap_or(head.len());
    let word = head.get(..end).unwrap_or_default();
    const WORDS: [&str; 9] = [
        "error",
        "err",
        "fatal",
        "critical",
        "crit",
        "emerg",
        "severe",
        "alert",
        "kesalahan",
    ];
    let rest = head.get(end..).unwrap_or_default();
    WORDS.iter().any(|w| word.eq_ignore_ascii_case(w))
        && rest.starts_with([':', ']', ')', '>', '!', ' ', '|', '-'])
        && !is_denied(message)
}

/// `error log rotated`, `0 errors`: the word without the thing.
fn is_denied(message: &str) -> bool {
    static DENIED: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"(?i)\b(?:0|no|zero|without|tanpa) (?:errors?|kesalahan)\b|\berrors?[ =:]+(?:0|none)\b|\berror (?:log|rate|page|reporting|handler|count)\b",
        )
    });
    DENIED.is_match(message)
}

/// A service that ended unexpectedly or was started again.
fn restart(message: &str) -> Option<Meaning<'_>> {
    if let Some((unit, rest)) = message.split_once(": ")
        && unit.ends_with(".service")
        && !unit.contains(' ')
    {
        return systemd(unit, rest);
    }
    let (service, detail) = supervisor(message)?;
    Some(Meaning {
        kind: Some(EventKind::ServiceRestart),
        object: service.map(|name| (EntityKind::Service, Cow::Borrowed(name))),
        detail,
        ..Meaning::default()
    })
}

/// ```text
/// kedai.service: Scheduled restart job, restart counter is at 4.
/// kedai.service: Main process exited, code=exited, status=1/FAILURE
/// ```
fn systemd<'a>(unit: &'a str, rest: &str) -> Option<Meaning<'a>> {
    let again = rest.starts_with("Scheduled restart job")
        || rest.contains("scheduling restart")
        || rest.starts_with("Start request repeated too quickly");
    let exited = rest.starts_with("Main process exited");
    if !again && !exited {
        return None;
    }
    // Asked to end (TERM, INT, HUP) or ended well; the status is a value.
    const ASKED: [&str; 6] = [
        "status=0/SUCCESS",
        "status=15/TERM",
        "status=143",
        "status=2/INT",
        "status=130",
        "status=1/HUP",
    ];
    let is_asked = exited && ASKED.iter().any(|status| rest.contains(status));
    Some(Meaning {
        kind: (!is_asked).then_some(EventKind::ServiceRestart),
        object: Some((EntityKind::Service, Cow::Borrowed(unit))),
        detail: if exited {
            detail::EXITED
        } else {
            detail::STARTED_AGAIN
        },
        depends_on_value: exited,
        ..Meaning::default()
    })
}

/// supervisord, Kubernetes and plain words; the service where the line names it.
fn supervisor(message: &str) -> Option<(Option<&str>, u8)> {
    if let Some(rest) = message.strip_prefix("exited: ") {
        let (name, why) = rest.split_once(" (")?;
        return why
            .contains("not expected")
            .then_some((Some(name), detail::EXITED));
    }
    if let Some(rest) = message.strip_prefix("gave up: ") {
        let (name, _) = rest.split_once(' ')?;
        return Some((Some(name), detail::EXITED));
    }
    static AGAIN: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"(?ix)
            back-off\ restarting\ failed\ container | crashloopbackoff
            | \b(?:crashed|died|exited\ unexpectedly|terminated\ unexpectedly|stopped\ unexpectedly)\b.{0,60}\brestart(?:ing|ed)\b
            | \brestarting\ (?:the\ )?(?:crashed|failed|dead|unhealthy)\b
            ",
        )
    });
    AGAIN
        .is_match(message)
        .then_some((None, detail::STARTED_AGAIN))
}

fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the patterns are constants, compiled by every test")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(level: Level, message: &str, kind: Option<EventKind>, object: Option<&str>) {
        let record = Record {
            level,
            process: "kedai".into(),
            message: message.into(),
            repeats: 1,
            ..Record::default()
        };
        let meaning = super::super::classify(&record);
        assert_eq!(meaning.kind, kind, "{message}");
        let value = meaning.object.as_ref().map(|(_, value)| value.as_ref());
        assert_eq!(value, object, "{message}");
    }

    #[test]
    fn the_level_decides_and_the_class_names() {
        use Level::{Error, Info, Unknown, Warning};
        let error = Some(EventKind::Error);
        check(Error, "cannot reach the till", error, None);
        check(
            Error,
            "java.net.ConnectException: Connection refused",
            error,
            Some("java.net.ConnectException"),
        );
        check(
            Unknown,
            "ValueError: price is not a number",
            error,
            Some("ValueError"),
        );
        check(
            Warning,
            "retry after TimeoutError: 3 s",
            error,
            Some("TimeoutError"),
        );
        check(Info, "retry after TimeoutError: 3 s", None, None);
        check(Unknown, "error: could not open the drawer", error, None);
        check(
            Unknown,
            "[error] upstream timed out",
            error,
            Some("timed out"),
        );
        check(Unknown, "errors: 0", None, None);
        check(Unknown, "Error log rotated", None, None);
        check(Unknown, "no error found", None, None);
        check(Unknown, "ErrorHandler registered", None, None);
        check(Info, "Started kedai.service", None, None);
    }

    #[test]
    fn faults_need_no_level() {
        use Level::Unknown;
        let error = Some(EventKind::Error);
        check(
            Unknown,
            "kedai[812]: segfault at 0 ip 00007f",
            error,
            Some("segfault"),
        );
        check(
            Unknown,
            "Out of memory: Killed process 812 (kedai)",
            error,
            Some("Out of memory"),
        );
        check(
            Unknown,
            "thread 'main' panicked at src/main.rs:4:5:",
            error,
            Some("panicked at"),
        );
        check(Unknown, "Traceback (most recent call last):", error, None);
        check(Unknown, "memory cgroup ready", None, None);
    }

    #[test]
    fn a_service_that_starts_again() {
        use Level::Unknown;
        let again = Some(EventKind::ServiceRestart);
        check(
            Unknown,
            "kedai.service: Scheduled restart job, restart counter is at 4.",
            again,
            Some("kedai.service"),
        );
        check(
            Unknown,
            "kedai.service: Main process exited, code=exited, status=1/FAILURE",
            again,
            Some("kedai.service"),
        );
        check(
            Unknown,
            "kedai.service: Main process exited, code=killed, status=15/TERM",
            None,
            Some("kedai.service"),
        );
        check(
            Unknown,
            "exited: kedai (exit status 1; not expected)",
            again,
            Some("kedai"),
        );
        check(
            Unknown,
            "exited: kedai (exit status 0; expected)",
            None,
            None,
        );
        check(Unknown, "Worker 3 died, restarting", again, None);
        check(Unknown, "Started kedai.service - the till.", None, None);
        check(Unknown, "Restarting kedai.service on request", None, None);
    }

    #[test]
    fn lines_below_name_their_exception() {
        for (line, class) in [
            (
                "Caused by: java.io.IOException: disk",
                Some("java.io.IOException"),
            ),
            ("ValueError: invalid literal", Some("ValueError")),
            ("\tat kedai.Till.open(Till.java:42)", None),
            ("  File \"till.py\", line 4, in open", None),
            ("    raise ValueError(\"x\")", None),
            ("", None),
        ] {
            let meaning = super::super::classify_continuation(line);
            let found = meaning.as_ref().and_then(|m| m.object.as_ref());
            assert_eq!(found.map(|(_, value)| value.as_ref()), class, "{line}");
        }
    }
}
