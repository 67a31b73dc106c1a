//! The table of accounts.

use jejak_protocol::TimestampUs;
use jejak_protocol::server::{Account, AccountId, Member, Role};
use rusqlite::{OptionalExtension, Row, params};

use super::name::Name;
use super::softlock::{Hearing, STOP_AFTER, Softlock};
use crate::store::StoreError;
use crate::vault::Unit;

/// An account with all that a sign-in asks about.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) id: i64,
    pub(crate) name: Name,
    pub(crate) role: Role,
    pub(crate) password: String,
    pub(crate) is_disabled: bool,
    pub(crate) lock: Softlock,
    pub(crate) totp_secret: Option<Vec<u8>>,
    pub(crate) totp_lock: Softlock,
}

const COLUMNS: &str = "id, name, role, password, is_disabled, n_failures, locked_until, \
    totp_secret, totp_n_failures, totp_locked_until";

impl Record {
    fn from_row(row: &Row) -> rusqlite::Result<Option<Self>> {
        let (name, role): (String, String) = (row.get(1)?, row.get(2)?);
        let (Some(name), Some(role)) = (Name::parse(&name), Role::from_name(&role)) else {
            return Ok(None);
        };
        Ok(Some(Self {
            id: row.get(0)?,
            name,
            role,
            password: row.get(3)?,
            is_disabled: row.get(4)?,
            lock: Softlock {
                n_failures: row.get(5)?,
                locked_until: TimestampUs(row.get(6)?),
            },
            totp_secret: row.get(7)?,
            totp_lock: Softlock {
                n_failures: row.get(8)?,
                locked_until: TimestampUs(row.get(9)?),
            },
        }))
    }

    /// What its owner sees of it.
    pub(crate) fn account(&self, unit: &Unit) -> Result<Account, StoreError> {
        let sql = "SELECT count(*) FROM recovery_code WHERE account_id = ?";
        Ok(Account {
            id: AccountId(self.id),
            name: self.name.to_string(),
            role: self.role,
            has_second_factor: self.totp_secret.is_some(),
            n_recovery_codes: unit.tx.query_row(sql, [self.id], |row| row.get(0))?,
        })
    }
}

fn found(row: Option<Option<Record>>) -> Result<Option<Record>, StoreError> {
    match row {
        None => Ok(None),
        Some(Some(record)) => Ok(Some(record)),
        Some(None) => Err(StoreError::Damaged("account")),
    }
}

pub(crate) fn by_id(unit: &Unit, id: i64) -> Result<Option<Record>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM account WHERE id = ?");
    let mut statement = unit.tx.prepare_cached(&sql)?;
    found(statement.query_row([id], Record::from_row).optional()?)
}

pub(crate) fn by_name(unit: &Unit, name: &Name) -> Result<Option<Record>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM account WHERE name = ?");
    let mut statement = unit.tx.prepare_cached(&sql)?;
    found(
        statement
            .query_row([name.as_str()], Record::from_row)
            .optional()?,
    )
}

pub(crate) fn is_empty(unit: &Unit) -> Result<bool, StoreError> {
    let sql = "SELECT NOT EXISTS (SELECT 1 FROM account)";
    Ok(unit.tx.query_row(sql, [], |row| row.get(0))?)
}

/// The new account's id; none when the name is taken.
pub(crate) fn insert(
    unit: &Unit,
    name: &Name,
    role: Role,
    hash: &str,
) -> Result<Option<i64>, StoreError> {
    let sql = "INSERT INTO account (name, role, password, created_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (name) DO NOTHING RETURNING id";
    let values = params![name.as_str(), role.name(), hash, unit.now.0];
    Ok(unit
        .tx
        .query_row(sql, values, |row| row.get(0))
        .optional()?)
}

pub(crate) fn set_lock(unit: &Unit, id: i64, lock: Softlock) -> Result<(), StoreError> {
    let sql = "UPDATE account SET n_failures = ?, locked_until = ? WHERE id = ?";
    let values = params![lock.n_failures, lock.locked_until.0, id];
    unit.tx.execute(sql, values)?;
    Ok(())
}

pub(crate) fn set_totp_lock(unit: &Unit, id: i64, lock: Softlock) -> Result<(), StoreError> {
    let sql = "UPDATE account SET totp_n_failures = ?, totp_locked_until = ? WHERE id = ?";
    let values = params![lock.n_failures, lock.locked_until.0, id];
    unit.tx.execute(sql, values)?;
    Ok(())
}

