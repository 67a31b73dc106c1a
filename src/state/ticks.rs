//! Where a time axis has its ticks, and what stands beside them: round times of the shown zone in
//! the chosen language, so that no chart library needs to know either.

use jejak_protocol::{TimeRange, TimestampUs};
use jejak_words::Reader;
use jejak_words::time::{civil_from_days, first_day_of_month, offset_s};

use super::round::{DAY_US, MINUTE_US, ROUND_US, SECOND_US};

/// Beyond the longest round width, ticks stand at months.
const STEPS_MONTHS: [i64; 7] = [1, 2, 3, 6, 12, 24, 60];
/// A longer axis than any log's: its ticks are whole decades, however many those are.
const LAST_STEP_MONTHS: i64 = 120;
/// Whatever a file claims, no axis has more.
const MAX_TICKS: usize = 100;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tick {
    pub at: TimestampUs,
    pub text: String,
}

/// At most about `n_max` ticks within `range`, ascending. The first one, and each that begins a
/// day, says the day too.
pub fn ticks(range: TimeRange, n_max: usize, reader: Reader<'_>) -> Vec<Tick> {
    let least_us = range.span_us() / i64::try_from(n_max.max(1)).unwrap_or(1);
    match ROUND_US.into_iter().find(|step| *step >= least_us) {
        Some(step_us) => by_clock(range, step_us, reader),
        None => by_month(range, least_us, reader),
    }
}

fn by_clock(range: TimeRange, step_us: i64, reader: Reader<'_>) -> Vec<Tick> {
    let offset_us = i64::from(offset_s(reader.zone, range.start)) * SECOND_US;
    let first = range
        .start
        .0
        .saturating_add(offset_us)
        .div_euclid(step_us)
        .saturating_mul(step_us);
    let mut ticks: Vec<Tick> = Vec::new();
    for local_us in (0..).map(|i| first.saturating_add(step_us.saturating_mul(i))) {
        let at = utc_of(local_us, offset_us, reader);
        if at > range.end || ticks.len() >= MAX_TICKS {
            break;
        }
        if at < range.start {
            continue;
        }
        let last = ticks.last().map(|tick| tick.at);
        let text = clock_text(at, last, step_us, reader);
        ticks.push(Tick { at, text });
    }
    ticks
}

fn clock_text(
    at: TimestampUs,
    last: Option<TimestampUs>,
    step_us: i64,
    reader: Reader<'_>,
) -> String {
    if step_us >= DAY_US {
        let is_new_year = last.is_some_and(|last| year_of(last, reader) != year_of(at, reader));
        return if is_new_year {
            reader.date(at)
        } else {
            reader.day(at)
        };
    }
    let clock = if step_us < MINUTE_US {
        reader.clock_s(at)
    } else {
        reader.clock(at)
    };
    match last {
        Some(last) if reader.is_same_day(last, at) => clock,
        Some(_) if clock.starts_with("00:00") => reader.day(at),
        _ => format!("{} {clock}", reader.day(at)),
    }
}

fn by_month(range: TimeRange, least_us: i64, reader: Reader<'_>) -> Vec<Tick> {
    let step_months = STEPS_MONTHS
        .into_iter()
        .find(|months| months * 30 * DAY_US >= least_us)
        .unwrap_or(LAST_STEP_MONTHS);
    let offset_us = i64::from(offset_s(reader.zone, range.start)) * SECOND_US;
    let first_day = range.start.0.saturating_add(offset_us).div_euclid(DAY_US);
    let (year, month, _) = civil_from_days(first_day);
    let first = (year * 12 + i64::from(month) - 1).div_euclid(step_months) * step_months;
    let mut ticks = Vec::new();
    for months in (0..).map(|i| first + i * step_months) {
        let day = first_day_of_month(0, months + 1);
        let at = utc_of(day.saturating_mul(DAY_US), offset_us, reader);
        if at > range.end || ticks.len() >= MAX_TICKS {
            break;
        }
        if at >= range.start {
            let text = reader.month(at);
            ticks.push(Tick { at, text });
        }
    }
    ticks
}

