//! Moments that are no dates: seconds since 1970, TAI64N, and a clock without a day.

use jejak_protocol::{TimestampUs, time::US_PER_SECOND};

use super::cursor::Cursor;
use super::parts::fraction;
use super::{Read, epoch};
use crate::record::{Misfit, Stamp};

/// Seconds with or without a fraction (`1697048351.000561`), milliseconds, microseconds or nanoseconds
/// since 1970, by the number of their digits.
pub fn epoch_digits(bytes: &[u8]) -> Read {
    let none = Misfit::NoTimestamp;
    let n = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let digits = bytes
        .get(..n)
        .and_then(|digits| std::str::from_utf8(digits).ok());
    let value: f64 = match (n, digits.map(str::parse)) {
        (10 | 13 | 16 | 19, Some(Ok(value))) => value,
        _ => return Err(none),
    };
    let Some(Stamp::Utc(at)) = epoch(value) else {
        return Err(none);
    };
    let (fraction_us, end) = match n {
        10 if bytes.get(n) == Some(&b'.') => fraction(bytes, n),
        _ => (0, n),
    };
    if bytes.get(end).is_some_and(|b| b.is_ascii_alphanumeric()) {
        return Err(none);
    }
    Ok((Stamp::Utc(TimestampUs(at.0 + fraction_us)), end))
}

/// `@4000000052ac1a0b0e6b2a1c` of daemontools and runit. Source: cr.yp.to/libtai/tai64.html; the
/// writers count from ten seconds, as daemontools does, whatever leap seconds came since.
pub fn tai64n(bytes: &[u8]) -> Read {
    const EPOCH: u64 = (1 << 62) + 10;
    let none = Misfit::NoTimestamp;
    let label = bytes
        .strip_prefix(b"@")
        .and_then(|rest| rest.get(..24))
        .ok_or(none)?;
    let hex = |part: Option<&[u8]>| {
        let text = std::str::from_utf8(part?).ok()?;
        u64::from_str_radix(text, 16).ok()
    };
    let seconds = hex(label.get(..16))
        .and_then(|s| s.checked_sub(EPOCH))
        .ok_or(none)?;
    let nanoseconds = hex(label.get(16..))
        .filter(|n| *n < 1_000_000_000)
        .ok_or(none)?;
    match epoch(seconds as f64) {
        Some(Stamp::Utc(at)) => Ok((
            Stamp::Utc(TimestampUs(at.0 + nanoseconds as i64 / 1000)),
            25,
        )),
        _ => Err(none),
    }
}

/// `08:09:33.814936`: a clock of two digits each and no day.
pub fn clock(bytes: &[u8]) -> Read {
    let none = Misfit::NoTimestamp;
    let mut at = Cursor::new(bytes);
    let hour = at.two().ok_or(none)?;
    at.byte(b':').ok_or(none)?;
    let minute = at.two().ok_or(none)?;
    at.byte(b':').ok_or(none)?;
    let second = at.two().ok_or(none)?;
    if at.peek().is_some_and(|b| b.is_ascii_digit() || b == b':') {
        return Err(none);
    }
    if hour > 23 || minute > 59 || second > 60 {
        return Err(Misfit::BadTimestamp);
    }
    let (fraction_us, n) = fraction(bytes, at.n);
    let seconds = i64::from(hour * 3600 + minute * 60 + second);
    Ok((Stamp::Dayless(seconds * US_PER_SECOND + fraction_us), n))
}
