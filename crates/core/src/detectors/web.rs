//! Web: attacks by source and class, and scans.
//!
//! In: attack requests, refused requests, and (for the size of a scan) all requests. Out:
//! `WebAttack` for each source and class, whose evidence is exactly the attack requests; a source
//! with many classes is one campaign; sources that only knock once or twice are told together.
//! `WebScan` for a source that asks for many paths that are not there or attacks in volume; its
//! evidence is all that the source asked meanwhile.

use std::collections::{BTreeMap, BTreeSet};

use jejak_protocol::{Certainty, FactKey, IncidentKind, RecordRef, TimestampUs};

use super::finding::{Finding, NAMED, choose, ids, range_of};
use super::input::{EntityIdx, Event, Input};
use super::thresholds::{
    CAMPAIGN_CLASSES, FOLD_REQUESTS, FOLD_SOURCES, PROBES, SCAN_ATTACK_SHARE, SCAN_ATTACKS,
    SCAN_JOIN_US, SCAN_PATHS, SCAN_SHARE, SCAN_WINDOW_US,
};
use super::tries::{most, peak};
use crate::events::EventKind;
use crate::events::web::{AttackClass, WEAK, class_of, status_class_of};

pub fn detect(input: &Input<'_>) -> Vec<Finding> {
    let mut by_source: BTreeMap<Option<EntityIdx>, Vec<&Event>> = BTreeMap::new();
    for event in input.events {
        if matches!(event.kind, EventKind::WebAttack | EventKind::WebClientError) {
            by_source.entry(event.source).or_default().push(event);
        }
    }
    let mut findings = Vec::new();
    let mut knocks = Vec::new();
    let mut assaults = Vec::new();
    for (source, events) in &by_source {
        let scan = scan(*source, events, input);
        let found = assaults_of(*source, events, &mut knocks);
        // What only looks around is part of the scan, whose evidence it is.
        let is_told =
            |assault: &Assault<'_>| !(scan.is_some() && assault.class.is_reconnaissance());
        assaults.extend(found.into_iter().filter(is_told));
        findings.extend(scan);
    }
    findings.extend(folded(assaults, input));
    findings.extend(knocked(&knocks, input));
    findings
}

/// Attack requests of one source and class, or of all classes of a campaign.
struct Assault<'a> {
    source: Option<EntityIdx>,
    class: AttackClass,
    events: Vec<&'a Event>,
}

/// What one source attacked with; what is too little by itself goes to `knocks`.
fn assaults_of<'a>(
    source: Option<EntityIdx>,
    events: &[&'a Event],
    knocks: &mut Vec<&'a Event>,
) -> Vec<Assault<'a>> {
    let mut by_class: BTreeMap<AttackClass, Vec<&Event>> = BTreeMap::new();
    let events = attacks_of(events);
    for &event in &events {
        if let Some(class) = class_of(event.detail) {
            by_class.entry(class).or_default().push(event);
        }
    }
    let is_knock = by_class.keys().all(|class| class.is_reconnaissance())
        && by_class.values().map(Vec::len).sum::<usize>() < PROBES as usize;
    if is_knock {
        knocks.extend(by_class.into_values().flatten());
        return Vec::new();
    }
    if by_class.len() > CAMPAIGN_CLASSES {
        // The class that says most: the most frequent of those that break in, if there is one.
        let main = by_class
            .iter()
            .max_by_key(|(class, events)| {
                (
                    !class.is_reconnaissance(),
                    events.len(),
                    std::cmp::Reverse(**class),
                )
            })
            .map(|(class, _)| *class);
        return main
            .map(|class| Assault {
                source,
                class,
                events,
            })
            .into_iter()
            .collect();
    }
    by_class
        .into_iter()
        .map(|(class, events)| Assault {
            source,
            class,
            events,
        })
        .collect()
}

/// Findings; where many sources send the same few requests of a class, they are told together.
fn folded(assaults: Vec<Assault<'_>>, input: &Input<'_>) -> Vec<Finding> {
    let (few, many): (Vec<Assault<'_>>, Vec<Assault<'_>>) = assaults
        .into_iter()
        .partition(|assault| assault.events.len() < FOLD_REQUESTS);
    let mut by_class: BTreeMap<AttackClass, Vec<Assault<'_>>> = BTreeMap::new();
    for assault in few {
        by_class.entry(assault.class).or_default().push(assault);
    }
    let told =
        |assault: &Assault<'_>| attack(assault.source, assault.class, &assault.events, input);
    let mut findings: Vec<Finding> = many.iter().map(told).collect();
    for (class, assaults) in by_class {
        if assaults.len() < FOLD_SOURCES {
            findings.extend(assaults.iter().map(told));
        } else {
            findings.push(from_many(class, &assaults, input));
        }
    }
    findings
}

