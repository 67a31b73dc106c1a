//! Getting in: what stands at the door, the steps, and single-use links.

use serde::{Deserialize, Serialize};

use super::Account;
use super::secret::Secret;
use super::team::{LinkPurpose, Role};

/// `GET /api/v1/facts`: what a visitor may know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerFacts {
    pub version: String,
    /// Whether the first account is still to be made, with the link that the server printed.
    pub needs_setup: bool,
    pub captcha: CaptchaKind,
    /// The provider's public key; none for the proof of work.
    pub captcha_site_key: Option<String>,
    pub standing: Standing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaptchaKind {
    /// Proof of work, ALTCHA's protocol, version 2.
    Work,
    RecaptchaV2,
    RecaptchaV3,
}

/// How far this browser's session is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Standing {
    Anonymous,
    /// The password was right; a code is wanted.
    SecondFactor,
    /// The password was right; the account must set up its second factor before anything else.
    Enrolment {
        account: Account,
    },
    SignedIn {
        account: Account,
    },
}

/// `POST /api/v1/sign-in`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    pub name: String,
    pub password: Secret,
    pub captcha: CaptchaAnswer,
}

/// The provider's token, or the solved challenge as base64 of its JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CaptchaAnswer(pub Secret);

/// What is next after the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondStep {
    Code,
    Enrol,
    Done,
}

/// The answer to `SignIn`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordStep {
    pub next: SecondStep,
}

/// `POST /api/v1/sign-in/totp` and `/sign-in/recovery`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    pub code: Secret,
    /// Know this browser from now on: locks that others cause do not shut it out.
    pub remember: bool,
}

/// The answer to `Code`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    pub account: Account,
    /// After a recovery code: how many are left.
    pub n_recovery_codes: u32,
}

/// `POST /api/v1/links/open`: what a link is for, without using it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkUse {
    pub token: Secret,
    /// The name of a new account; ignored by a reset, which has one.
    #[serde(default)]
    pub name: String,
    /// Empty when the link is only opened.
    #[serde(default)]
    pub password: Secret,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkOpened {
    pub purpose: LinkPurpose,
    pub role: Role,
    /// Whose password a reset link sets.
    pub name: Option<String>,
}
