//! The network: scans of ports and hosts, floods, addresses rarely gone to, much that was sent out.
//!
//! In: what firewalls tell (`Blocked`, `Outbound`, `SynFlood`) and large answers (`Transfer`). Out:
//! findings by the address that acts, or that receives. Every address on the internet is knocked at
//! all day: a source counts by how many doors it tried, a flood by what is usual in this log.

mod outbound;

use std::collections::{BTreeMap, BTreeSet};

use jejak_protocol::{Certainty, EntityKind, FactKey, FactValue, IncidentKind};

use super::errors::usual;
use super::finding::{Finding, NAMED, ids, weight_of};
use super::input::{EntityIdx, Event, Input};
use super::thresholds::{
    BURST_WINDOW_US, DOOR_USERS, FLOOD_ALL, FLOOD_SOURCE, FOLD_SOURCES, REFUSALS,
    ROBUST_DEVIATIONS, SCAN_DOORS, SYN_FLOODS,
};
use super::tries::{most, peak};
use crate::events::network::detail;
use crate::events::{EventKind, refusals};

pub fn detect(input: &Input<'_>) -> Vec<Finding> {
    let mut blocked: Vec<&Event> = Vec::new();
    let (mut floods, mut refused) = (Vec::new(), Vec::new());
    let (mut gone_out, mut transfers) = (Vec::new(), Vec::new());
    let mut is_failing = vec![false; input.entities.len()];
    for event in input.events {
        match event.kind {
            EventKind::Blocked => blocked.push(event),
            EventKind::SynFlood => floods.push(event),
            EventKind::Refusal => refused.push(event),
            EventKind::Outbound => gone_out.push(event),
            EventKind::Transfer => transfers.push(event),
            EventKind::AuthFailure => {
                let source = event.source.map_or(usize::MAX, EntityIdx::idx);
                if let Some(is_failing) = is_failing.get_mut(source) {
                    *is_failing = true;
                }
            }
            _ => {}
        }
    }
    // Who fails to sign in is told by that; the lines around each try add nothing.
    let is_failing = |source: EntityIdx| is_failing.get(source.idx()) == Some(&true);
    refused.retain(|event: &&Event| !event.source.is_some_and(is_failing));
    let mut findings = scans_and_floods(&blocked, input);
    findings.extend(syn_flood(&floods, input));
    findings.extend(turned_away(&refused, input));
    findings.extend(outbound::rare(&gone_out, input));
    findings.extend(outbound::volume(&transfers, input));
    findings
}

/// Sources that try many doors, sources that only hammer, and a flood of all together.
fn scans_and_floods(blocked: &[&Event], input: &Input<'_>) -> Vec<Finding> {
    let mut by_source: BTreeMap<EntityIdx, Vec<&Event>> = BTreeMap::new();
    for &event in blocked {
        if let Some(source) = event.source {
            by_source.entry(source).or_default().push(event);
        }
    }
    let mut findings = Vec::new();
    let mut rest: Vec<&Event> = Vec::new();
    for (source, events) in by_source {
        let found = scan(source, &events, input).or_else(|| hammering(source, &events, input));
        match found {
            Some(finding) => findings.push(finding),
            None => rest.extend(
                events
                    .iter()
                    .filter(|event| event.detail & detail::SEEN == 0),
            ),
        }
    }
    rest.sort_by_key(|event| (event.time.is_none(), event.time, event.at));
    findings.extend(flood(&rest, input));
    findings
}

