//! Account takeover: a sign-in that works after many that did not.
//!
//! In: suspects. Out: one finding a source whose success follows its own failures, and one a user
//! who was tried from several sources and then let one of these in. People mistype: a few failures
//! for the very user who then signs in count only from a source that never signed in before, and
//! then as "not sure".

use std::collections::{BTreeMap, BTreeSet};

use jejak_protocol::{Certainty, FactKey, FactValue, IncidentKind, TimestampUs};

use super::finding::{Finding, ids, weight_of};
use super::input::{EntityIdx, Event, Input};
use super::thresholds::{
    KEYBOARD_FAILURES, KEYBOARD_US, TAKEOVER_FAILURES, TAKEOVER_SPREAD_FAILURES,
    TAKEOVER_WINDOW_US, TYPING_FAILURES,
};
use super::tries::{Suspect, interval_us};
use crate::events::auth::detail;

pub fn detect(suspects: &[Suspect<'_>], input: &Input<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    let mut taken: BTreeSet<EntityIdx> = BTreeSet::new();
    for suspect in suspects.iter().filter(|suspect| suspect.has_source(input)) {
        if let Some(case) = by_source(suspect) {
            taken.extend(case.success.user);
            findings.push(finding(&case, input));
        }
    }
    let by_user = by_user(suspects, input, &taken);
    findings.extend(by_user.iter().map(|case| finding(case, input)));
    findings
}

/// A success and the failures before it.
struct Case<'a> {
    success: &'a Event,
    /// Every success of that kind in order of time, the one above among them.
    successes: Vec<&'a Event>,
    failures: Vec<&'a Event>,
    certainty: Certainty,
    n_sources: usize,
}

/// The success of a source with the most failures right before it.
fn by_source<'a>(suspect: &Suspect<'a>) -> Option<Case<'a>> {
    let mut best: Option<Case<'a>> = None;
    let mut since = i64::MIN;
    let mut known: BTreeSet<EntityIdx> = BTreeSet::new();
    let mut hits: Vec<&'a Event> = Vec::new();
    for &success in &suspect.successes {
        let Some(now) = success.time.map(|time| time.0) else {
            continue;
        };
        // A key is not guessed.
        if success.detail & detail::BY_KEY == 0 {
            let from = since.max(now - TAKEOVER_WINDOW_US);
            let before = within(&suspect.failures, from, now);
            if let Some(certainty) = judge(&before, success, known.contains(&success.user?)) {
                hits.push(success);
                let is_worse = best
                    .as_ref()
                    .is_none_or(|case| weight_of(&before) > weight_of(&case.failures));
                if is_worse {
                    best = Some(Case {
                        success,
                        successes: Vec::new(),
                        failures: before,
                        certainty,
                        n_sources: 1,
                    });
                }
            }
        }
        // A sign-in that works ends the run of failures before it.
        since = now;
        known.extend(success.user);
    }
    best.map(|case| Case {
        successes: hits,
        ..case
    })
}

fn judge(before: &[&Event], success: &Event, is_known: bool) -> Option<Certainty> {
    let n_failures = weight_of(before);
    if n_failures < TAKEOVER_FAILURES {
        return None;
    }
    let is_own = before.iter().all(|event| event.user == success.user);
    let is_typing = is_own && n_failures < TYPING_FAILURES;
    match (is_typing, is_known) {
        (true, true) => None,
        (true, false) => Some(Certainty::NotSure),
        (false, _) if is_at_keyboard(before) => Some(Certainty::NotSure),
        (false, _) => Some(Certainty::Sure),
    }
}

/// Whether it may be one person with one name in mind, right or wrong, who types and thinks.
fn is_at_keyboard(before: &[&Event]) -> bool {
    let names: BTreeSet<Option<EntityIdx>> = before.iter().map(|event| event.user).collect();
    let is_slow = interval_us(before).is_some_and(|us| us >= KEYBOARD_US);
    names.len() == 1 && weight_of(before) < KEYBOARD_FAILURES && is_slow
}

