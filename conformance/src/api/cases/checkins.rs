//! Returns (POST /checkins), each with where the item goes next.

use serde_json::{Value, json};

use super::super::{
    Profile,
    answer::{same, text},
    steps::NOTHING,
};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "api/checkins", "consortium API, POST /checkins", ["patron.ordinary", "libraries.1", "spare.3"];
    Must return_ends_the_loan [] "A return at home is answered with its id, the item and who had it, routing none; the loan is ended.";
    Must item_in_the_answer_is_as_it_is_now [] "The item in the answer is the item as it is afterwards.";
    Must not_on_loan_is_carried_out [] "A return of something that is not on loan is carried out, with last_borrower null.";
    Must hold_here ["patron.other"] "An item that a hold waits for here goes to the hold shelf: hold_here, with the hold.";
    Must hold_elsewhere ["patron.other", "libraries.2"] "An item that a hold waits for elsewhere is sent there: hold_elsewhere, with the destination.";
    Must hold_elsewhere_arrives ["patron.other", "libraries.2"] "Taken in at its destination the item goes to the hold shelf there.";
    Must transfer ["item.from_elsewhere.home"] "An item that belongs elsewhere is sent home: transfer, with the destination, and is in transit.";
    Must transfer_arrives ["item.from_elsewhere.home"] "Taken in at home the transit ends: routing none, available.";
    Must unknown_item_is_refused [] "A barcode that no item has is refused as item_unknown.";
    Must library_is_required [] "Without a library the request gets 400 with the pointer /library, and nothing is returned.";
    Must unknown_library_is_pointed_at [] "A library that is not known gets 400 with the pointer /library.";
    Must already_happened_is_taken [] "A return that already happened is recorded, with the time it names.";
    Must last_return_of_unknown_item_is_refused [] "Asking for the latest return of a barcode that no item has is refused as item_unknown." of "consortium API, GET /checkins?item=";
    Must last_return_needs_an_item [] "Asking for the latest return without an item gets 400 with the pointer /item." of "consortium API, GET /checkins?item=";
}

fn return_ends_the_loan(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?.barcode, c.spare(0)?);
    c.lend(&patron, &item)?;
    let loans = c.loans(&patron)?;
    let back = c.give_back(&item)?;
    ensure!(!text(&back, "/id")?.is_empty(), "the id is empty");
    same(&back, "/item/barcode", item)?;
    same(&back, "/last_borrower", patron.as_str())?;
    same(&back, "/routing", "none")?;
    same(&back, "/destination", Value::Null)?;
    same(&back, "/hold", Value::Null)?;
    ensure!(c.loans(&patron)? + 1 == loans, "the loan stands");
    Ok(())
}

fn item_in_the_answer_is_as_it_is_now(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(1)?;
    c.lend(&c.patron("ordinary")?.barcode, &item)?;
    let back = c.give_back(&item)?;
    same(&back, "/item/circulation_status", "available")?;
    same(&back, "/item", c.read(&format!("/items/{item}"))?)
}

fn not_on_loan_is_carried_out(c: &mut Context<'_, Profile>) -> Outcome {
    let back = c.give_back(&c.spare(2)?)?;
    same(&back, "/last_borrower", Value::Null)?;
    same(&back, "/routing", "none")
}

fn hold_here(c: &mut Context<'_, Profile>) -> Outcome {
    let (item, other) = (c.spare(0)?, c.patron("other")?.barcode);
    c.lend(&c.patron("ordinary")?.barcode, &item)?;
    let hold = c.reserve(&other, &item, 0)?;
    let back = c.give_back(&item)?;
    same(&back, "/routing", "hold_here")?;
    same(&back, "/hold/id", hold["id"].clone())?;
    same(&back, "/hold/patron", other)?;
    same(&back, "/hold/status", "ready")?;
    c.status_is(&item, "on_hold_shelf")
}

/// A return here of what is wanted at the second library.
fn sent_to_a_hold(c: &mut Context<'_, Profile>) -> Outcome<(String, Value)> {
    let item = c.spare(1)?;
    c.lend(&c.patron("ordinary")?.barcode, &item)?;
    c.reserve(&c.patron("other")?.barcode, &item, 1)?;
    let back = c.give_back(&item)?;
    Ok((item, back))
}

fn hold_elsewhere(c: &mut Context<'_, Profile>) -> Outcome {
    let (item, back) = sent_to_a_hold(c)?;
    same(&back, "/routing", "hold_elsewhere")?;
    same(&back, "/destination", c.library(1)?)?;
    same(&back, "/hold/pickup_library", c.library(1)?)?;
    c.status_is(&item, "in_transit")
}

fn hold_elsewhere_arrives(c: &mut Context<'_, Profile>) -> Outcome {
    let (item, _) = sent_to_a_hold(c)?;
    let arrived = c.checkin(&item, &c.library(1)?)?;
    same(&arrived, "/routing", "hold_here")?;
    c.status_is(&item, "on_hold_shelf")
}

fn transfer(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.item("from_elsewhere")?;
    c.return_later(&item.barcode);
    let back = c.give_back(&item.barcode)?;
    same(&back, "/routing", "transfer")?;
    same(&back, "/destination", item.home.unwrap_or_default())?;
    c.status_is(&item.barcode, "in_transit")
}

fn transfer_arrives(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.item("from_elsewhere")?;
    c.return_later(&item.barcode);
    c.give_back(&item.barcode)?;
    let home = c.checkin(&item.barcode, &item.home.unwrap_or_default())?;
    same(&home, "/routing", "none")?;
    c.status_is(&item.barcode, "available")
}

fn unknown_item_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let body = json!({"item": NOTHING, "library": c.library(0)?});
    c.post("/checkins", &body)?
        .refused("item_unknown")
        .map(drop)
}

fn library_is_required(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(2)?;
    c.lend(&c.patron("ordinary")?.barcode, &item)?;
    c.post("/checkins", &json!({"item": item}))?
        .malformed("/library")?;
    c.status_is(&item, "on_loan")
}

fn unknown_library_is_pointed_at(c: &mut Context<'_, Profile>) -> Outcome {
    let body = json!({"item": c.spare(0)?, "library": "NO-SUCH-LIBRARY"});
    c.post("/checkins", &body)?.malformed("/library")
}

fn already_happened_is_taken(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(1)?;
    c.lend(&c.patron("ordinary")?.barcode, &item)?;
    let now = jiff::Timestamp::now().to_string();
    let body = json!({
        "item": item, "library": c.library(0)?, "returned_at": now, "already_happened": true,
    });
    same(c.post("/checkins", &body)?.is(200)?, "/routing", "none")?;
    c.status_is(&item, "available")
}

fn last_return_of_unknown_item_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    c.get(&format!("/checkins?item={NOTHING}"))?
        .refused("item_unknown")
        .map(drop)
}

fn last_return_needs_an_item(c: &mut Context<'_, Profile>) -> Outcome {
    c.get("/checkins")?.malformed("/item")
}
