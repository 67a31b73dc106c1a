//! Brute force: many failed sign-ins of one source, fast or slow.
//!
//! In: suspects. Out: one finding a source: `BruteForce` when five failures ever fell within ten
//! minutes, else `SlowBruteForce` when they come few at a time over hours. All bursts of a source
//! are one finding.

use jejak_protocol::{Certainty, EntityKind, FactKey, FactValue, IncidentKind};

use super::finding::{Finding, ids, range_of};
use super::input::{Event, Input};
use super::thresholds::{
    BURST_FAILURES, FULL_SCORE_FAILURES, MOMENT_US, SLOW_FAILURES, SLOW_MOMENTS, SLOW_SPAN_US,
    UNTIMED_FAILURES,
};
use super::tries::{Suspect, interval_us, median, says};
use crate::events::auth::detail;

/// The value of `FactKey::Sign` where the program itself calls it guessing, and its log shows too few
/// tries to say so without it.
const TOLD_GUESSING: &str = "told_guessing";

/// Whether the source reaches a burst, by definition.
pub fn is_burst(suspect: &Suspect<'_>) -> bool {
    suspect.peak >= BURST_FAILURES
}

pub fn detect(suspects: &[Suspect<'_>], input: &Input<'_>) -> Vec<Finding> {
    let calm: Vec<f64> = suspects
        .iter()
        .filter(|suspect| !suspect.failures.is_empty() && !is_burst(suspect))
        .map(|suspect| suspect.peak as f64)
        .collect();
    let typical = median(calm);
    suspects
        .iter()
        .filter_map(|suspect| fast(suspect, typical, input).or_else(|| slow(suspect, input)))
        .collect()
}

fn fast(suspect: &Suspect<'_>, typical: f64, input: &Input<'_>) -> Option<Finding> {
    let peak = suspect.peak;
    let is_untimed = suspect.failures.iter().all(|event| event.time.is_none())
        && suspect.n_failures() >= UNTIMED_FAILURES;
    // One line that says so is enough: the program counted, and its log may not have each try.
    let is_told = suspect.n_told > 0;
    if peak < BURST_FAILURES && !is_untimed && !is_told {
        return None;
    }
    let mut finding = finding(IncidentKind::BruteForce, suspect, input);
    let actual = if is_untimed || is_told {
        suspect.n_failures()
    } else {
        peak
    };
    finding.score = score(actual as f64, BURST_FAILURES as f64);
    if is_told {
        finding.text_fact(FactKey::Sign, Some(TOLD_GUESSING));
    }
    finding.certainty = if is_told {
        Certainty::Likely
    } else if is_untimed {
        Certainty::NotSure
    } else if suspect.has_source(input) {
        Certainty::Sure
    } else {
        // Without an address it may be many people at one service.
        Certainty::Likely
    };
    let unit = match is_untimed || is_told {
        true => "failures",
        false => "per_600s",
    };
    finding.measure(actual as f64, typical, unit);
    Some(finding)
}

/// Grows with the logarithm: 0.5 at the threshold, 1 at a tool's speed.
fn score(actual: f64, threshold: f64) -> f64 {
    let octaves = (actual / threshold).ln() / (FULL_SCORE_FAILURES / threshold).ln();
    (0.5 + 0.5 * octaves).clamp(0.0, 1.0)
}

fn slow(suspect: &Suspect<'_>, input: &Input<'_>) -> Option<Finding> {
    let n_failures = suspect.n_failures();
    let n_accepted: u64 = super::finding::weight_of(&suspect.successes);
    let span_us = range_of(suspect.failures.iter().filter_map(|event| event.time))?.span_us();
    let n_moments = moments(&suspect.failures);
    if n_failures < SLOW_FAILURES
        || n_moments < SLOW_MOMENTS
        || span_us < SLOW_SPAN_US
        || !suspect.has_source(input)
        // Who gets in as often as not knows the password.
        || n_accepted >= n_failures
    {
        return None;
    }
    let mut finding = finding(IncidentKind::SlowBruteForce, suspect, input);
    // Guessed names, or several, are no forgotten password in some device.
    let n_invalid = suspect
        .failures
        .iter()
        .filter(|event| says(event, detail::INVALID_USER, input))
        .count();
    let is_guessing = n_invalid * 2 > suspect.failures.len() || suspect.users().len() >= 3;
    finding.certainty = if is_guessing && n_accepted == 0 {
        Certainty::Likely
    } else {
        Certainty::NotSure
    };
    finding.score = score(n_failures as f64, SLOW_FAILURES as f64);
    finding.measure(n_failures as f64, 0.0, "failures");
    Some(finding)
}

/// How often the tries come anew: runs of tries with gaps above a moment between them.
fn moments(events: &[&Event]) -> usize {
    let mut last = None;
    events
        .iter()
        .filter_map(|event| event.time)
        .filter(|time| {
            let is_new = last.is_none_or(|last: i64| time.0 - last > MOMENT_US);
            last = Some(time.0);
            is_new
        })
        .count()
}

fn finding(kind: IncidentKind, suspect: &Suspect<'_>, input: &Input<'_>) -> Finding {
    let keep = input.limits.n_evidence;
    let mut finding = Finding::over(ids::AUTH, kind, &suspect.failures, keep);
    let service = suspect.main_service();
    let user = suspect.main_user();
    let users = suspect.users();
    finding.with(input.entity(suspect.who).cloned());
    finding.with(input.entity(user).cloned());
    finding.with(input.entity(service).cloned());
    finding.with(input.entity(suspect.main_host()).cloned());
    if input.is_kind(suspect.who, EntityKind::SourceAddress) {
        finding.text_fact(FactKey::Source, input.text(suspect.who));
    }
    finding.text_fact(FactKey::Service, input.text(service));
    finding.text_fact(FactKey::User, input.text(user));
    finding.text_fact(FactKey::Host, input.text(suspect.main_host()));
    if !users.is_empty() {
        finding.count_fact(FactKey::Users, users.len() as u64);
    }
    finding.count_fact(FactKey::Failures, suspect.n_failures());
    if let Some(interval) = interval_us(&suspect.failures) {
        finding.fact(FactKey::Interval, FactValue::DurationUs(interval));
    }
    finding
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::testing::World;
    use crate::detectors::tries::suspects;

    const A: &str = "203.0.113.9";

    fn kinds(world: &World) -> Vec<(IncidentKind, u64)> {
        world.with(|input| {
            detect(&suspects(input), input)
                .iter()
                .map(|finding| (finding.kind, finding.count))
                .collect()
        })
    }

    #[test]
    fn the_fifth_failure_at_ten_minutes_still_counts() {
        for (last_s, expect) in [(600, vec![(IncidentKind::BruteForce, 5)]), (601, vec![])] {
            let mut world = World::default();
            for at_s in [0, 100, 200, 300, last_s] {
                world.failure(at_s, Some(A), "root", 1);
            }
            assert_eq!(kinds(&world), expect, "last at {last_s}");
        }
    }

    #[test]
    fn a_repeated_message_counts_at_its_own_time() {
        let mut world = World::default();
        world.failure(0, Some(A), "root", 1);
        world.failure(5000, Some(A), "root", 4);
        assert_eq!(kinds(&world), vec![], "four at once and one long before");
        world.failure(5600, Some(A), "root", 1);
        assert_eq!(kinds(&world), vec![(IncidentKind::BruteForce, 6)]);
    }

    #[test]
    fn two_bursts_of_a_source_are_one_finding() {
        let mut world = World::default();
        for at_s in [0, 1, 2, 3, 4, 90_000, 90_001, 90_002, 90_003, 90_004] {
            world.failure(at_s, Some(A), "root", 1);
        }
        assert_eq!(kinds(&world), vec![(IncidentKind::BruteForce, 10)]);
    }

    #[test]
    fn without_an_address_the_service_stands_for_the_source() {
        let mut world = World::default();
        for at_s in 0..30 {
            world.failure(at_s, None, "", 1);
        }
        world.with(|input| {
            let found = detect(&suspects(input), input);
            assert_eq!(found.len(), 1);
            let finding = &found[0];
            assert_eq!(finding.kind, IncidentKind::BruteForce);
            assert_eq!(finding.entities[0].kind, EntityKind::Service);
            assert_eq!(finding.certainty, Certainty::Likely);
            assert!(!finding.facts.contains_key(&FactKey::Source));
        });
    }

    #[test]
    fn few_tries_over_hours_are_slow() {
        let mut world = World::default();
        for (nth, user) in ["a", "b", "c", "c", "c"].iter().enumerate() {
            world.failure(nth as i64 * 2900, Some(A), user, 1);
        }
        assert_eq!(kinds(&world), vec![(IncidentKind::SlowBruteForce, 5)]);
    }

    #[test]
    fn mistyping_now_and_then_is_not_slow_brute_force() {
        let mut world = World::default();
        for nth in 0..6 {
            world.failure(nth * 9000, Some(A), "budi", 1);
            world.success(nth * 9000 + 10, Some(A), "budi");
        }
        assert_eq!(kinds(&world), vec![]);
    }

    #[test]
    fn what_the_program_itself_calls_guessing_needs_no_burst() {
        let mut world = World::default();
        world.failure(0, Some(A), "budi", 1);
        assert_eq!(kinds(&world), vec![]);
        world.failure_told_guessing(10, Some(A), "budi");
        world.with(|input| {
            let found = detect(&suspects(input), input);
            assert_eq!(found.len(), 1);
            assert_eq!(found[0].count, 2);
            assert_eq!(found[0].certainty, Certainty::Likely);
            let sign = FactValue::Text(TOLD_GUESSING.to_owned());
            assert_eq!(found[0].facts[&FactKey::Sign], sign);
        });
    }

    #[test]
    fn what_a_watcher_saw_in_the_log_counts_once() {
        let mut world = World::default();
        for at_s in [0, 10, 20, 30] {
            world.failure(at_s, Some(A), "budi", 1);
            world.failure_seen_by_watcher(at_s + 1, Some(A));
        }
        assert_eq!(kinds(&world), vec![]);
        world.failure_seen_by_watcher(40, Some(A));
        assert_eq!(kinds(&world), vec![(IncidentKind::BruteForce, 5)]);
    }

    #[test]
    fn what_pam_and_the_service_both_tell_counts_once() {
        let mut world = World::default();
        for at_s in [0, 10, 20] {
            world.failure(at_s, Some(A), "budi", 1);
            world.failure_by_pam(at_s, Some(A), "budi");
        }
        assert_eq!(kinds(&world), vec![]);
    }
}
