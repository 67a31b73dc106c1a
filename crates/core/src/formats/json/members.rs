//! The known fields of one JSON object, read straight off the text: nothing else is kept.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::super::keys::{self, Key};
use super::super::named::{Named, Value};

/// How many objects deep names are followed: `log.level`, `http.response.status_code`.
const MAX_DEPTH: usize = 2;

/// The known members of an object.
pub(super) struct Members<'a>(pub(super) Named<'a>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut named = Named::default();
        let object = Object {
            named: &mut named,
            prefix: "",
            depth: 0,
        };
        deserializer.deserialize_map(object)?;
        Ok(Self(named))
    }
}

/// Reads the members of one object into `named`.
struct Object<'f, 'a> {
    named: &'f mut Named<'a>,
    prefix: &'f str,
    depth: usize,
}

impl<'de> Visitor<'de> for Object<'_, 'de> {
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
                named: &mut *self.named,
                path: &path,
                depth: self.depth,
            })?;
        }
        Ok(())
    }
}

/// Reads one value into `named`.
struct Member<'f, 'a> {
    named: &'f mut Named<'a>,
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
        self.named.add(self.path, Value::Text(Cow::Borrowed(text)));
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.named
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
        self.named.add(self.path, Value::Number(number));
        Ok(())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.named.add_bool(self.path, value);
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    /// A message can be a list of bytes; of a header's values (Caddy) the first counts.
    fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<(), S::Error> {
        let key = keys::key(self.path);
        if key != Some(Key::Message) {
            if matches!(key, Some(Key::UserAgent | Key::Referer)) {
                let first = Member {
                    named: &mut *self.named,
                    path: self.path,
                    depth: MAX_DEPTH,
                };
                if seq.next_element_seed(first)?.is_none() {
                    return Ok(());
                }
            }
            while seq.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(());
        }
        let mut bytes = Vec::new();
        while let Some(Byte(byte)) = seq.next_element()? {
            bytes.extend(byte);
        }
        if !bytes.is_empty() {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            self.named.add(self.path, Value::Text(Cow::Owned(text)));
        }
        Ok(())
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        if self.depth == MAX_DEPTH {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(());
        }
        Object {
            named: self.named,
            prefix: self.path,
            depth: self.depth + 1,
        }
        .visit_map(map)
    }
}

/// A byte of a text that is written as a list; other elements are skipped.
struct Byte(Option<u8>);

impl<'de> Deserialize<'de> for Byte {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(deserializer)?;
        Ok(Self(value.as_u64().and_then(|n| u8::try_from(n).ok())))
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
