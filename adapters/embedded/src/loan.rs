//! Loans as they stand.

use rusqlite::{Row, params};
use silta_consortium::{List, Loan, LoanId, Page, RefusalCode};

use crate::{
    clock::{from_millis, millis},
    item, record,
    store::{Result, View, Work},
};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT l.id, p.barcode, i.barcode, r.title, r.author, i.media_type, i.record, l.lent,
                    l.due, l.renewals, l.recalled, l.library,
                    i.state IN ('lost', 'missing', 'claimed_returned')
                    OR EXISTS (SELECT 1 FROM hold h
                               WHERE h.record = i.record AND h.status = 'waiting'
                                 AND h.patron <> l.patron
                                 AND (h.item IS NULL OR h.item = i.id))
                 OR EXISTS (SELECT 1 FROM temporary_item t
                            WHERE t.item = l.item AND (t.renewable = 0 OR t.due <= l.due))
             FROM loan l
             JOIN item i ON i.id = l.item
             JOIN record r ON r.id = i.record
             JOIN patron p ON p.id = l.patron ",
            $rest
        )
    };
}

/// The loan in this row.
pub(crate) fn by_row(view: &View<'_>, id: i64) -> Result<Option<Loan>> {
    view.find(select!("WHERE l.id = ?1"), [id], |row| read(row, view))
}

/// The loan in this row, which exists.
pub(crate) fn require(view: &View<'_>, id: i64) -> Result<Loan> {
    by_row(view, id)?.ok_or_else(|| RefusalCode::NotOnLoan.into())
}

/// A patron's loans, the ones due first at the head.
pub(crate) fn list(view: &View<'_>, patron: i64, page: Page) -> Result<List<Loan>> {
    let total = view.value("SELECT COUNT(*) FROM loan WHERE patron = ?1", [patron])?;
    let sql = select!("WHERE l.patron = ?1 ORDER BY l.due, l.id LIMIT ?2 OFFSET ?3");
    let items = view.all(sql, params![patron, page.limit, page.skip], |row| {
        read(row, view)
    })?;
    Ok(List { items, total })
}

fn read(row: &Row<'_>, view: &View<'_>) -> rusqlite::Result<Loan> {
    let renewals: u32 = row.get(9)?;
    let recalled: bool = row.get(10)?;
    let is_wanted_back: bool = row.get(12)?;
    Ok(Loan {
        id: row.get::<_, i64>(0)?.to_string().into(),
        patron: row.get::<_, String>(1)?.into(),
        item: row.get::<_, String>(2)?.into(),
        title: row.get(3)?,
        author: row.get(4)?,
        media_type: item::media_type(row, 5)?,
        record: record::id(row.get(6)?),
        lent: from_millis(row.get(7)?),
        due: from_millis(row.get(8)?),
        renewals,
        renewable: !is_wanted_back && !recalled && renewals < view.rules.renewals,
        recalled,
        library: row.get::<_, String>(11)?.into(),
    })
}

/// Asks a loan back before its time.
pub(crate) fn recall(work: &mut Work<'_>, id: &LoanId) -> Result<Loan> {
    let loan = work.view.given("loan", id.as_str())?;
    let rules = work.view.rules;
    let latest = rules.end_of_day_after(work.view.now, rules.recall_days);
    let sql = "UPDATE loan SET recalled = 1, due = MIN(due, ?2) WHERE id = ?1";
    work.run(sql, params![loan, millis(latest)])?;
    require(&work.view, loan)
}
