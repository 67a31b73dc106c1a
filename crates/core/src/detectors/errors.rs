//! System errors: repeated exceptions, bursts of errors, services that start again and again.
//!
//! In: the error events. Out: one finding for each exception class, service with a burst, and
//! service in a restart loop. An exception class that is told is not told again as a burst.

use std::collections::{BTreeMap, BTreeSet};

use jejak_protocol::{Certainty, FactKey, IncidentKind};

use super::finding::{Finding, ids, weight_of};
use super::input::{EntityIdx, Event, Input};
use super::thresholds::{BURST_WINDOW_US, ERROR_BURST, EXCEPTIONS, RESTARTS, ROBUST_DEVIATIONS};
use super::tries::{median, most, peak};
use crate::events::EventKind;
use crate::events::errors::detail;

type Grouped<'a> = BTreeMap<Option<EntityIdx>, Vec<&'a Event>>;

pub fn detect(input: &Input<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut told = BTreeSet::new();
    for (class, events) in group(input, is_exception, |event| event.object) {
        if let Some(finding) = exceptions(class, &events, input) {
            told.extend(events.iter().map(|event| event.at));
            findings.push(finding);
        }
    }
    let is_untold = |event: &Event| event.kind == EventKind::Error && !told.contains(&event.at);
    for (service, events) in group(input, is_untold, |event| event.service) {
        findings.extend(burst(service, &events, input));
    }
    let is_restart = |event: &Event| event.kind == EventKind::ServiceRestart;
    for (service, events) in group(input, is_restart, |event| event.object.or(event.service)) {
        findings.extend(restarts(service, &events, input));
    }
    findings
}

fn is_exception(event: &Event) -> bool {
    event.object.is_some() && matches!(event.kind, EventKind::Error | EventKind::ExceptionDetail)
}

fn group<'a>(
    input: &Input<'a>,
    is_wanted: impl Fn(&Event) -> bool,
    key: impl Fn(&Event) -> Option<EntityIdx>,
) -> Grouped<'a> {
    let mut groups: Grouped<'a> = BTreeMap::new();
    for event in input.events.iter().filter(|event| is_wanted(event)) {
        groups.entry(key(event)).or_default().push(event);
    }
    groups
}

/// Five of a class in ten minutes; in a log without times, five in all.
fn exceptions(class: Option<EntityIdx>, events: &[&Event], input: &Input<'_>) -> Option<Finding> {
    let is_untimed = events.iter().all(|event| event.time.is_none());
    let n_actual = if is_untimed {
        weight_of(events)
    } else {
        peak(events, BURST_WINDOW_US)
    };
    if n_actual < EXCEPTIONS {
        return None;
    }
    let service = most(events.iter().map(|event| (event.service, event.weight)));
    let mut finding = finding(ids::ERRORS, events, input);
    let entity = input.entity(service).or(input.entity(class)).cloned();
    finding.with(entity);
    finding.with(input.entity(class).cloned());
    finding.text_fact(FactKey::Error, input.text(class));
    finding.text_fact(FactKey::Service, input.text(service));
    finding.aspect = input.text(class).unwrap_or_default().to_owned();
    finding.score = score(n_actual as f64, EXCEPTIONS as f64);
    let unit = if is_untimed { "errors" } else { "per_600s" };
    finding.measure(n_actual as f64, usual(events, input).0, unit);
    Some(finding)
}

/// Errors of a service far above its own usual rate.
fn burst(service: Option<EntityIdx>, events: &[&Event], input: &Input<'_>) -> Option<Finding> {
    let n_actual = peak(events, BURST_WINDOW_US);
    let (typical, deviation) = usual(events, input);
    // A rate that never changes has no deviation; one event more would then be a burst.
    let limit = typical + ROBUST_DEVIATIONS * deviation.max(1.0);
    if n_actual < ERROR_BURST || (n_actual as f64) <= limit {
        return None;
    }
    let mut finding = finding(ids::ERROR_RATE, events, input);
    let error = most(events.iter().map(|event| (event.object, event.weight)));
    finding.with(input.entity(service).cloned());
    finding.with(input.entity(error).cloned());
    finding.text_fact(FactKey::Service, input.text(service));
    finding.text_fact(FactKey::Error, input.text(error));
    finding.score = score(n_actual as f64, ERROR_BURST as f64);
    finding.measure(n_actual as f64, typical, "per_600s");
    Some(finding)
}

