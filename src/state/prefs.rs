//! What the person chose for good: language, zone, theme; one line of text in the browser's storage.

use jejak_words::Lang;

use super::zone::ZoneChoice;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// As written in the address and in storage, and the value of the page's `data-theme`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.key() == key)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Preferences {
    pub lang: Lang,
    pub zone: ZoneChoice,
    pub theme: Theme,
}

impl Preferences {
    /// Takes a language code such as `id`, `id-ID` or `en`; others change nothing.
    pub fn set_lang_code(&mut self, code: &str) {
        if let Ok(lang) = code.parse() {
            self.lang = lang;
        }
    }

    pub fn to_line(&self) -> String {
        form_urlencoded::Serializer::new(String::new())
            .append_pair("lang", self.lang.tag())
            .append_pair("z", self.zone.key())
            .append_pair("theme", self.theme.key())
            .finish()
    }

    /// What is not understood leaves `self` as it is.
    pub fn read_line(&mut self, line: &str) {
        for (key, value) in form_urlencoded::parse(line.as_bytes()) {
            match key.as_ref() {
                "lang" => self.set_lang_code(&value),
                "z" => self.zone = ZoneChoice::from_key(&value).unwrap_or(self.zone),
                "theme" => self.theme = Theme::from_key(&value).unwrap_or(self.theme),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_round_trips() {
        let mut chosen = Preferences {
            zone: ZoneChoice::Wit,
            theme: Theme::Light,
            ..Preferences::default()
        };
        chosen.set_lang_code("id-ID");
        let mut read = Preferences::default();
        read.read_line(&chosen.to_line());
        assert_eq!(read, chosen);
        read.read_line("lang=tlh&z=9&theme&&=");
        assert_eq!(read, chosen);
    }
}
