//! Everything that a change of accounts needs in one hand: the database, the keys, the clock, the
//! randomness and the audit log. The server and the command line change accounts through it alone,
//! so that nothing changes without its entry in the log.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use jejak_protocol::TimestampUs;
use tokio::sync::watch;

use crate::audit::{self, Entry};
use crate::clock::{Clock, Entropy};
use crate::keys::{self, Keys};
use crate::store::{Store, StoreError, Transaction};

/// Clones share one vault.
#[derive(Clone, Debug)]
pub struct Vault {
    folder: PathBuf,
    store: Store,
    keys: Arc<Keys>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    /// The number of the newest entry of the audit log.
    logged: watch::Sender<i64>,
}

/// One transaction: what it logs is written if and only if it is committed.
#[derive(Debug)]
pub struct Unit<'a> {
    pub(crate) tx: &'a Transaction<'a>,
    pub(crate) now: TimestampUs,
    pub(crate) keys: &'a Keys,
    pub(crate) entropy: &'a dyn Entropy,
}

impl Unit<'_> {
    pub(crate) fn log(&self, entry: Entry) -> Result<(), StoreError> {
        audit::append(self.tx, self.keys, self.now, entry)
    }
}

impl Vault {
    /// Opens a data folder, making what is missing.
    ///
    /// # Errors
    /// When the folder, its secret or its database cannot be used.
    pub fn open(folder: &Path, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Result<Self> {
        crate::data::make_private(folder)?;
        let keys = keys::open(folder, &*entropy)?;
        let store = Store::open(folder)
            .with_context(|| format!("while opening the database in {}", folder.display()))?;
        let last_seq = store.write_now(|tx| audit::last_seq(tx))?;
        Ok(Self {
            folder: folder.to_owned(),
            store,
            keys: Arc::new(keys),
            clock,
            entropy,
            logged: watch::Sender::new(last_seq),
        })
    }

    /// Runs one change to its end, off the threads that answer requests.
    ///
    /// # Errors
    /// Those of `work` and of the database; nothing has changed then.
    pub async fn change<T, E>(
        &self,
        work: impl FnOnce(&Unit) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let vault = self.clone();
        match tokio::task::spawn_blocking(move || vault.change_now(work)).await {
            Ok(result) => result,
            Err(_) => Err(StoreError::BrokenOff.into()),
        }
    }

    /// As `change`, on this thread.
    ///
    /// # Errors
    /// Those of `work` and of the database; nothing has changed then.
    pub fn change_now<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Unit) -> Result<T, E>,
    ) -> Result<T, E> {
        let (result, last_seq) = self.store.write_now(|tx| {
            let unit = Unit {
                tx,
                now: self.now(),
                keys: &self.keys,
                entropy: &*self.entropy,
            };
            let result = work(&unit)?;
            let last_seq = audit::last_seq(tx)?;
            Ok::<_, E>((result, last_seq))
        })?;
        self.logged.send_if_modified(|seq| {
            let is_newer = *seq < last_seq;
            *seq = last_seq.max(*seq);
            is_newer
        });
        Ok(result)
    }

    pub fn now(&self) -> TimestampUs {
        self.clock.now()
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn store(&self) -> &Store {
        &self.store
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.keys
    }

    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        self.clock.clone()
    }

    pub(crate) fn entropy(&self) -> &dyn Entropy {
        &*self.entropy
    }

    pub(crate) fn shared_entropy(&self) -> Arc<dyn Entropy> {
        self.entropy.clone()
    }

    /// Tells whoever waits when the audit log has grown.
    pub fn watch_log(&self) -> watch::Receiver<i64> {
        self.logged.subscribe()
    }
}
