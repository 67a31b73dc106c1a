//! Reading moments off the bytes of a line: fixed positions, no regex, no allocation.
//!
//! Every reader takes bytes that start where the stamp should and gives the moment with the number
//! of bytes it took, all of them ASCII. It leaves to others where in a line a stamp may stand, and
//! the years and zones that a stamp leaves out.
//!
//! Reasons to fail: [`Misfit::NoTimestamp`], the bytes are no stamp of this kind;
//! [`Misfit::BadTimestamp`], they are one that no calendar or clock has (30 February, 25:61).

mod counts;
mod cursor;
mod dates;
mod parts;

use jejak_protocol::{TimestampUs, time::US_PER_SECOND};

pub use self::counts::{clock, epoch_digits, tai64n};
use self::cursor::{Cursor, month, two};
pub use self::dates::{dated, partial};
use self::parts::{fraction, year_after, zoned};

use crate::clock::{DAY_US, civil_from_days, days_from_civil};
use crate::record::{Misfit, Stamp};

/// A stamp and the bytes it took, or why there is none.
pub type Read = Result<(Stamp, usize), Misfit>;

/// Years before and after these are taken for something else than a date: logs are younger than
/// Unix and no clock is a century wrong.
const YEARS: std::ops::RangeInclusive<u32> = 1900..=2199;

/// RFC 3164 section 4.1.2, `Dec 10 06:55:46`, with the liberties that programs take: `Dec  1` or
/// `Dec 1`, a year before or after the time (`Oct 27 2015 09:24:46`), a fraction.
pub fn rfc3164(bytes: &[u8]) -> Read {
    if let Some(
        &[
            m1,
            m2,
            m3,
            b' ',
            d1,
            d2,
            b' ',
            h1,
            h2,
            b':',
            n1,
            n2,
            b':',
            s1,
            s2,
        ],
    ) = bytes.first_chunk::<15>()
        && let Some(month) = month(m1, m2, m3)
    {
        let tens = if d1 == b' ' { b'0' } else { d1 };
        if let (Some(day), Some(h), Some(m), Some(s)) =
            (two(tens, d2), two(h1, h2), two(n1, n2), two(s1, s2))
        {
            let (fraction_us, n) = fraction(bytes, 15);
            let (year, n) = year_after(bytes, n);
            return moment(year, month, day, [h, m, s], fraction_us).map(|stamp| (stamp, n));
        }
    }
    rfc3164_loose(bytes)
}

/// The rarer spellings of [`rfc3164`]: one space before a one-digit day, the year before the time.
fn rfc3164_loose(bytes: &[u8]) -> Read {
    let mut at = Cursor::new(bytes);
    let month = at.month().ok_or(Misfit::NoTimestamp)?;
    at.byte(b' ').ok_or(Misfit::NoTimestamp)?;
    at.spaces();
    let day = at.one_or_two().ok_or(Misfit::NoTimestamp)?;
    at.byte(b' ').ok_or(Misfit::NoTimestamp)?;
    at.spaces();
    let before = at.n;
    let year = match at.four().filter(|_| at.byte(b' ').is_some()) {
        Some(year) => Some(year),
        None => {
            at.n = before;
            None
        }
    };
    let clock = at.clock().ok_or(Misfit::NoTimestamp)?;
    let (fraction_us, n) = fraction(bytes, at.n);
    moment(year, month, day, clock, fraction_us).map(|stamp| (stamp, n))
}

/// RFC 3339 and ISO 8601 with the liberties of log writers: `T`, space or `-` between date and
/// time, `-`, `/` or `.` in the date, a fraction after `.` or `,` (or `:`), seconds left out, and
/// `Z`, `±hh:mm`, `±hhmm`, `±hh`, ` UTC` or nothing as the zone.
pub fn iso(bytes: &[u8]) -> Read {
    let Some(&[y1, y2, y3, y4, sep, m1, m2, sep2, d1, d2]) = bytes.first_chunk::<10>() else {
        return Err(Misfit::NoTimestamp);
    };
    if sep != sep2 || !matches!(sep, b'-' | b'/' | b'.') {
        return Err(Misfit::NoTimestamp);
    }
    let (Some(y_hi), Some(y_lo), Some(month), Some(day)) =
        (two(y1, y2), two(y3, y4), two(m1, m2), two(d1, d2))
    else {
        return Err(Misfit::NoTimestamp);
    };
    let mut at = Cursor { bytes, n: 10 };
    match at.next() {
        Some(b'T' | b't' | b' ' | b'-' | b'_') => {}
        _ => return Err(Misfit::NoTimestamp),
    }
    at.spaces();
    let clock = at.clock().ok_or(Misfit::NoTimestamp)?;
    let (fraction_us, n) = fraction(bytes, at.n);
    let wall = wall_us(y_hi * 100 + y_lo, month, day, clock, fraction_us)?;
    zoned(bytes, n, wall)
}

