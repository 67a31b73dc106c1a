//! Why the server did not do what it was asked.

use serde::{Deserialize, Serialize};

/// Each has a sentence in `words`. Details go to the server's log, never over the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Sign-in failed: name, password, code, CAPTCHA or a lock; which one is not told.
    SignIn,
    /// No session, or one that has ended.
    NoSession,
    /// The session waits for its second factor.
    SecondFactorNeeded,
    /// The account must first set up its second factor.
    EnrolmentNeeded,
    /// The role does not allow it.
    NotAllowed,
    /// A setup, invitation or reset link that is unknown, used or too old.
    Link,
    /// The password given again to confirm a change was wrong.
    PasswordWrong,
    /// The code given to confirm a change was wrong.
    CodeWrong,
    PasswordTooShort,
    PasswordTooLong,
    PasswordCommon,
    /// 1 to 64 letters, digits, `.`, `_`, `-` or `@`.
    NameUnfit,
    NameTaken,
    /// It would leave no admin who can sign in.
    LastAdmin,
    /// Not sent by the page itself.
    CrossSite,
    /// A body that is no JSON of the expected form.
    Malformed,
    TooLarge,
    /// Too many tries; `Retry-After` says when.
    TooMany,
    /// The server is at its limit; `Retry-After` says when.
    Busy,
    NotFound,
    /// Something with this name is there already.
    Exists,
    /// The account holds as much as it may.
    Quota,
    /// The disk is full or failing; nothing was changed.
    Storage,
    Internal,
}

/// The body of every refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    pub error: Refusal,
}