/// One finding about a class from many sources, the first of which are named.
fn from_many(class: AttackClass, assaults: &[Assault<'_>], input: &Input<'_>) -> Finding {
    let mut events: Vec<&Event> = assaults
        .iter()
        .flat_map(|assault| assault.events.iter().copied())
        .collect();
    events.sort_by_key(|event| (event.time.is_none(), event.time, event.at));
    let mut finding = attack(None, class, &events, input);
    finding.aspect = format!("{} from many", class.name());
    finding.count_fact(FactKey::Sources, assaults.len() as u64);
    let sources = assaults.iter().filter_map(|assault| assault.source);
    finding.with(
        sources
            .take(NAMED)
            .filter_map(|source| input.entity(Some(source)).cloned()),
    );
    finding
}

fn is_weak(event: &Event) -> bool {
    event.kind == EventKind::WebAttack && event.detail & WEAK != 0
}

fn is_door(event: &Event) -> bool {
    event.kind == EventKind::WebClientError && class_of(event.detail).is_some()
}

/// Events without weak signs, unless the source attacks in other ways too.
fn without_weak<'a>(events: &[&'a Event]) -> Vec<&'a Event> {
    let is_attacking = is_attacking(events);
    // A refused request stays one, whatever else it is.
    let is_kept =
        |event: &&Event| is_attacking || !is_weak(event) || status_class_of(event.detail) == 4;
    events.iter().copied().filter(is_kept).collect()
}

fn is_attacking(events: &[&Event]) -> bool {
    let is_strong = |event: &&&Event| event.kind == EventKind::WebAttack && !is_weak(event);
    events.iter().filter(is_strong).count() >= PROBES as usize
}

/// The attack requests of a source; doors that are not there count when it tried several.
fn attacks_of<'a>(events: &[&'a Event]) -> Vec<&'a Event> {
    let doors: BTreeSet<Option<EntityIdx>> = events
        .iter()
        .filter(|event| is_door(event))
        .map(|event| event.object)
        .collect();
    let is_probing = doors.len() >= PROBES as usize;
    let is_attacking = is_attacking(events);
    let is_attack =
        |event: &Event| event.kind == EventKind::WebAttack && (is_attacking || !is_weak(event));
    events
        .iter()
        .copied()
        .filter(|event| is_attack(event) || is_probing && is_door(event))
        .collect()
}

fn attack(
    source: Option<EntityIdx>,
    class: AttackClass,
    events: &[&Event],
    input: &Input<'_>,
) -> Finding {
    let keep = input.limits.n_evidence;
    let mut finding = Finding::over(ids::WEB, IncidentKind::WebAttack, events, keep);
    finding.aspect = class.name().to_owned();
    let n_answered = events
        .iter()
        .filter(|event| status_class_of(event.detail) == 2)
        .count();
    finding.with(input.entity(source).cloned());
    finding.text_fact(FactKey::Source, input.text(source));
    finding.text_fact(FactKey::AttackClass, Some(class.name()));
    finding.count_fact(FactKey::Answered, n_answered as u64);
    about_requests(&mut finding, events, input);
    finding.certainty = if class.is_reconnaissance() || events.len() > 1 {
        Certainty::Sure
    } else {
        Certainty::Likely
    };
    let weight = if class.is_reconnaissance() { 0.2 } else { 0.45 };
    let many = 0.35 * (events.len() as f64).log10() / 3.0;
    let answered = if n_answered > 0 && !class.is_reconnaissance() {
        0.2
    } else {
        0.0
    };
    finding.score = (weight + many + answered).clamp(0.0, 1.0);
    finding.measure(events.len() as f64, 0.0, "requests");
    finding
}

/// Path, user agent and number of requests.
fn about_requests(finding: &mut Finding, events: &[&Event], input: &Input<'_>) {
    let path = most(events.iter().map(|event| (event.object, event.weight)));
    let agent = most(events.iter().map(|event| (event.agent, event.weight)));
    let service = most(events.iter().map(|event| (event.service, event.weight)));
    finding.with(input.entity(path).cloned());
    finding.with(input.entity(agent).cloned());
    finding.with(input.entity(service).cloned());
    finding.text_fact(FactKey::Path, input.text(path));
    finding.text_fact(FactKey::UserAgent, input.text(agent));
    finding.count_fact(FactKey::Requests, events.len() as u64);
}

/// All sources that only knocked: one finding, about the path they asked for most.
fn knocked(events: &[&Event], input: &Input<'_>) -> Option<Finding> {
    let mut events = events.to_vec();
    events.sort_by_key(|event| (event.time.is_none(), event.time, event.at));
    let sources: BTreeSet<EntityIdx> = events.iter().filter_map(|event| event.source).collect();
    let only = most(events.iter().map(|event| (event.source, 1))).filter(|_| sources.len() == 1);
    let classes: Vec<AttackClass> = events.iter().filter_map(|e| class_of(e.detail)).collect();
    let class = *classes.first()?;
    let mut finding = attack(only, class, &events, input);
    finding.aspect = "knocks".to_owned();
    if sources.len() > 1 {
        finding.count_fact(FactKey::Sources, sources.len() as u64);
        let named = sources.iter().take(NAMED);
        finding.with(named.filter_map(|source| input.entity(Some(*source)).cloned()));
    }
    finding.certainty = Certainty::NotSure;
    finding.score = 0.1;
    Some(finding)
}

