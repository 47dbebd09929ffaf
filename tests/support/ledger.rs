//! What must hold in the store of a consortium, whatever came over the wire. Read straight from the
//! file, beside the program.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

/// The store of a stopped gateway.
#[derive(Debug)]
pub(crate) struct Ledger(Connection);

impl Ledger {
    pub(crate) fn open(file: &Path) -> Self {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
        Self(Connection::open_with_flags(file, flags).unwrap())
    }

    /// One number.
    pub(crate) fn number(&self, query: &str) -> i64 {
        self.0.query_row(query, [], |row| row.get(0)).unwrap()
    }

    /// Panics if the store is damaged or says two things at once.
    pub(crate) fn check(&self) {
        let whole: String = self
            .0
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .unwrap();
        assert_eq!(whole, "ok");
        for (nothing, query) in NEVER {
            assert_eq!(self.number(query), 0, "{nothing}");
        }
    }
}

/// What may not be, and how many cases of it there are.
const NEVER: [(&str, &str); 7] = [
    (
        "references to nothing",
        "SELECT count(*) FROM pragma_foreign_key_check",
    ),
    (
        "items lent twice",
        "SELECT count(*) FROM (SELECT item FROM loan GROUP BY item HAVING count(*) > 1)",
    ),
    (
        "items on loan and kept for a hold",
        "SELECT count(*) FROM loan JOIN hold ON hold.copy = loan.item",
    ),
    (
        "items on loan and in transit",
        "SELECT count(*) FROM loan JOIN item ON item.id = loan.item
         WHERE item.destination IS NOT NULL",
    ),
    (
        "items on loan whose return can be undone",
        "SELECT count(*) FROM loan JOIN checkin ON checkin.item = loan.item",
    ),
    (
        "payments booked twice",
        "SELECT count(*) FROM (
             SELECT 1 FROM payment WHERE transaction_id IS NOT NULL
             GROUP BY patron, amount, account, transaction_id HAVING count(*) > 1)",
    ),
    (
        "fees of which more was paid than charged",
        "SELECT count(*) FROM fee WHERE amount > charged OR amount < 0",
    ),
];
