//! Makes the invisible in log text visible: control characters, bidi controls, zero-width ones.
//!
//! A log is written in part by strangers. A bidi control can turn a line around under the reader's
//! eyes, an escape sequence can drive the terminal; shown as `⟨U+202E⟩` they are harmless and found.
//! Everything that shows log text, on the page or in a terminal, passes it through here.

use std::borrow::Cow;
use std::fmt::Write;

/// The text with each hidden character written as `⟨U+XXXX⟩`. Borrows when there is none.
pub fn visible(text: &str) -> Cow<'_, str> {
    let Some(first) = text.find(is_hidden) else {
        return Cow::Borrowed(text);
    };
    let (clean, rest) = text.split_at(first);
    let mut shown = String::with_capacity(text.len() + 16);
    shown.push_str(clean);
    for c in rest.chars() {
        if is_hidden(c) {
            // Writing to a String cannot fail.
            let _ = write!(shown, "⟨U+{:04X}⟩", u32::from(c));
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// Visible, and at most `n_chars` long: what is cut off leaves a `…`.
pub fn visible_clipped(text: &str, n_chars: usize) -> String {
    let shown = visible(text);
    match shown.char_indices().nth(n_chars) {
        None => shown.into_owned(),
        Some((end, _)) => {
            let kept = shown.get(..end).unwrap_or(&shown);
            format!("{}…", kept.trim_end())
        }
    }
}

/// Whether a character has no shape of its own or changes the order of others. The tab has one: it
/// is common in logs and only makes space.
pub fn is_hidden(c: char) -> bool {
    match c {
        '\t' => false,
        _ if c.is_control() => true,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{feff}' => true,
        // Hangul fillers are blank letters.
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' => true,
        // Zero-width, marks of direction, line and paragraph separators, embeddings and overrides.
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' => true,
        // Word joiner, invisible operators, isolates, deprecated format characters.
        '\u{2060}'..='\u{206f}' => true,
        '\u{fff9}'..='\u{fffb}' => true,
        // Tags: a whole invisible alphabet.
        '\u{e0000}'..='\u{e007f}' => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_named() {
        for (text, expected) in [
            ("plain naïve 日本語 😀\tok", "plain naïve 日本語 😀\tok"),
            ("a\u{202e}b", "a⟨U+202E⟩b"),
            ("\u{1b}[31mred", "⟨U+001B⟩[31mred"),
            ("root\u{200b}", "root⟨U+200B⟩"),
            ("nul\0 cr\r lf\n", "nul⟨U+0000⟩ cr⟨U+000D⟩ lf⟨U+000A⟩"),
            ("\u{e0041}\u{7f}\u{85}", "⟨U+E0041⟩⟨U+007F⟩⟨U+0085⟩"),
            ("", ""),
        ] {
            assert_eq!(visible(text), expected);
        }
        assert!(matches!(visible("clean"), Cow::Borrowed(_)));
    }

    #[test]
    fn clips_by_characters() {
        assert_eq!(visible_clipped("héllo", 5), "héllo");
        assert_eq!(visible_clipped("héllo wörld", 6), "héllo…");
        assert_eq!(visible_clipped("", 0), "");
    }
}
