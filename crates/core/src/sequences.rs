//! The seam for models of order: what happened in each session, as templates one after the other.
//!
//! The key by which lines belong together was found when the file was planned (`sessions`). Core asks
//! no model: whoever has one reads the [`Sequences`] of a run. Most sessions are alike; [`distinct`]
//! gives each sequence once, so that a model reads it once.

use std::collections::BTreeMap;

use jejak_protocol::model::{Sequence, SessionPlace, Sessions};
use jejak_protocol::{RecordRef, TimestampUs};
use rustc_hash::FxHashMap;

use crate::finish::{FileInput, Resolved, without_copies};
use crate::state::{State, Step};
use crate::templates;

pub use crate::sessions::SessionKey;

/// The sessions of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sequences {
    /// By file; None where nothing ties lines together.
    pub keys: Vec<Option<SessionKey>>,
    /// Ids of the templates that occur, in order; events are positions in it.
    pub templates: Vec<String>,
    /// By file, then by the first line.
    pub sessions: Vec<Session>,
    /// More sessions than are kept: these are a sample that does not hang on their order.
    pub is_sample: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    pub name: String,
    /// In the order of lines; a record of a shape that was given up has none.
    pub events: Vec<u32>,
    /// How many lines below the first each event stands.
    pub below: Vec<u32>,
    /// All of its records, also those past the bound of `events`.
    pub n_records: u64,
    pub first: RecordRef,
    pub last: RecordRef,
    pub start: Option<TimestampUs>,
    pub end: Option<TimestampUs>,
}

impl Session {
    /// The lines of its events, in order.
    pub fn lines(&self) -> impl Iterator<Item = RecordRef> {
        self.below.iter().map(|below| RecordRef {
            file: self.first.file,
            line: self.first.line + u64::from(*below),
        })
    }
}

/// Sequences that occur, each once, with the sessions that have it (positions in `sessions`).
pub fn distinct(sequences: &Sequences) -> BTreeMap<&[u32], Vec<usize>> {
    let mut all: BTreeMap<&[u32], Vec<usize>> = BTreeMap::new();
    for (idx, session) in sequences.sessions.iter().enumerate() {
        all.entry(&session.events).or_default().push(idx);
    }
    all
}

/// The sessions of what was read of all files.
pub fn sequences(files: &[FileInput<'_>]) -> Sequences {
    let nothing = State::empty();
    let files = without_copies(files, &nothing);
    let resolved: Vec<Resolved<'_>> = files.iter().zip(0..).map(Resolved::new).collect();
    let mined = templates::mine(resolved.iter().flat_map(|file| file.shapes(None)).collect());
    let mut ids: Vec<String> = mined.list.iter().map(|t| t.id.clone()).collect();
    ids.sort_unstable();
    let number = |id: &str| ids.binary_search_by(|own| own.as_str().cmp(id)).ok();
    let mut sessions = Vec::new();
    for file in &resolved {
        let body = &file.input.state.body;
        let by_shape: FxHashMap<u32, u32> = body
            .shapes
            .list()
            .iter()
            .filter_map(|shape| {
                let number = number(mined.id_of_shape(shape.hash)?)?;
                Some((shape.hash as u32, u32::try_from(number).ok()?))
            })
            .collect();
        let first_idx = sessions.len();
        sessions.extend(body.sessions.list().iter().map(|session| {
            let known = |step: &Step| Some((by_shape.get(&step.shape).copied()?, step.below));
            let (events, below) = session.events.iter().filter_map(known).unzip();
            Session {
                name: session.name.to_string(),
                events,
                below,
                n_records: session.n_events,
                first: file.at(session.first.line),
                last: file.at(session.last.line),
                start: file.years.time(session.first.raw),
                end: file.years.time(session.last.raw),
            }
        }));
        let own = sessions.get_mut(first_idx..).unwrap_or_default();
        own.sort_by(|a, b| (a.first, &a.name).cmp(&(b.first, &b.name)));
    }
    Sequences {
        keys: files.iter().map(|file| file.plan.session.clone()).collect(),
        templates: ids,
        sessions,
        is_sample: files
            .iter()
            .any(|file| file.state.body.sessions.is_capped()),
    }
}

/// The sessions as models take them: alike ones together.
pub fn for_models(sequences: &Sequences) -> Sessions {
    let place = |idx: usize| {
        let session = sequences.sessions.get(idx)?;
        Some(SessionPlace {
            name: session.name.clone(),
            first: session.first,
            start: session.start,
            end: session.end,
        })
    };
    Sessions {
        templates: sequences.templates.clone(),
        sequences: distinct(sequences)
            .into_iter()
            .map(|(events, sessions)| Sequence {
                events: events.to_vec(),
                sessions: sessions.into_iter().filter_map(place).collect(),
            })
            .collect(),
    }
}
