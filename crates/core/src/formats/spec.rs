//! What a format says of itself, and what a line says when a format has read it.
//!
//! Every format carries sample lines with what they read as; a test checks them all, and
//! `docs/formats.md` is made of them.

use std::fmt::Write as _;

use jejak_protocol::Level;

use crate::clock::{DAY_US, civil_from_days};
use crate::record::{Line, Record, Stamp};

/// A format as it is documented.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// Stable name, used in output and documentation.
    pub id: &'static str,
    /// What writes such lines.
    pub about: &'static str,
    /// Where the form is laid down.
    pub source: &'static str,
    /// Lines, each with what [`describe`] says of it. Joined, they are a file of this format.
    pub samples: &'static [(&'static str, &'static str)],
    /// Lines of no such file, each with the name of its [`Misfit`](crate::record::Misfit).
    pub misfits: &'static [(&'static str, &'static str)],
}

/// What was read of a line, as `name=value` words: only what it has, the message last. `…` for a
/// line that goes on, the reason for a misfit.
pub fn describe(line: &Line<'_>) -> String {
    match line {
        Line::Record(record) => record_text(record),
        Line::Continuation => "…".to_owned(),
        Line::Misfit(misfit) => format!("{misfit:?}"),
    }
}

fn record_text(record: &Record<'_>) -> String {
    let mut text = String::new();
    let mut add = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = write!(text, "{name}={value} ");
        }
    };
    add("time", &record.stamp.map(stamp_text).unwrap_or_default());
    if record.level != Level::Unknown {
        add("level", &format!("{:?}", record.level).to_lowercase());
    }
    add("host", &record.host);
    add("process", &record.process);
    add("pid", record.pid);
    add("source", record.source.as_deref().unwrap_or_default());
    add("user", record.user.as_deref().unwrap_or_default());
    if record.repeats > 1 {
        add("repeats", &record.repeats.to_string());
    }
    if let Some(access) = &record.access {
        add("client", access.client);
        add("user", access.user);
        add("vhost", access.vhost);
        add("method", access.method);
        add("target", access.target);
        add("status", &access.status.to_string());
        add("bytes", &access.bytes.to_string());
        add("referer", access.referer);
        add("agent", access.user_agent);
    }
    for sample in &record.samples {
        let labels = match &*sample.labels {
            "" => String::new(),
            labels => format!("{{{labels}}}"),
        };
        let value = sample
            .value
            .map_or("none".to_owned(), |value| value.to_string());
        let _ = write!(text, "sample={}{labels} {value} ", sample.name);
    }
    let _ = write!(text, "message={}", record.message);
    text
}

/// ISO 8601: with `Z` when it is a point in time, without year or date when there is none.
pub(crate) fn stamp_text(stamp: Stamp) -> String {
    /// 1 January 2000, from which yearless stamps count.
    const JANUARY_2000_US: i64 = 10_957 * DAY_US;
    let (us, zone) = match stamp {
        Stamp::Utc(at) => (at.0, "Z"),
        Stamp::Local(us) => (us, ""),
        Stamp::Yearless(us) => (us + JANUARY_2000_US, ""),
        Stamp::Dayless(us) => (us, ""),
    };
    let (year, month, day) = civil_from_days(us.div_euclid(DAY_US));
    let year = match stamp {
        Stamp::Yearless(_) => String::new(),
        _ => format!("{year}-"),
    };
    let us = us.rem_euclid(DAY_US);
    let (seconds, us) = (us / 1_000_000, us % 1_000_000);
    let fraction = match us {
        0 => String::new(),
        us => format!(".{us:06}").trim_end_matches('0').to_owned(),
    };
    let (h, m, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let date = match stamp {
        Stamp::Dayless(_) => String::new(),
        _ => format!("{year}{month:02}-{day:02}"),
    };
    format!("{date}T{h:02}:{m:02}:{s:02}{fraction}{zone}")
}
