//! The run as the page sees it: a fold over what the workers say.
//!
//! Run ids only grow; what an older run still says is dropped here, in one place.

use std::sync::Arc;

use jejak_protocol::messages::{Failure, FileProgress};
use jejak_protocol::notice::{Notice, NoticeKind};
use jejak_protocol::{Analysis, FileFacts, FileId, FromWorker, RunId};

use super::pace::Pace;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Phase {
    /// Nothing was opened yet.
    #[default]
    Idle,
    Reading,
    /// The person asked to stop; the workers have not answered yet.
    Stopping,
    Done {
        cancelled: bool,
    },
    /// The workers were ended before they had stopped: the last result that was shown is the result.
    CutOff,
    /// An analysis that was kept earlier, without its files.
    Kept,
    /// An analysis that somebody shared, without its files.
    Shared,
    /// The run ended without its result; what was found before stays.
    Failed(Failure),
}

impl Phase {
    pub fn is_running(self) -> bool {
        matches!(self, Self::Reading | Self::Stopping)
    }
}

#[derive(Clone, Debug, Default)]
pub struct Run {
    pub id: RunId,
    pub phase: Phase,
    /// Those that were given, then those that were found in archives.
    pub files: Vec<FileFacts>,
    /// How many of them were given.
    pub n_given: usize,
    /// More files were given than these.
    pub has_left_out: bool,
    pub progress: Vec<FileProgress>,
    pub pace: Pace,
    /// The last result, of the whole or of what was read so far.
    pub analysis: Option<Arc<Analysis>>,
    /// What the worker said beside a failure; for the curious, not a sentence.
    pub detail: String,
}

impl Run {
    /// Starts the next run over these files and forgets the last one.
    pub fn begin(&mut self, files: Vec<FileFacts>, has_left_out: bool) -> RunId {
        let id = RunId(self.id.0.wrapping_add(1));
        *self = Self {
            id,
            phase: Phase::Reading,
            has_left_out,
            n_given: files.len(),
            ..Self::default()
        };
        self.add(files);
        id
    }

    /// Files that were given, or found in archives meanwhile.
    fn add(&mut self, files: Vec<FileFacts>) {
        for facts in files {
            self.progress.push(FileProgress {
                id: FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX)),
                n_bytes_done: 0,
                n_bytes_total: facts.size_bytes.unwrap_or(0),
                n_lines: 0,
                format: None,
                confidence: 0.0,
                is_done: false,
            });
            self.files.push(facts);
        }
    }

    /// The files as they were given, without those that were found in archives.
    pub fn given(&self) -> &[FileFacts] {
        self.files.get(..self.n_given).unwrap_or(&self.files)
    }

    /// Takes in one message about the run. `now_ms` is any clock that only grows.
    pub fn apply(&mut self, message: FromWorker, now_ms: f64) {
        if message.run().is_some_and(|run| run != self.id) {
            return;
        }
        // The workers still answer when the run is over.
        if let FromWorker::TakenUp { analysis, .. } = message {
            self.take(analysis);
            return;
        }
        if !self.phase.is_running() {
            return;
        }
        match message {
            FromWorker::Found { files, .. } => self.add(files),
            FromWorker::Progress { files, .. } => {
                let done = files.iter().map(|file| file.n_bytes_done).sum();
                let total = files.iter().map(|file| file.n_bytes_total).sum();
                self.pace.note(now_ms, done, total);
                self.progress = files;
            }
            FromWorker::Partial { analysis, .. } => self.take(analysis),
            FromWorker::Done {
                analysis,
                cancelled,
                ..
            } => {
                self.take(analysis);
                self.phase = Phase::Done { cancelled };
            }
            FromWorker::Failed {
                failure, detail, ..
            } => self.fail(failure, detail),
            FromWorker::Ready { .. }
            | FromWorker::TakenUp { .. }
            | FromWorker::Lists { .. }
            | FromWorker::Rows { .. }
            | FromWorker::Context { .. }
            | FromWorker::Located { .. }
            | FromWorker::FormatTried { .. }
            | FromWorker::Sessions { .. }
            | FromWorker::Windows { .. }
            | FromWorker::Judged { .. }
            | FromWorker::Refused { .. } => {}
        }
    }

    /// The same run once more, after a model spoke; dropped when the run is no longer the one.
    pub fn judged(&mut self, analysis: Analysis) {
        if matches!(self.phase, Phase::Done { .. }) {
            self.take(Box::new(analysis));
        }
    }

    /// The workers know only of the files that they were given.
    fn take(&mut self, mut analysis: Box<Analysis>) {
        if self.has_left_out {
            analysis.notices.push(Notice {
                kind: NoticeKind::FilesLeftOut,
                count: self.n_given as u64,
            });
        }
        self.analysis = Some(Arc::from(analysis));
    }

    /// Ends the run without a result; what was found before stays on screen.
    pub fn fail(&mut self, failure: Failure, detail: String) {
        self.phase = Phase::Failed(failure);
        self.detail = detail;
    }

    /// The person asked to stop.
    pub fn stop(&mut self) {
        if self.phase == Phase::Reading {
            self.phase = Phase::Stopping;
        }
    }

    /// The workers did not stop when asked and were ended: the last partial result is the result.
    pub fn stopped_hard(&mut self) {
        if self.phase.is_running() {
            self.phase = Phase::CutOff;
        }
    }

    /// Shows an analysis that was kept earlier in place of a run.
    pub fn show_kept(&mut self, analysis: Analysis) {
        self.show(analysis, Phase::Kept);
    }

    /// Shows an analysis that somebody shared in place of a run.
    pub fn show_shared(&mut self, analysis: Analysis) {
        self.show(analysis, Phase::Shared);
    }

    fn show(&mut self, analysis: Analysis, phase: Phase) {
        *self = Self {
            id: RunId(self.id.0.wrapping_add(1)),
            phase,
            n_given: analysis.files.len(),
            files: analysis.files.iter().map(|it| it.facts.clone()).collect(),
            analysis: Some(Arc::new(analysis)),
            ..Self::default()
        };
    }

    /// Whether there are files that can be read again.
    pub fn has_files(&self) -> bool {
        !matches!(self.phase, Phase::Kept | Phase::Shared) && !self.files.is_empty()
    }

    /// `(bytes done, bytes in all)`.
    pub fn n_bytes(&self) -> (u64, u64) {
        self.progress.iter().fold((0, 0), |(done, total), file| {
            (done + file.n_bytes_done, total + file.n_bytes_total)
        })
    }
}

