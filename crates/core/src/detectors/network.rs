//! The network: scans of ports and hosts, floods, addresses rarely gone to, much that was sent out.
//!
//! In: what firewalls tell (`Blocked`, `Outbound`, `SynFlood`) and large answers (`Transfer`). Out:
//! findings by the address that acts, or that receives. Every address on the internet is knocked at
//! all day: a source counts by how many doors it tried, a flood by what is usual in this log.

use std::collections::{BTreeMap, BTreeSet};

use jejak_protocol::{Certainty, Entity, EntityKind, FactKey, FactValue, IncidentKind};

use super::errors::usual;
use super::finding::{Finding, ids, weight_of};
use super::input::{EntityIdx, Event, Input};
use super::thresholds::{
    BURST_WINDOW_US, DOOR_USERS, FLOOD_ALL, FLOOD_SOURCE, FOLD_SOURCES, OUTBOUND_KNOWN,
    OUTBOUND_NEW, OUTBOUND_RARE, REFUSALS, ROBUST_DEVIATIONS, SCAN_DOORS, SYN_FLOODS,
    TRANSFER_FACTOR, TRANSFER_KIB, TRANSFER_RECEIVERS, TRANSFER_WINDOW_US,
};
use super::tries::{median, most, peak};
use crate::events::network::detail;
use crate::events::{EventKind, refusals};

