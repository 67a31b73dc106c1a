//! Reading the log: a page of it, what came after an entry, all of it as JSON lines.

use std::io::Write;

use anyhow::{Context, Result};
use jejak_protocol::server::{AuditPage, AuditRow};
use rusqlite::{Connection, params};

use super::last_seq;
use crate::keys;
use crate::store::StoreError;

/// Entries after a number, oldest first, or the newest ones when there is no number.
pub(crate) fn page(
    connection: &Connection,
    after: Option<i64>,
    limit: u32,
) -> Result<AuditPage, StoreError> {
    let last_seq = last_seq(connection)?;
    let after = after.unwrap_or_else(|| (last_seq - i64::from(limit)).max(0));
    let rows = lines_after(connection, after, limit)?
        .iter()
        .map(|(_, line)| serde_json::from_str::<AuditRow>(line))
        .collect::<Result<_, _>>()
        .map_err(|_| StoreError::Damaged("audit entry"))?;
    Ok(AuditPage { rows, last_seq })
}

/// Numbers and lines, oldest first.
pub(crate) fn lines_after(
    connection: &Connection,
    after: i64,
    limit: u32,
) -> Result<Vec<(i64, String)>, StoreError> {
    let sql = "SELECT seq, line FROM audit WHERE seq > ? ORDER BY seq LIMIT ?";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params![after, limit], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Writes all entries, one JSON object a line, each with its MAC as its last member.
///
/// # Errors
/// When the database cannot be read or `out` cannot be written.
pub fn export(connection: &Connection, out: &mut impl Write) -> Result<()> {
    let mut statement = connection
        .prepare("SELECT line, mac FROM audit ORDER BY seq")
        .context("while reading the audit log")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (line, mac): (String, [u8; 32]) = (row.get(0)?, row.get(1)?);
        let open = line.strip_suffix('}').unwrap_or(&line);
        writeln!(out, r#"{open},"mac":"{}"}}"#, keys::hex(&mac))?;
    }
    Ok(())
}
