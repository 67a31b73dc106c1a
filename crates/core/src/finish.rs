//! The last step: states of all files in, the [`Analysis`] out.
//!
//! Resolves years, zones and names over all files, lets the detectors look, and sums up. It can be
//! called at any moment of a run: the result is right for what was read so far. It reads no bytes.

mod copies;
mod courses;
mod entities;
mod metrics;
mod pulses;
mod riskiest;
mod summaries;
mod timeline;

use jejak_protocol::{
    Analysis, FileId, Notice, NoticeKind, RecordRef, TemplateSummary, TimeRange, TimestampUs,
};

use crate::chains;
use crate::clock::Years;
use crate::detectors::input;
use crate::incidents;
use crate::plan::{Limits, Plan};
use crate::sequences::{Sequences, sequences};
use crate::state::State;
use crate::templates::{self, Counted, Templates};
use crate::windows::{self, Scores, SourceWindow, Windows};

/// One file of a run, in the order of the run.
#[derive(Clone, Copy, Debug)]
pub struct FileInput<'a> {
    pub plan: &'a Plan,
    pub state: &'a State,
    /// What happened while its bytes were read: truncated, damaged, cancelled.
    pub notices: &'a [Notice],
}

/// What `finish` gives: the analysis, and what is needed to filter rows like it.
#[derive(Clone, Debug)]
pub struct Finished {
    pub analysis: Analysis,
    pub templates: Templates,
}