fn restarts(service: Option<EntityIdx>, events: &[&Event], input: &Input<'_>) -> Option<Finding> {
    // One round of a loop writes an exit and a start: count whichever is told more often.
    let (exits, starts): (Vec<&Event>, Vec<&Event>) = events
        .iter()
        .partition(|event| event.detail == detail::EXITED);
    let rounds = if exits.len() > starts.len() {
        exits
    } else {
        starts
    };
    let n_actual = peak(&rounds, BURST_WINDOW_US);
    if n_actual < RESTARTS {
        return None;
    }
    let mut finding = finding(ids::ERRORS, events, input);
    finding.aspect = "restarts".to_owned();
    finding.count = weight_of(&rounds);
    finding.with(input.entity(service).cloned());
    finding.text_fact(FactKey::Service, input.text(service));
    finding.count_fact(FactKey::Restarts, weight_of(&rounds));
    finding.certainty = Certainty::Sure;
    finding.score = score(n_actual as f64, RESTARTS as f64);
    finding.measure(n_actual as f64, 0.0, "per_600s");
    Some(finding)
}

fn finding(detector: &'static str, events: &[&Event], input: &Input<'_>) -> Finding {
    let keep = input.limits.n_evidence;
    let mut finding = Finding::over(detector, IncidentKind::SystemError, events, keep);
    let host = most(events.iter().map(|event| (event.host, event.weight)));
    finding.text_fact(FactKey::Host, input.text(host));
    finding
}

/// 0.4 at the threshold, 1 at a hundred times as many.
fn score(actual: f64, threshold: f64) -> f64 {
    (0.4 + 0.6 * (actual / threshold).log10() / 2.0).clamp(0.0, 1.0)
}

/// Median and robust deviation (1.4826 · MAD, Rousseeuw and Croux 1993) of events in windows of ten
/// minutes over the whole run, quiet ones included.
fn usual(events: &[&Event], input: &Input<'_>) -> (f64, f64) {
    let Some(range) = input.range else {
        return (0.0, 0.0);
    };
    let n_windows = range.span_us() / BURST_WINDOW_US + 1;
    let mut counts: BTreeMap<i64, u64> = BTreeMap::new();
    for event in events {
        if let Some(time) = event.time {
            let window = (time.0 - range.start.0) / BURST_WINDOW_US;
            *counts.entry(window).or_default() += u64::from(event.weight);
        }
    }
    // More windows quiet than not: the median and the deviation are 0, whatever their number.
    if counts.len() as i64 * 2 < n_windows {
        return (0.0, 0.0);
    }
    let n_quiet = (n_windows - counts.len() as i64).max(0) as usize;
    let mut values: Vec<f64> = counts.values().map(|count| *count as f64).collect();
    values.extend(std::iter::repeat_n(0.0, n_quiet));
    let middle = median(values.clone());
    let away = values.iter().map(|value| (value - middle).abs()).collect();
    (middle, 1.4826 * median(away))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::testing::World;
    use jejak_protocol::{EntityKind, FactValue};

    fn error(world: &mut World, at_s: i64, class: &str) {
        let object = world.entity(EntityKind::Template, class);
        world.event(at_s, EventKind::Error).object = object;
    }

    fn restart(world: &mut World, at_s: i64, how: u8) {
        let object = world.entity(EntityKind::Service, "kedai.service");
        let event = world.event(at_s, EventKind::ServiceRestart);
        (event.object, event.detail) = (object, how);
    }

    fn count(world: &World) -> usize {
        world.with(|input| detect(input).len())
    }

    #[test]
    fn five_of_a_class_in_ten_minutes_are_repeated() {
        let mut world = World::default();
        for nth in 0..4 {
            error(&mut world, nth * 100, "ValueError");
        }
        assert_eq!(count(&world), 0);
        error(&mut world, 500, "ValueError");
        world.with(|input| {
            let found = detect(input);
            assert_eq!(found.len(), 1, "and no burst of the same lines");
            let expect = FactValue::Text("ValueError".to_owned());
            assert_eq!(found[0].facts[&FactKey::Error], expect);
        });
    }

    #[test]
    fn a_burst_stands_out_of_the_usual_rate() {
        let mut steady = World::default();
        for nth in 0..1000 {
            error(&mut steady, nth * 40, "");
        }
        assert_eq!(count(&steady), 0, "fifteen in ten minutes is usual here");
        for nth in 0..60 {
            error(&mut steady, 20_000 + nth, "");
        }
        assert_eq!(count(&steady), 1);
    }

    #[test]
    fn a_loop_counts_rounds_not_lines() {
        let mut world = World::default();
        for round in 0..3 {
            restart(&mut world, round * 10, detail::EXITED);
            restart(&mut world, round * 10 + 1, detail::STARTED_AGAIN);
        }
        world.with(|input| {
            let found = detect(input);
            assert_eq!(found.len(), 1);
            assert_eq!(found[0].facts[&FactKey::Restarts], FactValue::Count(3));
        });
        let mut once_a_day = World::default();
        for round in 0..9 {
            restart(&mut once_a_day, round * 86_400, detail::STARTED_AGAIN);
        }
        assert_eq!(count(&once_a_day), 0);
    }
}
