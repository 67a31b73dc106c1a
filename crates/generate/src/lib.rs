//! Synthetic logs that know their own truth: what each line belongs to, and each incident.
//!
//! ```text
//! Spec ─► cast (hosts, people, addresses) ─► scenes: ordinary/* and attacks/* ─► entries
//!                                            sorted by time ─► render (format, wording) ─► Log
//! ```
//!
//! In: a [`Spec`]. Out: a [`Log`]; the same spec gives the same bytes on every machine, so only whole
//! numbers decide.
//!
//! Invariant: it depends on no other crate of Jejak. Who makes the truth must not know how it is
//! judged. It deliberately does not write files (`jejak generate` does) and does not learn.
//!
//! Frozen: models are trained and measured on what it makes. Whoever changes a byte of it (a test
//! holds the hashes) trains and measures all of them again.

mod attacks;
mod cast;
mod chance;
mod clock;
mod entry;
mod labels;
mod ordinary;
mod render;
mod scene;
mod spec;
mod wordings;

pub use labels::{incidents_csv, labels_csv};
pub use spec::{Behaviour, Format, Kind, Spec, Wording};

use cast::Cast;
use chance::Chance;
use entry::Entry;
use scene::Scene;

/// A log and its truth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// In order of time.
    pub lines: Vec<Line>,
    /// In order of their first line; a line's `incident` is an index into it.
    pub incidents: Vec<Incident>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Without a line feed.
    pub text: String,
    /// Microseconds since 1970, UTC.
    pub time_us: i64,
    /// None: an ordinary line.
    pub incident: Option<usize>,
}

/// What went wrong, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    pub kind: Kind,
    pub behaviour: Behaviour,
    pub host: String,
    /// Addresses that act in it; none for what a machine does by itself.
    pub sources: Vec<String>,
    pub start_us: i64,
    pub end_us: i64,
    pub n_lines: usize,
}

impl Log {
    /// All lines, each with its line feed.
    pub fn text(&self) -> String {
        let n_bytes = self.lines.iter().map(|line| line.text.len() + 1).sum();
        let mut text = String::with_capacity(n_bytes);
        for line in &self.lines {
            text.push_str(&line.text);
            text.push('\n');
        }
        text
    }

    /// Kind of a line's incident; None for an ordinary line.
    pub fn kind(&self, line: &Line) -> Option<Kind> {
        Some(self.incidents.get(line.incident?)?.kind)
    }
}

/// The fewest lines that an incident has: fewer prove nothing.
const MIN_INCIDENT_LINES: usize = 5;

/// Makes a log of exactly `spec.n_lines` lines.
pub fn generate(spec: &Spec) -> Log {
    let mut chance = Chance::new(spec.seed);
    let cast = Cast::new(&mut chance.fork(), spec.wording);
    let n_days = clock::n_days(spec.n_lines);
    let mut entries: Vec<Entry> = Vec::with_capacity(spec.n_lines);
    let mut incidents = Vec::new();

    let mut turns = chance.fork();
    let mut left = spec.n_anomalous();
    while left >= MIN_INCIDENT_LINES && !spec.kinds.is_empty() {
        let kind = turns.pick(&spec.kinds);
        let behaviour = turns.pick(kind.behaviours(spec.format));
        let at_us = clock::any_moment(&mut turns, n_days);
        let mut scene = Scene::new(&cast, turns.fork(), at_us, left);
        scene.incident = Some(incidents.len());
        attacks::play(behaviour, spec.format, &mut scene);
        let (host, sources) = (scene.host_name(), scene.sources());
        let made = scene.finish();
        left -= made.len();
        incidents.push(Incident {
            kind,
            behaviour,
            host,
            sources,
            start_us: made.first().map_or(at_us, |entry| entry.time_us),
            end_us: made.last().map_or(at_us, |entry| entry.time_us),
            n_lines: made.len(),
        });
        entries.extend(made);
    }

    let mut turns = chance.fork();
    while entries.len() < spec.n_lines {
        let room = spec.n_lines - entries.len();
        let at_us = clock::working_moment(&mut turns, n_days);
        let mut scene = Scene::new(&cast, turns.fork(), at_us, room);
        ordinary::play(&mut scene, spec.format, n_days);
        entries.extend(scene.finish());
    }

    // Stable: what happens at the same moment stays in the order in which it was played.
    entries.sort_by_key(|entry| entry.time_us);
    let order = order_of(&incidents);
    let mut place = vec![0; incidents.len()];
    for (new, old) in order.iter().enumerate() {
        if let Some(place) = place.get_mut(*old) {
            *place = new;
        }
    }
    let lines = entries
        .iter()
        .map(|entry| Line {
            text: render::line(entry, &cast, spec),
            time_us: entry.time_us,
            incident: entry.incident.and_then(|old| place.get(old).copied()),
        })
        .collect();
    let incidents = order
        .iter()
        .filter_map(|old| incidents.get(*old).cloned())
        .collect();
    Log { lines, incidents }
}

/// Incidents by their first line.
fn order_of(incidents: &[Incident]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..incidents.len()).collect();
    order.sort_by_key(|i| incidents.get(*i).map(|incident| incident.start_us));
    order
}
