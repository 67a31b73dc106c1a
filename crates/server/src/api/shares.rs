//! Shares over HTTP: `PUT` makes, `open` gives, `DELETE` deletes; the list is the owner's.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jejak_protocol::server::share_header as name;
use jejak_protocol::server::{
    AuditEvent, CaptchaAnswer, Refusal, Role, Secret, ShareDelete, ShareId, ShareInfo, ShareLife,
    ShareOpen,
};

use super::error::ApiError;
use super::extract::{Body, Id, SignedIn};
use crate::accounts::sessions::{self, Level, Session};
use crate::app::App;
use crate::audit::Entry;
use crate::keys::{self, TokenHash};
use crate::limits::AddressKey;
use crate::shares::{self, New, Put};
use crate::store::StoreError;
use crate::vault::Unit;
use crate::visitor::Visitor;

/// With what belongs to the lines around a finding.
pub(super) const MAX_EXCERPTS: usize = 10 * 1024 * 1024;
const MAX_FINDINGS: usize = 1024 * 1024;
/// Of an id, so many characters are logged: enough to tell shares apart.
const LOGGED_CHARS: usize = 8;

pub(super) async fn make(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Id(id): Id,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, ApiError> {
    let maker = maker(&app, &visitor, &headers).await?;
    let ciphertext = body.map_err(|_| Refusal::TooLarge)?;
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let max_len = match text(name::KIND) {
        Some("findings") => MAX_FINDINGS,
        Some("excerpts") => MAX_EXCERPTS,
        _ => return Err(Refusal::Malformed.into()),
    };
    if ciphertext.len() > max_len {
        return Err(Refusal::TooLarge.into());
    }
    let account_id = maker.as_ref().map(|session| session.account.id);
    let new = read(&id, text, ciphertext, account_id).ok_or(Refusal::Malformed)?;
    let quota = i64::from(app.config.shares.quota_mib) * 1024 * 1024;
    let make = move |unit: &Unit| {
        let made = shares::make(unit, &new, quota)?;
        if made == Put::Done {
            let mut entry = entry(AuditEvent::ShareMade, &new.id, &visitor);
            if let Some(session) = &maker {
                entry = entry
                    .account(session.account.name.as_str())
                    .session(session.id);
            }
            unit.log(entry)?;
        }
        Ok::<_, StoreError>(made)
    };
    match app.vault.change(make).await? {
        Put::Done => Ok(StatusCode::CREATED),
        Put::Exists => Err(Refusal::Exists.into()),
        Put::Quota => Err(Refusal::Quota.into()),
    }
}

/// Who pays: an analyst's account, or work where the settings allow it.
async fn maker(
    app: &App,
    visitor: &Visitor,
    headers: &HeaderMap,
) -> Result<Option<Session>, ApiError> {
    if let Some(session) = session(app, visitor).await? {
        return match session.account.role >= Role::Analyst {
            true => Ok(Some(session)),
            false => Err(Refusal::NotAllowed.into()),
        };
    }
    if !app.config.shares.without_account {
        return Err(Refusal::NoSession.into());
    }
    app.limits
        .sign_in_address
        .check(&AddressKey::new(visitor.address))?;
    let answer = headers
        .get(name::CAPTCHA)
        .and_then(|value| value.to_str().ok());
    let answer = CaptchaAnswer(Secret::new(answer.unwrap_or_default()));
    match app.captcha.verify(&answer, visitor, &app.vault).await? {
        Ok(()) => Ok(None),
        Err(_) => Err(Refusal::NotAllowed.into()),
    }
}

async fn session(app: &App, visitor: &Visitor) -> Result<Option<Session>, ApiError> {
    let Some(token) = visitor.session.clone() else {
        return Ok(None);
    };
    let lifetimes = app.lifetimes();
    let find = move |unit: &Unit| sessions::find(unit, &token, lifetimes);
    let found = app.vault.change::<_, StoreError>(find).await?;
    Ok(found.filter(|session| session.level == Level::Full))
}

fn read<'a>(
    id: &str,
    text: impl Fn(&str) -> Option<&'a str>,
    ciphertext: Bytes,
    account_id: Option<i64>,
) -> Option<New> {
    let hash = |name| TokenHash::try_from(keys::from_hex(text(name)?)?).ok();
    Some(New {
        id: ShareId::parse(id)?,
        auth_hash: hash(name::AUTH)?,
        delete_hash: hash(name::DELETE)?,
        life: ShareLife::from_name(text(name::LIFE)?)?,
        burns: match text(name::BURN)? {
            "0" => false,
            "1" => true,
            _ => return None,
        },
        ciphertext: ciphertext.into(),
        account_id,
    })
}

