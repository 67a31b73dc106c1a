//! `jejak templates`: the kinds of lines, without looking for incidents.

use anyhow::Result;
use jejak_core::finish;
use jejak_protocol::UserChoices;

use crate::analyze::{n_threads, parts, tell_problems};
use crate::args::Templates;
use crate::inputs;
use crate::output;
use crate::own_formats;
use crate::progress::Progress;
use crate::reading;
use crate::status::Status;

pub(crate) fn run(args: &Templates) -> Result<Status> {
    let lang = args.lang();
    let inputs = inputs::expand(&args.paths);
    let progress = Progress::new(!args.no_progress, inputs.len(), lang);
    let choices = UserChoices {
        source_zone: args.tz.clone(),
        formats: own_formats::all(&args.formats),
    };
    let files = reading::read_all(&inputs, &choices, n_threads(args.jobs), &progress);
    progress.finish();
    let status = tell_problems(&files, lang);
    let templates = finish::templates(&parts(&files));
    // What is no terminal has room for whole lines.
    let width = output::width(args.output.as_deref()).unwrap_or(usize::MAX);
    let text = if args.json {
        serde_json::to_string_pretty(&templates)? + "\n"
    } else {
        output::templates(&templates, lang, width)
    };
    output::write(&text, args.output.as_deref())?;
    Ok(status)
}
