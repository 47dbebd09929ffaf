//! Failed logins at one door: those of SIP2 slow nobody down at Z39.50.

use std::{net::IpAddr, sync::Arc};

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, params};
use silta_secrets::FailedLogins;

use crate::{GatewayStore, Shared};

pub(crate) const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS failed_logins (
        at INTEGER NOT NULL,
        address TEXT NOT NULL,
        door TEXT NOT NULL DEFAULT 'sip2'
    );
    CREATE INDEX IF NOT EXISTS failed_logins_at ON failed_logins (at);
";

/// Before version 3 there was one door.
pub(crate) const WITH_DOORS: &str =
    "ALTER TABLE failed_logins ADD COLUMN door TEXT NOT NULL DEFAULT 'sip2';";

/// How long failed logins are kept, for an operator who looks for an attack.
const KEEP: SignedDuration = SignedDuration::from_hours(24 * 14);

/// Where the failed logins at one door are written down.
#[derive(Debug)]
pub struct FailedLoginsAt {
    store: Arc<Shared>,
    door: &'static str,
}

impl GatewayStore {
    /// The failed logins at the door of this name, `sip2` or `z3950`.
    pub fn failed_logins(&self, door: &'static str) -> FailedLoginsAt {
        FailedLoginsAt {
            store: Arc::clone(&self.shared),
            door,
        }
    }
}

impl FailedLogins for FailedLoginsAt {
    fn load(&self, since: Timestamp) -> Vec<(IpAddr, Timestamp)> {
        let read = |connection: &Connection| {
            connection.execute(
                "DELETE FROM failed_logins WHERE at < ?1",
                [(since - KEEP).as_millisecond()],
            )?;
            let sql =
                "SELECT address, at FROM failed_logins WHERE at > ?1 AND door = ?2 ORDER BY at";
            connection
                .prepare(sql)?
                .query_map(params![since.as_millisecond(), self.door], |row| {
                    Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?))
                })?
                .collect::<Result<Vec<_>, _>>()
        };
        let rows = self.store.run(read).unwrap_or_default();
        rows.into_iter()
            .filter_map(|(address, at)| {
                Some((address.parse().ok()?, Timestamp::from_millisecond(at).ok()?))
            })
            .collect()
    }

    fn record(&self, address: IpAddr, at: Timestamp) {
        self.store.run(|connection| {
            connection.execute(
                "INSERT INTO failed_logins (at, address, door) VALUES (?1, ?2, ?3)",
                params![at.as_millisecond(), address.to_string(), self.door],
            )
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at() -> Timestamp {
        Timestamp::from_second(1_800_000_000).unwrap()
    }

    const ADDRESS: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 7));

    #[test]
    fn failed_logins_survive_a_restart_each_at_its_door() {
        let folder = tempfile::tempdir().unwrap();
        let store = GatewayStore::open(folder.path()).unwrap();
        store.failed_logins("z3950").record(ADDRESS, at());
        drop(store);
        let store = GatewayStore::open(folder.path()).unwrap();
        let before = at() - SignedDuration::from_secs(1);
        assert_eq!(store.failed_logins("z3950").load(before), [(ADDRESS, at())]);
        assert_eq!(store.failed_logins("z3950").load(at()), []);
        assert_eq!(store.failed_logins("sip2").load(before), []);
    }

    #[test]
    fn a_store_of_version_2_keeps_what_it_has() {
        let folder = tempfile::tempdir().unwrap();
        let old = Connection::open(folder.path().join("gateway.db")).unwrap();
        old.execute_batch(
            "CREATE TABLE failed_logins (at INTEGER NOT NULL, address TEXT NOT NULL);
             INSERT INTO failed_logins VALUES (1800000000000, '192.0.2.7');
             PRAGMA user_version = 2;",
        )
        .unwrap();
        drop(old);
        for _ in 0..2 {
            let store = GatewayStore::open(folder.path()).unwrap();
            let before = at() - SignedDuration::from_secs(1);
            assert_eq!(store.failed_logins("sip2").load(before), [(ADDRESS, at())]);
        }
    }
}
