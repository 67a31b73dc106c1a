//! `--tz-of` and `--shift`: files whose clock is read in its own way.

use jejak_protocol::FileClock;
use jiff::SignedDuration;

use crate::reading::FileRead;
use crate::zone;

/// Longer ones are mistakes.
const MAX_SHIFT: SignedDuration = SignedDuration::from_hours(100 * 366 * 24);

/// `FILE=ZONE`.
///
/// # Errors
/// With a sentence, when there is no such zone or no file.
pub(crate) fn zone(text: &str) -> Result<FileClock, String> {
    let (file, value) = parts(text, "fw.log=WIB")?;
    Ok(FileClock {
        zone: Some(zone::parse(value)?),
        ..of(file)
    })
}

/// `FILE=TIME`, the time as people write it: `90s`, `-1h30m`, `2 days 4 hours`.
///
/// # Errors
/// With a sentence, when it is no time or there is no file.
pub(crate) fn shift(text: &str) -> Result<FileClock, String> {
    const EXAMPLE: &str = "take a time such as 90s, -1h30m or '2 days'";
    let (file, value) = parts(text, "fw.log=-1h30m")?;
    let (sign, value) = match value.strip_prefix(['-', '−']) {
        Some(value) => (-1, value),
        None => (1, value.strip_prefix('+').unwrap_or(value)),
    };
    let span: jiff::Span = value.parse().map_err(|_| EXAMPLE.to_owned())?;
    let long = (span.to_duration(jiff::SpanRelativeTo::days_are_24_hours()))
        .ok()
        .filter(|long| *long <= MAX_SHIFT && !long.is_negative())
        .ok_or_else(|| EXAMPLE.to_owned())?;
    let us = i64::try_from(long.as_micros()).map_err(|_| EXAMPLE.to_owned())?;
    Ok(FileClock {
        shift_us: sign * us,
        ..of(file)
    })
}

/// One clock for each file, whatever was said of it.
pub(crate) fn all(zones: &[FileClock], shifts: &[FileClock]) -> Vec<FileClock> {
    let mut all: Vec<FileClock> = Vec::new();
    for clock in zones.iter().chain(shifts) {
        match all.iter_mut().find(|own| own.name == clock.name) {
            Some(own) => {
                own.zone = clock.zone.clone().or(own.zone.take());
                own.shift_us += clock.shift_us;
            }
            None => all.push(clock.clone()),
        }
    }
    all
}

/// The files that were named and that no file is.
pub(crate) fn unknown<'a>(
    clocks: &'a [FileClock],
    files: &'a [FileRead],
) -> impl Iterator<Item = &'a str> {
    let is_unknown =
        |clock: &&FileClock| !files.iter().any(|file| clock.is_of(&file.plan.facts.name));
    clocks
        .iter()
        .filter(is_unknown)
        .map(|clock| as_given(&clock.name))
}

fn parts<'a>(text: &'a str, example: &str) -> Result<(&'a str, &'a str), String> {
    let parts = text.rsplit_once('=');
    parts
        .filter(|(file, _)| !file.is_empty())
        .ok_or_else(|| format!("name the file as well: {example}"))
}

/// A file by its name, or by its path from any folder on.
fn of(file: &str) -> FileClock {
    FileClock {
        name: format!("**/{}", file.trim_start_matches("./")),
        zone: None,
        shift_us: 0,
    }
}

fn as_given(name: &str) -> &str {
    name.strip_prefix("**/").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shifts_as_people_write_them() {
        for (text, seconds) in [
            ("a.log=90s", Some(90)),
            ("a.log=-90s", Some(-90)),
            ("a.log=−1h30m", Some(-5_400)),
            ("a.log=+1h 30m", Some(5_400)),
            ("a=b.log=2 days 4 hours", Some(52 * 3_600)),
            ("a.log=0s", Some(0)),
            ("a.log=90", None),
            ("a.log=", None),
            ("a.log", None),
            ("=90s", None),
            ("a.log=--90s", None),
            ("a.log=200 years", None),
        ] {
            let found = shift(text).ok().map(|clock| clock.shift_us / 1_000_000);
            assert_eq!(found, seconds, "{text:?}");
        }
    }

    #[test]
    fn what_is_said_of_a_file_is_one_clock() {
        let zone = zone("a.log=WIB").unwrap();
        let shift = shift("a.log=1h").unwrap();
        let other = super::shift("./b/c.log=1h").unwrap();
        let all = all(&[zone], &[shift.clone(), shift, other]);
        let [first, second] = all.as_slice() else {
            panic!("two files were named: {all:?}");
        };
        assert_eq!(first.shift_us, 7_200_000_000);
        assert!(first.zone.as_ref().is_some_and(|zone| zone.name == "WIB"));
        assert!(first.is_of("a.log") && first.is_of("logs/a.log"));
        assert!(!first.is_of("aa.log") && !first.is_of("a.log/b"));
        assert!(second.is_of("b/c.log") && !second.is_of("c.log"));
    }
}
