//! The chain of MACs: how an entry is bound to those before it, and how that is checked.

use std::fmt;
use std::str::FromStr;

use jejak_protocol::TimestampUs;
use rusqlite::{Connection, OptionalExtension, params};
use subtle::ConstantTimeEq;

use super::Entry;
use crate::clock::rfc3339;
use crate::keys::{self, Key, Keys};
use crate::store::StoreError;

type Mac = [u8; 32];
/// What stands before the first entry.
const GENESIS: Mac = [0; 32];

/// The newest entry's number and MAC. Kept elsewhere, it proves that the log still reaches as far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    pub seq: i64,
    mac: Mac,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The entry is not as it was written, or does not follow the one before it.
    Changed { seq: i64 },
    /// There is no entry of this number.
    Missing { seq: i64 },
    /// The log ends before the checkpoint, or has another entry in its place.
    CutOff { seq: i64 },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub n_rows: i64,
    pub fault: Option<Fault>,
    /// Of the last entry that is sound.
    pub checkpoint: Checkpoint,
}

pub(crate) fn last_seq(connection: &Connection) -> Result<i64, StoreError> {
    let sql = "SELECT coalesce(max(seq), 0) FROM audit";
    Ok(connection.query_row(sql, [], |row| row.get(0))?)
}

/// Writes one entry; the caller's transaction makes reading the last one and writing this one whole.
pub(crate) fn append(
    connection: &Connection,
    keys: &Keys,
    now: TimestampUs,
    entry: Entry,
) -> Result<(), StoreError> {
    let last = connection
        .prepare_cached("SELECT seq, mac FROM audit ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Mac>(1)?)))
        .optional()?;
    let (last_seq, before) = last.unwrap_or((0, GENESIS));
    let seq = last_seq + 1;
    let row = entry.into_row(seq, rfc3339(now));
    // JSON writes CR, LF and every other control character as an escape: one entry is one line.
    let line = serde_json::to_string(&row).map_err(|_| StoreError::Damaged("audit entry"))?;
    let mac = link(keys.audit(), &before, seq, &line);
    connection
        .prepare_cached("INSERT INTO audit (seq, line, mac) VALUES (?, ?, ?)")?
        .execute(params![seq, line, mac])?;
    Ok(())
}

fn link(key: &Key, before: &Mac, seq: i64, line: &str) -> Mac {
    keys::mac(key, &[before, &seq.to_be_bytes(), line.as_bytes()])
}

/// Checks every entry against the one before it, and the whole against a checkpoint if there is one.
///
/// # Errors
/// When the database cannot be read; a broken chain is a verdict, not an error.
pub fn verify(
    connection: &Connection,
    keys: &Keys,
    kept: Option<Checkpoint>,
) -> Result<Verdict, StoreError> {
    let mut statement = connection.prepare("SELECT seq, line, mac FROM audit ORDER BY seq")?;
    let mut rows = statement.query([])?;
    let mut sound = Checkpoint {
        seq: 0,
        mac: GENESIS,
    };
    let mut n_rows = 0;
    let mut fault = None;
    let mut has_reached_kept = kept.is_none_or(|kept| kept.seq == 0);
    while let Some(row) = rows.next()? {
        n_rows += 1;
        if fault.is_some() {
            continue;
        }
        let seq: i64 = row.get(0)?;
        let expected = sound.seq + 1;
        if seq != expected {
            fault = Some(Fault::Missing { seq: expected });
            continue;
        }
        // A value of another type than was written is a change like any other.
        let (Ok(line), Ok(mac)) = (row.get::<_, String>(1), row.get::<_, Mac>(2)) else {
            fault = Some(Fault::Changed { seq });
            continue;
        };
        if !bool::from(link(keys.audit(), &sound.mac, seq, &line).ct_eq(&mac)) {
            fault = Some(Fault::Changed { seq });
            continue;
        }
        sound = Checkpoint { seq, mac };
        has_reached_kept |= kept == Some(sound);
    }
    if let (None, false, Some(kept)) = (fault, has_reached_kept, kept) {
        fault = Some(Fault::CutOff { seq: kept.seq });
    }
    Ok(Verdict {
        n_rows,
        fault,
        checkpoint: sound,
    })
}

impl Fault {
    pub fn seq(self) -> i64 {
        match self {
            Self::Changed { seq } | Self::Missing { seq } | Self::CutOff { seq } => seq,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed { seq } => write!(f, "entry {seq} is not as it was written"),
            Self::Missing { seq } => write!(f, "entry {seq} is missing"),
            Self::CutOff { seq } => {
                write!(f, "the log no longer holds entry {seq} of the checkpoint")
            }
        }
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.seq, keys::hex(&self.mac))
    }
}

impl FromStr for Checkpoint {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text.trim().split_once(':').and_then(|(seq, mac)| {
            let mac = keys::from_hex(mac)?.try_into().ok()?;
            Some(Self {
                seq: seq.parse().ok()?,
                mac,
            })
        });
        parts.ok_or("a checkpoint is a number, a colon and 64 hexadecimal digits")
    }
}
