//! Recovery codes: ten, each good once in the place of an authenticator's code.
//!
//! `4-k7mq-2vx9-p3hd`: the digit says which of the ten it is, so that a try costs one slow hash and
//! not ten; the rest is random.

use jejak_protocol::server::Secret;
use rusqlite::{OptionalExtension, params};

use crate::clock::{Entropy, random};
use crate::store::StoreError;
use crate::vault::Unit;

const N_CODES: usize = 10;
/// 60 random bits.
const N_CHARS: usize = 12;
/// Crockford's base 32, made small: nothing that looks like something else.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Ten new codes, to be shown once.
pub(crate) fn make(entropy: &dyn Entropy) -> Vec<Secret> {
    let codes = (0..N_CODES).map(|slot| {
        let bytes: [u8; N_CHARS] = random(entropy);
        let mut code = slot.to_string();
        for (at, byte) in bytes.iter().enumerate() {
            if at % 4 == 0 {
                code.push('-');
            }
            code.push(char::from(ALPHABET[usize::from(byte % 32)]));
        }
        Secret::new(code)
    });
    codes.collect()
}

/// What is hashed: typed with or without dashes, spaces and capitals.
pub(crate) fn normal(code: &Secret) -> Secret {
    let chars = code.expose().chars().filter(|c| c.is_ascii_alphanumeric());
    Secret::new(chars.collect::<String>().to_ascii_lowercase())
}

/// Which of the ten a code says it is.
fn slot(normal: &Secret) -> Option<i64> {
    let digit = normal.expose().chars().next()?.to_digit(10)?;
    (normal.expose().len() == 1 + N_CHARS).then_some(i64::from(digit))
}

/// Puts ten hashes in the place of the account's old ones.
pub(crate) fn replace(unit: &Unit, account_id: i64, hashes: &[String]) -> Result<(), StoreError> {
    let sql = "DELETE FROM recovery_code WHERE account_id = ?";
    unit.tx.execute(sql, [account_id])?;
    for (slot, hash) in (0_i64..).zip(hashes) {
        let sql = "INSERT INTO recovery_code (account_id, slot, hash) VALUES (?, ?, ?)";
        unit.tx.execute(sql, params![account_id, slot, hash])?;
    }
    Ok(())
}

/// Id and hash of the one code that this may be.
pub(crate) fn candidate(
    unit: &Unit,
    account_id: i64,
    normal: &Secret,
) -> Result<Option<(i64, String)>, StoreError> {
    let Some(slot) = slot(normal) else {
        return Ok(None);
    };
    let sql = "SELECT id, hash FROM recovery_code WHERE account_id = ? AND slot = ?";
    let found = unit.tx.query_row(sql, [account_id, slot], |row| {
        Ok((row.get(0)?, row.get(1)?))
    });
    Ok(found.optional()?)
}

/// Takes a code away; of any number of tries at the same one, one gets it.
pub(crate) fn take(unit: &Unit, id: i64) -> Result<bool, StoreError> {
    Ok(unit
        .tx
        .execute("DELETE FROM recovery_code WHERE id = ?", [id])?
        == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::System;

    #[test]
    fn codes_say_which_they_are_and_are_read_however_they_are_typed() {
        let codes = make(&System);
        assert_eq!(codes.len(), N_CODES);
        for (expect, code) in (0..).zip(&codes) {
            let text = code.expose();
            assert_eq!(text.len(), "4-k7mq-2vx9-p3hd".len());
            let typed = Secret::new(format!(" {} ", text.to_uppercase().replace('-', " ")));
            assert_eq!(normal(&typed), normal(code));
            assert_eq!(slot(&normal(code)), Some(expect));
        }
        for bad in ["", "4", "x-k7mq-2vx9-p3hd", "4-k7mq-2vx9-p3h"] {
            assert_eq!(slot(&normal(&Secret::new(bad))), None, "{bad}");
        }
    }
}
