//! `jejak learn`: a normal day from logs, as a file; and reading such a file again.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use jejak_core::finish;
use jejak_core::sequences::{for_models, sequences};
use jejak_core::windows::Scores;
use jejak_neural::baseline::{Baseline, BaselineError};
use jejak_neural::normal_day::{Learning, Wanted};
use jejak_protocol::model::ModelFailure;
use jejak_words::ui::{Normal, normal};
use jejak_words::{Lang, Noun, command_line, counted, visible};

use crate::analyze::parts;
use crate::args::Learn;
use crate::given::Given;
use crate::output;
use crate::progress::Progress;
use crate::status::Status;

pub(crate) fn run(args: &Learn) -> Result<Status> {
    let Given {
        files,
        name,
        status,
        lang,
    } = Given::read(&args.logs);
    let parts = parts(&files);
    let sessions = for_models(&sequences(&parts));
    let analysis = finish(&parts, &Scores::default()).analysis;
    let texts = analysis.templates.into_iter().map(|it| (it.id, it.text));
    let wanted = Wanted {
        range: None,
        name: args.name.clone().or(name).unwrap_or_default(),
        texts: texts.collect(),
    };
    let mut learning = match Learning::begin(&sessions, wanted) {
        Ok(learning) => learning,
        Err(failure) => {
            output::complain(normal::model_failure(failure, lang));
            return Ok(Status::Failed);
        }
    };
    let learns = Progress::of_share(!args.logs.no_progress, Normal::Learning.text(lang));
    while !learning.is_over() {
        learns.share(learning.step().share);
    }
    learns.finish();
    let baseline = learning.finish();
    let shown = args.output.display().to_string();
    fs::write(&args.output, baseline.to_bytes())
        .with_context(|| format!("while writing {shown}"))?;
    if let Some((path, network)) = args.onnx.as_ref().zip(baseline.model.to_onnx()) {
        fs::write(path, network).with_context(|| format!("while writing {}", path.display()))?;
    }
    let sessions = counted(baseline.n_sessions, Noun::Session, lang);
    let templates = counted(baseline.texts.len() as u64, Noun::Template, lang);
    output::complain(&command_line::learned(
        lang,
        &visible(&shown),
        &sessions,
        &templates,
    ));
    Ok(status)
}

/// A normal day from its file; None, and a sentence, when the file holds none that can be used.
pub(crate) fn read(path: &Path, lang: Lang) -> Result<Option<Baseline>> {
    let shown = path.display().to_string();
    let bytes = fs::read(path).with_context(|| format!("while reading {shown}"))?;
    let failure = match Baseline::from_bytes(&bytes) {
        Ok(baseline) => return Ok(Some(baseline)),
        Err(BaselineError::NotABaseline) => ModelFailure::NotABaseline,
        Err(BaselineError::Version { .. }) => ModelFailure::OtherVersion,
        Err(BaselineError::Damaged | BaselineError::Model(_)) => ModelFailure::Damaged,
    };
    let why = normal::model_failure(failure, lang);
    output::complain(&format!("{}: {why}", visible(&shown)));
    Ok(None)
}
