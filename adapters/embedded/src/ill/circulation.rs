//! What inter-library loan does to copies and loans: ours that go out, and partners' that come in.

use jiff::Timestamp;
use rusqlite::params;
use silta_consortium::{
    Checkin, Checkout, IllAnswer, IllState, IllStep, ItemBarcode, NewTemporaryItem, PatronBarcode,
    RefusalCode, SupplyingMessage, SupplyingReason,
};

use super::row::Kept;
use crate::{
    checkin, checkout,
    clock::millis,
    item::{self, Copy},
    loan,
    store::{Result, View, Work, misuse},
    temporary_item,
    undo::LoanRow,
};

/// The condition under which a copy does not leave the library.
const LIBRARY_USE_ONLY: &str = "LibraryUseOnly";

/// Lends a copy to the institutional patron, with all that speaks against a loan.
pub(super) fn ship(work: &mut Work<'_>, kept: &mut Kept, step: &IllStep) -> Result<()> {
    let barcode = step.item.as_ref().or(kept.item.as_ref());
    let barcode = barcode.ok_or_else(|| misuse("the item is missing, and none was picked"))?;
    let (_, institution) = kept.patron.clone().ok_or(RefusalCode::PatronUnknown)?;
    refuse_past(&work.view, step.due)?;
    let copy = item::require(&work.view, barcode)?;
    let lent = checkout::checkout(work, &loan_to(institution, &copy))?;
    // It is there for another request.
    if lent.was_on_loan {
        return Err(RefusalCode::ItemOnLoanToOther.into());
    }
    if let Some(due) = step.due {
        set_due(work, copy.id, due)?;
    }
    kept.due = Some(step.due.unwrap_or(lent.loan.due));
    kept.record = Some(copy.record);
    kept.pickup = Some(copy.item.home);
    kept.item = Some(copy.item.barcode);
    Ok(())
}

/// Whether the copy that was picked could be lent to the institutional patron now.
pub(super) fn can_ship(view: &View<'_>, kept: &Kept) -> Result<bool> {
    let (Some(item), Some((_, institution))) = (&kept.item, &kept.patron) else {
        return Ok(false);
    };
    let copy = item::require(view, item)?;
    checkout::is_allowed(view, &loan_to(institution.clone(), &copy))
}

/// A loan from where the copy stands.
fn loan_to(institution: PatronBarcode, copy: &Copy) -> Checkout {
    Checkout {
        patron: institution,
        item: copy.item.barcode.clone(),
        library: copy.item.current_location.clone(),
        fee_acknowledged: false,
        renew_if_on_loan: false,
        allow_in_transit: true,
        already_happened: None,
    }
}

fn set_due(work: &Work<'_>, copy: i64, due: Timestamp) -> Result<()> {
    let sql = "UPDATE loan SET due = ?2 WHERE item = ?1";
    work.run(sql, params![copy, millis(due)]).map(drop)
}

fn refuse_past(view: &View<'_>, due: Option<Timestamp>) -> Result<()> {
    match due.is_some_and(|due| due <= view.now) {
        true => Err(misuse("the time at which it is due is over")),
        false => Ok(()),
    }
}

/// Our copy, and the row of its loan, if it is on loan to the institutional patron.
fn sent(view: &View<'_>, kept: &Kept) -> Result<Option<(Copy, i64)>> {
    let Some(copy) = kept.item.as_ref().map(|item| item::find(view, item)) else {
        return Ok(None);
    };
    let institution = kept.patron.as_ref().map(|(row, _)| *row);
    let lent = copy?.and_then(|copy| Some((copy.loan?, copy)));
    Ok(lent
        .filter(|((_, borrower), _)| Some(*borrower) == institution)
        .map(|((loan, _), copy)| (copy, loan)))
}

/// Takes our copy back where it was sent from; it goes on from there as after any return. A machine
/// may have been quicker.
pub(super) fn take_back(work: &mut Work<'_>, kept: &Kept) -> Result<()> {
    let Some((copy, _)) = sent(&work.view, kept)? else {
        return Ok(());
    };
    let back = Checkin {
        item: copy.item.barcode,
        library: copy.item.current_location,
        returned_at: None,
        already_happened: false,
        capture_hold: true,
    };
    checkin::checkin(work, &back).map(drop)
}

/// Lets the partner keep it longer: until then, or for another loan from now. Never shorter than
/// before.
pub(super) fn renew(work: &Work<'_>, kept: &mut Kept, until: Option<Timestamp>) -> Result<()> {
    refuse_past(&work.view, until)?;
    let (copy, id) = sent(&work.view, kept)?.ok_or(RefusalCode::NotOnLoan)?;
    let due = match until {
        Some(due) => due,
        None => {
            let library = &copy.item.current_location;
            let due = checkout::due(&work.view, work.view.now, &copy, library)?;
            copy.item.due.map_or(due, |stands| stands.max(due))
        }
    };
    let sql = "UPDATE loan SET due = ?2, renewals = renewals + 1, recalled = 0 WHERE id = ?1";
    work.run(sql, params![id, millis(due)])?;
    kept.due = Some(due);
    Ok(())
}

/// Asks our copy back.
pub(super) fn recall(work: &mut Work<'_>, kept: &mut Kept) -> Result<()> {
    if let Some((_, id)) = sent(&work.view, kept)? {
        let recalled = loan::recall(work, &id.to_string().into())?;
        kept.due = Some(recalled.due);
    }
    Ok(())
}

