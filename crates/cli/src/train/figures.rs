//! The networks beside each other, beside what is simpler, and beside what was published.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;
use jejak_neural::sequence::{Kind, Sample};
use jejak_trees::metrics::{self, Scored};

use super::baselines::{Logistic, keyword_score};
use super::corpus::{Corpus, Set};
use super::manifest::scored;

/// Published for LSTM, GRU and two-way LSTM on other data: accuracy, precision, recall, F1, AUC.
const PUBLISHED: [(&str, [f64; 5]); 3] = [
    ("lstm", [0.952, 0.938, 0.945, 0.941, 0.97]),
    ("gru", [0.948, 0.932, 0.940, 0.936, 0.96]),
    ("bi-lstm", [0.961, 0.945, 0.952, 0.948, 0.98]),
];

/// A Markdown table of the models in a folder and of the baselines.
pub(crate) fn table(models: &Path, corpus: &Corpus) -> Result<String> {
    let mut text = String::new();
    let logistic = Logistic::fit(&corpus.training, corpus.vocabulary.n_indexes())?;
    for (name, set) in corpus.tests() {
        let n_incidents = set
            .samples
            .iter()
            .filter(|sample| sample.is_incident)
            .count();
        writeln!(
            text,
            "{name}: {} lines, {n_incidents} of incidents\n",
            set.samples.len()
        )?;
        text.push_str("| | accuracy | precision | recall | F1 (95 %) | AUC | false alarms |\n");
        text.push_str("|---|---|---|---|---|---|---|\n");
        for kind in Kind::ALL {
            let dir = models.join(kind.name());
            if !dir.exists() {
                continue;
            }
            let network = super::load(&dir)?;
            let validation = scored(&network, &corpus.validation);
            row(
                &mut text,
                kind.name(),
                &validation,
                &scored(&network, &set.samples),
            )?;
        }
        let of = |samples: &[Sample]| -> Vec<Scored> {
            let score = |s: &Sample| (logistic.score(&s.indexes), s.is_incident);
            samples.iter().map(score).collect()
        };
        row(
            &mut text,
            "logistic regression",
            &of(&corpus.validation),
            &of(&set.samples),
        )?;
        let validation = keywords(&corpus.validation, &corpus.validation_texts);
        row(&mut text, "keywords", &validation, &keywords_of(set))?;
        text.push('\n');
    }
    text.push_str("published (other data)\n\n");
    text.push_str("| | accuracy | precision | recall | F1 | AUC |\n|---|---|---|---|---|---|\n");
    for (name, [accuracy, precision, recall, f1, auc]) in PUBLISHED {
        writeln!(
            text,
            "| {name} | {accuracy} | {precision} | {recall} | {f1} | {auc} |"
        )?;
    }
    Ok(text)
}

fn row(text: &mut String, name: &str, validation: &[Scored], scored: &[Scored]) -> Result<()> {
    let threshold = metrics::best_threshold(validation);
    let it = metrics::report(scored, threshold, 1);
    let (low, high) = it.f1_95;
    writeln!(
        text,
        "| {name} | {:.3} | {:.3} | {:.3} | {:.3} ({low:.3}–{high:.3}) | {:.3} | {:.4} |",
        it.accuracy, it.precision, it.recall, it.f1, it.roc_auc, it.false_positive_rate,
    )?;
    Ok(())
}

fn keywords_of(set: &Set) -> Vec<Scored> {
    keywords(&set.samples, &set.texts)
}

fn keywords(samples: &[Sample], texts: &[String]) -> Vec<Scored> {
    let pairs = samples.iter().zip(texts);
    pairs
        .map(|(sample, text)| (keyword_score(text), sample.is_incident))
        .collect()
}
