//! Taking items back: where they go next, and undoing it.

use rusqlite::params;
use silta_consortium::{
    Checkin, CheckinId, Hold, LibraryCode, Loan, PatronBarcode, RefusalCode, Returned, Routing,
};

use crate::{
    clock::millis,
    hold,
    item::{self, Copy},
    loan, notice,
    rules::CHECKIN_KEPT,
    store::{Result, View, Work, unreadable},
    temporary_item,
    undo::{Before, HoldRow, LoanRow},
};

/// Takes an item back.
pub(crate) fn checkin(work: &mut Work<'_>, body: &Checkin) -> Result<Returned> {
    work.require_library(&body.library)?;
    let Some(copy) = item::find(&work.view, &body.item)? else {
        if body.already_happened {
            let text = "An off-line return could not be recorded, item_unknown:";
            notice::note(work, text, Some(&body.item), None);
        }
        return Err(RefusalCode::ItemUnknown.into());
    };
    let mut before = Before::of(&copy);
    before.loan = LoanRow::take(work, copy.id)?;
    let last_borrower = borrower(&work.view, &before)?;
    let was_astray = item::is_astray(copy.state);
    arrive(work, &copy, &body.library)?;
    // As it is now: here, and nobody's.
    let copy = item::by_row(&work.view, copy.id)?;
    let wanted = match &copy.caught {
        Some(caught) => Some(caught.hold),
        None => hold::next_for(&work.view, &copy)?,
    };
    let hold = match wanted {
        Some(wanted) => {
            before.hold = Some(HoldRow::of(&work.view, wanted)?);
            // Its own copy that arrives is no catch: it goes on the shelf or further at every door.
            let catches = body.capture_hold || copy.caught.is_some();
            Some(serve(work, wanted, &copy, &body.library, catches)?)
        }
        None => None,
    };
    let (mut routing, destination) = route(&copy, &body.library, hold.as_ref());
    // At its pickup library, what a partner sent goes home to it.
    if routing == Routing::None && temporary_item::terms(&work.view, copy.id)?.is_some() {
        routing = Routing::Ill;
    }
    if hold.is_none() {
        let sql = "UPDATE item SET destination = ?2 WHERE id = ?1";
        work.run(
            sql,
            params![copy.id, destination.as_ref().map(LibraryCode::as_str)],
        )?;
    }
    let id = remember(work, copy.id, body, &before)?;
    Ok(Returned {
        id,
        item: item::by_row(&work.view, copy.id)?.item,
        last_borrower,
        routing,
        destination,
        sort_bin: Some(sort_bin(routing, was_astray).to_owned()),
        hold,
        fee: None,
    })
}

/// The card of who had the item.
fn borrower(view: &View<'_>, before: &Before) -> Result<Option<PatronBarcode>> {
    let Some(loan) = &before.loan else {
        return Ok(None);
    };
    let sql = "SELECT barcode FROM patron WHERE id = ?1";
    let barcode: Option<String> = view.find(sql, [loan.patron], |row| row.get(0))?;
    Ok(barcode.map(Into::into))
}

/// The item is here: its transit ends, and if it was astray, it is found.
fn arrive(work: &Work<'_>, copy: &Copy, here: &LibraryCode) -> Result<()> {
    let state = match item::is_astray(copy.state) {
        true => Some("available"),
        false => item::state_name(copy.state),
    };
    let sql = "UPDATE item SET state = ?2, location = ?3, destination = NULL WHERE id = ?1";
    work.run(sql, params![copy.id, state, here.as_str()])
        .map(drop)
}

/// Gives the copy to the hold; if it is not to be caught, only tells of it.
fn serve(
    work: &mut Work<'_>,
    wanted: i64,
    copy: &Copy,
    here: &LibraryCode,
    catches: bool,
) -> Result<Hold> {
    match catches {
        true => hold::assign(work, wanted, copy.id, here),
        false => hold::by_row(&work.view, wanted),
    }
}

/// Where the item goes next.
fn route(copy: &Copy, here: &LibraryCode, hold: Option<&Hold>) -> (Routing, Option<LibraryCode>) {
    let home = &copy.item.permanent_location;
    match hold {
        Some(hold) => {
            let routing = match hold.pickup_library == *here {
                true => Routing::HoldHere,
                false => Routing::HoldElsewhere,
            };
            (routing, Some(hold.pickup_library.clone()))
        }
        None if home != here => (Routing::Transfer, Some(home.clone())),
        None => (Routing::None, None),
    }
}

/// The bin of a sorter.
fn sort_bin(routing: Routing, was_astray: bool) -> &'static str {
    match routing {
        // Staff look at what was lost and came back.
        _ if was_astray => "9",
        Routing::None => "1",
        Routing::Transfer => "2",
        Routing::HoldHere => "3",
        Routing::HoldElsewhere => "4",
        Routing::Ill => "9",
    }
}

/// Keeps what is needed to undo this return.
fn remember(work: &Work<'_>, item: i64, body: &Checkin, before: &Before) -> Result<CheckinId> {
    item::forget_checkin(work, item)?;
    let now = work.view.now;
    let at = body.returned_at.map_or(now, |at| at.min(now));
    let undo = serde_json::to_string(before).map_err(unreadable)?;
    let sql = "INSERT INTO checkin (item, at, undo) VALUES (?1, ?2, ?3)";
    let id = work.insert(sql, params![item, millis(at), undo])?;
    Ok(id.to_string().into())
}

/// The latest return of an item, if it can still be undone.
pub(crate) fn latest(view: &View<'_>, item: i64) -> Result<Option<CheckinId>> {
    let sql = "SELECT id FROM checkin WHERE item = ?1";
    let id = view.find(sql, [item], |row| row.get::<_, i64>(0))?;
    Ok(id.map(|id| id.to_string().into()))
}

/// Undoes a return: the loan stands again as before.
pub(crate) fn cancel(work: &mut Work<'_>, id: &CheckinId) -> Result<Option<Loan>> {
    let row = work.view.given("checkin", id.as_str())?;
    let sql = "DELETE FROM checkin WHERE id = ?1 RETURNING item, undo";
    let found = work.view.find(sql, [row], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
    })?;
    let (item, undo) = found.ok_or(RefusalCode::NotOnLoan)?;
    let before: Before = serde_json::from_str(&undo).map_err(unreadable)?;
    before.restore(work, item)?;
    match &before.loan {
        Some(ended) => {
            ended.restore(work)?;
            loan::by_row(&work.view, ended.id)
        }
        None => Ok(None),
    }
}

/// Forgets returns that can be undone no longer, and with them who had the item.
pub(crate) fn purge(work: &Work<'_>) -> Result<()> {
    let oldest = work
        .view
        .now
        .saturating_sub(CHECKIN_KEPT)
        .unwrap_or_default();
    // Ids grow with time, though `at` may lie in the past: what was returned earlier is forgotten
    // earlier, never later.
    work.run("DELETE FROM checkin WHERE at < ?1", [millis(oldest)])
        .map(drop)
}
