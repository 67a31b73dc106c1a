//! One input from opening to its end: looks at its samples, decides how to read it, says what became
//! of it.

use std::fs::{File, Metadata};
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{SystemTime, UNIX_EPOCH};

use jejak_core::plan::{Container, Refusal};
use jejak_core::{Plan, State, plan, samples};
use jejak_protocol::{FileFacts, Notice, NoticeKind, UserChoices};

use super::at::Bytes;
use super::stream::{self, Pipe};
use super::{FileRead, Problem, plain};
use crate::inputs::{Input, Missing, Place};
use crate::progress::Progress;

/// Files that stay open until their evidence was read, so that a rotation meanwhile does no harm.
/// Chosen below the usual limit of open files.
pub(super) const MAX_HANDLES: usize = 200;

/// An input that is ready to be read.
pub(super) struct Opened {
    pub(super) plan: Plan,
    pub(super) body: Body,
    pub(super) is_named: bool,
}

pub(super) enum Body {
    /// Nothing to read, and why.
    Nothing(Problem),
    File {
        path: PathBuf,
        /// None past [`MAX_HANDLES`]: it is opened again.
        handle: Option<Bytes>,
        size_bytes: u64,
    },
    /// A file of an archive.
    Member {
        bytes: Bytes,
        size_bytes: u64,
        depth: usize,
    },
    /// An archive whose members stand by themselves.
    Archive {
        notices: Vec<Notice>,
        problem: Option<Problem>,
    },
    Pipe(Mutex<Pipe>),
}

/// Whether all of an input was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum End {
    Whole,
    Early(Problem),
}

/// Where the lines of an input can be read again.
#[derive(Clone, Debug)]
pub(crate) enum Origin {
    Nowhere,
    Path(PathBuf),
    Handle(Bytes),
}

/// Opens and plans an input. `keeps_open`: its file may stay open.
pub(super) fn open(input: &Input, choices: &UserChoices, keeps_open: bool) -> Opened {
    let opened = match &input.place {
        Place::Nowhere(missing) => Err(Problem::Missing(*missing)),
        Place::Stdin => open_pipe(&input.name, Box::new(io::stdin()), choices),
        Place::Path(path) => open_path(path, &input.name, choices, keeps_open),
    };
    let named = |opened| Opened {
        is_named: input.is_named,
        ..opened
    };
    opened.map(named).unwrap_or_else(|problem| Opened {
        plan: plan_unread(&input.name, choices),
        body: Body::Nothing(problem),
        is_named: input.is_named,
    })
}

impl Opened {
    /// Bytes that can be read in ranges; 0 for what is read from front to back, or not at all.
    pub(super) fn n_bytes_plain(&self) -> u64 {
        match &self.body {
            Body::File { size_bytes, .. } | Body::Member { size_bytes, .. }
                if self.plan.container == Container::Plain && self.plan.refusal.is_none() =>
            {
                *size_bytes
            }
            _ => 0,
        }
    }

    /// Bytes on disk, as far as they are known.
    pub(super) fn n_bytes_on_disk(&self) -> u64 {
        match &self.body {
            Body::File { size_bytes, .. } | Body::Member { size_bytes, .. } => *size_bytes,
            _ => 0,
        }
    }

    pub(super) fn read(&self, n_threads: usize, progress: &Progress) -> (State, End) {
        if self.plan.refusal.is_some() && !matches!(self.body, Body::Nothing(_)) {
            progress.add(self.n_bytes_on_disk());
            return (State::empty(), End::Whole);
        }
        match &self.body {
            Body::Nothing(problem) => (State::empty(), End::Early(problem.clone())),
            Body::Pipe(pipe) => {
                let mut pipe = pipe
                    .lock()
                    .unwrap_or_else(std::sync::PoisonError::into_inner);
                stream::read_pipe(&mut pipe, &self.plan, progress)
            }
            Body::Archive { .. } => (State::empty(), End::Whole),
            Body::File {
                path,
                handle,
                size_bytes,
            } => {
                let bytes = match handle {
                    Some(bytes) => Ok(bytes.clone()),
                    None => File::open(path).map(Bytes::whole),
                };
                match bytes {
                    Err(error) => (State::empty(), End::Early(problem_of(&error))),
                    Ok(bytes) => self.read_bytes(&bytes, *size_bytes, n_threads, progress),
                }
            }
            Body::Member {
                bytes, size_bytes, ..
            } => self.read_bytes(bytes, *size_bytes, n_threads, progress),
        }
    }

