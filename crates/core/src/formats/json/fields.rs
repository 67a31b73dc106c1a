//! The known fields of one JSON object, read straight off the text: nothing else is kept.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::super::keys::{self, Key};
use crate::record::Stamp;

/// How many objects deep names are followed: `log.level`, `http.response.status_code`.
const MAX_DEPTH: usize = 2;

/// A scalar; booleans and nulls say nothing that a record holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value<'a> {
    Text(Cow<'a, str>),
    Number(f64),
}

impl<'a> Value<'a> {
    pub(super) fn into_text(self) -> Cow<'a, str> {
        match self {
            Self::Text(text) => text,
            Self::Number(number) => Cow::Owned(number.to_string()),
        }
    }
}

/// The first value of each known meaning.
#[derive(Debug, Default)]
pub(super) struct Fields<'a> {
    values: [Option<Value<'a>>; keys::N_KEYS],
    /// Of the first time key that holds one: `time` may also be a duration.
    pub(super) stamp: Option<Stamp>,
    pub(super) has_bad_time: bool,
}

impl<'a> Fields<'a> {
    pub(super) fn get(&self, key: Key) -> Option<&Value<'a>> {
        self.values.get(key as usize)?.as_ref()
    }

    pub(super) fn take(&mut self, key: Key) -> Option<Value<'a>> {
        self.values.get_mut(key as usize)?.take()
    }

    fn add(&mut self, name: &str, value: Value<'a>) {
        let Some(key) = keys::key(name) else {
            return;
        };
        if key == Key::Time {
            match super::moment(&value) {
                Some(stamp) => self.stamp = self.stamp.or(Some(stamp)),
                None => self.has_bad_time = true,
            }
        } else if let Some(slot @ None) = self.values.get_mut(key as usize) {
            *slot = Some(value);
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut fields = Fields::default();
        let members = Members {
            fields: &mut fields,
            prefix: "",
            depth: 0,
        };
        deserializer.deserialize_map(members)?;
        Ok(fields)
    }
}

/// Reads the members of one object into `fields`.
struct Members<'f, 'a> {
    fields: &'f mut Fields<'a>,
    prefix: &'f str,
    depth: usize,
}

impl<'de> Visitor<'de> for Members<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some(name) = map.next_key_seed(Text)? {
            let path = match self.prefix {
                "" => name,
                prefix => Cow::Owned(format!("{prefix}.{name}")),
            };
            map.next_value_seed(Member {
                fields: &mut *self.fields,
                path: &path,
                depth: self.depth,
            })?;
        }
        Ok(())
    }
}

/// Reads one value into `fields`.
struct Member<'f, 'a> {
    fields: &'f mut Fields<'a>,
    path: &'f str,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Member<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Member<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<(), E> {
        self.fields.add(self.path, Value::Text(Cow::Borrowed(text)));
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.fields
            .add(self.path, Value::Text(Cow::Owned(text.to_owned())));
        Ok(())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.visit_f64(number as f64)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.visit_f64(number as f64)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        self.fields.add(self.path, Value::Number(number));
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<(), S::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        if self.depth == MAX_DEPTH {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(());
        }
        Members {
            fields: self.fields,
            prefix: self.path,
            depth: self.depth + 1,
        }
        .visit_map(map)
    }
}

/// A key, borrowed unless it has escapes.
struct Text;

impl<'de> DeserializeSeed<'de> for Text {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Text {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}
