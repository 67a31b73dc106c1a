//! Finds the Chromium in which the browser tests run.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process;

const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];
const ELSEWHERE: [&str; 3] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
];

/// The browser's program; on Debian as root it is installed when missing.
///
/// # Errors
/// With one sentence saying what to install.
pub(crate) fn ensure() -> Result<PathBuf> {
    if let Some(program) = std::env::var_os("JEJAK_CHROMIUM") {
        return Ok(PathBuf::from(program));
    }
    if let Some(program) = find() {
        return Ok(program);
    }
    if Path::new("/etc/debian_version").exists() && is_root() {
        let apt = |args: &[&str]| {
            let mut apt = Command::new("apt-get");
            process::run(apt.args(args).env("DEBIAN_FRONTEND", "noninteractive"))
        };
        apt(&["update"])?;
        apt(&["install", "--yes", "--no-install-recommends", "chromium"])?;
    }
    match find() {
        Some(program) => Ok(program),
        None => bail!(
            "The browser tests need Chromium or Chrome: install it (Debian: apt-get install chromium) or name its program in JEJAK_CHROMIUM."
        ),
    }
}

fn find() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).flat_map(|dir| {
        NAMES.map(|name| dir.join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
    });
    on_path
        .chain(ELSEWHERE.map(PathBuf::from))
        .find(|program| program.is_file())
}

fn is_root() -> bool {
    let id = process::output(Command::new("id").arg("-u")).context("no id");
    id.is_ok_and(|id| id == "0")
}
