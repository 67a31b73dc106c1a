//! What the page and the companion server say to each other under `/api/v1`, as JSON.
//!
//! Requests carry secrets as [`Secret`], so that none can reach a log through `Debug`. Refusals are
//! one closed enum: a sign-in that fails never tells which part of it was wrong.

pub mod account;
pub mod audit;
pub mod refusal;
pub mod secret;
pub mod share;
pub mod sign_in;
pub mod team;

pub use account::{
    Account, DeviceId, DeviceInfo, PasswordChange, PasswordCheck, RecoveryCodes, SessionId,
    SessionInfo, TotpConfirm, TotpOffer,
};
pub use audit::{AuditEvent, AuditPage, AuditRow, AuditVerdict, Factor, Outcome};
pub use refusal::{Refusal, Refused};
pub use secret::Secret;
pub use share::{ShareDelete, ShareId, ShareInfo, ShareLife, ShareOpen, share_header};
pub use sign_in::{
    CaptchaAnswer, CaptchaKind, Code, LinkOpened, LinkUse, PasswordStep, SecondStep, ServerFacts,
    SignIn, SignedIn, Standing,
};
pub use team::{AccountId, Invitation, Link, LinkPurpose, Member, MemberChange, Role};
