//! Sessions of HDFS: what was learned from ordinary ones, against labels.
//!
//! Four ways, told beside each other:
//!
//! * `ids`: learn from `hdfs_train` (ordinary sessions as event ids), score the ids of
//!   `<name>_sequences.csv`;
//! * `raw`: the same, but the scored sessions come from `<name>.log` by Jejak's own formats, templates
//!   and session keys; its templates get the ids of `HDFS_templates.csv`, here and nowhere else;
//! * `unlabelled`: learn from the first half of the log by time, whatever is in it, and score the
//!   second.
//!
//! * `normal day`: as `unlabelled`, by what `jejak learn` and `jejak analyze --baseline` do, without and
//!   with what it knows of counts; `first half` is the same of the log's first half alone.
//!
//! Thresholds come from sessions left out of what is learned from, never from what is scored. The
//! decision tree is the only one that sees labels: of a random quarter of the scored sessions, ten
//! times; it is scored on the other three.

mod normal_day;
mod read;
mod score;

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;
use jejak_trees::metrics::{Confusion, Interval, Scored, mean_and_sd, wilson};
use serde::Serialize;

use super::pictures::{self, Topic};
use read::{Data, Session};

#[derive(Debug, Serialize)]
struct Scores {
    /// The next-event model alone, raw.
    sequence: Figures,
    /// A decision tree that learned from a quarter, raw, mean of its seeds.
    tree: TreeFigures,
    /// All that learns without labels together, raw.
    all: Figures,
    ids: Way,
    raw: Way,
    unlabelled: Way,
    normal_day: normal_day::Scores,
    /// The same of the log's first half alone.
    normal_day_first_half: normal_day::Scores,
}

/// One way of reading and learning.
#[derive(Debug, Serialize)]
struct Way {
    n_learned: usize,
    n_scored: usize,
    n_anomalies: u64,
    sequence: Figures,
    counts: Figures,
    all: Figures,
    #[serde(skip_serializing_if = "Option::is_none")]
    tree: Option<TreeFigures>,
    /// What the next-event model finds of each session.
    #[serde(skip)]
    scored: Vec<Scored>,
}

