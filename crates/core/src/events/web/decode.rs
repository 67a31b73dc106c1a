//! What a part of a request says once every layer of encoding is taken off.
//!
//! In: a path, a query value or a header as sent. Out: lower-case text in which `%2527`, `%u0027`,
//! `&#39;`, `\u0027` and a full-width quote are all `'`. It keeps NUL and line breaks, which mean
//! something, and never fails: what does not decode stays as it is.

use std::borrow::Cow;

/// Layers of percent-encoding taken off; payloads are wrapped twice at most in what is seen.
const N_LAYERS: usize = 3;

/// Decoded lower-case text; `plus_is_space` for query values.
pub(super) fn decode(raw: &str, plus_is_space: bool) -> String {
    if raw.bytes().all(|byte| AS_IS[byte as usize]) {
        return without_hex_marks(raw.to_ascii_lowercase());
    }
    let mut bytes = raw.as_bytes().to_vec();
    if plus_is_space {
        for byte in &mut bytes {
            if *byte == b'+' {
                *byte = b' ';
            }
        }
    }
    for _ in 0..N_LAYERS {
        if memchr::memchr(b'%', &bytes).is_none() || !percent(&mut bytes) {
            break;
        }
    }
    overlong(&mut bytes);
    let text = String::from_utf8_lossy(&bytes);
    let text = narrow(&text);
    let text = if text.contains('&') {
        entities(&text)
    } else {
        text
    };
    let mut text = if text.contains('\\') {
        escapes(&text)
    } else {
        text
    }
    .into_owned();
    text.make_ascii_lowercase();
    without_hex_marks(text)
}

/// ASCII that begins no encoding.
const AS_IS: [bool; 256] = {
    let mut as_is = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        as_is[byte] = !matches!(byte as u8, b'%' | b'+' | b'&' | b'\\');
        byte += 1;
    }
    as_is
};

fn without_hex_marks(mut text: String) -> String {
    if !text.contains("0x") {
        return text;
    }
    for (code, plain) in [("0x2e", "."), ("0x2f", "/"), ("0x5c", "\\")] {
        if text.contains(code) {
            text = hex_marks(&text, code, plain);
        }
    }
    text
}

/// One layer of `%41` and `%u0041`, in place; whether anything changed.
fn percent(bytes: &mut Vec<u8>) -> bool {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes.as_slice();
    let mut is_changed = false;
    while let Some((before, tail)) =
        memchr::memchr(b'%', rest).and_then(|at| Some((rest.get(..at)?, rest.get(at + 1..)?)))
    {
        out.extend_from_slice(before);
        let Some((value, n_read)) = percent_char(tail) else {
            out.push(b'%');
            rest = tail;
            continue;
        };
        match u8::try_from(value) {
            Ok(byte) => out.push(byte),
            Err(_) => {
                let char = char::from_u32(value).unwrap_or('\u{fffd}');
                out.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
            }
        }
        rest = tail.get(n_read..).unwrap_or_default();
        is_changed = true;
    }
    out.extend_from_slice(rest);
    *bytes = out;
    is_changed
}

/// Value and length of what follows a `%`.
fn percent_char(tail: &[u8]) -> Option<(u32, usize)> {
    if let Some(digits) = tail.strip_prefix(b"u").or_else(|| tail.strip_prefix(b"U")) {
        return Some((hex(digits.get(..4)?)?, 5));
    }
    Some((hex(tail.get(..2)?)?, 2))
}

fn hex(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |value, digit| {
        Some(value * 16 + (*digit as char).to_digit(16)?)
    })
}

/// Two-byte forms of ASCII that UTF-8 forbids and old decoders accept: `c0 af` is `/`.
fn overlong(bytes: &mut Vec<u8>) {
    if !bytes.iter().any(|byte| matches!(byte, 0xc0 | 0xc1)) {
        return;
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes.as_slice();
    while let Some((&byte, tail)) = rest.split_first() {
        match (byte, tail.first()) {
            (0xc0 | 0xc1, Some(&next)) if next & 0xc0 == 0x80 => {
                out.push((byte & 1) << 6 | next & 0x3f);
                rest = tail.get(1..).unwrap_or_default();
            }
            // `c0 2e` and the like: the first byte is dropped by the decoders that this is for.
            (0xc0, Some(b'.' | b'/' | b'\\')) => rest = tail,
            _ => {
                out.push(byte);
                rest = tail;
            }
        }
    }
    *bytes = out;
}

/// Full-width and circled forms as the ASCII they are read as.
fn narrow(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.chars()
            .map(|c| match c as u32 {
                wide @ 0xff01..=0xff5e => char::from_u32(wide - 0xfee0).unwrap_or(c),
                circled @ 0x2460..=0x2468 => char::from_u32(circled - 0x2460 + 0x31).unwrap_or(c),
                0x24ea => '0',
                0x3002 | 0xff61 | 0x2024 => '.',
                0x2215 | 0x2044 => '/',
                0x2216 | 0x29f5 => '\\',
                0x2018 | 0x2019 | 0x02b9 | 0x02bc => '\'',
                0x2039 | 0x2329 | 0x3008 => '<',
                _ => c,
            })
            .collect(),
    )
}

