//! The data folder: private to the server's user, and held by one server at a time.

use std::fs::{self, File, TryLockError};
use std::path::Path;

use anyhow::{Context, Result, bail};

const LOCK: &str = "jejak.lock";

/// Makes the folder when it is missing, closed to others.
///
/// # Errors
/// When it cannot be made.
pub(crate) fn make_private(folder: &Path) -> Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(folder)
        .with_context(|| format!("while making the data folder {}", folder.display()))
}

/// Holds the folder until the file is dropped; the system lets go of it when the process ends.
///
/// # Errors
/// When another server holds it.
pub(crate) fn lock(folder: &Path) -> Result<File> {
    let path = folder.join(LOCK);
    let file = File::create(&path).with_context(|| format!("while making {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => bail!(
            "another jejak-server is using {}: stop it first",
            folder.display()
        ),
        Err(TryLockError::Error(error)) => Err(error).context("while locking the data folder"),
    }
}
