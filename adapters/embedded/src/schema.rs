//! The tables, and how an older store becomes a newer one.

use rusqlite::Connection;

use crate::cataloguing;

/// Each step leads from one version to the next; a step that was released never changes.
const STEPS: &[&str] = &[
    include_str!("schema/1.sql"),
    include_str!("schema/2.sql"),
    include_str!("schema/3.sql"),
    include_str!("schema/4.sql"),
    include_str!("schema/5.sql"),
    include_str!("schema/6.sql"),
    include_str!("schema/7.sql"),
    include_str!("schema/8.sql"),
];

/// From this version on, what harvesters choose by stands beside each record.
const DESCRIBED: usize = 4;

/// Brings a store to the newest version, in one transaction.
pub(crate) fn migrate(connection: &mut Connection) -> Result<(), MigrateError> {
    let transaction = connection.transaction()?;
    let version: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let done = usize::try_from(version).map_err(|_| MigrateError::TooNew(version))?;
    let Some(steps) = STEPS.get(done..) else {
        return Err(MigrateError::TooNew(version));
    };
    for step in steps {
        transaction.execute_batch(step)?;
    }
    if steps.is_empty() {
        return Ok(());
    }
    if done < DESCRIBED {
        cataloguing::describe_all(&transaction)?;
    }
    transaction.pragma_update(None, "user_version", STEPS.len() as i64)?;
    Ok(transaction.commit()?)
}

/// Why a store could not be brought to the newest version.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MigrateError {
    #[error("the store has version {0}, this program knows up to {newest}", newest = STEPS.len())]
    TooNew(i64),
    #[error(transparent)]
    Store(#[from] rusqlite::Error),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrating_twice_changes_nothing_and_a_newer_store_is_refused() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        migrate(&mut connection).unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        assert!(matches!(
            migrate(&mut connection),
            Err(MigrateError::TooNew(99))
        ));
    }
}
