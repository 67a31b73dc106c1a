//! Single-use links: the first start's, invitations, resets.
//!
//! The token stands in the link's fragment, which no browser sends; the database keeps its hash. A
//! link is used up in the transaction that does what it is for, so no two can use it.

use jejak_protocol::TimestampUs;
use jejak_protocol::server::{AuditEvent, Factor, LinkPurpose, Refusal, Role};
use rusqlite::{OptionalExtension, params};

use super::name::Name;
use super::{devices, sessions, table};
use crate::audit::Entry;
use crate::keys;
use crate::store::StoreError;
use crate::vault::Unit;
use crate::visitor::Visitor;

/// A link as it stands in the database.
#[derive(Clone, Debug)]
pub(crate) struct Open {
    pub(crate) purpose: LinkPurpose,
    pub(crate) role: Role,
    pub(crate) account_id: Option<i64>,
}

/// Makes a link and gives its token. A new setup link takes the place of an old one, a new reset
/// link that of the account's old one.
pub(crate) fn make(
    unit: &Unit,
    purpose: LinkPurpose,
    role: Role,
    account_id: Option<i64>,
    expires_at: TimestampUs,
) -> Result<String, StoreError> {
    if purpose != LinkPurpose::Invitation {
        let sql = "DELETE FROM link WHERE purpose = ? AND account_id IS ?";
        unit.tx.execute(sql, params![purpose.name(), account_id])?;
    }
    let (token, hash) = keys::token(unit.entropy);
    let sql = "INSERT INTO link (token_hash, purpose, role, account_id, expires_at)
        VALUES (?, ?, ?, ?, ?)";
    let values = params![hash, purpose.name(), role.name(), account_id, expires_at.0];
    unit.tx.execute(sql, values)?;
    Ok(token)
}

/// What a link is for, if it is still good.
pub(crate) fn find(unit: &Unit, token: &str) -> Result<Option<Open>, StoreError> {
    let sql = "SELECT purpose, role, account_id FROM link WHERE token_hash = ? AND expires_at > ?";
    let values = params![keys::hash_token(token), unit.now.0];
    let found = unit.tx.query_row(sql, values, |row| {
        Ok((
            row.get::<_, String>(0)?,
            row.get::<_, String>(1)?,
            row.get(2)?,
        ))
    });
    let Some((purpose, role, account_id)) = found.optional()? else {
        return Ok(None);
    };
    let damaged = || StoreError::Damaged("link");
    Ok(Some(Open {
        purpose: LinkPurpose::from_name(&purpose).ok_or_else(damaged)?,
        role: Role::from_name(&role).ok_or_else(damaged)?,
        account_id,
    }))
}

/// Uses a link up: makes its account or sets its password.
pub(crate) fn consume(
    unit: &Unit,
    token: &str,
    name: Option<&Name>,
    hash: &str,
    visitor: &Visitor,
) -> Result<Result<(), Refusal>, StoreError> {
    let Some(open) = find(unit, token)? else {
        let entry = Entry::refused(AuditEvent::LinkRefused).factor(Factor::Link);
        unit.log(entry.from(visitor))?;
        return Ok(Err(Refusal::Link));
    };
    let name = match (open.account_id, name) {
        (Some(id), _) => reset(unit, id, hash)?,
        (None, Some(name)) => match table::insert(unit, name, open.role, hash)? {
            Some(_) => name.clone(),
            // The link stays good: the person chooses another name.
            None => return Ok(Err(Refusal::NameTaken)),
        },
        (None, None) => return Ok(Err(Refusal::NameUnfit)),
    };
    let sql = "DELETE FROM link WHERE token_hash = ?";
    unit.tx.execute(sql, [keys::hash_token(token)])?;
    let event = match open.purpose {
        LinkPurpose::Setup => AuditEvent::SetupDone,
        LinkPurpose::Invitation => AuditEvent::AccountMade,
        LinkPurpose::Reset => AuditEvent::LinkUsed,
    };
    let entry = Entry::ok(event).factor(Factor::Link).from(visitor);
    unit.log(entry.account(name.as_str()).detail(open.purpose.name()))?;
    Ok(Ok(()))
}

/// A new password, open locks, no session, no known browser. The second factor stays as it is.
fn reset(unit: &Unit, id: i64, hash: &str) -> Result<Name, StoreError> {
    let account = table::by_id(unit, id)?.ok_or(StoreError::Damaged("link"))?;
    table::set_password(unit, id, hash)?;
    table::unlock(unit, id)?;
    sessions::end_others(unit, id, None)?;
    devices::forget_others(unit, id, None)?;
    Ok(account.name)
}

pub(crate) fn purge(unit: &Unit) -> Result<usize, StoreError> {
    Ok(unit
        .tx
        .execute("DELETE FROM link WHERE expires_at <= ?", [unit.now.0])?)
}