    fn read_bytes(
        &self,
        bytes: &Bytes,
        size_bytes: u64,
        n_threads: usize,
        progress: &Progress,
    ) -> (State, End) {
        match self.plan.container {
            Container::Plain => plain::read(bytes, &self.plan, size_bytes, n_threads, progress),
            Container::Packed(_) => stream::read_file(bytes, &self.plan, progress),
        }
    }

    /// Sums up what was read.
    pub(super) fn close(self, state: State, end: End) -> FileRead {
        let n_bytes = state.n_bytes();
        let mut problem = match end {
            End::Whole => None,
            End::Early(problem) => Some(problem),
        };
        if let Some(Refusal::Binary(kind)) = self.plan.refusal {
            problem = Some(Problem::Binary(kind.notice()));
        }
        let mut notices: Vec<Notice> = problem
            .iter()
            .filter_map(|problem| notice_of(problem, n_bytes))
            .collect();
        if problem.is_none() && self.grew() {
            notices.push(Notice {
                kind: NoticeKind::ChangedWhileRead,
                count: n_bytes,
            });
        }
        if let Body::Archive {
            notices: of_archive,
            problem: of_listing,
        } = &self.body
        {
            notices.extend(of_archive.iter().cloned());
            problem = of_listing.clone();
        }
        let origin = match self.body {
            Body::Nothing(_) | Body::Archive { .. } => Origin::Nowhere,
            Body::Member { bytes, .. } => Origin::Handle(bytes),
            Body::Pipe(pipe) => pipe
                .into_inner()
                .unwrap_or_else(std::sync::PoisonError::into_inner)
                .into_copy()
                .map_or(Origin::Nowhere, Origin::Handle),
            Body::File { path, handle, .. } => handle.map_or(Origin::Path(path), Origin::Handle),
        };
        FileRead {
            plan: self.plan,
            state,
            notices,
            problem,
            origin,
            is_named: self.is_named,
        }
    }

    /// Whether the file is longer now than what was read of it: a log that is being written.
    fn grew(&self) -> bool {
        match &self.body {
            Body::File {
                handle: Some(handle),
                size_bytes,
                ..
            } => handle.file_len().is_some_and(|now| now > *size_bytes),
            _ => false,
        }
    }
}

fn open_path(
    path: &Path,
    name: &str,
    choices: &UserChoices,
    keeps_open: bool,
) -> Result<Opened, Problem> {
    let file = File::open(path).map_err(|error| problem_of(&error))?;
    let metadata = file.metadata().map_err(|error| problem_of(&error))?;
    let size_bytes = metadata.len();
    // Files of the system (/proc) claim no size; pipes and terminals have none.
    if !metadata.is_file() || size_bytes == 0 {
        let mut opened = open_pipe(name, Box::new(file), choices)?;
        if metadata.is_file() {
            opened.plan.facts.modified_ms = modified_ms(&metadata);
        }
        return Ok(opened);
    }
    let facts = FileFacts {
        name: name.to_owned(),
        size_bytes: Some(size_bytes),
        modified_ms: modified_ms(&metadata),
    };
    let bytes = Bytes::whole(file);
    Ok(Opened {
        plan: plan_bytes(&bytes, &facts, choices).map_err(|error| problem_of(&error))?,
        body: Body::File {
            path: path.to_owned(),
            handle: keeps_open.then_some(bytes),
            size_bytes,
        },
        is_named: false,
    })
}

/// Plans what lies in bytes whose size the facts tell.
pub(super) fn plan_bytes(
    bytes: &Bytes,
    facts: &FileFacts,
    choices: &UserChoices,
) -> io::Result<Plan> {
    let samples = sample(bytes, facts.size_bytes.unwrap_or(0))?;
    let samples: Vec<&[u8]> = samples.iter().map(Vec::as_slice).collect();
    Ok(plan(&samples, facts, choices))
}

fn sample(bytes_of: &Bytes, size_bytes: u64) -> io::Result<Vec<Vec<u8>>> {
    let read = |range: Range<u64>| {
        let mut bytes = vec![0; (range.end - range.start) as usize];
        let n = bytes_of.read_full(&mut bytes, range.start)?;
        bytes.truncate(n);
        Ok(bytes)
    };
    let samples: io::Result<Vec<_>> = samples::ranges(size_bytes).into_iter().map(read).collect();
    let samples = samples?;
    let first = samples.first().map_or(&[][..], Vec::as_slice);
    match samples::again(first, size_bytes) {
        Some(longer) => Ok(vec![read(longer)?]),
        None => Ok(samples),
    }
}

