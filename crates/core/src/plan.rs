//! What is decided once per file before it is read: format, compression, zone, year.

mod choose;
mod foreign;
mod text;

use jejak_protocol::{FileFacts, FormatId, UserChoices, Zone};
use serde::{Deserialize, Serialize};

pub use self::foreign::Foreign;
use crate::archive;
use crate::events::services;
use crate::formats::{Format, Layout};
use crate::sessions::SessionKey;
pub use crate::unpack::Container;
use crate::unpack::Layer;

/// Whether stamps of the file name their year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Clock {
    /// Most stamps have a year (or nothing has a time).
    Full,
    /// Most stamps have none; it follows from the order of the lines and the file's date.
    Yearless,
    /// Most stamps have no day; it follows from the order of the lines and a stamp that has one, or
    /// else the file's date.
    Dayless,
}

/// Why a file is not read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    Empty,
    /// No text that is read today: programs, pictures, other archives, UTF-32.
    Binary(Foreign),
    /// Files in a file: its [members](crate::archive) are read, each with a plan of its own.
    Archive(archive::Kind),
}

/// Bounds on what a run keeps. The defaults are the product's; tests make them small to reach them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of a line that are read; the rest is cut.
    pub line_bytes: usize,
    /// Distinct shapes kept per file.
    pub n_shapes: usize,
    /// Distinct entities kept per kind and file.
    pub n_entities: usize,
    /// Buckets of a file's histogram.
    pub n_buckets: usize,
    /// Misfit lines listed per file.
    pub n_misfits: usize,
    /// Evidence lines kept of each of the riskiest incidents.
    pub n_evidence: usize,
    /// Evidence lines kept of each of the others: a log of a year can have ten thousands of them.
    pub n_evidence_brief: usize,
    /// How many incidents are the riskiest.
    pub n_riskiest: usize,
    /// Incidents kept, and as many again that are steps of chains.
    pub n_incidents: usize,
    /// Sessions kept per file.
    pub n_sessions: usize,
    /// Events of a file from which on those that are alike are folded.
    pub n_events: usize,
    /// Events that are alike kept of each stretch of time, once they are folded.
    pub n_alike: u32,
    /// Lines between a failure that names nobody and the line of its connection that names them.
    pub caller_lines: u64,
    /// Lines of a file that name nobody and wait for a name; later ones stay without.
    pub n_waiting: usize,
    /// Metric series kept per file.
    pub n_series: usize,
    /// Stretches of time kept of each of them.
    pub n_points: usize,
}

impl Limits {
    /// The product's.
    pub const DEFAULT: Self = Self {
        line_bytes: 64 * 1024,
        n_shapes: 1 << 15,
        n_entities: 1 << 18,
        n_buckets: 1 << 14,
        n_misfits: 100,
        n_evidence: 200,
        n_evidence_brief: 20,
        n_riskiest: 1000,
        // Chosen: more than anybody looks through; a tab holds them in a hundred megabytes.
        n_incidents: 1 << 15,
        n_sessions: 1 << 16,
        n_events: 1 << 22,
        n_alike: 8,
        // A busy server writes some hundred lines a second, and most connections name the caller in one.
        caller_lines: 1 << 12,
        n_waiting: 1 << 17,
        // Chosen: what node_exporter tells of a machine, twice; 50 MB at most.
        n_series: 2048,
        // Chosen: a point for every few pixels of a lane.
        n_points: 256,
    };

    /// Whether a line of a connection is near enough to one below it.
    pub(crate) fn reaches(&self, above: u64, below: u64) -> bool {
        below.saturating_sub(above) <= self.caller_lines
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Everything that `partial` needs to read a block of a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    pub facts: FileFacts,
    pub container: Container,
    pub layout: Layout,
    /// Share of the sampled lines that fit the format, among those that do not continue another,
    /// in [0, 1]. For plain text, which every line fits: the share that is readable text.
    pub confidence: f64,
    pub clock: Clock,
    /// Whether sampled stamps leave the zone open.
    pub assumes_zone: bool,
    /// Zone of stamps that name none.
    pub zone: Zone,
    /// Added to all times of the file, in microseconds.
    pub shift_us: i64,
    /// Set when the file must not be read.
    pub refusal: Option<Refusal>,
    pub limits: Limits,
    /// What ties the file's records together; None when nothing does.
    pub session: Option<SessionKey>,
}

impl Plan {
    /// What the file is, in a word.
    pub fn format_id(&self) -> FormatId {
        match self.refusal {
            Some(Refusal::Archive(archive::Kind::Tar)) => FormatId("tar".to_owned()),
            Some(Refusal::Archive(archive::Kind::Zip)) => FormatId("zip".to_owned()),
            _ => match self.container.innermost() {
                Some(Layer::Evtx) => FormatId("evtx".to_owned()),
                Some(Layer::EventsXml) => FormatId("events-xml".to_owned()),
                Some(Layer::EventsTable) => FormatId("events-table".to_owned()),
                Some(Layer::JournalExport) => FormatId("journal-export".to_owned()),
                _ => self.layout.id(),
            },
        }
    }

    pub fn archive(&self) -> Option<archive::Kind> {
        match self.refusal {
            Some(Refusal::Archive(kind)) => Some(kind),
            _ => None,
        }
    }
}

/// Decides how to read a file from a few of its bytes.
///
/// `samples`: stretches of the file's bytes as they lie on disk, the first from its very beginning;
/// a packed file needs only the first (it is unpacked here as far as it goes). The answer depends on
/// nothing else, so whoever reads the file plans the same.
pub fn plan(samples: &[&[u8]], facts: &FileFacts, choices: &UserChoices) -> Plan {
    let clocks = || choices.clocks_of(&facts.name);
    let own_zone = clocks().find_map(|clock| clock.zone.as_ref());
    let mut plan = Plan {
        facts: facts.clone(),
        container: Container::Plain,
        layout: Format::Plain.into(),
        confidence: 0.0,
        clock: Clock::Full,
        assumes_zone: false,
        zone: own_zone.unwrap_or(&choices.source_zone).clone(),
        shift_us: clocks().map(|clock| clock.shift_us).sum(),
        refusal: None,
        limits: Limits::default(),
        session: None,
    };
    let (container, text) = text::of(samples, facts.size_bytes);
    plan.container = container;
    match text {
        Err(refusal) => {
            plan.refusal = Some(refusal);
            if plan.archive().is_some() {
                plan.confidence = 1.0; // its magic bytes leave no doubt
            }
        }
        Ok(text) => {
            let lines = text.lines(plan.limits.line_bytes);
            let (layout, confidence) = choose::layout(&lines, &choices.formats);
            let clock = choose::clock(&layout, &lines);
            plan.session = choose::session(&layout, &lines);
            plan.layout = Layout {
                service: services::of_file(&facts.name).map(Box::from),
                ..layout
            };
            plan.confidence = confidence;
            plan.clock = clock.clock;
            plan.assumes_zone = clock.assumes_zone;
        }
    }
    plan
}

#[cfg(test)]
mod tests;
