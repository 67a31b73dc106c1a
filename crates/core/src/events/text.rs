//! Finding values in a message by what stands around them.
//!
//! In: a message. Out: sub-slices of it, so that the engine can find the same place again in every
//! line of the shape. It decides nothing about what a message means.

use std::net::IpAddr;

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

/// The address in a token such as `1.2.3.4`, `[::1]:22`, `(10.0.0.7)`, `1.2.3.4:80,`,
/// `::ffff:1.2.3.4` or `/10.0.0.7:5000`; without brackets, port and the mapping prefix.
pub(super) fn address_in(token: &str) -> Option<&str> {
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

fn is_address(text: &str) -> bool {
    // A bare `::`, `dead::` or `0.0.0.0` says nothing, and `12:30:45` is a time, which does not parse.
    text.len() > 2
        && text
            .parse::<IpAddr>()
            .is_ok_and(|address| !address.is_unspecified())
}

/// Words that stand right before the address of the one who acts.
const SOURCE_MARKS: [&str; 38] = [
    "from",
    "connection",
    "by",
    "client",
    "rhost",
    "rip",
    "ip",
    "addr",
    "address",
    "host",
    "hostname",
    "src",
    "source",
    "remote",
    "peer",
    "user",
    "dari",
    "alamat",
    "viewer",
    "attacker",
    "raddr",
    "remote_addr",
    "clientip",
    "relay",
    "action",
    "ipaddress",
    "ip_address",
    "remoteaddr",
    "remoteaddress",
    "remoteip",
    "remote_ip",
    "client_ip",
    "src_ip",
    "srcip",
    "source_ip",
    "sourceip",
    "user_ip",
    "peer_ip",
];

/// The address of the one who acts: after a word such as `from` or `rhost=`; the last such.
pub(super) fn source_in(message: &str) -> Option<&str> {
    if let Some(client) = client_in(message).or_else(|| receiver_in(message)) {
        return Some(client);
    }
    let mut found = None;
    let mut is_marked = false;
    let mut is_own = false;
    let mut is_told = false;
    for token in message.split(|c: char| c.is_whitespace() || matches!(c, '=' | ';' | '"')) {
        // `from 203.0.113.9. LOGIN: user=x from …`: a new sentence, which may repeat what was sent.
        if is_told && token.starts_with(|c: char| c.is_ascii_uppercase()) {
            break;
        }
        let word = token.trim_matches(|c: char| !c.is_alphanumeric() && c != ':' && c != '[');
        let is_dressed = token.contains('[') || token.contains('=') || token.contains("->");
        if !is_own && (is_marked || is_dressed) {
            found = address_in(token).or(found);
        }
        is_told = found.is_some() && token.ends_with('.');
        // `IP:` and `for '1.2.3.4'` keep the mark; an empty part lies between `rhost=` and a space.
        let mark = word.trim_end_matches([':', '[']);
        if token.bytes().any(|b| b.is_ascii_alphanumeric()) {
            // `from IP=203.0.113.9:45011 (IP=192.0.2.1:389)`: behind who came, where they came to.
            let is_aside = found.is_some() && token.starts_with("(IP");
            is_marked = !is_aside && SOURCE_MARKS.iter().any(|m| mark.eq_ignore_ascii_case(m));
            // `local host [192.0.2.1]`, `to address 192.0.2.1`.
            let is_own_place = is_own && PLACES.iter().any(|m| mark.eq_ignore_ascii_case(m));
            is_own = is_own_place || OWN_MARKS.iter().any(|m| mark.eq_ignore_ascii_case(m));
        }
    }
    found
}

/// Words of which the one before says whose address follows.
const PLACES: [&str; 5] = ["host", "hostname", "address", "addr", "ip"];

/// Words right before an address of this machine.
const OWN_MARKS: [&str; 12] = [
    "i",
    "to",
    "lip",
    "laddr",
    "local",
    "localaddress",
    "server",
    "dst",
    "dest",
    "destination",
    "interface",
    "on",
];

/// Who is at the other end of what this machine sends: `sending packet: from 192.0.2.1[4500] to
/// 203.0.113.9[28808]`.
fn receiver_in(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once("sending ")?;
    let (sender, receiver) = rest.split_once(" to ")?;
    let is_between = sender.contains("from ");
    is_between
        .then(|| address_in(receiver.split(' ').next()?))
        .flatten()
}

/// The client where servers write it before what the client itself sent: `[client 203.0.113.9:4431]`
/// of Apache, `, client: 203.0.113.9, server: ` of nginx, `host (203.0.113.9[203.0.113.9]): ` of
/// ProFTPD, `' failed for '203.0.113.9:5060' (callid: ` of Asterisk.
fn client_in(message: &str) -> Option<&str> {
    if let Some((_, rest)) = message.split_once("[client ") {
        return address_in(rest.split(']').next()?);
    }
    if let Some((_, rest)) = message.split_once("' failed for '") {
        return address_in(rest.split('\'').next()?);
    }
    if let Some((head, _)) = message.split_once("]): ") {
        let (host, session) = head.split_once(" (")?;
        let is_session = !host.contains(' ') && !session.contains(' ');
        return is_session
            .then(|| address_in(session.rsplit_once('[')?.1))
            .flatten();
    }
    let (head, _) = message.split_once(", server: ")?;
    address_in(head.rsplit_once(", client: ")?.1)
}

/// Any address, the last; for lines of which it is known that they are about a sign-in or a refusal.
/// There even `0.0.0.0` is somebody, whom the log does not name.
pub(super) fn last_address_in(message: &str) -> Option<&str> {
    let is_end = |c: char| c.is_whitespace() || matches!(c, '=' | ';' | '\'' | '"');
    let mut found = None;
    let mut own = None;
    let mut nobody = None;
    let mut is_own = false;
    for token in message.split(is_end).filter(|token| !token.is_empty()) {
        match address_in(token) {
            // `1.2.3.4 to 192.0.2.1`: the second is this machine.
            Some(address) if is_own => own = Some(address),
            Some(address) => found = Some(address),
            None if token == "0.0.0.0" => nobody = Some(token),
            None => {}
        }
        is_own = token == "to";
    }
    found.or(own).or(nobody)
}

/// Words right before the name of a user, the telling ones first.
const USER_MARKS: [&str; 26] = [
    "user=<",
    "user=",
    "username=",
    "acct=",
    "accountid=",
    "set_id=",
    "user:",
    "username:",
    "login:",
    "\"email\":",
    "\"username\":",
    "username input ",
    "cannot login ",
    "peer '",
    "user name:",
    "login as ",
    "authentication of ",
    "invalid user ",
    "for user ",
    "username ",
    "pengguna ",
    "account ",
    "akun ",
    "user ",
    "untuk ",
    "for ",
];

/// Words after such a mark that are no name: `for the`, `user from`.
const NO_NAMES: [&str; 35] = [
    "action",
    "environment",
    "input",
    "for",
    "user=",
    "--",
    "from",
    "is",
    "was",
    "has",
    "the",
    "a",
    "an",
    "not",
    "name",
    "to",
    "in",
    "on",
    "at",
    "by",
    "login",
    "logged",
    "with",
    "dari",
    "and",
    "failed",
    "unknown",
    "authentication",
    "id",
    "invalid",
    "illegal",
    "attempt",
    "does",
    "logged-in",
    "user",
];

/// The user that a message names, by the word before it.
pub(super) fn user_in(message: &str) -> Option<&str> {
    let lower = message.to_ascii_lowercase();
    for mark in USER_MARKS {
        for (at, _) in lower.match_indices(mark) {
            let is_word = at == 0
                || !lower
                    .as_bytes()
                    .get(at - 1)
                    .is_some_and(u8::is_ascii_alphanumeric);
            let rest = message.get(at + mark.len()..).filter(|_| is_word);
            // `imap-login: Aborted`: the mark is the name of a program.
            let rest = rest.filter(|rest| mark != "login:" || !rest.starts_with(' '));
            if let Some(name) = rest.and_then(name_at) {
                return Some(name);
            }
        }
    }
    // Nextcloud: `Login failed: budi (Remote IP: 203.0.113.9)`.
    let at = lower
        .find("login failed: ")
        .filter(|_| lower.contains("(remote ip"))?;
    name_at(message.get(at + "login failed: ".len()..)?)
}

/// The name that a text starts with: quoted, in brackets, or up to a space or comma.
fn name_at(rest: &str) -> Option<&str> {
    let rest = rest.trim_start();
    if let Some(name) = behind_domain(rest) {
        return Some(name);
    }
    for (open, close) in [('\'', '\''), ('"', '"'), ('<', '>'), ('[', ']')] {
        if let Some(inner) = rest.strip_prefix(open) {
            return inner
                .split_once(close)
                .map(|(name, _)| name)
                .and_then(filled);
        }
    }
    // `x' as programs of old write it, and `x` as those of today.
    if let Some(inner) = rest.strip_prefix('`') {
        return inner.split(['\'', '`']).next().and_then(filled);
    }
    let end = rest
        .find(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '>' | '"' | '\'' | ']' | ')'))
        .unwrap_or(rest.len());
    let name = rest.get(..end)?.trim_end_matches(['.', ':']);
    // `root@203.0.113.9`.
    let name = match name.rsplit_once('@') {
        Some((user, host)) if is_address(host) => user,
        _ => name,
    };
    let is_name = !name.is_empty()
        && name.len() <= 64
        && !NO_NAMES.iter().any(|word| name.eq_ignore_ascii_case(word))
        && address_in(name).is_none();
    is_name.then_some(name)
}

