//! Time inside one file: years and days that stamps leave out, zones that they leave open.
//!
//! While a file is read, a moment is a *raw* time: an `i64` of microseconds. With a full clock it is
//! UTC already. With a yearless clock it counts 366-day slots: position in a leap year plus the
//! number of turns of the year since the range began, times [`SLOT_US`]. Which year a slot was is
//! known only at the end, from the file's date. A clock without days does the same with a slot for each
//! day, as long as a year's so that ranges join on any grid; which day a slot was is told by the first
//! stamp of the file that has a date (a library's, among its program's), or else by the file's date.
//! From one such day to the next raw times leap: silences over midnight are not seen.

use jejak_protocol::time::US_PER_SECOND;
use jejak_protocol::{TimestampUs, Zone};
use serde::{Deserialize, Serialize};

use crate::plan::{Clock, Plan};
use crate::record::Stamp;

pub(crate) const DAY_US: i64 = 86_400 * US_PER_SECOND;

/// Length of a slot: a leap year, so that every date has its place.
pub(crate) const SLOT_US: i64 = 366 * DAY_US;

/// Going back by more than this means a new year, not lines out of order. Chosen: writers disagree
/// by seconds, forgotten clocks by hours, rotated files by weeks.
const TURN_US: i64 = 30 * DAY_US;

/// The same for clocks without days. Chosen: the night of an office goes back by more (18:00, 08:00),
/// and writers of one machine that differ in their zones by less, mostly.
const TURN_OF_DAY_US: i64 = DAY_US / 3;

/// Raw time of what stands above the first stamp.
pub(crate) const UNTIMED: i64 = i64::MIN;

/// The running clock of a range of lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Carry {
    /// Raw time of the first stamp, always in slot 0 of the range.
    first: Option<i64>,
    last: Option<i64>,
    /// In a clock without days: the day of slot 0 since 1970-01-01, as the first dated stamp tells it.
    day_of_slot_0: Option<i64>,
}

impl Carry {
    /// The clock below a line whose raw time is known, or above the first stamp.
    pub(crate) fn after(raw: i64) -> Self {
        let last = (raw != UNTIMED).then_some(raw);
        Self {
            first: last,
            last,
            day_of_slot_0: None,
        }
    }

    /// Raw time of the last stamp.
    pub(crate) fn last(&self) -> Option<i64> {
        self.last
    }

    /// Day of slot 0 where dated stamps tell it.
    pub(crate) fn day_of_slot_0(&self) -> Option<i64> {
        self.day_of_slot_0
    }

    /// Raw time of the next stamp in the file.
    pub(crate) fn push(&mut self, stamp: Stamp, plan: &Plan) -> i64 {
        let raw = match plan.clock {
            Clock::Full => utc_of(stamp, plan),
            Clock::Yearless => {
                let next = in_slot(stamp, plan);
                next + self.last.map_or(0, |last| YEARS.shift(last, next))
            }
            Clock::Dayless => {
                let (day, next) = in_day(stamp, plan);
                let raw = next + self.last.map_or(0, |last| DAYS.shift(last, next));
                if self.day_of_slot_0.is_none() {
                    self.day_of_slot_0 = day.map(|day| day - raw.div_euclid(SLOT_US));
                }
                raw
            }
        };
        self.first.get_or_insert(raw);
        self.last = Some(raw);
        raw
    }

    /// Takes up the clock of the range that follows. Returns what to add to its raw times.
    pub(crate) fn append(&mut self, right: &Self, plan: &Plan) -> i64 {
        let shift = match (round(plan.clock), self.last, right.first) {
            (Some(round), Some(last), Some(first)) => round.shift(last, first),
            _ => 0,
        };
        self.first = self.first.or(right.first);
        self.last = right.last.map(|last| last + shift).or(self.last);
        let right_day = right.day_of_slot_0.map(|day| day - shift / SLOT_US);
        self.day_of_slot_0 = self.day_of_slot_0.or(right_day);
        shift
    }
}

/// What a clock goes through before it begins again: each time is a slot.
struct Round {
    len_us: i64,
    /// Going back by more than this is the next one; forward by so much less than a whole, the one before.
    turn_us: i64,
}

const YEARS: Round = Round {
    len_us: SLOT_US,
    turn_us: TURN_US,
};

const DAYS: Round = Round {
    len_us: DAY_US,
    turn_us: TURN_OF_DAY_US,
};

fn round(clock: Clock) -> Option<Round> {
    match clock {
        Clock::Full => None,
        Clock::Yearless => Some(YEARS),
        Clock::Dayless => Some(DAYS),
    }
}

