//! The level of lines that name none: from what they mean and from their words.

use jejak_protocol::Level;

use crate::events::EventKind;

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
    if kind.is_some_and(EventKind::is_suspicious) {
        return Level::Warning;
    }
    let lower = message.to_ascii_lowercase();
    WORDS
        .iter()
        .find(|(word, _)| has_word(&lower, word))
        .map_or(Level::Unknown, |(_, level)| *level)
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
}
