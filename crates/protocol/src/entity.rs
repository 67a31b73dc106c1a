//! Who and what a log speaks of: addresses, users, hosts and the rest.

use serde::{Deserialize, Serialize};

/// What an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntityKind {
    /// The address that acts: IPv4, IPv6 or a host name where the log has no address.
    SourceAddress,
    User,
    Host,
    Service,
    Process,
    Session,
    Command,
    Path,
    Status,
    UserAgent,
    /// A kind of record (its template), where nothing else names the thing.
    Template,
    /// Where a packet or connection goes: `address:port`.
    Destination,
}

/// One named thing. `value` is text from a log: show it as text, never as markup.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Entity {
    #[serde(rename = "type")]
    pub kind: EntityKind,
    pub value: String,
}
