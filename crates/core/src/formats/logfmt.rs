//! logfmt: `key=value` words, as logrus, go-kit, Go's slog, Grafana's programs and Heroku write it.
//!
//! ```text
//! time="2026-01-04T10:15:23Z" level=error msg="refused" user=ana remote_addr=192.0.2.7
//! ts=2026-01-04T10:15:23.5Z caller=main.go:7 level=warn msg=slow took=1.2s
//! at=info method=GET path="/a" host=shop.example fwd="192.0.2.7" status=404 bytes=13
//! ```
//!
//! Specification: none; <https://brandur.org/logfmt> and the go-kit encoder are followed. A line must
//! start with a pair, have two, and name its level, message, time or a request by the names of
//! [`keys`].
//!
//! Yields stamp, level, host, process, source, user and the request by those names. The message is
//! what follows time, level and process, names included: what happened may stand in any of them.
//! The name of a message that stands first is left out, so that its words are not taken for values.
//!
//! Fails with [`Misfit::NoHeader`] (no such line) and [`Misfit::BadTimestamp`].

use std::borrow::Cow;

use super::continuation;
use super::keys::{self, Key};
use super::named::{Named, Value};
use super::spec::Spec;
use crate::record::{Line, Misfit, Record};

pub const SPEC: Spec = Spec {
    id: "logfmt",
    about: "logfmt, key=value words: logrus, go-kit, Go's slog text, Grafana, Prometheus, Traefik, Heroku",
    source: "brandur.org/logfmt; go-kit/log",
    samples: &[
        (
            "time=\"2026-01-04T10:15:23Z\" level=error msg=\"it is \\\"no\\\"\" user=ana",
            "time=2026-01-04T10:15:23Z level=error user=ana message=msg=\"it is \\\"no\\\"\" user=ana",
        ),
        (
            "ts=2026-01-04T10:15:23.5Z caller=main.go:7 level=warn msg=refused remote_addr=192.0.2.7",
            "time=2026-01-04T10:15:23.5Z level=warning process=main.go:7 source=192.0.2.7 message=refused remote_addr=192.0.2.7",
        ),
        (
            "ts=1767521723.25 level=info msg=x",
            "time=2026-01-04T10:15:23.25Z level=info message=x",
        ),
        (
            "logger=settings t=2026-01-04T10:15:23Z level=info msg=x",
            "time=2026-01-04T10:15:23Z level=info process=settings message=x",
        ),
        (
            "time=2026-01-04T10:15:23.123+07:00 level=ERROR source=/srv/main.go:12 msg=\"payment failed\" err=\"no route\" order=7",
            "time=2026-01-04T03:15:23.123Z level=error message=source=/srv/main.go:12 msg=\"payment failed\" err=\"no route\" order=7",
        ),
        (
            "level=info msg=\"Metrics API started\"",
            "level=info message=msg=\"Metrics API started\"",
        ),
        (
            "at=info method=GET path=/a host=shop.example fwd=192.0.2.7 status=404 bytes=13",
            "level=warning host=shop.example source=192.0.2.7 client=192.0.2.7 method=GET target=/a status=404 bytes=13 message=GET /a",
        ),
        ("    at org.example.Shop.run(Shop.java:12)", "…"),
    ],
    misfits: &[
        ("hello", "NoHeader"),
        ("a=1 b=2", "NoHeader"),
        ("level=info", "NoHeader"),
        ("Set level=info and msg=x", "NoHeader"),
        ("time=never level=info", "BadTimestamp"),
    ],
};

/// Reads one line.
pub fn parse(line: &str) -> Line<'_> {
    continuation::or_line(line, record(line), Misfit::NoHeader)
}

/// A line that says its time, level or writer first, as it stands between those of another format.
pub(super) fn in_between(line: &str) -> Option<Result<Record<'_>, Misfit>> {
    let (first, _) = line.split_once('=')?;
    let starts = matches!(
        keys::key(first),
        Some(Key::Time | Key::Level | Key::Process)
    );
    starts
        .then(|| record(line))
        .filter(|read| read.as_ref().map_or(true, |record| record.stamp.is_some()))
}