/// The moment at which clocks of the zone show a local time; on both sides of a change of summer
/// time.
fn utc_of(local_us: i64, offset_us: i64, reader: Reader<'_>) -> TimestampUs {
    let near = TimestampUs(local_us.saturating_sub(offset_us));
    let offset_us = i64::from(offset_s(reader.zone, near)) * SECOND_US;
    TimestampUs(local_us.saturating_sub(offset_us))
}

fn year_of(at: TimestampUs, reader: Reader<'_>) -> i64 {
    let offset_us = i64::from(offset_s(reader.zone, at)) * SECOND_US;
    civil_from_days(at.0.saturating_add(offset_us).div_euclid(DAY_US)).0
}

#[cfg(test)]
mod tests {
    use jejak_protocol::Zone;
    use jejak_words::Lang;

    use super::*;

    /// 2026-12-10T00:00:00Z.
    const DAY: i64 = 1_796_860_800;

    fn texts(start_s: i64, end_s: i64, n_max: usize, zone: &Zone) -> Vec<String> {
        let range = TimeRange {
            start: TimestampUs::from_seconds(start_s),
            end: TimestampUs::from_seconds(end_s),
        };
        let made = ticks(range, n_max, Reader::new(Lang::En, zone));
        for tick in &made {
            assert!(range.contains(tick.at), "{tick:?}");
        }
        made.into_iter().map(|tick| tick.text).collect()
    }

    #[test]
    fn hours_name_the_day_once() {
        let utc = Zone::utc();
        assert_eq!(
            texts(DAY + 20 * 3600, DAY + 27 * 3600, 4, &utc),
            ["10 Dec 20:00", "22:00", "11 Dec", "02:00"]
        );
    }

    #[test]
    fn ticks_are_round_in_the_shown_zone() {
        let kathmandu = Zone::fixed("+05:45", 20_700);
        let made = texts(DAY, DAY + 3600, 3, &kathmandu);
        assert_eq!(made, ["10 Dec 06:00", "06:30"]);
    }

    #[test]
    fn short_ranges_have_seconds() {
        let utc = Zone::utc();
        let made = texts(DAY + 61, DAY + 75, 3, &utc);
        assert_eq!(made, ["10 Dec 00:01:05", "00:01:10", "00:01:15"]);
    }

    #[test]
    fn days_name_a_new_year() {
        let utc = Zone::utc();
        let made = texts(DAY + 20 * 86_400, DAY + 23 * 86_400, 4, &utc);
        assert_eq!(made, ["30 Dec", "31 Dec", "1 Jan 2027", "2 Jan"]);
    }

    #[test]
    fn months_begin_on_their_first() {
        let utc = Zone::utc();
        let made = texts(DAY, DAY + 200 * 86_400, 4, &utc);
        assert_eq!(made, ["Jan 2027", "Mar 2027", "May 2027"]);
    }

    #[test]
    fn days_stay_at_midnight_over_summer_time() {
        let berlin = Zone {
            name: "Europe/Berlin".into(),
            offset_s: 3600,
            changes: vec![(1_774_753_200, 7200)],
        };
        let start = TimestampUs::from_seconds(1_774_745_000 - 2 * 86_400);
        let end = TimestampUs::from_seconds(1_774_745_000 + 2 * 86_400);
        let made = ticks(TimeRange { start, end }, 5, Reader::new(Lang::En, &berlin));
        let reader = Reader::new(Lang::En, &berlin);
        assert!(made.len() >= 3);
        assert!(made.iter().all(|tick| reader.clock(tick.at) == "00:00"));
    }

    #[test]
    fn whatever_a_file_claims_there_are_few() {
        let utc = Zone::utc();
        for n_max in [0, 1, 50] {
            let huge = texts(-60_000_000_000, 250_000_000_000, n_max, &utc);
            assert!(huge.len() <= MAX_TICKS);
            assert!(texts(0, 0, n_max, &utc).len() <= 1);
        }
    }
}