/// Events from one moment to another; those without a time come last and are never within.
fn within<'a>(events: &[&'a Event], from: i64, to: i64) -> Vec<&'a Event> {
    let first = events.partition_point(|event| event.time.is_some_and(|t| t.0 < from));
    let behind = events.partition_point(|event| event.time.is_some_and(|t| t.0 <= to));
    events.get(first..behind).unwrap_or_default().to_vec()
}

/// Users tried from several sources who then let in one of these, new to them.
fn by_user<'a>(
    suspects: &[Suspect<'a>],
    input: &Input<'_>,
    taken: &BTreeSet<EntityIdx>,
) -> Vec<Case<'a>> {
    let mut failures: BTreeMap<EntityIdx, Vec<&Event>> = BTreeMap::new();
    let mut successes: BTreeMap<EntityIdx, Vec<&Event>> = BTreeMap::new();
    for suspect in suspects.iter().filter(|suspect| suspect.has_source(input)) {
        for (events, by_user) in [
            (&suspect.failures, &mut failures),
            (&suspect.successes, &mut successes),
        ] {
            for event in events {
                if let Some(user) = event.user {
                    by_user.entry(user).or_default().push(event);
                }
            }
        }
    }
    let mut cases = Vec::new();
    for (user, mut tries) in failures {
        let Some(hits) = successes.get_mut(&user).filter(|_| !taken.contains(&user)) else {
            continue;
        };
        tries.sort_by_key(|event| (event.time.is_none(), event.time, event.at));
        hits.sort_by_key(|event| (event.time.is_none(), event.time, event.at));
        // A busy account lets somebody in a hundred thousand times: from where it first did is found once.
        let mut first: BTreeMap<Option<EntityIdx>, Option<TimestampUs>> = BTreeMap::new();
        for hit in hits.iter() {
            let time = first.entry(hit.source).or_insert(hit.time);
            *time = hit.time.min(*time);
        }
        let is_new = |hit: &Event| first.get(&hit.source).is_none_or(|time| *time >= hit.time);
        let mut new = hits.iter().filter(|hit| is_new(hit));
        cases.extend(new.find_map(|hit| spread(hit, &tries)));
    }
    cases
}

