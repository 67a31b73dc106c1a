//! Chains: incidents of one story, joined.
//!
//! In: the incidents of a run. Out: chains of two stages or more (three, where nobody got in), the riskiest
//! first. Incidents join when they share the acting address, or when an account does something
//! noteworthy after somebody got into it: rights, programs, ways back in. Whoever became root by
//! that may go on under root's name or that of an account made on the way. It looks at no lines;
//! what an incident does not say, a chain does not know.

use std::collections::{BTreeMap, BTreeSet};

use jejak_protocol::chain::{Chain, ChainStep, Stage};
use jejak_protocol::{
    Entity, EntityKind, FactKey, FactValue, Incident, IncidentKind, RecordRef, TimeRange,
    TimestampUs,
};

use crate::incidents::severity;

/// How long after a sign-in the deeds of the account are still the intruder's. Chosen: a working day
/// and a night; later the owner is back.
const SESSION_US: i64 = 24 * 3600 * jejak_protocol::time::US_PER_SECOND;
/// How far apart what one address did may lie and still be one story.
const SOURCE_GAP_US: i64 = 7 * 24 * 3600 * jejak_protocol::time::US_PER_SECOND;
/// Lines told with a step.
const LINES: usize = 3;

/// All chains of a run.
pub fn chains(incidents: &[Incident]) -> Vec<Chain> {
    let parts: Vec<Part<'_>> = incidents.iter().filter_map(Part::of).collect();
    let mut groups = Groups::new(parts.len());
    join_by_source(&parts, &mut groups);
    join_by_account(&parts, &mut groups);
    let mut members: BTreeMap<usize, Vec<&Part<'_>>> = BTreeMap::new();
    for (idx, part) in parts.iter().enumerate() {
        members.entry(groups.root(idx)).or_default().push(part);
    }
    let mut chains: Vec<Chain> = members.into_values().filter_map(chain).collect();
    chains.sort_by(|a, b| {
        let start = |chain: &Chain| chain.range.map(|range| range.start);
        (b.risk.cmp(&a.risk))
            .then_with(|| start(a).cmp(&start(b)))
            .then_with(|| a.id.cmp(&b.id))
    });
    chains
}

/// An incident with what joins it to others.
struct Part<'a> {
    incident: &'a Incident,
    stage: Stage,
    source: Option<&'a str>,
    user: Option<&'a str>,
    host: Option<&'a str>,
    start: Option<TimestampUs>,
    end: Option<TimestampUs>,
}

impl<'a> Part<'a> {
    /// None for what is nobody's deed.
    fn of(incident: &'a Incident) -> Option<Self> {
        let text = |key| match incident.facts.get(&key) {
            Some(FactValue::Text(text)) => Some(text.as_str()),
            _ => None,
        };
        let first = incident.entities.first();
        let named = |kind: EntityKind| {
            first
                .filter(|entity| entity.kind == kind)
                .map(|entity| entity.value.as_str())
        };
        let stage = stage_of(incident.kind, text(FactKey::Sign).unwrap_or_default())?;
        // Many sources are nobody in particular.
        let is_many = matches!(
            incident.facts.get(&FactKey::Sources),
            Some(FactValue::Count(2..))
        );
        let source = text(FactKey::Source).or_else(|| named(EntityKind::SourceAddress));
        Some(Self {
            incident,
            stage,
            source: source.filter(|_| !is_many || stage == Stage::Entry),
            user: text(FactKey::User).or_else(|| named(EntityKind::User)),
            host: text(FactKey::Host),
            start: match incident.facts.get(&FactKey::SucceededAt) {
                Some(FactValue::Time(at)) => Some(*at),
                _ => incident.range.map(|range| range.start),
            },
            end: incident.range.map(|range| range.end),
        })
    }

    /// Something that whoever got in does there.
    fn is_deed(&self) -> bool {
        self.stage >= Stage::Escalation && self.stage != Stage::Exfiltration
    }

    /// Whether an account was given rights, or made.
    fn is_giving(&self) -> bool {
        let act = self.incident.facts.get(&FactKey::Act);
        matches!(act, Some(FactValue::Text(act)) if matches!(act.as_str(), "group_added" | "uid_zero"))
    }

