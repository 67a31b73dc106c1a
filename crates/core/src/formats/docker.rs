//! What a container's runtime writes around each line: Docker's json-file and Kubernetes' CRI.
//!
//! ```text
//! {"log":"2026-01-04 10:15:23 ERROR refused\n","stream":"stderr","time":"2026-01-04T10:15:23.123456789Z"}
//! 2026-01-04T10:15:23.123456789Z stderr F 2026-01-04 10:15:23 ERROR refused
//! ```
//!
//! Specification: Docker's `json-file` logging driver (also Podman's `k8s-file` for the second);
//! Kubernetes' `kubelet/cri/streaming` log format.
//!
//! The line inside is read again by the format that most lines of the file have inside
//! ([`Layout`](super::layout)); a line that does not have it is read as plain text, and one that
//! continues a record continues it here too. The runtime's stamp, which names its zone, counts.
//! Without a known format inside: stamp, and the text as message.
//!
//! A line that the runtime cut into parts (`P`, or no `\n` at its end) is as many records.
//!
//! Fails with [`Misfit::BadJson`] (not such an object), [`Misfit::NoHeader`] (not such a line),
//! [`Misfit::NoTimestamp`] and [`Misfit::BadTimestamp`].

use std::borrow::Cow;

use serde::Deserialize;

use super::spec::Spec;
use super::{plain, stamps};
use crate::record::{Line, Misfit, Record, Stamp};

pub const SPEC: Spec = Spec {
    id: "docker",
    about: "Docker's json-file; the program's own lines are read inside",
    source: "Docker json-file logging driver",
    samples: &[
        (
            r#"{"log":"WARNING: it said \"no\"\n","stream":"stderr","time":"2026-01-04T10:15:23.123456789Z"}"#,
            "time=2026-01-04T10:15:23.123456Z level=warning message=WARNING: it said \"no\"",
        ),
        (
            r#"{"log":"listening on 80\n","stream":"stdout","attrs":{"tag":"shop"},"time":"2026-01-04T10:15:23Z"}"#,
            "time=2026-01-04T10:15:23Z message=listening on 80",
        ),
        (
            r#"{"log":"    at a.B(B.java:1)\n","stream":"stdout","time":"2026-01-04T10:15:23Z"}"#,
            "…",
        ),
    ],
    misfits: &[
        ("hello", "BadJson"),
        (r#"{"log":"x"}"#, "BadJson"),
        (
            r#"{"log":"x","stream":"stdout","time":"soon"}"#,
            "NoTimestamp",
        ),
        (
            r#"{"log":"x","stream":"stdout","time":"2026-02-30T10:15:23Z"}"#,
            "BadTimestamp",
        ),
    ],
};

pub const CRI: Spec = Spec {
    id: "cri",
    about: "Kubernetes pods (containerd, CRI-O) and Podman; the program's own lines are read inside",
    source: "Kubernetes CRI log format",
    samples: &[
        (
            "2026-01-04T10:15:23.123456789Z stderr F WARNING: it said no",
            "time=2026-01-04T10:15:23.123456Z level=warning message=WARNING: it said no",
        ),
        (
            "2026-01-04T10:15:23.123456789+07:00 stdout P the first half of a long",
            "time=2026-01-04T03:15:23.123456Z message=the first half of a long",
        ),
        ("2026-01-04T10:15:23Z stdout F     at a.B(B.java:1)", "…"),
    ],
    misfits: &[
        ("hello", "NoTimestamp"),
        ("2026-01-04T10:15:23Z stdout refused", "NoHeader"),
        ("2026-02-30T10:15:23Z stdout F x", "BadTimestamp"),
    ],
};

/// A line as the runtime wrote it, and the program's line in it.
#[derive(Debug)]
pub(super) struct Envelope<'a> {
    pub(super) stamp: Stamp,
    pub(super) text: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Object<'a> {
    #[serde(borrow)]
    log: Cow<'a, str>,
    #[serde(rename = "stream")]
    _stream: &'a str,
    time: &'a str,
}

/// Reads one line of Docker's without a look at what is inside.
pub fn parse(line: &str) -> Line<'_> {
    unread(open_json(line))
}

/// Reads one line of Kubernetes' without a look at what is inside.
pub fn parse_cri(line: &str) -> Line<'_> {
    unread(open_cri(line))
}

fn unread(opened: Result<Envelope<'_>, Misfit>) -> Line<'_> {
    match opened {
        Ok(Envelope { stamp, text }) => Line::Record(Record {
            stamp: Some(stamp),
            message: text,
            repeats: 1,
            ..Record::default()
        }),
        Err(misfit) => Line::Misfit(misfit),
    }
}

/// Opens a line of Docker's.
pub(super) fn open_json(line: &str) -> Result<Envelope<'_>, Misfit> {
    // Most other JSON is told apart without being read.
    let object = Some(line)
        .filter(|line| line.starts_with("{\"log\":"))
        .and_then(|line| serde_json::from_str::<Object<'_>>(line).ok())
        .ok_or(Misfit::BadJson)?;
    let (stamp, _) = stamps::iso(object.time.as_bytes())?;
    let text = match object.log {
        Cow::Borrowed(text) => Cow::Borrowed(text),
        Cow::Owned(mut text) => {
            text.truncate(text.trim_end_matches(['\n', '\r']).len());
            Cow::Owned(text)
        }
    };
    Ok(Envelope { stamp, text })
}

/// Opens a line of Kubernetes'.
pub(super) fn open_cri(line: &str) -> Result<Envelope<'_>, Misfit> {
    let (stamp, n) = stamps::iso(line.as_bytes())?;
    let rest = line.get(n..).unwrap_or_default();
    let rest = rest
        .strip_prefix(" stdout ")
        .or_else(|| rest.strip_prefix(" stderr "));
    let (tags, text) = rest
        .and_then(|rest| rest.split_at_checked(1))
        .ok_or(Misfit::NoHeader)?;
    if !matches!(tags, "F" | "P") {
        return Err(Misfit::NoHeader);
    }
    let text = match text.strip_prefix(' ') {
        Some(text) => text,
        None if text.is_empty() => text,
        None => return Err(Misfit::NoHeader),
    };
    Ok(Envelope {
        stamp,
        text: Cow::Borrowed(text),
    })
}

impl Envelope<'_> {
    /// A line that was read inside, under the runtime's time.
    pub(super) fn close<'t>(stamp: Stamp, text: &'t str, inner: Line<'t>) -> Line<'t> {
        let stamped = |record| {
            Line::Record(Record {
                stamp: Some(stamp),
                ..record
            })
        };
        match inner {
            Line::Record(record) => stamped(record),
            Line::Continuation => Line::Continuation,
            Line::Misfit(_) => match plain::parse(text) {
                Line::Record(record) => stamped(record),
                other => other,
            },
        }
    }
}