impl Round {
    /// What to add to a position in slot 0 that comes next after the raw time `last`.
    fn shift(&self, last: i64, next_in_slot: i64) -> i64 {
        let step = next_in_slot - last.rem_euclid(SLOT_US);
        let turn = if step < -self.turn_us {
            1
        } else if step > self.len_us - self.turn_us {
            -1
        } else {
            0
        };
        (last.div_euclid(SLOT_US) + turn) * SLOT_US
    }
}

/// Position in a leap year, whatever the stamp says of the year.
fn in_slot(stamp: Stamp, plan: &Plan) -> i64 {
    let local = match stamp {
        Stamp::Yearless(us) => return us.rem_euclid(SLOT_US),
        Stamp::Local(us) => us,
        Stamp::Dayless(us) => on_last_day(us, plan),
        // The offset at the UTC instant is taken for that at the local one: an hour around a change.
        Stamp::Utc(at) => at.0 + i64::from(plan.zone.offset_at_local(at.seconds())) * US_PER_SECOND,
    };
    let (year, month, day) = civil_from_days(local.div_euclid(DAY_US));
    let _ = year;
    // 2000 is a leap year.
    (days_from_civil(2000, month, day) - days_from_civil(2000, 1, 1)) * DAY_US
        + local.rem_euclid(DAY_US)
}

/// Day since 1970-01-01, where the stamp has a date with its year, and position in the day.
fn in_day(stamp: Stamp, plan: &Plan) -> (Option<i64>, i64) {
    let (local, is_dated) = match stamp {
        Stamp::Dayless(us) | Stamp::Yearless(us) => (us, false),
        Stamp::Local(us) => (us, true),
        Stamp::Utc(at) => {
            let offset_s = plan.zone.offset_at_local(at.seconds()); // as above
            (at.0 + i64::from(offset_s) * US_PER_SECOND, true)
        }
    };
    let day = is_dated.then(|| local.div_euclid(DAY_US));
    (day, local.rem_euclid(DAY_US))
}

/// A stamp as UTC in a file whose stamps have years. A stamp without one is taken into the latest
/// year in which it does not lie after the file's date.
fn utc_of(stamp: Stamp, plan: &Plan) -> i64 {
    match stamp {
        Stamp::Utc(at) => at.0,
        Stamp::Local(us) => utc_from_local(us, &plan.zone),
        Stamp::Yearless(us) => Years::ending(us, 0, plan).as_written(us),
        Stamp::Dayless(us) => utc_from_local(on_last_day(us, plan), &plan.zone),
    }
}

/// A clock without a date on the latest day on which it does not lie after the file's date: a trace
/// is written in less than a day, and the date is when its last line was.
fn on_last_day(us: i64, plan: &Plan) -> i64 {
    /// Writers and file systems disagree by this much at most.
    const AHEAD_US: i64 = 60 * US_PER_SECOND;
    let Some(ms) = plan.facts.modified_ms else {
        return days_from_civil(2000, 1, 1) * DAY_US + us; // as for a year that nothing tells
    };
    let utc = ms.saturating_mul(1000);
    let offset_s = plan.zone.offset_at_local(utc.div_euclid(US_PER_SECOND)); // an hour around a change
    let limit = utc.saturating_add(i64::from(offset_s) * US_PER_SECOND + AHEAD_US);
    limit.saturating_sub(us).div_euclid(DAY_US) * DAY_US + us
}

fn utc_from_local(local_us: i64, zone: &Zone) -> i64 {
    let offset_s = zone.offset_at_local(local_us.div_euclid(US_PER_SECOND));
    local_us.saturating_sub(i64::from(offset_s) * US_PER_SECOND)
}

/// Turns raw times of a file into UTC, once all of it was read.
#[derive(Clone, Debug)]
pub(crate) struct Years<'a> {
    zone: &'a Zone,
    slot_0: Slot,
    /// By how much the clock that wrote the file was slow.
    shift_us: i64,
}

/// What the first slot of a file was.
#[derive(Clone, Copy, Debug)]
enum Slot {
    /// Raw times are UTC.
    None,
    Year(i64),
    /// Since 1970-01-01.
    Day(i64),
}

impl<'a> Years<'a> {
    /// For a file whose latest raw time is `latest` and whose dated stamps tell this day of slot 0.
    pub(crate) fn resolve(latest: Option<i64>, day_of_slot_0: Option<i64>, plan: &'a Plan) -> Self {
        let slot_0 = match (plan.clock, latest) {
            (Clock::Yearless, Some(latest)) => {
                return Self::ending(latest.rem_euclid(SLOT_US), latest.div_euclid(SLOT_US), plan);
            }
            (Clock::Dayless, Some(latest)) => Slot::Day(day_of_slot_0.unwrap_or_else(|| {
                let last = on_last_day(latest.rem_euclid(SLOT_US), plan);
                last.div_euclid(DAY_US) - latest.div_euclid(SLOT_US)
            })),
            _ => Slot::None,
        };
        Self {
            zone: &plan.zone,
            slot_0,
            shift_us: plan.shift_us,
        }
    }

