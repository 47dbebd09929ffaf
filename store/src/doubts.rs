//! Changes in doubt of one consortium elsewhere.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, Row, params};
use silta_consortium::IdempotencyKey;
use silta_rest::{Doubt, DoubtStore, Resting};
use tokio::task::spawn_blocking;

use crate::{GatewayStore, Shared};

pub(crate) const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS doubts (
        consortium TEXT NOT NULL,
        key TEXT NOT NULL,
        operation TEXT NOT NULL,
        since INTEGER NOT NULL,
        PRIMARY KEY (consortium, key)
    );
";

/// How long those of another consortium are kept: until it has forgotten the keys itself.
const KEEP_OTHERS: SignedDuration = SignedDuration::from_hours(24 * 30);

/// The changes in doubt that were sent to one consortium. Another one would not know their keys,
/// and that would be taken for a proof: they rest until this one is called again.
#[derive(Debug)]
pub struct ConsortiumDoubts {
    store: Arc<Shared>,
    consortium: String,
}

impl GatewayStore {
    /// Where changes in doubt rest that are sent to the consortium at this address.
    pub fn doubts(&self, consortium: impl ToString) -> ConsortiumDoubts {
        ConsortiumDoubts {
            store: Arc::clone(&self.shared),
            consortium: consortium.to_string(),
        }
    }
}

impl ConsortiumDoubts {
    /// Writes away from the runtime's threads.
    fn write(
        &self,
        what: impl FnOnce(&Connection, &str) -> rusqlite::Result<usize> + Send + 'static,
    ) -> Resting<'_> {
        let (store, consortium) = (Arc::clone(&self.store), self.consortium.clone());
        Box::pin(async move {
            let written = spawn_blocking(move || {
                store.run(|connection| what(connection, &consortium));
            });
            if let Err(error) = written.await {
                tracing::error!(%error, "a change in doubt was not written down");
            }
        })
    }
}

impl DoubtStore for ConsortiumDoubts {
    fn load(&self) -> Vec<Doubt> {
        let old = (Timestamp::now() - KEEP_OTHERS).as_millisecond();
        let read = |connection: &Connection| {
            connection.execute(
                "DELETE FROM doubts WHERE consortium <> ?1 AND since < ?2",
                params![self.consortium, old],
            )?;
            let others: i64 = connection.query_one(
                "SELECT count(*) FROM doubts WHERE consortium <> ?1",
                [&self.consortium],
                |row| row.get(0),
            )?;
            let own = connection
                .prepare(
                    "SELECT operation, key, since FROM doubts WHERE consortium = ?1
                     ORDER BY since, rowid",
                )?
                .query_map([&self.consortium], doubt)?
                .collect::<Result<Vec<_>, _>>()?;
            Ok((others, own))
        };
        let (others, own) = self.store.run(read).unwrap_or_default();
        if others > 0 {
            tracing::warn!(
                others,
                "changes in doubt rest that were sent to a consortium at another address: nobody \
                 asks about them until it is called again"
            );
        }
        own.into_iter().flatten().collect()
    }

    fn put(&self, doubt: Doubt) -> Resting<'_> {
        self.write(move |connection, consortium| {
            connection.execute(
                "INSERT OR REPLACE INTO doubts (consortium, key, operation, since)
                 VALUES (?1, ?2, ?3, ?4)",
                params![
                    consortium,
                    doubt.key.as_str(),
                    doubt.operation,
                    doubt.since.as_millisecond()
                ],
            )
        })
    }

    fn remove(&self, key: IdempotencyKey) -> Resting<'_> {
        self.write(move |connection, consortium| {
            connection.execute(
                "DELETE FROM doubts WHERE consortium = ?1 AND key = ?2",
                params![consortium, key.as_str()],
            )
        })
    }
}

/// One row; none if it is not what was written.
fn doubt(row: &Row<'_>) -> rusqlite::Result<Option<Doubt>> {
    let (operation, key, since): (_, String, _) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let (key, since) = (IdempotencyKey::new(key), Timestamp::from_millisecond(since));
    Ok(key.ok().zip(since.ok()).map(|(key, since)| Doubt {
        operation,
        key,
        since,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doubt(n: i64) -> Doubt {
        Doubt {
            operation: "checkout".to_owned(),
            key: IdempotencyKey::new(format!("key-{n:08}")).unwrap(),
            // Whole milliseconds, as they are kept.
            since: Timestamp::from_millisecond(Timestamp::now().as_millisecond() + n).unwrap(),
        }
    }

    #[tokio::test]
    async fn doubts_survive_a_restart_for_the_consortium_that_they_were_sent_to() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = ("http://one.example", "http://other.example");
        let of = |consortium| {
            GatewayStore::open(folder.path())
                .unwrap()
                .doubts(consortium)
        };
        let (first, second) = (doubt(1), doubt(2));
        let store = of(one);
        store.put(second.clone()).await;
        store.put(first.clone()).await;
        store.put(first.clone()).await;
        drop(store);
        assert_eq!(of(other).load(), []);
        assert_eq!(of(one).load(), [first.clone(), second.clone()]);
        of(other).remove(first.key.clone()).await;
        of(one).remove(second.key).await;
        assert_eq!(of(one).load(), [first]);
    }

    #[tokio::test]
    async fn those_of_another_consortium_are_not_kept_for_ever() {
        let folder = tempfile::tempdir().unwrap();
        let store = GatewayStore::open(folder.path()).unwrap();
        let old = Doubt {
            // A second more: what is as old as that to the millisecond is still kept.
            since: Timestamp::now() - KEEP_OTHERS - SignedDuration::from_secs(1),
            ..doubt(1)
        };
        store.doubts("http://one.example").put(old).await;
        store.doubts("http://other.example").load();
        assert_eq!(store.doubts("http://one.example").load(), []);
    }
}
