//! The audit log as the page reads it.

use serde::{Deserialize, Serialize};

use crate::time::TimestampUs;

/// What happened. The names are stable: they stand in logs that are kept for years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditEvent {
    ServerStarted,
    ServerStopped,
    SetupLinkMade,
    SetupDone,
    SignInPassword,
    SignInTotp,
    SignInRecovery,
    CaptchaRefused,
    RateLimited,
    AccountStopped,
    SignOut,
    SessionRevoked,
    /// A session was used from another network than before.
    SessionMoved,
    DeviceRemembered,
    DeviceForgotten,
    PasswordChanged,
    PasswordChangeRefused,
    PasswordRehashed,
    TotpOffered,
    TotpEnrolled,
    TotpRemoved,
    FactorChangeRefused,
    RecoveryCodesMade,
    LinkMade,
    LinkUsed,
    LinkRefused,
    AccountMade,
    AccountDisabled,
    AccountEnabled,
    AccountUnlocked,
    AccountSessionsEnded,
    RoleChanged,
    LastAdminKept,
    NotAllowed,
    CrossSiteRefused,
    AuditRead,
    AuditVerified,
    ShareMade,
    ShareOpened,
    ShareRefused,
    ShareDeleted,
    SharesPurged,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Ok,
    Refused,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Factor {
    Password,
    Totp,
    Recovery,
    Captcha,
    Session,
    Link,
    /// Someone with a shell on the server.
    Shell,
}

/// One entry: a line of the log, in the order of its members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRow {
    pub seq: i64,
    /// RFC 3339 in UTC with microseconds.
    pub at: String,
    pub event: AuditEvent,
    pub outcome: Outcome,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub factor: Option<Factor>,
    /// The account's name; for names that no account has `unknown:` and a keyed hash, because
    /// people type passwords into the wrong field.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub account: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub session: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub device: Option<i64>,
    /// A word or two from a closed vocabulary of the server.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub detail: Option<String>,
    /// The other account that an admin acted on.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub target: Option<String>,
}

/// `GET /api/v1/audit?after=…&limit=…`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    pub rows: Vec<AuditRow>,
    /// The newest entry's number, whether it is on this page or not.
    pub last_seq: i64,
}

/// `GET /api/v1/audit/verify`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditVerdict {
    pub n_rows: i64,
    /// The first entry that is not as it was written, and what is wrong with it.
    pub broken_at: Option<i64>,
    /// `seq:mac` of the newest entry: kept elsewhere, it proves that nothing was cut off.
    pub checkpoint: String,
    pub checked_at: TimestampUs,
}
