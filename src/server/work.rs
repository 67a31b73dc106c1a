//! Solving the server's proof of work: ALTCHA's protocol, version 2, with PBKDF2.
//!
//! In: a challenge. Out: base 64 of the JSON that the server wants back. The browser derives the
//! keys on threads of its own; between them the page goes on.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::future::try_join_all;
use jejak_protocol::server::{CaptchaAnswer, Secret};
use serde::Deserialize;
use serde_json::{Value, json};

use super::crypto::{self, Refused};

/// Keys that are derived side by side; more than a device has processors only wait.
const N_AT_ONCE: u32 = 8;
/// A challenge of the default settings takes 256 tries on average; who gives this up is not served.
const MAX_TRIES: u32 = 1 << 20;

#[derive(Debug, Deserialize)]
struct Parameters {
    cost: u32,
    #[serde(rename = "keyLength")]
    key_length: u32,
    #[serde(rename = "keyPrefix")]
    key_prefix: String,
    nonce: String,
    salt: String,
}

/// Tries counters until one fits.
pub(crate) async fn solve(challenge: Value) -> Result<CaptchaAnswer, Refused> {
    let parameters = challenge.get("parameters").cloned().ok_or(Refused)?;
    let parameters: Parameters = serde_json::from_value(parameters).map_err(|_| Refused)?;
    let nonce = from_hex(&parameters.nonce).ok_or(Refused)?;
    let salt = from_hex(&parameters.salt).ok_or(Refused)?;
    let prefix = parameters.key_prefix.to_ascii_lowercase();
    for first in (0..MAX_TRIES).step_by(N_AT_ONCE as usize) {
        let tries = (first..first + N_AT_ONCE).map(|counter| {
            let mut password = nonce.clone();
            password.extend_from_slice(&counter.to_be_bytes());
            let (salt, cost, n_bytes) = (&salt, parameters.cost, parameters.key_length);
            async move {
                let key = crypto::pbkdf2_sha256(&password, salt, cost, n_bytes).await?;
                Ok::<_, Refused>((counter, to_hex(&key)))
            }
        });
        let keys = try_join_all(tries).await?;
        let found = keys.into_iter().find(|(_, key)| key.starts_with(&prefix));
        if let Some((counter, key)) = found {
            let payload = json!({
                "challenge": challenge,
                "solution": { "counter": counter, "derivedKey": key },
            });
            let answer = STANDARD.encode(payload.to_string());
            return Ok(CaptchaAnswer(Secret::new(answer)));
        }
    }
    Err(Refused)
}

pub(crate) fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    digits.chunks_exact(2).map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_round_trips_and_nonsense_is_refused() {
        assert_eq!(from_hex("00ff10"), Some(vec![0, 255, 16]));
        assert_eq!(to_hex(&[0, 255, 16]), "00ff10");
        for nonsense in ["0", "0g", "é"] {
            assert_eq!(from_hex(nonsense), None, "{nonsense}");
        }
    }
}
