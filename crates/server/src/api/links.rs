//! Single-use links: what one is for, and using it up.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jejak_protocol::server::{AuditEvent, Factor, LinkOpened, LinkPurpose, LinkUse, Refusal};

use super::error::ApiError;
use super::extract::Body;
use crate::accounts::hasher::Lane;
use crate::accounts::name::Name;
use crate::accounts::{links, password, table};
use crate::app::App;
use crate::audit::Entry;
use crate::limits::AddressKey;
use crate::store::StoreError;
use crate::vault::Unit;
use crate::visitor::Visitor;

pub(super) async fn open(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Body(request): Body<LinkUse>,
) -> Result<Json<LinkOpened>, ApiError> {
    look(&app, &visitor, &request).await.map(Json)
}

pub(super) async fn use_up(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Body(request): Body<LinkUse>,
) -> Result<StatusCode, ApiError> {
    let opened = look(&app, &visitor, &request).await?;
    // A reset has its account's name; everyone else chooses one.
    let typed = opened.name.unwrap_or(request.name);
    let name = Name::parse(&typed).ok_or(Refusal::NameUnfit)?;
    password::check_new(request.password.expose(), &name)?;
    let hash = app.hasher.hash(request.password, Lane::Strangers).await?;
    let consume = move |unit: &Unit| {
        let token = request.token.expose();
        links::consume(unit, token, Some(&name), &hash, &visitor)
    };
    app.vault.change::<_, StoreError>(consume).await??;
    Ok(StatusCode::NO_CONTENT)
}

/// Tokens cannot be guessed; the limit is there so that trying costs the server nothing.
async fn look(app: &App, visitor: &Visitor, request: &LinkUse) -> Result<LinkOpened, ApiError> {
    app.limits
        .sign_in_address
        .check(&AddressKey::new(visitor.address))?;
    let token = request.token.clone();
    let visitor = visitor.clone();
    let look = move |unit: &Unit| {
        let Some(open) = links::find(unit, token.expose())? else {
            let entry = Entry::refused(AuditEvent::LinkRefused).factor(Factor::Link);
            unit.log(entry.from(&visitor))?;
            return Ok::<_, StoreError>(None);
        };
        let account = match open.account_id {
            Some(id) if open.purpose == LinkPurpose::Reset => table::by_id(unit, id)?,
            _ => None,
        };
        Ok(Some(LinkOpened {
            purpose: open.purpose,
            role: open.role,
            name: account.map(|account| account.name.to_string()),
        }))
    };
    let opened = app.vault.change(look).await?;
    opened.ok_or(Refusal::Link.into())
}
