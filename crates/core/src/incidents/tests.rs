use super::*;
use crate::detectors::finding::ids;
use jejak_protocol::{EntityKind, FileId, RecordRef, TimestampUs};

fn finding(kind: IncidentKind, who: &str, start_s: i64, score: f64) -> Finding {
    let mut finding = Finding::over(ids::AUTH, kind, &[], 0);
    finding.entities = vec![Entity {
        kind: EntityKind::SourceAddress,
        value: who.to_owned(),
    }];
    finding.range = Some(TimeRange {
        start: TimestampUs::from_seconds(start_s),
        end: TimestampUs::from_seconds(start_s + 60),
    });
    finding.score = score;
    finding.count = 10;
    finding.evidence = vec![RecordRef {
        file: FileId(0),
        line: start_s as u64,
    }];
    finding.n_evidence = 1;
    finding
}

#[test]
fn one_entity_and_kind_is_one_incident() {
    let fused = fuse(
        vec![
            finding(IncidentKind::BruteForce, "a", 100, 0.5),
            finding(IncidentKind::BruteForce, "a", 0, 0.7),
            finding(IncidentKind::BruteForce, "b", 0, 0.6),
        ],
        Vec::new(),
        200,
    );
    assert_eq!(fused.len(), 2);
    assert_eq!(fused[0].entities[0].value, "a");
    assert_eq!((fused[0].count, fused[0].evidence.n_total), (20, 2));
    assert_eq!(
        fused[0].range.map(|range| range.span_us()),
        Some(160_000_000)
    );
}

#[test]
fn ids_are_stable_and_differ() {
    let id = |who, start_s| {
        let found = vec![finding(IncidentKind::BruteForce, who, start_s, 0.5)];
        fuse(found, Vec::new(), 9)[0].id.clone()
    };
    assert_eq!(id("a", 0), id("a", 0));
    assert_ne!(id("a", 0), id("b", 0));
    assert_ne!(id("a", 0), id("a", 1));
    assert_eq!(id("a", 0).len(), 16);
}

#[test]
fn risk_grows_with_score_and_certainty_and_stays_in_bounds() {
    for kind in IncidentKind::ALL {
        let mut last = 0;
        for step in 0..=20 {
            let score = f64::from(step) / 20.0;
            let now = risk(kind, score, Certainty::Sure);
            assert!(last <= now && now <= 100, "{kind:?} at {score}");
            assert!(risk(kind, score, Certainty::NotSure) <= now);
            last = now;
        }
    }
    assert_eq!(risk(IncidentKind::BruteForce, f64::NAN, Certainty::Sure), 0);
}

#[test]
fn shares_add_up_to_one() {
    let mut other = finding(IncidentKind::SystemError, "a", 0, 0.3);
    other.detector = ids::ERROR_RATE;
    let fused = fuse(
        vec![finding(IncidentKind::SystemError, "a", 0, 0.9), other],
        Vec::new(),
        200,
    );
    assert_eq!(fused.len(), 1);
    let total: f64 = fused[0].shares.iter().map(|share| share.share).sum();
    assert!((total - 1.0).abs() < 1e-9);
    assert_eq!(fused[0].shares.len(), 2);
}

#[test]
fn a_peak_that_an_attack_explains_is_left_out() {
    let mut attack = finding(IncidentKind::BruteForce, "a", 100, 0.5);
    attack.count = 900;
    let mut peak = finding(IncidentKind::VolumeChange, "", 90, 0.4);
    peak.entities.clear();
    peak.count = 1000;
    let kinds = |findings: Vec<Finding>| -> Vec<IncidentKind> {
        fuse(findings, Vec::new(), 200)
            .iter()
            .map(|incident| incident.kind)
            .collect()
    };
    assert_eq!(
        kinds(vec![attack, peak.clone()]),
        vec![IncidentKind::BruteForce]
    );
    assert_eq!(kinds(vec![peak]), vec![IncidentKind::VolumeChange]);
}

fn opinion(who: &str, start_s: i64) -> Opinion {
    let mut finding = finding(IncidentKind::UnusualBehaviour, who, start_s, 0.9);
    finding.certainty = Certainty::NotSure;
    Opinion {
        model: DetectorId("model.test".to_owned()),
        finding,
        lines: Vec::new(),
    }
}

#[test]
fn what_a_model_says_of_an_incident_is_a_share_of_it() {
    let known = finding(IncidentKind::BruteForce, "a", 100, 0.9);
    let alone = fuse(vec![known.clone()], Vec::new(), 200);
    let both = fuse(vec![known], vec![opinion("a", 100)], 200);
    assert_eq!(both.len(), 1);
    assert_eq!(
        (both[0].risk, both[0].id.as_str()),
        (alone[0].risk, alone[0].id.as_str())
    );
    let shares: Vec<(&str, f64)> = both[0]
        .shares
        .iter()
        .map(|share| (share.detector.0.as_str(), share.share))
        .collect();
    assert_eq!(shares, vec![(ids::AUTH, 0.5), ("model.test", 0.5)]);
}

#[test]
fn what_only_a_model_finds_is_an_incident_of_its_own() {
    let known = finding(IncidentKind::BruteForce, "a", 100, 0.9);
    for opinion in [opinion("b", 100), opinion("a", 90_000)] {
        let found = fuse(vec![known.clone()], vec![opinion], 200);
        let kinds: Vec<IncidentKind> = found.iter().map(|incident| incident.kind).collect();
        assert_eq!(
            kinds,
            vec![IncidentKind::BruteForce, IncidentKind::UnusualBehaviour]
        );
        assert_eq!(found[1].shares[0].detector.0, "model.test");
        assert_eq!(found[1].certainty, Certainty::NotSure);
    }
}
