//! Incidents: what the findings mean together.
//!
//! In: findings. Out: incidents with severity, risk, certainty, technique and a stable id, by risk.
//! Findings of one kind and aspect about one entity are one incident. It leaves the sentences and
//! the next step to `words`.
//!
//! Risk is `floor + (ceiling − floor) · score`, rounded, then scaled by certainty: 1 when sure, 0.9
//! when likely, 0.7 when not sure. It grows with the score, so a stronger finding of a kind never
//! ranks below a weaker one of the same certainty. Floors and ceilings are chosen (see `band`);
//! severity is read off the risk at 20, 40, 60 and 80.

mod opinions;
mod technique;

use std::collections::BTreeMap;

use jejak_protocol::{
    Certainty, DetectorId, DetectorShare, Entity, Evidence, Incident, IncidentKind, Severity,
    TimeRange,
};

use crate::detectors::finding::choose;
use crate::detectors::model::{self, Opinion};
use crate::detectors::order;
use crate::detectors::{Finding, Input, detect};
use crate::sequences::Sequences;
use crate::windows::Scores;

use self::technique::technique;

/// All incidents of a run, with what models said of its windows and sessions; the riskiest first.
pub fn incidents(input: &Input<'_>, scores: &Scores, sequences: &Sequences) -> Vec<Incident> {
    let limits = input.limits;
    let mut opinions = model::detect(input, scores);
    if let Some(judgement) = &scores.sessions {
        opinions.extend(order::detect(input, sequences, judgement));
    }
    let mut incidents = fuse(detect(input), opinions, limits.n_evidence);
    for incident in incidents.iter_mut().skip(limits.n_riskiest) {
        let lines = std::mem::take(&mut incident.evidence.lines);
        incident.evidence.lines = choose(lines, limits.n_evidence_brief.min(limits.n_evidence));
    }
    incidents
}

/// Joins findings into incidents; `keep`: evidence lines kept for each. A model's opinion counts as a
/// share of the incidents that it is about, and is an incident by itself only where there is none.
pub fn fuse(findings: Vec<Finding>, opinions: Vec<Opinion>, keep: usize) -> Vec<Incident> {
    let mut groups: BTreeMap<(IncidentKind, String, Option<Entity>), Vec<Finding>> =
        BTreeMap::new();
    for finding in findings {
        // Each peak of volume is about the whole log, at its own time.
        let start = match finding.kind {
            IncidentKind::VolumeChange => finding.range.map(|range| range.start.0.to_string()),
            _ => None,
        };
        let aspect = start.unwrap_or_else(|| finding.aspect.clone());
        let key = (finding.kind, aspect, finding.entities.first().cloned());
        groups.entry(key).or_default().push(finding);
    }
    let mut incidents: Vec<Incident> = groups
        .into_iter()
        .filter_map(|((_, aspect, _), findings)| incident(&aspect, findings, keep))
        .collect();
    drop_explained(&mut incidents);
    opinions::take_up(&mut incidents, opinions, keep);
    incidents.sort_by(|a, b| {
        let start = |incident: &Incident| incident.range.map(|range| range.start);
        (b.risk.cmp(&a.risk))
            .then_with(|| start(a).cmp(&start(b)))
            .then_with(|| a.id.cmp(&b.id))
    });
    incidents
}

fn incident(aspect: &str, mut findings: Vec<Finding>, keep: usize) -> Option<Incident> {
    findings.sort_by(|a, b| b.score.total_cmp(&a.score));
    let shares = shares(&findings);
    let mut findings = findings.into_iter();
    // The strongest finding gives the facts; the others add what it lacks.
    let mut whole = findings.next()?;
    let others: Vec<Finding> = findings.collect();
    for finding in &others {
        whole.certainty = whole.certainty.max(finding.certainty);
        for (key, value) in &finding.facts {
            whole.facts.entry(*key).or_insert_with(|| value.clone());
        }
    }
    whole.take_up(others);
    let risk = risk(whole.kind, whole.score, whole.certainty);
    Some(Incident {
        id: id(&whole, aspect),
        kind: whole.kind,
        severity: severity(risk),
        risk,
        certainty: whole.certainty,
        technique: technique(&whole),
        entities: whole.entities,
        range: whole.range,
        count: whole.count,
        facts: whole.facts,
        shares,
        evidence: Evidence {
            n_total: whole.n_evidence,
            lines: choose(whole.evidence, keep),
        },
    })
}

