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
mod routes;
mod second;
mod shares;
mod sign_in;
mod team;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use tower_http::timeout::TimeoutLayer;

use crate::app::App;
use error::ApiError;
pub use routes::Route;
use routes::Routes;

/// Requests are names, passwords and codes.
const MAX_BODY: usize = 16 * 1024;
/// Longer than the CAPTCHA's verifier may take.
const TIMEOUT: Duration = Duration::from_secs(70);

pub(crate) fn router(app: Arc<App>) -> Router {
    routes()
        .router
        .fallback(async || ApiError::NOT_FOUND)
        .method_not_allowed_fallback(async || ApiError::METHOD)
        .layer(axum::middleware::from_fn_with_state(
            app.clone(),
            guard::guard,
        ))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(app)
}

/// All routes, to hold docs/openapi.json against.
pub fn listed() -> Vec<Route> {
    routes().listed
}

fn routes() -> Routes<Arc<App>> {
    let timeout = TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIMEOUT);
    let timed = Routes::new()
        .get("/facts", sign_in::facts)
        .get("/captcha", sign_in::challenge)
        .post("/sign-in", sign_in::sign_in)
        .post("/sign-in/totp", second::totp)
        .post("/sign-in/recovery", second::recovery)
        .post("/sign-out", sign_in::sign_out)
        .post("/links/open", links::open)
        .post("/links/use", links::use_up)
        .post("/account/password", account::change_password)
        .get("/account/sessions", account::sessions)
        .post("/account/sessions/end", account::end_session)
        .post("/account/sessions/end-others", account::end_other_sessions)
        .get("/account/devices", account::devices)
        .post("/account/devices/forget", account::forget_device)
        .post("/account/totp/begin", factor::begin)
        .post("/account/totp/confirm", factor::confirm)
        .post("/account/totp/remove", factor::remove)
        .post("/account/recovery-codes", factor::recovery_codes)
        .get("/team", team::list)
        .post("/team/change", team::change)
        .post("/team/invite", team::invite)
        .post("/team/reset", team::reset)
        .get("/shares", shares::list)
        .post("/shares/{id}/open", shares::open)
        .get("/audit", audit::page)
        .get("/audit/verify", audit::verify);
    // The only bodies that are no JSON: ciphertext.
    let share = Routes::new()
        .put("/shares/{id}", shares::make)
        .around(|router| router.layer(DefaultBodyLimit::max(shares::MAX_EXCERPTS)));
    let timed = timed
        .merge(share)
        .delete("/shares/{id}", shares::delete)
        .around(|router| router.layer(timeout));
    // These last as long as there is something to send.
    let streamed = Routes::new()
        .get("/audit/export", audit::export)
        .get("/audit/stream", audit::stream);
    timed.merge(streamed)
}
