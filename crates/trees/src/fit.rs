//! Growing trees and forests: every question is found by linfa, on the rows that it is asked of.
//!
//! linfa-trees 0.8.1 grows whole trees too, but looks at the next value of all rows where it must look at
//! the next of the node's: with counts, where most values are equal, it then misses most questions of
//! the lower nodes (docs/decisions/0014-trees-one-question-at-a-time.md). Asked for one question on the
//! rows of one node it is right, so trees are grown that way. A forest draws its rows with return, and
//! for every question the features that it may ask of. Source: Breiman 2001, "Random forests".

use linfa::prelude::{DatasetBase, Fit as _};
use linfa_trees::{DecisionTree, SplitQuality};
use ndarray::{Array1, Array2};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{RngCore as _, SeedableRng as _};

use crate::Table;
use crate::model::ModelError;
use crate::tree::{Forest, Node, Split, Tree};

/// A question that takes less of the Gini impurity than this is not asked; as linfa has it.
const MIN_GAIN: f64 = 1e-5;

/// How trees are grown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Growth {
    pub max_depth: usize,
    /// Fewest rows of a leaf.
    pub min_leaf: usize,
    /// Trees of a forest.
    pub n_trees: usize,
    /// Share of the features that a question of a forest's tree is chosen from, in (0, 1].
    pub feature_share: f64,
    pub seed: u64,
}

impl Default for Growth {
    fn default() -> Self {
        Self {
            max_depth: 8,
            min_leaf: 1,
            n_trees: 30,
            feature_share: 0.4,
            seed: 1,
        }
    }
}

/// # Errors
/// When the table has no rows, no features, or rows of another length than its schema.
pub fn fit_tree(table: &Table, growth: &Growth) -> Result<Tree, ModelError> {
    check(table)?;
    let mut tree = Tree::default();
    let all = (0..table.rows.len()).collect();
    let mut features = |n: usize| (0..n).collect();
    grow(table, all, 0, growth, &mut features, &mut tree)?;
    Ok(tree)
}

/// # Errors
/// As [`fit_tree`].
pub fn fit_forest(table: &Table, growth: &Growth) -> Result<Forest, ModelError> {
    check(table)?;
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(growth.seed);
    let n_rows = table.rows.len() as u64;
    let mut forest = Forest::default();
    for _ in 0..growth.n_trees {
        let rows = (0..n_rows)
            .map(|_| (rng.next_u64() % n_rows) as usize)
            .collect();
        let mut features = |n: usize| drawn(n, growth.feature_share, &mut rng);
        let mut tree = Tree::default();
        grow(table, rows, 0, growth, &mut features, &mut tree)?;
        forest.trees.push(tree);
    }
    Ok(forest)
}

/// Some of `n` features, in order; one at least.
fn drawn(n: usize, share: f64, rng: &mut Xoshiro256PlusPlus) -> Vec<usize> {
    let n_drawn = ((n as f64 * share).ceil() as usize).clamp(1, n);
    let mut left: Vec<usize> = (0..n).collect();
    while left.len() > n_drawn {
        let i = (rng.next_u64() % left.len() as u64) as usize;
        left.remove(i);
    }
    left
}

fn check(table: &Table) -> Result<(), ModelError> {
    let n_features = table.schema.features.len();
    let n_rows = table.rows.len();
    let is_whole = table.rows.iter().all(|row| row.len() == n_features);
    if n_rows == 0 || n_features == 0 || !is_whole || table.truth.len() != n_rows {
        return Err(ModelError::Table {
            n_rows,
            n_features,
            n_truth: table.truth.len(),
        });
    }
    Ok(())
}

/// Adds the node of these rows and all below it; returns its position.
fn grow(
    table: &Table,
    rows: Vec<usize>,
    depth: usize,
    growth: &Growth,
    features: &mut dyn FnMut(usize) -> Vec<usize>,
    tree: &mut Tree,
) -> Result<usize, ModelError> {
    let mut n = [0, 0];
    for row in &rows {
        n[usize::from(is_anomaly(table, *row))] += 1;
    }
    let at = tree.nodes.len();
    tree.nodes.push(Node { n, split: None });
    if depth >= growth.max_depth || n.contains(&0) {
        return Ok(at);
    }
    let features_now = features(table.schema.features.len());
    let Some((feature, threshold)) = question(table, &rows, &features_now, growth)? else {
        return Ok(at);
    };
    let is_below = |row: &usize| value(table, *row, feature) < threshold;
    let (below, above): (Vec<usize>, Vec<usize>) = rows.into_iter().partition(is_below);
    if below.is_empty() || above.is_empty() {
        return Ok(at);
    }
    let left = grow(table, below, depth + 1, growth, features, tree)?;
    let right = grow(table, above, depth + 1, growth, features, tree)?;
    if let Some(node) = tree.nodes.get_mut(at) {
        node.split = Some(Split {
            feature,
            threshold,
            left,
            right,
        });
    }
    Ok(at)
}

