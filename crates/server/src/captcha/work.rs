//! Proof of work after ALTCHA, version 2: the browser searches a counter whose derived key begins
//! with zeros. Works offline, needs no keys and tells nobody who signs in.
//!
//! A challenge is signed and kept nowhere. Its time stands in its signed data, so that this
//! server's clock decides when it ends; the library would ask the system's.

use std::collections::BTreeMap;

use altcha::{CreateChallengeOptions, Payload, VerifySolutionOptions};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jejak_protocol::TimestampUs;
use secrecy::{ExposeSecret, SecretString};

use super::{Checked, Fault};
use crate::clock::MINUTE_US;
use crate::config;
use crate::keys::Keys;

pub(crate) use altcha::Challenge;

const ALGORITHM: &str = "PBKDF2/SHA-256";
/// Time enough for a slow telephone and a person who types.
const LIFETIME_US: i64 = 10 * MINUTE_US;
const UNTIL: &str = "until";
const MAX_LEN: usize = 8 * 1024;

#[derive(Debug)]
pub(super) struct Work {
    secret: SecretString,
    cost: u32,
    prefix: String,
}

impl Work {
    pub(super) fn new(settings: &config::Captcha, keys: &Keys) -> Self {
        let secret = match &settings.work_secret {
            Some(secret) => secret.0.clone(),
            None => keys.captcha(),
        };
        Self {
            secret: secret.into(),
            cost: settings.work_cost,
            prefix: "0".repeat(usize::try_from(settings.work_zeros).unwrap_or(2)),
        }
    }

    pub(super) fn challenge(&self, now: TimestampUs) -> Option<Challenge> {
        let until = now.0.saturating_add(LIFETIME_US);
        let options = CreateChallengeOptions {
            algorithm: ALGORITHM.to_owned(),
            cost: self.cost,
            key_prefix: self.prefix.clone(),
            data: Some(BTreeMap::from([(UNTIL.to_owned(), until.into())])),
            hmac_signature_secret: Some(self.secret.expose_secret().to_owned()),
            ..CreateChallengeOptions::default()
        };
        altcha::create_challenge(options).ok()
    }

    /// The solved challenge comes as base64 of its JSON, as ALTCHA's widget sends it.
    pub(super) async fn check(&self, answer: &str, now: TimestampUs) -> Checked {
        if answer.is_empty() || answer.len() > MAX_LEN {
            return Err(Fault::Malformed);
        }
        let json = STANDARD.decode(answer).map_err(|_| Fault::Malformed)?;
        let payload: Payload = serde_json::from_slice(&json).map_err(|_| Fault::Malformed)?;
        let secret = self.secret.clone();
        let work = move || {
            let options = VerifySolutionOptions::new(
                &payload.challenge,
                &payload.solution,
                secret.expose_secret(),
            );
            let result = altcha::verify_solution(options);
            (result, payload)
        };
        // Deriving the key takes milliseconds.
        let (result, payload) = tokio::task::spawn_blocking(work)
            .await
            .map_err(|_| Fault::Malformed)?;
        let result = result.map_err(|_| Fault::Malformed)?;
        if result.invalid_signature != Some(false) {
            return Err(Fault::Forged);
        }
        let data = payload.challenge.parameters.data.as_ref();
        let until = data.and_then(|data| data.get(UNTIL)?.as_i64());
        let until = TimestampUs(until.ok_or(Fault::Forged)?);
        if until < now {
            return Err(Fault::Expired);
        }
        if !result.verified {
            return Err(Fault::Unsolved);
        }
        let signature = payload.challenge.signature.ok_or(Fault::Forged)?;
        // As sent it may be in capitals, which must not make it another one.
        Ok((signature.to_ascii_lowercase(), until))
    }
}
