//! What trees say of the server's audit log: whom they judged, how, by which questions, and how well.
//!
//! Made by the model worker (`ToModel::Audit`), shown by the page.

use serde::{Deserialize, Serialize};

use crate::time::TimestampUs;

/// Attachments of the question: the log as JSON lines, and the labels where there are some.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AuditJudgement {
    pub n_entries: u64,
    /// Lines that are no entries of an audit log.
    pub n_others: u64,
    pub truth: AuditTruth,
    /// Addresses, then accounts.
    pub subjects: Vec<JudgedSubjects>,
}

/// Where it is known from what was an attack.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditTruth {
    #[default]
    Unknown,
    /// `labels.csv` was given.
    Labels,
    /// The log says itself that it is of a simulation.
    Simulation,
    /// What was given as labels is none; nothing is known.
    Unreadable,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditSubject {
    Address,
    Account,
}

/// Which trees judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditTrees {
    /// Grown from this log: each half of the names is judged by what the other half teaches.
    OfThisLog,
    /// Those that Jejak brings along, grown from simulations.
    Shipped,
}

/// All addresses, or all accounts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JudgedSubjects {
    pub subject: AuditSubject,
    pub trees: AuditTrees,
    pub n_windows: u64,
    pub n_names: u64,
    pub n_anomalous: u64,
    /// Of windows, where it is known what was an attack.
    pub matrices: Option<AuditMatrices>,
    /// The worst first; not all where there are very many.
    pub names: Vec<JudgedName>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditMatrices {
    pub tree: AuditMatrix,
    pub forest: AuditMatrix,
}

/// What was said against what is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AuditMatrix {
    /// Attacks that were found.
    pub n_found: u64,
    /// Attacks that were not.
    pub n_missed: u64,
    /// Ordinary windows that were taken for attacks.
    pub n_wrong: u64,
    /// Ordinary windows that were left alone.
    pub n_quiet: u64,
    /// All in [0, 1].
    pub accuracy: f64,
    pub precision: f64,
    pub recall: f64,
    pub f1: f64,
    pub false_positive_rate: f64,
    pub roc_auc: f64,
}

/// An address or an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JudgedName {
    pub name: String,
    pub n_windows: u64,
    pub n_anomalous: u64,
    /// Of the worst window: the share of the forest's trees that call it an attack, in [0, 1].
    pub score: f64,
    pub is_anomalous: bool,
    pub truth: Option<bool>,
    /// The worst first; not all where there are many.
    pub windows: Vec<JudgedWindow>,
}

/// Ten minutes of an address or an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JudgedWindow {
    pub start: TimestampUs,
    pub n_refused: u64,
    /// Of the decision tree, in [0, 1].
    pub tree: f64,
    /// Of the forest, in [0, 1].
    pub forest: f64,
    pub is_anomalous: bool,
    pub truth: Option<bool>,
    /// The questions of the tree that speaks for the forest.
    pub path: Vec<AuditStep>,
}

/// A question on the way to the decision tree's answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditStep {
    /// Name of what is counted, as the trees have it.
    pub feature: String,
    pub value: u64,
    /// Whether the value is above `bound`; otherwise it is at most that.
    pub is_above: bool,
    pub bound: u64,
    /// Share of attacks among what was learned from and answered the same, in [0, 1].
    pub share: f64,
}
