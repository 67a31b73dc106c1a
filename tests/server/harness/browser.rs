//! A browser as the server sees one: cookies, the headers of a same-origin request, an address.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Mutex;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

pub(crate) struct Browser {
    server: SocketAddr,
    client: reqwest::Client,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text);
        serde_json::from_str(&self.text).expect("JSON")
    }

    #[track_caller]
    pub(crate) fn no_content(self) {
        assert_eq!(self.status, StatusCode::NO_CONTENT, "{}", self.text);
    }

    #[track_caller]
    pub(crate) fn refused(self, status: u16, error: &str) {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        assert_eq!(self.text, json!({ "error": error }).to_string());
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().expect("ASCII"))
    }
}

impl Browser {
    pub(crate) fn new(server: SocketAddr, address: &str) -> Self {
        let address: IpAddr = address.parse().expect("an address");
        // A second time it is there already.
        let _chosen = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .local_address(address)
            .no_proxy()
            .build()
            .expect("a client");
        Self {
            server,
            client,
            cookies: Mutex::default(),
        }
    }

    /// A thief's browser, elsewhere, with the same cookies.
    pub(crate) fn stolen_at(&self, address: &str) -> Self {
        let thief = Self::new(self.server, address);
        *thief.cookies.lock().expect("cookies") = self.cookies.lock().expect("cookies").clone();
        thief
    }

    /// With the same cookies, as a copy of the profile would have.
    pub(crate) fn stolen(&self) -> Self {
        Self {
            server: self.server,
            client: self.client.clone(),
            cookies: Mutex::new(self.cookies.lock().expect("cookies").clone()),
        }
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().expect("cookies").get(name).cloned()
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], None).await
    }

    /// As the page's own scripts ask.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        let headers = [
            ("sec-fetch-site", "same-origin"),
            ("content-type", "application/json"),
        ];
        self.send(Method::POST, path, &headers, Some(body.to_string()))
            .await
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<String>,
    ) -> Answer {
        let response = self.start(method, path, headers, body).await;
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await.expect("a body");
        Answer {
            status,
            headers,
            text,
        }
    }

    /// An answer whose body is still to come.
    pub(crate) async fn start(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<String>,
    ) -> reqwest::Response {
        let url = format!("http://{}/api/v1{path}", self.server);
        let mut request = self
            .client
            .request(method, url)
            .header("user-agent", "Test/1.0");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let cookies: Vec<String> = {
            let cookies = self.cookies.lock().expect("cookies");
            cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect()
        };
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        let response = request.send().await.expect("an answer");
        self.keep(response.headers());
        response
    }

    /// Any path of the server, outside of the API.
    pub(crate) async fn start_at(&self, path: &str) -> reqwest::Response {
        let url = format!("http://{}{path}", self.server);
        self.client.get(url).send().await.expect("an answer")
    }

    /// A first step that may be cut off; whether it was acknowledged.
    pub(crate) async fn try_password(&self, name: &str, password: &str, captcha: &str) -> bool {
        let body = json!({ "name": name, "password": password, "captcha": captcha });
        let request = self
            .client
            .post(format!("http://{}/api/v1/sign-in", self.server))
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/json")
            .body(body.to_string());
        request
            .send()
            .await
            .is_ok_and(|answer| answer.status() == StatusCode::OK)
    }

    fn keep(&self, headers: &reqwest::header::HeaderMap) {
        let mut cookies = self.cookies.lock().expect("cookies");
        for line in headers.get_all("set-cookie") {
            let line = line.to_str().expect("ASCII");
            let (name, rest) = line.split_once('=').expect("a cookie");
            let (value, rules) = rest.split_once(';').expect("its rules");
            match rules.contains("Max-Age=0") {
                true => cookies.remove(name),
                false => cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
    }

    /// A solved challenge.
    pub(crate) async fn captcha(&self) -> String {
        let challenge = self.get("/captcha").await.ok();
        solve(&challenge)
    }

    /// The first step of a sign-in, with a solved challenge.
    pub(crate) async fn password(&self, name: &str, password: &str) -> Answer {
        let captcha = self.captcha().await;
        self.password_with(name, password, &captcha).await
    }

    pub(crate) async fn password_with(&self, name: &str, password: &str, captcha: &str) -> Answer {
        let body = json!({ "name": name, "password": password, "captcha": captcha });
        self.post("/sign-in", &body).await
    }

    /// The second step.
    pub(crate) async fn code(&self, code: &str) -> Answer {
        self.post("/sign-in/totp", &json!({ "code": code, "remember": false }))
            .await
    }

    pub(crate) async fn code_and_remember(&self, code: &str) -> Answer {
        self.post("/sign-in/totp", &json!({ "code": code, "remember": true }))
            .await
    }

    pub(crate) async fn recovery(&self, code: &str) -> Answer {
        let body = json!({ "code": code, "remember": false });
        self.post("/sign-in/recovery", &body).await
    }

    /// `anonymous`, `second_factor`, `enrolment` or `signed_in`.
    pub(crate) async fn standing(&self) -> String {
        let facts = self.get("/facts").await.ok();
        facts["standing"]["state"]
            .as_str()
            .expect("a state")
            .to_owned()
    }
}

pub(crate) fn solve(challenge: &Value) -> String {
    let challenge: altcha::Challenge = serde_json::from_value(challenge.clone()).expect("ALTCHA");
    let options = altcha::SolveChallengeOptions::new(&challenge);
    let solution = altcha::solve_challenge(options)
        .expect("a challenge")
        .expect("a solution");
    let payload = altcha::Payload {
        challenge,
        solution,
    };
    STANDARD.encode(serde_json::to_string(&payload).expect("JSON"))
}
