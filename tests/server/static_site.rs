//! The static server through a real socket and a real client.
//!
//! Each test's number is that of the statement it holds; those without are the page's own rules.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use axum::body::Bytes;
use jejak_server::headers::{CONTENT_SECURITY_POLICY, Transport};
use jejak_server::{Site, router};
use reqwest::{Method, Response, StatusCode, header};

const HASHED: &str = "/page-0123456789abcdef.js";
const FOR_GOOD: &str = "public, max-age=31536000, immutable";

/// A server on a free port, ended with the test's runtime.
struct Server {
    address: SocketAddr,
    client: reqwest::Client,
}

impl Server {
    async fn start(transport: Transport) -> Self {
        let files = [
            ("index.html", "<!doctype html>"),
            ("index.html.br", "brotli page"),
            ("index.html.gz", "gzip page"),
            (&HASHED[1..], "program"),
            ("sw.js", "service worker"),
            ("tool_bg.wasm", "wasm"),
            ("samples/auth.log", "log"),
        ];
        let files = files.map(|(path, text)| (path.to_owned(), Bytes::from(text)));
        let router = router(Site::from_files(BTreeMap::from(files)), transport);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a free port");
        let address = listener.local_addr().expect("a bound socket");
        tokio::spawn(async move { axum::serve(listener, router).await });
        // A second time it is there already.
        let _chosen = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::new();
        Self { address, client }
    }

    async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> Response {
        let url = format!("http://{}{path}", self.address);
        let mut request = self.client.request(method, url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.send().await.expect("an answer")
    }

    async fn get(&self, path: &str) -> Response {
        self.send(Method::GET, path, &[]).await
    }
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    let value = response.headers().get(name);
    value.map_or("", |value| value.to_str().expect("ASCII"))
}

#[tokio::test]
async fn s39_every_answer_carries_the_headers_errors_too() {
    let server = Server::start(Transport::BehindTls).await;
    let answers = [
        (Method::GET, "/", StatusCode::OK),
        (Method::HEAD, "/", StatusCode::OK),
        (Method::GET, "/healthz", StatusCode::OK),
        (Method::GET, "/missing", StatusCode::NOT_FOUND),
        (Method::GET, "//", StatusCode::NOT_FOUND),
        (Method::POST, "/", StatusCode::METHOD_NOT_ALLOWED),
        (Method::DELETE, HASHED, StatusCode::METHOD_NOT_ALLOWED),
        (Method::PUT, "/missing", StatusCode::METHOD_NOT_ALLOWED),
    ];
    for (method, path, status) in answers {
        let response = server.send(method.clone(), path, &[]).await;
        assert_eq!(response.status(), status, "{method} {path}");
        let expect = [
            ("content-security-policy", CONTENT_SECURITY_POLICY),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            (
                "strict-transport-security",
                "max-age=31536000; includeSubDomains",
            ),
        ];
        for (name, value) in expect {
            assert_eq!(header(&response, name), value, "{name} on {method} {path}");
        }
    }
}

#[tokio::test]
async fn s39_plain_http_makes_no_promise_of_tls() {
    let server = Server::start(Transport::Plain).await;
    let response = server.get("/").await;
    assert_eq!(header(&response, "strict-transport-security"), "");
}

#[test]
fn s40_the_page_carries_the_servers_policy() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../");
    let html = std::fs::read_to_string(format!("{root}index.html")).expect("the page");
    let in_page = CONTENT_SECURITY_POLICY.replace(" frame-ancestors 'none';", "");
    assert!(html.contains(&format!(
        r#"<meta http-equiv="Content-Security-Policy" content="{in_page}">"#
    )));
    let trunk = std::fs::read_to_string(format!("{root}Trunk.toml")).expect("trunk's settings");
    for (file, text) in [("index.html", &html), ("Trunk.toml", &trunk)] {
        for tag in text.split("<script").skip(1) {
            let tag = tag.split('>').next().unwrap_or_default();
            assert!(tag.contains(" src="), "{file} has an inline script");
        }
        assert!(!text.contains("<style"), "{file} has inline styles");
        assert!(!text.contains(" style="), "{file} has an inline style");
    }
}

