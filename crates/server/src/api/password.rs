//! The password once more, before a change that matters.

use jejak_protocol::server::{AuditEvent, Factor, Refusal, Secret};

use super::error::ApiError;
use crate::accounts::hasher::Lane;
use crate::accounts::sessions::Session;
use crate::accounts::table;
use crate::app::App;
use crate::audit::Entry;
use crate::store::StoreError;
use crate::vault::Unit;
use crate::visitor::Visitor;

/// Passes when the password is the account's. Wrong ones count as wrong codes do, so that a stolen
/// session does not open a way to guess, and strangers at the door cannot bring the lock about;
/// `event` is what the log calls the refusal.
pub(super) async fn confirm(
    app: &App,
    session: &Session,
    visitor: &Visitor,
    password: Secret,
    event: AuditEvent,
) -> Result<(), ApiError> {
    let account = &session.account;
    let hash = Some(account.password.clone());
    let verified = app
        .hasher
        .verify(hash, password, Lane::KnownBrowsers)
        .await?;
    let entry = Entry::refused(event).factor(Factor::Password).from(visitor);
    let entry = entry.account(account.name.as_str()).session(session.id);
    let (id, seen) = (account.id, account.password.clone());
    let judge = move |unit: &Unit| {
        let account = table::by_id(unit, id)?.filter(|account| account.password == seen);
        let Some(account) = account else {
            return Ok(false);
        };
        if !table::is_open(account.totp_lock, unit.now) {
            unit.log(entry.detail("locked"))?;
            return Ok::<_, StoreError>(false);
        }
        if !verified.is_right {
            table::set_totp_lock(unit, id, account.totp_lock.failed(unit.now))?;
            unit.log(entry.detail("wrong"))?;
        }
        Ok(verified.is_right)
    };
    match app.vault.change(judge).await? {
        true => Ok(()),
        false => Err(Refusal::PasswordWrong.into()),
    }
}