/// A stream has no date; what comes out of it now was written until now.
fn open_pipe(
    name: &str,
    bytes: Box<dyn io::Read + Send>,
    choices: &UserChoices,
) -> Result<Opened, Problem> {
    let mut pipe = Pipe::new(bytes, samples::FIRST_BYTES).map_err(|error| problem_of(&error))?;
    if let Some(longer) = samples::again(pipe.head(), u64::MAX) {
        pipe.look_further(longer.end)
            .map_err(|error| problem_of(&error))?;
    }
    let facts = FileFacts {
        name: name.to_owned(),
        size_bytes: None,
        modified_ms: ms_since_1970(SystemTime::now()),
    };
    Ok(Opened {
        plan: plan(&[pipe.head()], &facts, choices),
        body: Body::Pipe(Mutex::new(pipe)),
        is_named: false,
    })
}

pub(super) fn plan_unread(name: &str, choices: &UserChoices) -> Plan {
    let facts = FileFacts {
        name: name.to_owned(),
        size_bytes: None,
        modified_ms: None,
    };
    let mut plan = plan(&[], &facts, choices);
    // Nothing is known of it, so it must not be called empty.
    plan.refusal = None;
    plan
}

fn modified_ms(metadata: &Metadata) -> Option<i64> {
    ms_since_1970(metadata.modified().ok()?)
}

fn ms_since_1970(time: SystemTime) -> Option<i64> {
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_millis()).ok(),
        Err(before) => i64::try_from(before.duration().as_millis())
            .ok()
            .map(|ms| -ms),
    }
}

pub(super) fn problem_of(error: &io::Error) -> Problem {
    match Missing::of(error) {
        Missing::Other => Problem::Failed(error.to_string()),
        missing => Problem::Missing(missing),
    }
}

/// How a problem is told in the analysis.
pub(super) fn notice_of(problem: &Problem, n_bytes: u64) -> Option<Notice> {
    let kind = match problem {
        Problem::Missing(_) | Problem::Failed(_) => NoticeKind::Unreadable,
        Problem::Shrank => NoticeKind::ChangedWhileRead,
        Problem::Damaged => NoticeKind::TruncatedStream,
        Problem::Inflated => NoticeKind::InflationLimit,
        Problem::Noticed(kind) => *kind,
        // The plan says so itself.
        Problem::Binary(_) => return None,
    };
    Some(Notice {
        kind,
        count: n_bytes,
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use jejak_words::Lang;

    use super::*;

    const LINE: &str = "Mar 10 09:00:00 gerbang sshd[1]: Connection closed by 192.0.2.1 port 1\n";

    /// Opens a file of three lines, does something to it, then reads it.
    fn read_after(change: impl FnOnce(&Path)) -> FileRead {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("auth.log");
        fs::write(&path, LINE.repeat(3)).unwrap();
        let input = Input {
            place: Place::Path(path.clone()),
            name: "auth.log".to_owned(),
            is_named: true,
        };
        let opened = open(&input, &UserChoices::default(), true);
        change(&path);
        let (state, end) = opened.read(1, &Progress::new(false, 1, Lang::En));
        opened.close(state, end)
    }

    fn kinds(file: &FileRead) -> Vec<NoticeKind> {
        file.notices.iter().map(|notice| notice.kind).collect()
    }

    #[test]
    fn a_file_that_is_removed_meanwhile_is_read_to_its_end() {
        let file = read_after(|path| fs::remove_file(path).unwrap());
        assert_eq!((file.state.n_lines(), file.problem), (3, None));
    }

    #[test]
    fn a_file_that_shrinks_is_told() {
        let n_left = LINE.len() as u64 * 2;
        let file = read_after(|path| {
            let file = File::options().write(true).open(path).unwrap();
            file.set_len(n_left).unwrap();
        });
        assert_eq!(file.state.n_lines(), 2);
        assert_eq!(file.problem, Some(Problem::Shrank));
        assert_eq!(kinds(&file), [NoticeKind::ChangedWhileRead]);
    }

    #[test]
    fn a_file_that_grows_is_read_as_it_was_and_told() {
        let file = read_after(|path| fs::write(path, LINE.repeat(5)).unwrap());
        assert_eq!((file.state.n_lines(), &file.problem), (3, &None));
        assert_eq!(kinds(&file), [NoticeKind::ChangedWhileRead]);
    }
}
