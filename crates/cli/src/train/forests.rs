//! `jejak train --trees`: the decision tree and the random forest on sign-ins that the page ships.
//!
//! They learn from generated logs and, where `--data` has them, from real hosts whose logs may be
//! learned from; the threshold comes from other generated logs and other sources of those hosts. They
//! are measured on yet other generated logs and on all other real hosts, which they never saw.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use jejak_generate::Wording;
use jejak_trees::metrics::{Report, best_threshold, report};
use jejak_trees::{Forest, Growth, Manifest, Model, fit_forest, fit_tree};
use serde::{Deserialize, Serialize};

use crate::eval::signin::{TEST, TRAIN, VALIDATE, logs, scored};
use crate::eval::{find, ssh};
use crate::signin::{Row, Windows, schema, windows_of};

/// Real hosts whose logs may be learned from: Elastic's examples are under the Apache License 2.0.
const LEARNED_HOST: &str = "elastic_auth";

const COMMAND: &str = "jejak train --trees --data DIR";
/// Rows whose scores are kept, to be replayed wherever the model runs.
const N_REFERENCE: usize = 64;
const SEED: u64 = 1;

/// Rows and what the model made of them when it was written.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Reference {
    input: Vec<Vec<f64>>,
    output: Vec<f64>,
}

/// What is learned from, what sets the threshold, and what is measured on.
struct Corpus {
    train: Windows,
    validate: Windows,
    tests: BTreeMap<String, Windows>,
    trained_on: String,
}

/// Writes both models' folders; a table of how well they do.
pub(super) fn grow(data: Option<&Path>, output: &Path) -> Result<String> {
    let corpus = Corpus::make(data)?;
    let growth = Growth {
        min_leaf: 2,
        seed: SEED,
        ..Growth::default()
    };
    let table = corpus.train.table();
    let tree = Forest {
        trees: vec![fit_tree(&table, &growth)?],
    };
    let forest = fit_forest(&table, &growth)?;
    let mut text = String::from(
        "model           measured on              n  attacks  precision  recall     FPR  ROC-AUC\n",
    );
    for (name, kind, forest) in [
        ("signin-tree", "decision_tree", tree),
        ("signin-forest", "random_forest", forest),
    ] {
        let model = corpus.model(name, kind, forest);
        for (on, it) in &model.manifest.figures {
            writeln!(
                text,
                "{name:<16}{on:<20}{:>6}{:>9}{:>11.4}{:>8.4}{:>8.4}{:>9.4}",
                it.n, it.n_anomalies, it.precision, it.recall, it.false_positive_rate, it.roc_auc
            )?;
        }
        write(&model, &corpus, &output.join(name))?;
    }
    Ok(text)
}

impl Corpus {
    fn make(data: Option<&Path>) -> Result<Self> {
        let mut corpus = Self {
            train: logs(&TRAIN, Wording::Training),
            validate: logs(&VALIDATE, Wording::Training),
            tests: BTreeMap::new(),
            trained_on: "synthetic sign-in logs of `jejak generate`".to_owned(),
        };
        let test = logs(&TEST, Wording::Training);
        corpus.tests.insert("other_logs".to_owned(), test);
        let held_out = logs(&TEST, Wording::HeldOut);
        corpus.tests.insert("other_wordings".to_owned(), held_out);
        if let Some(data) = data {
            corpus.add_real(data)?;
        }
        Ok(corpus)
    }

    fn add_real(&mut self, data: &Path) -> Result<()> {
        let mut others = Windows::default();
        for case in find::cases(data, "ssh", ".sources.tsv")? {
            let expected = ssh::expected(&case)?;
            let all = windows_of(&case.name, &find::log(&case.log)?, None, |window| {
                expected.contains(&window.source)
            });
            if case.name == LEARNED_HOST {
                self.train.extend(all.filter(|row| !is_held_out(row)));
                self.validate.extend(all.filter(is_held_out));
                self.trained_on
                    .push_str(" and a real sshd log (Elastic's examples, Apache-2.0)");
            } else {
                others.extend(all);
            }
        }
        self.tests.insert("real_hosts".to_owned(), others);
        Ok(())
    }

    fn model(&self, name: &str, kind: &str, forest: Forest) -> Model {
        let threshold = best_threshold(&scored(&forest, &self.validate));
        let mut figures: BTreeMap<String, Report> = BTreeMap::new();
        for (on, windows) in &self.tests {
            let scored = scored(&forest, windows);
            let scores: Vec<f64> = scored.iter().map(|(score, _)| *score).collect();
            let by_source = report(&windows.by_source(&scores), threshold, SEED);
            figures.insert(on.clone(), report(&scored, threshold, SEED));
            figures.insert(format!("{on}_sources"), by_source);
        }
        let chief = figures.get("real_hosts").or(figures.get("other_logs"));
        let report = chief.cloned().unwrap_or_default();
        let schema = schema();
        Model {
            manifest: Manifest {
                name: name.to_owned(),
                kind: kind.to_owned(),
                schema_hash: schema.hash(),
                schema,
                data: self.trained_on.clone(),
                licence: "MIT".to_owned(),
                seed: SEED,
                command: COMMAND.to_owned(),
                threshold,
                report,
                figures,
            },
            forest,
        }
    }
}

/// Three sources of ten set the threshold; no source is on both sides.
fn is_held_out(row: &Row) -> bool {
    let hash = row.group.bytes().fold(7_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (hash >> 20) % 10 < 3
}

fn write(model: &Model, corpus: &Corpus, dir: &Path) -> Result<()> {
    let rows = corpus.validate.table().rows;
    let stride = (rows.len() / N_REFERENCE).max(1);
    let input: Vec<Vec<f64>> = rows.into_iter().step_by(stride).take(N_REFERENCE).collect();
    let output = input.iter().map(|row| model.forest.score(row)).collect();
    let reference = Reference { input, output };
    let shown = dir.display();
    let write = || -> Result<()> {
        fs::create_dir_all(dir)?;
        let manifest = serde_json::to_string_pretty(&model.manifest)? + "\n";
        fs::write(dir.join("manifest.json"), manifest)?;
        fs::write(
            dir.join("forest.json"),
            serde_json::to_string(&model.forest)? + "\n",
        )?;
        let reference = serde_json::to_string(&reference)? + "\n";
        fs::write(dir.join("reference.json"), reference)?;
        Ok(())
    };
    write().with_context(|| format!("while writing {shown}"))
}
