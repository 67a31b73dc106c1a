//! Where things lie: the checkout, its outputs, and the cache of tools outside it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The checkout's root.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask is a folder of the checkout")
}

/// Cargo's output folder, wherever the user put it.
pub(crate) fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// The finished page.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

/// Where pinned tools are kept; shared by all checkouts, safe to delete.
pub(crate) fn tools_cache() -> Result<PathBuf> {
    if let Some(dir) = std::env::var_os("JEJAK_CACHE").filter(|dir| !dir.is_empty()) {
        return Ok(PathBuf::from(dir));
    }
    let cache = if cfg!(windows) {
        var("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        var("HOME").map(|home| home.join("Library/Caches"))
    } else {
        var("XDG_CACHE_HOME").or_else(|| var("HOME").map(|home| home.join(".cache")))
    };
    let cache = cache.context("no cache folder: set JEJAK_CACHE to a folder for the tools")?;
    Ok(cache.join("jejak").join("tools"))
}

fn var(name: &str) -> Option<PathBuf> {
    std::env::var_os(name)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}
