//! A copy of the data folder while the server runs, and the way back.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use rusqlite::Connection;

use super::FILE;
use crate::{data, keys};

/// SQLite's own online backup, some pages at a time, so that writers get in between.
const PAGES_AT_ONCE: i32 = 256;
const PAUSE: Duration = Duration::from_millis(5);

/// Copies database and secret of a data folder into a new folder.
///
/// # Errors
/// When the copy exists, cannot be written, or is not whole.
pub fn backup(folder: &Path, to: &Path) -> Result<()> {
    if !folder.join(FILE).exists() {
        bail!(
            "{} holds no {FILE}: is it the data folder?",
            folder.display()
        );
    }
    if to.exists() {
        bail!("{} exists already: name a new folder", to.display());
    }
    data::make_private(to)?;
    let from = Connection::open(folder.join(FILE)).context("while opening the database")?;
    let mut copy = Connection::open(to.join(FILE)).context("while making the copy")?;
    rusqlite::backup::Backup::new(&from, &mut copy)
        .and_then(|backup| backup.run_to_completion(PAGES_AT_ONCE, PAUSE, None))
        .context("while copying the database")?;
    // One file that needs no other beside it.
    copy.execute_batch("PRAGMA journal_mode = DELETE")
        .context("while closing the copy")?;
    check(&copy)?;
    fs::copy(folder.join(keys::FILE), to.join(keys::FILE)).context("while copying the secret")?;
    Ok(())
}

/// Puts a backup in the place of a data folder; what was there is kept beside it as `*.before`.
///
/// # Errors
/// When the backup is not whole or a server is using the folder.
pub fn restore(folder: &Path, from: &Path) -> Result<()> {
    let opened =
        Connection::open_with_flags(from.join(FILE), rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY);
    let opened = opened.with_context(|| format!("{} is no backup", from.display()))?;
    check(&opened)?;
    drop(opened);
    data::make_private(folder)?;
    let _lock = data::lock(folder)?;
    // The log of a database that was not closed belongs to it and must not meet another.
    for name in [FILE, "jejak.db-wal", "jejak.db-shm", keys::FILE] {
        let old = folder.join(name);
        if old.exists() {
            fs::rename(&old, folder.join(format!("{name}.before")))
                .with_context(|| format!("while keeping the old {name}"))?;
        }
    }
    for name in [FILE, keys::FILE] {
        fs::copy(from.join(name), folder.join(name))
            .with_context(|| format!("while copying {name}"))?;
    }
    Ok(())
}

fn check(connection: &Connection) -> Result<()> {
    let verdict: String = connection
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .context("while checking the copy")?;
    if verdict != "ok" {
        bail!("the copy is damaged: {verdict}");
    }
    Ok(())
}
