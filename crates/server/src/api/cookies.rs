//! The two cookies. `__Host-` binds them to this host over TLS; scripts and other sites never see
//! them.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

const SESSION: &str = "__Host-jejak";
const DEVICE: &str = "__Host-jejak-device";
const RULES: &str = "Path=/; Secure; HttpOnly; SameSite=Strict";

pub(super) fn session(headers: &HeaderMap) -> Option<String> {
    find(headers, SESSION)
}

pub(super) fn device(headers: &HeaderMap) -> Option<String> {
    find(headers, DEVICE)
}

fn find(headers: &HeaderMap, wanted: &str) -> Option<String> {
    let lines = headers.get_all(header::COOKIE);
    let mut pairs = lines
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    let (_, value) = pairs.find(|(name, _)| *name == wanted)?;
    (!value.is_empty()).then(|| value.to_owned())
}

/// Lasts until the browser is closed or the session ends, whichever is first.
pub(super) fn set_session(response: &mut Response, token: &str) {
    add(response, &format!("{SESSION}={token}; {RULES}"));
}

pub(super) fn clear_session(response: &mut Response) {
    add(response, &format!("{SESSION}=; Max-Age=0; {RULES}"));
}

pub(super) fn set_device(response: &mut Response, token: &str, days: u32) {
    let seconds = u64::from(days) * 86_400;
    add(
        response,
        &format!("{DEVICE}={token}; Max-Age={seconds}; {RULES}"),
    );
}

fn add(response: &mut Response, cookie: &str) {
    if let Ok(mut value) = HeaderValue::from_str(cookie) {
        value.set_sensitive(true);
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}
