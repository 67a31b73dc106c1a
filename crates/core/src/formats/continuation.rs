//! Lines that belong to the record above them: stack traces, wrapped text, blank lines.
//!
//! Judged by the line alone, so that any split of a file gives the same answer. A format asks here
//! only when its own header does not fit.

use crate::record::{Line, Misfit, Record};

/// What a line is to a format that has headers. `none`: what a line without a header fails with, which
/// may then belong to the record above.
#[inline]
pub fn or_line<'a>(line: &str, read: Result<Record<'a>, Misfit>, none: Misfit) -> Line<'a> {
    match read {
        Ok(record) => Line::Record(record),
        Err(misfit) if misfit == none && follows(line) => Line::Continuation,
        Err(misfit) => Line::Misfit(misfit),
    }
}

/// Whether a line without a header continues a record of a format that has headers.
///
/// More generous than [`is_trace`]: where every record starts with a header, a line that closes a
/// bracket or is a bare `Error: …` can only belong to the one above.
pub fn follows(line: &str) -> bool {
    is_trace(line)
        || matches!(line.as_bytes().first(), Some(b'}' | b']' | b')'))
        || line.starts_with("\"}")
        || is_class(line)
        || is_go_frame(line)
        || ["Error", "Exception"].iter().any(|word| {
            line.strip_prefix(word)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(": "))
        })
}

/// Whether a line is part of a stack trace or of indented text, or blank.
pub fn is_trace(line: &str) -> bool {
    let Some(first) = line.bytes().next() else {
        return true;
    };
    match first {
        b' ' | b'\t' | b'\r' => true,
        b'-' => {
            let is_rule = line.starts_with("---") && line.bytes().all(|b| b == b'-');
            is_rule || line.starts_with("-->") // wrapped text of VMware's programs
        }
        b'#' => is_php_frame(line),
        b'.' => is_elided(line),
        b'^' | b'~' => line.bytes().all(|b| matches!(b, b'^' | b'~' | b' ')),
        _ => STARTS.iter().any(|start| line.starts_with(start)) || exception(line).is_some(),
    }
}

/// The exception's class in `ValueError: text`, `java.lang.IllegalStateException: text`,
/// `Uncaught TypeError: text` or the bare `KeyboardInterrupt`.
pub fn exception(line: &str) -> Option<&str> {
    let line = line.strip_prefix("Uncaught ").unwrap_or(line);
    let end = line
        .bytes()
        .position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'$' | b'\\')))
        .unwrap_or(line.len());
    let (class, rest) = line.split_at_checked(end)?;
    // A colon glued to text is a path or an address (`java.io:80`), not the end of a class name.
    let ends = rest.is_empty() || rest == ":" || rest.starts_with(": ");
    let name = class.rsplit(['.', '\\']).next()?;
    name.bytes().next().filter(u8::is_ascii_uppercase)?;
    let says_so = SUFFIXES
        .iter()
        // `Error: text` alone is a sentence, `System.Exception: text` is not.
        .any(|suffix| class.len() > suffix.len() && name.ends_with(suffix))
        || BARE.contains(&name);
    // `java.lang.X: text`: two packages in lower case before a class.
    let is_path = rest.starts_with(": ")
        && class.bytes().filter(|b| *b == b'.').count() >= 2
        && class.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
    (ends && (says_so || is_path)).then_some(class)
}

/// `PaymentUnavailable: order 7`: a class of any name, written in humps, as it ends a Python trace.
fn is_class(line: &str) -> bool {
    let Some((class, _)) = line.split_once(": ") else {
        return false;
    };
    let name = class.rsplit('.').next().unwrap_or(class).as_bytes();
    let has_hump = name
        .windows(2)
        .any(|pair| matches!(pair, [b'a'..=b'z' | b'0'..=b'9', b'A'..=b'Z']));
    let is_word = class
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_'));
    has_hump && is_word && name.first().is_some_and(u8::is_ascii_uppercase)
}

