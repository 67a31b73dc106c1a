//! Moments as people read them, in a zone and a language; never the clock of this machine.
//!
//! Clock times keep the colon in Indonesian too: the lines of evidence beside them have it, and the
//! dot already groups digits.

use jejak_protocol::{TimeRange, TimestampUs, Zone};

use crate::duration;
use crate::lang::Lang;

const SECONDS_PER_DAY: i64 = 86_400;

const MONTHS: [(&str, &str); 12] = [
    ("Jan", "Jan"),
    ("Feb", "Feb"),
    ("Mar", "Mar"),
    ("Apr", "Apr"),
    ("May", "Mei"),
    ("Jun", "Jun"),
    ("Jul", "Jul"),
    ("Aug", "Agu"),
    ("Sep", "Sep"),
    ("Oct", "Okt"),
    ("Nov", "Nov"),
    ("Dec", "Des"),
];

/// Who reads: the language, and the zone in which times are shown.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    pub lang: Lang,
    pub zone: &'a Zone,
}

impl<'a> Reader<'a> {
    pub const fn new(lang: Lang, zone: &'a Zone) -> Self {
        Self { lang, zone }
    }

    /// `10 Dec 2026, 09:14:03`.
    pub fn date_time(self, at: TimestampUs) -> String {
        let local = Local::new(at, self.zone);
        format!(
            "{} {}, {}",
            local.day_month(self.lang),
            local.year,
            local.clock_s()
        )
    }

    /// `10 Dec 09:14`: where the year goes without saying.
    pub fn moment(self, at: TimestampUs) -> String {
        let local = Local::new(at, self.zone);
        format!("{} {}", local.day_month(self.lang), local.clock())
    }

    /// `10 Dec`.
    pub fn day(self, at: TimestampUs) -> String {
        Local::new(at, self.zone).day_month(self.lang)
    }

    /// `10 Dec 2026`.
    pub fn date(self, at: TimestampUs) -> String {
        let local = Local::new(at, self.zone);
        format!("{} {}", local.day_month(self.lang), local.year)
    }

    /// `Dec 2026`.
    pub fn month(self, at: TimestampUs) -> String {
        let local = Local::new(at, self.zone);
        format!("{} {}", month_name(local.month, self.lang), local.year)
    }

    /// `09:14`.
    pub fn clock(self, at: TimestampUs) -> String {
        Local::new(at, self.zone).clock()
    }

    /// `09:14:03`.
    pub fn clock_s(self, at: TimestampUs) -> String {
        Local::new(at, self.zone).clock_s()
    }

    /// `2026-12-10 09:14:03`: for columns, where stamps must line up and sort.
    pub fn stamp(self, at: TimestampUs) -> String {
        let local = Local::new(at, self.zone);
        format!("{} {}", local.iso_date(), local.clock_s())
    }

    /// `10 Dec 06:55–11:04`, or with both days and years where they differ.
    pub fn range(self, range: TimeRange) -> String {
        let [start, end] = [range.start, range.end].map(|at| Local::new(at, self.zone));
        if start.year != end.year {
            return format!(
                "{} {} {} – {} {} {}",
                start.day_month(self.lang),
                start.year,
                start.clock(),
                end.day_month(self.lang),
                end.year,
                end.clock()
            );
        }
        if (start.month, start.day) != (end.month, end.day) {
            return format!("{} – {}", self.moment(range.start), self.moment(range.end));
        }
        if start.clock() == end.clock() {
            return self.moment(range.start);
        }
        format!("{}–{}", self.moment(range.start), end.clock())
    }

    /// As [`Self::range`], but with seconds where a short range would read as one moment without:
    /// `10 Dec 09:14:03–09:14:20`.
    pub fn range_s(self, range: TimeRange) -> String {
        const SHORT_US: i64 = 600 * jejak_protocol::time::US_PER_SECOND;
        let is_short = range.end.0.saturating_sub(range.start.0) < SHORT_US;
        let is_whole = |at: TimestampUs| at.seconds().rem_euclid(60) == 0;
        if !is_short
            || !self.is_same_day(range.start, range.end)
            || (is_whole(range.start) && is_whole(range.end))
        {
            return self.range(range);
        }
        let [start, end] = [range.start, range.end].map(|at| self.clock_s(at));
        let day = self.day(range.start);
        if start == end {
            return format!("{day} {start}");
        }
        format!("{day} {start}–{end}")
    }

    /// Whether two moments fall on the same day in the reader's zone.
    pub fn is_same_day(self, a: TimestampUs, b: TimestampUs) -> bool {
        let [a, b] = [a, b].map(|at| Local::new(at, self.zone));
        (a.year, a.month, a.day) == (b.year, b.month, b.day)
    }

