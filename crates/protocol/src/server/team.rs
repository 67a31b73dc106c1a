//! Who may do what, and how people are let in.

use serde::{Deserialize, Serialize};

use super::secret::Secret;
use crate::time::TimestampUs;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(pub i64);

/// Each may do what those before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Opens what is shared.
    Viewer,
    /// Shares analyses.
    Analyst,
    /// Lets people in and reads the audit log.
    Admin,
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Viewer, Self::Analyst, Self::Admin];

    /// Its stable name on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Analyst => "analyst",
            Self::Admin => "admin",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub id: AccountId,
    pub name: String,
    pub role: Role,
    pub has_second_factor: bool,
    pub is_disabled: bool,
    /// Stopped after too many failures in a row, until someone unlocks it.
    pub is_stopped: bool,
    pub created_at: TimestampUs,
    pub n_sessions: u32,
}

/// `POST /api/v1/team/change`: one change of one account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum MemberChange {
    Role {
        id: AccountId,
        role: Role,
    },
    Disable {
        id: AccountId,
    },
    Enable {
        id: AccountId,
    },
    Unlock {
        id: AccountId,
    },
    /// Ends all its sessions and forgets its known browsers.
    EndSessions {
        id: AccountId,
    },
}

/// `POST /api/v1/team/invite`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invitation {
    pub role: Role,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkPurpose {
    /// Makes the first admin.
    Setup,
    /// Makes an account.
    Invitation,
    /// Sets a new password; the second factor stays.
    Reset,
}

impl LinkPurpose {
    pub const ALL: [Self; 3] = [Self::Setup, Self::Invitation, Self::Reset];

    /// Its stable name on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Invitation => "invitation",
            Self::Reset => "reset",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|purpose| purpose.name() == name)
    }
}

/// A single-use link, to be handed to one person. The token stands in the fragment, which browsers
/// send to nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub url: Secret,
    pub expires_at: TimestampUs,
}