/// `[DOMAIN]\\[name]`, as Samba writes it.
fn behind_domain(rest: &str) -> Option<&str> {
    let (domain, rest) = rest.strip_prefix('[')?.split_once("]\\[")?;
    let is_domain = !domain.contains([' ', ']']);
    is_domain.then(|| filled(rest.split(']').next()?)).flatten()
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

    #[test]
    fn the_one_who_acts_follows_a_mark() {
        for (message, expect) in [
            (
                "Connection closed by 203.0.113.9 port 22 [preauth]",
                Some("203.0.113.9"),
            ),
            (
                "reverse mapping for h.example [203.0.113.9] failed",
                Some("203.0.113.9"),
            ),
            (
                "auth failure; logname= uid=0 rhost=203.0.113.9  user=x",
                Some("203.0.113.9"),
            ),
            ("auth failure; rhost= user=x", None),
            ("listening on 203.0.113.9 port 80", None),
            ("Login gagal dari 203.0.113.9", Some("203.0.113.9")),
            (
                "login, rip=203.0.113.9, lip=198.51.100.1",
                Some("203.0.113.9"),
            ),
            ("from ::1 port 22", Some("::1")),
            (
                "sending packet: from 192.0.2.1[4500] to 203.0.113.9[28808] (128 bytes)",
                Some("203.0.113.9"),
            ),
            (
                "drop input: in:wan out:lan, proto UDP, 203.0.113.9:4435->192.0.2.1:53, len 65",
                Some("203.0.113.9"),
            ),
            (
                "Auth: user [x] remote host [ipv4:203.0.113.9:62419] local host [ipv4:192.0.2.1:445]",
                Some("203.0.113.9"),
            ),
            ("connected to address 192.0.2.1", None),
            (
                "Login failed for sari from 203.0.113.9. LOGIN: user=sari from 192.0.2.1",
                Some("203.0.113.9"),
            ),
            (
                "kedai.example (203.0.113.9[203.0.113.9]): USER x: no such user from 192.0.2.8 [192.0.2.8]",
                Some("203.0.113.9"),
            ),
            (
                "Request from '<sip:7@192.0.2.8>' failed for '203.0.113.9:5089' (callid: a@192.0.2.8)",
                Some("203.0.113.9"),
            ),
        ] {
            assert_eq!(source_in(message), expect, "{message:?}");
        }
    }

    #[test]
    fn users_follow_a_mark() {
        for (message, expect) in [
            ("Login failed for user budi from 203.0.113.9", Some("budi")),
            (
                "LOGIN FAILED, user=sari@example.org, ip=[::1]",
                Some("sari@example.org"),
            ),
            ("auth failed, user=<sari>, method=PLAIN", Some("sari")),
            (
                "password authentication failed for user \"app\"",
                Some("app"),
            ),
            ("Failed login attempt", None),
            ("Login failed for user from 203.0.113.9", None),
            ("superuser mode", None),
            (
                "Login failed for user `sari` from IP `203.0.113.9`",
                Some("sari"),
            ),
            ("Login failed for user `sari' from x", Some("sari")),
            ("XAuth authentication of 'sari' failed", Some("sari")),
            ("Login failed: budi (Remote IP: 203.0.113.9)", Some("budi")),
            ("User root@203.0.113.9 logged in as x", Some("root")),
            ("Cannot login KEDAI\\budi@203.0.113.9", Some("KEDAI\\budi")),
            (
                "user [KEDAI]\\[budi] at [Thu] with [NTLMv2] status [NT_STATUS_NO_SUCH_USER]",
                Some("budi"),
            ),
            (
                "535 Incorrect authentication data (set_id=budi@kedai.example)",
                Some("budi@kedai.example"),
            ),
            (
                "Failed sign-in attempt {\"ip\":\"203.0.113.9\",\"email\":\"budi@kedai.example\"}",
                Some("budi@kedai.example"),
            ),
            (
                "Error getting details for user with username input 'budi' which usually",
                Some("budi"),
            ),
            (
                "Login failed for db:odoo login:budi@kedai.example from x",
                Some("budi@kedai.example"),
            ),
            ("Pengguna 'wati' gagal masuk", Some("wati")),
        ] {
            assert_eq!(user_in(message), expect, "{message:?}");
        }
    }
}
