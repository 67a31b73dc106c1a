//! Packets and connections that a firewall tells of: who knocked where, and where this machine went.
//!
//! ```text
//! [UFW BLOCK] IN=eth0 OUT= MAC=… SRC=203.0.113.9 DST=192.0.2.10 LEN=60 … PROTO=TCP SPT=4431 DPT=22 … SYN
//! DROP-IN: IN=eth0 OUT= SRC=… DST=… (iptables and nftables with a prefix of their own)
//! %ASA-4-106023: Deny tcp src outside:203.0.113.9/4431 dst inside:192.0.2.10/22 by access-group "x"
//! 5,,,1000000103,em0,match,block,in,4,0x0,,64,1,0,DF,6,tcp,60,203.0.113.9,192.0.2.10,4431,22,0,S,…
//! ```
//!
//! Out: `Blocked` (refused, from outside) or `Outbound` (this machine asked for it) with the object
//! `address:port`; how many are too many is the detector's matter. Answers to packets from here
//! (a source port below 1024 and none such as target) are neither.

use std::borrow::Cow;
use std::net::IpAddr;

use jejak_protocol::EntityKind;

use super::{EventKind, Meaning};
use crate::record::Record;

/// Values of `Meaning::detail` for `Blocked`.
pub mod detail {
    /// The line says that the packet was let through or only noted.
    pub const SEEN: u8 = 1;
}

/// One packet or connection.
struct Packet<'a> {
    source: &'a str,
    target: &'a str,
    port: &'a str,
    source_port: &'a str,
    action: Action,
    is_outbound: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Action {
    Blocked,
    Allowed,
    /// A rule that only writes lines.
    Noted,
}

/// What the record says of a packet; None when it is about none.
pub(super) fn classify<'a>(message: &'a str, record: &Record<'_>) -> Option<Meaning<'a>> {
    if let Some(flood) = flood(message) {
        return Some(flood);
    }
    let packet = netfilter(message)
        .or_else(|| asa(message))
        .or_else(|| filterlog(message, record))
        .or_else(|| flow(message, record))?;
    let is_answer = is_low(packet.source_port) && !is_low(packet.port);
    let kind = match packet.action {
        _ if is_answer || !packet.source.contains(['.', ':']) => None,
        _ if packet.is_outbound => is_abroad(packet.target).then_some(EventKind::Outbound),
        Action::Blocked => Some(EventKind::Blocked),
        Action::Noted | Action::Allowed => (!packet.port.is_empty()).then_some(EventKind::Blocked),
    };
    let object = match packet.port {
        "" => Cow::Borrowed(packet.target),
        port => Cow::Owned(format!("{}:{port}", packet.target)),
    };
    let is_seen = kind == Some(EventKind::Blocked) && packet.action != Action::Blocked;
    Some(Meaning {
        kind,
        source: Some(Cow::Borrowed(packet.source)),
        object: kind.map(|_| (EntityKind::Destination, object)),
        detail: if is_seen { detail::SEEN } else { 0 },
        depends_on_value: true,
        ..Meaning::default()
    })
}

/// `SRC=… DST=…` of the kernel's packet filter; the words before `IN=` say what became of it.
fn netfilter(message: &str) -> Option<Packet<'_>> {
    let at = message.find(" SRC=").or_else(|| message.find("SRC="))?;
    if !message.get(at..)?.contains(" DST=") {
        return None;
    }
    let field = |key: &str| {
        message
            .split(' ')
            .find_map(|word| word.strip_prefix(key))
            .unwrap_or_default()
    };
    let head = message.split("IN=").next().unwrap_or_default();
    let head = head.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| head.contains(word));
    let action = if has(&[
        "block", "drop", "reject", "den", "ban", "invalid", "refuse", "bad",
    ]) {
        Action::Blocked
    } else if has(&["allow", "accept", "permit", "pass"]) {
        Action::Allowed
    } else {
        Action::Noted
    };
    if !field("SRC=").contains(['.', ':']) {
        return None;
    }
    let is_in = message.contains("IN=") && !field("IN=").is_empty();
    Some(Packet {
        source: field("SRC="),
        target: field("DST="),
        port: field("DPT="),
        source_port: field("SPT="),
        action,
        is_outbound: !is_in && !field("OUT=").is_empty(),
    })
}

/// Cisco's `Deny tcp src outside:a/1 dst inside:b/2` and its relatives.
fn asa(message: &str) -> Option<Packet<'_>> {
    let (_, rest) = message.split_once("Deny ")?;
    let (_, rest) = rest.split_once(" src ")?;
    let (source, rest) = rest.split_once(" dst ")?;
    let end = rest.find([' ', '(']).unwrap_or(rest.len());
    let (source, source_port) = interface_address(source)?;
    let (target, port) = interface_address(rest.get(..end)?)?;
    Some(Packet {
        source,
        target,
        port,
        source_port,
        action: Action::Blocked,
        is_outbound: false,
    })
}

/// `outside:203.0.113.9/4431` as address and port.
fn interface_address(text: &str) -> Option<(&str, &str)> {
    let text = text.split([' ', '(']).next()?;
    let (_, text) = text.split_once(':')?;
    Some(text.split_once('/').unwrap_or((text, "")))
}

