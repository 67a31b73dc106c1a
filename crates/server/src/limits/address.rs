//! Whose address counts, and as what.
//!
//! `X-Forwarded-For` is believed only as far as trusted proxies wrote it: from the right, each entry
//! was added by the hop to its right. The first one that is no trusted proxy is the client, whatever
//! the client itself wrote further left.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::http::{HeaderMap, HeaderName};
use ipnet::IpNet;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The client of a request that came from `peer`.
pub fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|net| net.contains(&address));
    let mut client = peer.to_canonical();
    if !is_trusted(client) {
        return client;
    }
    // Repeated headers are one list (RFC 9110 §5.3).
    let lines = headers.get_all(FORWARDED_FOR);
    let hops: Vec<&str> = lines
        .iter()
        .flat_map(|line| line.to_str().unwrap_or("?").split(','))
        .collect();
    for hop in hops.into_iter().rev() {
        // What cannot be read was not written by a proxy of ours: the hop that wrote it counts.
        let Some(address) = parse(hop.trim()) else {
            break;
        };
        client = address;
        if !is_trusted(client) {
            break;
        }
    }
    client
}

/// With or without a port.
fn parse(hop: &str) -> Option<IpAddr> {
    let bare = hop.parse::<IpAddr>().ok();
    let with_port = || hop.parse::<SocketAddr>().ok().map(|address| address.ip());
    let in_brackets = || {
        let inner = hop.strip_prefix('[')?.strip_suffix(']')?;
        inner.parse::<Ipv6Addr>().ok().map(IpAddr::V6)
    };
    let address = bare.or_else(with_port).or_else(in_brackets)?;
    Some(address.to_canonical())
}

/// What one client can hardly change: an IPv4 address, or the /64 of an IPv6 one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AddressKey(IpAddr);

impl AddressKey {
    pub fn new(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(v4) => Self(v4.into()),
            IpAddr::V6(v6) => Self(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64).into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRUSTED: [&str; 3] = ["10.0.0.0/8", "127.0.0.1/32", "fd00::/8"];

    #[track_caller]
    fn check(peer: &str, forwarded: &[&str], expect: &str) {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append(FORWARDED_FOR, line.parse().expect("a header"));
        }
        let trusted = TRUSTED.map(|net| net.parse().expect("a net"));
        let client = client_address(peer.parse().expect("an address"), &headers, &trusted);
        assert_eq!(client.to_string(), expect, "{peer} {forwarded:?}");
    }

    #[test]
    fn s23_a_peer_that_is_no_trusted_proxy_is_the_client() {
        check("203.0.113.9", &[], "203.0.113.9");
        check("203.0.113.9", &["198.51.100.1"], "203.0.113.9");
        check("203.0.113.9", &["10.0.0.1", "127.0.0.1"], "203.0.113.9");
        check("::ffff:203.0.113.9", &["198.51.100.1"], "203.0.113.9");
    }

    #[test]
    fn s24_behind_trusted_proxies_the_list_is_walked_from_the_right() {
        check("127.0.0.1", &["198.51.100.1"], "198.51.100.1");
        check("127.0.0.1", &["192.0.2.66, 198.51.100.1"], "198.51.100.1");
        check(
            "127.0.0.1",
            &["192.0.2.66, 198.51.100.1, 10.2.3.4"],
            "198.51.100.1",
        );
        check(
            "127.0.0.1",
            &["192.0.2.66", "198.51.100.1", "10.2.3.4"],
            "198.51.100.1",
        );
        check("127.0.0.1", &["10.0.0.9, 10.0.0.8"], "10.0.0.9");
        check("127.0.0.1", &[], "127.0.0.1");
        check("127.0.0.1", &["198.51.100.1:4711"], "198.51.100.1");
        check("fd00::1", &["[2001:db8::7]:443"], "2001:db8::7");
        check("fd00::1", &["[2001:db8::7]"], "2001:db8::7");
        check("127.0.0.1", &["198.51.100.1, unknown"], "127.0.0.1");
        check(
            "127.0.0.1",
            &["198.51.100.1, unknown, 10.0.0.1"],
            "10.0.0.1",
        );
        check("127.0.0.1", &["::ffff:198.51.100.1"], "198.51.100.1");
    }

    #[test]
    fn s25_ipv6_counts_by_its_64_bits_and_mapped_addresses_as_ipv4() {
        let key = |text: &str| AddressKey::new(text.parse().expect("an address"));
        assert_eq!(
            key("2001:db8:0:1::1"),
            key("2001:db8:0:1:ffff:ffff:ffff:ffff")
        );
        assert_ne!(key("2001:db8:0:1::1"), key("2001:db8:0:2::1"));
        assert_eq!(key("::ffff:192.0.2.1"), key("192.0.2.1"));
        assert_ne!(key("192.0.2.1"), key("192.0.2.2"));
    }
}
