//! Whether someone at the door has shown what the door asks for.
//!
//! Two kinds: a proof of work, made and checked here, and Google's reCAPTCHA, whose verifier is
//! asked. Both fail closed, and no answer counts twice.

mod google;
mod work;

use std::sync::Arc;

use anyhow::Result;
use jejak_protocol::TimestampUs;
use jejak_protocol::server::{CaptchaAnswer, CaptchaKind};
use rusqlite::params;

pub(crate) use work::Challenge;

use crate::clock::Clock;
use crate::config::{self, Config};
use crate::keys::{self, Keys};
use crate::store::StoreError;
use crate::vault::{Unit, Vault};
use crate::visitor::Visitor;

/// Why an answer was refused: for the log, never for the visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// No answer, or one that is not of the expected form.
    Malformed,
    /// Made by someone else, or for something else.
    Forged,
    Expired,
    /// The work was not done.
    Unsolved,
    /// Used before.
    Used,
    /// The verifier cannot be reached, is too slow, or answers nonsense.
    Verifier,
    /// The verifier says no.
    Rejected,
    Hostname,
    Action,
    Score,
}

impl Fault {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Malformed => "captcha malformed",
            Self::Forged => "captcha forged",
            Self::Expired => "captcha expired",
            Self::Unsolved => "captcha unsolved",
            Self::Used => "captcha used before",
            Self::Verifier => "captcha verifier failed",
            Self::Rejected => "captcha rejected",
            Self::Hostname => "captcha of another host",
            Self::Action => "captcha of another action",
            Self::Score => "captcha score too low",
        }
    }
}

#[derive(Debug)]
pub(crate) struct Captcha {
    kind: Kind,
    clock: Arc<dyn Clock>,
}

#[derive(Debug)]
enum Kind {
    Work(work::Work),
    Google(google::Google),
}

impl Captcha {
    /// # Errors
    /// When the client for the verifier cannot be made.
    pub(crate) fn new(config: &Config, keys: &Keys, clock: Arc<dyn Clock>) -> Result<Self> {
        let kind = match config.captcha.kind {
            config::CaptchaKind::Work => Kind::Work(work::Work::new(&config.captcha, keys)),
            config::CaptchaKind::RecaptchaV2 | config::CaptchaKind::RecaptchaV3 => {
                Kind::Google(google::Google::new(config)?)
            }
        };
        Ok(Self { kind, clock })
    }

    pub(crate) fn kind(&self) -> CaptchaKind {
        match &self.kind {
            Kind::Work(_) => CaptchaKind::Work,
            Kind::Google(google) => google.kind(),
        }
    }

    pub(crate) fn site_key(&self) -> Option<&str> {
        match &self.kind {
            Kind::Work(_) => None,
            Kind::Google(google) => Some(google.site_key()),
        }
    }

    /// A fresh challenge; none where the provider makes them.
    pub(crate) fn challenge(&self) -> Option<Challenge> {
        match &self.kind {
            Kind::Work(work) => work.challenge(self.clock.now()),
            Kind::Google(_) => None,
        }
    }

    /// Checks an answer and uses it up.
    pub(crate) async fn verify(
        &self,
        answer: &CaptchaAnswer,
        visitor: &Visitor,
        vault: &Vault,
    ) -> Result<Result<(), Fault>, StoreError> {
        let answer = answer.0.expose();
        let now = self.clock.now();
        let checked = match &self.kind {
            Kind::Work(work) => work.check(answer, now).await,
            Kind::Google(google) => google.check(answer, visitor.address, now).await,
        };
        let (id, until) = match checked {
            Ok(checked) => checked,
            Err(fault) => return Ok(Err(fault)),
        };
        let hash = keys::hash_token(&id);
        let is_new = vault.change(move |unit| use_up(unit, hash, until)).await?;
        Ok(if is_new { Ok(()) } else { Err(Fault::Used) })
    }
}

/// What is kept of a right answer so that it counts once: its id, and until when that matters.
type Checked = Result<(String, TimestampUs), Fault>;

fn use_up(unit: &Unit, hash: keys::TokenHash, until: TimestampUs) -> Result<bool, StoreError> {
    let sql = "INSERT INTO used_captcha (hash, until) VALUES (?, ?) ON CONFLICT DO NOTHING";
    Ok(unit.tx.execute(sql, params![hash, until.0])? == 1)
}

pub(crate) fn purge(unit: &Unit) -> Result<usize, StoreError> {
    let sql = "DELETE FROM used_captcha WHERE until <= ?";
    Ok(unit.tx.execute(sql, [unit.now.0])?)
}
