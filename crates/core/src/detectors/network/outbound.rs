//! What goes out: to addresses rarely gone to, and much at once.

use std::collections::BTreeMap;

use jejak_protocol::{Certainty, Entity, EntityKind, FactKey};

use super::{found, grown};
use crate::detectors::finding::{Finding, weight_of};
use crate::detectors::input::{EntityIdx, Event, Input};
use crate::detectors::thresholds::{
    OUTBOUND_KNOWN, OUTBOUND_NEW, OUTBOUND_RARE, TRANSFER_FACTOR, TRANSFER_KIB, TRANSFER_RECEIVERS,
    TRANSFER_WINDOW_US,
};
use crate::detectors::tries::{median, most, peak};

/// Addresses that this machine goes to late and hardly ever, where it knows few others.
pub(super) fn rare(events: &[&Event], input: &Input<'_>) -> Vec<Finding> {
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
pub(super) fn volume(events: &[&Event], input: &Input<'_>) -> Vec<Finding> {
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