/// Our copy will not come back: the loan ends, and it is lost.
pub(super) fn write_off(work: &Work<'_>, kept: &Kept) -> Result<()> {
    if let Some((copy, _)) = sent(&work.view, kept)? {
        LoanRow::take(work, copy.id)?;
        let sql = "UPDATE item SET state = 'lost' WHERE id = ?1";
        work.run(sql, [copy.id])?;
    }
    Ok(())
}

/// A partner's copy has come: it waits for its patron. Without a barcode there is nothing to lend.
/// A copy that another system has had made for this patron already, as with AcceptItem of NCIP, is
/// that one.
pub(super) fn take_in(
    work: &mut Work<'_>,
    kept: &mut Kept,
    barcode: Option<&ItemBarcode>,
) -> Result<()> {
    let Some(barcode) = barcode.or(kept.item.as_ref()).cloned() else {
        return Ok(());
    };
    if barcode.as_str().is_empty() || barcode.as_str().len() > ItemBarcode::MAX_LEN {
        let most = ItemBarcode::MAX_LEN;
        return Err(misuse(format!("an item barcode has 1 to {most} bytes")));
    }
    let (holder, patron) = kept.patron.clone().ok_or(RefusalCode::PatronUnknown)?;
    if sent_for(&work.view, &barcode, holder, kept.id)?.is_some() {
        kept.item = Some(barcode);
        return Ok(());
    }
    let pickup_library = kept.pickup.clone().ok_or(RefusalCode::PickupNotAllowed)?;
    let new = NewTemporaryItem {
        barcode: barcode.clone(),
        title: kept.title.clone(),
        author: kept.author.clone(),
        patron,
        pickup_library,
        request_id: kept.name.clone(),
        agency: kept.peer.clone(),
        due: kept.due,
        renewable: kept.renewable,
        library_use_only: stays_in_library(&kept.conditions),
    };
    temporary_item::create(work, &new)?;
    kept.item = Some(barcode);
    Ok(())
}

/// Whether a copy under these conditions does not leave the library.
fn stays_in_library(conditions: &[String]) -> bool {
    conditions.iter().any(|one| one == LIBRARY_USE_ONLY)
}

/// A partner's copy goes home.
pub(super) fn send_back(work: &mut Work<'_>, kept: &Kept) -> Result<()> {
    match temporary(&work.view, kept)? {
        Some(copy) => temporary_item::delete(work, &copy.item.barcode),
        None => Ok(()),
    }
}

/// The partner's copy that is here.
fn temporary(view: &View<'_>, kept: &Kept) -> Result<Option<Copy>> {
    let sql = "SELECT item FROM temporary_item WHERE agency = ?1 AND request = ?2";
    let row = view.find(sql, [kept.peer.as_str(), &kept.name], |row| row.get(0))?;
    let row = match (row, &kept.item, &kept.patron) {
        (None, Some(barcode), Some((holder, _))) if kept.standing.received => {
            sent_for(view, barcode, *holder, kept.id)?
        }
        (row, ..) => row,
    };
    row.map(|row| item::by_row(view, row)).transpose()
}

/// The row of a copy with this barcode that was sent for this patron, unless it is that of another
/// request. Who had it made is not asked: that may be the partner under its name in NCIP, or a system
/// of our own that speaks for it.
fn sent_for(
    view: &View<'_>,
    barcode: &ItemBarcode,
    patron: i64,
    request: i64,
) -> Result<Option<i64>> {
    let sql = "SELECT t.item FROM temporary_item t JOIN item i ON i.id = t.item
               WHERE i.barcode = ?1 AND t.patron = ?2
                 AND NOT EXISTS (SELECT 1 FROM ill_request r
                                 WHERE r.item = ?1 AND r.patron = ?2 AND r.id <> ?3
                                   AND r.received AND NOT r.returned)";
    let asked = params![barcode.as_str(), patron, request];
    view.find(sql, asked, |row| row.get(0))
}

/// The lender's copy that is here is lent no longer than the lender says now; if it lets it be kept
/// longer, the loan of our patron lasts longer too.
pub(super) fn heed_terms(work: &Work<'_>, kept: &Kept, told: &SupplyingMessage) -> Result<()> {
    let Some(copy) = temporary(&work.view, kept)? else {
        return Ok(());
    };
    let due = told.due.map(millis);
    let sql = "UPDATE temporary_item SET due = IFNULL(?2, due), renewable = ?3 WHERE item = ?1";
    work.run(sql, params![copy.id, due, kept.renewable])?;
    if stays_in_library(&told.loan_conditions) {
        let sql = "UPDATE item SET state = 'not_for_loan' WHERE id = ?1";
        work.run(sql, [copy.id])?;
    }
    let renewed =
        told.reason == SupplyingReason::RenewResponse && told.answer == Some(IllAnswer::Yes);
    let recalled = kept.standing.state == IllState::Recalled;
    let sql = "UPDATE loan SET
                   due = CASE WHEN ?3 THEN IFNULL(?2, due) ELSE MIN(due, IFNULL(?2, due)) END,
                   recalled = CASE WHEN ?4 THEN 1 WHEN ?3 THEN 0 ELSE recalled END
               WHERE item = ?1";
    work.run(sql, params![copy.id, due, renewed, recalled])
        .map(drop)
}