    /// Whether two moments have the same wall clock down to the minute.
    pub fn is_same_minute(self, a: TimestampUs, b: TimestampUs) -> bool {
        let [left, right] = [a, b].map(|at| Local::new(at, self.zone));
        self.is_same_day(a, b) && left.clock() == right.clock()
    }

    /// `3 minutes ago`, `in 2 hours`, `now`: seen from `now`, which the caller brings.
    pub fn relative(self, at: TimestampUs, now: TimestampUs) -> String {
        let gap_us = now.0.saturating_sub(at.0);
        if gap_us.saturating_abs() < jejak_protocol::time::US_PER_SECOND {
            return self.lang.pick("now", "sekarang").to_owned();
        }
        let span = duration::rounded(gap_us.saturating_abs(), self.lang);
        match (self.lang, gap_us > 0) {
            (Lang::En, true) => format!("{span} ago"),
            (Lang::En, false) => format!("in {span}"),
            (Lang::Id, true) => format!("{span} lalu"),
            (Lang::Id, false) => format!("{span} lagi"),
        }
    }
}

/// RFC 3339 in UTC, with a fraction only where there is one: `2026-12-10T02:14:03Z`.
pub fn rfc3339(at: TimestampUs) -> String {
    let local = Local::at_offset(at, 0);
    let us = at.0.rem_euclid(jejak_protocol::time::US_PER_SECOND);
    let fraction = match (us, us % 1000) {
        (0, _) => String::new(),
        (_, 0) => format!(".{:03}", us / 1000),
        _ => format!(".{us:06}"),
    };
    format!("{}T{}{fraction}Z", local.iso_date(), local.clock_s())
}

