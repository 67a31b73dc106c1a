//! Google reCAPTCHA, version 2 and 3: asks `siteverify` about the token that the browser got.
//!
//! Contract: `POST {verifier}/recaptcha/api/siteverify` with `secret`, `response` and `remoteip` as
//! a form; JSON with `success`, `challenge_ts`, `hostname`, `error-codes`, and for version 3 `score`
//! and `action`. Whatever is not a clear yes is a no.
//! Source: <https://developers.google.com/recaptcha/docs/verify>.

use std::net::IpAddr;
use std::time::Duration;

use anyhow::{Context, Result};
use jejak_protocol::TimestampUs;
use jejak_protocol::server::CaptchaKind;
use reqwest::redirect::Policy;
use serde::Deserialize;

use super::{Checked, Fault};
use crate::clock::{SECOND_US, parse_rfc3339};
use crate::config::{self, Config, Hidden};

/// A token lives two minutes.
const MAX_AGE_US: i64 = 120 * SECOND_US;
/// How far Google's clock may be ahead of ours.
const MAX_AHEAD_US: i64 = 30 * SECOND_US;
const MAX_TOKEN_LEN: usize = 8 * 1024;
const MAX_ANSWER_LEN: usize = 64 * 1024;
/// What the sign-in document calls `grecaptcha.execute` with.
const ACTION: &str = "sign_in";

#[derive(Debug)]
pub(super) struct Google {
    client: reqwest::Client,
    url: String,
    site_key: String,
    secret: Hidden,
    hostnames: Vec<String>,
    /// Version 3 only.
    min_score: Option<f64>,
}

#[derive(Debug, Deserialize)]
struct Answer {
    success: bool,
    challenge_ts: Option<String>,
    hostname: Option<String>,
    score: Option<f64>,
    action: Option<String>,
    #[serde(rename = "error-codes", default)]
    error_codes: Vec<String>,
}

impl Google {
    pub(super) fn new(config: &Config) -> Result<Self> {
        let settings = &config.captcha;
        // Fails when another part of the program has chosen one already, which is as good.
        let _chosen = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .timeout(Duration::from_millis(settings.timeout_ms))
            .build()
            .context("while preparing to ask the CAPTCHA's verifier")?;
        let mut hostnames = settings.hostnames.clone();
        if hostnames.is_empty() {
            hostnames.extend(config.public_host().map(str::to_owned));
        }
        let is_v3 = settings.kind == config::CaptchaKind::RecaptchaV3;
        Ok(Self {
            client,
            url: format!(
                "{}/recaptcha/api/siteverify",
                settings.verifier.trim_end_matches('/')
            ),
            site_key: settings.site_key.clone(),
            secret: settings.secret.clone(),
            hostnames,
            min_score: is_v3.then_some(settings.min_score),
        })
    }

    pub(super) fn kind(&self) -> CaptchaKind {
        match self.min_score {
            Some(_) => CaptchaKind::RecaptchaV3,
            None => CaptchaKind::RecaptchaV2,
        }
    }

    pub(super) fn site_key(&self) -> &str {
        &self.site_key
    }

    pub(super) async fn check(&self, token: &str, address: IpAddr, now: TimestampUs) -> Checked {
        if token.is_empty() || token.len() > MAX_TOKEN_LEN {
            return Err(Fault::Malformed);
        }
        let answer = self.ask(token, address).await.ok_or(Fault::Verifier)?;
        self.judge(&answer, now)?;
        let until = TimestampUs(now.0.saturating_add(2 * MAX_AGE_US));
        Ok((token.to_owned(), until))
    }

    /// Nothing when the verifier does not answer in time, with 200 and with its JSON.
    async fn ask(&self, token: &str, address: IpAddr) -> Option<Answer> {
        let remote = address.to_string();
        let form = [
            ("secret", self.secret.0.as_str()),
            ("response", token),
            ("remoteip", &remote),
        ];
        let mut response = self.client.post(&self.url).form(&form).send().await.ok()?;
        if response.status() != reqwest::StatusCode::OK {
            return None;
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.ok()? {
            body.extend_from_slice(&chunk);
            if body.len() > MAX_ANSWER_LEN {
                return None;
            }
        }
        serde_json::from_slice(&body).ok()
    }

    fn judge(&self, answer: &Answer, now: TimestampUs) -> Result<(), Fault> {
        if !answer.success || !answer.error_codes.is_empty() {
            return Err(
                match answer
                    .error_codes
                    .iter()
                    .any(|code| code == "timeout-or-duplicate")
                {
                    true => Fault::Expired,
                    false => Fault::Rejected,
                },
            );
        }
        let is_ours = |host: &String| {
            self.hostnames
                .iter()
                .any(|ours| ours.eq_ignore_ascii_case(host))
        };
        if !answer.hostname.as_ref().is_some_and(is_ours) {
            return Err(Fault::Hostname);
        }
        let made_at = answer.challenge_ts.as_deref().and_then(parse_rfc3339);
        let age_us = now.0.saturating_sub(made_at.ok_or(Fault::Expired)?.0);
        if !(-MAX_AHEAD_US..=MAX_AGE_US).contains(&age_us) {
            return Err(Fault::Expired);
        }
        let Some(min_score) = self.min_score else {
            return Ok(());
        };
        if answer.action.as_deref() != Some(ACTION) {
            return Err(Fault::Action);
        }
        // Also refuses what is no number.
        match answer.score {
            Some(score) if score >= min_score && score <= 1.0 => Ok(()),
            _ => Err(Fault::Score),
        }
    }
}
