//! Password spraying: many users, few tries each, from one source or from many.
//!
//! In: suspects. Out: one finding a source, and one a service that many quiet sources try together.

use std::collections::{BTreeMap, BTreeSet};

use jejak_protocol::{Certainty, FactKey, FactValue, IncidentKind};

use super::brute_force::is_burst;
use super::finding::{Finding, ids, weight_of};
use super::input::{EntityIdx, Event, Input};
use super::thresholds::{SPRAY_SOURCES, SPRAY_TRIES_PER_USER, SPRAY_USERS, SPRAY_WINDOW_US};
use super::tries::{Suspect, interval_us, most};

pub fn detect(suspects: &[Suspect<'_>], input: &Input<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = suspects
        .iter()
        .filter(|suspect| suspect.has_source(input))
        .filter_map(|suspect| from_one(suspect, input))
        .collect();
    findings.extend(from_many(suspects, input));
    findings
}

fn from_one(suspect: &Suspect<'_>, input: &Input<'_>) -> Option<Finding> {
    let (_, n_users) = widest(&suspect.failures, |event| event.user)?;
    let tries_per_user = suspect.n_failures() as f64 / suspect.users().len() as f64;
    if n_users < SPRAY_USERS || tries_per_user > SPRAY_TRIES_PER_USER {
        return None;
    }
    let mut finding = finding(&suspect.failures, suspect.users().len(), input);
    finding
        .entities
        .splice(0..0, input.entity(suspect.who).cloned());
    finding.text_fact(FactKey::Source, input.text(suspect.who));
    finding.certainty = Certainty::Likely;
    Some(finding)
}

/// Sources that each stay below a burst, all at one service within the window.
fn from_many(suspects: &[Suspect<'_>], input: &Input<'_>) -> Vec<Finding> {
    let mut by_service: BTreeMap<Option<EntityIdx>, Vec<&Event>> = BTreeMap::new();
    for suspect in suspects {
        if suspect.has_source(input) && !is_burst(suspect) && suspect.successes.is_empty() {
            for event in &suspect.failures {
                by_service.entry(event.service).or_default().push(event);
            }
        }
    }
    by_service
        .into_values()
        .filter_map(|mut events| {
            events.sort_by_key(|event| (event.time.is_none(), event.time, event.at));
            let (together, n_sources) = widest(&events, |event| event.source)?;
            let users: BTreeSet<EntityIdx> = together.iter().filter_map(|e| e.user).collect();
            if n_sources < SPRAY_SOURCES || users.len() < SPRAY_USERS {
                return None;
            }
            let mut finding = finding(&together, users.len(), input);
            let service = most(together.iter().map(|event| (event.service, 1)));
            finding
                .entities
                .splice(0..0, input.entity(service).cloned());
            finding.count_fact(FactKey::Sources, n_sources as u64);
            // The background noise of the internet looks the same.
            finding.certainty = Certainty::NotSure;
            Some(finding)
        })
        .collect()
}

/// The window with the most distinct values: its events and their number.
fn widest<'a>(
    events: &[&'a Event],
    value: impl Fn(&Event) -> Option<EntityIdx>,
) -> Option<(Vec<&'a Event>, usize)> {
    let timed: Vec<&Event> = events
        .iter()
        .copied()
        .filter(|e| e.time.is_some())
        .collect();
    let mut counts: BTreeMap<EntityIdx, u32> = BTreeMap::new();
    let (mut first, mut best) = (0, (0, 0, 0));
    for (last, event) in timed.iter().enumerate() {
        if let Some(value) = value(event) {
            *counts.entry(value).or_default() += 1;
        }
        while let Some(oldest) = timed.get(first)
            && event.time?.0 - oldest.time?.0 > SPRAY_WINDOW_US
        {
            if let Some(value) = value(oldest)
                && let Some(count) = counts.get_mut(&value)
            {
                *count -= 1;
                if *count == 0 {
                    counts.remove(&value);
                }
            }
            first += 1;
        }
        if counts.len() > best.2 {
            best = (first, last, counts.len());
        }
    }
    let (first, last, n_values) = best;
    let events = timed.get(first..=last)?.to_vec();
    (n_values > 0).then_some((events, n_values))
}

fn finding(events: &[&Event], n_users: usize, input: &Input<'_>) -> Finding {
    let keep = input.limits.n_evidence;
    let mut finding = Finding::over(ids::AUTH, IncidentKind::PasswordSpraying, events, keep);
    let service = most(events.iter().map(|event| (event.service, 1)));
    finding.with(input.entity(service).cloned());
    finding.text_fact(FactKey::Service, input.text(service));
    finding.count_fact(FactKey::Users, n_users as u64);
    finding.count_fact(FactKey::Failures, weight_of(events));
    if let Some(interval) = interval_us(events) {
        finding.fact(FactKey::Interval, FactValue::DurationUs(interval));
    }
    // 0.5 at the threshold, 1 at ten times as many users.
    finding.score = (0.5 + 0.5 * (n_users as f64 / SPRAY_USERS as f64).log10()).clamp(0.0, 1.0);
    finding.measure(n_users as f64, 1.0, "distinct_users");
    finding
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::testing::World;
    use crate::detectors::tries::suspects;

    fn found(world: &World) -> Vec<Finding> {
        world.with(|input| detect(&suspects(input), input))
    }

    #[test]
    fn twelve_users_once_each_from_one_source() {
        let mut world = World::default();
        for nth in 0..12 {
            world.failure(nth * 60, Some("203.0.113.9"), &format!("user{nth}"), 1);
        }
        let found = found(&world);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].entities[0].value, "203.0.113.9");
        assert_eq!(found[0].facts[&FactKey::Users], FactValue::Count(12));
    }

    #[test]
    fn a_dictionary_against_a_few_users_is_no_spraying() {
        let mut world = World::default();
        for nth in 0..60 {
            world.failure(nth, Some("203.0.113.9"), &format!("user{}", nth % 11), 1);
        }
        assert_eq!(found(&world), vec![]);
    }

    #[test]
    fn quiet_sources_together_name_the_service() {
        let mut world = World::default();
        for nth in 0..15 {
            let source = format!("203.0.113.{nth}");
            world.failure(nth * 100, Some(&source), &format!("user{nth}"), 1);
        }
        let spread = found(&world);
        assert_eq!(spread.len(), 1);
        assert_eq!(spread[0].entities[0].value, "sshd");
        assert_eq!(spread[0].facts[&FactKey::Sources], FactValue::Count(15));
        let mut far_apart = World::default();
        for nth in 0..15 {
            let source = format!("203.0.113.{nth}");
            far_apart.failure(nth * 4000, Some(&source), &format!("user{nth}"), 1);
        }
        assert_eq!(found(&far_apart), vec![]);
    }
}
