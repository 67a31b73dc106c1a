//! The server with accounts: its parts, and what it does besides answering requests.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use jejak_protocol::TimestampUs;
use jejak_protocol::server::{AuditEvent, LinkPurpose, Role, Secret};

use crate::accounts::hasher::Hasher;
use crate::accounts::sessions::{self, Lifetimes};
use crate::accounts::{links, table};
use crate::audit::{Entry, Journal};
use crate::captcha::{self, Captcha};
use crate::clock::{DAY_US, HOUR_US};
use crate::config::Config;
use crate::limits::Limits;
use crate::metrics::{Metrics, Stock};
use crate::shares;
use crate::store::StoreError;
use crate::vault::Vault;

/// How often what has expired is removed.
const PURGE_EVERY: Duration = Duration::from_secs(3_600);

#[derive(Debug)]
pub struct App {
    pub(crate) config: Config,
    pub(crate) vault: Vault,
    pub(crate) hasher: Hasher,
    pub(crate) limits: Limits,
    pub(crate) captcha: Captcha,
    pub(crate) metrics: Metrics,
}

impl App {
    /// # Errors
    /// When the settings do not allow a start; the error lists all that is wrong with them.
    pub fn new(config: Config, vault: Vault) -> Result<Arc<Self>> {
        let problems = config.problems();
        if !problems.is_empty() {
            bail!(
                "the settings do not allow a start:\n  - {}",
                problems.join("\n  - ")
            );
        }
        let n_processors = std::thread::available_parallelism().map_or(1, usize::from);
        let entropy = vault.shared_entropy();
        let hasher = Hasher::new(&config.passwords, n_processors, entropy)?;
        Ok(Arc::new(Self {
            limits: Limits::new(&config.limits, &vault.clock()),
            captcha: Captcha::new(&config, vault.keys(), vault.clock())?,
            metrics: Metrics::new(*vault.watch_log().borrow())?,
            hasher,
            config,
            vault,
        }))
    }

    /// Logs the start and, while there is no account, makes the link for the first one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn start(&self) -> Result<Option<Secret>> {
        let expires_at = self.link_expiry();
        let change = move |unit: &crate::vault::Unit| {
            unit.log(Entry::ok(AuditEvent::ServerStarted))?;
            if !table::is_empty(unit)? {
                return Ok::<_, StoreError>(None);
            }
            unit.log(Entry::ok(AuditEvent::SetupLinkMade))?;
            links::make(unit, LinkPurpose::Setup, Role::Admin, None, expires_at).map(Some)
        };
        let token = self.vault.change(change).await.context("while starting")?;
        Ok(token.map(|token| self.link_url(&token)))
    }

    /// Logs the end.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn stop(&self) -> Result<()> {
        let log = |unit: &crate::vault::Unit| unit.log(Entry::ok(AuditEvent::ServerStopped));
        self.vault
            .change::<_, StoreError>(log)
            .await
            .context("while stopping")
    }

    /// The token stands behind `#`: no browser sends it, no server logs it.
    pub(crate) fn link_url(&self, token: &str) -> Secret {
        link_url(&self.config, token)
    }

    pub(crate) fn link_expiry(&self) -> TimestampUs {
        let hours = i64::from(self.config.sign_in.link_hours);
        TimestampUs(self.vault.now().0.saturating_add(hours * HOUR_US))
    }

    pub(crate) fn lifetimes(&self) -> Lifetimes {
        Lifetimes::new(&self.config.sign_in)
    }

    pub(crate) fn device_lifetime_us(&self) -> i64 {
        i64::from(self.config.sign_in.device_days) * DAY_US
    }

    /// Removes what has expired, at the start and once an hour, until it is dropped.
    pub async fn purge_for_ever(&self) {
        let mut ticks = tokio::time::interval(PURGE_EVERY);
        loop {
            ticks.tick().await;
            if let Err(error) = self.purge().await {
                crate::log::error("purge", &error);
            }
        }
    }

    /// # Errors
    /// When the database fails.
    pub async fn purge(&self) -> Result<(), StoreError> {
        let lifetimes = self.lifetimes();
        let purge = move |unit: &crate::vault::Unit| {
            sessions::purge(unit, lifetimes)?;
            links::purge(unit)?;
            captcha::purge(unit)?;
            if shares::purge(unit)? > 0 {
                unit.log(Entry::ok(AuditEvent::SharesPurged))?;
            }
            Ok(())
        };
        self.vault.change(purge).await
    }

    /// Whether the database can be written.
    pub(crate) async fn is_ready(&self) -> bool {
        let look = |unit: &crate::vault::Unit| table::is_empty(unit);
        self.vault.change::<_, StoreError>(look).await.is_ok()
    }

    /// What Prometheus reads.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn measure(self: &Arc<Self>) -> Result<String, StoreError> {
        let app = self.clone();
        let look = move |unit: &crate::vault::Unit| {
            app.metrics.catch_up(unit.tx)?;
            Stock::read(unit.tx).map(|stock| app.metrics.render(&stock))
        };
        self.vault.change(look).await
    }

    pub(crate) fn keeps_journal(&self) -> bool {
        self.config.audit.file
    }

    /// Keeps the file of JSON lines up with the log, until it is dropped.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub async fn write_journal(&self) -> Result<()> {
        let mut journal = Journal::open(self.vault.folder())?;
        let mut grown = self.vault.watch_log();
        loop {
            grown.mark_unchanged();
            let store = self.vault.store().clone();
            let work = move || {
                let result = journal.catch_up(&store);
                (journal, result)
            };
            let (returned, result) = tokio::task::spawn_blocking(work).await?;
            journal = returned;
            if let Err(error) = result {
                crate::log::error("audit file", &error);
            }
            if grown.changed().await.is_err() {
                return Ok(());
            }
        }
    }
}

/// A link that carries a token, as far as the settings know the server's address.
pub(crate) fn link_url(config: &Config, token: &str) -> Secret {
    let origin = match config.origin() {
        Some(origin) => origin.to_owned(),
        None if config.tls.certificate.is_some() => format!("https://{}", config.listen),
        None => format!("http://{}", config.listen),
    };
    Secret::new(format!("{origin}/#link={token}"))
}
