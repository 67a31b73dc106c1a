//! The tables, and the steps from one version of them to the next.
//!
//! A step never changes once it has been released: a new form is a new step. `user_version` counts
//! the steps that a database has taken. Times are microseconds since 1970 in UTC.

use rusqlite::{Connection, TransactionBehavior};

use super::StoreError;

const STEPS: [&str; 2] = [
    include_str!("schema/1_accounts.sql"),
    include_str!("schema/2_shares.sql"),
];

pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let known = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: i64 = tx.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if found > known {
        return Err(StoreError::TooNew { found, known });
    }
    for step in STEPS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        tx.execute_batch(step)?;
    }
    tx.execute_batch(&format!("PRAGMA user_version = {known}"))?;
    tx.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_taken_once_and_newer_forms_are_refused() {
        let mut connection = Connection::open_in_memory().expect("memory");
        for _ in 0..2 {
            migrate(&mut connection).expect("this version's form");
        }
        connection
            .execute_batch("PRAGMA user_version = 9999")
            .expect("a pragma");
        let error = migrate(&mut connection).expect_err("too new");
        assert!(matches!(error, StoreError::TooNew { found: 9999, .. }));
    }
}
