//! The browser's own cryptography: random bytes, SHA-256, HKDF, PBKDF2 and AES-256-GCM.
//!
//! Keys live in variables of this page and nowhere else; nothing here is remembered.

use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

/// The browser refused: plain HTTP from another machine, or data that does not decrypt.
#[derive(Debug, thiserror::Error)]
#[error("the browser's cryptography refused")]
pub(crate) struct Refused;

impl From<JsValue> for Refused {
    fn from(_: JsValue) -> Self {
        Self
    }
}

pub(crate) fn random<const N: usize>() -> Result<[u8; N], Refused> {
    let mut bytes = [0; N];
    window()
        .crypto()?
        .get_random_values_with_u8_array(&mut bytes)?;
    Ok(bytes)
}

pub(crate) async fn sha256(bytes: &[u8]) -> Result<Vec<u8>, Refused> {
    let bytes = Uint8Array::from(bytes);
    let promise = subtle()?.digest_with_str_and_js_u8_array("SHA-256", &bytes)?;
    wait(promise).await
}

/// 32 bytes for one purpose, which `info` names. Source: RFC 5869.
pub(crate) async fn hkdf(key: &[u8], salt: &[u8], info: &str) -> Result<[u8; 32], Refused> {
    let algorithm = object(&[
        ("name", "HKDF".into()),
        ("hash", "SHA-256".into()),
        ("salt", Uint8Array::from(salt).into()),
        ("info", Uint8Array::from(info.as_bytes()).into()),
    ])?;
    let key = import(key, "HKDF", "deriveBits").await?;
    let bits = wait(derive(&algorithm, &key, 256)?).await?;
    bits.try_into().map_err(|_| Refused)
}

/// A password's key; one import serves many derivations.
pub(crate) async fn pbkdf2_sha256(
    password: &[u8],
    salt: &[u8],
    rounds: u32,
    n_bytes: u32,
) -> Result<Vec<u8>, Refused> {
    let algorithm = object(&[
        ("name", "PBKDF2".into()),
        ("hash", "SHA-256".into()),
        ("salt", Uint8Array::from(salt).into()),
        ("iterations", rounds.into()),
    ])?;
    let key = import(password, "PBKDF2", "deriveBits").await?;
    wait(derive(&algorithm, &key, n_bytes * 8)?).await
}

/// AES-256-GCM; `bound` is not hidden, but what was sealed opens with the same `bound` only.
pub(crate) async fn seal(
    key: &[u8; 32],
    nonce: &[u8; 12],
    bound: &[u8],
    plain: &[u8],
) -> Result<Vec<u8>, Refused> {
    let key = import(key, "AES-GCM", "encrypt").await?;
    let plain = Uint8Array::from(plain);
    let promise =
        subtle()?.encrypt_with_object_and_js_u8_array(&gcm(nonce, bound)?, &key, &plain)?;
    wait(promise).await
}

pub(crate) async fn open(
    key: &[u8; 32],
    nonce: &[u8; 12],
    bound: &[u8],
    sealed: &[u8],
) -> Result<Vec<u8>, Refused> {
    let key = import(key, "AES-GCM", "decrypt").await?;
    let sealed = Uint8Array::from(sealed);
    let promise =
        subtle()?.decrypt_with_object_and_js_u8_array(&gcm(nonce, bound)?, &key, &sealed)?;
    wait(promise).await
}

fn gcm(nonce: &[u8; 12], bound: &[u8]) -> Result<Object, Refused> {
    object(&[
        ("name", "AES-GCM".into()),
        ("iv", Uint8Array::from(nonce.as_slice()).into()),
        ("additionalData", Uint8Array::from(bound).into()),
    ])
}

fn derive(algorithm: &Object, key: &CryptoKey, n_bits: u32) -> Result<Promise, Refused> {
    Ok(subtle()?
        .derive_bits_with_object(algorithm, key, n_bits)?
        .unchecked_into())
}

async fn import(bytes: &[u8], algorithm: &str, usage: &str) -> Result<CryptoKey, Refused> {
    let bytes = Uint8Array::from(bytes);
    let usages = Array::of1(&usage.into());
    let promise =
        subtle()?.import_key_with_str("raw", bytes.unchecked_ref(), algorithm, false, &usages)?;
    let key = JsFuture::from(promise).await?;
    key.dyn_into().map_err(|_| Refused)
}

/// Missing where the page came over plain HTTP from another machine.
fn subtle() -> Result<SubtleCrypto, Refused> {
    let crypto = window().crypto()?;
    let subtle = Reflect::get(&crypto, &"subtle".into())?;
    subtle.dyn_into().map_err(|_| Refused)
}

fn object(members: &[(&str, JsValue)]) -> Result<Object, Refused> {
    let object = Object::new();
    for (name, value) in members {
        Reflect::set(&object, &(*name).into(), value)?;
    }
    Ok(object)
}

async fn wait(promise: Promise) -> Result<Vec<u8>, Refused> {
    let buffer = JsFuture::from(promise).await?;
    Ok(Uint8Array::new(&buffer).to_vec())
}
