//! Sharing, as far as the server takes part: ids, lives and tokens; never the key.

use serde::{Deserialize, Serialize};

use super::secret::Secret;
use crate::time::{TimestampUs, US_PER_SECOND};

/// 16 random bytes as 22 characters of URL-safe base 64.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ShareId(pub String);

impl ShareId {
    const LEN: usize = 22;

    pub fn parse(text: &str) -> Option<Self> {
        let fits = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        (text.len() == Self::LEN && text.bytes().all(fits)).then(|| Self(text.to_owned()))
    }
}

/// How long a share lives. Its name is part of what the ciphertext is bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ShareLife {
    #[serde(rename = "1h")]
    Hour,
    #[serde(rename = "1d")]
    Day,
    #[serde(rename = "7d")]
    Week,
    #[serde(rename = "30d")]
    Month,
}

impl ShareLife {
    pub const ALL: [Self; 4] = [Self::Hour, Self::Day, Self::Week, Self::Month];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Hour => "1h",
            Self::Day => "1d",
            Self::Week => "7d",
            Self::Month => "30d",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|life| life.name() == name)
    }

    pub const fn us(self) -> i64 {
        let hours = match self {
            Self::Hour => 1,
            Self::Day => 24,
            Self::Week => 7 * 24,
            Self::Month => 30 * 24,
        };
        hours * 3_600 * US_PER_SECOND
    }
}

/// The headers of `PUT /api/v1/shares/{id}`, whose body is the ciphertext.
pub mod share_header {
    /// SHA-256 of the token that opens, as 64 hexadecimal digits.
    pub const AUTH: &str = "jejak-auth-sha256";
    /// SHA-256 of the token that deletes.
    pub const DELETE: &str = "jejak-delete-sha256";
    /// A `ShareLife` by its name; also on the answer to `open`.
    pub const LIFE: &str = "jejak-life";
    /// `1` when it burns, else `0`; also on the answer to `open`.
    pub const BURN: &str = "jejak-burn";
    /// `findings` or `excerpts`: which limit of size holds.
    pub const KIND: &str = "jejak-kind";
    /// A solved challenge, where shares are taken without an account.
    pub const CAPTCHA: &str = "jejak-captcha";
}

/// `POST /api/v1/shares/{id}/open`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShareOpen {
    pub auth: Secret,
}

/// `DELETE /api/v1/shares/{id}`: by token, or without one by the account that made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShareDelete {
    #[serde(default)]
    pub token: Option<Secret>,
}

/// `GET /api/v1/shares`: one of the account's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareInfo {
    pub id: ShareId,
    pub created_at: TimestampUs,
    pub expires_at: TimestampUs,
    pub burns: bool,
    pub n_bytes: u32,
}