/// Distinct targets of one source in a window: ports of a host, or hosts of a port.
fn scan(source: EntityIdx, events: &[&Event], input: &Input<'_>) -> Option<Finding> {
    let targets: Vec<(i64, &str, &str)> = events
        .iter()
        .filter_map(|event| {
            let (host, port) = input.text(event.object)?.rsplit_once(':')?;
            Some((event.time.map_or(0, |time| time.0), host, port))
        })
        .collect();
    let ports = widest(targets.iter().map(|(at, _, port)| (*at, *port)));
    let hosts = widest(targets.iter().map(|(at, host, _)| (*at, *host)));
    if ports.max(hosts) < SCAN_DOORS {
        return None;
    }
    let (sign, actual, unit) = if ports >= hosts {
        ("port_scan", ports, "distinct_ports")
    } else {
        ("host_sweep", hosts, "distinct_hosts")
    };
    let mut finding = found(sign, Some(source), events, input);
    finding.count_fact(FactKey::Ports, ports as u64);
    finding.count_fact(FactKey::Destinations, hosts as u64);
    finding.certainty = Certainty::Sure;
    finding.score = grown(0.3, actual as f64, SCAN_DOORS as f64);
    finding.measure(actual as f64, 0.0, unit);
    Some(finding)
}

/// The most distinct values within ten minutes.
fn widest<'t>(values: impl Iterator<Item = (i64, &'t str)>) -> usize {
    let values: Vec<(i64, &str)> = values.collect();
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    let (mut first, mut widest) = (0, 0);
    for &(now, value) in &values {
        *counts.entry(value).or_default() += 1;
        while let Some(&(time, oldest)) = values.get(first)
            && now - time > BURST_WINDOW_US
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

/// One source at the same few doors, again and again.
fn hammering(source: EntityIdx, events: &[&Event], input: &Input<'_>) -> Option<Finding> {
    let refused: Vec<&Event> = refused(events);
    let actual = peak(&refused, BURST_WINDOW_US);
    if actual < FLOOD_SOURCE {
        return None;
    }
    let mut finding = found("firewall_flood", Some(source), &refused, input);
    finding.certainty = Certainty::Likely;
    finding.score = grown(0.25, actual as f64, FLOOD_SOURCE as f64);
    finding.measure(actual as f64, 0.0, "per_600s");
    Some(finding)
}

fn refused<'a>(events: &[&'a Event]) -> Vec<&'a Event> {
    let is_refused = |event: &&Event| event.detail & detail::SEEN == 0;
    events.iter().copied().filter(is_refused).collect()
}

/// Many sources at once, far above what this firewall usually refuses.
fn flood(events: &[&Event], input: &Input<'_>) -> Option<Finding> {
    let actual = peak(events, BURST_WINDOW_US);
    let usual = usual(events, input);
    let (typical, deviation) = usual.map_or((0.0, 0.0), |it| (it.typical, it.deviation));
    let limit = typical + ROBUST_DEVIATIONS * deviation.max(typical.sqrt()).max(1.0);
    if actual < FLOOD_ALL || actual as f64 <= limit {
        return None;
    }
    let host = most(events.iter().map(|event| (event.host, 1)));
    let mut finding = found("firewall_flood", host, events, input);
    let sources: BTreeSet<EntityIdx> = events.iter().filter_map(|event| event.source).collect();
    finding.count_fact(FactKey::Sources, sources.len() as u64);
    finding.certainty = Certainty::NotSure;
    finding.score = grown(0.25, actual as f64, FLOOD_ALL as f64);
    finding.compare(actual as f64, usual, "per_600s");
    Some(finding)
}

/// The kernel says it once a minute at most, and of a busy server too.
fn syn_flood(events: &[&Event], input: &Input<'_>) -> Option<Finding> {
    let first = events.first()?;
    let mut finding = found("syn_flood", first.host.or(first.service), events, input);
    finding.certainty = if events.len() as u64 >= SYN_FLOODS {
        Certainty::Likely
    } else {
        Certainty::NotSure
    };
    finding.score = grown(0.3, events.len() as f64, 1.0);
    finding.measure(events.len() as f64, 0.0, "events");
    Some(finding)
}

