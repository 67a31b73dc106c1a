//! The level of lines that name none: from what they mean and from their words.

use jejak_protocol::Level;

use crate::events::EventKind;
use crate::formats::levels;

/// Words that speak of a level, in lower case; the first that occurs as a whole word decides.
const WORDS: [(&str, Level); 14] = [
    ("panic", Level::Critical),
    ("fatal", Level::Critical),
    ("critical", Level::Critical),
    ("segfault", Level::Error),
    ("exception", Level::Error),
    ("error", Level::Error),
    ("failure", Level::Warning),
    ("failed", Level::Warning),
    ("gagal", Level::Warning),
    ("denied", Level::Warning),
    ("refused", Level::Warning),
    ("invalid", Level::Warning),
    ("warning", Level::Warning),
    ("warn", Level::Warning),
];

/// The level that the line names, else one from its event, else from its words.
pub(crate) fn of(named: Level, kind: Option<EventKind>, message: &str) -> Level {
    if named != Level::Unknown {
        return named;
    }
    if let Some(level) = in_front(message) {
        return level;
    }
    if kind.is_some_and(EventKind::is_suspicious) {
        return Level::Warning;
    }
    let lower = message.to_ascii_lowercase();
    WORDS
        .iter()
        .find(|(word, _)| has_word(&lower, word))
        .map_or(Level::Unknown, |(_, level)| *level)
}

/// `ERROR order 7 …`, `[WARN] …`: a program that writes to syslog puts its own level before its text.
fn in_front(message: &str) -> Option<Level> {
    let word = message.trim_start();
    let (word, is_bracketed) = match word.strip_prefix('[') {
        Some(word) => (word, true),
        None => (word, false),
    };
    let end = word.bytes().position(|byte| !byte.is_ascii_uppercase());
    let (word, after) = word.split_at_checked(end.unwrap_or(word.len()))?;
    let is_set_off = match is_bracketed {
        true => after.trim_start().starts_with(']'),
        false => after.is_empty() || after.starts_with([' ', ':', '\t', '|']),
    };
    levels::from_word(word).filter(|_| is_set_off)
}

fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let is_letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphabetic);
        let bytes = text.as_bytes();
        !is_letter(at.checked_sub(1).and_then(|i| bytes.get(i)))
            && !is_letter(bytes.get(at + word.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_decide_where_the_line_says_nothing() {
        let check =
            |message, expect| assert_eq!(of(Level::Unknown, None, message), expect, "{message}");
        check("connection error: timed out", Level::Error);
        check("no mirrors found", Level::Unknown);
        check("login gagal", Level::Warning);
        check("kernel panic", Level::Critical);
        assert_eq!(of(Level::Info, None, "error"), Level::Info);
    }

    #[test]
    fn a_level_in_front_of_the_text_is_the_lines_own() {
        let kind = Some(EventKind::AuthFailure);
        for (message, expect) in [
            ("ERROR order <*> failed: database timeout", Level::Error),
            ("ERROR: order failed", Level::Error),
            ("[ERROR] order failed", Level::Error),
            ("[INFO ] the last try failed", Level::Info),
            ("FATAL no such role", Level::Critical),
            // Words of the text.
            ("ERRORS were found", Level::Warning),
            ("Error order failed", Level::Warning),
            ("ERROR_CODE 7", Level::Warning),
            ("[ERROR order failed", Level::Warning),
            ("", Level::Warning),
        ] {
            assert_eq!(of(Level::Unknown, kind, message), expect, "{message}");
        }
    }
}
