//! When things happen: by day and by night, on working days and at weekends.

use crate::chance::Chance;

pub(crate) const SECOND_US: i64 = 1_000_000;
const HOUR_S: i64 = 3_600;
const DAY_S: i64 = 24 * HOUR_S;

/// Monday, 2 March 2026, 00:00 UTC: the first moment of every log.
pub(crate) const START_S: i64 = 1_772_409_600;

/// Lines of a day. Chosen: what a handful of small machines write.
const LINES_A_DAY: usize = 6_000;

/// How much happens in each hour of a working day.
const BY_HOUR: [u64; 24] = [
    4, 3, 3, 3, 3, 4, 7, 16, 34, 40, 38, 34, 26, 34, 38, 36, 32, 22, 14, 12, 10, 9, 7, 5,
];

/// How much of it happens on each day, Monday first, of a hundred.
const BY_DAY: [u64; 7] = [100, 96, 92, 94, 88, 36, 28];

/// Days over which so many lines are spread.
pub(crate) fn n_days(n_lines: usize) -> u64 {
    n_lines.div_ceil(LINES_A_DAY).max(1) as u64
}

/// A moment by which people and what they use are awake.
pub(crate) fn working_moment(chance: &mut Chance, n_days: u64) -> i64 {
    let day = loop {
        let day = chance.between(0, n_days);
        let weight = BY_DAY.get(day as usize % 7).copied().unwrap_or(100);
        if chance.percent(weight) {
            break day;
        }
    };
    let mut turn = chance.between(0, BY_HOUR.iter().sum());
    let mut hour = 0;
    for weight in BY_HOUR {
        if turn < weight {
            break;
        }
        turn -= weight;
        hour += 1;
    }
    within(chance, day, hour)
}

/// A moment at which strangers and faults come: every hour is as good.
pub(crate) fn any_moment(chance: &mut Chance, n_days: u64) -> i64 {
    let (day, hour) = (chance.between(0, n_days), chance.between(0, 24));
    within(chance, day, hour)
}

/// A moment of the night, for what is run by a clock.
pub(crate) fn at_night(chance: &mut Chance, n_days: u64) -> i64 {
    let (day, hour) = (chance.between(0, n_days), chance.between(1, 4));
    within(chance, day, hour)
}

fn within(chance: &mut Chance, day: u64, hour: u64) -> i64 {
    let us = chance.between(0, (HOUR_S * SECOND_US) as u64) as i64;
    (START_S + day as i64 * DAY_S + hour as i64 * HOUR_S) * SECOND_US + us
}

/// The moment as it is written, by a pattern of `strftime`.
pub(crate) fn written(time_us: i64, pattern: &str) -> String {
    let time = jiff::Timestamp::from_microsecond(time_us).expect("logs start in 2026");
    time.strftime(pattern).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logs_start_on_a_monday() {
        assert_eq!(
            written(START_S * SECOND_US, "%A %Y-%m-%d %H:%M:%S"),
            "Monday 2026-03-02 00:00:00"
        );
    }

    #[test]
    fn people_work_by_day() {
        let mut chance = Chance::new(1);
        let hours: Vec<i64> = (0..4_000)
            .map(|_| working_moment(&mut chance, 5) / SECOND_US % DAY_S / HOUR_S)
            .collect();
        let n = |from, to| {
            hours
                .iter()
                .filter(|hour| (from..to).contains(*hour))
                .count()
        };
        assert!(n(9, 12) > 5 * n(1, 4), "{} {}", n(9, 12), n(1, 4));
    }
}