/// The question of one of the features that tells these rows apart best: feature and threshold.
fn question(
    table: &Table,
    rows: &[usize],
    features: &[usize],
    growth: &Growth,
) -> Result<Option<(usize, f64)>, ModelError> {
    let cells = rows
        .iter()
        .flat_map(|row| features.iter().map(|feature| value(table, *row, *feature)));
    let cells = Array2::from_shape_vec((rows.len(), features.len()), cells.collect())
        .map_err(|error| ModelError::Fit(error.to_string()))?;
    let truth: Array1<usize> = rows
        .iter()
        .map(|row| usize::from(is_anomaly(table, *row)))
        .collect();
    let stump = DecisionTree::params()
        .split_quality(SplitQuality::Gini)
        .max_depth(Some(1))
        .min_weight_leaf(growth.min_leaf as f32)
        .fit(&DatasetBase::new(cells, truth))
        .map_err(|error| ModelError::Fit(error.to_string()))?;
    // Where both answers have the same majority linfa prunes the leaves, but keeps the question.
    let (own, threshold, gain) = stump.root_node().split();
    let feature = features.get(own).copied();
    Ok(feature
        .filter(|_| gain >= MIN_GAIN)
        .map(|feature| (feature, threshold)))
}

fn value(table: &Table, row: usize, feature: usize) -> f64 {
    let row = table.rows.get(row).map(Vec::as_slice).unwrap_or_default();
    row.get(feature).copied().unwrap_or_default()
}

fn is_anomaly(table: &Table, row: usize) -> bool {
    table.truth.get(row).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Schema;

    /// Anomalies have more than five failures and no success.
    fn table() -> Table {
        let rows: Vec<Vec<f64>> = (0..200)
            .map(|i| vec![f64::from(i % 11), f64::from(i % 3), f64::from(i % 7)])
            .collect();
        let truth = rows
            .iter()
            .map(|row| row[0] > 5.0 && row[1] == 0.0)
            .collect();
        Table {
            schema: Schema::new(["failures", "successes", "noise"]),
            rows,
            truth,
        }
    }

    #[test]
    fn a_rule_of_two_features_is_learned() {
        let table = table();
        let tree = fit_tree(&table, &Growth::default()).expect("the table is whole");
        for (row, truth) in table.rows.iter().zip(&table.truth) {
            assert_eq!(tree.score(row) >= 0.5, *truth, "{row:?}");
        }
        let importance = tree.importance(3);
        assert!(
            importance[2] < 0.05 && importance[0] > 0.2,
            "{importance:?}"
        );
    }

    /// What linfa misses when it grows a whole tree: two odd rows among equal ones, below another
    /// question.
    #[test]
    fn rare_values_below_a_question_are_found() {
        let mut rows = vec![vec![0.0, 0.0]; 500];
        let mut truth = vec![false; 500];
        rows.extend(std::iter::repeat_n(vec![1.0, 0.0], 30));
        truth.extend([true; 30]);
        rows.extend(std::iter::repeat_n(vec![1.0, 8.0], 2));
        truth.extend([false; 2]);
        rows.extend(std::iter::repeat_n(vec![0.0, 0.0], 500));
        truth.extend([false; 500]);
        let table = Table {
            schema: Schema::new(["odd", "read"]),
            rows,
            truth,
        };
        let tree = fit_tree(&table, &Growth::default()).expect("the table is whole");
        assert_eq!(
            (tree.score(&[1.0, 8.0]), tree.score(&[1.0, 0.0])),
            (0.0, 1.0)
        );
    }

    #[test]
    fn the_same_seed_grows_the_same_forest() {
        let table = table();
        let grown = |seed| {
            let growth = Growth {
                seed,
                n_trees: 5,
                ..Growth::default()
            };
            fit_forest(&table, &growth).expect("the table is whole")
        };
        assert_eq!(grown(1), grown(1));
        assert_ne!(grown(1), grown(2));
        let forest = grown(3);
        let scores: Vec<f64> = table.rows.iter().map(|row| forest.score(row)).collect();
        assert!(scores.iter().all(|score| (0.0..=1.0).contains(score)));
    }

    #[test]
    fn a_table_that_is_not_whole_is_refused() {
        let mut table = table();
        table.rows[3].pop();
        assert!(matches!(
            fit_tree(&table, &Growth::default()),
            Err(ModelError::Table { .. })
        ));
        let none = Table::default();
        assert!(fit_forest(&none, &Growth::default()).is_err());
    }
}
