//! What the page asks of the server, under `/api/v1`.
//!
//! A handler reads the request, asks `accounts` within one transaction and answers. Every answer is
//! kept by no cache; every refusal is one of `Refusal`.

mod account;
mod audit;
mod cookies;
mod error;
mod extract;
mod factor;
mod guard;
mod links;
mod password;
mod second;
mod shares;
mod sign_in;
mod team;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::routing::{get, post, put};
use tower_http::timeout::TimeoutLayer;

use crate::app::App;
use error::ApiError;

/// Requests are names, passwords and codes.
const MAX_BODY: usize = 16 * 1024;
/// Longer than the CAPTCHA's verifier may take.
const TIMEOUT: Duration = Duration::from_secs(70);

pub(crate) fn router(app: Arc<App>) -> Router {
    let timeout = TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIMEOUT);
    let timed = Router::new()
        .route("/facts", get(sign_in::facts))
        .route("/captcha", get(sign_in::challenge))
        .route("/sign-in", post(sign_in::sign_in))
        .route("/sign-in/totp", post(second::totp))
        .route("/sign-in/recovery", post(second::recovery))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/links/open", post(links::open))
        .route("/links/use", post(links::use_up))
        .route("/account/password", post(account::change_password))
        .route("/account/sessions", get(account::sessions))
        .route("/account/sessions/end", post(account::end_session))
        .route(
            "/account/sessions/end-others",
            post(account::end_other_sessions),
        )
        .route("/account/devices", get(account::devices))
        .route("/account/devices/forget", post(account::forget_device))
        .route("/account/totp/begin", post(factor::begin))
        .route("/account/totp/confirm", post(factor::confirm))
        .route("/account/totp/remove", post(factor::remove))
        .route("/account/recovery-codes", post(factor::recovery_codes))
        .route("/team", get(team::list))
        .route("/team/change", post(team::change))
        .route("/team/invite", post(team::invite))
        .route("/team/reset", post(team::reset))
        .route("/shares", get(shares::list))
        .route("/shares/{id}/open", post(shares::open))
        .route("/audit", get(audit::page))
        .route("/audit/verify", get(audit::verify));
    // The only bodies that are no JSON: ciphertext.
    let share = put(shares::make)
        .layer(DefaultBodyLimit::max(shares::MAX_EXCERPTS))
        .delete(shares::delete);
    let timed = timed.route("/shares/{id}", share).layer(timeout);
    // These last as long as there is something to send.
    let streamed = Router::new()
        .route("/audit/export", get(audit::export))
        .route("/audit/stream", get(audit::stream));
    timed
        .merge(streamed)
        .fallback(async || ApiError::NOT_FOUND)
        .method_not_allowed_fallback(async || ApiError::METHOD)
        .layer(axum::middleware::from_fn_with_state(
            app.clone(),
            guard::guard,
        ))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(app)
}
