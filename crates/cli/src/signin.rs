//! Windows of sign-in logs with their truth: what forests learn from and are measured on.
//!
//! A row is what one source did in ten minutes, by the counts that core gives to any model; the group
//! of a row is its source, so that a split can keep a source on one side.

use std::collections::{BTreeMap, HashMap};

use jejak_core::finish::source_windows;
use jejak_core::windows::{FEATURES, Features, SourceWindow, WINDOW_S};
use jejak_generate::{Format, Kind, Spec, Wording, generate};
use jejak_trees::{Schema, Table};

use crate::whole::Whole;

/// Windows of one log.
#[derive(Clone, Debug, Default)]
pub(crate) struct Windows {
    pub(crate) rows: Vec<Row>,
}

#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Log and source address.
    pub(crate) group: String,
    /// In windows since 1970.
    pub(crate) number: i64,
    pub(crate) features: Features,
    pub(crate) truth: bool,
}

/// Names of what a row holds.
pub(crate) fn schema() -> Schema {
    Schema::new(FEATURES)
}

impl Windows {
    pub(crate) fn table(&self) -> Table {
        Table {
            schema: schema(),
            rows: self
                .rows
                .iter()
                .map(|row| row.features.map(f64::from).to_vec())
                .collect(),
            truth: self.rows.iter().map(|row| row.truth).collect(),
        }
    }

    pub(crate) fn extend(&mut self, other: Self) {
        self.rows.extend(other.rows);
    }

    pub(crate) fn filter(&self, keeps: impl Fn(&Row) -> bool) -> Self {
        Self {
            rows: self.rows.iter().filter(|row| keeps(row)).cloned().collect(),
        }
    }

    /// For each source: its highest score, and whether any of its windows is of an attack.
    pub(crate) fn by_source(&self, scores: &[f64]) -> Vec<(f64, bool)> {
        let mut sources: BTreeMap<&str, (f64, bool)> = BTreeMap::new();
        for (row, score) in self.rows.iter().zip(scores) {
            let source = sources.entry(&row.group).or_insert((0.0, false));
            source.0 = source.0.max(*score);
            source.1 |= row.truth;
        }
        sources.into_values().collect()
    }
}

/// Windows of a log, with the truth that `truth` knows of a source and a window.
pub(crate) fn windows_of(
    name: &str,
    bytes: &[u8],
    modified_ms: Option<i64>,
    truth: impl Fn(&SourceWindow) -> bool,
) -> Windows {
    let whole = Whole::read(name, bytes, modified_ms);
    let row = |window: SourceWindow| Row {
        truth: truth(&window),
        group: format!("{name} {}", window.source),
        number: window.number,
        features: window.features,
    };
    Windows {
        rows: source_windows(&[whole.part()])
            .into_iter()
            .map(row)
            .collect(),
    }
}

/// Lines of a generated sign-in log, and the share of them that are attacks.
pub(crate) const N_LINES: usize = 20_000;
pub(crate) const RATIO: f64 = 0.15;

/// 1 January 2027: stamps of the generated logs have no year, and none lies after this.
const AFTER_MS: i64 = 1_798_761_600_000;

/// Windows of a generated log in which passwords are guessed.
pub(crate) fn generated(seed: u64, wording: Wording) -> Windows {
    let log = generate(&Spec {
        n_lines: N_LINES,
        anomaly_ratio: RATIO,
        kinds: vec![Kind::BruteForce],
        format: Format::Syslog,
        wording,
        seed,
    });
    let mut attacks: HashMap<&str, Vec<(i64, i64)>> = HashMap::new();
    for incident in &log.incidents {
        let number = |us: i64| us.div_euclid(1_000_000 * WINDOW_S);
        let span = (number(incident.start_us), number(incident.end_us));
        for source in &incident.sources {
            attacks.entry(source).or_default().push(span);
        }
    }
    let name = format!("generated-{seed}-{wording:?}");
    windows_of(&name, log.text().as_bytes(), Some(AFTER_MS), |window| {
        let spans = attacks.get(window.source.as_str());
        spans.is_some_and(|spans| {
            spans
                .iter()
                .any(|(from, to)| (*from..=*to).contains(&window.number))
        })
    })
}
