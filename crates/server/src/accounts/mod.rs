//! Accounts: names, passwords, factors, locks, sessions, links, and who may do what.
//!
//! In: a [`Unit`](crate::vault::Unit), that is a transaction with the time and the keys. Out: rows
//! changed and events logged. Nothing here knows HTTP.

pub(crate) mod devices;
pub(crate) mod hasher;
pub(crate) mod links;
pub(crate) mod name;
pub(crate) mod password;
pub(crate) mod recovery;
pub(crate) mod sessions;
pub(crate) mod softlock;
pub(crate) mod table;
pub(crate) mod team;
pub(crate) mod totp;
