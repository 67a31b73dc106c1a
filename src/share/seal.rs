//! `jejak-share-v1`: what the server keeps and cannot read.
//!
//! From a key of 32 random bytes (and a password, where there is one) come two: `enc` encrypts,
//! `auth` opens at the server. The ciphertext is bound to the share's id, life and whether it burns,
//! so that the server can pass off none for another. Layout: 12 bytes of nonce, then AES-256-GCM of
//! the padded, compressed parcel.

use argon2::{Algorithm, Argon2, Params, Version};
use jejak_protocol::server::{Secret, ShareId, ShareLife};

use super::codec;
use crate::server::crypto::{self, Refused};

const NONCE_LEN: usize = 12;
/// Source: OWASP Password Storage Cheat Sheet; the same as the server's for accounts.
const PASSWORD_MEMORY_KIB: u32 = 19_456;
const PASSWORD_PASSES: u32 = 2;

/// What the link holds.
#[derive(Clone)]
pub(crate) struct Key {
    pub(crate) id: ShareId,
    key: [u8; 32],
}

/// What the key becomes.
pub(super) struct Derived {
    enc: [u8; 32],
    auth: [u8; 32],
}

/// What the ciphertext is bound to.
#[derive(Clone, Copy)]
pub(super) struct Terms {
    pub(super) life: ShareLife,
    pub(super) burns: bool,
}

impl Key {
    pub(super) fn new() -> Result<Self, Refused> {
        Ok(Self {
            id: ShareId(codec::to_text(&crypto::random::<16>()?)),
            key: crypto::random()?,
        })
    }

    /// From `{id}.{key}` of a link.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (id, key) = text.split_once('.')?;
        Some(Self {
            id: ShareId::parse(id)?,
            key: codec::from_text(key)?.try_into().ok()?,
        })
    }

    pub(super) fn to_text(&self) -> String {
        format!("{}.{}", self.id.0, codec::to_text(&self.key))
    }

    pub(super) async fn derive(&self, password: &Secret) -> Result<Derived, Refused> {
        let mut input = self.key.to_vec();
        if !password.expose().is_empty() {
            input.extend(stretch(password, &self.id)?);
        }
        let salt = self.id.0.as_bytes();
        Ok(Derived {
            enc: crypto::hkdf(&input, salt, "jejak-share-v1 enc").await?,
            auth: crypto::hkdf(&input, salt, "jejak-share-v1 auth").await?,
        })
    }

    fn bound(&self, terms: Terms) -> Vec<u8> {
        let burns = u8::from(terms.burns);
        format!("1|{}|{}|{burns}", self.id.0, terms.life.name()).into_bytes()
    }

    pub(super) async fn seal(
        &self,
        derived: &Derived,
        terms: Terms,
        plain: &[u8],
    ) -> Result<Vec<u8>, Refused> {
        let nonce = crypto::random::<NONCE_LEN>()?;
        let padded = codec::pad(plain);
        let sealed = crypto::seal(&derived.enc, &nonce, &self.bound(terms), &padded).await?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    pub(super) async fn open(
        &self,
        derived: &Derived,
        terms: Terms,
        bytes: &[u8],
    ) -> Result<Vec<u8>, Refused> {
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_LEN>().ok_or(Refused)?;
        let padded = crypto::open(&derived.enc, nonce, &self.bound(terms), sealed).await?;
        codec::unpad(&padded).map(<[u8]>::to_vec).ok_or(Refused)
    }
}

impl Derived {
    pub(super) fn auth(&self) -> Secret {
        Secret::new(codec::to_text(&self.auth))
    }

    pub(super) async fn auth_sha256(&self) -> Result<Vec<u8>, Refused> {
        crypto::sha256(&self.auth).await
    }
}

/// Guessing a password costs this for each try, for whoever has the link and the ciphertext.
fn stretch(password: &Secret, id: &ShareId) -> Result<[u8; 32], Refused> {
    let params = Params::new(PASSWORD_MEMORY_KIB, PASSWORD_PASSES, 1, None);
    let params = params.map_err(|_| Refused)?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut out = [0; 32];
    let (password, salt) = (password.expose().as_bytes(), id.0.as_bytes());
    argon2
        .hash_password_into(password, salt, &mut out)
        .map_err(|_| Refused)?;
    Ok(out)
}
