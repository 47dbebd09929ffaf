//! Copies that partners have sent for a while: each with a record and a hold of its own.

use jiff::Timestamp;
use rusqlite::params;
use silta_consortium::{
    CirculationStatus, HoldTarget, Item, ItemBarcode, MarcFormat, MediaType, NewHold, NewItem,
    NewTemporaryItem, RecordId, RefusalCode,
};

use crate::{
    cataloguing::{self, Incoming},
    clock::{from_millis, millis},
    hold, item, library, patron, put_record, record,
    store::{Result, View, Work, misuse},
};

const MAX_REQUEST_ID: usize = NewTemporaryItem::MAX_REQUEST_ID;

/// What a partner wants of a copy that it sent.
pub(crate) struct Terms {
    /// The row of the patron for whom it was sent; nobody else may borrow it.
    pub(crate) patron: i64,
    /// When it must be back.
    due: Option<Timestamp>,
    renewable: bool,
}

impl Terms {
    /// What becomes of the due date of a loan.
    pub(crate) fn at_the_latest(&self, due: Timestamp) -> Timestamp {
        self.due.map_or(due, |must_be_back| due.min(must_be_back))
    }

    /// Whether a loan that is due then may be renewed, until as late as this.
    pub(crate) fn allow_renewal(&self, stands: Timestamp, wanted: Timestamp) -> bool {
        self.renewable && self.at_the_latest(wanted) > stands
    }
}

/// The partner's terms; none if the copy is our own.
pub(crate) fn terms(view: &View<'_>, item: i64) -> Result<Option<Terms>> {
    let sql = "SELECT patron, due, renewable FROM temporary_item WHERE item = ?1";
    view.find(sql, [item], |row| {
        Ok(Terms {
            patron: row.get(0)?,
            due: row.get::<_, Option<i64>>(1)?.map(from_millis),
            renewable: row.get(2)?,
        })
    })
}

/// Whether a record is that of a copy that was sent for somebody else.
pub(crate) fn is_for_another(view: &View<'_>, record: i64, patron: i64) -> Result<bool> {
    let sql = "SELECT 1 FROM temporary_item t JOIN item i ON i.id = t.item
               WHERE i.record = ?1 AND t.patron <> ?2";
    let found = view.find(sql, [record, patron], |_| Ok(()))?;
    Ok(found.is_some())
}

/// Makes the copy ours for a while: record, item and hold.
pub(crate) fn create(work: &mut Work<'_>, new: &NewTemporaryItem) -> Result<Item> {
    if new.title.trim().is_empty() {
        return Err(misuse("a temporary item has a title"));
    }
    if new.request_id.is_empty() || new.request_id.chars().count() > MAX_REQUEST_ID {
        let what = format!("the id of a request has 1 to {MAX_REQUEST_ID} characters");
        return Err(misuse(what));
    }
    let holder = patron::require(&work.view, &new.patron)?;
    if let Some(standing) = standing(&work.view, new)? {
        let same = item::by_row(&work.view, standing.item)?.item;
        return match same.barcode == new.barcode && standing.patron == holder.id {
            true => Ok(same),
            false => Err(RefusalCode::DuplicateRequest.into()),
        };
    }
    if item::find(&work.view, &new.barcode)?.is_some() {
        return Err(RefusalCode::TemporaryItemInUse.into());
    }
    let (record, media_type) = describe(work, new)?;
    let copy = shelve(work, new, record, media_type)?;
    let sql = "INSERT INTO temporary_item (item, agency, request, patron, due, renewable)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let row = params![
        copy,
        new.agency.as_str(),
        new.request_id,
        holder.id,
        new.due.map(millis),
        new.renewable,
    ];
    work.run(sql, row)?;
    item::by_row(&work.view, copy).map(|copy| copy.item)
}

/// A copy that stands for a request already.
struct Standing {
    item: i64,
    patron: i64,
}

fn standing(view: &View<'_>, new: &NewTemporaryItem) -> Result<Option<Standing>> {
    let sql = "SELECT item, patron FROM temporary_item WHERE agency = ?1 AND request = ?2";
    view.find(sql, params![new.agency.as_str(), new.request_id], |row| {
        Ok(Standing {
            item: row.get(0)?,
            patron: row.get(1)?,
        })
    })
}

/// Catalogues what is known of it.
fn describe(work: &mut Work<'_>, new: &NewTemporaryItem) -> Result<(RecordId, MediaType)> {
    let brief = record::brief(&new.title, new.author.as_deref());
    let mut incoming = Incoming::new(&brief, MarcFormat::MarcXml, cataloguing::xml(&brief));
    // The same title may come again for another request, and is another record then.
    let request = format!("{}\n{}", new.agency, new.request_id);
    incoming.control = cataloguing::digest(request.as_bytes());
    let media_type = incoming.media_type();
    let mut cataloguer = put_record::begin(work)?;
    cataloguer.take(&incoming)?;
    let sql = "UPDATE record SET temporary = 1 WHERE control = ?1 RETURNING id";
    let row = work.view.value(sql, [&incoming.control])?;
    Ok((record::id(row), media_type))
}

/// Puts it on the shelf where its patron picks it up; the row of the copy.
fn shelve(
    work: &mut Work<'_>,
    new: &NewTemporaryItem,
    record: RecordId,
    media_type: MediaType,
) -> Result<i64> {
    let here = &new.pickup_library;
    if !library::allows_pickup(&work.view, here)? {
        return Err(RefusalCode::PickupNotAllowed.into());
    }
    item::put(
        work,
        &NewItem {
            barcode: new.barcode.clone(),
            record,
            home: here.clone(),
            current_location: here.clone(),
            media_type,
            status: CirculationStatus::Available,
            fee: None,
            shelf_mark: None,
            collection: None,
            age_limit: None,
            properties: None,
        },
    )?;
    let placed = hold::place(
        work,
        &NewHold {
            patron: new.patron.clone(),
            target: HoldTarget::Item(new.barcode.clone()),
            pickup_library: here.clone(),
            expires: None,
        },
    )?;
    let copy = item::require(&work.view, &new.barcode)?.id;
    hold::assign(
        work,
        work.view.given("hold", placed.id.as_str())?,
        copy,
        here,
    )?;
    if new.library_use_only {
        let state = item::state_name(CirculationStatus::NotForLoan);
        work.run(
            "UPDATE item SET state = ?2 WHERE id = ?1",
            params![copy, state],
        )?;
    }
    Ok(copy)
}

/// The copy goes home: nothing of it stays but the number of its record.
pub(crate) fn delete(work: &mut Work<'_>, barcode: &ItemBarcode) -> Result<()> {
    let copy = item::require(&work.view, barcode)?;
    if terms(&work.view, copy.id)?.is_none() {
        return Err(RefusalCode::ItemUnknown.into());
    }
    if copy.loan.is_some() {
        return Err(RefusalCode::TemporaryItemInUse.into());
    }
    work.run("DELETE FROM hold WHERE record = ?1", [copy.record])?;
    work.effects.holds = true;
    work.run("DELETE FROM item WHERE id = ?1", [copy.id])?;
    put_record::begin(work)?.delete(copy.record)?;
    // The partner may send it again.
    work.run(
        "UPDATE record SET control = NULL WHERE id = ?1",
        [copy.record],
    )
    .map(drop)
}
