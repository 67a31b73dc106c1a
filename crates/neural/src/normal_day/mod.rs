//! Normal days: learns one from sessions, and says which other sessions go another way.
//!
//! In: the sessions of a run, as two processes exchange them. Out: a [`Baseline`](crate::baseline::Baseline),
//! and what it says of sessions. It has no clock: whoever learns takes the steps of a [`Learning`] and stops
//! when it likes. What an unusual session means for whoever watches is decided elsewhere.

mod end;
mod judge;
mod learn;

use jejak_protocol::model::Sessions;

use crate::vocabulary::Token;

pub use judge::judge;
pub use learn::{Learning, Wanted};

/// Events as the model calls them: a template's id is a stable hash of its text.
fn tokens(sessions: &Sessions, events: &[u32]) -> Vec<Token> {
    events
        .iter()
        .filter_map(|event| token(sessions.templates.get(*event as usize)?))
        .collect()
}

fn token(id: &str) -> Option<Token> {
    Token::from_str_radix(id, 16).ok()
}
