//! `jejak templates`: the kinds of lines, without looking for incidents.

use anyhow::Result;
use jejak_core::finish;

use crate::analyze::parts;
use crate::args::Templates;
use crate::given::Given;
use crate::output;
use crate::status::Status;

pub(crate) fn run(args: &Templates) -> Result<Status> {
    let given = Given::read(&args.logs);
    let templates = finish::templates(&parts(&given.files));
    // What is no terminal has room for whole lines.
    let width = output::width(args.output.as_deref()).unwrap_or(usize::MAX);
    let text = if args.json {
        serde_json::to_string_pretty(&templates)? + "\n"
    } else {
        output::templates(&templates, given.lang, width)
    };
    output::write(&text, args.output.as_deref())?;
    Ok(given.status)
}
