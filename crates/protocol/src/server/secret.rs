//! A text that no `Debug` shows.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A password, a code or a token on its way between the page and the server.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself; every place that reads it can be found by this name.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing_of_it_not_even_its_length() {
        let shown = [Secret::new("correct horse"), Secret::default()].map(|s| format!("{s:?}"));
        assert_eq!(shown, ["Secret(…)", "Secret(…)"]);
    }
}