/// A flow of AWS' virtual network that its rules refused; the process is the format's name for it.
fn flow<'a>(message: &'a str, record: &Record<'_>) -> Option<Packet<'a>> {
    if record.process != crate::formats::vpc::PROCESS {
        return None;
    }
    let words: Vec<&str> = message.split(' ').collect();
    let &[source, target, source_port, port, .., "REJECT", _] = words.as_slice() else {
        return None;
    };
    Some(Packet {
        source,
        target,
        port,
        source_port,
        action: Action::Blocked,
        is_outbound: false,
    })
}

/// The comma-separated lines of pfSense and OPNsense.
fn filterlog<'a>(message: &'a str, record: &Record<'_>) -> Option<Packet<'a>> {
    if record.process != "filterlog" {
        return None;
    }
    let cells: Vec<&str> = message.trim_start_matches(": ").split(',').collect();
    let cell = |idx: usize| cells.get(idx).copied().unwrap_or_default();
    // Version 4 has eleven columns of its own between version and addresses, version 6 eight.
    let at = match cell(8) {
        "4" => 18,
        "6" => 15,
        _ => return None,
    };
    let action = match cell(6) {
        "block" | "reject" => Action::Blocked,
        "pass" => Action::Allowed,
        _ => return None,
    };
    Some(Packet {
        source: cell(at),
        target: cell(at + 1),
        source_port: cell(at + 2),
        port: cell(at + 3),
        action,
        is_outbound: cell(7) == "out",
    })
}

/// The kernel's own alarm: `TCP: request_sock_TCP: Possible SYN flooding on port 80.`
fn flood(message: &str) -> Option<Meaning<'_>> {
    let (_, rest) = message.split_once("ossible SYN flooding on port ")?;
    let end = rest.find([' ', '.']).unwrap_or(rest.len());
    let port = rest.get(..end)?;
    Some(Meaning {
        kind: Some(EventKind::SynFlood),
        object: Some((EntityKind::Destination, Cow::Borrowed(port))),
        depends_on_value: true,
        ..Meaning::default()
    })
}

fn is_low(port: &str) -> bool {
    port.parse::<u16>()
        .is_ok_and(|port| (1..1024).contains(&port))
}

/// Whether an address lies outside of this network.
pub(crate) fn is_abroad(address: &str) -> bool {
    match address.parse::<IpAddr>().map(|ip| ip.to_canonical()) {
        Ok(IpAddr::V4(ip)) => {
            !(ip.is_private()
                || ip.is_loopback()
                || ip.is_link_local()
                || ip.is_multicast()
                || ip.is_broadcast()
                || ip.is_unspecified())
        }
        Ok(IpAddr::V6(ip)) => {
            !(ip.is_loopback()
                || ip.is_unique_local()
                || ip.is_unicast_link_local()
                || ip.is_multicast()
                || ip.is_unspecified())
        }
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(
        process: &'static str,
        message: &'static str,
        kind: Option<EventKind>,
        source: Option<&str>,
        object: Option<&str>,
    ) {
        let record = Record::said(process, message);
        let meaning = super::super::classify(&record);
        assert_eq!(meaning.kind, kind, "{message}");
        assert_eq!(meaning.source.as_deref(), source, "{message}");
        let value = meaning.object.as_ref().map(|(_, value)| value.as_ref());
        assert_eq!(value, object, "{message}");
    }

    #[test]
    fn firewalls_of_four_dialects() {
        let blocked = Some(EventKind::Blocked);
        let source = Some("203.0.113.9");
        let target = Some("192.0.2.10:22");
        check(
            "kernel",
            "[  77.1] [UFW BLOCK] IN=eth0 OUT= MAC=00:11 SRC=203.0.113.9 DST=192.0.2.10 LEN=60 TTL=47 PROTO=TCP SPT=44310 DPT=22 WINDOW=1 SYN URGP=0",
            blocked,
            source,
            target,
        );
        check(
            "kernel",
            "fw-drop: IN=eth0 OUT= SRC=203.0.113.9 DST=192.0.2.10 LEN=60 PROTO=TCP SPT=44310 DPT=22 SYN",
            blocked,
            source,
            target,
        );
        check(
            "%ASA-4-106023",
            "Deny tcp src outside:203.0.113.9/44310 dst inside:192.0.2.10/22 by access-group \"x\"",
            blocked,
            source,
            target,
        );
        check(
            "filterlog",
            "5,,,1000000103,em0,match,block,in,4,0x0,,64,1,0,DF,6,tcp,60,203.0.113.9,192.0.2.10,44310,22,0,S,1,,1,,",
            blocked,
            source,
            target,
        );
    }

    #[test]
    fn answers_and_own_networks_are_nothing() {
        check(
            "kernel",
            "[UFW BLOCK] IN=eth0 OUT= SRC=198.51.100.7 DST=192.0.2.10 PROTO=TCP SPT=443 DPT=51544 ACK",
            None,
            Some("198.51.100.7"),
            None,
        );
        check(
            "kernel",
            "[UFW ALLOW] IN= OUT=eth0 SRC=192.0.2.10 DST=10.0.0.7 PROTO=TCP SPT=51544 DPT=5432 SYN",
            None,
            Some("192.0.2.10"),
            None,
        );
        check(
            "kernel",
            "[UFW ALLOW] IN= OUT=eth0 SRC=192.0.2.10 DST=198.51.100.7 PROTO=TCP SPT=51544 DPT=4444 SYN",
            Some(EventKind::Outbound),
            Some("192.0.2.10"),
            Some("198.51.100.7:4444"),
        );
        check("app", "SRC= and DST= are words", None, None, None);
    }
}