/// Sources that a service turns away again and again; where many are, they are told together.
fn turned_away(events: &[&Event], input: &Input<'_>) -> Vec<Finding> {
    let mut by_source: BTreeMap<EntityIdx, Vec<&Event>> = BTreeMap::new();
    for &event in events {
        if let Some(source) = event.source {
            by_source.entry(source).or_default().push(event);
        }
    }
    let mut findings = Vec::new();
    by_source.retain(|source, events| {
        let guessed = names_tried(*source, events, input);
        let is_guessing = guessed.is_some();
        findings.extend(guessed);
        if is_guessing {
            return false;
        }
        let is_untimed = events.iter().all(|event| event.time.is_none());
        let n = if is_untimed {
            weight_of(events)
        } else {
            peak(events, BURST_WINDOW_US)
        };
        n >= REFUSALS
    });
    if by_source.len() < FOLD_SOURCES {
        let told = by_source.iter();
        findings.extend(told.map(|(source, events)| refused_often(Some(*source), events, input)));
        return findings;
    }
    let mut all: Vec<&Event> = by_source.values().flatten().copied().collect();
    all.sort_by_key(|event| (event.time.is_none(), event.time, event.at));
    let host = most(all.iter().map(|event| (event.host, 1)));
    let mut finding = refused_often(host, &all, input);
    finding.count_fact(FactKey::Sources, by_source.len() as u64);
    let named = by_source.keys().take(NAMED);
    finding.with(named.filter_map(|source| input.entity(Some(*source)).cloned()));
    findings.push(finding);
    findings
}

/// A source that tries many names at sshd's door without a single refused password: the server takes
/// keys only, or does not write of passwords.
fn names_tried(source: EntityIdx, events: &[&Event], input: &Input<'_>) -> Option<Finding> {
    let at_door = |event: &&&Event| event.detail == refusals::detail::AT_DOOR;
    let users: BTreeSet<EntityIdx> = events
        .iter()
        .filter(at_door)
        .filter_map(|event| event.user)
        .collect();
    if users.len() < DOOR_USERS {
        return None;
    }
    let keep = input.limits.n_evidence;
    let kind = IncidentKind::PasswordSpraying;
    let mut finding = Finding::over(ids::AUTH, kind, events, keep);
    finding.with(input.entity(Some(source)).cloned());
    finding.text_fact(FactKey::Source, input.text(Some(source)));
    let service = most(events.iter().map(|event| (event.service, 1)));
    finding.with(input.entity(service).cloned());
    finding.text_fact(FactKey::Service, input.text(service));
    finding.count_fact(FactKey::Users, users.len() as u64);
    finding.certainty = Certainty::NotSure;
    finding.score = grown(0.2, users.len() as f64, DOOR_USERS as f64);
    finding.measure(users.len() as f64, 0.0, "distinct_users");
    Some(finding)
}

fn refused_often(who: Option<EntityIdx>, events: &[&Event], input: &Input<'_>) -> Finding {
    let mut finding = found("refusals", who, events, input);
    let service = most(events.iter().map(|event| (event.service, 1)));
    finding.with(input.entity(service).cloned());
    finding.text_fact(FactKey::Service, input.text(service));
    finding.certainty = Certainty::Likely;
    let actual = peak(events, BURST_WINDOW_US);
    // A source that is turned away five times is seldom in error: low, not info, at the threshold.
    finding.score = grown(0.15, actual as f64, REFUSALS as f64);
    finding.measure(actual as f64, 0.0, "per_600s");
    finding
}

fn found(sign: &str, who: Option<EntityIdx>, events: &[&Event], input: &Input<'_>) -> Finding {
    let keep = input.limits.n_evidence;
    let mut finding = Finding::over(ids::NETWORK, IncidentKind::SuspiciousNetwork, events, keep);
    finding.aspect = sign.to_owned();
    finding.with(input.entity(who).cloned());
    let host = most(events.iter().map(|event| (event.host, 1)));
    let object = most(events.iter().map(|event| (event.object, 1)));
    finding.with(input.entity(object).cloned());
    finding.with(input.entity(host).cloned());
    finding.fact(FactKey::Sign, FactValue::Text(sign.to_owned()));
    if input.is_kind(who, EntityKind::SourceAddress) {
        finding.text_fact(FactKey::Source, input.text(who));
    }
    finding.text_fact(FactKey::Host, input.text(host));
    finding
}

/// `least` at the threshold, and 0.35 more at a hundred times as much.
fn grown(least: f64, actual: f64, threshold: f64) -> f64 {
    (least + 0.175 * (actual / threshold).max(1.0).log10()).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests;
