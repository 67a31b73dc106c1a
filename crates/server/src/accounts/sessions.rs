//! Sessions: a random token in a cookie, its hash in the database.
//!
//! A token is never raised to more rights: each step of a sign-in makes a new one and ends the old.

use jejak_protocol::TimestampUs;
use jejak_protocol::server::{AuditEvent, Factor, SessionId, SessionInfo};
use rusqlite::{OptionalExtension, params};

use super::table::{self, Record};
use crate::audit::Entry;
use crate::clock::{HOUR_US, MINUTE_US};
use crate::config::SignIn;
use crate::keys;
use crate::limits::AddressKey;
use crate::store::StoreError;
use crate::vault::Unit;
use crate::visitor::Visitor;

/// How long a sign-in may stand between its two factors.
const HALFWAY_US: i64 = 10 * MINUTE_US;
/// A session's last use is written at most this often, so that reading costs no write.
const SEEN_EVERY_US: i64 = MINUTE_US;

/// What a session may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    /// The password was right; a code is wanted.
    Halfway,
    /// The password was right; the second factor must be set up.
    Enrolment,
    Full,
}

impl Level {
    const ALL: [Self; 3] = [Self::Halfway, Self::Enrolment, Self::Full];

    fn name(self) -> &'static str {
        match self {
            Self::Halfway => "halfway",
            Self::Enrolment => "enrolment",
            Self::Full => "full",
        }
    }
}

/// A live session with its account.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) id: i64,
    pub(crate) level: Level,
    /// From where it was last used.
    pub(crate) address: String,
    pub(crate) account: Record,
}

/// How long sessions live, in microseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lifetimes {
    pub(crate) idle_us: i64,
    pub(crate) absolute_us: i64,
}

impl Lifetimes {
    pub(crate) fn new(settings: &SignIn) -> Self {
        Self {
            idle_us: i64::from(settings.idle_minutes) * MINUTE_US,
            absolute_us: i64::from(settings.absolute_hours) * HOUR_US,
        }
    }
}

/// A new session and its token.
pub(crate) fn start(
    unit: &Unit,
    account_id: i64,
    level: Level,
    visitor: &Visitor,
) -> Result<(i64, String), StoreError> {
    let (token, hash) = keys::token(unit.entropy);
    let sql =
        "INSERT INTO session (account_id, token_hash, level, created_at, seen_at, address, agent)
        VALUES (?, ?, ?, ?4, ?4, ?5, ?6)";
    let address = visitor.address.to_string();
    let values = params![
        account_id,
        hash,
        level.name(),
        unit.now.0,
        address,
        visitor.agent
    ];
    unit.tx.execute(sql, values)?;
    Ok((unit.tx.last_insert_rowid(), token))
}

/// The live session of a token, which is used by this.
pub(crate) fn find(
    unit: &Unit,
    token: &str,
    lifetimes: Lifetimes,
) -> Result<Option<Session>, StoreError> {
    let found = peek(unit, token, lifetimes)?;
    if let Some(session) = &found {
        let sql = "UPDATE session SET seen_at = ?1 WHERE id = ?2 AND seen_at <= ?1 - ?3";
        let values = [unit.now.0, session.id, SEEN_EVERY_US];
        unit.tx.prepare_cached(sql)?.execute(values)?;
    }
    Ok(found)
}

/// The live session of a token. One that has outlived its time is ended here.
pub(crate) fn peek(
    unit: &Unit,
    token: &str,
    lifetimes: Lifetimes,
) -> Result<Option<Session>, StoreError> {
    let sql = "SELECT id, account_id, level, created_at, seen_at, address FROM session WHERE token_hash = ?";
    let found = unit
        .tx
        .prepare_cached(sql)?
        .query_row([keys::hash_token(token)], |row| {
            let level: String = row.get(2)?;
            let level = Level::ALL.into_iter().find(|known| known.name() == level);
            Ok((
                row.get(0)?,
                row.get(1)?,
                level,
                row.get(3)?,
                row.get(4)?,
                row.get(5)?,
            ))
        });
    let found: Option<(i64, i64, Option<Level>, i64, i64, String)> = found.optional()?;
    let Some((id, account_id, level, created_at, seen_at, address)) = found else {
        return Ok(None);
    };
    let level = level.ok_or(StoreError::Damaged("session"))?;
    let (idle_us, absolute_us) = match level {
        Level::Full => (lifetimes.idle_us, lifetimes.absolute_us),
        Level::Halfway | Level::Enrolment => (HALFWAY_US, HALFWAY_US),
    };
    let account = table::by_id(unit, account_id)?.filter(|account| !account.is_disabled);
    let is_live = unit.now.0 < seen_at.saturating_add(idle_us)
        && unit.now.0 < created_at.saturating_add(absolute_us);
    let Some(account) = account.filter(|_| is_live) else {
        end(unit, id)?;
        return Ok(None);
    };
    Ok(Some(Session {
        id,
        level,
        address,
        account,
    }))
}

