//! What the server takes, by tests/server/load.rs in the server's own profile.

use std::process::Stdio;

use anyhow::{Context as _, Result, bail};

use crate::{paths, process};

const HEAD: &str = "\
| What | Figure |
|---|---|
";

const FOOT: &str = "
Password steps are of wrong passwords with a solved challenge: each costs a hash, right or wrong. The
visitor's own proof of work is cheap here, because visitors have processors of their own; hashing is as
shipped. Aims: a start under 100 ms, under 40 MiB at rest, sign-ins bounded by argon2id alone.
";

/// Measures, prints and writes docs/benchmarks-server.md.
pub(super) fn run(machine: &str, day: &str) -> Result<()> {
    let mut cargo = process::cargo();
    cargo.args(["bench", "--locked", "--profile", "server"]);
    cargo.args(["-p", "jejak-server", "--bench", "load"]);
    let output = cargo.stderr(Stdio::inherit()).output();
    let output = output.context("while starting cargo")?;
    if !output.status.success() {
        bail!("the measurement failed ({})", output.status);
    }
    let printed = String::from_utf8_lossy(&output.stdout);
    let rows: String = printed
        .lines()
        .filter(|line| line.starts_with("| "))
        .map(|line| format!("{line}\n"))
        .collect();
    let about = format!(
        "# The server\n\nMeasured by `cargo xtask bench --server` on {day}; {machine}. Over a real socket, \
         on loopback, with the clients on the same machine.\n\n"
    );
    let text = format!("{about}{HEAD}{rows}{FOOT}");
    println!("{text}");
    let path = paths::root().join("docs").join("benchmarks-server.md");
    std::fs::write(&path, text).context("while writing docs/benchmarks-server.md")
}