/// What a source did within the window in which it asked for the most paths in vain.
fn scan(source: Option<EntityIdx>, events: &[&Event], input: &Input<'_>) -> Option<Finding> {
    let who = source?;
    let events = without_weak(events);
    let events = events.as_slice();
    let n_requests = input.n_records_of(who).max(events.len() as u64);
    let refused: Vec<&Event> = events
        .iter()
        .copied()
        .filter(|event| {
            event.kind == EventKind::WebClientError || status_class_of(event.detail) == 4
        })
        .collect();
    let attacks = attacks_of(events);
    let n_paths = widest_paths(&refused);
    let share = |part: &[&Event]| part.len() as f64 / n_requests as f64;
    let is_word_list = n_paths >= SCAN_PATHS && share(events) >= SCAN_SHARE;
    let is_assault = peak(&attacks, SCAN_WINDOW_US) >= SCAN_ATTACKS as u64
        && share(&attacks) >= SCAN_ATTACK_SHARE;
    if !is_word_list && !is_assault {
        return None;
    }
    let anchors: Vec<TimestampUs> = events.iter().filter_map(|event| event.time).collect();
    let keep = input.limits.n_evidence;
    let mut finding = Finding::over(ids::WEB, IncidentKind::WebScan, events, keep);
    let meanwhile = requests_near(who, &anchors, input);
    if meanwhile.len() > events.len() {
        finding.range = range_of(meanwhile.iter().filter_map(|(time, _)| *time));
        finding.n_evidence = meanwhile.len() as u64;
        finding.count = meanwhile.len() as u64;
        finding.evidence = choose(meanwhile.into_iter().map(|(_, at)| at).collect(), keep);
    }
    finding.with(input.entity(source).cloned());
    finding.text_fact(FactKey::Source, input.text(source));
    about_requests(&mut finding, events, input);
    finding.count_fact(FactKey::Requests, finding.count);
    finding.count_fact(FactKey::ClientErrors, refused.len() as u64);
    let paths: BTreeSet<EntityIdx> = events.iter().filter_map(|event| event.object).collect();
    finding.count_fact(FactKey::Paths, paths.len() as u64);
    finding.certainty = Certainty::Sure;
    // 0.4 at the threshold, 1 at a hundred times as many paths or attacks.
    let size = (n_paths.max(attacks.len()) as f64 / SCAN_PATHS as f64).max(1.0);
    finding.score = (0.4 + 0.3 * size.log10()).clamp(0.0, 1.0);
    finding.measure(n_paths as f64, 0.0, "distinct_paths");
    Some(finding)
}

/// The most distinct paths within the window.
fn widest_paths(events: &[&Event]) -> usize {
    let timed: Vec<(i64, EntityIdx)> = events
        .iter()
        .filter_map(|event| Some((event.time?.0, event.object?)))
        .collect();
    let mut counts: BTreeMap<EntityIdx, u32> = BTreeMap::new();
    let (mut first, mut widest) = (0, 0);
    for (now, path) in &timed {
        *counts.entry(*path).or_default() += 1;
        while let Some((time, oldest)) = timed.get(first)
            && now - time > SCAN_WINDOW_US
        {
            if let Some(count) = counts.get_mut(oldest) {
                *count -= 1;
                if *count == 0 {
                    counts.remove(oldest);
                }
            }
            first += 1;
        }
        widest = widest.max(counts.len());
    }
    widest
}

/// All requests of the source no further than `SCAN_JOIN_US` from one of the given moments.
fn requests_near(
    who: EntityIdx,
    moments: &[TimestampUs],
    input: &Input<'_>,
) -> Vec<(Option<TimestampUs>, RecordRef)> {
    let first = input
        .requests
        .partition_point(|request| request.source < who);
    let own = input.requests.get(first..).unwrap_or_default();
    own.iter()
        .take_while(|request| request.source == who)
        .filter(|request| {
            request.time.is_some_and(|time| {
                let after = moments.partition_point(|moment| *moment < time);
                let near = [after.checked_sub(1), Some(after)];
                near.into_iter()
                    .flatten()
                    .filter_map(|idx| moments.get(idx))
                    .any(|moment| (moment.0 - time.0).abs() <= SCAN_JOIN_US)
            })
        })
        .map(|request| (request.time, request.at))
        .collect()
}

#[cfg(test)]
mod tests;
