//! The audit log for admins: a page of it, all of it, what comes as it comes, and whether it is whole.

use std::sync::Arc;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use jejak_protocol::server::{AuditPage, AuditVerdict, Refusal};
use serde::Deserialize;
use tokio::sync::watch;

use super::error::ApiError;
use super::extract::Admin;
use crate::accounts::sessions::{self, Level};
use crate::app::App;
use crate::audit;
use crate::store::StoreError;
use crate::vault::Unit;
use crate::visitor::Visitor;

const MAX_ROWS: u32 = 1_000;
const DEFAULT_ROWS: u32 = 200;
/// How often a stream looks whether its session still lives while nothing happens.
const LOOK_EVERY: std::time::Duration = std::time::Duration::from_secs(30);
const JSON_LINES: &str = "application/x-ndjson";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Part {
    after: Option<i64>,
    limit: Option<u32>,
}

pub(super) async fn page(
    State(app): State<Arc<App>>,
    _: Admin,
    query: Result<Query<Part>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<AuditPage>, ApiError> {
    let Query(part) = query.map_err(|_| Refusal::Malformed)?;
    let limit = part.limit.unwrap_or(DEFAULT_ROWS).clamp(1, MAX_ROWS);
    let read = move |unit: &Unit| audit::page(unit.tx, part.after, limit);
    Ok(Json(app.vault.change::<_, StoreError>(read).await?))
}

pub(super) async fn verify(
    State(app): State<Arc<App>>,
    _: Admin,
) -> Result<Json<AuditVerdict>, ApiError> {
    let vault = app.vault.clone();
    let work = move || {
        let verdict = audit::verify(&vault.store().reader()?, vault.keys(), None)?;
        Ok::<_, StoreError>(AuditVerdict {
            n_rows: verdict.n_rows,
            broken_at: verdict.fault.map(audit::Fault::seq),
            checkpoint: verdict.checkpoint.to_string(),
            checked_at: vault.now(),
        })
    };
    let verdict = tokio::task::spawn_blocking(work).await;
    Ok(Json(verdict.map_err(|_| StoreError::BrokenOff)??))
}

/// What is there now, as JSON lines, for the analysis.
pub(super) async fn export(State(app): State<Arc<App>>, _: Admin) -> Result<Response, ApiError> {
    let last_seq = *app.vault.watch_log().borrow();
    let lines = Lines {
        app,
        sent: 0,
        until: Some(last_seq),
        alive: None,
    };
    Ok(answer(lines))
}

/// What is there and what comes, as JSON lines, as long as the session lives.
pub(super) async fn stream(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    _: Admin,
    query: Result<Query<Part>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, ApiError> {
    let Query(part) = query.map_err(|_| Refusal::Malformed)?;
    let alive = Alive {
        token: visitor.session.ok_or(Refusal::NoSession)?,
        grown: app.vault.watch_log(),
    };
    let sent = part.after.unwrap_or(0);
    Ok(answer(Lines {
        app,
        sent,
        until: None,
        alive: Some(alive),
    }))
}

struct Lines {
    app: Arc<App>,
    sent: i64,
    /// The last entry to send; a stream without one waits for more.
    until: Option<i64>,
    alive: Option<Alive>,
}

struct Alive {
    token: String,
    grown: watch::Receiver<i64>,
}

fn answer(lines: Lines) -> Response {
    let chunks = stream::unfold(lines, |mut lines| async move {
        let chunk = lines.next().await?;
        Some((Ok::<_, std::convert::Infallible>(chunk), lines))
    });
    let headers = [(header::CONTENT_TYPE, JSON_LINES)];
    (headers, Body::from_stream(chunks)).into_response()
}

impl Lines {
    /// The next lines; none at the end.
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            let rows = self.read().await?;
            if let Some((last, _)) = rows.last() {
                self.sent = *last;
                let text: String = rows.iter().map(|(_, line)| format!("{line}\n")).collect();
                return Some(text.into());
            }
            let alive = self.alive.as_mut()?;
            // What has been read came before this mark or makes it change again.
            let _ = tokio::time::timeout(LOOK_EVERY, alive.grown.changed()).await;
            if !self.is_signed_in().await {
                return None;
            }
        }
    }

    async fn read(&self) -> Option<Vec<(i64, String)>> {
        let (sent, until) = (self.sent, self.until.unwrap_or(i64::MAX));
        if sent >= until {
            return self.alive.is_some().then(Vec::new);
        }
        let read = move |unit: &Unit| audit::lines_after(unit.tx, sent, MAX_ROWS);
        let rows = self.app.vault.change::<_, StoreError>(read).await.ok()?;
        Some(rows.into_iter().filter(|(seq, _)| *seq <= until).collect())
    }

    async fn is_signed_in(&self) -> bool {
        let Some(alive) = &self.alive else {
            return false;
        };
        let (token, lifetimes) = (alive.token.clone(), self.app.lifetimes());
        // Waiting for entries is no use of the session: it must not keep it alive.
        let find = move |unit: &Unit| sessions::peek(unit, &token, lifetimes);
        let found = self.app.vault.change::<_, StoreError>(find).await;
        matches!(found, Ok(Some(session)) if session.level == Level::Full
            && session.account.role == jejak_protocol::server::Role::Admin)
    }
}
