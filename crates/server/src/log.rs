//! The server's own log: one JSON object a line on standard error, in UTC. No secret ever comes
//! here: what is written are names of places and errors of the system.

use std::fmt::Display;

use crate::clock::{Clock, System, rfc3339};

pub(crate) fn error(place: &str, message: &impl Display) {
    let at = rfc3339(System.now());
    let message = format!("{message:#}");
    let line =
        serde_json::json!({ "at": at, "level": "error", "place": place, "message": message });
    eprintln!("{line}");
}
