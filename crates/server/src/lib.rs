//! The companion server: serves the page's files.
//!
//! In: requests over HTTP. Out: the build's files with the headers that keep the page private, and
//! `/healthz`. It parses no log and never sees one. TLS is left to a proxy in front of it.

mod encoding;
pub mod headers;
mod serve;
pub mod site;

pub use serve::router;
pub use site::Site;
