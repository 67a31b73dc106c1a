//! The door where a CAPTCHA's provider is asked: a small document of its own, with a policy of its
//! own that lets the provider's scripts run. The page itself never runs them, and no log file is
//! ever opened here.
//!
//! Source of the hosts: <https://developers.google.com/recaptcha/docs/faq>, "Content Security Policy".

use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use jejak_protocol::server::{CaptchaKind, Refusal};
use jejak_words::Lang;
use jejak_words::report::escape::html as escape;
use jejak_words::ui::{Door, refusal};
use serde::Deserialize;
use serde_json::json;

use crate::app::App;

const SCRIPT: &str = include_str!("script.js");
const STYLE: &str = include_str!("style.css");

/// Nothing where the page itself is the door.
pub(crate) fn router(app: &Arc<App>) -> Router {
    if app.captcha.kind() == CaptchaKind::Work {
        return Router::new();
    }
    let file = |content_type: &'static str, content: &'static str| {
        let headers = [
            (header::CONTENT_TYPE, content_type),
            (header::CACHE_CONTROL, "no-cache"),
        ];
        get(async move || (headers, content))
    };
    Router::new()
        .route("/sign-in", get(document))
        .route(
            "/sign-in/script.js",
            file("text/javascript; charset=utf-8", SCRIPT),
        )
        .route("/sign-in/style.css", file("text/css; charset=utf-8", STYLE))
        .with_state(app.clone())
}

#[derive(Debug, Deserialize)]
struct Wish {
    lang: Option<String>,
}

async fn document(
    State(app): State<Arc<App>>,
    wish: Result<Query<Wish>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let wished = wish.ok().and_then(|Query(wish)| wish.lang?.parse().ok());
    let lang = wished.unwrap_or_else(|| accepted(&headers));
    let provider = app.config.captcha.verifier.trim_end_matches('/');
    let Ok(policy) = HeaderValue::from_str(&policy(provider)) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let body = draw(&app, provider, lang);
    let mut response = ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The page's policy with the provider's hosts, and without what only the analysis needs.
fn policy(provider: &str) -> String {
    let scripts = format!("{provider}/recaptcha/ https://www.gstatic.com/recaptcha/");
    let frames = format!("{provider}/recaptcha/ https://recaptcha.google.com/recaptcha/");
    format!(
        "default-src 'none'; script-src 'self' {scripts}; frame-src {frames}; style-src 'self'; \
         img-src 'self' data: https://www.gstatic.com/recaptcha/; connect-src 'self' {provider}/recaptcha/; \
         base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    )
}

/// The first of the browser's languages that there are words for.
fn accepted(headers: &HeaderMap) -> Lang {
    let wished = headers.get(header::ACCEPT_LANGUAGE);
    let wished = wished.and_then(|value| value.to_str().ok()).unwrap_or("");
    let mut langs = wished.split(',').filter_map(|part| {
        let tag = part.split(';').next()?;
        tag.trim().parse().ok()
    });
    langs.next().unwrap_or_default()
}

fn draw(app: &App, provider: &str, lang: Lang) -> String {
    let say = |key: Door| escape(key.text(lang));
    let site_key = escape(app.captcha.site_key().unwrap_or_default());
    let (kind, script, widget) = match app.captcha.kind() {
        CaptchaKind::RecaptchaV3 => (
            "recaptcha_v3",
            format!("{provider}/recaptcha/api.js?render={site_key}"),
            String::new(),
        ),
        _ => (
            "recaptcha_v2",
            format!("{provider}/recaptcha/api.js?hl={}", lang.tag()),
            format!("<div class=\"g-recaptcha\" data-sitekey=\"{site_key}\"></div>"),
        ),
    };
    let words = json!({
        "sign_in": refusal::refusal(Refusal::SignIn, lang),
        "too_many": refusal::refusal(Refusal::TooMany, lang),
        "busy": refusal::refusal(Refusal::Busy, lang),
        "storage": refusal::refusal(Refusal::Storage, lang),
        "internal": refusal::refusal(Refusal::Internal, lang),
        "cross_site": refusal::refusal(Refusal::CrossSite, lang),
        "captcha": Door::CaptchaFirst.text(lang),
        "unreachable": refusal::unreachable(lang),
    });
    let (tag, title) = (lang.tag(), say(Door::Title));
    format!(
        "<!doctype html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>{title} · Jejak</title>\n\
         <link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" href=\"./sign-in/style.css\">\n\
         <script src=\"{script}\" async></script>\n<script src=\"./sign-in/script.js\" defer></script>\n</head>\n\
         <body data-kind=\"{kind}\" data-site-key=\"{site_key}\" data-next=\"./#room=account&amp;lang={tag}\" data-words=\"{words}\">\n\
         <main>\n<h1>{title}</h1>\n<form>\n<p>{hint}</p>\n\
         <label>{name} <input name=\"name\" autocomplete=\"username\" autocapitalize=\"none\" spellcheck=\"false\" maxlength=\"64\" required autofocus></label>\n\
         <label>{password} <input name=\"password\" type=\"password\" autocomplete=\"current-password\" maxlength=\"4096\" required></label>\n\
         {widget}\n<div role=\"alert\"></div>\n<button>{title}</button>\n<p><a href=\"./\">{back}</a></p>\n</form>\n</main>\n</body>\n</html>\n",
        words = escape(&words.to_string()),
        hint = say(Door::OtherHint),
        name = say(Door::Name),
        password = say(Door::Password),
        back = escape(jejak_words::ui::Account::BackToStart.text(lang)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_first_known_language_is_spoken() {
        let cases = [
            ("id-ID,id;q=0.9,en;q=0.8", Lang::Id),
            ("fr, en-GB;q=0.7, id;q=0.3", Lang::En),
            ("", Lang::default()),
        ];
        for (wished, expect) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(wished));
            assert_eq!(accepted(&headers), expect, "{wished}");
        }
    }

    #[test]
    fn the_policy_lets_the_provider_in_and_no_inline_script() {
        let policy = policy("https://www.google.com");
        assert!(policy.contains("script-src 'self' https://www.google.com/recaptcha/"));
        assert!(!policy.contains("unsafe"));
    }
}