    fn is_same_host(&self, other: &Self) -> bool {
        self.host.is_none() || other.host.is_none() || self.host == other.host
    }

    /// Whether some of it lies within the session that begins at a moment.
    fn is_within(&self, start: Option<TimestampUs>) -> bool {
        let (Some(from), Some(own), Some(end)) = (start, self.start, self.end) else {
            return false;
        };
        end >= from && own.0 <= from.0.saturating_add(SESSION_US)
    }
}

fn stage_of(kind: IncidentKind, signs: &str) -> Option<Stage> {
    Some(match kind {
        IncidentKind::WebScan => Stage::Reconnaissance,
        IncidentKind::SuspiciousNetwork => match signs {
            "outbound_volume" => Stage::Exfiltration,
            "rare_outbound" => Stage::Execution,
            "port_scan" | "host_sweep" | "refusals" => Stage::Reconnaissance,
            _ => return None,
        },
        IncidentKind::BruteForce
        | IncidentKind::SlowBruteForce
        | IncidentKind::PasswordSpraying => Stage::Guessing,
        IncidentKind::WebAttack => Stage::Attack,
        IncidentKind::AccountTakeover => Stage::Entry,
        IncidentKind::PrivilegeEscalation => Stage::Escalation,
        IncidentKind::Malware => Stage::Execution,
        IncidentKind::Persistence => Stage::Persistence,
        IncidentKind::FileActivity => Stage::Files,
        IncidentKind::LogTampering => Stage::CoverUp,
        IncidentKind::SystemError
        | IncidentKind::ResourceExhaustion
        | IncidentKind::MissingRecords
        | IncidentKind::NewTemplate
        | IncidentKind::VolumeChange
        | IncidentKind::MetricChange
        | IncidentKind::UnusualBehaviour => return None,
    })
}

/// Sets of parts that belong together.
struct Groups(Vec<usize>);

impl Groups {
    fn new(n: usize) -> Self {
        Self((0..n).collect())
    }

    /// Halves the way to the root as it goes, so that the next one is short.
    fn root(&mut self, mut idx: usize) -> usize {
        while let Some(&up) = self.0.get(idx)
            && up != idx
        {
            let above = self.0.get(up).copied().unwrap_or(up);
            if let Some(slot) = self.0.get_mut(idx) {
                *slot = above;
            }
            idx = above;
        }
        idx
    }

    /// The lower root stays, so that the result does not hang on the order of joining.
    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if let Some(slot) = self.0.get_mut(a.max(b)) {
            *slot = a.min(b);
        }
    }
}

