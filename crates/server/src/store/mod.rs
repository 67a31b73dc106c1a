//! The database: one SQLite file in WAL mode, written by one connection at a time.
//!
//! In: closures over a transaction. Out: their results, after the commit is on disk. A closure that
//! fails leaves nothing behind. What the rows mean is left to the modules that write them.

mod backup;
mod schema;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};
pub use rusqlite::{OptionalExtension, Row, Transaction, params};

pub use backup::{backup, restore};

pub const FILE: &str = "jejak.db";

/// How long one process waits for another that writes, such as `user add` beside a running server.
const BUSY: Duration = Duration::from_secs(10);

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the disk is full or failing: {0}")]
    Disk(rusqlite::Error),
    #[error("the database failed: {0}")]
    Database(rusqlite::Error),
    #[error("the database is of version {found}, newer than this program knows ({known})")]
    TooNew { found: i64, known: i64 },
    #[error("a value in the database cannot be read: {0}")]
    Damaged(&'static str),
    #[error("the work on the database was broken off")]
    BrokenOff,
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{CannotOpen, DiskFull, ReadOnly, SystemIoFailure};
        match error.sqlite_error_code() {
            Some(DiskFull | SystemIoFailure | ReadOnly | CannotOpen) => Self::Disk(error),
            _ => Self::Database(error),
        }
    }
}

/// A handle to the database; clones share it.
#[derive(Clone, Debug)]
pub struct Store {
    path: PathBuf,
    connection: Arc<Mutex<Connection>>,
}

impl Store {
    /// Opens the database of a data folder, makes it when there is none, and brings it to this
    /// version's form.
    ///
    /// # Errors
    /// When it cannot be opened or was written by a newer version.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join(FILE);
        let mut connection = Connection::open(&path)?;
        connection.busy_timeout(BUSY)?;
        // FULL: what was acknowledged survives a power cut, not only the end of the process.
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
             PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF;",
        )?;
        schema::migrate(&mut connection)?;
        Ok(Self {
            path,
            connection: Arc::new(Mutex::new(connection)),
        })
    }

    /// Runs `work` in a transaction of its own; it is committed when `work` succeeds.
    ///
    /// # Errors
    /// Those of `work`, and those of the commit.
    pub fn write_now<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Transaction) -> Result<T, E>,
    ) -> Result<T, E> {
        // A panic inside a transaction rolls it back, so that the connection is still sound.
        let mut connection = self
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let tx = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(StoreError::from)?;
        let result = work(&tx)?;
        tx.commit().map_err(StoreError::from)?;
        Ok(result)
    }

    /// As `write_now`, off the threads that answer requests.
    ///
    /// # Errors
    /// Those of `work`, and those of the commit.
    pub async fn write<T, E>(
        &self,
        work: impl FnOnce(&Transaction) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let store = self.clone();
        match tokio::task::spawn_blocking(move || store.write_now(work)).await {
            Ok(result) => result,
            Err(_) => Err(StoreError::BrokenOff.into()),
        }
    }

    /// A connection of its own that only reads, for long answers that must not hold up writers.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub fn reader(&self) -> Result<Connection, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags)?;
        connection.busy_timeout(BUSY)?;
        Ok(connection)
    }
}
