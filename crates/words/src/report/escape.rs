//! Log text inside Markdown: nothing in it may become markup, a link or a tag.

use std::borrow::Cow;

use crate::visible::visible;

/// Text within a paragraph, a list item or a table cell.
pub fn text(raw: &str) -> String {
    let shown = visible(raw);
    let shown = shown.trim().replace('\t', " ");
    let mut escaped = String::with_capacity(shown.len() + 8);
    for (at, c) in shown.char_indices() {
        let (before, rest) = shown.split_at(at);
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            _ => {
                if is_special(c) || starts_block(c, at, &shown) || is_in_link(before, rest) {
                    escaped.push('\\');
                }
                escaped.push(c);
            }
        }
    }
    escaped
}

/// Text in a code span: fenced by more backticks than it has in a row.
pub fn code(raw: &str) -> String {
    // In a table, a bar ends the cell even inside code, and the backslash before it is taken away.
    let shown = visible(raw).replace('|', "\\|");
    let fence = "`".repeat(longest_run(&shown) + 1);
    let pad = if shown.starts_with('`') || shown.ends_with('`') || shown.is_empty() {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{shown}{pad}{fence}")
}

/// Lines in a code block, each made visible, so that no line break hides within one.
pub fn block(lines: &[String]) -> String {
    let shown: Vec<Cow<'_, str>> = lines.iter().map(|line| visible(line)).collect();
    let n = shown
        .iter()
        .map(|line| longest_run(line) + 1)
        .max()
        .unwrap_or(0);
    let fence = "`".repeat(n.max(3));
    format!("{fence}text\n{}\n{fence}", shown.join("\n"))
}

const fn is_special(c: char) -> bool {
    matches!(
        c,
        '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '!' | '$'
    )
}

/// Characters that make a list or a heading when they open a line.
fn starts_block(c: char, at: usize, text: &str) -> bool {
    match c {
        '+' | '-' | '=' => at == 0,
        '.' | ')' => {
            let before = text.get(..at).unwrap_or_default();
            let after = text.get(at + 1..).unwrap_or_default();
            !before.is_empty()
                && before.bytes().all(|b| b.is_ascii_digit())
                && (after.is_empty() || after.starts_with(' '))
        }
        _ => false,
    }
}

/// The colon of `://`, and the dot of `www.`: what GitHub makes a link of without being asked.
fn is_in_link(before: &str, rest: &str) -> bool {
    let ends_in_www = || {
        let start = before.len().wrapping_sub(3);
        before
            .get(start..)
            .is_some_and(|end| end.eq_ignore_ascii_case("www"))
    };
    rest.starts_with("://") || (rest.starts_with('.') && ends_in_www())
}

fn longest_run(text: &str) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

/// Text within HTML or an attribute; what would change how it is read is made visible.
pub fn html(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for c in visible(raw).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_never_becomes_markup() {
        for (raw, expected) in [
            ("203.0.113.5 failed", "203.0.113.5 failed"),
            ("<img src=x>&amp;", "&lt;img src=x&gt;&amp;amp;"),
            ("a|b`c`*d*_e_", "a\\|b\\`c\\`\\*d\\*\\_e\\_"),
            ("[x](javascript:1)", "\\[x\\](javascript:1)"),
            ("![x](http://e)", "\\!\\[x\\](http\\://e)"),
            ("# h", "\\# h"),
            ("- item", "\\- item"),
            ("1. item", "1\\. item"),
            ("a\u{202e}b\nc", "a⟨U+202E⟩b⟨U+000A⟩c"),
            ("~~x~~ $y$", "\\~\\~x\\~\\~ \\$y\\$"),
        ] {
            assert_eq!(text(raw), expected);
        }
        // The backslash must not eat the letter of the link.
        assert_eq!(text("see WWW.evil.test"), "see WWW\\.evil.test");
    }

    #[test]
    fn code_keeps_its_fence() {
        assert_eq!(code("a.log:1"), "`a.log:1`");
        assert_eq!(code("a`b``c"), "```a`b``c```");
        assert_eq!(code("`x"), "`` `x ``");
        assert_eq!(code("a|b"), "`a\\|b`");
        let lines = ["```".to_owned(), "two\nlines".to_owned()];
        assert_eq!(block(&lines), "````text\n```\ntwo⟨U+000A⟩lines\n````");
    }
}
