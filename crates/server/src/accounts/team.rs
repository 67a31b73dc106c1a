//! What admins do to accounts, here and from the command line.

use jejak_protocol::server::{AccountId, AuditEvent, MemberChange, Refusal, Role};

use super::table::{self, Record};
use super::{devices, sessions};
use crate::audit::Entry;
use crate::store::StoreError;
use crate::vault::Unit;

/// Does one change and logs it with `by`, an entry that says who does it.
pub(crate) fn change(
    unit: &Unit,
    change: MemberChange,
    by: impl Fn(AuditEvent) -> Entry,
) -> Result<Result<(), Refusal>, StoreError> {
    let id = id(change);
    let Some(account) = table::by_id(unit, id.0)? else {
        return Ok(Err(Refusal::NotFound));
    };
    if takes_an_admin_away(change, &account) && table::n_other_admins(unit, account.id)? == 0 {
        let entry = by(AuditEvent::LastAdminKept).refuse();
        unit.log(entry.target(account.name.as_str()))?;
        return Ok(Err(Refusal::LastAdmin));
    }
    let (event, detail) = apply(unit, change, &account)?;
    let mut entry = by(event).target(account.name.as_str());
    if let Some(detail) = detail {
        entry = entry.detail(detail);
    }
    unit.log(entry)?;
    Ok(Ok(()))
}

fn apply(
    unit: &Unit,
    change: MemberChange,
    account: &Record,
) -> Result<(AuditEvent, Option<&'static str>), StoreError> {
    let id = account.id;
    match change {
        MemberChange::Role { role, .. } => {
            table::set_role(unit, id, role)?;
            Ok((AuditEvent::RoleChanged, Some(role.name())))
        }
        MemberChange::Disable { .. } => {
            table::set_disabled(unit, id, true)?;
            end_sessions(unit, id)?;
            Ok((AuditEvent::AccountDisabled, None))
        }
        MemberChange::Enable { .. } => {
            table::set_disabled(unit, id, false)?;
            Ok((AuditEvent::AccountEnabled, None))
        }
        MemberChange::Unlock { .. } => {
            table::unlock(unit, id)?;
            Ok((AuditEvent::AccountUnlocked, None))
        }
        MemberChange::EndSessions { .. } => {
            end_sessions(unit, id)?;
            Ok((AuditEvent::AccountSessionsEnded, None))
        }
    }
}

fn end_sessions(unit: &Unit, id: i64) -> Result<(), StoreError> {
    sessions::end_others(unit, id, None)?;
    devices::forget_others(unit, id, None)
}

fn id(change: MemberChange) -> AccountId {
    match change {
        MemberChange::Role { id, .. }
        | MemberChange::Disable { id }
        | MemberChange::Enable { id }
        | MemberChange::Unlock { id }
        | MemberChange::EndSessions { id } => id,
    }
}

fn takes_an_admin_away(change: MemberChange, account: &Record) -> bool {
    let is_admin = account.role == Role::Admin && !account.is_disabled;
    let is_taken = match change {
        MemberChange::Role { role, .. } => role != Role::Admin,
        MemberChange::Disable { .. } => true,
        _ => false,
    };
    is_admin && is_taken
}
