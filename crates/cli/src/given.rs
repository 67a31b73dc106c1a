//! What every command that reads logs does first: look for the files, read them, say what failed.

use jejak_protocol::UserChoices;
use jejak_words::{Lang, command_line};

use crate::analyze::{n_threads, tell_problems};
use crate::args::Logs;
use crate::clocks;
use crate::inputs;
use crate::output;
use crate::own_formats;
use crate::progress::Progress;
use crate::reading::{self, FileRead};
use crate::status::Status;

/// The logs of a command line, read.
pub(crate) struct Given {
    pub(crate) files: Vec<FileRead>,
    /// Name of the first.
    pub(crate) name: Option<String>,
    /// Whether all could be read to the end.
    pub(crate) status: Status,
    pub(crate) lang: Lang,
}

impl Given {
    /// Reads with a progress bar; a sentence on standard error for each file that could not be read.
    pub(crate) fn read(args: &Logs) -> Self {
        let lang = args.lang();
        let inputs = inputs::expand(&args.paths);
        let progress = Progress::new(!args.no_progress, inputs.len(), lang);
        let choices = UserChoices {
            source_zone: args.tz.clone(),
            formats: own_formats::all(&args.formats),
            clocks: clocks::all(&args.tz_of, &args.shift),
        };
        let files = reading::read_all(&inputs, &choices, n_threads(args.jobs), &progress);
        progress.finish();
        let mut status = tell_problems(&files, lang);
        for name in clocks::unknown(&choices.clocks, &files) {
            output::complain(&command_line::no_such_file(lang, name));
            status = Status::PartlyRead;
        }
        Self {
            status,
            name: inputs.into_iter().next().map(|input| input.name),
            files,
            lang,
        }
    }
}
