//! What the server counts, as Prometheus reads it.
//!
//! In: events of the audit log and answers of the API, as they happen. Out: the text of `/metrics`.
//! Nothing names a person: no account, no address.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use jejak_protocol::server::{AuditEvent, AuditRow, Outcome};
use metrics::{Key, Label, Level, Metadata, Recorder, SharedString, Unit};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusRecorder};

use crate::audit;
use crate::store::{StoreError, Transaction};

/// Seconds; a sign-in takes some hundredths of a second, and hashes that wait take seconds.
const BUCKETS: [f64; 9] = [0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0];
const LINES_AT_ONCE: u32 = 1_000;
const META: Metadata<'static> = Metadata::new("jejak", Level::INFO, None);
const EVENTS: &str = "jejak_audit_entries_total";
const ANSWERS: &str = "jejak_http_answers_total";
const DURATION: &str = "jejak_http_answer_seconds";

pub(crate) struct Metrics {
    recorder: PrometheusRecorder,
    /// The number of the last entry of the audit log that was counted.
    counted: Mutex<i64>,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}

impl Metrics {
    /// # Errors
    /// When the buckets are refused, which they are not.
    pub(crate) fn new(last_seq: i64) -> anyhow::Result<Self> {
        let recorder = PrometheusBuilder::new()
            .set_buckets(&BUCKETS)?
            .build_recorder();
        let describe = |name: &'static str, text: &'static str| {
            recorder.describe_counter(name.into(), None, SharedString::const_str(text));
        };
        describe(EVENTS, "Entries of the audit log since the start.");
        describe(ANSWERS, "Answers of the API since the start.");
        recorder.describe_histogram(
            DURATION.into(),
            Some(Unit::Seconds),
            SharedString::const_str("Time until an answer of the API began."),
        );
        Ok(Self {
            recorder,
            counted: Mutex::new(last_seq),
        })
    }

    /// Counts what was logged since it was last asked. The log is whole and in order, so nothing has
    /// to be told twice where things happen.
    ///
    /// # Errors
    /// When the database fails; what was counted stays counted.
    pub(crate) fn catch_up(&self, tx: &Transaction<'_>) -> Result<(), StoreError> {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let lines = audit::lines_after(tx, *counted, LINES_AT_ONCE)?;
            let Some((last, _)) = lines.last() else {
                return Ok(());
            };
            *counted = *last;
            for (_, line) in &lines {
                let row: AuditRow =
                    serde_json::from_str(line).map_err(|_| StoreError::Damaged("audit entry"))?;
                self.count_entry(row.event, row.outcome);
            }
        }
    }

    fn count_entry(&self, event: AuditEvent, outcome: Outcome) {
        let labels = vec![
            Label::new("event", wire_name(&event)),
            Label::new("outcome", wire_name(&outcome)),
        ];
        let key = Key::from_parts(EVENTS, labels);
        self.recorder.register_counter(&key, &META).increment(1);
    }

    pub(crate) fn count_answer(&self, status: u16, seconds: f64) {
        let labels = vec![Label::new("status", status.to_string())];
        let key = Key::from_parts(ANSWERS, labels);
        self.recorder.register_counter(&key, &META).increment(1);
        let key = Key::from_static_name(DURATION);
        self.recorder
            .register_histogram(&key, &META)
            .record(seconds);
    }

    /// All of it as text, with what the database and the system say now.
    pub(crate) fn render(&self, stock: &Stock) -> String {
        let set = |name: &'static str, text: &'static str, value: f64| {
            self.recorder
                .describe_gauge(name.into(), None, SharedString::const_str(text));
            let key = Key::from_static_name(name);
            self.recorder.register_gauge(&key, &META).set(value);
        };
        set("jejak_accounts", "Accounts.", stock.n_accounts);
        set(
            "jejak_sessions",
            "Sessions, ended ones until the hourly purge.",
            stock.n_sessions,
        );
        set(
            "jejak_shares",
            "Shares, expired ones until the hourly purge.",
            stock.n_shares,
        );
        set(
            "jejak_share_bytes",
            "Bytes of all shares.",
            stock.share_bytes,
        );
        set(
            "jejak_audit_last_entry",
            "Number of the newest entry of the audit log.",
            stock.last_seq,
        );
        if let Some(bytes) = resident_bytes() {
            set("process_resident_memory_bytes", "Resident memory.", bytes);
        }
        self.recorder.handle().run_upkeep();
        self.recorder.handle().render()
    }
}

/// What is in the database.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stock {
    n_accounts: f64,
    n_sessions: f64,
    n_shares: f64,
    share_bytes: f64,
    last_seq: f64,
}

impl Stock {
    pub(crate) fn read(tx: &Transaction<'_>) -> Result<Self, StoreError> {
        let value = |sql: &str| tx.query_row(sql, [], |row| row.get::<_, f64>(0));
        Ok(Self {
            n_accounts: value("SELECT CAST(count(*) AS REAL) FROM account")?,
            n_sessions: value("SELECT CAST(count(*) AS REAL) FROM session")?,
            n_shares: value("SELECT CAST(count(*) AS REAL) FROM share")?,
            share_bytes: value(
                "SELECT CAST(coalesce(sum(length(ciphertext)), 0) AS REAL) FROM share",
            )?,
            last_seq: value("SELECT CAST(coalesce(max(seq), 0) AS REAL) FROM audit")?,
        })
    }
}

/// The name that an event has in the log.
fn wire_name(value: &impl serde::Serialize) -> String {
    let json = serde_json::to_value(value).unwrap_or_default();
    json.as_str().unwrap_or_default().to_owned()
}

/// Where the system tells it.
fn resident_bytes() -> Option<f64> {
    const PAGE_BYTES: f64 = 4_096.0;
    let statm = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: f64 = statm.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * PAGE_BYTES)
}