/// Each detector's part, by its best score.
fn shares(findings: &[Finding]) -> Vec<DetectorShare> {
    let mut scores: BTreeMap<&str, f64> = BTreeMap::new();
    for finding in findings {
        let score = scores.entry(finding.detector).or_default();
        *score = score.max(finding.score);
    }
    let mut shares: Vec<DetectorShare> = scores
        .into_iter()
        .map(|(detector, score)| DetectorShare {
            detector: DetectorId(detector.to_owned()),
            score,
            share: 0.0,
        })
        .collect();
    divide(&mut shares);
    shares
}

/// Divides the whole by the scores; evenly where all are 0.
fn divide(shares: &mut [DetectorShare]) {
    let total: f64 = shares.iter().map(|share| share.score).sum();
    let n_detectors = shares.len() as f64;
    for share in shares {
        share.share = if total > 0.0 {
            share.score / total
        } else {
            1.0 / n_detectors
        };
    }
}

/// Risk at score 0 and 1. Chosen by what is lost if nobody looks: an account taken above a way
/// tried, a way tried above a look around, and statistics that only say "unusual" last.
fn band(kind: IncidentKind) -> (f64, f64) {
    match kind {
        IncidentKind::AccountTakeover => (80.0, 100.0),
        IncidentKind::PrivilegeEscalation => (20.0, 100.0),
        IncidentKind::WebAttack => (20.0, 90.0),
        IncidentKind::BruteForce => (30.0, 75.0),
        IncidentKind::PasswordSpraying => (35.0, 80.0),
        IncidentKind::SlowBruteForce => (25.0, 65.0),
        IncidentKind::WebScan => (20.0, 65.0),
        IncidentKind::SystemError => (15.0, 75.0),
        IncidentKind::Malware => (30.0, 100.0),
        IncidentKind::Persistence => (15.0, 90.0),
        IncidentKind::LogTampering => (15.0, 90.0),
        IncidentKind::FileActivity => (10.0, 80.0),
        IncidentKind::SuspiciousNetwork => (15.0, 75.0),
        IncidentKind::ResourceExhaustion => (20.0, 80.0),
        IncidentKind::MissingRecords => (10.0, 60.0),
        IncidentKind::VolumeChange | IncidentKind::MetricChange => (10.0, 50.0),
        IncidentKind::UnusualBehaviour => (10.0, 70.0),
        IncidentKind::NewTemplate => (5.0, 40.0),
    }
}

/// 0 to 100; grows with score and certainty.
pub fn risk(kind: IncidentKind, score: f64, certainty: Certainty) -> u8 {
    let (floor, ceiling) = band(kind);
    let sure = match certainty {
        Certainty::Sure => 1.0,
        Certainty::Likely => 0.9,
        Certainty::NotSure => 0.7,
    };
    let risk = (floor + (ceiling - floor) * score.clamp(0.0, 1.0)) * sure;
    risk.round().clamp(0.0, 100.0) as u8
}

pub fn severity(risk: u8) -> Severity {
    match risk {
        0..20 => Severity::Info,
        20..40 => Severity::Low,
        40..60 => Severity::Medium,
        60..80 => Severity::High,
        80.. => Severity::Critical,
    }
}

/// The same on every machine and in every run: FNV-1a over what makes the incident this one.
fn id(finding: &Finding, aspect: &str) -> String {
    let start = finding.range.map_or(i64::MIN, |range| range.start.0);
    let about = finding.entities.first();
    let what = format!("{:?}\0{aspect}\0{about:?}\0{start}", finding.kind);
    let hash = what.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

/// A peak of volume that another incident accounts for says nothing new.
fn drop_explained(incidents: &mut Vec<Incident>) {
    /// A refused sign-in writes up to eight lines: connection, name, PAM twice, refusal, disconnect.
    const LINES_PER_EVENT: u64 = 8;
    let others: Vec<(TimeRange, u64)> = incidents
        .iter()
        .filter(|incident| {
            // A metric's samples are none of the records.
            let kinds = [IncidentKind::VolumeChange, IncidentKind::MetricChange];
            !kinds.contains(&incident.kind)
        })
        .filter_map(|incident| Some((incident.range?, incident.count)))
        .collect();
    incidents.retain(|incident| {
        let (IncidentKind::VolumeChange, Some(range)) = (incident.kind, incident.range) else {
            return true;
        };
        let explained: u64 = others
            .iter()
            .filter(|(other, _)| other.start <= range.end && range.start <= other.end)
            .map(|(_, count)| count)
            .sum();
        explained * LINES_PER_EVENT < incident.count
    });
}

#[cfg(test)]
mod tests;
