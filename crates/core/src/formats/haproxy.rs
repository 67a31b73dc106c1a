//! HAProxy's HTTP log, which is the text of a syslog line.
//!
//! ```text
//! 192.0.2.7:33317 [04/Jan/2026:10:15:23.655] http-in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {shop.example} {} "GET /a HTTP/1.1"
//! ```
//!
//! Specification: HAProxy configuration manual, section 8.2.3 (`option httplog`).
//!
//! Yields the request as [`Access`] (client without its port, the frontend as virtual host). It is not
//! a format of its own: [`syslog`](super::syslog) asks for lines of `haproxy`. Other lines of HAProxy
//! (TCP logs, state changes) stay text.

use crate::record::Access;

use super::{access, app};

/// The request of a line, and its request line; None for other lines.
pub(super) fn request(message: &str) -> Option<(Access<'_>, &str)> {
    let (client, rest) = message.split_once(" [")?;
    let (_accepted, rest) = rest.split_once("] ")?;
    let (rest, quoted) = rest.split_once(" \"")?;
    let line = quoted.strip_suffix('"').unwrap_or(quoted);
    let mut words = rest.split(' ');
    let (frontend, _backend, _times) = (words.next()?, words.next()?, words.next()?);
    let (status, bytes) = (words.next()?, words.next()?);
    // A client that goes away before it asks has status -1.
    let status = status.parse::<i32>().ok()?;
    let (method, target, protocol) = access::split_request(line);
    let access = Access {
        client: app::without_port(client),
        vhost: frontend.trim_end_matches('~'),
        method,
        target,
        protocol,
        status: u16::try_from(status).unwrap_or(0),
        bytes: bytes.trim_start_matches('+').parse().unwrap_or(0),
        ..Access::default()
    };
    Some((access, line))
}