#[cfg(test)]
mod tests {
    use jejak_protocol::{Timeline, Zone};

    use super::*;

    fn analysis(n_lines: u64) -> Box<Analysis> {
        Box::new(Analysis {
            files: Vec::new(),
            source_zone: Zone::utc(),
            n_bytes: 0,
            n_lines,
            n_records: 0,
            n_misfits: 0,
            n_auth_failures: 0,
            range: None,
            timeline: Timeline::default(),
            templates: Vec::new(),
            incidents: Vec::new(),
            chains: Vec::new(),
            top_sources: Vec::new(),
            top_users: Vec::new(),
            metrics: Vec::new(),
            notices: Vec::new(),
        })
    }

    fn n_lines(run: &Run) -> Option<u64> {
        run.analysis.as_ref().map(|analysis| analysis.n_lines)
    }

    #[test]
    fn what_an_older_run_still_says_is_dropped() {
        let mut run = Run::default();
        let old = run.begin(Vec::new(), false);
        let new = run.begin(Vec::new(), false);
        assert!(new > old);
        let late = FromWorker::Done {
            run: old,
            analysis: analysis(1),
            cancelled: false,
        };
        run.apply(late, 0.0);
        assert_eq!(run.phase, Phase::Reading);
        assert_eq!(n_lines(&run), None);
    }

    #[test]
    fn files_that_were_left_out_are_told() {
        for has_left_out in [false, true] {
            let mut run = Run::default();
            let id = run.begin(Vec::new(), has_left_out);
            let done = FromWorker::Done {
                run: id,
                analysis: analysis(1),
                cancelled: false,
            };
            run.apply(done, 0.0);
            let analysis = run.analysis.expect("the run is done");
            assert_eq!(analysis.notices.len(), usize::from(has_left_out));
        }
    }

    #[test]
    fn a_crash_keeps_the_partial_result() {
        let mut run = Run::default();
        let id = run.begin(Vec::new(), false);
        let partial = FromWorker::Partial {
            run: id,
            analysis: analysis(7),
        };
        run.apply(partial, 0.0);
        let failed = FromWorker::Failed {
            run: id,
            failure: Failure::WorkerCrashed,
            detail: "unreachable".to_owned(),
        };
        run.apply(failed, 1.0);
        assert_eq!(run.phase, Phase::Failed(Failure::WorkerCrashed));
        assert_eq!(n_lines(&run), Some(7));
        let late = FromWorker::Partial {
            run: id,
            analysis: analysis(9),
        };
        run.apply(late, 2.0);
        assert_eq!(n_lines(&run), Some(7), "an ended run says nothing more");
    }

    #[test]
    fn a_stop_that_is_not_answered_keeps_what_was_found() {
        let mut run = Run::default();
        run.begin(Vec::new(), false);
        run.stop();
        assert_eq!(run.phase, Phase::Stopping);
        run.stopped_hard();
        assert_eq!(run.phase, Phase::CutOff);
    }
}
