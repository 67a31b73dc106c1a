//! `--tz`: fixed offsets, the three zones of Indonesia, names of the IANA database, the machine's own.
//!
//! The analysis knows no zone database: a zone with summer time becomes a table of its changes. The
//! database is part of the program, so that names work on every system.

use jejak_protocol::Zone;
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};

/// Names without summer time, which people here say.
const PRESETS: [(&str, i32); 6] = [
    ("UTC", 0),
    ("GMT", 0),
    ("Z", 0),
    ("WIB", 7 * 3600),
    ("WITA", 8 * 3600),
    ("WIT", 9 * 3600),
];

/// Years that the table covers: log files with stamps before or after are broken.
const FIRST_YEAR: i16 = 1970;
const LAST_YEAR: i16 = 2100;

/// The zone that a name or an offset stands for.
///
/// # Errors
/// With a sentence, when there is no such zone.
pub(crate) fn parse(text: &str) -> Result<Zone, String> {
    let name = text.trim();
    let preset = PRESETS.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
    if let Some((name, offset_s)) = preset {
        return Ok(Zone::fixed(name, *offset_s));
    }
    if let Some(offset_s) = offset(name) {
        return Ok(Zone::fixed(name, offset_s));
    }
    if name.eq_ignore_ascii_case("local") {
        let zone = TimeZone::system();
        let name = zone.iana_name().unwrap_or("local").to_owned();
        return Ok(table(&name, &zone));
    }
    let zone = TimeZone::get(name).map_err(|_| {
        "no such zone; take UTC, WIB, WITA, WIT, an offset such as +07:00, a name such as \
         Asia/Jakarta, or local"
            .to_owned()
    })?;
    Ok(table(zone.iana_name().unwrap_or(name), &zone))
}

/// Seconds of `+07:00`, `+0700`, `+7`, `-03:30`, `UTC+7`.
fn offset(text: &str) -> Option<i32> {
    let text = match text.get(..3) {
        Some(utc) if utc.eq_ignore_ascii_case("UTC") => text.get(3..)?,
        _ => text,
    };
    let (sign, digits) = match text.strip_prefix('+') {
        Some(digits) => (1, digits),
        None => (-1, text.strip_prefix(['-', '−'])?),
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some((hours, minutes)) if minutes.len() == 2 => (hours, minutes),
        Some(_) => return None,
        None if digits.len() == 4 => digits.split_at_checked(2)?,
        None => (digits, "0"),
    };
    let number = |part: &str, max: i32| {
        let is_short = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        is_short
            .then(|| part.parse::<i32>().ok())
            .flatten()
            .filter(|n| *n <= max)
    };
    // The widest offset in use is +14:00; POSIX allows 24 hours.
    let seconds = number(hours, 23)? * 3600 + number(minutes, 59)? * 60;
    Some(sign * seconds)
}

/// The changes of a zone as the analysis wants them: by the wall clock that the change starts.
fn table(name: &str, zone: &TimeZone) -> Zone {
    let instant = |year| {
        civil::date(year, 1, 1)
            .to_zoned(TimeZone::UTC)
            .map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
    };
    let (start, end) = (instant(FIRST_YEAR), instant(LAST_YEAR));
    let mut current = zone.to_offset(start).seconds();
    let mut result = Zone::fixed(name, current);
    let changes = zone
        .following(start)
        .take_while(|change| change.timestamp() < end);
    for change in changes {
        let offset_s = change.offset().seconds();
        // A zone also changes its name or its legal state alone.
        if offset_s != current {
            let local_s = change.timestamp().as_second() + i64::from(offset_s);
            result.changes.push((local_s, offset_s));
            current = offset_s;
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_and_presets() {
        for (text, seconds) in [
            ("UTC", Some(0)),
            ("wib", Some(25_200)),
            ("WITA", Some(28_800)),
            ("WIT", Some(32_400)),
            ("+07:00", Some(25_200)),
            ("+0700", Some(25_200)),
            ("+7", Some(25_200)),
            ("UTC+7", Some(25_200)),
            ("-03:30", Some(-12_600)),
            ("−03:30", Some(-12_600)),
            ("Asia/Jakarta", Some(25_200)),
            ("asia/jakarta", Some(25_200)),
            ("+24:00", None),
            ("+7:5", None),
            ("+07:60", None),
            ("+", None),
            ("", None),
            ("+x", None),
            ("Mars/Phobos", None),
        ] {
            let now_s = 1_760_000_000;
            let found = parse(text).ok().map(|zone| zone.offset_at_local(now_s));
            assert_eq!(found, seconds, "{text:?}");
        }
    }

    #[test]
    fn summer_time_changes_by_the_wall_clock() {
        let berlin = parse("Europe/Berlin").unwrap();
        // 2026-03-29 and 2026-10-25: local seconds since 1970 just before and at each change.
        for (local_s, offset_s) in [
            (1_774_749_599, 3600),
            (1_774_753_200, 7200),
            (1_792_893_599, 7200),
            (1_792_893_600, 3600),
        ] {
            assert_eq!(berlin.offset_at_local(local_s), offset_s, "{local_s}");
        }
        assert!(berlin.changes.is_sorted());
    }

    #[test]
    fn the_machine_has_a_zone() {
        assert!(parse("local").is_ok());
    }
}
