//! From what the person said of incidents to rows that a forest learns from.
//!
//! A row is what one source did in one window. Windows of right incidents are anomalies, those of wrong
//! ones ordinary, and so are calm ones, of which no incident speaks. What lies in an incident of which
//! nothing was said is left out: nobody knows.

use std::collections::{BTreeMap, BTreeSet};

use jejak_protocol::model::{Labelled, LabelledRow, SourceCounts, SourceWindows};
use jejak_protocol::{Analysis, EntityKind, Incident, TimestampUs};

use super::marks::{Marks, Verdict};

/// Calm windows that are taken: more would drown what was said. Chosen.
const N_CALM: usize = 1_000;

/// How much there is to learn from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lesson {
    /// Incidents with at least one window.
    pub n_right: usize,
    pub n_wrong: usize,
    pub n_right_windows: usize,
    pub n_wrong_windows: usize,
    pub n_calm_windows: usize,
}

impl Lesson {
    /// Whether there is something of both kinds.
    pub fn is_enough(&self) -> bool {
        self.n_right_windows > 0 && self.n_wrong_windows + self.n_calm_windows > 0
    }
}

/// What is said of a window; the later one counts for more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Said {
    Calm,
    Unsaid,
    Wrong,
    Right,
}

/// The rows, with a group for each source; and how much there is.
pub fn lesson(windows: &SourceWindows, analysis: &Analysis, marks: &Marks) -> (Labelled, Lesson) {
    let by_source = by_source(analysis);
    let of = |window: &SourceCounts| -> Vec<&Incident> {
        let own = by_source.get(window.source.as_str());
        let own = own.into_iter().flatten().copied();
        own.filter(|it| is_then(window, windows.span_us, it))
            .collect()
    };
    let mut with_windows: BTreeSet<&str> = BTreeSet::new();
    let mut said_of = |window: &SourceCounts| {
        let incidents = of(window);
        with_windows.extend(incidents.iter().map(|it| it.id.as_str()));
        let said = incidents.iter().map(|it| match marks.verdict(&it.id) {
            Some(Verdict::Right) => Said::Right,
            Some(Verdict::Wrong) => Said::Wrong,
            None => Said::Unsaid,
        });
        said.max().unwrap_or(Said::Calm)
    };
    let said: Vec<Said> = windows.windows.iter().map(&mut said_of).collect();
    let count = |what: Said| said.iter().filter(|it| **it == what).count();
    let n_calm = count(Said::Calm);
    let stride = n_calm.div_ceil(N_CALM).max(1);
    let mut lesson = Lesson {
        n_right_windows: count(Said::Right),
        n_wrong_windows: count(Said::Wrong),
        ..Lesson::default()
    };
    let mut groups: BTreeMap<&str, u32> = BTreeMap::new();
    let mut rows = Vec::new();
    let mut n_calm_seen = 0;
    for (window, said) in windows.windows.iter().zip(&said) {
        if *said == Said::Calm {
            n_calm_seen += 1;
        }
        let is_taken = match said {
            Said::Unsaid => false,
            Said::Calm => (n_calm_seen - 1) % stride == 0,
            Said::Right | Said::Wrong => true,
        };
        if !is_taken {
            continue;
        }
        lesson.n_calm_windows += usize::from(*said == Said::Calm);
        let next = u32::try_from(groups.len()).unwrap_or(u32::MAX);
        rows.push(LabelledRow {
            counts: window.counts.clone(),
            is_anomaly: *said == Said::Right,
            group: *groups.entry(&window.source).or_insert(next),
        });
    }
    let n_said = |verdict: Verdict| {
        let ids = with_windows.iter();
        ids.filter(|id| marks.verdict(id) == Some(verdict)).count()
    };
    lesson.n_right = n_said(Verdict::Right);
    lesson.n_wrong = n_said(Verdict::Wrong);
    let labelled = Labelled {
        features: windows.features.clone(),
        rows,
        of_what: String::new(),
    };
    (labelled, lesson)
}

/// The incidents of each source.
fn by_source(analysis: &Analysis) -> BTreeMap<&str, Vec<&Incident>> {
    let mut all: BTreeMap<&str, Vec<&Incident>> = BTreeMap::new();
    for incident in &analysis.incidents {
        let sources = incident.entities.iter();
        for source in sources.filter(|it| it.kind == EntityKind::SourceAddress) {
            all.entry(&source.value).or_default().push(incident);
        }
    }
    all
}

