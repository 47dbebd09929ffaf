//! Copies: what state they are in, and what an administrator changes on them.

use rusqlite::{Row, params, types::FromSqlError};
use silta_consortium::{
    CirculationStatus, Currency, HoldStatus, Item, ItemBarcode, ItemChange, List, MediaType, Money,
    NewItem, Page, RecordId, RefusalCode,
};

use crate::{
    clock::from_millis,
    hold, notice, record,
    store::{Result, View, Work, misuse},
    temporary_item,
};

/// A copy as the store knows it.
pub(crate) struct Copy {
    /// The row.
    pub(crate) id: i64,
    /// The row of its record.
    pub(crate) record: i64,
    /// What it is apart from circulation.
    pub(crate) state: CirculationStatus,
    /// Its open loan: the rows of loan and patron.
    pub(crate) loan: Option<(i64, i64)>,
    /// The hold that it is kept for or on its way to.
    pub(crate) caught: Option<Caught>,
    pub(crate) item: Item,
}

/// The hold that a copy is kept for or on its way to.
pub(crate) struct Caught {
    /// The row.
    pub(crate) hold: i64,
    /// The row of its patron.
    pub(crate) patron: i64,
    pub(crate) status: HoldStatus,
}

/// The states that an item has apart from circulation, as the store names them.
const STATES: [(CirculationStatus, &str); 7] = [
    (CirculationStatus::Available, "available"),
    (CirculationStatus::ClaimedReturned, "claimed_returned"),
    (CirculationStatus::InProcess, "in_process"),
    (CirculationStatus::Lost, "lost"),
    (CirculationStatus::Missing, "missing"),
    (CirculationStatus::NotForLoan, "not_for_loan"),
    (CirculationStatus::OnOrder, "on_order"),
];

/// A state as the store names it.
pub(crate) fn state_name(state: CirculationStatus) -> Option<&'static str> {
    let known = STATES.into_iter().find(|(known, _)| *known == state);
    known.map(|(_, name)| name)
}

/// Whether nobody knows where an item in this state is; being seen again ends the state.
pub(crate) fn is_astray(state: CirculationStatus) -> bool {
    use CirculationStatus::{ClaimedReturned, Lost, Missing};
    matches!(state, ClaimedReturned | Lost | Missing)
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT i.id, i.record, i.state, i.barcode, r.title, r.author, i.media_type, i.home,
                    i.location, i.destination, i.fee, i.shelf_mark, i.collection, i.age_limit,
                    i.properties, l.id, l.patron, l.due, l.recalled, h.id, h.patron, h.status,
                    h.ready_until,
                    (SELECT COUNT(*) FROM hold q
                     WHERE q.record = i.record AND IFNULL(q.item, i.id) = i.id
                       AND IFNULL(q.copy, i.id) = i.id)
             FROM item i
             JOIN record r ON r.id = i.record
             LEFT JOIN loan l ON l.item = i.id
             LEFT JOIN hold h ON h.copy = i.id ",
            $rest
        )
    };
}

/// The copy with this barcode.
pub(crate) fn find(view: &View<'_>, barcode: &ItemBarcode) -> Result<Option<Copy>> {
    if barcode.as_str().len() > ItemBarcode::MAX_LEN {
        return Ok(None);
    }
    view.find(select!("WHERE i.barcode = ?1"), [barcode.as_str()], read)
}

/// The copy with this barcode, or the refusal that there is none.
pub(crate) fn require(view: &View<'_>, barcode: &ItemBarcode) -> Result<Copy> {
    find(view, barcode)?.ok_or_else(|| RefusalCode::ItemUnknown.into())
}

/// The copy in this row.
pub(crate) fn by_row(view: &View<'_>, id: i64) -> Result<Copy> {
    let found = view.find(select!("WHERE i.id = ?1"), [id], read)?;
    found.ok_or_else(|| RefusalCode::ItemUnknown.into())
}

/// The copies of a record, in the order of their barcodes.
pub(crate) fn holdings(view: &View<'_>, id: &RecordId, page: Page) -> Result<List<Item>> {
    let record = record::require(view, id)?;
    let total = view.value("SELECT COUNT(*) FROM item WHERE record = ?1", [record])?;
    let sql = select!("WHERE i.record = ?1 ORDER BY i.barcode LIMIT ?2 OFFSET ?3");
    let copies = view.all(sql, params![record, page.limit, page.skip], read)?;
    let items = copies.into_iter().map(|copy| copy.item).collect();
    Ok(List { items, total })
}

fn read(row: &Row<'_>) -> rusqlite::Result<Copy> {
    let record: i64 = row.get(1)?;
    let state_name = row.get_ref(2)?.as_str()?;
    let state = STATES.into_iter().find(|(_, name)| *name == state_name);
    let (state, _) = state.ok_or(FromSqlError::InvalidType)?;
    let home: String = row.get(7)?;
    let destination: Option<String> = row.get(9)?;
    let loan = match row.get(15)? {
        Some(loan) => Some((loan, row.get(16)?)),
        None => None,
    };
    let caught = match row.get(19)? {
        Some(hold) => Some(Caught {
            hold,
            patron: row.get(20)?,
            status: hold::status(row.get_ref(21)?.as_str()?),
        }),
        None => None,
    };
    let is_recalled = row.get::<_, Option<bool>>(18)?.unwrap_or(false);
    let status = status(
        state,
        loan.map(|_| is_recalled),
        caught.as_ref(),
        destination.is_some(),
    );
    let item = Item {
        barcode: row.get::<_, String>(3)?.into(),
        record: record::id(record),
        title: row.get(4)?,
        author: row.get(5)?,
        media_type: media_type(row, 6)?,
        circulation_status: status,
        due: row.get::<_, Option<i64>>(17)?.map(from_millis),
        hold_queue: row.get(23)?,
        home: home.as_str().into(),
        current_location: row.get::<_, String>(8)?.into(),
        permanent_location: home.into(),
        destination: destination.map(Into::into),
        shelf_until: row.get::<_, Option<i64>>(22)?.map(from_millis),
        fee: row.get::<_, Option<i64>>(10)?.map(Money::euros),
        shelf_mark: row.get(11)?,
        collection: row.get(12)?,
        age_limit: row.get(13)?,
        properties: row.get(14)?,
    };
    Ok(Copy {
        id: row.get(0)?,
        record,
        state,
        loan,
        caught,
        item,
    })
}

