//! Flow logs of AWS' virtual networks, in the default order of fields.
//!
//! ```text
//! 2 123456789010 eni-1235b8ca 192.0.2.7 10.0.0.5 40641 22 6 20 4249 1767521723 1767521783 REJECT OK
//! ```
//!
//! Specification: AWS, "Flow log records", version 2.
//!
//! Yields stamp (the start), level (notice where it was refused), the network interface as host,
//! source, and the message from the source on.
//!
//! Fails with [`Misfit::NoHeader`] (no version 2 with fourteen words) and [`Misfit::NoTimestamp`].

use std::borrow::Cow;

use jejak_protocol::Level;

use super::spec::Spec;
use super::{continuation, stamps};
use crate::record::{Line, Misfit, Record};

/// The process that such records are said to come from.
pub const PROCESS: &str = "vpc-flow";

pub const SPEC: Spec = Spec {
    id: "vpc-flow",
    about: "AWS VPC flow logs",
    source: "AWS, Flow log records (version 2)",
    samples: &[
        (
            "2 123456789010 eni-1235b8ca 192.0.2.7 10.0.0.5 40641 22 6 20 4249 1767521723 1767521783 REJECT OK",
            "time=2026-01-04T10:15:23Z level=notice host=eni-1235b8ca process=vpc-flow source=192.0.2.7 message=192.0.2.7 10.0.0.5 40641 22 6 20 4249 1767521723 1767521783 REJECT OK",
        ),
        (
            "2 123456789010 eni-1235b8ca - - - - - - - 1767521723 1767521783 - NODATA",
            "time=2026-01-04T10:15:23Z level=info host=eni-1235b8ca process=vpc-flow message=- - - - - - - 1767521723 1767521783 - NODATA",
        ),
        (
            "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status",
            "level=debug process=vpc-flow message=version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status",
        ),
    ],
    misfits: &[
        ("hello", "NoHeader"),
        (
            "2 1 eni-1 192.0.2.7 10.0.0.5 1 22 6 20 4249 soon 1767521783 REJECT OK",
            "NoTimestamp",
        ),
        ("2 1 eni-1 192.0.2.7 10.0.0.5", "NoHeader"),
    ],
};

/// Reads one line.
pub fn parse(line: &str) -> Line<'_> {
    continuation::or_line(line, record(line), Misfit::NoHeader)
}

fn record(line: &str) -> Result<Record<'_>, Misfit> {
    if line.starts_with("version account-id ") {
        return Ok(Record {
            level: Level::Debug,
            process: Cow::Borrowed(PROCESS),
            message: Cow::Borrowed(line),
            repeats: 1,
            ..Record::default()
        });
    }
    let words: Vec<&str> = line.split(' ').collect();
    let &[
        version,
        _account,
        interface,
        source,
        _target,
        _from,
        _to,
        _protocol,
        _packets,
        _bytes,
        start,
        _end,
        action,
        _status,
    ] = words.as_slice()
    else {
        return Err(Misfit::NoHeader);
    };
    if version != "2" || !interface.starts_with("eni-") {
        return Err(Misfit::NoHeader);
    }
    let stamp = start.parse().ok().and_then(stamps::epoch);
    let at = line
        .find(" eni-")
        .map_or(0, |at| at + 1 + interface.len() + 1);
    Ok(Record {
        stamp: Some(stamp.ok_or(Misfit::NoTimestamp)?),
        level: match action {
            "REJECT" => Level::Notice,
            _ => Level::Info,
        },
        host: Cow::Borrowed(interface),
        process: Cow::Borrowed(PROCESS),
        message: Cow::Borrowed(line.get(at..).unwrap_or(line)),
        source: (source != "-").then_some(Cow::Borrowed(source)),
        repeats: 1,
        ..Record::default()
    })
}