pub fn detect(input: &Input<'_>) -> Vec<Finding> {
    let of = |kind| input.events.iter().filter(move |event| event.kind == kind);
    let blocked: Vec<&Event> = of(EventKind::Blocked).collect();
    let mut findings = scans_and_floods(&blocked, input);
    let floods: Vec<&Event> = of(EventKind::SynFlood).collect();
    findings.extend(syn_flood(&floods, input));
    let failing: BTreeSet<EntityIdx> = of(EventKind::AuthFailure)
        .filter_map(|event| event.source)
        .collect();
    // Who fails to sign in is told by that; the lines around each try add nothing.
    let refused: Vec<&Event> = of(EventKind::Refusal)
        .filter(|event| !event.source.is_some_and(|source| failing.contains(&source)))
        .collect();
    findings.extend(turned_away(&refused, input));
    let outbound: Vec<&Event> = of(EventKind::Outbound).collect();
    findings.extend(rare_outbound(&outbound, input));
    let transfers: Vec<&Event> = of(EventKind::Transfer).collect();
    findings.extend(outbound_volume(&transfers, input));
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

/// Sources that are named where many are told together; the evidence has them all.
const NAMED: usize = 20;

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

/// Addresses that this machine goes to late and hardly ever, where it knows few others.
fn rare_outbound(events: &[&Event], input: &Input<'_>) -> Vec<Finding> {
    let Some(range) = input.range else {
        return Vec::new();
    };
    let mut by_target: BTreeMap<&str, Vec<&Event>> = BTreeMap::new();
    for &event in events {
        if let Some(target) = input.text(event.object) {
            let address = target
                .rsplit_once(':')
                .map_or(target, |(address, _)| address);
            by_target.entry(address).or_default().push(event);
        }
    }
    let n_known = by_target
        .values()
        .filter(|events| events.len() > OUTBOUND_RARE)
        .count();
    let half = range.start.0 + range.span_us() / 2;
    let is_new = |events: &Vec<&Event>| {
        events.len() <= OUTBOUND_RARE
            && events
                .first()
                .and_then(|event| event.time)
                .is_some_and(|time| time.0 > half)
    };
    let new: Vec<(&str, Vec<&Event>)> = by_target
        .into_iter()
        .filter(|(_, events)| is_new(events))
        .collect();
    if n_known == 0 || events.len() < OUTBOUND_KNOWN || new.len() > OUTBOUND_NEW {
        return Vec::new();
    }
    new.into_iter()
        .map(|(address, seen)| {
            let mut finding = found("rare_outbound", None, &seen, input);
            finding.entities.insert(
                0,
                Entity {
                    kind: EntityKind::Destination,
                    value: address.to_owned(),
                },
            );
            finding.text_fact(FactKey::Destination, Some(address));
            finding.certainty = Certainty::NotSure;
            finding.score = 0.35;
            let share = seen.len() as f64 / events.len() as f64;
            finding.measure(
                seen.len() as f64,
                (1.0 - share) * events.len() as f64 / n_known as f64,
                "connections_each",
            );
            finding
        })
        .collect()
}

/// Receivers of far more than any other; where many are, the site serves large files.
fn outbound_volume(events: &[&Event], input: &Input<'_>) -> Vec<Finding> {
    let mut by_receiver: BTreeMap<EntityIdx, Vec<&Event>> = BTreeMap::new();
    for &event in events {
        if let Some(source) = event.source {
            by_receiver.entry(source).or_default().push(event);
        }
    }
    let peaks: Vec<(EntityIdx, u64)> = by_receiver
        .iter()
        .map(|(receiver, events)| (*receiver, peak(events, TRANSFER_WINDOW_US)))
        .collect();
    let typical_of_others = |receiver: EntityIdx| {
        let others = peaks.iter().filter(|(other, _)| *other != receiver);
        let others: Vec<f64> = others.map(|(_, kib)| *kib as f64).collect();
        if others.is_empty() {
            0.0
        } else {
            median(others)
        }
    };
    let large: Vec<(EntityIdx, u64)> = peaks
        .iter()
        .copied()
        .filter(|(receiver, kib)| {
            *kib >= TRANSFER_KIB && *kib as f64 >= typical_of_others(*receiver) * TRANSFER_FACTOR
        })
        .collect();
    if large.len() > TRANSFER_RECEIVERS {
        return Vec::new();
    }
    large
        .into_iter()
        .filter_map(|(receiver, kib)| {
            let events = by_receiver.get(&receiver)?;
            let mut finding = found("outbound_volume", Some(receiver), events, input);
            finding.count = events.len() as u64;
            finding.count_fact(FactKey::Bytes, weight_of(events) << 10);
            let path = most(events.iter().map(|event| (event.object, event.weight)));
            finding.text_fact(FactKey::Path, input.text(path));
            finding.certainty = Certainty::NotSure;
            finding.score = grown(0.35, kib as f64, TRANSFER_KIB as f64);
            // MiB in an hour, which people can picture.
            finding.measure(
                kib as f64 / 1024.0,
                typical_of_others(receiver) / 1024.0,
                "mib_per_hour",
            );
            Some(finding)
        })
        .collect()
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
mod tests {
    use super::*;
    use crate::detectors::testing::World;

    fn packet(world: &mut World, at_s: i64, kind: EventKind, source: &str, target: &str) {
        let source = world.entity(EntityKind::SourceAddress, source);
        let object = world.entity(EntityKind::Destination, target);
        let host = world.entity(EntityKind::Host, "gerbang");
        let event = world.event(at_s, kind);
        (event.source, event.object, event.host) = (source, object, host);
    }

    fn signs(world: &World) -> Vec<(String, String)> {
        world.with(|input| {
            detect(input)
                .into_iter()
                .map(|finding| (finding.aspect, finding.entities[0].value.clone()))
                .collect()
        })
    }

    fn one(sign: &str, who: &str) -> Vec<(String, String)> {
        vec![(sign.to_owned(), who.to_owned())]
    }

    #[test]
    fn many_ports_are_a_scan_and_a_few_are_noise() {
        let mut world = World::default();
        for port in 0..14 {
            packet(
                &mut world,
                port,
                EventKind::Blocked,
                "203.0.113.9",
                &format!("192.0.2.10:{port}"),
            );
        }
        assert_eq!(signs(&world), vec![]);
        packet(
            &mut world,
            20,
            EventKind::Blocked,
            "203.0.113.9",
            "192.0.2.10:8080",
        );
        assert_eq!(signs(&world), one("port_scan", "203.0.113.9"));
    }

    #[test]
    fn one_port_of_many_hosts_is_a_sweep() {
        let mut world = World::default();
        for host in 0..30 {
            packet(
                &mut world,
                host,
                EventKind::Blocked,
                "203.0.113.9",
                &format!("192.0.2.{host}:23"),
            );
        }
        assert_eq!(signs(&world), one("host_sweep", "203.0.113.9"));
    }

    #[test]
    fn the_usual_knocking_is_no_flood() {
        let mut world = World::default();
        for nth in 0..2_000 {
            let source = format!("203.0.113.{}", nth % 200);
            packet(
                &mut world,
                nth * 30,
                EventKind::Blocked,
                &source,
                "192.0.2.10:23",
            );
        }
        assert_eq!(signs(&world), vec![]);
        for nth in 0..600 {
            let source = format!("198.51.100.{}", nth % 200);
            packet(
                &mut world,
                30_000 + nth / 2,
                EventKind::Blocked,
                &source,
                "192.0.2.10:80",
            );
        }
        assert_eq!(signs(&world), one("firewall_flood", "gerbang"));
    }

    #[test]
    fn a_late_and_rare_address_among_few_known_ones() {
        let mut world = World::default();
        for nth in 0..60 {
            packet(
                &mut world,
                nth * 60,
                EventKind::Outbound,
                "192.0.2.10",
                "198.51.100.1:443",
            );
        }
        assert_eq!(signs(&world), vec![]);
        packet(
            &mut world,
            3_000,
            EventKind::Outbound,
            "192.0.2.10",
            "203.0.113.66:4444",
        );
        assert_eq!(signs(&world), one("rare_outbound", "203.0.113.66"));
        for nth in 0..9 {
            packet(
                &mut world,
                3_100,
                EventKind::Outbound,
                "192.0.2.10",
                &format!("203.0.113.{nth}:443"),
            );
        }
        assert_eq!(signs(&world), vec![], "new addresses are usual here");
    }

    #[test]
    fn much_for_one_is_told_and_a_site_of_large_files_is_not() {
        let mut world = World::default();
        let send = |world: &mut World, at_s, to: &str, mib: u32| {
            packet(world, at_s, EventKind::Transfer, to, "");
            world.events.last_mut().expect("just pushed").weight = mib << 10;
        };
        for nth in 0..20 {
            send(&mut world, nth * 500, &format!("198.51.100.{nth}"), 10);
        }
        send(&mut world, 9_000, "203.0.113.9", 3_000);
        assert_eq!(signs(&world), one("outbound_volume", "203.0.113.9"));
        for nth in 0..20 {
            send(&mut world, nth * 500, &format!("198.51.100.{nth}"), 2_000);
        }
        assert_eq!(signs(&world), vec![]);
    }
}
