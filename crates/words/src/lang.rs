//! The languages that Jejak speaks.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A language of the catalogue. Every text exists in each of them, or the crate does not compile.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Lang {
    #[default]
    En,
    Id,
}

impl Lang {
    pub const ALL: [Self; 2] = [Self::En, Self::Id];

    /// The BCP 47 tag: for the `lang` attribute, `Intl` and the command line.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Id => "id",
        }
    }

    /// The language's own name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Id => "Bahasa Indonesia",
        }
    }

    /// The one of two texts that this language speaks.
    pub const fn pick<'a>(self, en: &'a str, id: &'a str) -> &'a str {
        match self {
            Self::En => en,
            Self::Id => id,
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// A tag that names no language of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownLang(pub String);

impl fmt::Display for UnknownLang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown language `{}`, expected `en` or `id`", self.0)
    }
}

impl std::error::Error for UnknownLang {}

impl FromStr for Lang {
    type Err = UnknownLang;

    /// Takes `en`, `id`, and tags with a region such as `id-ID` or `en_GB.UTF-8`; `in` is the old
    /// code for Indonesian, which Java and Android still send.
    fn from_str(tag: &str) -> Result<Self, UnknownLang> {
        let primary = tag.split(['-', '_', '.']).next().unwrap_or(tag);
        match primary.to_ascii_lowercase().as_str() {
            "en" => Ok(Self::En),
            "id" | "in" => Ok(Self::Id),
            _ => Err(UnknownLang(tag.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_tags_with_and_without_a_region() {
        for (tag, expected) in [
            ("en", Some(Lang::En)),
            ("id", Some(Lang::Id)),
            ("id-ID", Some(Lang::Id)),
            ("in", Some(Lang::Id)),
            ("EN_GB.UTF-8", Some(Lang::En)),
            ("idn", None),
            ("fr", None),
            ("", None),
        ] {
            assert_eq!(tag.parse::<Lang>().ok(), expected, "{tag:?}");
        }
    }
}
