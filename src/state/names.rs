//! Names of enum values as the wire has them (`brute_force`, `source_address`), for addresses,
//! class names and catalogue keys: one spelling everywhere, taken from serde.

use std::fmt;

use serde::Serialize;
use serde::de::value::{Error, StrDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer};

struct Wire<'a, T>(&'a T);

impl<T: Serialize> fmt::Display for Wire<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.serialize(f)
    }
}

/// The wire name of an enum value without data.
pub fn wire_name<T: Serialize>(value: &T) -> String {
    Wire(value).to_string()
}

/// The value with this wire name; None for a name that no version of the page has written.
pub fn from_wire_name<T: DeserializeOwned>(name: &str) -> Option<T> {
    let name: StrDeserializer<'_, Error> = name.into_deserializer();
    T::deserialize(name).ok()
}

#[cfg(test)]
mod tests {
    use jejak_protocol::{EntityKind, IncidentKind, Severity};

    use super::*;

    #[test]
    fn names_round_trip() {
        for kind in IncidentKind::ALL {
            assert_eq!(from_wire_name(&wire_name(&kind)), Some(kind));
        }
        for severity in Severity::ALL {
            assert_eq!(from_wire_name(&wire_name(&severity)), Some(severity));
        }
        assert_eq!(wire_name(&EntityKind::SourceAddress), "source_address");
        assert_eq!(from_wire_name::<EntityKind>("no such kind"), None);
    }
}
