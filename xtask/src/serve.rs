//! `cargo xtask run`: builds everything and serves the page on this machine.

use anyhow::{Result, bail};

use crate::build::{self, Profile};
use crate::server;

const DEFAULT_LISTEN: &str = "127.0.0.1:8080";

pub(crate) fn run(flags: &[&str]) -> Result<()> {
    let (mut profile, mut listen) = (Profile::Release, DEFAULT_LISTEN);
    let mut flags = flags.iter();
    while let Some(flag) = flags.next() {
        match (*flag, flags.as_slice().first()) {
            ("--debug", _) => profile = Profile::Debug,
            ("--listen", Some(address)) => {
                listen = address;
                flags.next();
            }
            (other, _) => bail!("`cargo xtask run` does not know {other}"),
        }
    }
    build::run(profile)?;
    // The server says where it listens once it does.
    server::serve(listen)
}