/// A media type from a column.
pub(crate) fn media_type(row: &Row<'_>, column: usize) -> rusqlite::Result<MediaType> {
    let name = row.get_ref(column)?.as_str()?;
    Ok(MediaType::from_name(name).unwrap_or(MediaType::Other))
}

/// The state that people see. `loan`: whether it is recalled, if there is one.
fn status(
    state: CirculationStatus,
    loan: Option<bool>,
    caught: Option<&Caught>,
    in_transit: bool,
) -> CirculationStatus {
    match (loan, caught) {
        _ if is_astray(state) => state,
        (Some(true), _) => CirculationStatus::Recalled,
        (Some(false), _) => CirculationStatus::OnLoan,
        (None, Some(caught)) if caught.status == HoldStatus::Ready => {
            CirculationStatus::OnHoldShelf
        }
        _ if in_transit => CirculationStatus::InTransit,
        _ => state,
    }
}

/// Changes what is known of an item.
pub(crate) fn change(work: &mut Work<'_>, change: &ItemChange) -> Result<Item> {
    let copy = require(&work.view, &change.item)?;
    if let Some(properties) = &change.properties {
        let sql = "UPDATE item SET properties = NULLIF(?2, '') WHERE id = ?1";
        work.run(sql, params![copy.id, properties])?;
    }
    if let Some(location) = &change.current_location {
        work.require_library(location)?;
        let sql = "UPDATE item SET location = ?2 WHERE id = ?1";
        work.run(sql, params![copy.id, location.as_str()])?;
    }
    by_row(&work.view, copy.id).map(|copy| copy.item)
}

/// Creates or changes an item.
pub(crate) fn put(work: &mut Work<'_>, new: &NewItem) -> Result<Item> {
    if new.barcode.as_str().is_empty() || new.barcode.as_str().len() > ItemBarcode::MAX_LEN {
        return Err(misuse("an item barcode has 1 to 64 characters"));
    }
    let Some(state) = state_name(new.status) else {
        return Err(misuse("this state comes only from circulation"));
    };
    if new.fee.is_some_and(|fee| fee.cents < 0) {
        return Err(misuse("a fee is not negative"));
    }
    if new.fee.is_some_and(|fee| fee.currency != Currency::EUR) {
        return Err(RefusalCode::CurrencyUnknown.into());
    }
    let record = record::require(&work.view, &new.record)?;
    work.require_library(&new.home)?;
    work.require_library(&new.current_location)?;
    if let Some(copy) = find(&work.view, &new.barcode)? {
        forget_checkin(work, copy.id)?;
        let moved = copy.record != record || new.status != CirculationStatus::Available;
        if moved && copy.caught.is_some() {
            hold::let_go(work, copy.id)?;
        }
    }
    let sql = "INSERT INTO item (barcode, record, media_type, state, home, location, fee,
                                 shelf_mark, collection, age_limit, properties)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
               ON CONFLICT (barcode) DO UPDATE SET
                   record = excluded.record, media_type = excluded.media_type,
                   state = excluded.state, home = excluded.home, location = excluded.location,
                   fee = excluded.fee, shelf_mark = excluded.shelf_mark,
                   collection = excluded.collection, age_limit = excluded.age_limit,
                   properties = excluded.properties";
    let row = params![
        new.barcode.as_str(),
        record,
        new.media_type.as_str(),
        state,
        new.home.as_str(),
        new.current_location.as_str(),
        new.fee.map(|fee| fee.cents).filter(|cents| *cents > 0),
        new.shelf_mark,
        new.collection,
        new.age_limit,
        new.properties,
    ];
    work.run(sql, row)?;
    require(&work.view, &new.barcode).map(|copy| copy.item)
}

/// Takes an item out of the collection.
pub(crate) fn delete(work: &mut Work<'_>, barcode: &ItemBarcode) -> Result<()> {
    let copy = require(&work.view, barcode)?;
    if copy.loan.is_some() {
        return Err(RefusalCode::ItemOnLoanToOther.into());
    }
    if temporary_item::terms(&work.view, copy.id)?.is_some() {
        return temporary_item::delete(work, barcode);
    }
    hold::let_go(work, copy.id)?;
    if work.run("DELETE FROM hold WHERE item = ?1", [copy.id])? > 0 {
        let text = "Holds on a copy ended, because it was taken out of the collection:";
        notice::note(work, text, Some(barcode), None);
    }
    work.effects.holds = true;
    work.run("DELETE FROM item WHERE id = ?1", [copy.id])
        .map(drop)
}

/// Something happened to an item: its latest return cannot be undone any more.
pub(crate) fn forget_checkin(work: &Work<'_>, item: i64) -> Result<()> {
    work.run("DELETE FROM checkin WHERE item = ?1", [item])
        .map(drop)
}
