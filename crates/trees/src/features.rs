//! Rows for trees: of sessions (how often each event comes) and of windows (what a source did).

use std::collections::BTreeMap;

use crate::{Schema, Table};

/// How often each event of a session comes; those that do not come are left out.
pub type Counts = BTreeMap<u64, u32>;

/// Counts of sessions as rows: one feature for each event of the vocabulary, and one for all others
/// together, so that a session is told by what a model knows and by how much it does not.
pub fn of_sessions(sessions: &[Counts], truth: &[bool], vocabulary: &[u64]) -> Table {
    let names: Vec<String> = vocabulary
        .iter()
        .map(|event| format!("event_{event}"))
        .collect();
    let schema = Schema::new(names.iter().map(String::as_str).chain(["others"]));
    let at: BTreeMap<u64, usize> = vocabulary.iter().copied().zip(0..).collect();
    let row = |counts: &Counts| {
        let mut row = vec![0.0; vocabulary.len() + 1];
        for (event, n) in counts {
            let idx = at.get(event).copied().unwrap_or(vocabulary.len());
            if let Some(value) = row.get_mut(idx) {
                *value += f64::from(*n);
            }
        }
        row
    };
    Table {
        schema,
        rows: sessions.iter().map(row).collect(),
        truth: truth.to_vec(),
    }
}

/// Weights every count by how rare its event is over all rows: tf·ln((1+N)/(1+df)) + tf.
///
/// Source: Salton and Buckley 1988, smoothed as in common practice, so that no event is divided by 0.
pub fn tf_idf(table: &Table) -> Table {
    let n_rows = table.rows.len() as f64;
    let n_features = table.schema.features.len();
    let mut n_with = vec![0.0; n_features];
    for row in &table.rows {
        for (n, value) in n_with.iter_mut().zip(row) {
            *n += f64::from(u8::from(*value > 0.0));
        }
    }
    let weights: Vec<f64> = n_with
        .iter()
        .map(|n: &f64| ((1.0 + n_rows) / (1.0 + n)).ln() + 1.0)
        .collect();
    let weigh = |row: &Vec<f64>| {
        row.iter()
            .zip(&weights)
            .map(|(value, weight)| value * weight)
            .collect()
    };
    Table {
        schema: table.schema.clone(),
        rows: table.rows.iter().map(weigh).collect(),
        truth: table.truth.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(events: &[u64]) -> Counts {
        let mut counts = Counts::new();
        for event in events {
            *counts.entry(*event).or_default() += 1;
        }
        counts
    }

    #[test]
    fn a_session_is_told_by_its_counts() {
        let sessions = [counts(&[5, 5, 7]), counts(&[8])];
        let table = of_sessions(&sessions, &[false, true], &[5, 7]);
        assert_eq!(table.schema.features, ["event_5", "event_7", "others"]);
        assert_eq!(table.rows, [vec![2.0, 1.0, 0.0], vec![0.0, 0.0, 1.0]]);
    }

    #[test]
    fn rare_events_weigh_more() {
        let sessions = [counts(&[1, 2]), counts(&[1]), counts(&[1])];
        let table = tf_idf(&of_sessions(&sessions, &[false; 3], &[1, 2]));
        assert!((table.rows[0][0] - 1.0).abs() < 1e-12);
        assert!(table.rows[0][1] > 1.6);
    }
}
