//! Copies that partners have sent (POST /temporary_items, DELETE /temporary_items/{barcode}). Each case
//! takes away what it has made. Skipped where inter-library loan is not served.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::super::{
    Profile,
    answer::{Answer, same, text},
    format::time,
    http::Request,
    steps::NOBODY,
};
use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure},
};

cases! {
    "api/temporary-items", "consortium API, POST /temporary_items", ["patron.ordinary", "libraries.2", "item.here"];
    Must copy_is_on_the_shelf [] "A copy that is taken in (201) waits on the hold shelf of its pickup library, and its patron has a hold that is ready.";
    Must record_is_there [] "Its record can be looked up, and has it among its holdings.";
    Must same_request_is_one_copy [] "The same request again, under another key, gets the copy that stands.";
    Must other_copy_for_the_request_is_refused [] "Another barcode for the same request is refused as duplicate_request.";
    Must taken_barcode_is_refused [] "A barcode that an item has is refused as temporary_item_in_use.";
    Must unknown_patron_is_refused [] "A card that nobody has is refused as patron_unknown, and nothing is made.";
    Must unknown_pickup_is_refused [] "A pickup library that is not known is refused as pickup_not_allowed, and nothing is made.";
    Must blank_title_is_pointed_at [] "A copy without a title, or without a request, gets 400 with the pointer.";
    Must lent_no_longer_than_its_due [] "It is lent until it is due to the partner at the latest.";
    Must terms_forbid_renewal [] "A loan that the partner does not let be renewed is refused as renewal_not_permitted.";
    Must lent_to_its_patron_alone ["patron.other"] "Another patron is refused as item_on_hold_for_other.";
    Must copy_on_loan_stays [] "While it is on loan, deleting it is refused as temporary_item_in_use." of "consortium API, DELETE /temporary_items/{barcode}";
    Must copy_goes_home [] "Deleted (204), it is unknown with its record: 404 item_unknown; and no hold is left." of "consortium API, DELETE /temporary_items/{barcode}";
    Must own_item_is_no_temporary_item [] "An item of the library gets 404 item_unknown." of "consortium API, DELETE /temporary_items/{barcode}";
    Must harvesters_are_told_nothing [] "Its record is not among the changes." of "consortium API, GET /records/changes";
}

/// A barcode that no item has.
const COPY: &str = "CONFORMANCE-COPY-1";
const OTHER: &str = "CONFORMANCE-COPY-2";
const PATH: &str = "/temporary_items";

fn sent(c: &Context<'_, Profile>) -> Outcome<Value> {
    Ok(json!({
        "barcode": COPY, "title": "Sillantekijän lainakirja",
        "patron": c.patron("ordinary")?.barcode, "pickup_library": c.library(0)?,
        "request_id": "conformance-1", "agency": "ISIL:FI-Partner",
    }))
}

/// Tries to take a copy in; what was taken in is returned and deleted when the case is over.
fn post(c: &mut Context<'_, Profile>, body: &Value) -> Outcome<Answer> {
    let here = c.library(0)?;
    c.later(move |c| {
        for barcode in [COPY, OTHER] {
            let back = json!({"item": barcode, "library": here});
            drop(c.post("/checkins", &back));
            drop(delete(c, barcode));
        }
    });
    let answer = c.post(PATH, body)?;
    match (answer.status, answer.body["code"].as_str()) {
        (404, Some("not_found")) | (501 | 403, _) => Err(Stop::skipped(
            "the token does nothing of inter-library loan there",
        )),
        _ => Ok(answer),
    }
}

fn delete(c: &Context<'_, Profile>, barcode: &str) -> Outcome<Answer> {
    c.ask(&Request::delete(&format!("{PATH}/{barcode}")))
}

/// Takes in the copy with some members of its body otherwise.
fn taken_in(c: &mut Context<'_, Profile>, otherwise: &[(&str, Value)]) -> Outcome<Value> {
    let mut body = sent(c)?;
    for (name, value) in otherwise {
        body[*name] = value.clone();
    }
    post(c, &body)?.is(201).cloned()
}

fn copy_is_on_the_shelf(c: &mut Context<'_, Profile>) -> Outcome {
    let item = taken_in(c, &[])?;
    same(&item, "/barcode", COPY)?;
    same(&item, "/circulation_status", "on_hold_shelf")?;
    same(&item, "/current_location", c.library(0)?)?;
    let holds = format!(
        "/patrons/{}/holds?limit=1000",
        c.patron("ordinary")?.barcode
    );
    let holds = c.read(&holds)?;
    let mut holds = holds["items"].as_array().into_iter().flatten();
    let ready = holds.any(|hold| hold["item"] == COPY && hold["status"] == "ready");
    ensure!(ready, "the patron has no hold that is ready");
    Ok(())
}

fn record_is_there(c: &mut Context<'_, Profile>) -> Outcome {
    let item = taken_in(c, &[])?;
    let record = format!("/records/{}", text(&item, "/record")?);
    same(&c.read(&record)?, "/title", text(&item, "/title")?)?;
    same(
        &c.read(&format!("{record}/holdings"))?,
        "/items/0/barcode",
        COPY,
    )
}

