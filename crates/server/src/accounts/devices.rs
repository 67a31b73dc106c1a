//! Known browsers: those that passed both factors once and asked to be known.
//!
//! A lock that strangers bring on an account does not shut them out; each has a lock of its own, so
//! that a stolen cookie opens no way around it. Being known replaces no factor.

use jejak_protocol::TimestampUs;
use jejak_protocol::server::{DeviceId, DeviceInfo};
use rusqlite::{OptionalExtension, params};

use super::softlock::{STOP_AFTER, Softlock};
use crate::keys;
use crate::store::StoreError;
use crate::vault::Unit;
use crate::visitor::Visitor;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Device {
    pub(crate) id: i64,
    pub(crate) lock: Softlock,
}

/// The browser's entry, if this account knows it.
pub(crate) fn find(
    unit: &Unit,
    account_id: i64,
    token: &str,
    lifetime_us: i64,
) -> Result<Option<Device>, StoreError> {
    let sql = "SELECT id, n_failures, locked_until FROM device
        WHERE token_hash = ? AND account_id = ? AND seen_at > ?";
    let since = unit.now.0.saturating_sub(lifetime_us);
    let values = params![keys::hash_token(token), account_id, since];
    let found = unit.tx.prepare_cached(sql)?.query_row(values, |row| {
        Ok(Device {
            id: row.get(0)?,
            lock: Softlock {
                n_failures: row.get(1)?,
                locked_until: TimestampUs(row.get(2)?),
            },
        })
    });
    Ok(found.optional()?)
}

/// Makes this browser known; the token goes into its cookie.
pub(crate) fn remember(
    unit: &Unit,
    account_id: i64,
    visitor: &Visitor,
) -> Result<(i64, String), StoreError> {
    let (token, hash) = keys::token(unit.entropy);
    let sql = "INSERT INTO device (account_id, token_hash, created_at, seen_at, agent)
        VALUES (?, ?, ?3, ?3, ?4)";
    let values = params![account_id, hash, unit.now.0, visitor.agent];
    unit.tx.execute(sql, values)?;
    Ok((unit.tx.last_insert_rowid(), token))
}

/// After a success: the lock opens and the time runs anew.
pub(crate) fn succeeded(unit: &Unit, id: i64) -> Result<(), StoreError> {
    let sql = "UPDATE device SET n_failures = 0, locked_until = 0, seen_at = ? WHERE id = ?";
    unit.tx.execute(sql, [unit.now.0, id])?;
    Ok(())
}

/// After a failure; one that has failed too often is known no more.
pub(crate) fn failed(unit: &Unit, device: Device) -> Result<(), StoreError> {
    let lock = device.lock.failed(unit.now);
    if lock.n_failures >= STOP_AFTER {
        unit.tx
            .execute("DELETE FROM device WHERE id = ?", [device.id])?;
        return Ok(());
    }
    let sql = "UPDATE device SET n_failures = ?, locked_until = ? WHERE id = ?";
    unit.tx.execute(
        sql,
        params![lock.n_failures, lock.locked_until.0, device.id],
    )?;
    Ok(())
}

pub(crate) fn list(
    unit: &Unit,
    account_id: i64,
    this: Option<&str>,
    lifetime_us: i64,
) -> Result<Vec<DeviceInfo>, StoreError> {
    let sql = "SELECT id, token_hash, created_at, seen_at, agent FROM device
        WHERE account_id = ? AND seen_at > ? ORDER BY seen_at DESC, id DESC";
    let this = this.map(keys::hash_token);
    let since = unit.now.0.saturating_sub(lifetime_us);
    let mut statement = unit.tx.prepare_cached(sql)?;
    let rows = statement.query_map([account_id, since], |row| {
        Ok(DeviceInfo {
            id: DeviceId(row.get(0)?),
            is_this: Some(row.get(1)?) == this,
            created_at: TimestampUs(row.get(2)?),
            seen_at: TimestampUs(row.get(3)?),
            agent: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// False when the account knows no such browser.
pub(crate) fn forget(unit: &Unit, account_id: i64, id: DeviceId) -> Result<bool, StoreError> {
    let sql = "DELETE FROM device WHERE id = ? AND account_id = ?";
    Ok(unit.tx.execute(sql, [id.0, account_id])? == 1)
}

/// Forgets all of an account's browsers but the one that carries this token.
pub(crate) fn forget_others(
    unit: &Unit,
    account_id: i64,
    keep: Option<&str>,
) -> Result<(), StoreError> {
    let keep = keep.map(keys::hash_token).unwrap_or_default();
    let sql = "DELETE FROM device WHERE account_id = ? AND token_hash <> ?";
    unit.tx.execute(sql, params![account_id, keep])?;
    Ok(())
}
