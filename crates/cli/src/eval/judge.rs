//! What the core makes of one line by itself: its event, whom it names, and how grave it is.
//!
//! The line is planned, parsed and classified as in any file; `name` stands for the file's name,
//! from which a format or a program may be guessed.

use jejak_core::events::{self, EventKind, Sign};
use jejak_core::plan;
use jejak_core::record::{Line, Record};
use jejak_protocol::{FileFacts, UserChoices};

use super::learned::{Learned, SPEAKS};

#[derive(Debug, Default)]
pub(super) struct Judged {
    pub(super) kind: Option<EventKind>,
    pub(super) sign: Option<Sign>,
    pub(super) source: Option<String>,
    /// Turned away at the door of a sign-in, before any password.
    pub(super) is_at_door: bool,
    /// A request that has a class of attack, if only for the door that it tried.
    pub(super) is_attack: bool,
    /// How much the line asks for attention, in [0, 1].
    pub(super) gravity: f64,
    /// A learned detector speaks up.
    pub(super) is_unusual: bool,
}

/// Reads the records of a text, planned as a file called `name`.
pub(super) fn each_record(text: &str, name: &str, mut take: impl FnMut(&Record<'_>)) {
    let facts = FileFacts {
        name: name.to_owned(),
        size_bytes: Some(text.len() as u64),
        modified_ms: None,
    };
    let plan = plan(&[text.as_bytes()], &facts, &UserChoices::default());
    for line in text.lines() {
        plan.layout.read(line, |line, _| {
            if let Line::Record(record) = line {
                take(&record);
            }
        });
    }
}

/// The gravest of the lines of a text; a learned detector that speaks up makes it as grave as its score.
pub(super) fn judge(text: &str, name: &str, learned: Option<&Learned>) -> Judged {
    let mut worst = Judged::default();
    each_record(text, name, |record| {
        let judged = judged(record);
        if judged.gravity > worst.gravity || worst.kind.is_none() && worst.source.is_none() {
            worst = judged;
        }
    });
    if let Some(score) = learned.map(|learned| learned.worst(text, name))
        && score >= SPEAKS
    {
        worst.is_unusual = true;
        worst.gravity = worst.gravity.max(score);
    }
    worst
}

fn judged(record: &Record<'_>) -> Judged {
    let meaning = events::classify(record);
    let source = meaning.source.as_deref().or(record.source.as_deref());
    Judged {
        kind: meaning.kind,
        sign: meaning.sign,
        source: source.map(str::to_owned),
        is_at_door: meaning.kind == Some(EventKind::Refusal)
            && meaning.detail == events::refusals::detail::AT_DOOR,
        is_attack: meaning.kind.is_some()
            && record.access.is_some()
            && events::web::class_of(meaning.detail).is_some(),
        gravity: events::gravity::gravity(record, &meaning),
        is_unusual: false,
    }
}