pub(super) async fn open(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Id(id): Id,
    Body(request): Body<ShareOpen>,
) -> Result<Response, ApiError> {
    let id = ShareId::parse(&id).ok_or(ApiError::NOT_FOUND)?;
    let hash = shares::hash_token(&request.auth).ok_or(ApiError::NOT_FOUND)?;
    let is_noted = app
        .limits
        .notes
        .check(&AddressKey::new(visitor.address))
        .is_ok();
    let open = move |unit: &Unit| {
        let opened = shares::open(unit, &id, hash)?;
        if opened.is_some() {
            unit.log(entry(AuditEvent::ShareOpened, &id, &visitor))?;
        } else if is_noted {
            unit.log(entry(AuditEvent::ShareRefused, &id, &visitor).refuse())?;
        }
        Ok::<_, StoreError>(opened)
    };
    let Some(opened) = app.vault.change(open).await? else {
        return Err(ApiError::NOT_FOUND);
    };
    let headers = [
        (header::CONTENT_TYPE.as_str(), "application/octet-stream"),
        (header::CONTENT_DISPOSITION.as_str(), "attachment"),
        (name::LIFE, opened.life.name()),
        (name::BURN, if opened.burns { "1" } else { "0" }),
    ];
    Ok((headers, opened.ciphertext).into_response())
}

pub(super) async fn delete(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Id(id): Id,
    Body(request): Body<ShareDelete>,
) -> Result<StatusCode, ApiError> {
    let id = ShareId::parse(&id).ok_or(ApiError::NOT_FOUND)?;
    let (hash, session) = match &request.token {
        Some(token) => (
            Some(shares::hash_token(token).ok_or(ApiError::NOT_FOUND)?),
            None,
        ),
        None => (
            None,
            Some(session(&app, &visitor).await?.ok_or(Refusal::NoSession)?),
        ),
    };
    let delete = move |unit: &Unit| {
        let mut entry = entry(AuditEvent::ShareDeleted, &id, &visitor);
        let is_gone = match (hash, &session) {
            (Some(hash), _) => shares::delete(unit, &id, hash)?,
            (None, Some(session)) => {
                entry = entry
                    .account(session.account.name.as_str())
                    .session(session.id);
                shares::delete_own(unit, &id, session.account.id)?
            }
            (None, None) => false,
        };
        if is_gone {
            unit.log(entry)?;
        }
        Ok::<_, StoreError>(is_gone)
    };
    match app.vault.change(delete).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(ApiError::NOT_FOUND),
    }
}

pub(super) async fn list(
    State(app): State<Arc<App>>,
    SignedIn(session): SignedIn,
) -> Result<Json<Vec<ShareInfo>>, ApiError> {
    let list = move |unit: &Unit| shares::list(unit, session.account.id);
    Ok(Json(app.vault.change::<_, StoreError>(list).await?))
}

fn entry(event: AuditEvent, id: &ShareId, visitor: &Visitor) -> Entry {
    let shown: String = id.0.chars().take(LOGGED_CHARS).collect();
    Entry::ok(event).from(visitor).target(shown)
}
