//! `jejak train`: the sequence networks, from synthetic logs to files that the page ships.
//!
//! ```text
//! corpus ─► samples (70 % / 15 % / 15 % of each log, by time) ─► training ─► network
//!                                                                └► threshold, from the 15 % behind it
//! network ─► models/<name>/: model.onnx · manifest.json · reference.json · README.md and curves
//! ```
//!
//! A checkpoint is written after each epoch; the same command goes on from it. `models/` is made by one
//! command: `jejak train --config models/training.toml --kind lstm,gru,bi-lstm`.

mod audit;
pub(crate) mod baselines;
mod card;
pub(crate) mod corpus;
mod figures;
mod fold;
mod forests;
pub(crate) mod manifest;

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use indicatif::{ProgressBar, ProgressStyle};
use jejak_neural::onnx;
use jejak_neural::sequence::{Checkpoint, Course, Kind, Network, Sample, Sizes, Trainer};
use serde::Deserialize;

use crate::args::Train;
use crate::output;
use crate::status::Status;
use corpus::Corpus;
use manifest::Manifest;

/// What the configuration file may say; what it leaves out is as documented.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Config {
    network: Sizes,
    training: Course,
    corpus: corpus::Recipe,
}

pub(crate) fn run(args: &Train) -> Result<Status> {
    if let Some(data) = &args.audit {
        return audit::run(data, &args.output);
    }
    if args.trees {
        output::write(&forests::grow(args.data.as_deref(), &args.output)?, None)?;
        card::write_all(&args.output)?;
        return Ok(Status::Fine);
    }
    let config = match &args.config {
        Some(path) => {
            let shown = path.display();
            let text =
                fs::read_to_string(path).with_context(|| format!("while reading {shown}"))?;
            toml::from_str(&text).with_context(|| format!("while reading {shown}"))?
        }
        None => Config::default(),
    };
    let corpus = Corpus::make(
        &config.corpus,
        config.network.vocabulary,
        config.network.time,
    );
    if let Some(n_folds) = args.folds {
        let kinds = kinds(args, &config);
        output::write(
            &fold::cross_validate(&corpus, &config, &kinds, n_folds.get()),
            None,
        )?;
        return Ok(Status::Fine);
    }
    let wanted = match args.measure {
        true => Vec::new(),
        false => kinds(args, &config),
    };
    for kind in wanted {
        let network = train(kind, &config, &corpus, args.checkpoints.as_deref())?;
        let manifest = Manifest::of(&network, &config, &corpus);
        let dir = args.output.join(kind.name());
        manifest.write(&dir, &network, &corpus)?;
        let test = manifest.figures.get("later");
        let f1 = test.map_or(f64::NAN, |figures| figures.f1);
        output::complain(&format!(
            "{} is written; F1 on what came later {f1:.3}",
            dir.display()
        ));
    }
    card::write_all(&args.output)?;
    let table = figures::table(&args.output, &corpus)?;
    output::write(&table, None)?;
    Ok(Status::Fine)
}

fn kinds(args: &Train, config: &Config) -> Vec<Kind> {
    match (&args.kinds[..], &args.config) {
        ([], Some(_)) => vec![config.network.kind],
        ([], None) => Kind::ALL.to_vec(),
        (kinds, _) => kinds.iter().map(|kind| (*kind).into()).collect(),
    }
}

/// Trains one network, going on from its checkpoint where there is one.
fn train(
    kind: Kind,
    config: &Config,
    corpus: &Corpus,
    checkpoints: Option<&Path>,
) -> Result<Network> {
    let sizes = Sizes {
        kind,
        ..config.network.clone()
    };
    let course = &config.training;
    let path = checkpoints.map(|dir| dir.join(format!("{}.checkpoint.json", kind.name())));
    let mut start = Checkpoint::start(sizes.clone(), course.clone(), corpus.vocabulary.clone());
    if let Some(path) = path.as_ref().filter(|path| path.exists()) {
        let shown = path.display();
        let text = fs::read(path).with_context(|| format!("while reading {shown}"))?;
        let kept: Checkpoint =
            serde_json::from_slice(&text).with_context(|| format!("while reading {shown}"))?;
        kept.check(&sizes, course, &corpus.vocabulary)
            .with_context(|| format!("while going on from {shown}"))?;
        start = kept;
        start.course.epochs = course.epochs;
    }
    run_training(
        kind,
        start,
        &corpus.training,
        &corpus.validation,
        |checkpoint| {
            let Some(path) = &path else { return Ok(()) };
            if let Some(dir) = path.parent() {
                fs::create_dir_all(dir)?;
            }
            let partial = path.with_extension("partial");
            fs::write(&partial, serde_json::to_vec(checkpoint)?)?;
            Ok(fs::rename(&partial, path)?)
        },
    )
}

/// Trains to the end; `keep` gets a checkpoint after each epoch.
fn run_training(
    kind: Kind,
    start: Checkpoint,
    training: &[Sample],
    validation: &[Sample],
    keep: impl Fn(&Checkpoint) -> Result<()>,
) -> Result<Network> {
    let bar = ProgressBar::new(0);
    let template = "{msg}  {wide_bar:.cyan/dim}  {pos}/{len} batches  {eta}";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    let mut trainer = Trainer::new(start, training, validation);
    while !trainer.is_over() {
        let epoch = trainer.checkpoint().epoch;
        let progress = trainer.step();
        bar.set_length(progress.n_batches as u64);
        bar.set_position(progress.batch as u64);
        bar.set_message(format!("{} epoch {}", kind.name(), progress.epoch + 1));
        if progress.epoch > epoch {
            keep(trainer.checkpoint()).context("while writing the checkpoint")?;
            let line = format!(
                "{} epoch {}: loss {:.4}, validation {:.4}, learning rate {:.5}",
                kind.name(),
                progress.epoch,
                progress.loss,
                progress.validation_loss,
                progress.learning_rate,
            );
            match bar.is_hidden() {
                true => output::complain(&line),
                false => bar.println(line),
            }
        }
    }
    bar.finish_and_clear();
    Ok(trainer.checkpoint().network())
}

/// The file of a network in a folder of models.
fn load(dir: &Path) -> Result<Network> {
    let path = dir.join("model.onnx");
    let shown = path.display();
    let bytes = fs::read(&path).with_context(|| format!("while reading {shown}"))?;
    onnx::read(&bytes).with_context(|| format!("while reading {shown}"))
}
