//! Lists of words, each list with what it means, looked for in one pass over a message.

use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

/// Finds words in any case; of those that begin at one place, the longest.
pub(super) struct WordList<T> {
    words: AhoCorasick,
    meanings: Vec<T>,
}

impl<T: Copy> WordList<T> {
    pub(super) fn new(lists: &[(T, &[&str])]) -> Self {
        let pairs = lists
            .iter()
            .flat_map(|(meaning, words)| words.iter().map(move |word| (*meaning, *word)));
        let (meanings, words): (Vec<T>, Vec<&str>) = pairs.unzip();
        Self {
            words: AhoCorasick::builder()
                .ascii_case_insensitive(true)
                .match_kind(MatchKind::LeftmostLongest)
                .build(words)
                .expect("some hundred short words make a small automaton"),
            meanings,
        }
    }

    /// What each word means, and where it is.
    pub(super) fn find_iter<'a>(
        &'a self,
        message: &'a str,
    ) -> impl Iterator<Item = (T, Range<usize>)> + 'a {
        let hits = self.words.find_iter(message);
        hits.filter_map(|hit| Some((*self.meanings.get(hit.pattern().as_usize())?, hit.range())))
    }
}
