//! What a handler asks for in its signature: a body, a session, a role.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use jejak_protocol::server::{AuditEvent, Refusal, Role};
use serde::de::DeserializeOwned;

use super::error::ApiError;
use crate::accounts::sessions::{self, Level, Session};
use crate::app::App;
use crate::audit::Entry;
use crate::store::StoreError;
use crate::visitor::Visitor;

/// A JSON body of the expected form.
#[derive(Debug)]
pub(super) struct Body<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<Arc<App>> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, ApiError> {
        let body = Bytes::from_request(request, app).await;
        // Cut off or too long: the limit stands around all of the API.
        let body = body.map_err(|_| Refusal::TooLarge)?;
        let value = serde_json::from_slice(&body).map_err(|_| Refusal::Malformed)?;
        Ok(Self(value))
    }
}

/// What stands for `{id}` in the path; what is no text belongs to nothing that is there.
#[derive(Debug)]
pub(super) struct Id(pub(super) String);

impl FromRequestParts<Arc<App>> for Id {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let path = Path::from_request_parts(parts, app).await;
        let Path(id) = path.map_err(|_| Refusal::NotFound)?;
        Ok(Self(id))
    }
}

impl FromRequestParts<Arc<App>> for Visitor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, ApiError> {
        let visitor = parts.extensions.get::<Self>().cloned();
        visitor.ok_or(Refusal::Internal.into())
    }
}

/// A live session, however far it is.
#[derive(Debug)]
pub(super) struct Begun(pub(super) Session);

/// A session that has passed both factors, or must still set up the second.
#[derive(Debug)]
pub(super) struct Enrolling(pub(super) Session);

/// A session that has passed both factors.
#[derive(Debug)]
pub(super) struct SignedIn(pub(super) Session);

/// The same, of an admin.
#[derive(Debug)]
pub(super) struct Admin(pub(super) Session);

impl FromRequestParts<Arc<App>> for Begun {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let visitor = Visitor::from_request_parts(parts, app).await?;
        let Some(token) = visitor.session.clone() else {
            return Err(Refusal::NoSession.into());
        };
        let lifetimes = app.lifetimes();
        let find = move |unit: &crate::vault::Unit| {
            let found = sessions::find(unit, &token, lifetimes)?;
            if let Some(session) = &found {
                sessions::note_address(unit, session, &visitor)?;
            }
            Ok(found)
        };
        let found = app.vault.change::<_, StoreError>(find).await?;
        found.map(Self).ok_or(Refusal::NoSession.into())
    }
}

impl FromRequestParts<Arc<App>> for Enrolling {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let Begun(session) = Begun::from_request_parts(parts, app).await?;
        match session.level {
            Level::Halfway => Err(Refusal::SecondFactorNeeded.into()),
            Level::Enrolment | Level::Full => Ok(Self(session)),
        }
    }
}

impl FromRequestParts<Arc<App>> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let Enrolling(session) = Enrolling::from_request_parts(parts, app).await?;
        match session.level {
            Level::Full => Ok(Self(session)),
            _ => Err(Refusal::EnrolmentNeeded.into()),
        }
    }
}

impl FromRequestParts<Arc<App>> for Admin {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let SignedIn(session) = SignedIn::from_request_parts(parts, app).await?;
        if session.account.role == Role::Admin {
            return Ok(Self(session));
        }
        let visitor = Visitor::from_request_parts(parts, app).await?;
        let entry = Entry::refused(AuditEvent::NotAllowed).from(&visitor);
        let entry = entry
            .account(session.account.name.as_str())
            .session(session.id);
        app.vault.change(move |unit| unit.log(entry)).await?;
        Err(Refusal::NotAllowed.into())
    }
}
