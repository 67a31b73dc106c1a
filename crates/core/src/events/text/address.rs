//! An address in whatever dress programs write it: brackets, ports, prefixes, columns.
//!
//! In: a token of a message. Out: the part of it that is an address. Whose it is, is not known here.

use std::net::IpAddr;

use super::strip_ignore_case;

/// The address in a token such as `1.2.3.4`, `[::1]:22`, `(10.0.0.7)`, `1.2.3.4:80,`,
/// `::ffff:1.2.3.4` or `/10.0.0.7:5000`; without brackets, port and the mapping prefix.
pub(in crate::events) fn address_in(token: &str) -> Option<&str> {
    // RFC 5321: `[IPv6:2001:db8::1]`, of which the 6 would be taken for the first group.
    let token = match token.trim_start_matches(['[', '(', '<']) {
        inner if inner.len() > 5 => strip_ignore_case(inner, "ipv6:")
            .or_else(|| strip_ignore_case(inner, "ipv4:"))
            .unwrap_or(token),
        _ => token,
    };
    let token = token.trim_matches(|c: char| !c.is_ascii_hexdigit() && c != ':');
    let token = strip_ignore_case(token, "::ffff:").unwrap_or(token);
    if token.len() < 3 || !token.bytes().any(|b| b == b'.' || b == b':') {
        return None;
    }
    if is_address(token) {
        return Some(token);
    }
    // `::1]:22` after trimming, `1.2.3.4:80`, `1.2.3.4.`; the longest part that is an address.
    // `1.2.3.4-1780` too, and `1.2.3.4:2274->5.6.7.8:993`, of which the first is who came.
    for cut in [']', '[', ':', '/', '#', ',', ';', '\'', '"', '>', ')', '-'] {
        if let Some((head, _)) = token.split_once(cut)
            && is_address(head)
        {
            return Some(head);
        }
    }
    // `1.2.3.4.57178`: the port after one more dot.
    if let Some((head, port)) = token.rsplit_once('.')
        && port.bytes().all(|b| b.is_ascii_digit())
        && head.contains('.')
        && is_address(head)
    {
        return Some(head);
    }
    if let Some(address) = in_columns(token) {
        return Some(address);
    }
    // `IPV4/UDP/1.2.3.4/5060`, and `sari/1.2.3.4:5432`.
    if let Some(part) = token.split('/').find_map(without_port) {
        return Some(part);
    }
    // `host[1.2.3.4]` and `key=1.2.3.4`.
    let marks = ['[', '(', '=', '@', '<', '"', '\''];
    for cut in [&marks[..], &[']']] {
        if let Some(address) = token
            .rsplit_once(cut)
            .and_then(|(_, tail)| address_in(tail))
        {
            return Some(address);
        }
    }
    // `UDP:1.2.3.4:5060`, of which `DP` looks like a number.
    let (word, tail) = token.split_once(':')?;
    let is_word = !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphabetic());
    is_word.then(|| address_in(tail)).flatten()
}

/// `(sari,1.2.3.4)`, `192.0.2.1:993,1.2.3.4:2274` and `TCP|192.0.2.1|587|1.2.3.4|46591` end with who came;
/// `sari|1.2.3.4|192.0.2.1` has who came and, right beside it, where to.
fn in_columns(token: &str) -> Option<&str> {
    fn last_of(column: &str) -> Option<&str> {
        column.rsplit(',').find_map(without_port)
    }
    let mut columns = token
        .rsplit('|')
        .skip_while(|column| last_of(column).is_none());
    let last = last_of(columns.next()?)?;
    Some(columns.next().and_then(without_port).unwrap_or(last))
}

/// The address of a part of a list: without a port, and without what closes the list.
fn without_port(part: &str) -> Option<&str> {
    if is_address(part) {
        return Some(part);
    }
    let part = part.trim_end_matches(|c: char| !c.is_ascii_hexdigit());
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit());
    let head = match part.rsplit_once(':') {
        Some((head, port)) if is_port(port) && head.contains('.') => head,
        _ => part,
    };
    is_address(head).then_some(head)
}

pub(super) fn is_address(text: &str) -> bool {
    // A bare `::`, `dead::` or `0.0.0.0` says nothing, and `12:30:45` is a time, which does not parse.
    text.len() > 2
        && text
            .parse::<IpAddr>()
            .is_ok_and(|address| !address.is_unspecified())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_come_out_of_their_dress() {
        for (token, expect) in [
            ("203.0.113.9", Some("203.0.113.9")),
            ("[203.0.113.9]", Some("203.0.113.9")),
            ("203.0.113.9:4431,", Some("203.0.113.9")),
            ("/203.0.113.9:50010", Some("203.0.113.9")),
            ("::ffff:203.0.113.9", Some("203.0.113.9")),
            ("[2001:db8::7]:22", Some("2001:db8::7")),
            ("2001:db8::7", Some("2001:db8::7")),
            ("relay.example[203.0.113.9]:", Some("203.0.113.9")),
            ("(203.0.113.9)", Some("203.0.113.9")),
            ("(UDP:203.0.113.9:65049)", Some("203.0.113.9")),
            ("[AF_INET]203.0.113.9:55340", Some("203.0.113.9")),
            ("[IPv6:2001:db8::7]", Some("2001:db8::7")),
            ("203.0.113.9-1780;", Some("203.0.113.9")),
            ("203.0.113.9:2274->192.0.2.1:993:", Some("203.0.113.9")),
            ("pam(sari@kedai.example,203.0.113.9):", Some("203.0.113.9")),
            ("203.0.113.9[28808]", Some("203.0.113.9")),
            ("sari/203.0.113.9:54321", Some("203.0.113.9")),
            ("203.0.113.9:4431->192.0.2.1:53,", Some("203.0.113.9")),
            ("TCP|192.0.2.1|587|203.0.113.9|46591", Some("203.0.113.9")),
            ("FAILED|sari|203.0.113.9|192.0.2.1", Some("203.0.113.9")),
            ("7,192.0.2.1:993,203.0.113.9:2274,sari", Some("203.0.113.9")),
            ("0.0.0.0", None),
            ("10:15:23", None),
            ("1.2.3", None),
            ("::", None),
            ("example.org", None),
            ("", None),
        ] {
            assert_eq!(address_in(token), expect, "{token:?}");
        }
    }
}
