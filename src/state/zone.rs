//! The zone in which times are shown, and in which stamps without a zone are read.
//!
//! Presets are fixed offsets; the browser's own zone has summer time and is only known in the
//! browser, so whoever draws passes the offset of an instant in.

/// A zone that the person can choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ZoneChoice {
    /// What the browser says; also the choice of a person who never chose.
    #[default]
    Browser,
    Utc,
    /// Western Indonesia, UTC+7.
    Wib,
    /// Central Indonesia, UTC+8.
    Wita,
    /// Eastern Indonesia, UTC+9.
    Wit,
}

impl ZoneChoice {
    pub const ALL: [Self; 5] = [Self::Browser, Self::Utc, Self::Wib, Self::Wita, Self::Wit];

    /// As written in the address and in storage.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Utc => "utc",
            Self::Wib => "wib",
            Self::Wita => "wita",
            Self::Wit => "wit",
        }
    }

    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|zone| zone.key() == key)
    }

    /// Seconds east of UTC; None where the browser has to say it for each instant.
    pub const fn fixed_offset_s(self) -> Option<i32> {
        match self {
            Self::Browser => None,
            Self::Utc => Some(0),
            Self::Wib => Some(7 * 3600),
            Self::Wita => Some(8 * 3600),
            Self::Wit => Some(9 * 3600),
        }
    }

    /// Short name beside a time; None where the browser has to say it.
    pub const fn abbreviation(self) -> Option<&'static str> {
        match self {
            Self::Browser => None,
            Self::Utc => Some("UTC"),
            Self::Wib => Some("WIB"),
            Self::Wita => Some("WITA"),
            Self::Wit => Some("WIT"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_round_trip() {
        for zone in ZoneChoice::ALL {
            assert_eq!(ZoneChoice::from_key(zone.key()), Some(zone));
        }
        assert_eq!(ZoneChoice::from_key("Mars"), None);
    }
}
