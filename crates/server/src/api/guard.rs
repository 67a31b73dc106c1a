//! What stands before every handler: who asks, how often, and whether the page itself asks.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jejak_protocol::server::{AuditEvent, Refusal};

use super::cookies;
use super::error::ApiError;
use crate::app::App;
use crate::audit::Entry;
use crate::config::Config;
use crate::limits::{AddressKey, client_address};
use crate::visitor::Visitor;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const MAX_AGENT_CHARS: usize = 200;

pub(super) async fn guard(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Response {
    let began = std::time::Instant::now();
    let visitor = visitor(peer, request.headers(), &app.config);
    let mut response = match admit(&app, &visitor, request.method(), request.headers()).await {
        Err(error) => error.into_response(),
        Ok(()) => {
            request.extensions_mut().insert(visitor);
            next.run(request).await
        }
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let seconds = began.elapsed().as_secs_f64();
    app.metrics
        .count_answer(response.status().as_u16(), seconds);
    response
}

fn visitor(peer: SocketAddr, headers: &HeaderMap, config: &Config) -> Visitor {
    let agent = headers.get(header::USER_AGENT);
    let agent = agent.map(|agent| String::from_utf8_lossy(agent.as_bytes()));
    let shown = agent.iter().flat_map(|agent| agent.chars());
    Visitor {
        address: client_address(peer.ip(), headers, &config.trusted_proxies),
        agent: shown
            .filter(|c| !c.is_control())
            .take(MAX_AGENT_CHARS)
            .collect(),
        session: cookies::session(headers),
        device: cookies::device(headers),
    }
}

async fn admit(
    app: &App,
    visitor: &Visitor,
    method: &Method,
    headers: &HeaderMap,
) -> Result<(), ApiError> {
    let key = AddressKey::new(visitor.address);
    app.limits.requests.check(&key)?;
    let is_safe = [Method::GET, Method::HEAD, Method::OPTIONS].contains(method);
    if is_safe {
        return Ok(());
    }
    if !is_from_page(headers, &app.config) {
        if app.limits.notes.check(&key).is_ok() {
            let entry = Entry::refused(AuditEvent::CrossSiteRefused).from(visitor);
            app.vault.change(move |unit| unit.log(entry)).await?;
        }
        return Err(Refusal::CrossSite.into());
    }
    // A form of another site can send neither of these types without asking first; ciphertext is
    // put, all else is JSON.
    let expected = match *method {
        Method::PUT => "application/octet-stream",
        _ => "application/json",
    };
    if !is_of_type(headers, expected) {
        return Err(Refusal::Malformed.into());
    }
    Ok(())
}

/// `Sec-Fetch-Site` is written by the browser and no script can change it. Browsers that do not
/// send it send `Origin`; who sends neither is no browser with our page in it.
fn is_from_page(headers: &HeaderMap, config: &Config) -> bool {
    if let Some(site) = headers.get(SEC_FETCH_SITE) {
        return site == "same-origin";
    }
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    let Some(origin) = text(header::ORIGIN) else {
        return false;
    };
    match config.origin() {
        Some(ours) => origin.eq_ignore_ascii_case(ours),
        None => {
            let scheme = if config.has_tls() { "https" } else { "http" };
            text(header::HOST)
                .is_some_and(|host| origin.eq_ignore_ascii_case(&format!("{scheme}://{host}")))
        }
    }
}

fn is_of_type(headers: &HeaderMap, expected: &str) -> bool {
    let value = headers.get(header::CONTENT_TYPE);
    let essence = value.and_then(|value| value.to_str().ok()?.split(';').next());
    essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case(expected))
}
