//! What the person said about incidents: right or wrong, to come back to, to leave out.
//!
//! Incident ids are the same each time the same files are read, so what was said outlives a run.
//! Every change can be taken back; time is an argument.

mod file;
mod heard;
mod label;
mod mute;

pub use file::{Imported, csv_rows, from_json_lines, to_json_lines};
pub use heard::heard;
pub use label::{About, Label, Verdict};
pub use mute::{Mute, Pattern, Span, patterns};

use std::collections::BTreeSet;

use jejak_protocol::{Analysis, Incident, TimestampUs};
use serde::{Deserialize, Serialize};

/// Changes that can be taken back. Chosen: more than anybody remembers.
const N_BEFORE: usize = 100;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    marked: BTreeSet<String>,
    /// In the order in which they were said; one for an incident at most.
    #[serde(default)]
    labels: Vec<Label>,
    /// In the order in which they were said.
    #[serde(default)]
    mutes: Vec<Mute>,
    /// The last change last.
    #[serde(skip)]
    before: Vec<Change>,
}

/// What was done, and how it was before.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Change {
    act: Act,
    marked: BTreeSet<String>,
    labels: Vec<Label>,
    mutes: Vec<Mute>,
}

/// What the last change was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Marked,
    Unmarked,
    Right,
    Wrong,
    Unlabelled,
    Muted,
    Unmuted,
    Imported(Imported),
    Cleared,
}

/// Which incidents a list shows, by what was said of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// All but the muted ones.
    #[default]
    Heard,
    Marked,
    Right,
    Wrong,
    Muted,
}

impl Shown {
    pub const ALL: [Self; 5] = [
        Self::Heard,
        Self::Marked,
        Self::Right,
        Self::Wrong,
        Self::Muted,
    ];

    /// As written in the address.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Heard => "heard",
            Self::Marked => "marked",
            Self::Right => "right",
            Self::Wrong => "wrong",
            Self::Muted => "muted",
        }
    }

    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shown| shown.key() == key)
    }
}

impl Marks {
    pub fn is_marked(&self, id: &str) -> bool {
        self.marked.contains(id)
    }

    pub fn is_muted(&self, incident: &Incident) -> bool {
        self.mutes.iter().any(|mute| mute.what.fits(incident))
    }

    pub fn verdict(&self, id: &str) -> Option<Verdict> {
        let label = self.labels.iter().find(|label| label.incident == id);
        label.map(|label| label.verdict)
    }

    pub fn is_wrong(&self, id: &str) -> bool {
        self.verdict(id) == Some(Verdict::Wrong)
    }

    /// Whether an incident is left out of risk and verdict.
    pub fn is_out(&self, incident: &Incident) -> bool {
        self.is_wrong(&incident.id) || self.is_muted(incident)
    }

    pub fn shows(&self, shown: Shown, incident: &Incident) -> bool {
        let id = &incident.id;
        match shown {
            Shown::Heard => !self.is_muted(incident),
            Shown::Marked => self.is_marked(id),
            Shown::Right => self.verdict(id) == Some(Verdict::Right),
            Shown::Wrong => self.is_wrong(id),
            Shown::Muted => self.is_muted(incident),
        }
    }

    pub fn marked(&self) -> impl Iterator<Item = &str> {
        self.marked.iter().map(String::as_str)
    }

    /// The last first.
    pub fn labels(&self) -> impl Iterator<Item = &Label> {
        self.labels.iter().rev()
    }