    /// The latest years in which `last` (a position in `slot`) is not after the file's date.
    fn ending(last: i64, slot: i64, plan: &'a Plan) -> Self {
        /// A clock may run ahead of the file's date by this much.
        const AHEAD_US: i64 = DAY_US;
        // Without a date there is no year to be right about; 2000 has all the days.
        const NO_DATE_YEAR: i64 = 2000;
        let year_of_last = plan.facts.modified_ms.map_or(NO_DATE_YEAR, |ms| {
            let limit = ms.saturating_mul(1000).saturating_add(AHEAD_US);
            let (year, ..) = civil_from_days(limit.div_euclid(DAY_US));
            let fits = |year| utc_from_local(local_in_year(year, last), &plan.zone) <= limit;
            if fits(year) { year } else { year - 1 }
        });
        Self {
            zone: &plan.zone,
            slot_0: Slot::Year(year_of_last - slot),
            shift_us: plan.shift_us,
        }
    }

    /// UTC of a raw time that is not [`UNTIMED`].
    pub(crate) fn utc(&self, raw: i64) -> i64 {
        self.as_written(raw).saturating_add(self.shift_us)
    }

    /// The same by the clock that wrote the file.
    fn as_written(&self, raw: i64) -> i64 {
        match self.slot_0 {
            Slot::None => raw,
            Slot::Day(day) => {
                let days = day + raw.div_euclid(SLOT_US);
                utc_from_local(days * DAY_US + raw.rem_euclid(SLOT_US), self.zone)
            }
            Slot::Year(year) => {
                let local = local_in_year(year + raw.div_euclid(SLOT_US), raw.rem_euclid(SLOT_US));
                utc_from_local(local, self.zone)
            }
        }
    }

    pub(crate) fn time(&self, raw: i64) -> Option<TimestampUs> {
        (raw != UNTIMED).then(|| TimestampUs(self.utc(raw)))
    }
}

/// Local microseconds since 1970 of a position in a leap year, moved into `year`. 29 February of a
/// common year is 1 March.
fn local_in_year(year: i64, in_slot: i64) -> i64 {
    let days = days_from_civil(2000, 1, 1) + in_slot.div_euclid(DAY_US);
    let (_, month, day) = civil_from_days(days);
    days_from_civil(year, month, day) * DAY_US + in_slot.rem_euclid(DAY_US)
}

