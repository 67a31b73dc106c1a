//! A decision tree and a random forest over windows of the audit log, and what they say.

use sha2::{Digest as _, Sha256};

use crate::model::ModelError;
use crate::tree::{Forest, Step};
use crate::{Growth, Table, fit_forest, fit_tree};

use super::{Window, schema};

/// From this score on a window is anomalous: most of the training rows, or of the trees, say so. Not
/// tuned.
pub const THRESHOLD: f64 = 0.5;

/// Fewest windows of each kind that are learned from.
const MIN_OF_A_KIND: usize = 5;

#[derive(Clone, Debug, PartialEq)]
pub struct Judges {
    /// Of one tree.
    pub tree: Forest,
    pub forest: Forest,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Of the decision tree, in [0, 1].
    pub tree: f64,
    /// Of the forest, in [0, 1].
    pub forest: f64,
    /// The questions of the tree that speaks for the forest, whose score is the verdict.
    pub path: Vec<Step>,
}

/// Chosen on simulated logs of seeds 1 to 4.
pub fn growth() -> Growth {
    Growth {
        min_leaf: 2,
        ..Growth::default()
    }
}

/// Windows whose truth is known, as a table.
pub fn table<'w>(windows: impl IntoIterator<Item = &'w Window>) -> Table {
    let mut table = Table {
        schema: schema(),
        ..Table::default()
    };
    for window in windows {
        if let Some(truth) = window.truth {
            table.rows.push(window.features.clone());
            table.truth.push(truth);
        }
    }
    table
}

impl Judges {
    /// Grows both from windows whose truth is known.
    ///
    /// # Errors
    /// When there is none.
    pub fn grow<'w>(windows: impl IntoIterator<Item = &'w Window>) -> Result<Self, ModelError> {
        let table = table(windows);
        let tree = fit_tree(&table, &growth())?;
        Ok(Self {
            tree: between_whole_numbers(Forest { trees: vec![tree] }),
            forest: between_whole_numbers(fit_forest(&table, &growth())?),
        })
    }

    pub fn judge(&self, window: &Window) -> Verdict {
        let row = &window.features;
        let path = self
            .forest
            .spokesman(row, THRESHOLD)
            .map(|tree| tree.path(row));
        Verdict {
            tree: self.tree.score(row),
            forest: self.forest.score(row),
            path: path.unwrap_or_default(),
        }
    }
}

/// Counts are whole, so a question is asked halfway between two of them: no row of the training changes
/// sides, and a person reads "more than 5" where 5.3 would mean the same.
fn between_whole_numbers(mut forest: Forest) -> Forest {
    let nodes = forest.trees.iter_mut().flat_map(|tree| &mut tree.nodes);
    for split in nodes.filter_map(|node| node.split.as_mut()) {
        split.threshold = (split.threshold.ceil() - 0.5).max(0.5);
    }
    forest
}

/// Judges each half of the names by what was grown from the other half, so that no window is judged by
/// trees that know its subject. None where a half has too few windows of a kind to learn from.
pub fn cross_judged(windows: &[Window]) -> Option<Vec<Verdict>> {
    let grown = |half: bool| {
        let own = || {
            windows
                .iter()
                .filter(move |window| is_second(&window.name) == half)
        };
        let n_of = |kind: bool| own().filter(|it| it.truth == Some(kind)).count();
        let is_enough = n_of(true).min(n_of(false)) >= MIN_OF_A_KIND;
        is_enough.then(|| Judges::grow(own()).ok()).flatten()
    };
    let (first, second) = (grown(false)?, grown(true)?);
    let judge = |window: &Window| match is_second(&window.name) {
        true => first.judge(window),
        false => second.judge(window),
    };
    Some(windows.iter().map(judge).collect())
}

fn is_second(name: &str) -> bool {
    part(name, 2) == 1
}

/// Which of `n` parts a name belongs to: always the same one, whatever else is in the log.
pub fn part(name: &str, n: u8) -> u8 {
    let first = Sha256::digest(name.as_bytes()).first().copied();
    first.unwrap_or_default() % n.max(1)
}

#[cfg(test)]
mod tests {
    use super::super::windows::tests::entry;
    use super::super::{Entry, Subject, windows};
    use super::*;

    /// Twenty people who sign in, and twenty who guess.
    fn log() -> Vec<Entry> {
        let mut log = Vec::new();
        for i in 0..20 {
            let person = format!("192.0.2.{i}");
            log.push(entry(i * 700, "sign_in_password", ["rina", &person], true));
            log.push(entry(i * 700, "sign_in_totp", ["rina", &person], true));
            let stranger = format!("203.0.113.{i}");
            for _ in 0..12 + i {
                log.push(entry(
                    i * 700,
                    "sign_in_password",
                    ["rina", &stranger],
                    false,
                ));
            }
        }
        log
    }

    #[test]
    fn what_differs_is_learned_and_told_by_its_path() {
        let is_attack = |entry: &Entry| Some(entry.is_refused());
        let windows = windows(&log(), Subject::Address, is_attack);
        let verdicts = cross_judged(&windows).expect("enough to learn from");
        for (window, verdict) in windows.iter().zip(&verdicts) {
            let said = (verdict.tree >= THRESHOLD, verdict.forest >= THRESHOLD);
            let truth = window.truth == Some(true);
            assert_eq!(said, (truth, truth), "{}", window.name);
            assert!(!verdict.path.is_empty());
        }
    }

    #[test]
    fn too_few_teach_nothing() {
        let log: Vec<Entry> = log().into_iter().take(30).collect();
        let windows = windows(&log, Subject::Address, |_| Some(false));
        assert_eq!(cross_judged(&windows), None);
        assert!(Judges::grow([]).is_err());
    }
}
