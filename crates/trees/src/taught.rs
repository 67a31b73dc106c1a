//! A forest from what a person said: rows with their truth, in groups, and how well it would do.
//!
//! Rows of one group (an address) are alike. So a forest is never asked about a group that it learned
//! from: figures and threshold come from cross-validation over groups, where there are enough of them.

use std::collections::BTreeMap;

use crate::metrics::{Report, Scored, best_threshold, report};
use crate::{Forest, Growth, ModelError, Table, fit_forest};

/// Parts of the cross-validation, and the fewest groups of each class for one. Chosen: below three a
/// part would often have none of a class.
const N_FOLDS: usize = 5;
const MIN_GROUPS: usize = 3;

/// A threshold where nothing can be measured.
const UNMEASURED: f64 = 0.5;

/// What was learned.
#[derive(Clone, Debug, PartialEq)]
pub struct Taught {
    pub forest: Forest,
    pub threshold: f64,
    /// Scores of all rows, each by a forest that did not learn from its group; None where there are
    /// too few groups.
    pub validated: Option<Vec<Scored>>,
}

impl Taught {
    pub fn report(&self, seed: u64) -> Option<Report> {
        let scored = self.validated.as_ref()?;
        Some(report(scored, self.threshold, seed))
    }
}

/// Learns from all rows; `groups` has the group of each.
///
/// # Errors
/// As [`fit_forest`].
pub fn teach(table: &Table, groups: &[u32], growth: &Growth) -> Result<Taught, ModelError> {
    let validated = match folds(table, groups) {
        Some(folds) => Some(cross_validated(table, &folds, growth)?),
        None => None,
    };
    Ok(Taught {
        forest: fit_forest(table, growth)?,
        threshold: validated.as_deref().map_or(UNMEASURED, best_threshold),
        validated,
    })
}

/// Which part each row is in, so that groups stay whole and every part has some of both classes.
fn folds(table: &Table, groups: &[u32]) -> Option<Vec<usize>> {
    let mut has_anomaly: BTreeMap<u32, bool> = BTreeMap::new();
    for (group, truth) in groups.iter().zip(&table.truth) {
        *has_anomaly.entry(*group).or_default() |= *truth;
    }
    let n_of = |class: bool| has_anomaly.values().filter(|it| **it == class).count();
    let n_least = n_of(true).min(n_of(false));
    if n_least < MIN_GROUPS {
        return None;
    }
    let n_folds = n_least.min(N_FOLDS);
    let mut n_dealt = [0, 0];
    let of_group: BTreeMap<u32, usize> = has_anomaly
        .into_iter()
        .map(|(group, class)| {
            let dealt = &mut n_dealt[usize::from(class)];
            *dealt += 1;
            (group, (*dealt - 1) % n_folds)
        })
        .collect();
    Some(
        groups
            .iter()
            .map(|group| of_group.get(group).copied().unwrap_or(0))
            .collect(),
    )
}

fn cross_validated(
    table: &Table,
    folds: &[usize],
    growth: &Growth,
) -> Result<Vec<Scored>, ModelError> {
    let n_folds = folds.iter().max().map_or(0, |last| last + 1);
    let mut scored: Vec<Scored> = table.truth.iter().map(|truth| (0.0, *truth)).collect();
    for part in 0..n_folds {
        let at = |is_own: bool| -> Vec<usize> {
            let rows = folds.iter().enumerate();
            rows.filter(|(_, fold)| (**fold == part) == is_own)
                .map(|(row, _)| row)
                .collect()
        };
        let forest = fit_forest(&table.select(&at(false)), growth)?;
        for row in at(true) {
            if let (Some(scored), Some(values)) = (scored.get_mut(row), table.rows.get(row)) {
                scored.0 = forest.score(values);
            }
        }
    }
    Ok(scored)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Schema;

    /// Groups of three rows; even groups are anomalies, with a first value that tells.
    fn table(n_groups: u32) -> (Table, Vec<u32>) {
        let mut table = Table {
            schema: Schema::new(["tells", "noise"]),
            ..Table::default()
        };
        let mut groups = Vec::new();
        for group in 0..n_groups {
            for i in 0..3_u32 {
                let is_anomaly = group % 2 == 0;
                let tells = f64::from(i) + if is_anomaly { 20.0 } else { 1.0 };
                table.rows.push(vec![tells, f64::from((group * 7 + i) % 5)]);
                table.truth.push(is_anomaly);
                groups.push(group);
            }
        }
        (table, groups)
    }

    #[test]
    fn what_tells_is_learned_and_measured_on_groups_that_were_not() {
        let (table, groups) = table(12);
        let taught = teach(&table, &groups, &Growth::default()).expect("the table is whole");
        let report = taught.report(1).expect("there are enough groups");
        assert_eq!((report.n, report.n_anomalies), (36, 18));
        assert!(report.f1 > 0.99, "{}", report.f1);
        assert!(taught.forest.score(&[25.0, 2.0]) > taught.threshold);
        assert!(taught.forest.score(&[1.0, 2.0]) < taught.threshold);
    }

    #[test]
    fn few_groups_teach_and_are_not_measured() {
        let (table, groups) = table(4);
        let taught = teach(&table, &groups, &Growth::default()).expect("the table is whole");
        assert_eq!(taught.validated, None);
        assert_eq!(taught.report(1), None);
    }

    #[test]
    fn no_group_is_on_two_sides() {
        let (table, groups) = table(16);
        let folds = folds(&table, &groups).expect("there are enough groups");
        let mut of_group: BTreeMap<u32, usize> = BTreeMap::new();
        for (group, fold) in groups.iter().zip(&folds) {
            assert_eq!(of_group.entry(*group).or_insert(*fold), fold);
        }
        assert_eq!(folds.iter().max(), Some(&(N_FOLDS - 1)));
    }
}
