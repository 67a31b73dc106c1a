//! The companion server: serves the page's files and, where it is given a data folder, accounts.
//!
//! In: requests over HTTP. Out: the build's files with the headers that keep the page private,
//! `/healthz`, `/metrics`, and under `/api/v1` sign-in, shares and the audit log. It parses no log and
//! never sees one.

mod accounts;
mod api;
mod app;
pub mod audit;
mod captcha;
pub mod clock;
pub mod commands;
pub mod config;
mod data;
mod encoding;
pub mod headers;
pub mod keys;
pub mod limits;
mod log;
mod metrics;
mod serve;
mod shares;
mod sign_in_document;
mod simulate;
pub mod site;
pub mod store;
pub mod vault;
mod visitor;

pub use api::{Route, listed as routes};
pub use app::App;
pub use serve::{router, router_with_accounts};
pub use site::Site;
