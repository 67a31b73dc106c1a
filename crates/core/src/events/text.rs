//! Finding values in a message by what stands around them.
//!
//! In: a message. Out: sub-slices of it, so that the engine can find the same place again in every
//! line of the shape. It decides nothing about what a message means.

mod address;
mod caller;
mod user;

pub(super) use address::address_in;
pub(super) use caller::{last_address_in, source_in};
pub(super) use user::user_in;

/// A value between `before` and `after`, the first occurrence of each.
pub(super) fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(value, _)| value)
}

/// Like [`between`], up to the end when `after` is missing.
pub(super) fn behind<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    Some(rest.split_once(after).map_or(rest, |(value, _)| value))
}

/// `text` without a prefix, whatever its ASCII case.
pub(super) fn strip_ignore_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix)
        .then(|| text.get(prefix.len()..))
        .flatten()
}

/// Non-empty text, or None.
pub(super) fn filled(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}
