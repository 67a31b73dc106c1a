//! System errors: repeated exceptions, bursts of errors, services that start again and again.
//!
//! In: the error events. Out: one finding for each exception class, service with a burst, and
//! service in a restart loop. An exception class that is told is not told again as a burst, nor is
//! what a sign told already.

use std::collections::{BTreeMap, BTreeSet};

use jejak_protocol::{Certainty, FactKey, FileId, IncidentKind, RecordRef};

use super::finding::{Finding, choose, ids, weight_of};
use super::input::{EntityIdx, Event, Input};
use super::thresholds::{
    BURST_WINDOW_US, ERROR_BURST, EXCEPTIONS, RESTARTS, ROBUST_DEVIATIONS, SUSTAINED_ERRORS,
    SUSTAINED_SHARE, USUAL_WINDOWS,
};
use super::tries::{median, most, peak};
use crate::events::EventKind;
use crate::events::errors::detail;

/// The record above a line that names an exception, by the place of that line.
type Heads<'a> = BTreeMap<RecordRef, &'a Event>;
type Grouped<'a> = BTreeMap<Option<EntityIdx>, Vec<&'a Event>>;

/// `told`: records that need no telling here.
pub fn detect(input: &Input<'_>, told: &BTreeSet<RecordRef>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut told = told.clone();
    let (by_class, heads) = exceptions_of(input, &told);
    let mut unsure: BTreeMap<Option<FileId>, Vec<Finding>> = BTreeMap::new();
    for (class, events) in by_class {
        if let Some(finding) = exceptions(class, &events, &heads, input) {
            told.extend(
                events
                    .iter()
                    .filter_map(|event| Some(heads.get(&event.at)?.at)),
            );
            told.extend(events.iter().map(|event| event.at));
            match finding.certainty {
                Certainty::NotSure => {
                    let file = events.first().map(|event| event.at.file);
                    unsure.entry(file).or_default().push(finding);
                }
                _ => findings.push(finding),
            }
        }
    }
    findings.extend(unsure.into_values().filter_map(|of| joined(of, input)));
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

/// Exceptions by class, each once: a record that names its class stands for the causes below it, and
/// a record that names none is known by the first class below it (the map leads back to the record).
fn exceptions_of<'a>(input: &Input<'a>, told: &BTreeSet<RecordRef>) -> (Grouped<'a>, Heads<'a>) {
    /// Lines of the longest trace that is still taken for one. Chosen; JVM traces stop at 1024 frames.
    const TRACE_LINES: u64 = 2048;
    let is_wanted =
        |event: &&Event| matches!(event.kind, EventKind::Error | EventKind::ExceptionDetail);
    let mut in_order: Vec<&Event> = input.events.iter().filter(is_wanted).collect();
    in_order.sort_by_key(|event| event.at);
    let mut by_class = Grouped::new();
    let mut heads = BTreeMap::new();
    let mut open: Option<&Event> = None;
    let mut head: Option<&Event> = None;
    for event in in_order {
        let is_below = event.kind == EventKind::ExceptionDetail
            && head.is_some_and(|head| {
                head.at.file == event.at.file
                    && head.time == event.time
                    && event.at.line - head.at.line <= TRACE_LINES
            });
        match open.take().filter(|_| is_below) {
            Some(parent) => {
                heads.insert(event.at, parent);
            }
            None if is_below => continue,
            None => head = Some(event),
        }
        if event.object.is_some() && told.contains(&event.at) {
            continue;
        }
        if event.object.is_some() {
            by_class.entry(event.object).or_default().push(event);
        } else {
            open = Some(event);
        }
    }
    for events in by_class.values_mut() {
        events.sort_by_key(|event| (event.time.is_none(), event.time, event.at));
    }
    (by_class, heads)
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
fn exceptions(
    class: Option<EntityIdx>,
    events: &[&Event],
    heads: &Heads<'_>,
    input: &Input<'_>,
) -> Option<Finding> {
    let is_untimed = events.iter().all(|event| event.time.is_none());
    let n_actual = if is_untimed {
        weight_of(events)
    } else {
        peak(events, BURST_WINDOW_US)
    };
    if n_actual < EXCEPTIONS {
        return None;
    }
    let service = most(events.iter().map(|event| {
        let head = heads.get(&event.at).and_then(|head| head.service);
        (event.service.or(head), event.weight)
    }));
    let mut finding = finding(ids::ERRORS, events, input);
    let entity = input.entity(service).or(input.entity(class)).cloned();
    finding.with(entity);
    finding.with(input.entity(class).cloned());
    finding.text_fact(FactKey::Error, input.text(class));
    finding.text_fact(FactKey::Service, input.text(service));
    finding.aspect = input.text(class).unwrap_or_default().to_owned();
    let usual = usual(events, input);
    let n_written = match service {
        Some(service) if is_untimed => input.n_records_of(service),
        _ => input.n_records,
    };
    if usual.is_none() && (weight_of(events) as f64) < n_written as f64 * SUSTAINED_SHARE {
        // Nothing says how fast they came, or how many are usual, and the program wrote on.
        finding.certainty = Certainty::NotSure;
    }
    finding.score = score(n_actual as f64, EXCEPTIONS as f64);
    let unit = if is_untimed { "errors" } else { "per_600s" };
    finding.compare(n_actual as f64, usual, unit);
    Some(finding)
}

/// Classes of a file that nobody knows to be unusual are told together: that its program throws them
/// is one thing to know of it, however many they are. The one that comes most often gives its score.
fn joined(mut findings: Vec<Finding>, input: &Input<'_>) -> Option<Finding> {
    let n_classes = findings.len();
    findings.sort_by(|a, b| b.score.total_cmp(&a.score).then(b.count.cmp(&a.count)));
    let mut findings = findings.into_iter();
    let mut whole = findings.next()?;
    if n_classes == 1 {
        return Some(whole);
    }
    let mut classes = vec![whole.aspect.clone()];
    let others: Vec<Finding> = findings.collect();
    classes.extend(others.iter().map(|finding| finding.aspect.clone()));
    whole.take_up(others);
    whole.evidence = choose(whole.evidence, input.limits.n_evidence);
    whole.text_fact(FactKey::Error, Some(&classes.join(", ")));
    "exceptions".clone_into(&mut whole.aspect);
    whole.measured(whole.count as f64, "errors");
    Some(whole)
}

/// Errors of a service far above its own usual rate, or a good part of all that it writes.
fn burst(service: Option<EntityIdx>, events: &[&Event], input: &Input<'_>) -> Option<Finding> {
    let n_actual = peak(events, BURST_WINDOW_US);
    let usual = usual(events, input);
    // A rate that never changes has no deviation; one event more would then be a burst.
    let is_above = usual.is_some_and(|usual| {
        n_actual as f64 > usual.typical + ROBUST_DEVIATIONS * usual.deviation.max(1.0)
    });
    let is_burst = n_actual >= ERROR_BURST && is_above;
    let n_errors = weight_of(events);
    let n_written = match service {
        // A logger is a part of a program: one that tells of errors alone tells nothing of the others.
        Some(service) if !is_logger(input.text(Some(service))) => input.n_records_of(service),
        _ => input.n_records,
    };
    let is_sustained =
        n_errors >= SUSTAINED_ERRORS && n_errors as f64 >= n_written as f64 * SUSTAINED_SHARE;
    if !is_burst && !is_sustained {
        return None;
    }
    let mut finding = finding(ids::ERROR_RATE, events, input);
    let error = most(events.iter().map(|event| (event.object, event.weight)));
    finding.with(input.entity(service).cloned());
    finding.with(input.entity(error).cloned());
    finding.text_fact(FactKey::Service, input.text(service));
    finding.text_fact(FactKey::Error, input.text(error));
    finding.score = score(n_actual.max(1) as f64, ERROR_BURST as f64);
    if !is_burst {
        // Nothing stands out of what this service always writes: all that is known is how much it is.
        finding.certainty = Certainty::NotSure;
        finding.score =
            score(n_errors as f64 / n_written.max(1) as f64, SUSTAINED_SHARE).min(finding.score);
    }
    finding.compare(n_actual as f64, usual, "per_600s");
    Some(finding)
}

/// `org.example.Shop`, `c.e.Shop`: a class among those of its program.
fn is_logger(service: Option<&str>) -> bool {
    service.is_some_and(|name| {
        name.split('.').count() > 2
            && !name.ends_with(".service")
            && name.split('.').all(|part| {
                part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                    && !part.contains('/')
            })
    })
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

/// What is usual in ten minutes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Usual {
    pub(super) typical: f64,
    /// 1.4826 · MAD (Rousseeuw and Croux 1993).
    pub(super) deviation: f64,
}

/// Median and robust deviation of events in windows of ten minutes over the whole run, quiet ones
/// included; None in a run too short to know what is usual.
pub(super) fn usual(events: &[&Event], input: &Input<'_>) -> Option<Usual> {
    let range = input.range?;
    let n_windows = range.span_us() / BURST_WINDOW_US + 1;
    if n_windows < USUAL_WINDOWS {
        return None;
    }
    let mut counts: BTreeMap<i64, u64> = BTreeMap::new();
    for event in events {
        if let Some(time) = event.time {
            let window = (time.0 - range.start.0) / BURST_WINDOW_US;
            *counts.entry(window).or_default() += u64::from(event.weight);
        }
    }
    // More windows quiet than not: the median and the deviation are 0, whatever their number.
    if counts.len() as i64 * 2 < n_windows {
        return Some(Usual {
            typical: 0.0,
            deviation: 0.0,
        });
    }
    let n_quiet = (n_windows - counts.len() as i64).max(0) as usize;
    let mut values: Vec<f64> = counts.values().map(|count| *count as f64).collect();
    values.extend(std::iter::repeat_n(0.0, n_quiet));
    let middle = median(values.clone());
    let away = values.iter().map(|value| (value - middle).abs()).collect();
    Some(Usual {
        typical: middle,
        deviation: 1.4826 * median(away),
    })
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
        world.with(|input| detect(input, &BTreeSet::new()).len())
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
            let found = detect(input, &BTreeSet::new());
            assert_eq!(found.len(), 1, "and no burst of the same lines");
            let expect = FactValue::Text("ValueError".to_owned());
            assert_eq!(found[0].facts[&FactKey::Error], expect);
        });
    }

    #[test]
    fn what_a_short_log_throws_beside_much_else_is_told_once_and_as_not_sure() {
        let mut world = World::default();
        for nth in 0..6 {
            error(&mut world, nth, "TillError");
            error(&mut world, nth, "ShelfError");
            error(&mut world, nth, "ShelfError");
        }
        let sure = world.with(|input| detect(input, &BTreeSet::new()));
        assert_eq!(sure.len(), 2, "little else was written");
        world.n_records = 10_000;
        let told = world.with(|input| detect(input, &BTreeSet::new()));
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].certainty, Certainty::NotSure);
        assert_eq!(told[0].count, 18);
        let expect = FactValue::Text("ShelfError, TillError".to_owned());
        assert_eq!(told[0].facts[&FactKey::Error], expect);
    }

    #[test]
    fn a_logger_that_tells_of_errors_alone_is_no_service_in_trouble() {
        let mut world = World::default();
        for nth in 0..30 {
            error(&mut world, nth * 60, "");
        }
        world.entities[0].n_records = 30;
        world.n_records = 10_000;
        assert_eq!(count(&world), 1);
        world.entities[0].entity.value = "org.example.ErrorHandler".to_owned();
        assert_eq!(count(&world), 0);
    }

    #[test]
    fn a_trace_with_causes_is_one_exception() {
        let mut world = World::default();
        for nth in 0..6 {
            error(&mut world, nth * 10, "");
            for class in ["IOError", "DiskError"] {
                error(&mut world, nth * 10, class);
                if let Some(event) = world.events.last_mut() {
                    event.kind = EventKind::ExceptionDetail;
                }
            }
        }
        world.with(|input| {
            let found = detect(input, &BTreeSet::new());
            assert_eq!(found.len(), 1);
            let expect = FactValue::Text("IOError".to_owned());
            assert_eq!(found[0].facts[&FactKey::Error], expect);
            assert_eq!(found[0].count, 6);
        });
    }

    #[test]
    fn a_burst_stands_out_of_the_usual_rate() {
        let mut steady = World::default();
        for nth in 0..1000 {
            error(&mut steady, nth * 40, "");
        }
        steady.entities[0].n_records = 100_000;
        assert_eq!(count(&steady), 0, "fifteen in ten minutes is usual here");
        for nth in 0..60 {
            error(&mut steady, 20_000 + nth, "");
        }
        assert_eq!(count(&steady), 1);
    }

    #[test]
    fn a_service_that_writes_little_but_errors_is_told_as_not_sure() {
        let mut world = World::default();
        for nth in 0..30 {
            error(&mut world, nth * 3600, "");
        }
        world.entities[0].n_records = 200;
        world.with(|input| {
            let found = detect(input, &BTreeSet::new());
            assert_eq!(found.len(), 1);
            assert_eq!(found[0].certainty, Certainty::NotSure);
        });
    }

    #[test]
    fn a_loop_counts_rounds_not_lines() {
        let mut world = World::default();
        for round in 0..3 {
            restart(&mut world, round * 10, detail::EXITED);
            restart(&mut world, round * 10 + 1, detail::STARTED_AGAIN);
        }
        world.with(|input| {
            let found = detect(input, &BTreeSet::new());
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
