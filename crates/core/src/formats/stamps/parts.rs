//! What may follow a clock: a fraction, a year, a zone.

use jejak_protocol::{TimestampUs, time::US_PER_SECOND};

use super::Read;
use super::cursor::{Cursor, two};
use crate::record::{Misfit, Stamp};

/// A point in time or a wall clock, by what follows the time at `n`.
pub(super) fn zoned(bytes: &[u8], n: usize, wall: i64) -> Read {
    let (offset_s, n) = match zone(bytes, n) {
        Zone::At(offset_s, n) => (offset_s, n),
        Zone::None => return Ok((Stamp::Local(wall), n)),
        Zone::Bad => return Err(Misfit::BadTimestamp),
    };
    let utc = wall - i64::from(offset_s) * US_PER_SECOND;
    Ok((Stamp::Utc(TimestampUs(utc)), n))
}

enum Zone {
    /// Seconds east of UTC, and where the zone ends.
    At(i32, usize),
    None,
    Bad,
}

/// `Z`, `±hh`, `±hhmm`, `±hh:mm`, `UTC`, `GMT`, after at most one space. Other names stay unread:
/// they are ambiguous (IST, CST).
fn zone(bytes: &[u8], n: usize) -> Zone {
    let has_space = bytes.get(n) == Some(&b' ');
    let mut at = Cursor {
        bytes,
        n: n + usize::from(has_space),
    };
    let sign = match at.next() {
        Some(b'Z' | b'z') if !has_space => return Zone::At(0, at.n),
        Some(b'U') if at.bytes.get(at.n..at.n + 2) == Some(b"TC") => return Zone::At(0, at.n + 2),
        Some(b'G') if at.bytes.get(at.n..at.n + 2) == Some(b"MT") => return Zone::At(0, at.n + 2),
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return Zone::None,
    };
    let Some(hours) = at.two() else {
        return Zone::None;
    };
    let before = at.n;
    let _ = at.byte(b':');
    let minutes = at.two().unwrap_or_else(|| {
        at.n = before;
        0
    });
    if at.peek().is_some_and(|b| b.is_ascii_digit()) {
        return Zone::None; // a number after the time, `-1234567`, is no zone
    }
    if hours > 15 || minutes > 59 {
        return Zone::Bad;
    }
    Zone::At(sign * (hours * 3600 + minutes * 60) as i32, at.n)
}

/// `.123` or `,123` after the seconds, in microseconds, further digits dropped; or `:6`, which is
/// six milliseconds.
pub(super) fn fraction(bytes: &[u8], n: usize) -> (i64, usize) {
    let Some(sep @ (b'.' | b',' | b':')) = bytes.get(n) else {
        return (0, n);
    };
    let digits = bytes.get(n + 1..).unwrap_or_default();
    let n_digits = digits.iter().take_while(|b| b.is_ascii_digit()).count();
    if n_digits == 0 || (*sep == b':' && n_digits > 3) {
        return (0, n);
    }
    let n_places = if *sep == b':' { n_digits } else { 6 };
    let mut value = 0;
    for i in 0..n_places {
        let digit = digits.get(i).filter(|_| i < n_digits);
        value = value * 10 + digit.map_or(0, |d| i64::from(d - b'0'));
    }
    let us_per_unit = if *sep == b':' { 1000 } else { 1 };
    (value * us_per_unit, n + 1 + n_digits)
}

/// ` 2005` where [`ctime`] and some devices put the year, if no more digits follow.
pub(super) fn year_after(bytes: &[u8], n: usize) -> (Option<u32>, usize) {
    let Some(&[b' ', a, b, c, d]) = bytes.get(n..).and_then(|rest| rest.first_chunk::<5>()) else {
        return (None, n);
    };
    let (Some(hi), Some(lo)) = (two(a, b), two(c, d)) else {
        return (None, n);
    };
    let is_token = !matches!(bytes.get(n + 5), Some(b) if !matches!(b, b' ' | b']' | b':'));
    let year = hi * 100 + lo;
    // Only years in which logs are written: a host may well be called 1234.
    if is_token && (1980..=2099).contains(&year) {
        (Some(year), n + 5)
    } else {
        (None, n)
    }
}
