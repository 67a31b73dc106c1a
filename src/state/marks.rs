//! What the person said about incidents: marked ones to come back to, muted ones to leave out.
//!
//! Incident ids are the same each time the same files are read, so marks outlive a run.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    marked: BTreeSet<String>,
    muted: BTreeSet<String>,
}

/// Which incidents a list shows, by their marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// All but the muted ones.
    #[default]
    Heard,
    Marked,
    Muted,
}

impl Shown {
    pub const ALL: [Self; 3] = [Self::Heard, Self::Marked, Self::Muted];

    /// As written in the address.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Heard => "heard",
            Self::Marked => "marked",
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

    pub fn is_muted(&self, id: &str) -> bool {
        self.muted.contains(id)
    }

    pub fn turn_marked(&mut self, id: &str) {
        turn(&mut self.marked, id);
    }

    pub fn turn_muted(&mut self, id: &str) {
        turn(&mut self.muted, id);
    }

    pub fn shows(&self, shown: Shown, id: &str) -> bool {
        match shown {
            Shown::Heard => !self.is_muted(id),
            Shown::Marked => self.is_marked(id),
            Shown::Muted => self.is_muted(id),
        }
    }

    /// How many of these incidents are marked, and muted.
    pub fn count<'a>(&self, ids: impl Iterator<Item = &'a str>) -> (usize, usize) {
        ids.fold((0, 0), |(marked, muted), id| {
            (
                marked + usize::from(self.is_marked(id)),
                muted + usize::from(self.is_muted(id)),
            )
        })
    }
}

fn turn(set: &mut BTreeSet<String>, id: &str) {
    if !set.remove(id) {
        set.insert(id.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_set_and_taken_back() {
        let mut marks = Marks::default();
        marks.turn_marked("a");
        marks.turn_muted("b");
        let ids = || ["a", "b", "c"].into_iter();
        assert_eq!(marks.count(ids()), (1, 1));
        let of = |shown| {
            let it = ids().filter(|id| marks.shows(shown, id));
            it.collect::<Vec<_>>()
        };
        assert_eq!(of(Shown::Heard), ["a", "c"]);
        assert_eq!(of(Shown::Marked), ["a"]);
        assert_eq!(of(Shown::Muted), ["b"]);
        let mut marks = marks.clone();
        marks.turn_marked("a");
        assert_eq!(marks.count(ids()), (0, 1));
    }

    #[test]
    fn names_in_the_address_are_read_back() {
        for shown in Shown::ALL {
            assert_eq!(Shown::from_key(shown.key()), Some(shown));
        }
    }
}
