//! logfmt, as logrus, go-kit and Grafana's programs write it: `time="…" level=error msg="…" k=v`.
//!
//! Yields stamp, level, process (`logger`, `component`, `caller`), source and user by the key names
//! of [`keys`](super::super::keys), and as message everything after time and level, keys included:
//! what happened may stand in any of them. If `msg` comes next, its quotes are part of that text.
//!
//! Fails with [`Misfit::BadTimestamp`]; a line that does not start with a known key is no logfmt.

use std::borrow::Cow;

use jejak_protocol::Level;

use super::super::{keys, keys::Key, levels, stamps};
use crate::record::{Misfit, Record, Stamp};

/// None when the line is no logfmt.
pub(super) fn record(line: &str) -> Option<Result<Record<'_>, Misfit>> {
    let (first, _) = line.split_once('=')?;
    let starts = matches!(
        keys::key(first),
        Some(Key::Time | Key::Level | Key::Process)
    );
    starts.then(|| read(line))
}

fn read(line: &str) -> Result<Record<'_>, Misfit> {
    let mut record = Record {
        repeats: 1,
        ..Record::default()
    };
    let (mut rest, mut message) = (line, line);
    let mut is_in_header = true;
    while let Some((name, value, after)) = pair(rest) {
        let key = keys::key(name);
        match key {
            Some(Key::Time) if record.stamp.is_none() => record.stamp = Some(moment(value)?),
            Some(Key::Level) if record.level == Level::Unknown => {
                record.level = levels::from_word(value).unwrap_or_default();
            }
            Some(Key::Process) if record.process.is_empty() => record.process = value.into(),
            Some(Key::Source) if record.source.is_none() => record.source = Some(value.into()),
            Some(Key::User) if record.user.is_none() => record.user = Some(value.into()),
            Some(Key::Host) if record.host.is_empty() => record.host = value.into(),
            _ => {}
        }
        is_in_header &= matches!(key, Some(Key::Time | Key::Level | Key::Process));
        rest = after.trim_start_matches(' ');
        if is_in_header {
            message = rest;
        }
    }
    if record.stamp.is_none() {
        return Err(Misfit::NoTimestamp);
    }
    record.message = Cow::Borrowed(message);
    Ok(record)
}

fn moment(value: &str) -> Result<Stamp, Misfit> {
    match stamps::any(value.as_bytes()) {
        Ok((stamp, _)) => Ok(stamp),
        Err(Misfit::NoTimestamp) => value
            .parse()
            .ok()
            .and_then(stamps::epoch)
            .ok_or(Misfit::BadTimestamp),
        Err(misfit) => Err(misfit),
    }
}

/// `key=value` or `key="value"`, and the rest. Words without `=` are skipped.
fn pair(rest: &str) -> Option<(&str, &str, &str)> {
    let (before, after) = rest.split_once('=')?;
    let name = before.rsplit(' ').next().unwrap_or(before);
    let (value, after) = match after.strip_prefix('"') {
        Some(quoted) => {
            let mut is_escaped = false;
            let end = quoted
                .bytes()
                .position(|b| {
                    let ends = b == b'"' && !is_escaped;
                    is_escaped = b == b'\\' && !is_escaped;
                    ends
                })
                .unwrap_or(quoted.len());
            (
                quoted.get(..end)?,
                quoted.get(end + 1..).unwrap_or_default(),
            )
        }
        None => after.split_at_checked(after.find(' ').unwrap_or(after.len()))?,
    };
    Some((name, value, after))
}