/// `main.pay`, `github.com/a/b.(*Shop).Pay(0xc0)`: a function in a stack of Go, as zap writes it.
fn is_go_frame(line: &str) -> bool {
    let is_path = line.bytes().all(|b| {
        b.is_ascii_alphanumeric()
            || matches!(
                b,
                b'.' | b'_' | b'-' | b'/' | b'*' | b'(' | b')' | b'{' | b'}'
            )
    });
    let name = line.rsplit('.').next().unwrap_or_default();
    is_path
        && name.len() < line.len()
        && name.bytes().next().is_some_and(|b| b.is_ascii_alphabetic())
}

/// How lines of a trace start that are not indented.
const STARTS: [&str; 20] = [
    "Traceback (most recent call last)",
    "Caused by:",
    "Suppressed:",
    "During handling of the above exception",
    "The above exception was the direct cause",
    "at ",
    "goroutine ",
    "panic: ",
    "panicked at ",
    "thread '",
    "stack backtrace:",
    "note: run with `RUST_BACKTRACE",
    "note: Some details are omitted",
    "created by ",
    "exit status ",
    "[signal SIG",
    "Stack trace:",
    "[stacktrace]",
    "[previous exception]",
    "File \"",
];

const SUFFIXES: [&str; 6] = [
    "Error",
    "Exception",
    "Interrupt",
    "Throwable",
    "Failure",
    "Fault",
];

/// Exceptions whose names have none of the suffixes.
const BARE: [&str; 5] = [
    "KeyboardInterrupt",
    "SystemExit",
    "StopIteration",
    "GeneratorExit",
    "DoesNotExist",
];

/// `#12 /srv/app/index.php(34): run()`, `#13 {main}`.
fn is_php_frame(line: &str) -> bool {
    let rest = line.trim_start_matches('#');
    let frame = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    frame.len() < rest.len() && frame.starts_with(' ')
}

/// `... 12 more` of Java, `...` and `... 3 lines matching …` of Python.
fn is_elided(line: &str) -> bool {
    line.strip_prefix("...")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_traces() {
        for line in [
            "",
            "   ",
            "\tat com.example.Main.run(Main.java:12)",
            "    at Object.<anonymous> (/srv/app.js:3:9)",
            "at com.example.Main.run(Main.java:12)",
            "... 12 more",
            "Caused by: java.io.IOException: closed",
            "Traceback (most recent call last):",
            "  File \"/srv/app.py\", line 3, in <module>",
            "ValueError: invalid literal",
            "System.Exception: no such order",
            "requests.exceptions.ConnectionError: refused",
            "java.lang.IllegalStateException: stopped",
            "org.example.shop.Problem: stopped",
            "KeyboardInterrupt",
            "panic: runtime error: index out of range",
            "goroutine 1 [running]:",
            "thread 'main' panicked at src/main.rs:3:5:",
            "stack backtrace:",
            "-----",
            "Uncaught TypeError: x is undefined",
            "ConnectionRefusedError: [Errno 111] Connection refused",
            "#12 /srv/app/index.php(34): run()",
            "[stacktrace]",
            "--> )",
            "File \"/srv/app.py\", line 3, in run",
        ] {
            assert!(is_trace(line), "{line}");
            assert!(follows(line), "{line}");
        }
    }

    #[test]
    fn other_text_stands_alone() {
        for line in [
            "hello",
            "Errors: 3",
            "Failed password for root",
            "-- Boot 1234 --",
            "disk.full: yes",
            "Error",
            "Error: disk full",
            ".hidden",
            "#fields: a b",
            "# 5 comments",
            "attached to port",
            "http://example.org/a.B: x",
        ] {
            assert!(!is_trace(line), "{line}");
        }
        assert!(follows("Error: disk full") && follows("}"));
        assert!(follows("PaymentUnavailable: order 7"));
        assert!(follows("shop.errors.PaymentUnavailable: order 7"));
        for line in ["Errors: 3", "eBay: x", "Status: UP", "McDonald said: x"] {
            assert!(!follows(line), "{line}");
        }
    }

    #[test]
    fn the_class_of_an_exception() {
        assert_eq!(exception("a.b.CError: x"), Some("a.b.CError"));
        assert_eq!(
            exception("App\\Exceptions\\OopsException: x"),
            Some("App\\Exceptions\\OopsException")
        );
        assert_eq!(exception("ValueError:x"), None);
        assert_eq!(exception("Fehler"), None);
    }
}