fn record(line: &str) -> Result<Record<'_>, Misfit> {
    let mut named = Named::default();
    let mut message = line;
    let (mut n_pairs, mut is_in_header, mut is_known) = (0, true, false);
    for pair in pairs(line) {
        if n_pairs == 0 && (pair.start != 0 || !is_name(pair.name)) {
            return Err(Misfit::NoHeader);
        }
        n_pairs += 1;
        let key = keys::key(pair.name).filter(|_| !pair.value.is_empty());
        let is_header = matches!(key, Some(Key::Time | Key::Level | Key::Process));
        if is_in_header && !is_header {
            is_in_header = false;
            let is_bare = key == Some(Key::Message) && !pair.is_quoted;
            let skip = if is_bare { pair.name.len() + 1 } else { 0 };
            message = line.get(pair.start + skip..).unwrap_or(line);
        }
        is_known |= is_header || matches!(key, Some(Key::Message | Key::Status));
        match key {
            // What happened is told by the whole of the message.
            Some(Key::Message | Key::Event) | None => {}
            Some(key) => named.add_key(key, Value::Text(Cow::Borrowed(pair.value))),
        }
    }
    if n_pairs < 2 || !is_known {
        return Err(Misfit::NoHeader);
    }
    named.into_record(message)
}

/// Each name with its value, as they are written.
pub(crate) fn fields<'a>(line: &'a str, mut take: impl FnMut(&'a str, &'a str)) {
    for pair in pairs(line) {
        take(pair.name, pair.value);
    }
}

/// Pairs in the text of another format, such as the kernel's `SRC=192.0.2.7 DPT=22`, if they are
/// more than a chance.
pub(crate) fn fields_in<'a>(message: &'a str, mut take: impl FnMut(&'a str, &'a str)) {
    const MIN_PAIRS: usize = 3;
    let is_likely = |pair: &Pair<'_>| is_name(pair.name) && !pair.value.starts_with('=');
    if pairs(message).filter(is_likely).count() >= MIN_PAIRS {
        for pair in pairs(message).filter(is_likely) {
            take(pair.name, pair.value.trim_end_matches([',', ';']));
        }
    }
}

struct Pair<'a> {
    /// Where its name begins.
    start: usize,
    name: &'a str,
    /// Without quotes, escapes as they are written.
    value: &'a str,
    is_quoted: bool,
}

/// `key=value` and `key="value"`; words without `=` are skipped.
fn pairs(line: &str) -> impl Iterator<Item = Pair<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = line.get(at..)?;
        let sign = memchr::memchr(b'=', rest.as_bytes())?;
        let before = rest.get(..sign)?;
        let start = before.rfind(' ').map_or(0, |space| space + 1);
        let name = before.get(start..)?;
        let after = rest.get(sign + 1..)?;
        let (value, n_value, is_quoted) = match after.strip_prefix('"') {
            Some(quoted) => {
                let end = quote_end(quoted);
                (quoted.get(..end)?, end + 2, true)
            }
            None => {
                let end = memchr::memchr(b' ', after.as_bytes()).unwrap_or(after.len());
                (after.get(..end)?, end, false)
            }
        };
        let start = at + start;
        at = (at + sign + 1 + n_value).min(line.len());
        Some(Pair {
            start,
            name,
            value,
            is_quoted,
        })
    })
}

/// Where a quoted value ends; at the end of the line when nothing closes it.
fn quote_end(quoted: &str) -> usize {
    let mut is_escaped = false;
    quoted
        .bytes()
        .position(|b| {
            let ends = b == b'"' && !is_escaped;
            is_escaped = b == b'\\' && !is_escaped;
            ends
        })
        .unwrap_or(quoted.len())
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-' | b'@' | b'/'))
}
