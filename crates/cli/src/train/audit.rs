//! `jejak train --audit`: the trees that judge a server's audit log where nobody gives labels.
//!
//! In: logs of `jejak-server simulate`. Out: `audit/<subject>-<kind>.json` in the folder of models, each
//! with its manifest, whose figures come from judging each log by what all others teach.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use jejak_trees::audit::{Judges, Subject, THRESHOLD, growth, schema};
use jejak_trees::metrics::{Scored, report};
use jejak_trees::{Manifest, Model};

use crate::eval::audit::{by_log, logs, of_subject};
use crate::output;
use crate::status::Status;

/// Seed of the intervals of the figures.
const SEED: u64 = 1;

pub(super) fn run(data: &Path, models: &Path) -> Result<Status> {
    let logs = logs(data)?;
    if logs.len() < 2 {
        bail!("one log alone measures nothing: simulate another with a seed of its own");
    }
    let names: Vec<&str> = logs.iter().map(|log| log.name.as_str()).collect();
    let folder = models.join("audit");
    fs::create_dir_all(&folder).with_context(|| format!("while making {}", folder.display()))?;
    for subject in Subject::ALL {
        let windows = of_subject(&logs, subject);
        let judged = by_log(&windows)?;
        let judges = Judges::grow(windows.iter().flat_map(|(_, windows)| windows))?;
        for (kind, forest, scored) in [
            ("tree", judges.tree, &judged.tree),
            ("forest", judges.forest, &judged.forest),
        ] {
            let model = Model {
                manifest: manifest(subject, kind, &names, scored),
                forest,
            };
            let path = folder.join(format!("{}-{kind}.json", subject.name()));
            fs::write(&path, model.to_json() + "\n")
                .with_context(|| format!("while writing {}", path.display()))?;
            let f1 = model.manifest.report.f1;
            output::complain(&format!("{} is written; F1 {f1:.3}", path.display()));
        }
    }
    Ok(Status::Fine)
}

fn manifest(subject: Subject, kind: &str, logs: &[&str], scored: &[Scored]) -> Manifest {
    let schema = schema();
    let long = match kind {
        "tree" => "decision_tree",
        _ => "random_forest",
    };
    Manifest {
        name: format!("audit.{}.{kind}", subject.name()),
        kind: long.to_owned(),
        schema_hash: schema.hash(),
        schema,
        data: format!(
            "audit logs of `jejak-server simulate`: {}; figures: each by the others",
            logs.join(", ")
        ),
        licence: "MIT".to_owned(),
        seed: growth().seed,
        command: "jejak train --audit DIR".to_owned(),
        threshold: THRESHOLD,
        report: report(scored, THRESHOLD, SEED),
        figures: Default::default(),
    }
}
