//! Holds (POST /holds; GET, PATCH and DELETE /holds/{id}).

use serde_json::{Value, json};

use super::super::{
    Profile,
    answer::{entries, number, same, text},
    http::Request,
    steps::{NOBODY, NOTHING, ids_of},
};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "api/holds", "consortium API, POST /holds", ["patron.ordinary", "libraries.2", "spare.3"];
    Must hold_on_an_item [] "A hold on an item is answered with 201 and the hold: patron, item, pickup library, position.";
    Must hold_on_a_title [] "A hold on a record is answered with 201 and names the record.";
    Must hold_is_in_the_list [] "Afterwards the hold stands in the patron's list, and can be asked for by its id.";
    Must queue_has_positions ["patron.other"] "The second in the queue has a later position than the first.";
    Must second_hold_is_refused [] "A second hold of the same patron on the same item is refused as hold_exists.";
    Must unknown_pickup_is_refused [] "A pickup library that is not known is refused as pickup_not_allowed.";
    Must unknown_item_is_refused [] "A barcode that no item has is refused as item_unknown.";
    Must unknown_record_is_refused [] "A record that is not there is refused as item_unknown.";
    Must unknown_patron_is_refused [] "A card that nobody has is refused as patron_unknown.";
    Must neither_record_nor_item_is_malformed [] "A hold on nothing gets 400 with a pointer.";
    Must pickup_is_changed [] "PATCH changes the pickup library, and leaves the rest." of "consortium API, PATCH /holds/{id}";
    Must expiry_is_changed [] "PATCH changes until when the hold is of use." of "consortium API, PATCH /holds/{id}";
    Must change_to_unknown_pickup_is_refused [] "PATCH to a pickup library that is not known is refused, and changes nothing." of "consortium API, PATCH /holds/{id}";
    Must cancelled_hold_is_gone [] "A cancelled hold (204) is gone: 404 hold_unknown." of "consortium API, DELETE /holds/{id}";
    Must unknown_hold_is_404 [] "A hold that never was gets 404 hold_unknown, whatever the method." of "consortium API, /holds/{id}";
    Must expiry_may_be_a_date [] "The expiry of a hold may be a date.";
    Must lost_card_is_refused ["patron.lost_card"] "A card reported lost is refused as card_lost.";
    Must expired_card_is_refused ["patron.expired"] "An expired card is refused as patron_expired.";
    Must debt_is_refused ["patron.indebted"] "A patron who owes too much is refused as fee_limit.";
    Must blocked_card_is_refused [] "A blocked card is refused as patron_blocked.";
    Must age_is_refused ["patron.child", "item.age_limited"] "An item above the patron's age is refused as age_restricted.";
    Must lost_item_is_refused ["item.lost"] "An item that nobody can get is refused as hold_not_possible.";
    Must own_loan_is_refused [] "An item that the patron has is refused as hold_not_possible.";
    Must past_expiry_is_refused [] "A hold that is of use until yesterday is refused as hold_not_possible, placed or changed.";
    Must each_change_is_carried_out_once [] "Repeated under its key, placing, changing and cancelling a hold is carried out once." of "consortium API, Rules: Idempotency-Key";
}

fn body(c: &Context<'_, Profile>, item: &str) -> Outcome<Value> {
    let patron = c.patron("ordinary")?.barcode;
    Ok(json!({"patron": patron, "item": item, "pickup_library": c.library(0)?}))
}

fn hold_on_an_item(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(0)?;
    let hold = c.hold(&body(c, &item)?)?;
    same(&hold, "/patron", c.patron("ordinary")?.barcode)?;
    same(&hold, "/item", item)?;
    same(&hold, "/pickup_library", c.library(0)?)?;
    ensure!(number(&hold, "/position")? >= 1, "the position is 0");
    super::super::format::time(&hold, "/placed").map(drop)
}

fn hold_on_a_title(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.read(&format!("/items/{}", c.spare(1)?))?;
    let record = text(&item, "/record")?;
    let patron = c.patron("ordinary")?.barcode;
    let hold =
        c.hold(&json!({"patron": patron, "record": record, "pickup_library": c.library(0)?}))?;
    same(&hold, "/record", record)?;
    same(&hold, "/title", text(&item, "/title")?)
}