/// The success of a source that is new to the user, where it was tried from this one and others before.
fn spread<'a>(success: &'a Event, tries: &[&'a Event]) -> Option<Case<'a>> {
    // A key is not guessed.
    if success.detail & detail::BY_KEY != 0 {
        return None;
    }
    let now = success.time?.0;
    let before = within(tries, now - TAKEOVER_WINDOW_US, now);
    let sources: BTreeSet<EntityIdx> = before.iter().filter_map(|event| event.source).collect();
    let was_trying = sources.contains(&success.source?);
    if weight_of(&before) < TAKEOVER_SPREAD_FAILURES || sources.len() < 2 || !was_trying {
        return None;
    }
    Some(Case {
        success,
        successes: vec![success],
        failures: before,
        certainty: Certainty::NotSure,
        n_sources: sources.len(),
    })
}

fn finding(case: &Case<'_>, input: &Input<'_>) -> Finding {
    let mut events: Vec<&Event> = case.failures.clone();
    events.extend(&case.successes);
    events.sort_by_key(|event| (event.time, event.at));
    let keep = input.limits.n_evidence;
    let mut finding = Finding::over(ids::AUTH, IncidentKind::AccountTakeover, &events, keep);
    // However many lines are left out, the success itself stays.
    if !finding.evidence.contains(&case.success.at)
        && let Some(slot) = finding.evidence.iter_mut().rev().nth(1)
    {
        *slot = case.success.at;
    }
    let (source, user) = (case.success.source, case.success.user);
    finding.with(input.entity(source).cloned());
    finding.with(input.entity(user).cloned());
    finding.with(input.entity(case.success.service).cloned());
    finding.with(input.entity(case.success.host).cloned());
    finding.text_fact(FactKey::Source, input.text(source));
    finding.text_fact(FactKey::User, input.text(user));
    finding.text_fact(FactKey::Service, input.text(case.success.service));
    finding.text_fact(FactKey::Host, input.text(case.success.host));
    let n_failures = weight_of(&case.failures);
    finding.count_fact(FactKey::FailuresBefore, n_failures);
    if case.n_sources > 1 {
        finding.count_fact(FactKey::Sources, case.n_sources as u64);
    }
    if let Some(at) = case.success.time {
        finding.fact(FactKey::SucceededAt, FactValue::Time(at));
    }
    finding.certainty = case.certainty;
    // 0.5 at the threshold, 1 at twenty times as many failures.
    let times = n_failures as f64 / TAKEOVER_FAILURES as f64;
    finding.score = (0.5 + 0.5 * times.ln() / 20f64.ln()).clamp(0.0, 1.0);
    finding.measure(n_failures as f64, 0.0, "failures");
    finding
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::testing::World;
    use crate::detectors::tries::suspects;

    const A: &str = "203.0.113.9";

    fn certainties(world: &World) -> Vec<(String, Certainty)> {
        world.with(|input| {
            detect(&suspects(input), input)
                .into_iter()
                .map(|finding| (finding.entities[0].value.clone(), finding.certainty))
                .collect()
        })
    }

    #[test]
    fn a_success_after_a_dictionary() {
        let mut world = World::default();
        for nth in 0..20 {
            world.failure(nth * 10, Some(A), &format!("user{}", nth % 3), 1);
        }
        world.success(250, Some(A), "user1");
        assert_eq!(certainties(&world), vec![(A.to_owned(), Certainty::Sure)]);
    }

    #[test]
    fn typing_errors_before_a_success_are_no_takeover() {
        let mut world = World::default();
        world.success(0, Some(A), "budi");
        for nth in 0..6 {
            world.failure(1000 + nth * 5, Some(A), "budi", 1);
        }
        world.success(1040, Some(A), "budi");
        assert_eq!(certainties(&world), vec![]);
    }

    #[test]
    fn the_same_from_a_new_place_is_not_sure() {
        let mut world = World::default();
        for nth in 0..6 {
            world.failure(1000 + nth * 5, Some(A), "budi", 1);
        }
        world.success(1040, Some(A), "budi");
        assert_eq!(
            certainties(&world),
            vec![(A.to_owned(), Certainty::NotSure)]
        );
    }

    #[test]
    fn a_success_hours_later_or_by_key_is_another_story() {
        let mut world = World::default();
        for nth in 0..50 {
            world.failure(nth, Some(A), "root", 1);
        }
        world.success(8000, Some(A), "budi");
        assert_eq!(certainties(&world), vec![]);
        world.success(100, Some(A), "wati");
        if let Some(event) = world.events.last_mut() {
            event.detail = detail::BY_KEY;
        }
        assert_eq!(certainties(&world), vec![]);
    }

    #[test]
    fn a_user_tried_from_everywhere_lets_one_in() {
        let mut world = World::default();
        for nth in 0..24 {
            let source = format!("203.0.113.{}", nth % 8);
            world.failure(nth * 60, Some(&source), "budi", 1);
        }
        world.success(1500, Some("203.0.113.3"), "budi");
        let found = certainties(&world);
        assert_eq!(found, vec![("203.0.113.3".to_owned(), Certainty::NotSure)]);
        let mut at_home = World::default();
        for nth in 0..24 {
            let source = format!("203.0.113.{}", nth % 8);
            at_home.failure(nth * 60, Some(&source), "budi", 1);
        }
        at_home.success(1500, Some("198.51.100.4"), "budi");
        assert_eq!(certainties(&at_home), vec![]);
    }
}