/// `&lt;`, `&#60;`, `&#x3c;`, with or without the semicolon.
fn entities(text: &str) -> Cow<'_, str> {
    const NAMES: [(&str, char); 14] = [
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("amp", '&'),
        ("tab", '\t'),
        ("newline", '\n'),
        ("colon", ':'),
        ("lpar", '('),
        ("rpar", ')'),
        ("sol", '/'),
        ("bsol", '\\'),
        ("dollar", '$'),
        ("lcub", '{'),
    ];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let named = NAMES.iter().find_map(|(name, char)| {
            let tail = super::super::text::strip_ignore_case(after, name)?;
            Some((*char, tail.strip_prefix(';')?))
        });
        let (char, tail) = named.or_else(|| numeric(after)).unwrap_or(('&', after));
        out.push(char);
        rest = tail;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// `#60;` or `#x3c;`; leading zeros are padding.
fn numeric(text: &str) -> Option<(char, &str)> {
    let rest = text.strip_prefix('#')?;
    let (digits, radix) = match rest.strip_prefix(['x', 'X']) {
        Some(rest) => (rest, 16),
        None => (rest, 10),
    };
    let end = digits
        .find(|c: char| !c.is_digit(radix))
        .unwrap_or(digits.len());
    let number = digits.get(..end)?.trim_start_matches('0');
    let char = char::from_u32(u32::from_str_radix(number, radix).ok()?)?;
    let tail = digits.get(end..)?;
    Some((char, tail.strip_prefix(';').unwrap_or(tail)))
}

/// `\u003c`, `\u{3c}`, `\x3c`, as JavaScript and PHP write characters.
fn escapes(text: &str) -> Cow<'_, str> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        match escape(after) {
            Some((char, tail)) => {
                out.push(char);
                rest = tail;
            }
            None => {
                out.push('\\');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn escape(text: &str) -> Option<(char, &str)> {
    let (digits, tail) = if let Some(rest) = text.strip_prefix("u{") {
        rest.split_once('}')?
    } else if let Some(rest) = text.strip_prefix(['u', 'U']) {
        rest.split_at_checked(4)?
    } else {
        text.strip_prefix(['x', 'X'])?.split_at_checked(2)?
    };
    let value = u32::from_str_radix(digits, 16).ok()?;
    Some((char::from_u32(value)?, tail))
}

/// `0x2e` for `.`, unless it is the start of a longer number.
fn hex_marks(text: &str, code: &str, plain: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(code) {
        out.push_str(before);
        let is_number =
            after.starts_with(|c: char| c.is_ascii_hexdigit()) && !after.starts_with("0x");
        out.push_str(if is_number { code } else { plain });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Text without SQL comments: `un/**/ion` is `union`, `/*!50000select*/` is `select`.
pub(super) fn without_comments(text: &str) -> Cow<'_, str> {
    if !text.contains("/*") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        if let Some(code) = after.strip_prefix('!') {
            out.push(' ');
            rest = code.trim_start_matches(|c: char| c.is_ascii_digit());
            continue;
        }
        match after.split_once("*/") {
            Some((_, tail)) => {
                out.push(' ');
                rest = tail;
            }
            None => {
                // An open comment ends the statement, as `--` does.
                out.push_str("--");
                rest = "";
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out.replace("*/", " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dress_of_a_character_is_that_character() {
        for (raw, expect) in [
            ("%27", "'"),
            ("%2527", "'"),
            ("%u0027", "'"),
            ("%26%2339%3B", "'"),
            ("%26%23x27", "'"),
            ("\\u0027", "'"),
            ("\\x27", "'"),
            ("%ef%bc%87", "'"),
            ("%c0%ae%c0%ae%c0%af", "../"),
            ("0x2e0x2e/", "../"),
            ("0x2e0x2e0x5c", "..\\"),
            ("&lt;SCRIPT&gt;", "<script>"),
            ("a+b%2Bc", "a b+c"),
            ("100%", "100%"),
            ("%zz%4", "%zz%4"),
            ("%ff", "\u{fffd}"),
            ("R&D", "r&d"),
            ("0x2e41", "0x2e41"),
            ("", ""),
        ] {
            assert_eq!(decode(raw, true), expect, "{raw}");
        }
        assert_eq!(decode("a+b", false), "a+b");
    }

    #[test]
    fn comments_hide_nothing() {
        for (text, expect) in [
            ("union/**/select", "union select"),
            ("/*!50000union*/ select", " union  select"),
            ("1/*", "1--"),
            ("plain", "plain"),
        ] {
            assert_eq!(without_comments(text), expect, "{text}");
        }
    }
}
