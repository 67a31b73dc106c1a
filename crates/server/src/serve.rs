//! Answers a request for one of the page's files.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use subtle::ConstantTimeEq;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::api;
use crate::app::App;
use crate::headers::{self, Transport};
use crate::sign_in_document;
use crate::site::{Asset, Site, Variant};

const FOR_GOOD: &str = "public, max-age=31536000, immutable";
/// To be kept, but asked about before each use.
const REVALIDATE: &str = "no-cache";

const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");
/// Tells the page that there are accounts. Browsers show a page the `Server-Timing` of its own
/// answer, so it needs no request to know, and a static host gets none. See
/// docs/decisions/0013-the-server-announces-itself.md.
const ANNOUNCED: HeaderValue = HeaderValue::from_static("jejak-accounts");

/// All that a server without accounts answers to; GET and HEAD only.
pub fn router(site: Site, transport: Transport) -> Router {
    headers::add(files(site).layer(CatchPanicLayer::new()), transport)
}

/// The same, with accounts beside it. Needs the peer's address: serve it with
/// `into_make_service_with_connect_info`.
pub fn router_with_accounts(site: Site, transport: Transport, app: Arc<App>) -> Router {
    let announce = SetResponseHeaderLayer::overriding(SERVER_TIMING, ANNOUNCED);
    let router = files(site)
        .layer(announce)
        .route("/readyz", get(readyz).with_state(app.clone()))
        .route("/metrics", get(metrics).with_state(app.clone()))
        .merge(sign_in_document::router(&app))
        .nest("/api/v1", api::router(app))
        .layer(CatchPanicLayer::new());
    headers::add(router, transport)
}

fn files(site: Site) -> Router {
    Router::new()
        .route("/healthz", get(healthz))
        .route("/", get(file))
        .route("/{*path}", get(file))
        .with_state(Arc::new(site))
}

async fn healthz() -> impl IntoResponse {
    ([(header::CACHE_CONTROL, "no-store")], "ok\n")
}

/// Whether the database answers.
async fn readyz(State(app): State<Arc<App>>) -> impl IntoResponse {
    let (status, text) = match app.is_ready().await {
        true => (StatusCode::OK, "ready\n"),
        false => (StatusCode::SERVICE_UNAVAILABLE, "not ready\n"),
    };
    (status, [(header::CACHE_CONTROL, "no-store")], text)
}

/// For whoever has the token of the settings; without one in them there is nothing here.
async fn metrics(State(app): State<Arc<App>>, request: HeaderMap) -> Response {
    let token = app.config.metrics.token.0.as_bytes();
    let given = request.get(header::AUTHORIZATION);
    let given = given.and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
    if token.is_empty() {
        return not_found();
    }
    if !given.is_some_and(|given| bool::from(given.ct_eq(token))) {
        let ask = [(header::WWW_AUTHENTICATE, "Bearer")];
        return (StatusCode::UNAUTHORIZED, ask).into_response();
    }
    let headers = [
        (
            header::CONTENT_TYPE,
            "text/plain; version=0.0.4; charset=utf-8",
        ),
        (header::CACHE_CONTROL, "no-store"),
    ];
    match app.measure().await {
        Ok(text) => (headers, text).into_response(),
        Err(error) => {
            crate::log::error("metrics", &error);
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

fn not_found() -> Response {
    let headers = [(header::CACHE_CONTROL, "no-store")];
    (StatusCode::NOT_FOUND, headers, "Not found\n").into_response()
}

async fn file(State(site): State<Arc<Site>>, uri: Uri, request: HeaderMap) -> Response {
    let Some(asset) = site.find(uri.path()) else {
        return not_found();
    };
    let Some(variant) = choose(asset, &request) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    answer(asset, variant, is_unchanged(variant, &request))
}

fn choose<'a>(asset: &'a Asset, request: &HeaderMap) -> Option<&'a Variant> {
    let mut variants = asset.variants.iter();
    variants.find(|variant| variant.encoding.is_accepted(request))
}

fn answer(asset: &Asset, variant: &Variant, is_unchanged: bool) -> Response {
    let mut response = if is_unchanged {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Response::new(Body::from(variant.content.clone()))
    };
    let cache = if asset.is_immutable {
        FOR_GOOD
    } else {
        REVALIDATE
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    if let Ok(etag) = HeaderValue::from_str(&variant.etag) {
        headers.insert(header::ETAG, etag);
    }
    if asset.variants.len() > 1 {
        let by = HeaderValue::from_static("accept-encoding");
        headers.insert(header::VARY, by);
    }
    if !is_unchanged {
        let content_type = HeaderValue::from_static(asset.content_type);
        headers.insert(header::CONTENT_TYPE, content_type);
        if let Some(name) = variant.encoding.name() {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
        }
    }
    response
}

/// Whether the browser already holds these bytes (RFC 9110 §13.1.2; the comparison is the weak one).
fn is_unchanged(variant: &Variant, request: &HeaderMap) -> bool {
    let lists = request.get_all(header::IF_NONE_MATCH);
    lists
        .iter()
        .filter_map(|list| list.to_str().ok())
        .flat_map(|list| list.split(','))
        .map(|tag| tag.trim().trim_start_matches("W/"))
        .any(|tag| tag == "*" || tag == variant.etag)
}
