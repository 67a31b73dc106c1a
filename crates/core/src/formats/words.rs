//! The words of a line whose values stand in a fixed order: plain, `"quoted"` or `[in brackets]`.

/// Words of a line, without their quotes and brackets. A quote that does not close takes the rest.
pub(super) struct Words<'a> {
    rest: &'a str,
}

impl<'a> Words<'a> {
    pub(super) fn new(line: &'a str) -> Self {
        Self { rest: line }
    }
}

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let text = self.rest.trim_start_matches(' ');
        let (open, close) = match text.as_bytes().first()? {
            b'"' => (1, '"'),
            b'[' => (1, ']'),
            _ => (0, ' '),
        };
        let inner = text.get(open..)?;
        let end = inner.find(close).unwrap_or(inner.len());
        self.rest = inner.get(end + open..).unwrap_or_default();
        inner.get(..end)
    }
}

/// Empty for `-`, which stands for a value that is not there.
pub(super) fn dashed(word: &str) -> &str {
    if word == "-" { "" } else { word }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_every_dress() {
        let words: Vec<&str> = Words::new("a  [b c] \"d e\" - \"f").collect();
        assert_eq!(words, ["a", "b c", "d e", "-", "f"]);
        assert_eq!(Words::new("").count(), 0);
    }
}