/// Notes when a session is used from another network than before: people move, thieves too.
pub(crate) fn note_address(
    unit: &Unit,
    session: &Session,
    visitor: &Visitor,
) -> Result<(), StoreError> {
    let before = session.address.parse().map(AddressKey::new);
    if before == Ok(AddressKey::new(visitor.address)) {
        return Ok(());
    }
    let sql = "UPDATE session SET address = ? WHERE id = ?";
    let address = visitor.address.to_string();
    unit.tx.execute(sql, params![address, session.id])?;
    let entry = Entry::ok(AuditEvent::SessionMoved).factor(Factor::Session);
    let entry = entry.from(visitor).session(session.id);
    unit.log(entry.account(session.account.name.as_str()))
}

pub(crate) fn end(unit: &Unit, id: i64) -> Result<(), StoreError> {
    unit.tx.execute("DELETE FROM session WHERE id = ?", [id])?;
    Ok(())
}

/// Ends a session by its token, whatever its state.
pub(crate) fn end_by_token(unit: &Unit, token: &str) -> Result<(), StoreError> {
    let sql = "DELETE FROM session WHERE token_hash = ?";
    unit.tx.execute(sql, [keys::hash_token(token)])?;
    Ok(())
}

/// Ends one of an account's sessions; false when it has none of that number.
pub(crate) fn end_own(unit: &Unit, account_id: i64, id: SessionId) -> Result<bool, StoreError> {
    let sql = "DELETE FROM session WHERE id = ? AND account_id = ?";
    Ok(unit.tx.execute(sql, [id.0, account_id])? == 1)
}

/// Ends all of an account's sessions but one.
pub(crate) fn end_others(
    unit: &Unit,
    account_id: i64,
    keep: Option<i64>,
) -> Result<usize, StoreError> {
    let sql = "DELETE FROM session WHERE account_id = ? AND id <> ?";
    Ok(unit.tx.execute(sql, [account_id, keep.unwrap_or(-1)])?)
}

/// Those that have passed both factors and are still within their time.
pub(crate) fn list(
    unit: &Unit,
    account_id: i64,
    this: i64,
    lifetimes: Lifetimes,
) -> Result<Vec<SessionInfo>, StoreError> {
    let sql = "SELECT id, created_at, seen_at, address, agent FROM session
        WHERE account_id = ? AND level = 'full' AND seen_at > ? AND created_at > ?
        ORDER BY seen_at DESC, id DESC";
    let since = |us: i64| unit.now.0.saturating_sub(us);
    let values = params![
        account_id,
        since(lifetimes.idle_us),
        since(lifetimes.absolute_us)
    ];
    let mut statement = unit.tx.prepare_cached(sql)?;
    let rows = statement.query_map(values, |row| {
        let id = row.get(0)?;
        Ok(SessionInfo {
            id: SessionId(id),
            is_this: id == this,
            created_at: TimestampUs(row.get(1)?),
            seen_at: TimestampUs(row.get(2)?),
            address: row.get(3)?,
            agent: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Removes what nobody can use any more.
pub(crate) fn purge(unit: &Unit, lifetimes: Lifetimes) -> Result<usize, StoreError> {
    let sql = "DELETE FROM session WHERE seen_at <= ?1 OR created_at <= ?2
        OR (level <> 'full' AND created_at <= ?3)";
    let since = |us: i64| unit.now.0.saturating_sub(us);
    let values = [
        since(lifetimes.idle_us),
        since(lifetimes.absolute_us),
        since(HALFWAY_US),
    ];
    Ok(unit.tx.execute(sql, values)?)
}
