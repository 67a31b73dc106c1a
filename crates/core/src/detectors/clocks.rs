//! Clocks that go back, and gaps in the records of a host.
//!
//! In: the course of each host in each file. Out: log tampering (a clock was set back, or lines were
//! put in) and missing records. Both compare with the host's own history: a file that is not in order
//! of time says nothing by going back, nights and quiet services are silent again and again, and a
//! file with too short a past knows no usual. What is joined from several files, the clock that is
//! put back in autumn, stamps without a day, and requests that are written when they end are none of it.

use jejak_protocol::time::US_PER_SECOND;
use jejak_protocol::{Certainty, FactKey, IncidentKind, TimeRange, TimestampUs};

use super::finding::{Finding, ids};
use super::input::{Course, Input, Silence};
use super::thresholds::{
    BACK_ORDERED_RECORDS, BACK_REQUESTS_US, BACK_STEPS, BACK_US, DAY_US, GAP_EXPECTED, GAP_FACTOR,
    GAP_FACTOR_NEW, GAP_LONG_US, GAP_NEW_US, GAP_RECORDS, GAP_US, GAPS, SUMMER_TIME_US,
};
use crate::clock::civil_from_days;

pub fn detect(input: &Input<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for course in input.courses {
        findings.extend(set_back(course, input));
        findings.extend(gaps(course, input));
    }
    findings
}

/// Steps back that only a clock or somebody's hand explains.
fn set_back(course: &Course, input: &Input<'_>) -> Option<Finding> {
    let is_in_order = course.n_back <= BACK_STEPS
        && course.n_records >= BACK_ORDERED_RECORDS * course.n_back.max(1);
    if !is_in_order || course.leaves_day_open {
        return None;
    }
    let least_us = if course.is_of_requests {
        BACK_REQUESTS_US
    } else {
        BACK_US
    };
    let told: Vec<&Silence> = course
        .steps_back
        .iter()
        .filter(|step| step.len_us() >= least_us)
        // Before all that was there: an older file was put behind a newer one.
        .filter(|step| step.to.time > course.first.time)
        .filter(|step| !is_end_of_summer(step, course))
        .collect();
    let largest = told.iter().map(|step| step.len_us()).max()?;
    let mut finding = finding(
        IncidentKind::LogTampering,
        "clock_back",
        &told,
        course,
        input,
    );
    finding.certainty = Certainty::NotSure;
    finding.score = 0.3;
    finding.measured(seconds(largest), "seconds");
    Some(finding)
}

/// Whether a wall clock was put back by its hour: on a Sunday between 0 and 4 in the months in which
/// summer ends, in either half of the world.
fn is_end_of_summer(step: &Silence, course: &Course) -> bool {
    const MONTHS: [i64; 5] = [3, 4, 9, 10, 11];
    if !course.leaves_zone_open || step.len_us() > SUMMER_TIME_US {
        return false;
    }
    let utc_s = step.from.time.seconds();
    let local_us = step.from.time.0 + i64::from(course.zone.offset_at_local(utc_s)) * US_PER_SECOND;
    let (days, us) = (local_us.div_euclid(DAY_US), local_us.rem_euclid(DAY_US));
    let (_, month, _) = civil_from_days(days);
    is_sunday(days) && MONTHS.contains(&month) && us <= 4 * SUMMER_TIME_US
}

/// Of a day counted from 1970-01-01, which was a Thursday.
fn is_sunday(days: i64) -> bool {
    (days + 4).rem_euclid(7) == 0
}

/// Gaps that stand far above all other silences of the host.
fn gaps(course: &Course, input: &Input<'_>) -> Vec<Finding> {
    let Some((told, usual_us)) = standing_out(course) else {
        return Vec::new();
    };
    let is_told = |gap: &&Silence| is_unusual(gap, told, usual_us, course);
    let tell = |gap: &Silence| {
        let mut finding = finding(IncidentKind::MissingRecords, "gap", &[gap], course, input);
        finding.aspect = format!("gap {}", gap.from.time.0);
        finding.certainty = Certainty::Likely;
        // 0.3 at the factor, 0.6 at a hundred times it.
        let times = gap.len_us() as f64 / (usual_us.max(1) as f64 * GAP_FACTOR as f64);
        finding.score = (0.3 + 0.15 * times.log10()).clamp(0.0, 0.6);
        finding.measure(seconds(gap.len_us()), seconds(usual_us), "seconds");
        finding
    };
    told.iter().filter(is_told).map(tell).collect()
}

