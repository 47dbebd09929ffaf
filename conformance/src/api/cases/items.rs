//! Items (GET and PATCH /items/{barcode}).

use serde_json::{Value, json};

use super::super::{
    Profile,
    answer::{entries, number, same, text, value},
    format,
    http::Request,
    steps::NOTHING,
};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "api/items", "consortium API, GET /items/{barcode}", [];
    Must available_item ["item.here.title", "item.here.home"] "An available item has its title and home, and no due time.";
    Must item_on_loan_has_due ["item.on_loan"] "An item on loan says when it is due.";
    Must item_on_hold_shelf ["item.on_hold_shelf"] "An item that waits for a patron is on_hold_shelf.";
    Must item_in_transit ["item.in_transit"] "An item on its way is in_transit.";
    Must lost_item ["item.lost"] "A lost item is lost.";
    Must item_not_for_loan ["item.not_for_loan"] "An item that is not lent is not_for_loan.";
    Must fee_of_checkout ["item.fee.fee"] "An item with a fee says how much.";
    Must age_limit ["item.age_limited.age_limit"] "An item with an age limit says from which age it is lent.";
    Must hold_queue_is_counted ["item.on_loan_wanted", "item.here"] "The hold queue counts who waits, and is 0 where nobody does.";
    Should odd_title_comes_whole ["item.odd_title"] "A very long title with odd characters comes as valid JSON.";
    Must unknown_item_is_404 [] "A barcode that no item has gets 404 item_unknown.";
    Must properties_are_changed ["item.here"] "PATCH changes the properties, and leaves what it does not name." of "consortium API, PATCH /items/{barcode}";
    Must unknown_location_is_pointed_at ["item.here"] "A current location that is no library gets 400 with its pointer, and nothing is changed." of "consortium API, PATCH /items/{barcode}";
    Must change_of_unknown_item_is_404 [] "PATCH of a barcode that no item has gets 404 item_unknown." of "consortium API, PATCH /items/{barcode}";
    Should holdings_have_the_item ["item.here"] "The holdings of its record have the item." of "consortium API, GET /records/{id}/holdings";
}

fn item(c: &Context<'_, Profile>, role: &str) -> Outcome<Value> {
    c.read(&format!("/items/{}", c.item(role)?.barcode))
}

fn has_status(c: &Context<'_, Profile>, role: &str, status: &str) -> Outcome<Value> {
    let item = item(c, role)?;
    same(&item, "/circulation_status", status)?;
    Ok(item)
}

fn available_item(c: &mut Context<'_, Profile>) -> Outcome {
    let (known, told) = (c.item("here")?, has_status(c, "here", "available")?);
    same(&told, "/barcode", known.barcode)?;
    same(&told, "/title", known.title.unwrap_or_default())?;
    same(&told, "/home", known.home.unwrap_or_default())?;
    same(&told, "/due", Value::Null)?;
    ensure!(!text(&told, "/record")?.is_empty(), "it has no record");
    Ok(())
}

fn item_on_loan_has_due(c: &mut Context<'_, Profile>) -> Outcome {
    format::time(&has_status(c, "on_loan", "on_loan")?, "/due").map(drop)
}

fn item_on_hold_shelf(c: &mut Context<'_, Profile>) -> Outcome {
    has_status(c, "on_hold_shelf", "on_hold_shelf").map(drop)
}

fn item_in_transit(c: &mut Context<'_, Profile>) -> Outcome {
    has_status(c, "in_transit", "in_transit").map(drop)
}

fn lost_item(c: &mut Context<'_, Profile>) -> Outcome {
    has_status(c, "lost", "lost").map(drop)
}

fn item_not_for_loan(c: &mut Context<'_, Profile>) -> Outcome {
    has_status(c, "not_for_loan", "not_for_loan").map(drop)
}

fn fee_of_checkout(c: &mut Context<'_, Profile>) -> Outcome {
    let known = c.item("fee")?.fee.as_deref().and_then(format::cents);
    let told = c.cents(&item(c, "fee")?, "/fee")?;
    ensure!(
        Some(told) == known,
        "the fee is {told} cents, not {known:?}"
    );
    Ok(())
}

fn age_limit(c: &mut Context<'_, Profile>) -> Outcome {
    same(
        &item(c, "age_limited")?,
        "/age_limit",
        c.item("age_limited")?.age_limit,
    )
}

fn hold_queue_is_counted(c: &mut Context<'_, Profile>) -> Outcome {
    let waiting = number(&item(c, "on_loan_wanted")?, "/hold_queue")?;
    ensure!(waiting >= 1, "nobody waits for the item that is wanted");
    same(&item(c, "here")?, "/hold_queue", 0)
}

fn odd_title_comes_whole(c: &mut Context<'_, Profile>) -> Outcome {
    let item = item(c, "odd_title")?;
    ensure!(!text(&item, "/title")?.is_empty(), "the title is empty");
    Ok(())
}

fn unknown_item_is_404(c: &mut Context<'_, Profile>) -> Outcome {
    c.get(&format!("/items/{NOTHING}"))?
        .problem(404, "item_unknown")
        .map(drop)
}

fn properties_are_changed(c: &mut Context<'_, Profile>) -> Outcome {
    let (path, before) = (
        format!("/items/{}", c.item("here")?.barcode),
        item(c, "here")?,
    );
    let old = json!({"properties": before["properties"].as_str().unwrap_or_default()});
    let put_back = path.clone();
    c.later(move |c| drop(c.ask(&Request::patch(&put_back, &old))));
    let change = json!({"properties": "with a map"});
    let changed = c.ask(&Request::patch(&path, &change))?.is(200)?.clone();
    let after = item(c, "here")?;
    same(&after, "/properties", "with a map")?;
    ensure!(
        changed == after,
        "the answer is not the item as it is afterwards"
    );
    for kept in ["/title", "/current_location", "/circulation_status"] {
        same(&after, kept, value(&before, kept)?.clone())?;
    }
    Ok(())
}

fn unknown_location_is_pointed_at(c: &mut Context<'_, Profile>) -> Outcome {
    let before = item(c, "here")?;
    let change = json!({"current_location": "NO-SUCH-LIBRARY"});
    let answer = c.ask(&Request::patch(
        &format!("/items/{}", c.item("here")?.barcode),
        &change,
    ))?;
    answer.malformed("/current_location")?;
    ensure!(item(c, "here")? == before, "the item has changed");
    Ok(())
}

fn change_of_unknown_item_is_404(c: &mut Context<'_, Profile>) -> Outcome {
    let change = json!({"properties": "x"});
    let answer = c.ask(&Request::patch(&format!("/items/{NOTHING}"), &change))?;
    answer.problem(404, "item_unknown").map(drop)
}

fn holdings_have_the_item(c: &mut Context<'_, Profile>) -> Outcome {
    let item = item(c, "here")?;
    let list = c.read(&format!(
        "/records/{}/holdings?limit=1000",
        text(&item, "/record")?
    ))?;
    ensure!(
        entries(&list, "/items")?.contains(&item),
        "it is not among them"
    );
    Ok(())
}
