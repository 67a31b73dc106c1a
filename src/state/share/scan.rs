//! Finding what may have to be hidden in a line, by its form: addresses, mail addresses, secrets;
//! and the words, for whoever knows names.
//!
//! Stretches are found from the left, secrets first, and none is looked at twice.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::redact::Class;

/// Names before `=` or `:` whose value is a secret.
const SECRET_NAMES: [&str; 12] = [
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "secret",
    "client_secret",
    "token",
    "access_token",
    "refresh_token",
    "api_key",
    "apikey",
    "session",
];
/// Words before a credential in an `Authorization` header.
const SCHEMES: [&str; 2] = ["bearer", "basic"];

/// Replaces what `hide` gives a stand-in for; it is asked with a class where the form tells one, and
/// with none for plain words.
pub(super) fn replace(
    text: &str,
    mut hide: impl FnMut(Option<Class>, &str) -> Option<String>,
) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = String::new();
    while let Some(first) = rest.chars().next() {
        if !is_part(first) {
            before.push(first);
            out.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        run_of(run, follows_secret(&before), &mut out, &mut hide);
        before.clear();
        before.push_str(run);
        rest = after;
    }
    out
}

/// What names, addresses and secrets are made of; `/`, `=`, `&`, quotes and brackets part them.
fn is_part(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | ':' | '@' | '+' | '%' | '~')
}

/// Whether the text just before names a secret: `password=`, `token="`, `Bearer `.
fn follows_secret(before: &str) -> bool {
    let word = before.trim_end_matches(['=', '"', '\'', ' ', ':']);
    let gap = before.get(word.len()..).unwrap_or_default();
    let word = word.to_ascii_lowercase();
    let is_assigned = gap.contains(['=', ':']) && SECRET_NAMES.contains(&word.as_str());
    // The colon of `token: x` belongs to the run before.
    is_assigned || (gap == " " && SCHEMES.contains(&word.as_str()))
}

fn run_of(
    run: &str,
    is_secret: bool,
    out: &mut String,
    hide: &mut impl FnMut(Option<Class>, &str) -> Option<String>,
) {
    let bare = run.trim_end_matches(['.', ':', '-']);
    let (lead, bare) = {
        let inner = bare.trim_start_matches(['.', '-']);
        // `::1` begins with colons that belong to it.
        bare.split_at(bare.len() - inner.len())
    };
    // `2001:db8::` ends with colons that belong to it.
    let whole = run.get(lead.len()..).unwrap_or_default();
    let (bare, tail) = match whole.parse::<Ipv6Addr>() {
        Ok(_) => (whole, ""),
        Err(_) => whole.split_at(bare.len()),
    };
    out.push_str(lead);
    if !bare.is_empty() {
        match class_of(bare, is_secret).and_then(|class| hide(Some(class), bare)) {
            Some(stand_in) => out.push_str(&stand_in),
            None => parts_of(bare, out, hide),
        }
    }
    out.push_str(tail);
}

fn class_of(bare: &str, is_secret: bool) -> Option<Class> {
    if is_secret && !SCHEMES.contains(&bare.to_ascii_lowercase().as_str()) || is_token(bare) {
        return Some(Class::Secret);
    }
    if is_address(bare) {
        return Some(Class::Address);
    }
    is_mail(bare).then_some(Class::Mail)
}

/// `address:port`, `name:rest`, `user@host`, or a word.
fn parts_of(
    bare: &str,
    out: &mut String,
    hide: &mut impl FnMut(Option<Class>, &str) -> Option<String>,
) {
    if let Some(stand_in) = hide(None, bare) {
        out.push_str(&stand_in);
        return;
    }
    let Some(at) = bare.find([':', '@']) else {
        out.push_str(bare);
        return;
    };
    let (left, right) = bare.split_at(at);
    let (sign, right) = right.split_at(1);
    let is_named = SECRET_NAMES.contains(&left.to_ascii_lowercase().as_str()) && sign == ":";
    run_of(left, false, out, hide);
    out.push_str(sign);
    if !right.is_empty() {
        run_of(right, is_named, out, hide);
    }
}

fn is_address(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok()
        // `10:20:30` is a time and `a::b` a path in some languages, `::` alone: none of them is one.
        || (text.parse::<Ipv6Addr>().is_ok() && text.len() > 2)
}

fn is_mail(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else {
        return false;
    };
    let is_host = host.contains('.') && !host.contains(['@', ':', '%']) && !is_address(host);
    !name.is_empty() && !name.contains(':') && is_host
}

/// JSON Web Tokens, and long runs that mix letters and digits: keys, hashes of passwords.
fn is_token(text: &str) -> bool {
    const MIN_LEN: usize = 32;
    let has = |fits: fn(u8) -> bool| text.bytes().any(fits);
    let is_jwt = text.starts_with("eyJ") && text.matches('.').count() == 2;
    let is_key = text
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'+'))
        && has(|b| b.is_ascii_digit())
        && has(|b| b.is_ascii_alphabetic());
    text.len() >= MIN_LEN && (is_jwt || is_key)
}
