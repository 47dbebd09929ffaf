//! Keys that sign what this gateway hands out and must know again, also after a restart.

use rusqlite::{Connection, params};

use crate::GatewayStore;

pub(crate) const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS keys (
        name TEXT PRIMARY KEY,
        bytes BLOB NOT NULL
    ) WITHOUT ROWID;
";

impl GatewayStore {
    /// The key of this name; made when it is first asked for. None if the store does not answer or
    /// the operating system gives no random bytes.
    pub fn key(&self, name: &str) -> Option<[u8; 32]> {
        let mut fresh = [0; 32];
        getrandom::fill(&mut fresh).ok()?;
        self.shared.run(|connection: &Connection| {
            let sql = "INSERT INTO keys (name, bytes) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
            connection.execute(sql, params![name, fresh])?;
            let sql = "SELECT bytes FROM keys WHERE name = ?1";
            connection.query_row(sql, [name], |row| row.get(0))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_stays_and_each_name_has_its_own() {
        let folder = tempfile::TempDir::new().unwrap();
        let store = GatewayStore::open(folder.path()).unwrap();
        let key = store.key("oai").unwrap();
        assert_ne!(store.key("other"), Some(key));
        drop(store);
        let store = GatewayStore::open(folder.path()).unwrap();
        assert_eq!(store.key("oai"), Some(key));
    }
}
