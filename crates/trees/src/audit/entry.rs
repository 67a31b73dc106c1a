//! An entry of the audit log, as far as trees look at it.
//!
//! Sample: `{"seq":7,"at":"2026-11-21T08:00:03.250000Z","event":"sign_in_password",
//! "outcome":"refused","factor":"password","account":"rina","address":"192.0.2.7","mac":"…"}`.

use serde::{Deserialize, Deserializer};

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Entry {
    pub seq: i64,
    /// Whole seconds since 1970, UTC.
    #[serde(rename = "at", deserialize_with = "seconds")]
    pub at_s: i64,
    pub event: String,
    pub outcome: String,
    #[serde(default)]
    pub account: Option<String>,
    #[serde(default)]
    pub address: Option<String>,
    #[serde(default)]
    pub detail: Option<String>,
}

impl Entry {
    pub fn is_refused(&self) -> bool {
        self.outcome == "refused"
    }

    /// A name that no account has; the log holds a keyed hash of it.
    pub(super) fn has_unknown_name(&self) -> bool {
        let name = self.account.as_deref();
        name.is_some_and(|name| name.starts_with("unknown:"))
    }
}

/// The entries of JSON lines, and how many lines are none.
pub fn entries(lines: &str) -> (Vec<Entry>, u64) {
    let mut n_others = 0;
    let mut entries = Vec::new();
    for line in lines.lines().filter(|line| !line.trim().is_empty()) {
        match serde_json::from_str(line) {
            Ok(entry) => entries.push(entry),
            Err(_) => n_others += 1,
        }
    }
    (entries, n_others)
}

fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let text = String::deserialize(deserializer)?;
    seconds_of(&text).ok_or_else(|| serde::de::Error::custom("no time in UTC"))
}

/// RFC 3339 in UTC, as the server writes it: `2026-11-21T08:00:03.250000Z`.
fn seconds_of(text: &str) -> Option<i64> {
    let text = text.strip_suffix('Z')?;
    let (date, time) = text.split_once('T')?;
    let number = |part: &str| part.parse::<i64>().ok().filter(|n| *n >= 0);
    let mut date = date.splitn(3, '-').map(number);
    let (year, month, day) = (date.next()??, date.next()??, date.next()??);
    let mut time = time.splitn(3, ':');
    let (hour, minute) = (number(time.next()?)?, number(time.next()?)?);
    let second = number(time.next()?.split('.').next()?)?;
    let is_a_time = (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && year <= 9_999
        && hour < 24
        && minute < 60
        && second <= 60;
    is_a_time.then(|| days(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second)
}

/// Days from 1970-01-01. Source: Hinnant, "chrono-compatible low-level date algorithms", days_from_civil.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_the_server_writes_them() {
        for (text, expect) in [
            ("1970-01-01T00:00:00.000000Z", Some(0)),
            ("2024-02-29T23:59:59.999999Z", Some(1_709_251_199)),
            ("2026-11-21T21:51:23Z", Some(1_795_297_883)),
            ("2026-11-21T21:51:23+07:00", None),
            ("2026-13-21T21:51:23Z", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(seconds_of(text), expect, "{text}");
        }
    }

    #[test]
    fn lines_that_are_no_entries_are_counted() {
        let log = concat!(
            r#"{"seq":7,"at":"2026-11-21T08:00:03.250000Z","event":"sign_in_password","#,
            r#""outcome":"refused","factor":"password","account":"rina","address":"192.0.2.7"}"#,
            "\n\nnothing\n{\"seq\":8}\n"
        );
        let (entries, n_others) = entries(log);
        let [entry] = entries.as_slice() else {
            panic!("one entry: {entries:?}")
        };
        assert!(entry.is_refused() && !entry.has_unknown_name());
        assert_eq!((entry.seq, n_others), (7, 2));
    }
}