fn hold_is_in_the_list(c: &mut Context<'_, Profile>) -> Outcome {
    let hold = c.hold(&body(c, &c.spare(2)?)?)?;
    let id = text(&hold, "/id")?;
    let list = c.read(&format!(
        "/patrons/{}/holds?limit=1000",
        c.patron("ordinary")?.barcode
    ))?;
    ensure!(
        ids_of(&list)?.iter().any(|known| known == id),
        "it is not in the list"
    );
    same(&c.read(&format!("/holds/{id}"))?, "/id", id)
}

fn queue_has_positions(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(0)?;
    let first = c.reserve(&c.patron("ordinary")?.barcode, &item, 0)?;
    let second = c.reserve(&c.patron("other")?.barcode, &item, 0)?;
    let (one, two) = (number(&first, "/position")?, number(&second, "/position")?);
    ensure!(two == one + 1, "the positions are {one} and {two}");
    same(&c.read(&format!("/items/{item}"))?, "/hold_queue", 2)
}

fn second_hold_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let body = body(c, &c.spare(1)?)?;
    c.hold(&body)?;
    c.post("/holds", &body)?.refused("hold_exists").map(drop)
}

fn refused_with(c: &Context<'_, Profile>, member: &str, value: &str, code: &str) -> Outcome {
    let mut body = body(c, &c.spare(2)?)?;
    body[member] = json!(value);
    c.post("/holds", &body)?.refused(code).map(drop)
}

fn unknown_pickup_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    refused_with(c, "pickup_library", "NO-SUCH-LIBRARY", "pickup_not_allowed")
}

fn unknown_item_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    refused_with(c, "item", NOTHING, "item_unknown")
}

fn unknown_record_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?.barcode;
    let body =
        json!({"patron": patron, "record": "no-such-record", "pickup_library": c.library(0)?});
    c.post("/holds", &body)?.refused("item_unknown").map(drop)
}

fn unknown_patron_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    refused_with(c, "patron", NOBODY, "patron_unknown")
}

fn neither_record_nor_item_is_malformed(c: &mut Context<'_, Profile>) -> Outcome {
    let body = json!({"patron": c.patron("ordinary")?.barcode, "pickup_library": c.library(0)?});
    let answer = c.post("/holds", &body)?;
    answer.problem(400, "malformed")?;
    text(&answer.body, "/pointer").map(drop)
}

fn change(
    c: &Context<'_, Profile>,
    hold: &Value,
    change: &Value,
) -> Outcome<super::super::answer::Answer> {
    c.ask(&Request::patch(
        &format!("/holds/{}", text(hold, "/id")?),
        change,
    ))
}

fn pickup_is_changed(c: &mut Context<'_, Profile>) -> Outcome {
    let hold = c.hold(&body(c, &c.spare(0)?)?)?;
    let library = c.library(1)?;
    let changed = change(c, &hold, &json!({"pickup_library": library}))?;
    same(changed.is(200)?, "/pickup_library", library)?;
    for kept in ["id", "patron", "item", "expires", "placed"] {
        same(&changed.body, &format!("/{kept}"), hold[kept].clone())?;
    }
    Ok(())
}

fn expiry_is_changed(c: &mut Context<'_, Profile>) -> Outcome {
    let hold = c.hold(&body(c, &c.spare(1)?)?)?;
    let changed = change(c, &hold, &json!({"expires": "2031-03-01T21:59:59Z"}))?;
    let (changed, told) = (changed.is(200)?, text(&changed.body, "/expires")?);
    same(changed, "/pickup_library", hold["pickup_library"].clone())?;
    ensure!(
        told.starts_with("2031-03-01") || told.starts_with("2031-03-02"),
        "it expires {told}"
    );
    Ok(())
}

fn change_to_unknown_pickup_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let hold = c.hold(&body(c, &c.spare(2)?)?)?;
    let answer = change(c, &hold, &json!({"pickup_library": "NO-SUCH-LIBRARY"}))?;
    answer.refused("pickup_not_allowed")?;
    let now = c.read(&format!("/holds/{}", text(&hold, "/id")?))?;
    same(&now, "/pickup_library", hold["pickup_library"].clone())
}

