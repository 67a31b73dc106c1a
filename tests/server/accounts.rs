//! The server with accounts through a real socket and a real client.
//!
//! Each test's number is that of the statement in docs/security.md that it holds.

mod harness;

mod audit;
mod captcha;
mod commands;
mod documented;
mod limits;
mod operations;
mod passwords;
mod sessions;
mod shares;
mod simulate;
mod team;
mod totp;
