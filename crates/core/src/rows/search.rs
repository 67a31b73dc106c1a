//! Finding words in a line without regard to case.

use std::ops::Range;

use aho_corasick::AhoCorasick;

/// A word to find.
#[derive(Clone, Debug)]
pub(super) enum Word {
    /// Letters of ASCII: found at the speed of memory.
    Ascii(AhoCorasick),
    /// In lower case, character by character.
    Folded(Vec<char>),
}

impl Word {
    pub(super) fn new(word: &str) -> Self {
        let ascii = word.is_ascii().then(|| {
            AhoCorasick::builder()
                .ascii_case_insensitive(true)
                .build([word])
        });
        match ascii {
            Some(Ok(finder)) => Self::Ascii(finder),
            _ => Self::Folded(word.chars().flat_map(char::to_lowercase).collect()),
        }
    }

    pub(super) fn is_in(&self, text: &str) -> bool {
        match self {
            Self::Ascii(finder) => finder.is_match(text),
            Self::Folded(_) => !self.find_all(text).is_empty(),
        }
    }

    /// Occurrences that do not overlap; none of an empty word.
    pub(super) fn find_all(&self, text: &str) -> Vec<Range<usize>> {
        match self {
            Self::Ascii(finder) => finder
                .find_iter(text)
                .map(|found| found.range())
                .filter(|range| !range.is_empty())
                .collect(),
            Self::Folded(chars) => {
                let mut ranges = Vec::new();
                let mut at = 0;
                for (start, _) in text.char_indices() {
                    if start >= at
                        && let Some(n) = folded_prefix(text.get(start..).unwrap_or_default(), chars)
                    {
                        at = start + n;
                        ranges.push(start..at);
                    }
                }
                ranges
            }
        }
    }
}

/// Bytes of `text` that begin with `chars` when put in lower case; None when it does not.
fn folded_prefix(text: &str, chars: &[char]) -> Option<usize> {
    let mut wanted = chars.iter().copied().peekable();
    for (at, c) in text.char_indices() {
        if wanted.peek().is_none() {
            return (at > 0).then_some(at);
        }
        for lower in c.to_lowercase() {
            if wanted.next() != Some(lower) {
                return None;
            }
        }
    }
    (wanted.peek().is_none() && !text.is_empty()).then_some(text.len())
}