/// The few longest silences, when all others are far shorter, and the longest of these others.
fn standing_out(course: &Course) -> Option<(&[Silence], i64)> {
    (1..=GAPS).find_map(|n| {
        let (told, others) = course.silences.split_at_checked(n)?;
        let usual_us = others.first()?.len_us();
        let shortest = told.last()?.len_us();
        (shortest >= GAP_US && shortest >= usual_us.saturating_mul(GAP_FACTOR))
            .then_some((told, usual_us))
    })
}

/// Whether the host's history says that there should have been records.
fn is_unusual(gap: &Silence, told: &[Silence], usual_us: i64, course: &Course) -> bool {
    let missing_us: i64 = told.iter().map(Silence::len_us).sum();
    let span_us = course.last.time.0.saturating_sub(course.first.time.0);
    let busy_us = span_us.saturating_sub(missing_us);
    if course.n_records < GAP_RECORDS || busy_us <= 0 || course.n_back > BACK_STEPS {
        return false;
    }
    let n_expected = course.n_records as f64 * gap.len_us() as f64 / busy_us as f64;
    if n_expected < GAP_EXPECTED {
        return false;
    }
    // The same hours of another day, with records in them: every other silence is far shorter.
    let was_busy = |shift_us: i64| {
        let (from, to) = (gap.from.time.0 + shift_us, gap.to.time.0 + shift_us);
        from >= course.first.time.0
            && to <= course.last.time.0
            && told
                .iter()
                .all(|other| to <= other.from.time.0 || from >= other.to.time.0)
    };
    let is_busy = |step_us: i64| {
        let n_steps = span_us / step_us;
        (1..=n_steps).any(|n| was_busy(n * step_us) || was_busy(-n * step_us))
    };
    if gap.len_us() >= GAP_LONG_US && has_weekend(gap, course) {
        return is_busy(7 * DAY_US);
    }
    let is_short =
        gap.len_us() <= GAP_NEW_US && gap.len_us() >= usual_us.saturating_mul(GAP_FACTOR_NEW);
    is_busy(DAY_US) || is_short
}

fn has_weekend(gap: &Silence, course: &Course) -> bool {
    let day = |time: TimestampUs| {
        let offset_us = i64::from(course.zone.offset_at_local(time.seconds())) * US_PER_SECOND;
        (time.0 + offset_us).div_euclid(DAY_US)
    };
    let (first, last) = (day(gap.from.time), day(gap.to.time));
    (first..=last.min(first + 7)).any(|days| is_sunday(days) || is_sunday(days + 1))
}

fn finding(
    kind: IncidentKind,
    sign: &str,
    steps: &[&Silence],
    course: &Course,
    input: &Input<'_>,
) -> Finding {
    let mut finding = Finding::over(ids::CLOCKS, kind, &[], input.limits.n_evidence);
    sign.clone_into(&mut finding.aspect);
    let ends = steps.iter().flat_map(|step| [step.from, step.to]);
    finding.range = ends
        .clone()
        .map(|end| TimeRange {
            start: end.time,
            end: end.time,
        })
        .reduce(TimeRange::union);
    finding.evidence = ends.map(|end| end.at).collect();
    finding.evidence.sort_unstable();
    finding.n_evidence = finding.evidence.len() as u64;
    finding.count = steps.len() as u64;
    finding.with(course.host.clone());
    finding.text_fact(FactKey::Host, course.host.as_ref().map(|it| &*it.value));
    finding.text_fact(FactKey::Sign, Some(sign));
    finding
}

