//! The values of one line, as they stand beside each other.

use std::borrow::Cow;

use super::Dialect;

/// One value of a line.
pub(super) struct Cell<'a> {
    pub(super) text: Cow<'a, str>,
    /// Its quotes do not close in this line.
    pub(super) is_open: bool,
}

/// The values of a line.
pub(super) struct Fields<'a> {
    rest: Option<&'a str>,
    separator: u8,
    is_quoted: bool,
}

impl<'a> Fields<'a> {
    pub(super) fn new(line: &'a str, separator: u8, dialect: Dialect) -> Self {
        Self {
            rest: Some(line),
            separator,
            is_quoted: dialect == Dialect::Quoted,
        }
    }

    /// A quoted value, where `""` stands for a quote.
    fn quoted(&mut self, inner: &'a str) -> Cell<'a> {
        let bytes = inner.as_bytes();
        let mut has_quotes = false;
        let mut at = 0;
        let end = loop {
            match memchr::memchr(b'"', bytes.get(at..).unwrap_or_default()) {
                None => break None,
                Some(n) if bytes.get(at + n + 1) == Some(&b'"') => {
                    has_quotes = true;
                    at += n + 2;
                }
                Some(n) => break Some(at + n),
            }
        };
        let text = inner.get(..end.unwrap_or(inner.len())).unwrap_or_default();
        self.rest = end.and_then(|end| {
            let behind = inner.get(end + 1..)?;
            let next = memchr::memchr(self.separator, behind.as_bytes())?;
            behind.get(next + 1..)
        });
        Cell {
            text: match has_quotes {
                true => Cow::Owned(text.replace("\"\"", "\"")),
                false => Cow::Borrowed(text),
            },
            is_open: end.is_none(),
        }
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Cell<'a>;

    fn next(&mut self) -> Option<Cell<'a>> {
        let rest = self.rest?;
        if self.is_quoted
            && let Some(inner) = rest.strip_prefix('"')
        {
            return Some(self.quoted(inner));
        }
        let text = match memchr::memchr(self.separator, rest.as_bytes()) {
            Some(end) => {
                self.rest = rest.get(end + 1..);
                rest.get(..end).unwrap_or_default()
            }
            None => {
                self.rest = None;
                rest
            }
        };
        Some(Cell {
            text: Cow::Borrowed(text),
            is_open: false,
        })
    }
}
