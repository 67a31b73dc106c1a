//! The time and the randomness of this server, handed to whoever needs them, so that tests decide
//! both.

use std::fmt::Debug;
use std::sync::LazyLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use jejak_protocol::TimestampUs;

pub const SECOND_US: i64 = 1_000_000;
pub const MINUTE_US: i64 = 60 * SECOND_US;
pub const HOUR_US: i64 = 60 * MINUTE_US;
pub const DAY_US: i64 = 24 * HOUR_US;

pub trait Clock: Debug + Send + Sync {
    /// What the time is; may jump when someone sets the clock.
    fn now(&self) -> TimestampUs;

    /// How long it has been since some start; never goes back.
    fn elapsed(&self) -> Duration;
}

pub trait Entropy: Debug + Send + Sync {
    fn fill(&self, bytes: &mut [u8]);
}

/// `N` random bytes.
pub fn random<const N: usize>(entropy: &dyn Entropy) -> [u8; N] {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes);
    bytes
}

/// The clock and the random source of the operating system.
#[derive(Clone, Copy, Debug)]
pub struct System;

impl Clock for System {
    fn now(&self) -> TimestampUs {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let us = since.map_or(0, |since| since.as_micros());
        TimestampUs(i64::try_from(us).unwrap_or(i64::MAX))
    }

    fn elapsed(&self) -> Duration {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        START.elapsed()
    }
}

impl Entropy for System {
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("an operating system without randomness cannot hold secrets");
    }
}

/// RFC 3339 in UTC with microseconds: `2026-12-10T09:14:03.000001Z`.
pub fn rfc3339(at: TimestampUs) -> String {
    let (days, us) = (at.0.div_euclid(DAY_US), at.0.rem_euclid(DAY_US));
    let (year, month, day) = civil(days);
    let (hour, minute) = (us / HOUR_US, us / MINUTE_US % 60);
    let (second, us) = (us / SECOND_US % 60, us % SECOND_US);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{us:06}Z")
}

/// Reads what RFC 3339 allows, to the microsecond: `2026-12-10T09:14:03Z`, `…03.5+07:00`.
pub fn parse_rfc3339(text: &str) -> Option<TimestampUs> {
    let number = |from: usize, to: usize| -> Option<i64> {
        let digits = text.get(from..to)?;
        let is_number = digits.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| digits.parse().ok()).flatten()
    };
    let sign =
        |at: usize, allowed: &str| Some(allowed.contains(char::from(*text.as_bytes().get(at)?)));
    let signs = [(4, "-"), (7, "-"), (10, "Tt "), (13, ":"), (16, ":")];
    if !signs
        .iter()
        .all(|(at, allowed)| sign(*at, allowed) == Some(true))
    {
        return None;
    }
    let days = days_from_civil(number(0, 4)?, number(5, 7)?, number(8, 10)?)?;
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let rest = text.get(19..)?;
    let (fraction, zone) = match rest.strip_prefix('.') {
        None => ("", rest),
        Some(rest) => rest.split_at(rest.find(|c: char| !c.is_ascii_digit())?),
    };
    let us: i64 = match fraction {
        "" if rest.starts_with('.') => return None,
        digits => format!("{:0<6.6}", digits).parse().ok()?,
    };
    let east_us = match zone {
        "Z" | "z" => 0,
        _ => {
            let at = text.len().checked_sub(6)?;
            let minutes = number(at + 1, at + 3)? * 60 + number(at + 4, at + 6)?;
            let is_zone = zone.len() == 6 && sign(at + 3, ":")?;
            match zone.as_bytes().first()? {
                b'+' if is_zone => minutes * MINUTE_US,
                b'-' if is_zone => -minutes * MINUTE_US,
                _ => return None,
            }
        }
    };
    let of_day = hour * HOUR_US + minute * MINUTE_US + second * SECOND_US + us;
    Some(TimestampUs(days * DAY_US + of_day - east_us))
}

/// Days since 1970-01-01; the inverse of `civil`, `days_from_civil` of the same source.
fn days_from_civil(year: i64, month: i64, day: i64) -> Option<i64> {
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let of_era = shifted.rem_euclid(400);
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    (civil(days) == (year, month, day)).then_some(days)
}

/// Year, month and day of a number of days since 1970-01-01.
///
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_in_utc() {
        let cases = [
            (0, "1970-01-01T00:00:00.000000Z"),
            (-1, "1969-12-31T23:59:59.999999Z"),
            (951_782_400_000_001, "2000-02-29T00:00:00.000001Z"),
            (1_709_251_199_000_000, "2024-02-29T23:59:59.000000Z"),
            (1_796_893_443_500_000, "2026-12-10T09:04:03.500000Z"),
        ];
        for (us, expect) in cases {
            assert_eq!(rfc3339(TimestampUs(us)), expect);
            assert_eq!(parse_rfc3339(expect), Some(TimestampUs(us)));
        }
    }

    #[test]
    fn moments_are_read_as_the_rfc_allows_and_no_other_way() {
        let at = |us| Some(TimestampUs(us));
        assert_eq!(parse_rfc3339("1970-01-01t00:00:01z"), at(1_000_000));
        assert_eq!(parse_rfc3339("1970-01-01T07:00:00.5+07:00"), at(500_000));
        assert_eq!(
            parse_rfc3339("1969-12-31T23:30:00.1234567-00:30"),
            at(123_456)
        );
        for bad in [
            "",
            "2026-12-10",
            "2026-12-10T09:14:03",
            "2026-02-30T09:14:03Z",
            "2026-13-01T09:14:03Z",
            "2026-12-10T24:00:00Z",
            "2026-12-10T09:14:03.Z",
            "2026-12-10T09:14:03.5",
            "2026-12-10T09:14:03+0700",
            "2026-12-10T09:14:03Zé",
            "+026-12-10T09:14:03Z",
        ] {
            assert_eq!(parse_rfc3339(bad), None, "{bad}");
        }
    }
}