fn same_request_is_one_copy(c: &mut Context<'_, Profile>) -> Outcome {
    let first = taken_in(c, &[])?;
    let second = taken_in(c, &[])?;
    same(&second, "/record", text(&first, "/record")?)?;
    let held = c.read(&format!("/records/{}/holdings", text(&first, "/record")?))?;
    same(&held, "/total", 1)
}

fn other_copy_for_the_request_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    taken_in(c, &[])?;
    refused_with(c, &[("barcode", json!(OTHER))], "duplicate_request")
}

fn taken_barcode_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let taken = json!(c.item("here")?.barcode);
    refused_with(c, &[("barcode", taken)], "temporary_item_in_use")
}

fn refused_with(c: &mut Context<'_, Profile>, otherwise: &[(&str, Value)], code: &str) -> Outcome {
    let mut body = sent(c)?;
    for (name, value) in otherwise {
        body[*name] = value.clone();
    }
    post(c, &body)?.refused(code).map(drop)
}

fn nothing_is_made(c: &Context<'_, Profile>) -> Outcome {
    let item = c.get(&format!("/items/{COPY}"))?;
    item.problem(404, "item_unknown").map(drop)
}

fn unknown_patron_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    refused_with(c, &[("patron", json!(NOBODY))], "patron_unknown")?;
    nothing_is_made(c)
}

fn unknown_pickup_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let nowhere = json!("NO-SUCH-LIBRARY");
    refused_with(c, &[("pickup_library", nowhere)], "pickup_not_allowed")?;
    nothing_is_made(c)
}

fn blank_title_is_pointed_at(c: &mut Context<'_, Profile>) -> Outcome {
    for name in ["title", "request_id"] {
        let mut body = sent(c)?;
        body[name] = json!(" ");
        post(c, &body)?.malformed(&format!("/{name}"))?;
    }
    nothing_is_made(c)
}

fn lent_no_longer_than_its_due(c: &mut Context<'_, Profile>) -> Outcome {
    taken_in(c, &[])?;
    let usual = due(c)?;
    c.give_back(COPY)?;
    delete(c, COPY)?.is(204)?;
    let day_before = usual - SignedDuration::from_hours(24);
    taken_in(c, &[("due", json!(day_before.to_string()))])?;
    let due = due(c)?;
    ensure!(
        due <= day_before,
        "it is lent until {due}, and due on {day_before}"
    );
    Ok(())
}

/// Until when its patron borrows it.
fn due(c: &mut Context<'_, Profile>) -> Outcome<Timestamp> {
    let patron = c.patron("ordinary")?.barcode;
    let loan = c.lend(&patron, COPY)?;
    Ok(time(&loan, "/due")?.0)
}

fn terms_forbid_renewal(c: &mut Context<'_, Profile>) -> Outcome {
    taken_in(c, &[("renewable", json!(false))])?;
    let patron = c.patron("ordinary")?.barcode;
    c.checkout(&patron, COPY)?.is(201)?;
    let renewal = json!({"patron": patron, "item": COPY});
    c.post("/renewals", &renewal)?
        .refused("renewal_not_permitted")
        .map(drop)
}

fn lent_to_its_patron_alone(c: &mut Context<'_, Profile>) -> Outcome {
    taken_in(c, &[])?;
    let other = c.patron("other")?.barcode;
    c.checkout(&other, COPY)?
        .refused("item_on_hold_for_other")
        .map(drop)
}

fn copy_on_loan_stays(c: &mut Context<'_, Profile>) -> Outcome {
    taken_in(c, &[])?;
    let patron = c.patron("ordinary")?.barcode;
    c.checkout(&patron, COPY)?.is(201)?;
    delete(c, COPY)?.refused("temporary_item_in_use")?;
    c.read(&format!("/items/{COPY}")).map(drop)
}

fn copy_goes_home(c: &mut Context<'_, Profile>) -> Outcome {
    let item = taken_in(c, &[])?;
    delete(c, COPY)?.is(204)?;
    nothing_is_made(c)?;
    let record = c.get(&format!("/records/{}", text(&item, "/record")?))?;
    record.problem(404, "item_unknown")?;
    let holds = format!(
        "/patrons/{}/holds?limit=1000",
        c.patron("ordinary")?.barcode
    );
    let holds = c.read(&holds)?;
    let mut holds = holds["items"].as_array().into_iter().flatten();
    ensure!(!holds.any(|hold| hold["item"] == COPY), "a hold is left");
    delete(c, COPY)?.problem(404, "item_unknown").map(drop)
}

fn own_item_is_no_temporary_item(c: &mut Context<'_, Profile>) -> Outcome {
    // What is not served is found out first.
    taken_in(c, &[])?;
    let own = c.item("here")?.barcode;
    delete(c, &own)?.problem(404, "item_unknown")?;
    c.read(&format!("/items/{own}")).map(drop)
}

fn harvesters_are_told_nothing(c: &mut Context<'_, Profile>) -> Outcome {
    let item = taken_in(c, &[])?;
    let record = text(&item, "/record")?;
    let changes = c.walk("/records/changes", 1000)?;
    ensure!(
        !changes.iter().any(|id| id == record),
        "{record} is among the changes"
    );
    Ok(())
}
