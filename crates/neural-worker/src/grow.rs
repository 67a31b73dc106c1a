//! Grows a forest from what the person said, and measures it beside the one that comes with the page.

use std::collections::BTreeMap;

use jejak_protocol::model::{FigureSet, Labelled, ModelFailure};
use jejak_trees::metrics::{Report, report};
use jejak_trees::taught::teach;
use jejak_trees::{Growth, Manifest, Model, Schema, Table};

const SEED: u64 = 1;

/// The model, how the one before does on the same rows, and how the new one does on rows that it did
/// not learn from; None where there are too few to say.
#[derive(Debug)]
pub(crate) struct Grown {
    pub(crate) model: Model,
    pub(crate) before: Option<FigureSet>,
    pub(crate) after: Option<FigureSet>,
}

pub(crate) fn grow(labelled: &Labelled, before: Option<&Model>) -> Result<Grown, ModelFailure> {
    let table = Table {
        schema: Schema::new(labelled.features.iter().map(String::as_str)),
        rows: labelled
            .rows
            .iter()
            .map(|row| row.counts.iter().map(|n| f64::from(*n)).collect())
            .collect(),
        truth: labelled.rows.iter().map(|row| row.is_anomaly).collect(),
    };
    let groups: Vec<u32> = labelled.rows.iter().map(|row| row.group).collect();
    if !(table.truth.contains(&true) && table.truth.contains(&false)) {
        return Err(ModelFailure::TooFew);
    }
    let growth = Growth {
        seed: SEED,
        ..Growth::default()
    };
    let taught = teach(&table, &groups, &growth).map_err(|_| ModelFailure::Damaged)?;
    let after = taught.report(SEED);
    // Only where the new one can be measured is there something to compare.
    let before = before.filter(|_| after.is_some()).and_then(|model| {
        let scores = model.scores(&table).ok()?;
        let scored: Vec<(f64, bool)> = scores.into_iter().zip(table.truth.clone()).collect();
        Some(report(&scored, model.manifest.threshold, SEED))
    });
    let figures: BTreeMap<String, Report> = after
        .iter()
        .map(|it| ("cross_validated".to_owned(), it.clone()))
        .collect();
    let manifest = Manifest {
        name: "own-forest".to_owned(),
        kind: "random_forest".to_owned(),
        schema_hash: table.schema.hash(),
        schema: table.schema,
        data: labelled.of_what.clone(),
        licence: "–".to_owned(),
        seed: SEED,
        command: String::new(),
        threshold: taught.threshold,
        report: after.clone().unwrap_or_default(),
        figures,
    };
    Ok(Grown {
        model: Model {
            manifest,
            forest: taught.forest,
        },
        before: before.as_ref().map(figure_set),
        after: after.as_ref().map(figure_set),
    })
}

fn figure_set(report: &Report) -> FigureSet {
    FigureSet {
        n: report.n,
        n_anomalies: report.n_anomalies,
        precision: report.precision,
        recall: report.recall,
        false_positive_rate: report.false_positive_rate,
    }
}