/// Common Log Format, `04/Feb/2024:15:42:45 +0000`, without its brackets; also `22-Jan-2013
/// 22:28:21 UTC` of PHP.
pub fn clf(bytes: &[u8]) -> Read {
    let mut at = Cursor::new(bytes);
    let day = at.one_or_two().ok_or(Misfit::NoTimestamp)?;
    let sep = at
        .next()
        .filter(|b| matches!(b, b'/' | b'-' | b' '))
        .ok_or(Misfit::NoTimestamp)?;
    let month = at.month().or_else(|| dates::month_name(&mut at));
    let month = month.ok_or(Misfit::NoTimestamp)?;
    at.byte(sep).ok_or(Misfit::NoTimestamp)?;
    let year = at.four().ok_or(Misfit::NoTimestamp)?;
    at.next()
        .filter(|b| matches!(b, b':' | b' '))
        .ok_or(Misfit::NoTimestamp)?;
    let clock = at.clock().ok_or(Misfit::NoTimestamp)?;
    let (fraction_us, n) = fraction(bytes, at.n);
    let wall = wall_us(year, month, day, clock, fraction_us)?;
    zoned(bytes, n, wall)
}

/// C's `ctime`, as Apache writes its error log: `Sun Dec 04 04:47:44 2005`, fraction allowed.
pub fn ctime(bytes: &[u8]) -> Read {
    const WEEKDAYS: [&[u8]; 7] = [b"Mon", b"Tue", b"Wed", b"Thu", b"Fri", b"Sat", b"Sun"];
    let is_weekday = bytes.first_chunk::<4>().is_some_and(|[a, b, c, space]| {
        *space == b' ' && WEEKDAYS.contains(&[*a, *b, *c].as_slice())
    });
    let rest = bytes.get(4..).filter(|_| is_weekday);
    let rest = rest.ok_or(Misfit::NoTimestamp)?;
    match rest.first() {
        // `Sun 2026-01-04 10:15:23 WIB`, the full form of journalctl.
        Some(b'0'..=b'9') => iso(rest).map(|(stamp, n)| (stamp, n + 4)),
        _ => rfc3164(rest).map(|(stamp, n)| after_zone_name(bytes, stamp, n + 4)),
    }
}

/// `Sun Jan  4 10:15:23 WIB 2026` of date(1): the year stands behind the zone's name, of which only
/// UTC and GMT are taken at their word.
fn after_zone_name(bytes: &[u8], stamp: Stamp, n: usize) -> (Stamp, usize) {
    let Stamp::Yearless(in_year) = stamp else {
        return (stamp, n);
    };
    let rest = bytes.get(n + 1..).unwrap_or_default();
    let n_letters = rest.iter().take_while(|b| b.is_ascii_uppercase()).count();
    let (Some(year), end) = year_after(bytes, n + 1 + n_letters) else {
        return (stamp, n);
    };
    if !(3..=5).contains(&n_letters) || bytes.get(n) != Some(&b' ') {
        return (stamp, n);
    }
    // 29 February of a common year is 1 March, as everywhere.
    let days = in_year.div_euclid(DAY_US) + i64::from(JANUARY_2000_DAYS);
    let (_, month, day) = civil_from_days(days);
    let days = days_from_civil(i64::from(year), month, day);
    let wall = days * DAY_US + in_year.rem_euclid(DAY_US);
    match rest.get(..n_letters) {
        Some(b"UTC" | b"GMT") => (Stamp::Utc(TimestampUs(wall)), end),
        _ => (Stamp::Local(wall), end),
    }
}

