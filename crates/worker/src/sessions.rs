//! The sessions of a run as the model worker takes them: alike ones together.

use jejak_core::sequences::{Sequences, distinct};
use jejak_protocol::model::{Sequence, SessionPlace, Sessions};

pub(crate) fn of(sequences: &Sequences) -> Sessions {
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
