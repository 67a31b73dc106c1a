//! What a generated log promises: its size, its truth, its words, and the same bytes for ever.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

use std::collections::BTreeSet;

use jejak_generate::{Format, Kind, Log, Spec, Wording, generate, incidents_csv, labels_csv};
use sha2::{Digest as _, Sha256};

const FORMATS: [Format; 4] = [Format::Syslog, Format::Access, Format::Custom, Format::Json];

fn made(format: Format, wording: Wording, seed: u64) -> Log {
    generate(&Spec {
        n_lines: 12_000,
        anomaly_ratio: 0.12,
        format,
        wording,
        seed,
        ..Spec::default()
    })
}

/// Models were trained and measured on these bytes: whoever changes them does both again, and sets
/// JEJAK_UNFREEZE once. Blessing other goldens leaves these as they are.
#[test]
fn the_bytes_are_frozen() {
    let mut lines = Vec::new();
    for format in FORMATS {
        for wording in [Wording::Training, Wording::HeldOut] {
            let log = made(format, wording, 7);
            let mut hash = Sha256::new();
            for text in [log.text(), labels_csv(&log), incidents_csv(&log)] {
                hash.update(text.as_bytes());
            }
            let hash: String = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
            lines.push(format!("{format:?} {wording:?} {hash}\n"));
        }
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/frozen.txt");
    if std::env::var_os("JEJAK_UNFREEZE").is_some() {
        std::fs::write(path, lines.concat()).unwrap();
    }
    let expect = std::fs::read_to_string(path).unwrap().replace("\r\n", "\n");
    assert_eq!(lines.concat(), expect);
}

#[test]
fn lines_and_labels_are_as_many_as_asked_for() {
    for format in FORMATS {
        let log = made(format, Wording::Training, 3);
        assert_eq!(log.lines.len(), 12_000, "{format:?}");
        let n = log
            .lines
            .iter()
            .filter(|line| line.incident.is_some())
            .count();
        assert!(
            (1_436..=1_440).contains(&n),
            "{format:?}: {n} lines of incidents"
        );
        assert_eq!(log.incidents.iter().map(|i| i.n_lines).sum::<usize>(), n);
        assert!(log.lines.is_sorted_by_key(|line| line.time_us));
        assert!(log.incidents.is_sorted_by_key(|i| i.start_us));
        assert_eq!(labels_csv(&log).lines().count(), 12_001);
        assert_eq!(incidents_csv(&log).lines().count(), log.incidents.len() + 1);
        let kinds: BTreeSet<Kind> = log.incidents.iter().map(|i| i.kind).collect();
        assert_eq!(kinds.len(), 5, "{format:?}: {kinds:?}");
        for (i, incident) in log.incidents.iter().enumerate() {
            let own = || log.lines.iter().filter(|line| line.incident == Some(i));
            assert_eq!(own().count(), incident.n_lines);
            assert_eq!(own().next().unwrap().time_us, incident.start_us);
            assert_eq!(own().next_back().unwrap().time_us, incident.end_us);
        }
    }
}

#[test]
fn every_slot_has_a_value() {
    for format in [Format::Syslog, Format::Custom, Format::Access] {
        for wording in [Wording::Training, Wording::HeldOut] {
            for seed in 0..4 {
                let log = made(format, wording, seed);
                let odd = log
                    .lines
                    .iter()
                    .find(|line| line.text.contains(['{', '}', '\n']));
                assert_eq!(odd.map(|line| &line.text), None, "{format:?} {wording:?}");
            }
        }
    }
}

#[test]
fn seeds_differ_and_repeat() {
    let text = |seed| made(Format::Syslog, Wording::Training, seed).text();
    assert_eq!(text(1), text(1));
    assert_ne!(text(1), text(2));
}

#[test]
fn nothing_goes_wrong_unless_asked_for() {
    for (ratio, kinds) in [(0.0, Kind::ALL.to_vec()), (0.3, Vec::new())] {
        let log = generate(&Spec {
            n_lines: 500,
            anomaly_ratio: ratio,
            kinds,
            ..Spec::default()
        });
        assert_eq!((log.lines.len(), log.incidents.len()), (500, 0));
    }
    let all = generate(&Spec {
        n_lines: 500,
        anomaly_ratio: 2.0,
        ..Spec::default()
    });
    assert_eq!(all.lines.len(), 500);
    assert!(
        all.lines
            .iter()
            .filter(|line| line.incident.is_none())
            .count()
            < 5
    );
}

#[test]
fn only_the_kinds_asked_for_go_wrong() {
    let log = generate(&Spec {
        n_lines: 4_000,
        kinds: vec![Kind::BruteForce],
        ..Spec::default()
    });
    assert!(!log.incidents.is_empty());
    assert!(
        log.incidents
            .iter()
            .all(|i| i.kind == Kind::BruteForce && !i.sources.is_empty())
    );
}
