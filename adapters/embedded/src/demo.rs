//! The demo library: eight libraries of Kainuu, ten patrons, some two thousand copies.
//!
//! Whoever tries Silta out relies on these barcodes, PINs and states, so they stand as tables. The
//! people, addresses and most titles are made up.

mod copies;
mod describe;
mod numbers;
mod people;
mod tables;
mod titles;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use silta_consortium::{IllVersion, Partner};

use crate::{clock::millis, rules::Rules};

/// The libraries, in the order of their codes.
const LIBRARIES: [(&str, &str); 8] = [
    ("HYR", "Hyrynsalmi"),
    ("KAJ", "Kajaani"),
    ("KUH", "Kuhmo"),
    ("PAL", "Paltamo"),
    ("PUO", "Puolanka"),
    ("RIS", "Ristijärvi"),
    ("SOT", "Sotkamo"),
    ("SUO", "Suomussalmi"),
];

/// The library with which the demo library lends and borrows.
pub fn demo_partner() -> Partner {
    Partner {
        id: "ISIL:FI-Partner".into(),
        version: IllVersion::V2021_2,
        institutional_patron: "2900000010".into(),
        is_answered_at_once: false,
    }
}

/// Fills an empty store; one that has libraries or records is left as it is.
pub(crate) fn fill(
    connection: &mut Connection,
    rules: &Rules,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let is_empty = "SELECT NOT EXISTS (SELECT 1 FROM library)
                       AND NOT EXISTS (SELECT 1 FROM record)";
    if transaction.query_row(is_empty, [], |row| row.get(0))? {
        let demo = Demo {
            transaction: &transaction,
            rules,
            now,
        };
        demo.libraries()?;
        demo.people()?;
        demo.copies()?;
        demo.holds()?;
        demo.fees()?;
    }
    transaction.commit()
}

/// The filling under way.
struct Demo<'a> {
    transaction: &'a Transaction<'a>,
    rules: &'a Rules,
    now: Timestamp,
}

impl Demo<'_> {
    fn libraries(&self) -> rusqlite::Result<()> {
        let sql = "INSERT INTO library (code, name, pickup) VALUES (?1, ?2, 1)";
        let mut statement = self.transaction.prepare(sql)?;
        for library in LIBRARIES {
            statement.execute(library)?;
        }
        Ok(())
    }

    fn holds(&self) -> rusqlite::Result<()> {
        let ready = "UPDATE hold SET status = 'ready', ready_until = ?1,
                         copy = (SELECT id FROM item WHERE barcode = '3900000003')
                     WHERE id = ?2";
        let until = self.rules.end_of_day_after(self.now, self.rules.shelf_days);
        let on_shelf = self.hold("2900000008", 3, "KAJ", 6)?;
        self.transaction
            .execute(ready, params![millis(until), on_shelf])?;
        self.hold("2900000008", 12, "KUH", 4)?;
        self.hold("2900000001", 6, "KAJ", 2)?;
        Ok(())
    }

    /// A hold on a title, placed some days ago; its row.
    fn hold(&self, card: &str, record: i64, pickup: &str, days: i64) -> rusqlite::Result<i64> {
        let sql = "INSERT INTO hold (patron, record, pickup, placed)
                   VALUES ((SELECT id FROM patron WHERE barcode = ?1), ?2, ?3, ?4)";
        let placed = millis(self.days_ago(days));
        self.transaction
            .execute(sql, params![card, record, pickup, placed])?;
        Ok(self.transaction.last_insert_rowid())
    }

    fn fees(&self) -> rusqlite::Result<()> {
        let sql = "INSERT INTO fee (patron, type, charged, amount, text, created)
                   VALUES ((SELECT id FROM patron WHERE barcode = '2900000003'), ?1, ?2, ?2, ?3, ?4)";
        let fees = [
            ("replacement", 1000, "Kadonnut kirja: Talvitie", 40),
            ("administrative", 250, "Uusi kirjastokortti", 20),
        ];
        for (kind, cents, text, days) in fees {
            let created = millis(self.days_ago(days));
            self.transaction
                .execute(sql, params![kind, cents, text, created])?;
        }
        Ok(())
    }

    fn days_ago(&self, days: i64) -> Timestamp {
        let back = SignedDuration::from_hours(24 * days);
        self.now.saturating_sub(back).unwrap_or(self.now)
    }
}
