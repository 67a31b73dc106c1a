//! Whose the addresses of a message are: the one who acts, this machine, or nobody in particular.
//!
//! In: a message. Out: the address of the one who acts, by the words that stand before it and by where
//! servers write it.

use super::address::address_in;

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
pub(in crate::events) fn source_in(message: &str) -> Option<&str> {
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
pub(in crate::events) fn last_address_in(message: &str) -> Option<&str> {
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
