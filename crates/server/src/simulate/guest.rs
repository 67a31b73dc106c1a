//! A browser of the simulation, and the people who sit at one.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::Mutex;
use std::sync::PoisonError;

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jejak_protocol::server::Role;
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use totp_rs::{Builder, Secret, Totp};

use super::{Stage, address};
use crate::clock::Clock;

/// Desks: 127.1.0.0/16.
const PEOPLE: u8 = 1;
/// One person in so many sits in the office, where all have one address.
const OFFICE_EVERY: u8 = 3;

/// Someone of the team.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) number: u8,
    pub(crate) name: String,
    pub(crate) password: String,
    pub(crate) address: Ipv4Addr,
    totp: Totp,
    recovery: Mutex<Vec<String>>,
    /// The cookies of the own browser, kept between days.
    cookies: Mutex<BTreeMap<String, String>>,
}

impl Person {
    /// The code of the server's now, as the authenticator in the pocket shows it.
    pub(crate) fn code(&self, stage: &Stage) -> String {
        let seconds = u64::try_from(stage.clock.now().seconds()).unwrap_or(0);
        self.totp.generate(seconds).to_string()
    }

    pub(crate) fn recovery_code(&self) -> Option<String> {
        self.recovery
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop()
    }

    /// The browser's cookies, as a thief copies them.
    pub(crate) fn cookies(&self) -> BTreeMap<String, String> {
        self.cookies
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

#[derive(Debug)]
pub(crate) struct Guest {
    stage: Stage,
    client: reqwest::Client,
    cookies: Mutex<BTreeMap<String, String>>,
}

impl Guest {
    pub(crate) fn new(stage: &Stage, from: Ipv4Addr) -> Result<Self> {
        // A second time it is there already.
        let _chosen = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .local_address(std::net::IpAddr::from(from))
            .no_proxy()
            .build()?;
        Ok(Self {
            stage: stage.clone(),
            client,
            cookies: Mutex::default(),
        })
    }

    /// At a person's own browser.
    pub(crate) fn of(stage: &Stage, person: &Person) -> Result<Self> {
        Self::new(stage, person.address)?.with_cookies(person.cookies())
    }

    pub(crate) fn with_cookies(mut self, cookies: BTreeMap<String, String>) -> Result<Self> {
        self.cookies = Mutex::new(cookies);
        Ok(self)
    }

    /// Leaves the cookies in the person's browser.
    pub(crate) fn leave_at(&self, person: &Person) {
        let cookies = self
            .cookies
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        *person
            .cookies
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = cookies;
    }

    pub(crate) async fn get(&self, path: &str) -> Result<Response> {
        self.send(self.client.get(self.url(path))).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Result<Response> {
        let request = self.client.post(self.url(path)).json(body);
        self.send(request.header("sec-fetch-site", "same-origin"))
            .await
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}/api/v1{path}", self.stage.server)
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Result<Response> {
        let cookies: Vec<String> = {
            let cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
            cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect()
        };
        let response = request.header("cookie", cookies.join("; ")).send().await?;
        let mut cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        for line in response.headers().get_all("set-cookie") {
            let parts = line.to_str().ok().and_then(|line| line.split_once('='));
            let Some((name, (value, rules))) =
                parts.and_then(|(name, rest)| Some((name, rest.split_once(';')?)))
            else {
                continue;
            };
            if rules.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        Ok(response)
    }

    async fn proof(&self) -> Result<String> {
        let challenge: altcha::Challenge = self.get("/captcha").await?.json().await?;
        let options = altcha::SolveChallengeOptions::new(&challenge);
        let solution = altcha::solve_challenge(options)?.context("no solution")?;
        let payload = altcha::Payload {
            challenge,
            solution,
        };
        Ok(STANDARD.encode(serde_json::to_string(&payload)?))
    }

    /// One try with a password.
    pub(crate) async fn password(&self, name: &str, password: &str) -> Result<StatusCode> {
        let captcha = self.proof().await?;
        self.password_with(name, password, &captcha).await
    }

    pub(crate) async fn password_with(
        &self,
        name: &str,
        password: &str,
        captcha: &str,
    ) -> Result<StatusCode> {
        let body = json!({ "name": name, "password": password, "captcha": captcha });
        Ok(self.post("/sign-in", &body).await?.status())
    }

    pub(crate) async fn code(&self, code: &str, remember: bool) -> Result<StatusCode> {
        let body = json!({ "code": code, "remember": remember });
        Ok(self.post("/sign-in/totp", &body).await?.status())
    }

    pub(crate) async fn recovery(&self, code: &str) -> Result<StatusCode> {
        let body = json!({ "code": code, "remember": false });
        Ok(self.post("/sign-in/recovery", &body).await?.status())
    }

    /// Both steps, without a mistake.
    pub(crate) async fn sign_in(&self, person: &Person, remember: bool) -> Result<()> {
        let first = self.password(&person.name, &person.password).await?;
        let second = self.code(&person.code(&self.stage), remember).await?;
        if !(first.is_success() && second.is_success()) {
            bail!("{} could not sign in: {first}, {second}", person.name);
        }
        Ok(())
    }

    pub(crate) async fn sign_out(&self) -> Result<()> {
        self.post("/sign-out", &json!({})).await?;
        Ok(())
    }

    pub(crate) async fn invite(&self, role: Role) -> Result<String> {
        let body = json!({ "role": role });
        let link: Value = self.post("/team/invite", &body).await?.json().await?;
        Ok(link["url"].as_str().context("a link")?.to_owned())
    }
}

/// Uses a link, signs in for the first time and sets up an authenticator.
pub(super) async fn join(stage: &Stage, number: u8, link: &str) -> Result<Person> {
    let (_, token) = link.split_once("#link=").context("a link")?;
    let name = format!("person{number:02}");
    let password = format!("sawah hijau {number} di kaki gunung");
    let desk = match number % OFFICE_EVERY {
        0 => 0,
        _ => number,
    };
    let from = address(PEOPLE, desk);
    let guest = Guest::new(stage, from)?;
    let body = json!({ "token": token, "name": name, "password": password });
    guest.post("/links/use", &body).await?.error_for_status()?;
    if !guest.password(&name, &password).await?.is_success() {
        bail!("{name} could not sign in");
    }
    let body = json!({ "password": password });
    let offer = guest
        .post("/account/totp/begin", &body)
        .await?
        .error_for_status()?;
    let offer: Value = offer.json().await?;
    let secret = Secret::try_from_base32(offer["secret"].as_str().context("a secret")?);
    let secret = secret.ok().context("base 32")?;
    let totp = Builder::new()
        .with_secret(secret)
        .build()
        .context("an authenticator")?;
    let person = Person {
        number,
        name,
        password: password.clone(),
        address: from,
        totp,
        recovery: Mutex::default(),
        cookies: Mutex::default(),
    };
    let body = json!({ "password": password, "code": person.code(stage) });
    let codes = guest
        .post("/account/totp/confirm", &body)
        .await?
        .error_for_status()?;
    let codes: Value = codes.json().await?;
    let codes = codes["codes"].as_array().into_iter().flatten();
    let codes = codes
        .filter_map(|code| code.as_str().map(str::to_owned))
        .collect();
    *person
        .recovery
        .lock()
        .unwrap_or_else(PoisonError::into_inner) = codes;
    guest.sign_out().await?;
    Ok(person)
}