fn cancelled_hold_is_gone(c: &mut Context<'_, Profile>) -> Outcome {
    let hold = c.hold(&body(c, &c.spare(0)?)?)?;
    let path = format!("/holds/{}", text(&hold, "/id")?);
    c.ask(&Request::delete(&path))?.is(204)?;
    c.get(&path)?.problem(404, "hold_unknown")?;
    c.ask(&Request::delete(&path))?
        .problem(404, "hold_unknown")?;
    let list = c.read(&format!("/patrons/{}/holds", c.patron("ordinary")?.barcode))?;
    ensure!(
        entries(&list, "/items")?
            .iter()
            .all(|known| known["id"] != hold["id"]),
        "it is still in the list"
    );
    Ok(())
}

fn unknown_hold_is_404(c: &mut Context<'_, Profile>) -> Outcome {
    let path = "/holds/no-such-hold";
    let change = json!({"pickup_library": c.library(0)?});
    for request in [
        Request::get(path),
        Request::delete(path),
        Request::patch(path, &change),
    ] {
        c.ask(&request)?.problem(404, "hold_unknown")?;
    }
    Ok(())
}

fn expiry_may_be_a_date(c: &mut Context<'_, Profile>) -> Outcome {
    let mut body = body(c, &c.spare(1)?)?;
    body["expires"] = json!("2031-03-01");
    let hold = c.hold(&body)?;
    let told = text(&hold, "/expires")?;
    ensure!(told.starts_with("2031-03-01"), "it expires {told}");
    Ok(())
}

fn refused_to(c: &Context<'_, Profile>, role: &str, code: &str) -> Outcome {
    let (patron, item, at) = (c.patron(role)?.barcode, c.spare(0)?, c.library(0)?);
    let body = json!({"patron": patron, "item": item, "pickup_library": at});
    c.post("/holds", &body)?.refused(code).map(drop)
}

fn lost_card_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    refused_to(c, "lost_card", "card_lost")
}

fn expired_card_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    refused_to(c, "expired", "patron_expired")
}

fn debt_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    refused_to(c, "indebted", "fee_limit")
}

fn blocked_card_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    c.block(&c.patron("ordinary")?.barcode)?;
    refused_to(c, "ordinary", "patron_blocked")
}

fn refused_item(c: &Context<'_, Profile>, patron: &str, item: &str, code: &str) -> Outcome {
    let body = json!({
        "patron": c.patron(patron)?.barcode,
        "item": item,
        "pickup_library": c.library(0)?,
    });
    c.post("/holds", &body)?.refused(code).map(drop)
}

fn age_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.item("age_limited")?.barcode;
    refused_item(c, "child", &item, "age_restricted")
}

fn lost_item_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.item("lost")?.barcode;
    refused_item(c, "ordinary", &item, "hold_not_possible")
}

fn own_loan_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(0)?;
    c.lend(&c.patron("ordinary")?.barcode, &item)?;
    refused_item(c, "ordinary", &item, "hold_not_possible")
}

fn past_expiry_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let mut past = body(c, &c.spare(0)?)?;
    past["expires"] = json!("2020-03-01T12:00:00Z");
    c.post("/holds", &past)?.refused("hold_not_possible")?;
    let hold = c.hold(&body(c, &c.spare(0)?)?)?;
    let expires = json!({"expires": "2020-03-01T12:00:00Z"});
    change(c, &hold, &expires)?.refused("hold_not_possible")?;
    let now = c.read(&format!("/holds/{}", text(&hold, "/id")?))?;
    same(&now, "/expires", hold["expires"].clone())
}

fn each_change_is_carried_out_once(c: &mut Context<'_, Profile>) -> Outcome {
    let placing = Request::post("/holds", &body(c, &c.spare(0)?)?);
    let hold = c.ask(&placing)?.is(201)?.clone();
    let path = format!("/holds/{}", text(&hold, "/id")?);
    let cancelling = Request::delete(&path);
    let later = cancelling.clone();
    c.later(move |c| drop(c.ask(&later)));
    ensure!(*c.ask(&placing)?.is(201)? == hold, "placed twice");
    let changing = Request::patch(&path, &json!({"expires": "2031-03-01"}));
    let changed = c.ask(&changing)?.is(200)?.clone();
    c.ask(&Request::patch(&path, &json!({"expires": "2031-04-01"})))?
        .is(200)?;
    ensure!(*c.ask(&changing)?.is(200)? == changed, "changed twice");
    let now = text(&c.read(&path)?, "/expires")?.to_owned();
    ensure!(now.starts_with("2031-04-01"), "it expires {now}");
    c.ask(&cancelling)?.is(204)?;
    c.ask(&cancelling)?.is(204).map(drop)
}
