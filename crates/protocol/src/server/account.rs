//! What a person sees and changes of the own account.

use serde::{Deserialize, Serialize};

use super::secret::Secret;
use super::team::{AccountId, Role};
use crate::time::TimestampUs;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub id: AccountId,
    pub name: String,
    pub role: Role,
    pub has_second_factor: bool,
    pub n_recovery_codes: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SessionId(pub i64);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DeviceId(pub i64);

/// A browser that is signed in; the token itself never leaves its cookie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionInfo {
    pub id: SessionId,
    pub is_this: bool,
    pub created_at: TimestampUs,
    pub seen_at: TimestampUs,
    pub address: String,
    /// As the browser names itself, cut to 200 characters.
    pub agent: String,
}

/// A browser that passed both factors and asked to be known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceInfo {
    pub id: DeviceId,
    pub is_this: bool,
    pub created_at: TimestampUs,
    pub seen_at: TimestampUs,
    pub agent: String,
}

/// `POST /api/v1/account/password`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    pub current: Secret,
    pub new: Secret,
}

/// The password once more, before a change that matters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordCheck {
    pub password: Secret,
}

/// The answer to `POST /api/v1/account/totp/begin`; shown once, never kept by a cache.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TotpOffer {
    /// Base32, for authenticators without a camera.
    pub secret: Secret,
    /// `otpauth://totp/…`.
    pub uri: Secret,
    /// The same as a picture: SVG, drawn by this server.
    pub qr_svg: Secret,
}

/// `POST /api/v1/account/totp/confirm`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TotpConfirm {
    pub password: Secret,
    pub code: Secret,
}

/// Shown once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryCodes {
    pub codes: Vec<Secret>,
}
