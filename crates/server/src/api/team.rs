//! The team, for admins: who is in it, changes, and links to let people in.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jejak_protocol::server::{
    AccountId, AuditEvent, Invitation, Link, LinkPurpose, Member, MemberChange, Refusal,
};
use serde::Deserialize;

use super::error::ApiError;
use super::extract::{Admin, Body};
use crate::accounts::sessions::Session;
use crate::accounts::{links, table, team};
use crate::app::App;
use crate::audit::Entry;
use crate::store::StoreError;
use crate::vault::Unit;
use crate::visitor::Visitor;

pub(super) async fn list(
    State(app): State<Arc<App>>,
    _: Admin,
) -> Result<Json<Vec<Member>>, ApiError> {
    Ok(Json(
        app.vault.change::<_, StoreError>(table::members).await?,
    ))
}

pub(super) async fn change(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Admin(session): Admin,
    Body(change): Body<MemberChange>,
) -> Result<StatusCode, ApiError> {
    let work = move |unit: &Unit| team::change(unit, change, |event| by(event, &session, &visitor));
    app.vault.change::<_, StoreError>(work).await??;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn invite(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Admin(session): Admin,
    Body(invitation): Body<Invitation>,
) -> Result<Json<Link>, ApiError> {
    let expires_at = app.link_expiry();
    let make = move |unit: &Unit| {
        let (purpose, role) = (LinkPurpose::Invitation, invitation.role);
        unit.log(by(AuditEvent::LinkMade, &session, &visitor).detail(purpose.name()))?;
        links::make(unit, purpose, role, None, expires_at)
    };
    let token = app.vault.change::<_, StoreError>(make).await?;
    let url = app.link_url(&token);
    Ok(Json(Link { url, expires_at }))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Whose {
    id: AccountId,
}

/// A link that sets a new password; the second factor is asked for as before.
pub(super) async fn reset(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Admin(session): Admin,
    Body(whose): Body<Whose>,
) -> Result<Json<Link>, ApiError> {
    let expires_at = app.link_expiry();
    let make = move |unit: &Unit| {
        let Some(account) = table::by_id(unit, whose.id.0)? else {
            return Ok(Err(Refusal::NotFound));
        };
        let purpose = LinkPurpose::Reset;
        let entry = by(AuditEvent::LinkMade, &session, &visitor).detail(purpose.name());
        unit.log(entry.target(account.name.as_str()))?;
        let token = links::make(unit, purpose, account.role, Some(account.id), expires_at)?;
        Ok::<_, StoreError>(Ok(token))
    };
    let token = app.vault.change(make).await??;
    let url = app.link_url(&token);
    Ok(Json(Link { url, expires_at }))
}

fn by(event: AuditEvent, session: &Session, visitor: &Visitor) -> Entry {
    let entry = Entry::ok(event).from(visitor).session(session.id);
    entry.account(session.account.name.as_str())
}
