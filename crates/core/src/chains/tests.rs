use super::*;
use jejak_protocol::{Certainty, Evidence, FileId, Severity};

fn incident(kind: IncidentKind, start_s: i64, facts: &[(FactKey, &str)]) -> Incident {
    Incident {
        id: format!("{kind:?}{start_s}"),
        kind,
        severity: Severity::Medium,
        risk: 50,
        certainty: Certainty::Likely,
        entities: Vec::new(),
        range: Some(TimeRange {
            start: TimestampUs::from_seconds(start_s),
            end: TimestampUs::from_seconds(start_s + 60),
        }),
        count: 1,
        technique: None,
        facts: facts
            .iter()
            .map(|(key, text)| (*key, FactValue::Text((*text).to_owned())))
            .collect(),
        shares: Vec::new(),
        evidence: Evidence {
            n_total: 1,
            lines: vec![RecordRef {
                file: FileId(0),
                line: start_s as u64,
            }],
        },
    }
}

const A: (FactKey, &str) = (FactKey::Source, "203.0.113.9");
const BUDI: (FactKey, &str) = (FactKey::User, "budi");
const ROOT: (FactKey, &str) = (FactKey::User, "root");

fn stages(incidents: &[Incident]) -> Vec<Vec<Stage>> {
    chains(incidents)
        .iter()
        .map(|chain| chain.steps.iter().map(|step| step.stage).collect())
        .collect()
}

#[test]
fn scan_guessing_entry_rights_and_a_way_back() {
    use IncidentKind as K;
    let story = [
        incident(K::Persistence, 900, &[ROOT]),
        incident(K::PrivilegeEscalation, 600, &[BUDI]),
        incident(K::AccountTakeover, 500, &[A, BUDI]),
        incident(K::BruteForce, 300, &[A]),
        incident(K::WebScan, 0, &[A]),
    ];
    use Stage::{Entry, Escalation, Guessing, Persistence, Reconnaissance};
    let expect = vec![Reconnaissance, Guessing, Entry, Escalation, Persistence];
    assert_eq!(stages(&story), vec![expect]);
    let chain = &chains(&story)[0];
    assert_eq!(chain.entities[0].value, "203.0.113.9");
    assert_eq!(chain.risk, 66);
}

#[test]
fn what_others_do_is_their_own_story() {
    use IncidentKind as K;
    let day_s = 86_400;
    for other in [
        incident(K::Persistence, 600, &[(FactKey::User, "sari")]),
        incident(K::Persistence, 600, &[ROOT]),
        incident(K::Persistence, 9 * day_s, &[BUDI]),
        incident(K::Persistence, 600, &[BUDI, (FactKey::Host, "lain")]),
        incident(K::BruteForce, 0, &[(FactKey::Source, "198.51.100.7")]),
        incident(K::SystemError, 600, &[A]),
    ] {
        let entry = incident(K::AccountTakeover, 500, &[A, BUDI, (FactKey::Host, "toko")]);
        assert_eq!(
            stages(&[entry, other.clone()]),
            Vec::<Vec<Stage>>::new(),
            "{other:?}"
        );
    }
}

#[test]
fn one_stage_is_no_chain_nor_is_knocking() {
    use IncidentKind as K;
    let knocking = [
        incident(K::WebScan, 0, &[A]),
        incident(K::WebAttack, 9, &[A]),
    ];
    assert_eq!(stages(&knocking), Vec::<Vec<Stage>>::new());
    let same = [
        incident(K::BruteForce, 0, &[A]),
        incident(K::SlowBruteForce, 900, &[A]),
    ];
    assert_eq!(stages(&same), Vec::<Vec<Stage>>::new());
}
