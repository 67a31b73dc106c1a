//! Shared analyses that this server cannot read: `jejak-share-v1`.
//!
//! In: ciphertext under an id that the browser chose, the hashes of two tokens, a time to live, and
//! whether it burns when it is opened. Out: the ciphertext, for whoever shows the first token; the
//! second one deletes. The key never comes here. What is unknown, expired or asked for with the
//! wrong token is told apart by nobody.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jejak_protocol::TimestampUs;
use jejak_protocol::server::{Secret, ShareId, ShareInfo, ShareLife};
use rusqlite::{OptionalExtension, params};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::keys::TokenHash;
use crate::store::StoreError;
use crate::vault::Unit;

const TOKEN_LEN: usize = 32;

/// A share on its way in.
#[derive(Debug)]
pub(crate) struct New {
    pub(crate) id: ShareId,
    pub(crate) auth_hash: TokenHash,
    pub(crate) delete_hash: TokenHash,
    pub(crate) life: ShareLife,
    pub(crate) burns: bool,
    pub(crate) ciphertext: Vec<u8>,
    /// None for a share that was paid for with work.
    pub(crate) account_id: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Put {
    Done,
    /// The id is taken.
    Exists,
    /// The account holds too much.
    Quota,
}

/// A share on its way out.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) ciphertext: Vec<u8>,
    pub(crate) life: ShareLife,
    pub(crate) burns: bool,
}

/// Adds a share, within the quota of its account. An id is never used twice while it lives.
pub(crate) fn make(unit: &Unit, new: &New, quota_bytes: i64) -> Result<Put, StoreError> {
    let sql = "DELETE FROM share WHERE id = ? AND expires_at <= ?";
    unit.tx.execute(sql, params![new.id.0, unit.now.0])?;
    let n_bytes = i64::try_from(new.ciphertext.len()).unwrap_or(i64::MAX);
    let sql = "SELECT coalesce(sum(length(ciphertext)), 0) FROM share
        WHERE account_id IS ? AND expires_at > ?";
    let values = params![new.account_id, unit.now.0];
    let held: i64 = unit.tx.query_row(sql, values, |row| row.get(0))?;
    if held.saturating_add(n_bytes) > quota_bytes {
        return Ok(Put::Quota);
    }
    let expires_at = unit.now.0.saturating_add(new.life.us());
    let sql = "INSERT INTO share
        (id, auth_hash, delete_hash, life, burns, ciphertext, account_id, created_at, expires_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING";
    let n_made = unit.tx.execute(
        sql,
        params![
            new.id.0,
            new.auth_hash,
            new.delete_hash,
            new.life.name(),
            new.burns,
            new.ciphertext,
            new.account_id,
            unit.now.0,
            expires_at,
        ],
    )?;
    Ok(if n_made == 1 { Put::Done } else { Put::Exists })
}

/// Gives the ciphertext to whoever shows the token. One that burns is gone by the same statement
/// that reads it: of many who open it at once, one gets it.
pub(crate) fn open(
    unit: &Unit,
    id: &ShareId,
    auth_hash: TokenHash,
) -> Result<Option<Opened>, StoreError> {
    if !holds(unit, id, "auth_hash", auth_hash)? {
        return Ok(None);
    }
    let read = |row: &rusqlite::Row| {
        let life: String = row.get(1)?;
        Ok((
            row.get::<_, Vec<u8>>(0)?,
            ShareLife::from_name(&life),
            row.get(2)?,
        ))
    };
    let burnt = "DELETE FROM share WHERE id = ? AND burns RETURNING ciphertext, life, burns";
    let mut found = unit.tx.query_row(burnt, [&id.0], read).optional()?;
    if found.is_none() {
        let kept = "SELECT ciphertext, life, burns FROM share WHERE id = ?";
        found = unit.tx.query_row(kept, [&id.0], read).optional()?;
    }
    let Some((ciphertext, life, burns)) = found else {
        return Ok(None);
    };
    let life = life.ok_or(StoreError::Damaged("share"))?;
    Ok(Some(Opened {
        ciphertext,
        life,
        burns,
    }))
}

/// Whether a living share has this hash; the comparison takes the same time wherever they differ,
/// and is made against nothing when there is no share.
fn holds(unit: &Unit, id: &ShareId, column: &str, hash: TokenHash) -> Result<bool, StoreError> {
    let sql = format!("SELECT {column} FROM share WHERE id = ? AND expires_at > ?");
    let values = params![id.0, unit.now.0];
    let kept = unit
        .tx
        .query_row(&sql, values, |row| row.get::<_, TokenHash>(0));
    let kept = kept.optional()?;
    let is_equal = bool::from(kept.unwrap_or_default().ct_eq(&hash));
    Ok(is_equal && kept.is_some())
}

/// Deletes for whoever shows the token of deletion.
pub(crate) fn delete(unit: &Unit, id: &ShareId, hash: TokenHash) -> Result<bool, StoreError> {
    if !holds(unit, id, "delete_hash", hash)? {
        return Ok(false);
    }
    Ok(unit.tx.execute("DELETE FROM share WHERE id = ?", [&id.0])? == 1)
}

/// Deletes for its owner.
pub(crate) fn delete_own(unit: &Unit, id: &ShareId, account_id: i64) -> Result<bool, StoreError> {
    let sql = "DELETE FROM share WHERE id = ? AND account_id = ?";
    Ok(unit.tx.execute(sql, params![id.0, account_id])? == 1)
}

/// An account's living shares, newest first.
pub(crate) fn list(unit: &Unit, account_id: i64) -> Result<Vec<ShareInfo>, StoreError> {
    let sql = "SELECT id, created_at, expires_at, burns, length(ciphertext) FROM share
        WHERE account_id = ? AND expires_at > ? ORDER BY created_at DESC, id";
    let mut statement = unit.tx.prepare_cached(sql)?;
    let rows = statement.query_map([account_id, unit.now.0], |row| {
        Ok(ShareInfo {
            id: ShareId(row.get(0)?),
            created_at: TimestampUs(row.get(1)?),
            expires_at: TimestampUs(row.get(2)?),
            burns: row.get(3)?,
            n_bytes: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What the database keeps of a token that the browser made: none for what is no token.
pub(crate) fn hash_token(token: &Secret) -> Option<TokenHash> {
    let bytes = URL_SAFE_NO_PAD.decode(token.expose()).ok()?;
    (bytes.len() == TOKEN_LEN).then(|| Sha256::digest(bytes).into())
}

pub(crate) fn purge(unit: &Unit) -> Result<usize, StoreError> {
    Ok(unit
        .tx
        .execute("DELETE FROM share WHERE expires_at <= ?", [unit.now.0])?)
}
