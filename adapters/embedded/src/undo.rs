//! What a checkout or a return changed, as it was before: undoing leads back there.

use rusqlite::params;
use serde::{Deserialize, Serialize};
use silta_consortium::RefusalCode;

use crate::{
    hold,
    item::{self, Copy},
    store::{Result, View, Work},
};

/// What a checkout or a return changed, as it was before.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Before {
    state: String,
    location: String,
    destination: Option<String>,
    /// The loan that ended.
    pub(crate) loan: Option<LoanRow>,
    /// The hold that was fulfilled.
    pub(crate) fulfilled: Option<HoldRow>,
    /// The hold that was caught, or had to let the copy go.
    pub(crate) hold: Option<HoldRow>,
    /// The fee that was booked.
    pub(crate) fee: Option<i64>,
}

impl Before {
    /// The state of a copy.
    pub(crate) fn of(copy: &Copy) -> Self {
        Self {
            state: item::state_name(copy.state)
                .unwrap_or("available")
                .to_owned(),
            location: copy.item.current_location.as_str().to_owned(),
            destination: copy
                .item
                .destination
                .as_ref()
                .map(|code| code.as_str().to_owned()),
            loan: None,
            fulfilled: None,
            hold: None,
            fee: None,
        }
    }

    /// Puts item and holds back; loan and fee are the caller's.
    pub(crate) fn restore(&self, work: &mut Work<'_>, item: i64) -> Result<()> {
        let sql = "UPDATE item SET state = ?2, location = ?3, destination = ?4 WHERE id = ?1";
        work.run(
            sql,
            params![item, self.state, self.location, self.destination],
        )?;
        hold::let_go(work, item)?;
        if let Some(hold) = &self.hold {
            hold.put_back(work)?;
        }
        if let Some(fulfilled) = &self.fulfilled {
            fulfilled.insert(work)?;
        }
        work.effects.holds = true;
        Ok(())
    }
}

/// A loan as a row, to be put back as it was.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct LoanRow {
    pub(crate) id: i64,
    item: i64,
    pub(crate) patron: i64,
    lent: i64,
    due: i64,
    renewals: u32,
    recalled: bool,
    library: String,
    undo: Option<String>,
}

impl LoanRow {
    /// Ends the loan of an item; what it was.
    pub(crate) fn take(work: &Work<'_>, item: i64) -> Result<Option<Self>> {
        let sql = "DELETE FROM loan WHERE item = ?1
                   RETURNING id, item, patron, lent, due, renewals, recalled, library, undo";
        work.view.find(sql, [item], |row| {
            Ok(Self {
                id: row.get(0)?,
                item: row.get(1)?,
                patron: row.get(2)?,
                lent: row.get(3)?,
                due: row.get(4)?,
                renewals: row.get(5)?,
                recalled: row.get(6)?,
                library: row.get(7)?,
                undo: row.get(8)?,
            })
        })
    }

    /// Puts the loan back.
    pub(crate) fn restore(&self, work: &Work<'_>) -> Result<()> {
        let sql =
            "INSERT INTO loan (id, item, patron, lent, due, renewals, recalled, library, undo)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        let row = params![
            self.id,
            self.item,
            self.patron,
            self.lent,
            self.due,
            self.renewals,
            self.recalled,
            self.library,
            self.undo,
        ];
        work.run(sql, row).map(drop)
    }
}

/// A hold as a row, to be put back as it was.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct HoldRow {
    id: i64,
    patron: i64,
    record: i64,
    item: Option<i64>,
    copy: Option<i64>,
    status: String,
    pickup: String,
    placed: i64,
    expires: Option<i64>,
    ready_until: Option<i64>,
}

impl HoldRow {
    /// A hold as it is.
    pub(crate) fn of(view: &View<'_>, id: i64) -> Result<Self> {
        let sql = "SELECT id, patron, record, item, copy, status, pickup, placed, expires,
                          ready_until
                   FROM hold WHERE id = ?1";
        let found = view.find(sql, [id], |row| {
            Ok(Self {
                id: row.get(0)?,
                patron: row.get(1)?,
                record: row.get(2)?,
                item: row.get(3)?,
                copy: row.get(4)?,
                status: row.get(5)?,
                pickup: row.get(6)?,
                placed: row.get(7)?,
                expires: row.get(8)?,
                ready_until: row.get(9)?,
            })
        })?;
        found.ok_or_else(|| RefusalCode::HoldUnknown.into())
    }

    /// Gives the hold its copy back, or takes it away, as it was; unless it has ended since or has
    /// found another.
    pub(crate) fn put_back(&self, work: &Work<'_>) -> Result<()> {
        let sql = "UPDATE hold SET copy = ?2, status = ?3, ready_until = ?4
                   WHERE id = ?1 AND status = 'waiting'";
        let row = params![self.id, self.copy, self.status, self.ready_until];
        work.run(sql, row).map(drop)
    }

    /// Lets the patron wait again, in the old place.
    pub(crate) fn insert(&self, work: &Work<'_>) -> Result<()> {
        let sql = "INSERT INTO hold (id, patron, record, item, copy, status, pickup, placed,
                                     expires, ready_until)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
        let row = params![
            self.id,
            self.patron,
            self.record,
            self.item,
            self.copy,
            self.status,
            self.pickup,
            self.placed,
            self.expires,
            self.ready_until,
        ];
        work.run(sql, row).map(drop)
    }

    /// Removes the hold: it is fulfilled.
    pub(crate) fn remove(&self, work: &mut Work<'_>) -> Result<()> {
        work.effects.holds = true;
        work.run("DELETE FROM hold WHERE id = ?1", [self.id])
            .map(drop)
    }
}
