//! The card of a model: what its manifest says, for people. A README.md with figures and their intervals,
//! and its curves as SVG, in the model's folder; nothing in it is measured anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use jejak_trees::metrics::{Point, Report};
use serde::Deserialize;

use crate::eval::plots::{Series, svg};

/// What manifests of networks and of trees have in common, by either's names.
#[derive(Deserialize)]
struct Facts {
    name: String,
    #[serde(alias = "data")]
    trained_on: String,
    licence: String,
    command: String,
    threshold: f64,
    #[serde(default)]
    figures: BTreeMap<String, Report>,
}

/// Writes the cards of all models in a folder that have one manifest each.
pub(super) fn write_all(models: &Path) -> Result<()> {
    let shown = models.display();
    let entries = fs::read_dir(models).with_context(|| format!("while listing {shown}"))?;
    for entry in entries {
        let folder = entry
            .with_context(|| format!("while listing {shown}"))?
            .path();
        if folder.join("manifest.json").exists() {
            write(&folder)?;
        }
    }
    Ok(())
}

/// Writes the card of the model in a folder.
pub(super) fn write(folder: &Path) -> Result<()> {
    let shown = folder.display();
    let write = || -> Result<()> {
        let facts: Facts = serde_json::from_slice(&fs::read(folder.join("manifest.json"))?)?;
        fs::write(folder.join("README.md"), text(&facts))?;
        for (name, drawn) in curves(&facts) {
            fs::write(folder.join(name), drawn)?;
        }
        Ok(())
    };
    write().with_context(|| format!("while writing the card of {shown}"))
}

fn text(facts: &Facts) -> String {
    let mut text = format!(
        "# {}\n\nLearned from {}. Licence: {}. Made by `{}`, which also writes this page. A score from \
         {:.3} on speaks up; that bound comes from validation data. How it was measured is told in \
         [evaluation](../../docs/evaluation.md) and [training](../../docs/training.md).\n\n",
        facts.name, facts.trained_on, facts.licence, facts.command, facts.threshold
    );
    text.push_str(
        "| measured on | n | anomalies | precision (95 %) | recall (95 %) | F1 (95 %) | ROC-AUC (95 %) \
         | PR-AUC | Brier | false alarms |\n|---|--:|--:|---|---|---|---|--:|--:|--:|\n",
    );
    for (on, it) in &facts.figures {
        let within =
            |value: f64, (low, high): (f64, f64)| format!("{value:.3} ({low:.3}–{high:.3})");
        let _ = writeln!(
            text,
            "| {on} | {} | {} | {} | {} | {} | {} | {:.3} | {:.3} | {:.4} |",
            it.n,
            it.n_anomalies,
            within(it.precision, it.precision_95),
            within(it.recall, it.recall_95),
            within(it.f1, it.f1_95),
            within(it.roc_auc, it.roc_auc_95),
            it.pr_auc,
            it.brier,
            it.false_positive_rate,
        );
    }
    text.push_str(
        "\n![ROC](roc.svg)\n![Precision and recall](pr.svg)\n![Calibration](calibration.svg)\n",
    );
    text
}

/// File name and picture of each kind of curve, one line for each set that was measured on.
fn curves(facts: &Facts) -> [(&'static str, String); 3] {
    let series = |points: fn(&Report) -> Vec<(f64, f64)>| -> Vec<Series> {
        let all = facts.figures.iter();
        all.map(|(on, report)| Series {
            name: on.clone(),
            points: points(report),
        })
        .collect()
    };
    let title = |what: &str| format!("{}: {what}", facts.name);
    let calibration = series(|report| {
        let bins = report.calibration.iter().filter(|bin| bin.n > 0);
        bins.map(|bin| (bin.mean_score, bin.share)).collect()
    });
    [
        (
            "roc.svg",
            svg(
                &title("ROC"),
                "false-positive rate",
                "recall",
                &series(|report| points(&report.roc)),
                true,
            ),
        ),
        (
            "pr.svg",
            svg(
                &title("precision and recall"),
                "recall",
                "precision",
                &series(|report| points(&report.pr)),
                false,
            ),
        ),
        (
            "calibration.svg",
            svg(
                &title("calibration"),
                "score",
                "share of anomalies",
                &calibration,
                true,
            ),
        ),
    ]
}

fn points(points: &[Point]) -> Vec<(f64, f64)> {
    points.iter().map(|point| (point.x, point.y)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_tells_every_set_with_its_intervals() {
        let scored = [
            (0.9, true),
            (0.8, true),
            (0.3, false),
            (0.1, false),
            (0.6, false),
        ];
        let report = jejak_trees::metrics::report(&scored, 0.5, 1);
        let facts = Facts {
            name: "x".to_owned(),
            trained_on: "made-up logs".to_owned(),
            licence: "MIT".to_owned(),
            command: "jejak train".to_owned(),
            threshold: 0.5,
            figures: BTreeMap::from([("later".to_owned(), report)]),
        };
        let text = text(&facts);
        assert!(text.contains("| later | 5 | 2 | 0.667 ("), "{text}");
        for (name, drawn) in curves(&facts) {
            assert!(text.contains(name) && drawn.contains("<polyline"), "{name}");
        }
    }
}