#[derive(Clone, Copy, Debug, Default, Serialize)]
struct Figures {
    precision: f64,
    recall: f64,
    f1: f64,
    false_positive_rate: f64,
    precision_95: Interval,
    recall_95: Interval,
    confusion: Confusion,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct TreeFigures {
    precision: f64,
    recall: f64,
    f1: f64,
    f1_sd: f64,
    n_seeds: usize,
    /// The same of a random forest.
    forest_f1: f64,
    forest_f1_sd: f64,
}

impl From<Confusion> for Figures {
    fn from(confusion: Confusion) -> Self {
        let Confusion { tp, fp, fn_, .. } = confusion;
        Self {
            precision: confusion.precision(),
            recall: confusion.recall(),
            f1: confusion.f1(),
            false_positive_rate: confusion.false_positive_rate(),
            precision_95: wilson(tp, tp + fp),
            recall_95: wilson(tp, tp + fn_),
            confusion,
        }
    }
}

pub(super) fn run(data: &Path, json: bool, plots: Option<&Path>) -> Result<String> {
    let data = read::data(data)?;
    let ids = way(&data.train, &data.ids, 1)?;
    let mut raw = way(&data.train, &data.raw, 1)?;
    let trees = score::trees(&data.raw)?;
    raw.tree = Some(tree(&trees));
    let unlabelled = halves(&data)?;
    if let Some(folder) = plots {
        let mut topic = Topic::new("hdfs-sessions", "Sessions of HDFS");
        for (name, way) in [("ids", &ids), ("raw", &raw), ("unlabelled", &unlabelled)] {
            topic.judge(format!("{name}: sequence"), &way.scored, score::SPEAKS);
        }
        if let Some((tree, forest)) = trees.first() {
            topic.judge("raw: tree, first seed", tree, score::SPEAKS);
            topic.judge("raw: forest, first seed", forest, score::SPEAKS);
        }
        pictures::draw(&[topic], folder)?;
    }
    let (normal_day, normal_day_first_half) = normal_day::score(&data)?;
    let scores = Scores {
        sequence: raw.sequence,
        tree: raw.tree.unwrap_or_else(|| unreachable!("it was just set")),
        all: raw.all,
        ids,
        raw,
        unlabelled,
        normal_day,
        normal_day_first_half,
    };
    if json {
        return Ok(serde_json::to_string_pretty(&scores)? + "\n");
    }
    Ok(table(&scores))
}

/// Learns from some sessions and scores others. `support`: sessions that must share what is usual.
fn way(learned: &[Session], scored: &[Session], support: u64) -> Result<Way> {
    let said = score::without_labels(learned, scored, support)?;
    let figures = |of: fn(&score::Said) -> bool| {
        let pairs = said.iter().zip(scored);
        Figures::from(
            pairs
                .map(|(said, session)| (of(said), session.is_anomaly))
                .collect::<Confusion>(),
        )
    };
    Ok(Way {
        n_learned: learned.len(),
        n_scored: scored.len(),
        n_anomalies: scored.iter().filter(|session| session.is_anomaly).count() as u64,
        sequence: figures(|said| said.sequence),
        counts: figures(|said| said.counts),
        all: figures(|said| said.all),
        tree: None,
        scored: said
            .iter()
            .zip(scored)
            .map(|(said, session)| (said.strangeness, session.is_anomaly))
            .collect(),
    })
}

fn tree(runs: &[(Vec<Scored>, Vec<Scored>)]) -> TreeFigures {
    let mean = |of: fn(&Confusion) -> f64, runs: &[Confusion]| {
        mean_and_sd(&runs.iter().map(of).collect::<Vec<f64>>())
    };
    let at = |scored: &[Scored]| Confusion::at(scored, score::SPEAKS);
    let (trees, forests): (Vec<Confusion>, Vec<Confusion>) = runs
        .iter()
        .map(|(tree, forest)| (at(tree), at(forest)))
        .unzip();
    let (f1, f1_sd) = mean(Confusion::f1, &trees);
    let (forest_f1, forest_f1_sd) = mean(Confusion::f1, &forests);
    TreeFigures {
        precision: mean(Confusion::precision, &trees).0,
        recall: mean(Confusion::recall, &trees).0,
        f1,
        f1_sd,
        n_seeds: trees.len(),
        forest_f1,
        forest_f1_sd,
    }
}

/// Learns from the sessions that begin in the first half, by time, and scores the rest.
fn halves(data: &Data) -> Result<Way> {
    let mut sessions = data.unlabelled.clone();
    sessions.sort_by_key(|session| session.start);
    let half = sessions.len() / 2;
    let (first, second) = sessions.split_at(half);
    // Nobody says that the first half is ordinary: what one session in a thousand has is.
    way(first, second, (half as u64 / 1000).max(2))
}

fn table(scores: &Scores) -> String {
    let mut text = format!(
        "{:<24}{:>10}{:>9}{:>9}{:>9}{:>8}{:>8}\n",
        "", "precision", "recall", "F1", "FPR", "missed", "wrong"
    );
    let mut row = |name: String, figures: &Figures| {
        let Figures {
            precision,
            recall,
            f1,
            false_positive_rate,
            confusion,
            ..
        } = figures;
        let _ = writeln!(
            text,
            "{name:<24}{precision:>10.4}{recall:>9.4}{f1:>9.4}{false_positive_rate:>9.4}{:>8}{:>8}",
            confusion.fn_, confusion.fp
        );
    };
    for (name, way) in [
        ("ids", &scores.ids),
        ("raw", &scores.raw),
        ("unlabelled", &scores.unlabelled),
    ] {
        row(format!("{name}: sequence"), &way.sequence);
        row(format!("{name}: counts"), &way.counts);
        row(format!("{name}: all"), &way.all);
    }
    for (name, normal_day::Scores { order, all, .. }) in [
        ("normal day", &scores.normal_day),
        ("first half", &scores.normal_day_first_half),
    ] {
        row(format!("{name}: order"), order);
        row(format!("{name}: all"), all);
    }
    let tree = &scores.tree;
    let _ = writeln!(
        text,
        "raw: tree, {} seeds      {:>10.4}{:>9.4}{:>9.4}   sd {:.4}\nraw: forest, the same {:>28.4}   sd {:.4}",
        tree.n_seeds,
        tree.precision,
        tree.recall,
        tree.f1,
        tree.f1_sd,
        tree.forest_f1,
        tree.forest_f1_sd
    );
    for (name, way) in [
        ("ids", &scores.ids),
        ("raw", &scores.raw),
        ("unlabelled", &scores.unlabelled),
    ] {
        let _ = writeln!(
            text,
            "{name}: learned from {} sessions, scored {} with {} anomalies",
            way.n_learned, way.n_scored, way.n_anomalies
        );
    }
    text
}
