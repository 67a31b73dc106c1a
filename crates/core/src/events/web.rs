//! Requests: who asked for what, and whether it was refused.
//!
//! In: the request of an access log line. Out: `WebClientError` for 4xx, else only names.

use std::borrow::Cow;

use jejak_protocol::EntityKind;

use super::{EventKind, Meaning};
use crate::record::Access;

/// What a request means.
pub(super) fn classify<'a>(access: &Access<'a>) -> Meaning<'a> {
    let path = access.target.split(['?', '#']).next().unwrap_or_default();
    Meaning {
        kind: (400..500)
            .contains(&access.status)
            .then_some(EventKind::WebClientError),
        source: named(access.client),
        user: named(access.user),
        object: named(path).map(|path| (EntityKind::Path, path)),
        ..Meaning::default()
    }
}

fn named(text: &str) -> Option<Cow<'_, str>> {
    (!text.is_empty()).then_some(Cow::Borrowed(text))
}
