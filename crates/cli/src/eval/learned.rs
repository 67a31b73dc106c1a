//! What learned detectors add to the rules: the same suite without and with them.
//!
//! The forest on sign-ins is the learned detector that comes with the page and may judge there. It goes the
//! way it goes in the page: it scores what each source did in ten minutes, a score counts as a share of the
//! incidents that rules found about the source, and is an incident by itself where there is none. What
//! networks say of lines is measured by `networks`, what a normal day says of sessions by `calm` and `hdfs`.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use jejak_core::finish;
use jejak_core::windows::{FEATURES, Scores, Windows};
use jejak_protocol::DetectorId;
use jejak_trees::{Forest, Manifest, Model, Schema};
use serde::Serialize;
use serde_json::json;

use crate::whole::Whole;

/// From here on a calibrated score speaks, as in core.
pub(super) const SPEAKS: f64 = 0.5;

/// The folder of the forest.
const NAME: &str = "signin-forest";

#[derive(Debug)]
pub(super) struct Learned {
    model: Model,
}

impl Learned {
    /// The forest in a folder of models.
    pub(super) fn load(models: &Path) -> Result<Self> {
        let dir = models.join(NAME);
        let shown = dir.display();
        let read = || -> Result<Model> {
            let forest: Forest = serde_json::from_slice(&fs::read(dir.join("forest.json"))?)?;
            let manifest: Manifest = serde_json::from_slice(&fs::read(dir.join("manifest.json"))?)?;
            let model = Model { manifest, forest };
            model.fits(&Schema::new(FEATURES))?;
            Ok(model)
        };
        let model = read().with_context(|| format!("while reading {shown}"))?;
        let rows = model.forest.trees.len();
        ensure!(rows > 0, "{shown} has no trees");
        Ok(Self { model })
    }

    pub(super) fn scores(&self, windows: &Windows) -> Scores {
        let score = |window: &jejak_core::windows::Window| {
            let score = self.model.forest.score(&window.features.map(f64::from));
            self.model.manifest.calibrated(score)
        };
        let scores: Vec<f64> = windows.distinct.iter().map(score).collect();
        let detector = DetectorId(format!("model.{}", self.model.manifest.name));
        Scores::new(detector, windows, &scores)
    }

    /// The highest score of a text that is a log by itself; 0 where no source did anything at a known time.
    pub(super) fn worst(&self, text: &str, name: &str) -> f64 {
        let whole = Whole::read(name, text.as_bytes(), None);
        let windows = finish::windows(&[whole.part()]);
        let scores = self.scores(&windows);
        let all = windows.distinct.iter();
        all.filter_map(|window| scores.of(&window.features))
            .fold(0.0, f64::max)
    }
}

/// The scores of a suite as text or JSON: by the rules, and where there is a learned detector with it too.
pub(super) fn beside<S: Serialize>(
    learned: Option<&Learned>,
    json: bool,
    score: impl Fn(Option<&Learned>) -> Result<S>,
    table: impl Fn(&S) -> String,
) -> Result<String> {
    let rules = score(None)?;
    let Some(learned) = learned else {
        return match json {
            true => Ok(serde_json::to_string_pretty(&rules)? + "\n"),
            false => Ok(table(&rules)),
        };
    };
    let with = score(Some(learned))?;
    match json {
        true => {
            Ok(serde_json::to_string_pretty(&json!({ "rules": rules, "learned": with }))? + "\n")
        }
        false => {
            let name = &learned.model.manifest.name;
            let (rules, with) = (table(&rules), table(&with));
            Ok(format!("by the rules\n{rules}\nwith {name}\n{with}"))
        }
    }
}