/// `UTC`, `UTC+07:00`, `UTC−03:30`.
pub fn offset_name(offset_s: i32) -> String {
    if offset_s == 0 {
        return "UTC".to_owned();
    }
    let sign = if offset_s < 0 { '−' } else { '+' };
    let minutes = offset_s.unsigned_abs() / 60;
    format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Seconds east of UTC at a moment. A zone's changes are kept in local time, so each is taken back
/// by the offset that it starts.
pub fn offset_s(zone: &Zone, at: TimestampUs) -> i32 {
    let seconds = at.seconds();
    let current =
        zone.changes.iter().rev().find(|(from_local, offset_s)| {
            from_local.saturating_sub(i64::from(*offset_s)) <= seconds
        });
    current.map_or(zone.offset_s, |(_, offset_s)| *offset_s)
}

/// A moment as a wall clock shows it.
struct Local {
    year: i64,
    month: u8,
    day: u8,
    second_of_day: i64,
}

impl Local {
    fn new(at: TimestampUs, zone: &Zone) -> Self {
        Self::at_offset(at, offset_s(zone, at))
    }

    fn at_offset(at: TimestampUs, offset_s: i32) -> Self {
        let seconds = at.seconds() + i64::from(offset_s);
        let (year, month, day) = civil_from_days(seconds.div_euclid(SECONDS_PER_DAY));
        Self {
            year,
            month,
            day,
            second_of_day: seconds.rem_euclid(SECONDS_PER_DAY),
        }
    }

    fn clock(&self) -> String {
        let minutes = self.second_of_day / 60;
        format!("{:02}:{:02}", minutes / 60, minutes % 60)
    }

    fn clock_s(&self) -> String {
        format!("{}:{:02}", self.clock(), self.second_of_day % 60)
    }

    fn iso_date(&self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    fn day_month(&self, lang: Lang) -> String {
        format!("{} {}", self.day, month_name(self.month, lang))
    }
}

/// `Dec`; nothing for a number that is no month.
fn month_name(month: u8, lang: Lang) -> &'static str {
    let names = MONTHS.get(usize::from(month.saturating_sub(1)));
    names.map_or("", |(en, id)| lang.pick(en, id))
}

/// The day, counted from 1970-01-01, on which a month begins; months past 12 are of later years.
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`.
pub fn first_day_of_month(year: i64, month: i64) -> i64 {
    let months = year * 12 + (month - 1);
    let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
    // The algorithm's year begins in March, so that the leap day is its last.
    let (year, shifted_month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * shifted_month + 2) / 5;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Year, month and day of a day counted from 1970-01-01.
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
pub fn civil_from_days(days: i64) -> (i64, u8, u8) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month as u8, day as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: TimestampUs = TimestampUs(1_796_868_843_250_000); // 2026-12-10T02:14:03.25Z

    #[test]
    fn shows_a_moment_in_zone_and_language() {
        let wib = Zone::fixed("WIB", 7 * 3600);
        let en = Reader::new(Lang::En, &wib);
        let id = Reader::new(Lang::Id, &wib);
        assert_eq!(en.date_time(AT), "10 Dec 2026, 09:14:03");
        assert_eq!(id.date_time(AT), "10 Des 2026, 09:14:03");
        assert_eq!(en.stamp(AT), "2026-12-10 09:14:03");
        assert_eq!(id.moment(AT), "10 Des 09:14");
        assert_eq!(rfc3339(AT), "2026-12-10T02:14:03.250Z");
    }

    #[test]
    fn rfc3339_at_the_edges() {
        for (us, expected) in [
            (0, "1970-01-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59.999999Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00Z"),
            (-62_135_596_800_000_000, "0001-01-01T00:00:00Z"),
        ] {
            assert_eq!(rfc3339(TimestampUs(us)), expected);
        }
        // No overflow, whatever a file claims.
        for us in [i64::MIN, i64::MAX] {
            assert!(rfc3339(TimestampUs(us)).ends_with('Z'));
            let zone = Zone::fixed("x", i32::MAX);
            assert!(
                !Reader::new(Lang::En, &zone)
                    .relative(TimestampUs(us), AT)
                    .is_empty()
            );
        }
    }

    #[test]
    fn ranges_say_no_more_than_needed() {
        let utc = Zone::utc();
        let reader = Reader::new(Lang::En, &utc);
        let us = |seconds: i64| TimestampUs(AT.0 + seconds * 1_000_000);
        for (end_s, expected) in [
            (0, "10 Dec 02:14"),
            (3_600, "10 Dec 02:14–03:14"),
            (86_400, "10 Dec 02:14 – 11 Dec 02:14"),
            (40 * 86_400, "10 Dec 2026 02:14 – 19 Jan 2027 02:14"),
        ] {
            let range = TimeRange {
                start: AT,
                end: us(end_s),
            };
            assert_eq!(reader.range(range), expected);
        }
    }

    #[test]
    fn short_ranges_have_seconds() {
        let utc = Zone::utc();
        let reader = Reader::new(Lang::En, &utc);
        let start = TimestampUs(AT.0 - 250_000);
        for (end_s, expected) in [
            (0, "10 Dec 02:14:03"),
            (17, "10 Dec 02:14:03–02:14:20"),
            (3_600, "10 Dec 02:14–03:14"),
        ] {
            let end = TimestampUs(start.0 + end_s * 1_000_000);
            assert_eq!(reader.range_s(TimeRange { start, end }), expected);
        }
        let [start, end] = [0, 120].map(TimestampUs::from_seconds);
        let whole_minutes = TimeRange { start, end };
        assert_eq!(reader.range_s(whole_minutes), "1 Jan 00:00–00:02");
    }

    #[test]
    fn months_begin_where_their_days_do() {
        for (year, month, first) in [(1970, 1, 0), (2000, 3, 11_017), (2026, 12, 20_788)] {
            assert_eq!(first_day_of_month(year, month), first);
            assert_eq!(civil_from_days(first), (year, month as u8, 1));
        }
        assert_eq!(first_day_of_month(2025, 15), first_day_of_month(2026, 3));
        assert_eq!(civil_from_days(first_day_of_month(1600, 2)), (1600, 2, 1));
    }

    #[test]
    fn summer_time_follows_the_changes() {
        let berlin = Zone {
            name: "Europe/Berlin".into(),
            offset_s: 3600,
            // 2026-03-29 03:00 and 2026-10-25 02:00, local.
            changes: vec![(1_774_753_200, 7200), (1_792_893_600, 3600)],
        };
        for (utc_s, offset) in [
            (1_774_745_999, 3600),
            (1_774_746_000, 7200),
            (1_792_889_999, 7200),
            (1_792_890_000, 3600),
        ] {
            assert_eq!(offset_s(&berlin, TimestampUs::from_seconds(utc_s)), offset);
        }
        assert_eq!(offset_name(25_200), "UTC+07:00");
        assert_eq!(offset_name(-12_600), "UTC−03:30");
    }

    #[test]
    fn relative_looks_both_ways() {
        let utc = Zone::utc();
        let ago = TimestampUs(AT.0 - 185_000_000);
        for (lang, past, future) in [
            (Lang::En, "3 minutes ago", "in 3 minutes"),
            (Lang::Id, "3 menit lalu", "3 menit lagi"),
        ] {
            let reader = Reader::new(lang, &utc);
            assert_eq!(reader.relative(ago, AT), past);
            assert_eq!(reader.relative(AT, ago), future);
        }
    }
}
