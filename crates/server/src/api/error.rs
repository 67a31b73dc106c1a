//! Refusals as answers: a status and one closed word. Details go to the server's own log.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jejak_protocol::server::{Refusal, Refused};

use crate::accounts::hasher::Busy;
use crate::limits::RetryAfter;
use crate::store::StoreError;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ApiError {
    status: StatusCode,
    refusal: Refusal,
    retry_after_s: Option<u64>,
}

impl ApiError {
    pub(super) const NOT_FOUND: Self = Self::new(StatusCode::NOT_FOUND, Refusal::NotFound);
    pub(super) const METHOD: Self = Self::new(StatusCode::METHOD_NOT_ALLOWED, Refusal::NotFound);

    const fn new(status: StatusCode, refusal: Refusal) -> Self {
        Self {
            status,
            refusal,
            retry_after_s: None,
        }
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        let status = match refusal {
            Refusal::SignIn | Refusal::NoSession => StatusCode::UNAUTHORIZED,
            Refusal::SecondFactorNeeded
            | Refusal::EnrolmentNeeded
            | Refusal::NotAllowed
            | Refusal::PasswordWrong
            | Refusal::CodeWrong
            | Refusal::CrossSite => StatusCode::FORBIDDEN,
            Refusal::Link | Refusal::NotFound => StatusCode::NOT_FOUND,
            Refusal::PasswordTooShort
            | Refusal::PasswordTooLong
            | Refusal::PasswordCommon
            | Refusal::NameUnfit => StatusCode::UNPROCESSABLE_ENTITY,
            Refusal::NameTaken | Refusal::LastAdmin | Refusal::Exists => StatusCode::CONFLICT,
            Refusal::Malformed => StatusCode::BAD_REQUEST,
            Refusal::TooLarge | Refusal::Quota => StatusCode::PAYLOAD_TOO_LARGE,
            Refusal::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Refusal::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Refusal::Storage => StatusCode::INSUFFICIENT_STORAGE,
            Refusal::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self::new(status, refusal)
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        crate::log::error("database", &error);
        match error {
            StoreError::Disk(_) => Refusal::Storage.into(),
            _ => Refusal::Internal.into(),
        }
    }
}

impl From<RetryAfter> for ApiError {
    fn from(wait: RetryAfter) -> Self {
        Self {
            retry_after_s: Some(wait.0),
            ..Refusal::TooMany.into()
        }
    }
}

impl From<Busy> for ApiError {
    fn from(_: Busy) -> Self {
        Self {
            retry_after_s: Some(2),
            ..Refusal::Busy.into()
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let error = self.refusal;
        let mut response = (self.status, Json(Refused { error })).into_response();
        if let Some(seconds) = self.retry_after_s {
            let value = HeaderValue::from(seconds);
            response.headers_mut().insert(header::RETRY_AFTER, value);
        }
        response
    }
}