    /// The last first.
    pub fn mutes(&self) -> impl Iterator<Item = &Mute> {
        self.mutes.iter().rev()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many things were said.
    pub fn len(&self) -> usize {
        self.marked.len() + self.labels.len() + self.mutes.len()
    }

    // Changes.

    pub fn turn_marked(&mut self, id: &str) {
        let was_marked = self.is_marked(id);
        let act = if was_marked {
            Act::Unmarked
        } else {
            Act::Marked
        };
        self.change(act, |marks| {
            if !marks.marked.remove(id) {
                marks.marked.insert(id.to_owned());
            }
        });
    }

    /// Says that an incident is right or wrong; saying the same again takes it back.
    pub fn turn_verdict(&mut self, incident: &Incident, verdict: Verdict, now: TimestampUs) {
        let is_back = self.verdict(&incident.id) == Some(verdict);
        let act = match verdict {
            _ if is_back => Act::Unlabelled,
            Verdict::Right => Act::Right,
            Verdict::Wrong => Act::Wrong,
        };
        self.change(act, |marks| {
            marks.labels.retain(|label| label.incident != incident.id);
            if !is_back {
                marks.labels.push(Label::new(incident, verdict, now));
            }
        });
    }

    pub fn mute(&mut self, what: Pattern, span: Span, now: TimestampUs) {
        self.change(Act::Muted, |marks| {
            marks.mutes.retain(|mute| mute.what != what);
            marks.mutes.push(Mute::new(what, span, now));
        });
    }

    /// Takes back every mute that hides an incident.
    pub fn unmute(&mut self, incident: &Incident) {
        self.change(Act::Unmuted, |marks| {
            marks.mutes.retain(|mute| !mute.what.fits(incident));
        });
    }

    /// Mutes just this incident for ever, or takes back what mutes it.
    pub fn turn_muted(&mut self, incident: &Incident, now: TimestampUs) {
        if self.is_muted(incident) {
            self.unmute(incident);
        } else {
            self.mute(Pattern::only(incident), Span::Ever, now);
        }
    }

    pub fn remove_label(&mut self, id: &str) {
        self.change(Act::Unlabelled, |marks| {
            marks.labels.retain(|label| label.incident != id);
        });
    }

    pub fn remove_mute(&mut self, what: &Pattern) {
        self.change(Act::Unmuted, |marks| {
            marks.mutes.retain(|mute| mute.what != *what);
        });
    }

    pub fn clear(&mut self) {
        self.change(Act::Cleared, |marks| {
            marks.marked.clear();
            marks.labels.clear();
            marks.mutes.clear();
        });
    }

    /// Takes in what a file says.
    pub fn import(&mut self, other: Self, imported: Imported) {
        self.change(Act::Imported(imported), |marks| marks.join(other));
    }

    /// Adds what was said elsewhere; what it says of the same thing counts.
    pub fn join(&mut self, other: Self) {
        self.marked.extend(other.marked);
        for label in other.labels {
            self.labels.retain(|own| own.incident != label.incident);
            self.labels.push(label);
        }
        for mute in other.mutes {
            self.mutes.retain(|own| own.what != mute.what);
            self.mutes.push(mute);
        }
    }

    /// Whether a mute has come to its end.
    pub fn has_expired(&self, now: TimestampUs) -> bool {
        self.mutes.iter().any(|mute| mute.is_over(now))
    }

    /// Takes mutes out that have come to their end.
    pub fn expire(&mut self, now: TimestampUs) {
        self.mutes.retain(|mute| !mute.is_over(now));
        for change in &mut self.before {
            change.mutes.retain(|mute| !mute.is_over(now));
        }
    }

    /// What was done last and can be taken back, with how many changes there were.
    pub fn last(&self) -> Option<(usize, Act)> {
        let change = self.before.last()?;
        Some((self.before.len(), change.act))
    }

    /// Takes the last change back; whether there was one.
    pub fn undo(&mut self) -> bool {
        let Some(change) = self.before.pop() else {
            return false;
        };
        self.marked = change.marked;
        self.labels = change.labels;
        self.mutes = change.mutes;
        true
    }

    /// Only what concerns an analysis, to be kept with it.
    pub fn about(&self, analysis: &Analysis) -> Self {
        let ids: BTreeSet<&str> = analysis.incidents.iter().map(|it| it.id.as_str()).collect();
        let fits = |mute: &&Mute| analysis.incidents.iter().any(|it| mute.what.fits(it));
        Self {
            marked: self
                .marked
                .iter()
                .filter(|id| ids.contains(id.as_str()))
                .cloned()
                .collect(),
            labels: self
                .labels
                .iter()
                .filter(|label| ids.contains(label.incident.as_str()))
                .cloned()
                .collect(),
            mutes: self.mutes.iter().filter(fits).cloned().collect(),
            before: Vec::new(),
        }
    }

    fn change(&mut self, act: Act, change: impl FnOnce(&mut Self)) {
        if self.before.len() >= N_BEFORE {
            self.before.remove(0);
        }
        self.before.push(Change {
            act,
            marked: self.marked.clone(),
            labels: self.labels.clone(),
            mutes: self.mutes.clone(),
        });
        change(self);
    }
}

#[cfg(test)]
mod tests;
