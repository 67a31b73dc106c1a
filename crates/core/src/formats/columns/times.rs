//! The time of a row: one value, or a day and a time of day in two.

use super::super::stamps;
use super::cells::Cell;
use crate::record::{Misfit, Stamp};

pub(super) fn moment(text: &str) -> Option<Stamp> {
    let text = text.trim();
    match stamps::any(text.as_bytes()).or_else(|_| stamps::slashed(text.as_bytes())) {
        Ok((stamp, _)) => Some(stamp),
        Err(Misfit::NoTimestamp) => stamps::epoch(text.parse().ok()?),
        Err(_) => None,
    }
}

pub(super) fn joined(row: &[Cell<'_>], date: usize, time: usize) -> Option<Stamp> {
    both(&row.get(date)?.text, &row.get(time)?.text)
}

/// A day and a time of day that stand in two columns.
pub(super) fn both(day: &str, hour: &str) -> Option<Stamp> {
    let mut buffer = [b' '; 48];
    let (head, rest) = buffer.split_at_mut_checked(day.len())?;
    head.copy_from_slice(day.as_bytes());
    rest.get_mut(1..=hour.len())?
        .copy_from_slice(hour.as_bytes());
    let text = std::str::from_utf8(buffer.get(..day.len() + 1 + hour.len())?).ok()?;
    moment(text)
}