/// Days since 1970-01-01 of a proleptic Gregorian date. Source: Hinnant, "chrono-Compatible
/// Low-Level Date Algorithms", `days_from_civil`.
pub(crate) fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let year_of_era = y - era * 400;
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Year, month and day of days since 1970-01-01. Source: as above, `civil_from_days`.
pub(crate) fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z - era * 146_097;
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    (year, month, doy - (153 * mp + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use jejak_protocol::{FileFacts, UserChoices};

    use super::*;

    fn yearless(month: i64, day: i64, hour: i64) -> Stamp {
        let days = days_from_civil(2000, month, day) - days_from_civil(2000, 1, 1);
        Stamp::Yearless(days * DAY_US + hour * 3_600 * US_PER_SECOND)
    }

    fn plan_at(year: i64, month: i64, day: i64, offset_s: i32) -> Plan {
        let facts = FileFacts {
            name: "x".to_owned(),
            size_bytes: None,
            modified_ms: Some(days_from_civil(year, month, day) * DAY_US / 1000),
        };
        let choices = UserChoices {
            source_zone: Zone::fixed("test", offset_s),
            ..UserChoices::default()
        };
        let mut plan = crate::plan::plan(&[], &facts, &choices);
        plan.clock = Clock::Yearless;
        plan
    }

    /// UTC days of stamps read one after the other.
    fn days(stamps: &[Stamp], plan: &Plan) -> Vec<(i64, i64, i64)> {
        let mut carry = Carry::default();
        let raws: Vec<i64> = stamps.iter().map(|s| carry.push(*s, plan)).collect();
        let years = Years::resolve(raws.iter().copied().max(), carry.day_of_slot_0(), plan);
        raws.iter()
            .map(|raw| civil_from_days(years.utc(*raw).div_euclid(DAY_US)))
            .collect()
    }

    #[test]
    fn a_clock_without_a_day_is_of_the_files_last_day() {
        let hour = |hour: i64| Stamp::Dayless(hour * 3_600 * US_PER_SECOND);
        // The file was written at midnight in UTC, which is seven in the morning in Jakarta.
        let mut plan = plan_at(2026, 3, 11, 7 * 3600);
        plan.clock = Clock::Full;
        let day = |day: i64| days_from_civil(2026, 3, day) * DAY_US;
        for (clock, expected) in [
            (hour(6), day(10) + 23 * 3_600 * US_PER_SECOND),
            (hour(7), day(11)),
            (hour(8), day(10) + 3_600 * US_PER_SECOND),
        ] {
            assert_eq!(Carry::default().push(clock, &plan), expected);
        }
    }

    /// A clock without a date, in minutes; with a date in March 2026 where a day is given.
    fn minute(day: Option<i64>, minute: i64) -> Stamp {
        let us = minute * 60 * US_PER_SECOND;
        match day {
            None => Stamp::Dayless(us),
            Some(day) => Stamp::Local(days_from_civil(2026, 3, day) * DAY_US + us),
        }
    }

    fn dayless_plan() -> Plan {
        let mut plan = plan_at(2026, 6, 1, 0);
        plan.clock = Clock::Dayless;
        plan
    }

    #[test]
    fn the_day_turns_with_the_lines_and_is_that_of_a_dated_one() {
        let stamps = [
            minute(None, 1439),
            minute(None, 3),
            minute(None, 1438),
            minute(Some(12), 5),
            minute(None, 900),
            minute(None, 100),
        ];
        let expected = [11, 12, 11, 12, 12, 13].map(|day| (2026, 3, day));
        assert_eq!(days(&stamps, &dayless_plan()), expected);
        let undated = [minute(None, 1439), minute(None, 3)];
        let expected = [(2026, 5, 31), (2026, 6, 1)].to_vec();
        let mut plan = dayless_plan();
        plan.facts.modified_ms = plan.facts.modified_ms.map(|ms| ms + 3_600_000);
        assert_eq!(days(&undated, &plan), expected, "the file's date");
    }

    #[test]
    fn joined_ranges_have_the_day_of_either() {
        let plan = dayless_plan();
        let stamps = [
            minute(None, 1439),
            minute(None, 3),
            minute(Some(12), 5),
            minute(None, 100),
        ];
        let mut whole = Carry::default();
        let raws = stamps.map(|stamp| whole.push(stamp, &plan));
        for cut in 0..=stamps.len() {
            let (left, right) = stamps.split_at(cut);
            let mut joined = Carry::default();
            let mut got: Vec<i64> = left.iter().map(|it| joined.push(*it, &plan)).collect();
            let mut behind = Carry::default();
            let later: Vec<i64> = right.iter().map(|it| behind.push(*it, &plan)).collect();
            let shift = joined.append(&behind, &plan);
            got.extend(later.iter().map(|raw| raw + shift));
            assert_eq!(
                (got, joined),
                (raws.to_vec(), whole.clone()),
                "cut at {cut}"
            );
        }
    }

    #[test]
    fn the_year_turns_with_the_lines() {
        let plan = plan_at(2025, 1, 5, 0);
        let stamps = [
            yearless(12, 30, 1),
            yearless(12, 31, 23),
            yearless(1, 1, 0),
            yearless(12, 31, 23),
            yearless(1, 3, 0),
        ];
        assert_eq!(
            days(&stamps, &plan),
            [
                (2024, 12, 30),
                (2024, 12, 31),
                (2025, 1, 1),
                (2024, 12, 31),
                (2025, 1, 3)
            ]
        );
    }

    #[test]
    fn the_last_year_is_not_after_the_file() {
        assert_eq!(
            days(&[yearless(12, 10, 6)], &plan_at(2025, 3, 1, 0)),
            [(2024, 12, 10)]
        );
        assert_eq!(
            days(&[yearless(3, 1, 6)], &plan_at(2025, 3, 1, 0)),
            [(2025, 3, 1)]
        );
    }

    #[test]
    fn a_wall_clock_is_moved_by_its_zone() {
        let plan = plan_at(2025, 3, 2, 7 * 3600);
        assert_eq!(
            days(&[yearless(3, 1, 6), yearless(3, 1, 8)], &plan),
            [(2025, 2, 28), (2025, 3, 1)]
        );
    }

    #[test]
    fn joined_ranges_turn_like_one() {
        let plan = plan_at(2025, 1, 5, 0);
        let mut left = Carry::default();
        let whole_last = {
            let mut whole = Carry::default();
            for stamp in [yearless(12, 31, 1), yearless(1, 1, 0), yearless(1, 2, 0)] {
                whole.push(stamp, &plan);
            }
            whole.last()
        };
        left.push(yearless(12, 31, 1), &plan);
        let mut right = Carry::default();
        right.push(yearless(1, 1, 0), &plan);
        right.push(yearless(1, 2, 0), &plan);
        assert_eq!(left.append(&right, &plan), SLOT_US);
        assert_eq!(left.last(), whole_last);
    }

    #[test]
    fn civil_days_go_both_ways() {
        for days in (-800_000..800_000).step_by(97) {
            let (y, m, d) = civil_from_days(days);
            assert_eq!(days_from_civil(y, m, d), days);
        }
    }
}
