//! The own account: its password, sessions and known browsers.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jejak_protocol::server::{
    AuditEvent, DeviceId, DeviceInfo, PasswordChange, Refusal, SessionId, SessionInfo,
};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::error::ApiError;
use super::extract::{Body, SignedIn};
use super::{cookies, password};
use crate::accounts::hasher::Lane;
use crate::accounts::sessions::{self, Level, Session};
use crate::accounts::{devices, password as rules, table};
use crate::app::App;
use crate::audit::Entry;
use crate::store::StoreError;
use crate::vault::Unit;
use crate::visitor::Visitor;

pub(super) async fn change_password(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    SignedIn(session): SignedIn,
    Body(request): Body<PasswordChange>,
) -> Result<Response, ApiError> {
    let event = AuditEvent::PasswordChangeRefused;
    password::confirm(&app, &session, &visitor, request.current, event).await?;
    rules::check_new(request.new.expose(), &session.account.name)?;
    let hash = app.hasher.hash(request.new, Lane::KnownBrowsers).await?;
    let change = move |unit: &Unit| {
        table::set_password(unit, session.account.id, &hash)?;
        let entry = Entry::ok(AuditEvent::PasswordChanged)
            .from(&visitor)
            .session(session.id);
        unit.log(entry.account(session.account.name.as_str()))?;
        start_afresh(unit, &session, &visitor)
    };
    let token = app.vault.change::<_, StoreError>(change).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    cookies::set_session(&mut response, &token);
    Ok(response)
}

/// After a change of password or factor: no other session, no other known browser, and a new token
/// for this one.
pub(super) fn start_afresh(
    unit: &Unit,
    session: &Session,
    visitor: &Visitor,
) -> Result<String, StoreError> {
    sessions::end_others(unit, session.account.id, None)?;
    devices::forget_others(unit, session.account.id, visitor.device.as_deref())?;
    let (_, token) = sessions::start(unit, session.account.id, Level::Full, visitor)?;
    Ok(token)
}

pub(super) async fn sessions(
    State(app): State<Arc<App>>,
    SignedIn(session): SignedIn,
) -> Result<Json<Vec<SessionInfo>>, ApiError> {
    let lifetimes = app.lifetimes();
    let list = move |unit: &Unit| sessions::list(unit, session.account.id, session.id, lifetimes);
    Ok(Json(app.vault.change::<_, StoreError>(list).await?))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Which<T> {
    id: T,
}

pub(super) async fn end_session(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    SignedIn(session): SignedIn,
    Body(which): Body<Which<SessionId>>,
) -> Result<StatusCode, ApiError> {
    let end = move |unit: &Unit| {
        if !sessions::end_own(unit, session.account.id, which.id)? {
            return Ok(Err(Refusal::NotFound));
        }
        let entry = Entry::ok(AuditEvent::SessionRevoked)
            .from(&visitor)
            .session(which.id.0);
        unit.log(entry.account(session.account.name.as_str()))?;
        Ok::<_, StoreError>(Ok(()))
    };
    app.vault.change(end).await??;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn end_other_sessions(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    SignedIn(session): SignedIn,
    _: Body<IgnoredAny>,
) -> Result<StatusCode, ApiError> {
    let end = move |unit: &Unit| {
        sessions::end_others(unit, session.account.id, Some(session.id))?;
        let entry = Entry::ok(AuditEvent::SessionRevoked)
            .from(&visitor)
            .detail("all others");
        unit.log(
            entry
                .account(session.account.name.as_str())
                .session(session.id),
        )
    };
    app.vault.change::<_, StoreError>(end).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn devices(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    SignedIn(session): SignedIn,
) -> Result<Json<Vec<DeviceInfo>>, ApiError> {
    let lifetime_us = app.device_lifetime_us();
    let list = move |unit: &Unit| {
        devices::list(
            unit,
            session.account.id,
            visitor.device.as_deref(),
            lifetime_us,
        )
    };
    Ok(Json(app.vault.change::<_, StoreError>(list).await?))
}

pub(super) async fn forget_device(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    SignedIn(session): SignedIn,
    Body(which): Body<Which<DeviceId>>,
) -> Result<StatusCode, ApiError> {
    let forget = move |unit: &Unit| {
        if !devices::forget(unit, session.account.id, which.id)? {
            return Ok(Err(Refusal::NotFound));
        }
        let entry = Entry::ok(AuditEvent::DeviceForgotten)
            .from(&visitor)
            .session(session.id);
        let entry = entry.device(Some(which.id.0));
        unit.log(entry.account(session.account.name.as_str()))?;
        Ok::<_, StoreError>(Ok(()))
    };
    app.vault.change(forget).await??;
    Ok(StatusCode::NO_CONTENT)
}