/// The distinct windows of what was read of all files, for models to score.
pub fn windows(files: &[FileInput<'_>]) -> Windows {
    let nothing = State::empty();
    let files = without_copies(files, &nothing);
    let resolved: Vec<Resolved<'_>> = files.iter().zip(0..).map(Resolved::new).collect();
    windows::distinct(&entities::Table::new(&resolved).events(&resolved))
}

/// The windows of what was read of all files one by one, by source and time: for learning and measuring,
/// where it matters whose they are.
pub fn source_windows(files: &[FileInput<'_>]) -> Vec<SourceWindow> {
    let nothing = State::empty();
    let files = without_copies(files, &nothing);
    let resolved: Vec<Resolved<'_>> = files.iter().zip(0..).map(Resolved::new).collect();
    let table = entities::Table::new(&resolved);
    let occurrences = windows::occurrences(&table.events(&resolved));
    let named = occurrences.into_iter().filter_map(|window| {
        Some(SourceWindow {
            source: table.row(window.source)?.entity.value.clone(),
            number: window.number,
            features: window.features,
        })
    });
    named.collect()
}

/// The templates of what was read of all files, the most frequent first, without looking for incidents.
pub fn templates(files: &[FileInput<'_>]) -> Vec<TemplateSummary> {
    let nothing = State::empty();
    let files = without_copies(files, &nothing);
    let resolved: Vec<Resolved<'_>> = files.iter().zip(0..).map(Resolved::new).collect();
    mined(&resolved, range(&resolved)).list
}

/// Sums up what was read of all files, with what models said of their [`windows`] and [`sequences`];
/// empty scores are fine.
pub fn finish(files: &[FileInput<'_>], scores: &Scores) -> Finished {
    let limits = files
        .first()
        .map_or_else(Limits::default, |f| f.plan.limits);
    let is_copy = copies::of(files);
    let whole: Vec<Resolved<'_>> = files.iter().zip(0..).map(Resolved::new).collect();
    let summaries = whole.iter().zip(&is_copy);
    let summaries = summaries.map(|(file, is_copy)| summaries::file(file, *is_copy));
    let summaries = summaries.collect();
    let nothing = State::empty();
    let counted = copies::left_out(files, &is_copy, &nothing);
    let files = counted.as_slice();
    let resolved: Vec<Resolved<'_>> = files.iter().zip(0..).map(Resolved::new).collect();
    let metrics = metrics::of(&resolved);
    let watched = metrics::watched(&metrics.series);
    // Scrapes alone have the times of their files; beside logs, which have their own, a file that was
    // copied much later must not stretch the axis.
    let range = range(&resolved).or_else(|| metrics::range(&metrics.series));
    let templates = mined(&resolved, range);
    let entities = entities::Table::new(&resolved);
    let events = entities.events(&resolved);
    let n_records = files.iter().map(|f| f.state.body.n_records).sum();
    let grid = timeline::for_detectors(&resolved, range);
    let courses = courses::of_hosts(&resolved);
    let beats = courses::of_shapes(&resolved);
    let input = input::Input {
        events: &events,
        entities: &entities.rows,
        requests: &[],
        templates: &templates.list,
        courses: &courses,
        beats: &beats,
        metrics: &watched,
        bucket_us: grid.bucket_us,
        buckets: &grid.buckets,
        range,
        n_records,
        limits: &limits,
    };
    let sequences = match scores.sessions {
        Some(_) => sequences(files),
        None => Sequences::default(),
    };
    let mut incidents = incidents::incidents(&input, scores, &sequences);
    let mut chains = chains::chains(&incidents);
    let n_calmer = riskiest::keep(&mut incidents, &mut chains, limits.n_incidents);
    let sum = |of: fn(&crate::state::Body) -> u64| files.iter().map(|f| of(&f.state.body)).sum();
    let mut notices = given_up(files);
    if let Some(count) = metrics.n_given_up {
        notices.push(Notice {
            kind: NoticeKind::SeriesCapped,
            count,
        });
    }
    if n_calmer > 0 {
        notices.push(Notice {
            kind: NoticeKind::IncidentsCapped,
            count: n_calmer,
        });
    }
    let analysis = Analysis {
        files: summaries,
        source_zone: files
            .first()
            .map(|f| f.plan.zone.clone())
            .unwrap_or_default(),
        n_bytes: files.iter().map(|f| f.state.n_bytes()).sum(),
        n_lines: sum(|body| body.n_lines),
        n_records,
        n_misfits: sum(|body| body.n_misfits),
        n_auth_failures: sum(|body| body.n_auth_failures),
        range,
        timeline: timeline::for_page(&resolved, range),
        templates: templates.list.clone(),
        incidents,
        chains,
        top_sources: entities.top(jejak_protocol::EntityKind::SourceAddress),
        top_users: entities.top(jejak_protocol::EntityKind::User),
        metrics: metrics.series,
        notices,
    };
    Finished {
        analysis,
        templates,
    }
}

fn range(files: &[Resolved<'_>]) -> Option<TimeRange> {
    files
        .iter()
        .filter_map(Resolved::range)
        .reduce(TimeRange::union)
}

fn mined(files: &[Resolved<'_>], range: Option<TimeRange>) -> Templates {
    let shapes = files.iter().flat_map(|file| file.shapes(range));
    templates::mine(shapes.collect())
}

/// The files with nothing in place of those whose lines another holds; positions stay.
pub(crate) fn without_copies<'a>(
    files: &[FileInput<'a>],
    nothing: &'a State,
) -> Vec<FileInput<'a>> {
    copies::left_out(files, &copies::of(files), nothing)
}

/// A file whose raw times can be told.
pub(crate) struct Resolved<'a> {
    id: FileId,
    pub(crate) input: FileInput<'a>,
    pub(crate) years: Years<'a>,
}

impl<'a> Resolved<'a> {
    pub(crate) fn new((input, id): (&FileInput<'a>, u32)) -> Self {
        let latest = input.state.body.range.map(|(_, latest)| latest);
        Self {
            id: FileId(id),
            input: *input,
            years: Years::resolve(latest, input.state.body.carry.day_of_slot_0(), input.plan),
        }
    }

    pub(crate) fn at(&self, line: u64) -> RecordRef {
        RecordRef {
            file: self.id,
            line,
        }
    }

    fn range(&self) -> Option<TimeRange> {
        let (start, end) = self.input.state.body.range?;
        let (start, end) = (self.years.utc(start), self.years.utc(end));
        Some(TimeRange {
            start: TimestampUs(start.min(end)),
            end: TimestampUs(start.max(end)),
        })
    }

    /// The shapes, counted over the range of all files.
    pub(crate) fn shapes(&self, range: Option<TimeRange>) -> impl Iterator<Item = Counted> {
        let shapes = self.input.state.body.shapes.list().iter();
        shapes.map(move |shape| Counted {
            hash: shape.hash,
            text: shape.text.clone(),
            level: shape.level,
            count: shape.count,
            first: self.years.time(shape.first.raw),
            last: self.years.time(shape.last.raw),
            example: self.at(shape.first.line),
            over_time: range.map_or_else(Vec::new, |range| pulses::over_time(self, shape, range)),
        })
    }
}

/// What was given up to stay within the bounds, over all files.
fn given_up(files: &[FileInput<'_>]) -> Vec<Notice> {
    let bodies = || files.iter().map(|file| &file.state.body);
    let n_shapes: u64 = bodies().map(|body| body.shapes.n_given_up()).sum();
    let lost = |is_folded| -> u64 {
        let of = bodies().filter(|body| body.events.is_folded() == is_folded);
        of.map(|body| body.events.n_lost()).sum()
    };
    let mut notices = Vec::new();
    if n_shapes > 0 {
        notices.push(Notice {
            kind: NoticeKind::TemplatesCapped,
            count: n_shapes,
        });
    }
    if bodies().any(|body| body.names.is_capped()) {
        notices.push(Notice {
            kind: NoticeKind::EntitiesCapped,
            count: lost(false),
        });
    }
    if bodies().any(|body| body.events.is_folded()) {
        notices.push(Notice {
            kind: NoticeKind::EventsFolded,
            count: lost(true),
        });
    }
    notices
}
