//! What a link brought along behind `#` that must not stay in the address: the token of a link
//! that lets somebody in, or the key of a share. It is taken out at once, before anything is drawn.

use jejak_protocol::server::Secret;
use leptos::prelude::window;
use wasm_bindgen::JsValue;

use crate::browser;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Arrival {
    /// `#link=…`: setup, invitation, new password.
    Link(Secret),
    /// `#s=…`: a share.
    Share(Secret),
}

/// Takes it out of the address; None when the address holds view state only.
pub(crate) fn take() -> Option<Arrival> {
    let arrival = read(&browser::fragment())?;
    // Refused only when the address is changed hundreds of times within seconds.
    if let Ok(history) = window().history() {
        history
            .replace_state_with_url(&JsValue::NULL, "", Some("#"))
            .ok();
    }
    Some(arrival)
}

fn read(fragment: &str) -> Option<Arrival> {
    let secret = |text: &str| (!text.is_empty()).then(|| Secret::new(text));
    if let Some(token) = fragment.strip_prefix("link=") {
        return secret(token).map(Arrival::Link);
    }
    fragment
        .strip_prefix("s=")
        .and_then(secret)
        .map(Arrival::Share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_fragments_are_secrets() {
        assert_eq!(read("link=abc"), Some(Arrival::Link(Secret::new("abc"))));
        assert_eq!(
            read("s=1.id.key"),
            Some(Arrival::Share(Secret::new("1.id.key")))
        );
        for plain in ["", "s=", "link=", "v=records&q=s=1", "main"] {
            assert_eq!(read(plain), None, "{plain}");
        }
    }
}
