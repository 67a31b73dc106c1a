use std::collections::BTreeMap;
use std::sync::Arc;

use jejak_protocol::{
    Analysis, Certainty, Chain, ChainStep, Entity, EntityKind, Evidence, IncidentKind, Severity,
    Stage,
};

use super::*;

const NOW: TimestampUs = TimestampUs(1_800_000_000_000_000);

fn after_hours(hours: i64) -> TimestampUs {
    TimestampUs(NOW.0 + hours * 3_600_000_000)
}

fn entity(kind: EntityKind, value: &str) -> Entity {
    Entity {
        kind,
        value: value.to_owned(),
    }
}

fn incident(id: &str, kind: IncidentKind, sources: &[&str], risk: u8) -> Incident {
    Incident {
        id: id.to_owned(),
        kind,
        severity: Severity::High,
        risk,
        certainty: Certainty::Sure,
        entities: sources
            .iter()
            .map(|it| entity(EntityKind::SourceAddress, it))
            .collect(),
        range: None,
        count: 1,
        technique: None,
        facts: BTreeMap::new(),
        shares: Vec::new(),
        evidence: Evidence::default(),
    }
}

fn guessing(id: &str, sources: &[&str]) -> Incident {
    incident(id, IncidentKind::BruteForce, sources, 50)
}

fn shown(marks: &Marks, all: &[Incident], shown: Shown) -> Vec<String> {
    let fitting = all.iter().filter(|it| marks.shows(shown, it));
    fitting.map(|it| it.id.clone()).collect()
}

#[test]
fn what_was_said_can_be_said_again_and_taken_back() {
    let all = [guessing("a", &["1.1.1.1"]), guessing("b", &["2.2.2.2"])];
    let mut marks = Marks::default();
    marks.turn_marked("a");
    marks.turn_verdict(&all[0], Verdict::Right, NOW);
    marks.turn_verdict(&all[0], Verdict::Wrong, NOW);
    marks.turn_muted(&all[1], NOW);
    assert_eq!(shown(&marks, &all, Shown::Marked), ["a"]);
    assert_eq!(shown(&marks, &all, Shown::Right), [""; 0]);
    assert_eq!(shown(&marks, &all, Shown::Wrong), ["a"]);
    assert_eq!(shown(&marks, &all, Shown::Muted), ["b"]);
    assert_eq!(shown(&marks, &all, Shown::Heard), ["a"]);
    assert_eq!(marks.last(), Some((4, Act::Muted)));
    assert!(marks.undo());
    assert_eq!(shown(&marks, &all, Shown::Muted), [""; 0]);
    assert!(marks.undo());
    assert_eq!(shown(&marks, &all, Shown::Right), ["a"]);
    marks.turn_verdict(&all[0], Verdict::Right, NOW);
    assert_eq!(marks.verdict("a"), None);
    while marks.undo() {}
    assert_eq!(marks, Marks::default());
}

#[test]
fn a_mute_of_an_address_does_not_hide_those_beside_it() {
    let one = guessing("a", &["1.1.1.1"]);
    let many = guessing("b", &["1.1.1.1", "2.2.2.2"]);
    let other_kind = incident("c", IncidentKind::WebScan, &["1.1.1.1"], 20);
    let of = |pattern: &Pattern| [&one, &many, &other_kind].map(|it| pattern.fits(it));
    let all: Vec<[bool; 3]> = patterns(&one).iter().map(of).collect();
    assert_eq!(
        all,
        [
            [true, false, false],
            [true, false, false],
            [true, false, true],
            [true, true, false],
        ]
    );
    assert!(!Pattern::default().fits(&one), "nothing said mutes nothing");
}

#[test]
fn a_mute_ends_when_it_was_said_to() {
    let incident = guessing("a", &["1.1.1.1"]);
    for (span, last_hour) in [
        (Span::Hour, 0),
        (Span::Day, 23),
        (Span::Week, 167),
        (Span::Month, 719),
    ] {
        let mut marks = Marks::default();
        marks.mute(Pattern::only(&incident), span, NOW);
        assert!(!marks.has_expired(after_hours(last_hour)), "{span:?}");
        assert!(marks.has_expired(after_hours(last_hour + 1)), "{span:?}");
        marks.expire(after_hours(last_hour + 1));
        assert!(!marks.is_muted(&incident));
        assert_eq!(Span::from_key(span.key()), Some(span));
    }
    let mut marks = Marks::default();
    marks.mute(Pattern::only(&incident), Span::Ever, NOW);
    assert!(!marks.has_expired(TimestampUs(i64::MAX)));
}

#[test]
fn what_is_wrong_or_muted_counts_for_nothing() {
    let step = |id: &str| ChainStep {
        stage: Stage::Guessing,
        incident: id.to_owned(),
        at: None,
        lines: Vec::new(),
    };
    let chain = Chain {
        id: "chain".to_owned(),
        severity: Severity::Critical,
        risk: 95,
        certainty: Certainty::Sure,
        entities: Vec::new(),
        range: None,
        steps: ["a", "b", "c"].map(step).to_vec(),
    };
    let analysis = Arc::new(Analysis {
        incidents: vec![
            incident("a", IncidentKind::AccountTakeover, &["1.1.1.1"], 90),
            incident("b", IncidentKind::BruteForce, &["2.2.2.2"], 60),
            incident("c", IncidentKind::WebScan, &["3.3.3.3"], 30),
        ],
        chains: vec![chain],
        ..Analysis::default()
    });
    let mut marks = Marks::default();
    assert!(Arc::ptr_eq(&heard(&analysis, &marks), &analysis));
    marks.turn_verdict(&analysis.incidents[0], Verdict::Wrong, NOW);
    let one_less = heard(&analysis, &marks);
    assert_eq!(one_less.incidents.len(), 2);
    assert_eq!(one_less.chains[0].steps.len(), 2);
    assert_eq!(one_less.chains[0].risk, 60);
    marks.turn_muted(&analysis.incidents[1], NOW);
    let two_less = heard(&analysis, &marks);
    assert_eq!(two_less.incidents.len(), 1);
    assert_eq!(two_less.chains, []);
}

#[test]
fn a_file_brings_everything_back_and_survives_nonsense() {
    let all = [guessing("a", &["=1+1"]), guessing("b", &["2.2.2.2"])];
    let mut marks = Marks::default();
    marks.turn_marked("b");
    marks.turn_verdict(&all[0], Verdict::Wrong, NOW);
    marks.mute(patterns(&all[1])[2].clone(), Span::Week, NOW);
    let text = format!("{{}}\nnonsense\n\n{}", to_json_lines(&marks));
    let (read, imported) = from_json_lines(&text, NOW);
    assert_eq!(
        imported,
        Imported {
            n_taken: 3,
            n_left: 2
        }
    );
    let mut taken = Marks::default();
    taken.import(read, imported);
    assert_eq!(to_json_lines(&taken), to_json_lines(&marks));
    let (_, late) = from_json_lines(&text, after_hours(24 * 8));
    assert_eq!(
        late,
        Imported {
            n_taken: 2,
            n_left: 3
        }
    );
    let rows = csv_rows(&marks, |at| at.0.to_string());
    assert_eq!(rows.len(), 4);
    assert!(rows.iter().all(|row| row.len() == rows[0].len()));
    assert_eq!(rows[1][0], "wrong");
    assert_eq!(rows[1][4], "=1+1");
}

#[test]
fn names_in_the_address_are_read_back() {
    for shown in Shown::ALL {
        assert_eq!(Shown::from_key(shown.key()), Some(shown));
    }
}