/// Opens both locks.
pub(crate) fn unlock(unit: &Unit, id: i64) -> Result<(), StoreError> {
    set_lock(unit, id, Softlock::default())?;
    set_totp_lock(unit, id, Softlock::default())
}

pub(crate) fn set_password(unit: &Unit, id: i64, hash: &str) -> Result<(), StoreError> {
    let sql = "UPDATE account SET password = ? WHERE id = ?";
    unit.tx.execute(sql, params![hash, id])?;
    Ok(())
}

/// Takes a step of the account's codes, once. Of any number of tries at the same step one gets it.
pub(crate) fn take_step(unit: &Unit, id: i64, step: i64) -> Result<bool, StoreError> {
    let sql = "UPDATE account SET totp_last_step = ?2 WHERE id = ?1 AND totp_last_step < ?2";
    Ok(unit.tx.execute(sql, [id, step])? == 1)
}

/// A secret that becomes the account's own when a code of it has been shown.
pub(crate) fn offer_totp(
    unit: &Unit,
    id: i64,
    sealed: &[u8],
    until: TimestampUs,
) -> Result<(), StoreError> {
    let sql = "UPDATE account SET totp_offer = ?, totp_offer_until = ? WHERE id = ?";
    unit.tx.execute(sql, params![sealed, until.0, id])?;
    Ok(())
}

pub(crate) fn totp_offer(unit: &Unit, id: i64) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = "SELECT totp_offer FROM account WHERE id = ? AND totp_offer_until >= ?";
    let offer = unit.tx.query_row(sql, [id, unit.now.0], |row| row.get(0));
    Ok(offer.optional()?.flatten())
}

/// The offer becomes the factor; `step` is that of the code just shown, so it counts as used.
pub(crate) fn enrol_totp(unit: &Unit, id: i64, step: i64) -> Result<(), StoreError> {
    let sql = "UPDATE account SET totp_secret = totp_offer, totp_offer = NULL,
        totp_offer_until = 0, totp_last_step = ?2 WHERE id = ?1";
    unit.tx.execute(sql, [id, step])?;
    Ok(())
}

pub(crate) fn remove_totp(unit: &Unit, id: i64) -> Result<(), StoreError> {
    let sql = "UPDATE account SET totp_secret = NULL, totp_offer = NULL WHERE id = ?";
    unit.tx.execute(sql, [id])?;
    unit.tx
        .execute("DELETE FROM recovery_code WHERE account_id = ?", [id])?;
    Ok(())
}

/// Admins who may sign in, other than this account.
pub(crate) fn n_other_admins(unit: &Unit, id: i64) -> Result<u32, StoreError> {
    let sql = "SELECT count(*) FROM account WHERE role = ? AND NOT is_disabled AND id <> ?";
    Ok(unit
        .tx
        .query_row(sql, params![Role::Admin.name(), id], |row| row.get(0))?)
}

pub(crate) fn set_role(unit: &Unit, id: i64, role: Role) -> Result<(), StoreError> {
    let sql = "UPDATE account SET role = ? WHERE id = ?";
    unit.tx.execute(sql, params![role.name(), id])?;
    Ok(())
}

pub(crate) fn set_disabled(unit: &Unit, id: i64, is_disabled: bool) -> Result<(), StoreError> {
    let sql = "UPDATE account SET is_disabled = ? WHERE id = ?";
    unit.tx.execute(sql, params![is_disabled, id])?;
    Ok(())
}

pub(crate) fn members(unit: &Unit) -> Result<Vec<Member>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS}, created_at, (SELECT count(*) FROM session WHERE account_id = account.id \
         AND level = 'full') FROM account ORDER BY name"
    );
    let mut statement = unit.tx.prepare_cached(&sql)?;
    let mut rows = statement.query([])?;
    let mut members = Vec::new();
    while let Some(row) = rows.next()? {
        let record = Record::from_row(row)?.ok_or(StoreError::Damaged("account"))?;
        let locks = [record.lock, record.totp_lock];
        members.push(Member {
            id: AccountId(record.id),
            name: record.name.to_string(),
            role: record.role,
            has_second_factor: record.totp_secret.is_some(),
            is_disabled: record.is_disabled,
            is_stopped: locks.iter().any(|lock| lock.n_failures >= STOP_AFTER),
            created_at: TimestampUs(row.get(10)?),
            n_sessions: row.get(11)?,
        });
    }
    Ok(members)
}

/// Whether a lock hears a try, and the stricter answer of two.
pub(crate) fn is_open(lock: Softlock, now: TimestampUs) -> bool {
    lock.hearing(now) == Hearing::Open
}