/// Whether the incident and the window are at the same time.
fn is_then(window: &SourceCounts, span_us: i64, incident: &Incident) -> bool {
    let end = TimestampUs(window.start.0.saturating_add(span_us - 1));
    incident
        .range
        .is_some_and(|range| range.start <= end && window.start <= range.end)
}

/// An incident whose risk another model changes; None where it is not there at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub id: String,
    pub before: Option<u8>,
    pub after: Option<u8>,
}

/// What differs, the greatest difference first.
pub fn changes(before: &Analysis, after: &Analysis) -> Vec<Change> {
    let risks = |analysis: &Analysis| -> BTreeMap<String, u8> {
        let incidents = analysis.incidents.iter();
        incidents.map(|it| (it.id.clone(), it.risk)).collect()
    };
    let (old, new) = (risks(before), risks(after));
    let ids: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let mut all: Vec<Change> = ids
        .into_iter()
        .map(|id| Change {
            id: id.clone(),
            before: old.get(id).copied(),
            after: new.get(id).copied(),
        })
        .filter(|change| change.before != change.after)
        .collect();
    all.sort_by_key(|it| {
        let by = it.before.unwrap_or(0).abs_diff(it.after.unwrap_or(0));
        std::cmp::Reverse(by)
    });
    all
}

#[cfg(test)]
mod tests {
    use jejak_protocol::{Certainty, Entity, Evidence, IncidentKind, Severity, TimeRange};

    use super::*;

    const SPAN_US: i64 = 600_000_000;

    fn window(source: &str, number: i64) -> SourceCounts {
        SourceCounts {
            source: source.to_owned(),
            start: TimestampUs(number * SPAN_US),
            counts: vec![number as u32],
        }
    }

    fn incident(id: &str, source: &str, from: i64, to: i64) -> Incident {
        Incident {
            id: id.to_owned(),
            kind: IncidentKind::BruteForce,
            severity: Severity::High,
            risk: 50,
            certainty: Certainty::Sure,
            entities: vec![Entity {
                kind: EntityKind::SourceAddress,
                value: source.to_owned(),
            }],
            range: Some(TimeRange {
                start: TimestampUs(from * SPAN_US + 5),
                end: TimestampUs(to * SPAN_US + 5),
            }),
            count: 1,
            technique: None,
            facts: BTreeMap::new(),
            shares: Vec::new(),
            evidence: Evidence::default(),
        }
    }

    #[test]
    fn windows_take_what_was_said_of_their_incident() {
        let windows = SourceWindows {
            features: vec!["n".to_owned()],
            span_us: SPAN_US,
            windows: vec![
                window("a", 0),
                window("a", 1),
                window("a", 3),
                window("b", 1),
                window("c", 1),
                window("d", 1),
            ],
        };
        let analysis = Analysis {
            incidents: vec![
                incident("1", "a", 0, 1),
                incident("2", "b", 1, 1),
                incident("3", "c", 1, 1),
            ],
            ..Analysis::default()
        };
        let mut marks = Marks::default();
        marks.turn_verdict(&analysis.incidents[0], Verdict::Right, TimestampUs(0));
        marks.turn_verdict(&analysis.incidents[1], Verdict::Wrong, TimestampUs(0));
        let (labelled, lesson) = lesson(&windows, &analysis, &marks);
        let rows: Vec<(u32, bool, u32)> = labelled
            .rows
            .iter()
            .map(|row| (row.counts[0], row.is_anomaly, row.group))
            .collect();
        // c is in an incident of which nothing was said.
        assert_eq!(
            rows,
            [
                (0, true, 0),
                (1, true, 0),
                (3, false, 0),
                (1, false, 1),
                (1, false, 2)
            ]
        );
        let expected = Lesson {
            n_right: 1,
            n_wrong: 1,
            n_right_windows: 2,
            n_wrong_windows: 1,
            n_calm_windows: 2,
        };
        assert_eq!(lesson, expected);
        assert!(lesson.is_enough());
        assert!(!Lesson::default().is_enough());
    }

    #[test]
    fn changes_are_told_by_size() {
        let of = |list: &[(&str, u8)]| Analysis {
            incidents: list
                .iter()
                .map(|(id, risk)| Incident {
                    risk: *risk,
                    ..incident(id, "a", 0, 0)
                })
                .collect(),
            ..Analysis::default()
        };
        let found = changes(
            &of(&[("a", 50), ("b", 20), ("c", 9)]),
            &of(&[("a", 55), ("b", 20), ("d", 30)]),
        );
        let ids: Vec<&str> = found.iter().map(|it| it.id.as_str()).collect();
        assert_eq!(ids, ["d", "c", "a"]);
    }
}
