//! The server's one secret and the keys made from it.
//!
//! In: `secret.key` of the data folder, made at the first start, readable by its owner alone. Out:
//! one key for each purpose, so that no two uses can be played against each other. Tokens for
//! people and browsers are made and compared here too; the database holds only their hashes.

use std::fs::OpenOptions;
use std::io::{Read, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretBox};
use sha2::{Digest, Sha256};

use crate::clock::{Entropy, random};

pub const FILE: &str = "secret.key";
const KEY_LEN: usize = 32;

pub type Key = [u8; KEY_LEN];
/// What the database keeps of a token.
pub type TokenHash = [u8; 32];

/// All keys; `Debug` shows none.
#[derive(Debug)]
pub struct Keys {
    totp: SecretBox<Key>,
    audit: SecretBox<Key>,
    names: SecretBox<Key>,
    captcha: SecretBox<Key>,
}

impl Keys {
    pub fn from_master(master: &Key) -> Self {
        let derive = |purpose: &str| {
            let mut key = Box::new([0; KEY_LEN]);
            Hkdf::<Sha256>::new(None, master)
                .expand(purpose.as_bytes(), key.as_mut_slice())
                .expect("HKDF-SHA256 gives 32 bytes");
            SecretBox::new(key)
        };
        Self {
            totp: derive("jejak totp secrets v1"),
            audit: derive("jejak audit chain v1"),
            names: derive("jejak unknown names v1"),
            captcha: derive("jejak proof of work v1"),
        }
    }

    pub(crate) fn totp(&self) -> &Key {
        self.totp.expose_secret()
    }

    pub(crate) fn audit(&self) -> &Key {
        self.audit.expose_secret()
    }

    pub(crate) fn captcha(&self) -> String {
        hex(self.captcha.expose_secret())
    }

    /// A stable mark for a name that no account has: the name itself may be a mistyped password.
    pub(crate) fn mark(&self, name: &str) -> String {
        let mac = mac(self.names.expose_secret(), &[name.as_bytes()]);
        format!("unknown:{}", hex(&mac[..6]))
    }
}

/// Reads the secret of a data folder, and makes it when there is none.
///
/// # Errors
/// When the file cannot be read, is no secret, or is readable by others.
pub fn open(folder: &Path, entropy: &dyn Entropy) -> Result<Keys> {
    let path = folder.join(FILE);
    if !path.exists() {
        create(&path, entropy).with_context(|| format!("while making {}", path.display()))?;
    }
    read(&path).with_context(|| format!("while reading {}", path.display()))
}

fn create(path: &Path, entropy: &dyn Entropy) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    let master: Key = random(entropy);
    writeln!(file, "{}", hex(&master))?;
    file.sync_all()?;
    Ok(())
}

fn read(path: &Path) -> Result<Keys> {
    let mut file = OpenOptions::new().read(true).open(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = file.metadata()?.permissions().mode();
        if mode & 0o077 != 0 {
            bail!("others than its owner can read it: run `chmod 600` on it");
        }
    }
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    match from_hex(text.trim()).map(Key::try_from) {
        Some(Ok(master)) => Ok(Keys::from_master(&master)),
        _ => bail!("it does not hold 64 hexadecimal digits: restore it from a backup"),
    }
}

/// A new token of 256 random bits, as text for a cookie or a link, and its hash for the database.
pub(crate) fn token(entropy: &dyn Entropy) -> (String, TokenHash) {
    let bytes: [u8; 32] = random(entropy);
    let text = URL_SAFE_NO_PAD.encode(bytes);
    let hash = hash_token(&text);
    (text, hash)
}

/// Tokens are random and long: a fast hash keeps them as safe as a slow one would.
pub(crate) fn hash_token(token: &str) -> TokenHash {
    Sha256::digest(token.as_bytes()).into()
}

/// HMAC-SHA256 over the parts as they follow each other; callers keep them unambiguous.
pub(crate) fn mac(key: &Key, parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let pairs = (0..text.len()).step_by(2);
    let bytes = pairs.map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok());
    bytes.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_purpose_has_its_own_key() {
        let keys = Keys::from_master(&[7; KEY_LEN]);
        let mut all = [*keys.totp(), *keys.audit(), *keys.names.expose_secret()].to_vec();
        all.push(*keys.captcha.expose_secret());
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 4);
        let shown = format!("{keys:?}");
        assert!(!shown.contains(&hex(keys.totp())[..8]) && shown.contains("REDACTED"));
    }

    #[test]
    fn hexadecimal_digits_go_there_and_back() {
        assert_eq!(from_hex(&hex(&[0, 1, 254])), Some(vec![0, 1, 254]));
        for bad in ["0", "0g", "+1", "é"] {
            assert_eq!(from_hex(bad), None, "{bad}");
        }
    }
}