fn seconds(us: i64) -> f64 {
    (us / US_PER_SECOND) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::input::Moment;
    use crate::detectors::testing::World;
    use crate::state::course::Course as Kept;
    use crate::state::{N_STEPS, Seen};
    use jejak_protocol::{FileId, RecordRef, Zone};

    /// The course of records at these times, in the order of the file.
    fn course(minutes: impl IntoIterator<Item = i64>) -> Course {
        let mut kept = Kept::<N_STEPS>::default();
        for (minute, line) in minutes.into_iter().zip(0..) {
            let raw = minute * 60 * US_PER_SECOND;
            kept.push(Seen { line, raw });
        }
        let moment = |seen: Seen| Moment {
            time: TimestampUs(seen.raw),
            at: RecordRef {
                file: FileId(0),
                line: seen.line,
            },
        };
        let silence = |step: &crate::state::course::Step| Silence {
            from: moment(step.from),
            to: moment(step.to),
        };
        let (first, last) = kept.ends().expect("there are records");
        Course {
            host: None,
            n_records: kept.n_records,
            n_back: kept.n_back,
            first: moment(first),
            last: moment(last),
            silences: kept.silences.iter().map(silence).collect(),
            steps_back: kept.steps_back.iter().map(silence).collect(),
            is_of_requests: false,
            leaves_day_open: false,
            leaves_zone_open: true,
            zone: Zone::utc(),
        }
    }

    fn signs(course: Course) -> Vec<String> {
        let mut world = World::default();
        world.courses.push(course);
        world.with(|input| detect(input).into_iter().map(|it| it.aspect).collect())
    }

    /// 100 records a minute apart, then as many from `step` minutes after the last.
    fn with_step(step: i64) -> Course {
        course((1000..1100).chain((0..100).map(|nth| 1099 + step + nth)))
    }

    #[test]
    fn a_clock_goes_back_once_and_within_what_was_there() {
        assert_eq!(signs(with_step(-30)), ["clock_back"]);
        assert!(signs(with_step(-1)).is_empty(), "threads disagree");
        assert!(signs(with_step(-900)).is_empty(), "an older file behind");
        let often = (0..400).map(|nth| 1000 + nth - 30 * (nth / 50 % 2));
        assert!(signs(course(often)).is_empty(), "no order to break");
        let mut requests = with_step(-30);
        requests.is_of_requests = true;
        assert!(signs(requests).is_empty(), "a long download");
        let mut dayless = with_step(-30);
        dayless.leaves_day_open = true;
        assert!(signs(dayless).is_empty(), "the day is a guess");
    }

    #[test]
    fn a_wall_clock_goes_back_in_autumn() {
        // 2025-10-26 is a Sunday; its midnight in minutes.
        let sunday = 20_387 * 1440;
        let night = |day: i64| {
            let before = (60..180).map(move |minute| day + minute);
            course(before.chain((120..240).map(move |minute| day + minute)))
        };
        assert!(signs(night(sunday)).is_empty());
        assert_eq!(signs(night(sunday + 1440)), ["clock_back"]);
        let mut in_utc = night(sunday);
        in_utc.leaves_zone_open = false;
        assert_eq!(signs(in_utc), ["clock_back"]);
    }

    #[test]
    fn a_gap_is_told_where_the_log_is_regular() {
        assert_eq!(signs(with_step(120)).len(), 1);
        assert!(signs(with_step(12)).is_empty(), "a restart");
        assert!(signs(with_step(600)).is_empty(), "may be a night");
        let days = |is_there: fn(i64) -> bool| {
            course((0..6 * 1440).filter(move |minute| is_there(*minute)))
        };
        let told = signs(days(|minute| !(2300..2900).contains(&minute)));
        assert_eq!(told.len(), 1, "other days were busy at that time");
        assert!(
            signs(days(|minute| minute % 1440 > 500)).is_empty(),
            "nights"
        );
    }

    #[test]
    fn a_weekend_needs_another_to_compare_with() {
        // Day 2 is a Saturday: 1970-01-03.
        let gap = 2 * 1440..4 * 1440;
        let weeks = |n_days: i64| {
            let gap = gap.clone();
            course((0..n_days * 1440).filter(move |minute| !gap.contains(minute)))
        };
        assert!(signs(weeks(7)).is_empty());
        assert_eq!(signs(weeks(14)).len(), 1);
    }
}