/// `081109 203615` and `081109 20:36:15` (old Hadoop and MySQL), `17/06/09 20:10:40` (Spark):
/// two-digit years, all taken as 20yy; and `20171223-22:15:29:606`.
///
/// Six digits may be anything, so callers ask for more proof that the line is a log line.
pub fn compact(bytes: &[u8]) -> Read {
    let mut at = Cursor::new(bytes);
    let none = Misfit::NoTimestamp;
    let first = at.two().ok_or(none)?;
    let (year, month, day) = if at.byte(b'/').is_some() {
        let month = at.two().ok_or(none)?;
        at.byte(b'/').ok_or(none)?;
        (2000 + first, month, at.two().ok_or(none)?)
    } else {
        let (b, c) = (at.two().ok_or(none)?, at.two().ok_or(none)?);
        match at.two() {
            Some(d) => (first * 100 + b, c, d),
            None => (2000 + first, b, c),
        }
    };
    match at.next() {
        Some(b' ' | b'-' | b'T') => at.spaces(),
        _ => return Err(none),
    }
    let h = at.one_or_two().ok_or(none)?;
    let (m, s) = if at.byte(b':').is_some() {
        // HealthApp writes `22:16:0:119`.
        let m = at.one_or_two().ok_or(none)?;
        at.byte(b':').ok_or(none)?;
        (m, at.one_or_two().ok_or(none)?)
    } else {
        (at.two().ok_or(none)?, at.two().ok_or(none)?)
    };
    if at.peek().is_some_and(|b| b.is_ascii_digit()) {
        return Err(none);
    }
    let (fraction_us, n) = fraction(bytes, at.n);
    zoned(bytes, n, wall_us(year, month, day, [h, m, s], fraction_us)?)
}

/// Dates of spreadsheets and the Windows event viewer: `1/4/2026 10:15:23 AM` (month first, as all
/// who write AM and PM do), `04/01/2026 10:15:23` (day first).
pub fn slashed(bytes: &[u8]) -> Read {
    let none = Misfit::NoTimestamp;
    let mut at = Cursor::new(bytes);
    let first = at.one_or_two().ok_or(none)?;
    at.byte(b'/').ok_or(none)?;
    let second = at.one_or_two().ok_or(none)?;
    at.byte(b'/').ok_or(none)?;
    let year = at.four().ok_or(none)?;
    at.byte(b' ').ok_or(none)?;
    let [hour, minute, second_of_minute] = at.clock().ok_or(none)?;
    let half = bytes.get(at.n..at.n + 3).unwrap_or_default();
    let (month, day, hour, n) = match half {
        b" AM" | b" am" => (first, second, hour % 12, at.n + 3),
        b" PM" | b" pm" => (first, second, hour % 12 + 12, at.n + 3),
        _ => (second, first, hour, at.n),
    };
    let wall = wall_us(year, month, day, [hour, minute, second_of_minute], 0)?;
    Ok((Stamp::Local(wall), n))
}

/// `0104 10:15:23.123456` of glog: month and day, no year; newer ones have it, `20260104 10:15:23`.
pub fn month_day(bytes: &[u8]) -> Read {
    let mut at = Cursor::new(bytes);
    let none = Misfit::NoTimestamp;
    let (first, second) = (at.two().ok_or(none)?, at.two().ok_or(none)?);
    let (year, month, day) = match at.two() {
        Some(month) => (Some(first * 100 + second), month, at.two().ok_or(none)?),
        None => (None, first, second),
    };
    at.byte(b' ').ok_or(none)?;
    let clock = at.clock().ok_or(none)?;
    let (fraction_us, n) = fraction(bytes, at.n);
    moment(year, month, day, clock, fraction_us).map(|stamp| (stamp, n))
}

/// `05-26 11:18:41.509` of Android's logcat: month and day, no year.
pub fn dashed_month_day(bytes: &[u8]) -> Read {
    let mut at = Cursor::new(bytes);
    let none = Misfit::NoTimestamp;
    let month = at.two().ok_or(none)?;
    at.byte(b'-').ok_or(none)?;
    let day = at.two().ok_or(none)?;
    at.byte(b' ').ok_or(none)?;
    let clock = at.clock().ok_or(none)?;
    let (fraction_us, n) = fraction(bytes, at.n);
    moment(None, month, day, clock, fraction_us).map(|stamp| (stamp, n))
}

/// `13 Apr 12:52:30.731` of old Redis: day and month, no year.
pub fn day_month(bytes: &[u8]) -> Read {
    let mut at = Cursor::new(bytes);
    let none = Misfit::NoTimestamp;
    let day = at.one_or_two().ok_or(none)?;
    at.byte(b' ').ok_or(none)?;
    let month = at.month().ok_or(none)?;
    at.byte(b' ').ok_or(none)?;
    let clock = at.clock().ok_or(none)?;
    let (fraction_us, n) = fraction(bytes, at.n);
    moment(None, month, day, clock, fraction_us).map(|stamp| (stamp, n))
}

