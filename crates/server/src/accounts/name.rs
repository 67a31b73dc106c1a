//! Names of accounts: parsed once, then always fit to be shown, logged and compared.

use std::fmt;

const MAX_LEN: usize = 64;

/// 1 to 64 of `a-z`, `0-9`, `.`, `_`, `-` and `@`; capitals are made small.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Name(String);

impl Name {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let name = text.trim().to_ascii_lowercase();
        let fits = |b: u8| b.is_ascii_alphanumeric() || b"._-@".contains(&b);
        let is_fit = (1..=MAX_LEN).contains(&name.len()) && name.bytes().all(fits);
        is_fit.then_some(Self(name))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_small_letters_without_spaces_or_controls() {
        let parse = |text: &str| Name::parse(text).map(|name| name.0);
        assert_eq!(parse(" Siti@Warung.id "), Some("siti@warung.id".into()));
        let longest = "a".repeat(MAX_LEN);
        assert_eq!(parse(&longest), Some(longest.clone()));
        for bad in ["", " ", "a b", "a\nb", "é", "a/b", &format!("{longest}a")] {
            assert_eq!(parse(bad), None, "{bad:?}");
        }
    }
}
