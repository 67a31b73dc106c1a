//! The log formats that the person described: the list, and its text for storage and files.

use jejak_protocol::custom::{CustomFormat, FormatFile};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnFormats {
    list: Vec<CustomFormat>,
}

impl OwnFormats {
    pub fn list(&self) -> &[CustomFormat] {
        &self.list
    }

    /// Adds a format, or puts it in the place of the one of that name (`replaces` where it was renamed).
    pub fn put(&mut self, format: CustomFormat, replaces: Option<&str>) {
        let old = replaces.unwrap_or(&format.name).to_owned();
        let at = self.list.iter().position(|own| own.name == old);
        match at.and_then(|at| self.list.get_mut(at)) {
            Some(own) => *own = format.clone(),
            None => self.list.push(format.clone()),
        }
        // A name is one format's.
        self.list
            .retain(|own| own.name != format.name || *own == format);
    }

    /// Takes a format away; the list before it is given back, to undo it.
    pub fn remove(&mut self, name: &str) -> Self {
        let before = self.clone();
        self.list.retain(|own| own.name != name);
        before
    }

    pub fn to_text(&self) -> String {
        let file = FormatFile::of(self.list.clone());
        // Strings and numbers can always be written.
        serde_json::to_string_pretty(&file).unwrap_or_default()
    }

    /// None for a text that holds no formats, or those of another version.
    pub fn from_text(text: &str) -> Option<Self> {
        let file: FormatFile = serde_json::from_str(text).ok()?;
        (file.jejak_formats == FormatFile::VERSION).then_some(Self { list: file.formats })
    }

    /// Takes in those of another list.
    pub fn put_all(&mut self, other: Self) {
        for format in other.list {
            self.put(format, None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(name: &str, pattern: &str) -> CustomFormat {
        CustomFormat {
            name: name.to_owned(),
            pattern: pattern.to_owned(),
            time: String::new(),
        }
    }

    #[test]
    fn a_name_is_one_formats() {
        let mut own = OwnFormats::default();
        own.put(format("a", "1"), None);
        own.put(format("b", "2"), None);
        own.put(format("a", "3"), None);
        own.put(format("c", "4"), Some("b"));
        let before = own.clone();
        own.put(format("a", "5"), Some("c"));
        let kept: Vec<_> = own
            .list()
            .iter()
            .map(|it| (&*it.name, &*it.pattern))
            .collect();
        assert_eq!(kept, [("a", "5")]);
        own = before;
        let undone = own.remove("a");
        assert_eq!((own.list().len(), undone.list().len()), (1, 2));
    }

    #[test]
    fn a_text_round_trips_and_others_are_refused() {
        let mut own = OwnFormats::default();
        own.put(format("till", r"(?<user>\w+)"), None);
        assert_eq!(OwnFormats::from_text(&own.to_text()), Some(own));
        assert_eq!(OwnFormats::from_text("{}"), None);
        assert_eq!(
            OwnFormats::from_text(r#"{"jejak_formats":9,"formats":[]}"#),
            None
        );
    }
}
