//! Trees as plain data: scored, told as a path, drawn.

use serde::{Deserialize, Serialize};

/// A node of a tree, by its position; the root is the first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub struct Node {
    /// Rows of the training data that came here: ordinary ones, anomalies.
    pub n: [u32; 2],
    /// None: a leaf.
    pub split: Option<Split>,
}

/// Rows with a smaller value than the threshold go left.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Split {
    /// Position in the schema.
    pub feature: usize,
    pub threshold: f64,
    pub left: usize,
    pub right: usize,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tree {
    pub nodes: Vec<Node>,
}

/// One question on the way to a decision.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Position in the schema.
    pub feature: usize,
    pub threshold: f64,
    /// What the row has.
    pub value: f64,
    /// The row has less than the threshold.
    pub is_below: bool,
    /// Share of anomalies where the step leads, in [0, 1].
    pub share: f64,
}

impl Node {
    /// Share of anomalies among the training rows that came here, in [0, 1]; 0.5 where none did.
    pub fn share(&self) -> f64 {
        let [ordinary, anomalies] = self.n.map(f64::from);
        match ordinary + anomalies {
            0.0 => 0.5,
            all => anomalies / all,
        }
    }

    /// Gini impurity, in [0, 0.5].
    fn impurity(&self) -> f64 {
        let share = self.share();
        2.0 * share * (1.0 - share)
    }

    fn weight(&self) -> f64 {
        self.n.map(f64::from).iter().sum()
    }
}

impl Tree {
    /// How likely the row is an anomaly, in [0, 1].
    pub fn score(&self, row: &[f64]) -> f64 {
        self.way(row).last().map_or(0.5, Node::share)
    }

    /// The questions that led to the score.
    pub fn path(&self, row: &[f64]) -> Vec<Step> {
        let way: Vec<&Node> = self.way(row).collect();
        let asked = way.iter().zip(way.iter().skip(1));
        asked
            .filter_map(|(from, to)| {
                let split = from.split?;
                let value = value(row, split.feature);
                Some(Step {
                    feature: split.feature,
                    threshold: split.threshold,
                    value,
                    is_below: value < split.threshold,
                    share: to.share(),
                })
            })
            .collect()
    }

    /// Nodes from the root to the leaf. Ends where a damaged tree leads nowhere or back.
    fn way<'t>(&'t self, row: &'t [f64]) -> impl Iterator<Item = &'t Node> {
        let mut next = self.nodes.first().map(|root| (0, root));
        std::iter::from_fn(move || {
            let (at, node) = next?;
            next = node.split.and_then(|split| {
                let to = match value(row, split.feature) < split.threshold {
                    true => split.left,
                    false => split.right,
                };
                // Children lie behind their parents, so no way is endless.
                let child = self.nodes.get(to).filter(|_| to > at)?;
                Some((to, child))
            });
            Some(node)
        })
    }

    /// What each feature's questions took of the Gini impurity, summing to 1 (all 0 without any).
    pub fn importance(&self, n_features: usize) -> Vec<f64> {
        let mut gains = vec![0.0; n_features];
        for node in &self.nodes {
            let Some(split) = node.split else { continue };
            let below = [split.left, split.right].map(|i| self.nodes.get(i));
            let left: f64 = below
                .iter()
                .flatten()
                .map(|child| child.weight() * child.impurity())
                .sum();
            if let Some(gain) = gains.get_mut(split.feature) {
                *gain += (node.weight() * node.impurity() - left).max(0.0);
            }
        }
        normalised(gains)
    }
}

fn value(row: &[f64], feature: usize) -> f64 {
    row.get(feature).copied().unwrap_or_default()
}

fn normalised(mut parts: Vec<f64>) -> Vec<f64> {
    let sum: f64 = parts.iter().sum();
    if sum > 0.0 {
        parts.iter_mut().for_each(|part| *part /= sum);
    }
    parts
}

/// Trees whose scores are averaged.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Forest {
    pub trees: Vec<Tree>,
}

impl Forest {
    /// How likely the row is an anomaly, in [0, 1].
    pub fn score(&self, row: &[f64]) -> f64 {
        let sum: f64 = self.trees.iter().map(|tree| tree.score(row)).sum();
        match self.trees.len() {
            0 => 0.5,
            n => sum / n as f64,
        }
    }

    /// Gini importance of each feature over all trees, summing to 1.
    pub fn importance(&self, n_features: usize) -> Vec<f64> {
        let mut sum = vec![0.0; n_features];
        for tree in &self.trees {
            for (sum, part) in sum.iter_mut().zip(tree.importance(n_features)) {
                *sum += part;
            }
        }
        normalised(sum)
    }

    /// The tree to tell a decision by: of those on the forest's side of `bound`, the one whose score for the
    /// row is nearest to the forest's. What it says is what the forest says.
    pub fn spokesman(&self, row: &[f64], bound: f64) -> Option<&Tree> {
        let score = self.score(row);
        let agrees = |tree: &&Tree| (tree.score(row) >= bound) == (score >= bound);
        let off = |tree: &Tree| (tree.score(row) - score).abs();
        let better = |a: &&Tree, b: &&Tree| off(a).total_cmp(&off(b));
        self.trees.iter().filter(agrees).min_by(better)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf(n: [u32; 2]) -> Node {
        Node { n, split: None }
    }

    fn constant(n: [u32; 2]) -> Tree {
        Tree {
            nodes: vec![leaf(n)],
        }
    }

    #[test]
    fn a_spokesman_says_what_the_forest_says() {
        let forest = Forest {
            trees: [[0, 10], [11, 9], [11, 9]].map(constant).into(),
        };
        assert!(forest.score(&[]) > 0.5, "two trees of three are just below");
        let spokesman = forest.spokesman(&[], 0.5).expect("it has trees");
        assert_eq!(spokesman.score(&[]), 1.0);
        assert_eq!(Forest::default().spokesman(&[], 0.5), None);
    }

    fn stump() -> Tree {
        let split = Split {
            feature: 1,
            threshold: 3.0,
            left: 1,
            right: 2,
        };
        Tree {
            nodes: vec![
                Node {
                    n: [8, 4],
                    split: Some(split),
                },
                leaf([8, 0]),
                leaf([0, 4]),
            ],
        }
    }

    #[test]
    fn a_row_goes_where_its_values_lead() {
        let tree = stump();
        assert_eq!(
            (tree.score(&[0.0, 2.9]), tree.score(&[0.0, 3.0])),
            (0.0, 1.0)
        );
        let path = tree.path(&[0.0, 7.0]);
        let [step] = path.as_slice() else {
            panic!("one question: {path:?}")
        };
        assert_eq!((step.feature, step.value, step.is_below), (1, 7.0, false));
        assert_eq!(tree.importance(2), [0.0, 1.0]);
    }

    #[test]
    fn a_damaged_tree_ends() {
        let mut tree = stump();
        tree.nodes[0].split = Some(Split {
            feature: 9,
            threshold: 1.0,
            left: 0,
            right: 77,
        });
        assert_eq!(tree.score(&[0.0, 2.0]), 4.0 / 12.0);
        assert_eq!(Tree::default().score(&[]), 0.5);
    }

    #[test]
    fn a_forest_averages_its_trees() {
        let forest = Forest {
            trees: vec![
                stump(),
                Tree {
                    nodes: vec![leaf([1, 1])],
                },
            ],
        };
        assert_eq!(forest.score(&[0.0, 9.0]), 0.75);
        assert_eq!(forest.importance(2), [0.0, 1.0]);
    }
}