#[tokio::test]
async fn the_smallest_copy_that_the_browser_takes_is_sent() {
    let server = Server::start(Transport::Plain).await;
    let cases = [
        ("gzip, deflate, br", "br", "brotli page"),
        ("gzip", "gzip", "gzip page"),
        ("identity", "", "<!doctype html>"),
        ("br;q=0, gzip;q=0", "", "<!doctype html>"),
    ];
    let mut etags = Vec::new();
    for (accept, encoding, body) in cases {
        let accept = [("accept-encoding", accept)];
        let response = server.send(Method::GET, "/index.html", &accept).await;
        assert_eq!(header(&response, "content-encoding"), encoding);
        assert_eq!(header(&response, "vary"), "accept-encoding");
        assert_eq!(
            header(&response, "content-type"),
            "text/html; charset=utf-8"
        );
        etags.push(header(&response, "etag").to_owned());
        assert_eq!(response.text().await.expect("a body"), body);
    }
    etags.dedup();
    assert_eq!(etags.len(), 3, "copies have other bytes, so other tags");
}

#[tokio::test]
async fn only_hashed_names_are_kept_without_asking() {
    let server = Server::start(Transport::Plain).await;
    assert_eq!(header(&server.get(HASHED).await, "cache-control"), FOR_GOOD);
    for path in ["/", "/index.html", "/sw.js", "/samples/auth.log"] {
        assert_eq!(header(&server.get(path).await, "cache-control"), "no-cache");
    }
    for path in ["/healthz", "/missing"] {
        assert_eq!(header(&server.get(path).await, "cache-control"), "no-store");
    }
}

#[tokio::test]
async fn an_unchanged_file_is_not_sent_again() {
    let server = Server::start(Transport::Plain).await;
    let etag = header(&server.get("/sw.js").await, "etag").to_owned();
    assert!(etag.starts_with('"'), "a strong tag: {etag}");
    let weak = format!("\"other\", W/{etag}");
    for tags in [etag.as_str(), weak.as_str(), "*"] {
        let headers = [("if-none-match", tags)];
        let response = server.send(Method::GET, "/sw.js", &headers).await;
        assert_eq!(response.status(), StatusCode::NOT_MODIFIED, "{tags}");
        assert_eq!(header(&response, "etag"), etag);
        assert_eq!(header(&response, "cache-control"), "no-cache");
        assert_eq!(response.text().await.expect("no body"), "");
    }
    let headers = [("if-none-match", "\"other\"")];
    let response = server.send(Method::GET, "/sw.js", &headers).await;
    assert_eq!(response.status(), StatusCode::OK);
}

#[tokio::test]
async fn browsers_get_the_types_they_insist_on() {
    let server = Server::start(Transport::Plain).await;
    let types = [
        (HASHED, "text/javascript; charset=utf-8"),
        ("/tool_bg.wasm", "application/wasm"),
        ("/samples/auth.log", "text/plain; charset=utf-8"),
    ];
    for (path, expect) in types {
        assert_eq!(header(&server.get(path).await, "content-type"), expect);
    }
}

#[tokio::test]
async fn a_head_request_tells_the_length_without_the_body() {
    let server = Server::start(Transport::Plain).await;
    let response = server.send(Method::HEAD, HASHED, &[]).await;
    assert_eq!(header(&response, header::CONTENT_LENGTH.as_str()), "7");
    assert_eq!(response.text().await.expect("no body"), "");
}

#[tokio::test]
async fn no_path_leads_out_of_the_page() {
    let server = Server::start(Transport::Plain).await;
    for path in [
        "/%2e%2e/Cargo.toml",
        "/..%2fCargo.toml",
        "/samples",
        "/samples/",
        "/index.html.br",
    ] {
        assert_eq!(
            server.get(path).await.status(),
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}