/// `Mar-18 21:41:15.684` (Nextflow) and `Apr-07-13 07:08:36` (ASSP): the month's name first, the year
/// in two digits or not at all.
pub fn month_name_first(bytes: &[u8]) -> Read {
    let mut at = Cursor::new(bytes);
    let none = Misfit::NoTimestamp;
    let month = at.month().ok_or(none)?;
    at.byte(b'-').ok_or(none)?;
    let day = at.two().ok_or(none)?;
    let year = match at.byte(b'-') {
        Some(()) => Some(2000 + at.two().ok_or(none)?),
        None => None,
    };
    at.byte(b' ').ok_or(none)?;
    let clock = at.clock().ok_or(none)?;
    let (fraction_us, n) = fraction(bytes, at.n);
    moment(year, month, day, clock, fraction_us).map(|stamp| (stamp, n))
}

/// Any stamp that is told by its form alone, whatever surrounds it; not [`compact`] and not
/// numbers of seconds.
pub fn any(bytes: &[u8]) -> Read {
    match common(bytes) {
        Err(Misfit::NoTimestamp) => dated(bytes),
        read => read,
    }
}

/// The stamps that programs write of themselves, whatever the settings of the machine.
fn common(bytes: &[u8]) -> Read {
    match bytes.first() {
        Some(b'0'..=b'9') => match iso(bytes) {
            Err(Misfit::NoTimestamp) => clf(bytes),
            read => read,
        },
        Some(b'A'..=b'Z') => match rfc3164(bytes) {
            Err(Misfit::NoTimestamp) => match ctime(bytes) {
                Err(Misfit::NoTimestamp) => month_name_first(bytes),
                read => read,
            },
            read => read,
        },
        _ => Err(Misfit::NoTimestamp),
    }
}

/// Seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by their size: each
/// unit covers the years 1990 to 2100 without touching the next.
pub fn epoch(value: f64) -> Option<Stamp> {
    const FIRST_S: f64 = 631_152_000.0; // 1990-01-01
    const LAST_S: f64 = 4_102_444_800.0; // 2100-01-01
    [1e6, 1e3, 1.0, 1e-3].into_iter().find_map(|us_per_unit| {
        let seconds = value * us_per_unit / 1e6;
        (FIRST_S..LAST_S)
            .contains(&seconds)
            // Rounded: the float of a decimal fraction lies just beside the microsecond it means.
            .then(|| Stamp::Utc(TimestampUs((value * us_per_unit).round() as i64)))
    })
}

/// A moment of a wall clock in its parts; without a year it is yearless. None for one that no calendar
/// or clock has.
pub(super) fn wall(
    year: Option<u32>,
    month: u32,
    day: u32,
    clock: [u32; 3],
    fraction_us: i64,
) -> Option<Stamp> {
    moment(year, month, day, clock, fraction_us).ok()
}

fn moment(
    year: Option<u32>,
    month: u32,
    day: u32,
    clock: [u32; 3],
    fraction_us: i64,
) -> Result<Stamp, Misfit> {
    match year {
        Some(year) => wall_us(year, month, day, clock, fraction_us).map(Stamp::Local),
        None => {
            // 2000 is the leap year whose January starts the count.
            let wall = wall_us(2000, month, day, clock, fraction_us)?;
            Ok(Stamp::Yearless(wall - JANUARY_2000_US))
        }
    }
}

const JANUARY_2000_DAYS: i32 = 10_957;
const JANUARY_2000_US: i64 = JANUARY_2000_DAYS as i64 * DAY_US;

/// Microseconds since 1970 of a wall clock, if the calendar and the clock have it.
fn wall_us(
    year: u32,
    month: u32,
    day: u32,
    [h, m, s]: [u32; 3],
    fraction_us: i64,
) -> Result<i64, Misfit> {
    // A leap second is a moment of the next minute.
    if !YEARS.contains(&year) || h > 23 || m > 59 || s > 60 {
        return Err(Misfit::BadTimestamp);
    }
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let n_days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => return Err(Misfit::BadTimestamp),
    };
    if day == 0 || day > n_days {
        return Err(Misfit::BadTimestamp);
    }
    let days = days_from_civil(i64::from(year), i64::from(month), i64::from(day));
    let seconds = days * 86_400 + i64::from(h * 3600 + m * 60 + s);
    Ok(seconds * US_PER_SECOND + fraction_us)
}

#[cfg(test)]
mod tests;
