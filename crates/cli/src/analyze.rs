//! `jejak analyze`: reads, finishes, reports, and says how it went.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;

use anyhow::Result;
use jejak_core::sequences::{for_models, sequences};
use jejak_core::windows::Scores;
use jejak_core::{FileInput, finish};
use jejak_neural::baseline::Baseline;
use jejak_neural::normal_day::judge;
use jejak_protocol::{Analysis, NoticeKind, RecordRef, Severity};
use jejak_words::command_line::{self, Unread};
use jejak_words::report::{self, Options};
use jejak_words::{Lang, Noun, Reader, counted, visible};

use crate::args::Analyze;
use crate::given::Given;
use crate::inputs::Missing;
use crate::learn;
use crate::output;
use crate::reading::{self, FileRead, Problem};
use crate::status::Status;

/// Columns of a report that goes to no terminal.
const DEFAULT_WIDTH: usize = 100;

pub(crate) fn run(args: &Analyze) -> Result<Status> {
    let lang = args.logs.lang();
    let baseline = match &args.baseline {
        Some(path) => match learn::read(path, lang)? {
            Some(baseline) => Some(baseline),
            None => return Ok(Status::Failed),
        },
        None => None,
    };
    let Given {
        files, mut status, ..
    } = Given::read(&args.logs);

    let analysis = finished(&files, baseline.as_ref(), lang);
    let wanted = evidence_wanted(&analysis, args);
    let texts = reading::texts(&files, &wanted);
    if texts.len() < wanted.len() {
        let n_gone = (wanted.len() - texts.len()) as u64;
        let lines = counted(n_gone, Noun::Line, lang);
        output::complain(&command_line::evidence_gone(lang, &lines));
        status = Status::PartlyRead;
    }
    let text = render(&analysis, args, Reader::new(lang, &args.logs.tz), &texts);
    output::write(&text, args.output.as_deref())?;
    let fail_on = args.fail_on.map(Severity::from);
    let worst = analysis.incidents.iter().map(|it| it.severity).max();
    if fail_on.is_some_and(|least| worst >= Some(least)) {
        status = Status::Incidents;
    }
    Ok(status)
}

/// As many as were asked for, else one for each processor.
pub(crate) fn n_threads(jobs: Option<NonZeroUsize>) -> usize {
    let of_machine = || std::thread::available_parallelism().ok();
    jobs.or_else(of_machine).map_or(1, NonZeroUsize::get)
}

/// What `finish` takes of the files.
pub(crate) fn parts(files: &[FileRead]) -> Vec<FileInput<'_>> {
    files
        .iter()
        .map(|file| FileInput {
            plan: &file.plan,
            state: &file.state,
            notices: &file.notices,
        })
        .collect()
}

fn finished(files: &[FileRead], baseline: Option<&Baseline>, lang: Lang) -> Analysis {
    let parts = parts(files);
    let mut scores = Scores::default();
    if let Some(baseline) = baseline {
        let judgement = judge(baseline, &for_models(&sequences(&parts)));
        if let Some(why) = command_line::not_compared(&judgement, lang) {
            output::complain(why);
        }
        scores.sessions = Some(judgement);
    }
    finish(&parts, &scores).analysis
}

/// The evidence whose text the report shows.
fn evidence_wanted(analysis: &Analysis, args: &Analyze) -> BTreeSet<RecordRef> {
    if !(args.json || args.md) {
        return output::lines_shown(analysis);
    }
    let steps = analysis.chains.iter().flat_map(|chain| &chain.steps);
    let of_chains = steps.flat_map(|step| step.lines.iter());
    let incidents = analysis.incidents.iter();
    let of_incidents = incidents.flat_map(|it| it.evidence.lines.iter());
    of_incidents.chain(of_chains).copied().collect()
}

fn render(
    analysis: &Analysis,
    args: &Analyze,
    reader: Reader<'_>,
    texts: &BTreeMap<RecordRef, String>,
) -> String {
    let options = Options {
        reader,
        line_at: &|at| texts.get(&at).cloned(),
    };
    if args.json {
        report::json::json(analysis, &options) + "\n"
    } else if args.md {
        report::markdown::markdown(analysis, &options)
    } else {
        output::human(
            analysis,
            reader,
            texts,
            output::width(args.output.as_deref()).unwrap_or(DEFAULT_WIDTH),
        )
    }
}

/// A sentence for each input that was not read whole. What was not named but found in a folder may
/// be anything, so that a binary file there is worth a notice and no more.
pub(crate) fn tell_problems(files: &[FileRead], lang: Lang) -> Status {
    let mut status = Status::Fine;
    for file in files {
        let Some(problem) = &file.problem else {
            continue;
        };
        if matches!(problem, Problem::Binary(_)) && !file.is_named {
            continue;
        }
        let why = match problem {
            Problem::Missing(Missing::NotFound) => Unread::NotFound,
            Problem::Missing(Missing::NotPermitted) => Unread::NotPermitted,
            Problem::Missing(Missing::NoFiles) => Unread::NoFiles,
            Problem::Missing(Missing::Other) => Unread::Failed(""),
            Problem::Failed(reason) => Unread::Failed(reason),
            Problem::Shrank => Unread::Shrank,
            Problem::Damaged => Unread::Damaged,
            Problem::Inflated => Unread::Inflated,
            Problem::Binary(NoticeKind::BinaryFile) => Unread::Binary,
            Problem::Binary(kind) | Problem::Noticed(kind) => Unread::Noticed(*kind),
        };
        output::complain(&command_line::unread(
            &visible(&file.plan.facts.name),
            &why,
            lang,
        ));
        status = Status::PartlyRead;
    }
    status
}