fn join_by_source(parts: &[Part<'_>], groups: &mut Groups) {
    let mut by_source: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (idx, part) in parts.iter().enumerate() {
        if let Some(source) = part.source {
            by_source.entry(source).or_default().push(idx);
        }
    }
    for mut idxs in by_source.into_values() {
        idxs.sort_by_key(|idx| parts.get(*idx).and_then(|part| part.start));
        for pair in idxs.windows(2) {
            if let [a, b] = pair
                && let (Some(left), Some(right)) = (parts.get(*a), parts.get(*b))
            {
                let gap_us = match (left.end, right.start) {
                    (Some(end), Some(start)) => start.0.saturating_sub(end.0),
                    _ => 0,
                };
                if gap_us <= SOURCE_GAP_US {
                    groups.join(*a, *b);
                }
            }
        }
    }
}

/// What accounts did after somebody got into them.
fn join_by_account(parts: &[Part<'_>], groups: &mut Groups) {
    // A busy machine is entered a hundred thousand times: who did something is found by name.
    let mut deeds: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (idx, part) in parts.iter().enumerate() {
        if let Some(user) = part.user.filter(|_| part.is_deed()) {
            deeds.entry(user).or_default().push(idx);
        }
    }
    let given: Vec<&Part<'_>> = parts.iter().filter(|part| part.is_giving()).collect();
    for (entry_idx, entry) in parts.iter().enumerate() {
        if entry.stage != Stage::Entry {
            continue;
        }
        let is_meant = |part: &Part<'_>| part.is_same_host(entry) && part.is_within(entry.start);
        let mut accounts: BTreeSet<&str> = entry.user.into_iter().collect();
        let mut open: Vec<&str> = accounts.iter().copied().collect();
        while let Some(account) = open.pop() {
            for idx in deeds.get(account).into_iter().flatten() {
                let Some(part) = parts.get(*idx).filter(|part| is_meant(part)) else {
                    continue;
                };
                groups.join(entry_idx, *idx);
                if part.stage == Stage::Escalation {
                    // From here on it may be root who acts, or an account that root was made to give.
                    let later = given.iter().filter(|part| is_meant(part));
                    let later = later.filter_map(|part| part.user);
                    open.extend(later.chain(["root"]).filter(|name| accounts.insert(name)));
                }
            }
        }
    }
}

fn chain(mut parts: Vec<&Part<'_>>) -> Option<Chain> {
    let stages: BTreeSet<Stage> = parts.iter().map(|part| part.stage).collect();
    // Looking around and attacking the same door is one thing told twice, no story.
    let is_inside = stages.range(Stage::Entry..).next().is_some();
    if stages.len() < if is_inside { 2 } else { 3 } {
        return None;
    }
    parts.sort_by(|a, b| {
        (a.start.is_none(), a.start, a.stage, &a.incident.id).cmp(&(
            b.start.is_none(),
            b.start,
            b.stage,
            &b.incident.id,
        ))
    });
    let highest = parts.iter().map(|part| part.incident.risk).max()?;
    // Each further stage makes it less likely that all of it is chance.
    let risk = u8::try_from((usize::from(highest) + 4 * (stages.len() - 1)).min(100)).ok()?;
    let range = parts
        .iter()
        .filter_map(|part| part.incident.range)
        .reduce(TimeRange::union);
    let certainty = parts.iter().map(|part| part.incident.certainty).max()?;
    Some(Chain {
        id: id(&parts),
        severity: severity(risk),
        risk,
        certainty,
        entities: entities(&parts),
        range,
        steps: parts.iter().map(|part| step(part)).collect(),
    })
}

fn step(part: &Part<'_>) -> ChainStep {
    let all = &part.incident.evidence.lines;
    // What proves an entry stands last: the sign-in after all the failures.
    let lines: Vec<RecordRef> = match (part.stage, all.as_slice()) {
        (Stage::Entry, [.., last]) => vec![*last],
        (_, [first, .., last]) if all.len() > LINES => vec![*first, *last],
        (_, few) => few.to_vec(),
    };
    ChainStep {
        stage: part.stage,
        incident: part.incident.id.clone(),
        at: part.start,
        lines,
    }
}

/// The address that did most steps, then accounts, then hosts.
fn entities(parts: &[&Part<'_>]) -> Vec<Entity> {
    let mut n_steps: BTreeMap<&str, usize> = BTreeMap::new();
    for source in parts.iter().filter_map(|part| part.source) {
        *n_steps.entry(source).or_default() += 1;
    }
    let mut sources: Vec<(&str, usize)> = n_steps.into_iter().collect();
    sources.sort_by_key(|(source, n)| (std::cmp::Reverse(*n), *source));
    let mut found: Vec<Entity> = sources
        .into_iter()
        .map(|(source, _)| entity(EntityKind::SourceAddress, source))
        .collect();
    let is_inside = |part: &&&Part<'_>| part.stage >= Stage::Entry;
    let inside = || parts.iter().filter(is_inside);
    let users = inside().filter_map(|part| Some((EntityKind::User, part.user?)));
    let hosts = inside().filter_map(|part| Some((EntityKind::Host, part.host?)));
    let mut named: BTreeSet<(EntityKind, &str)> = BTreeSet::new();
    let named = users.chain(hosts).filter(|it| named.insert(*it));
    found.extend(named.map(|(kind, name)| entity(kind, name)));
    found
}

fn entity(kind: EntityKind, value: &str) -> Entity {
    Entity {
        kind,
        value: value.to_owned(),
    }
}

/// FNV-1a over the ids of its incidents.
fn id(parts: &[&Part<'_>]) -> String {
    let bytes = parts.iter().flat_map(|part| part.incident.id.bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests;
