//! Items as an administrator writes them (PUT and DELETE /items/{barcode}). Each case takes away what
//! it has written.

use serde_json::{Value, json};

use super::super::{
    Profile,
    answer::{Answer, same, text},
    http::Request,
    steps::NOTHING,
};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "api/items-written", "consortium API, PUT /items/{barcode}", ["spare.1", "libraries.2"];
    Must item_is_created [] "An item that is written (200) is told as it was written, with the title of its record, and can be looked up.";
    Must item_is_changed [] "Written again, the same item has the new home, shelf mark and media type.";
    Must item_is_lent ["patron.ordinary"] "An item that was written can be lent.";
    Must item_is_among_the_holdings [] "An item that was written is among the holdings of its record." of "consortium API, GET /records/{id}/holdings";
    Must written_states_count ["patron.ordinary"] "An item that is written as lost or as not_for_loan is refused as item_lost or item_not_for_loan.";
    Must states_of_circulation_are_pointed_at [] "A state that comes from circulation gets 400 with the pointer /circulation_status.";
    Must age_limit_counts ["patron.child"] "An age limit that is written is told, and refused by: age_restricted.";
    Must fee_counts ["patron.ordinary"] "A fee that is written is told, and asked for: fee_required.";
    Must other_currency_is_refused [] "A fee in a currency that is not the library's is refused as currency_unknown.";
    Must unknown_record_is_refused [] "A record that is not there is refused as item_unknown.";
    Must unknown_home_is_pointed_at [] "A home that is no library gets 400 with the pointer /home, and nothing is written.";
    Must missing_members_are_pointed_at [] "Without a record or a home the request gets 400 with its pointer.";
    Must item_is_deleted [] "An item that was deleted (204) is unknown: 404 item_unknown." of "consortium API, DELETE /items/{barcode}";
    Must deleting_twice_is_404 [] "A second deletion under another key gets 404 item_unknown; under its own it succeeds again." of "consortium API, DELETE /items/{barcode}";
    Must unknown_item_is_not_deleted [] "Deleting a barcode that no item has gets 404 item_unknown." of "consortium API, DELETE /items/{barcode}";
    Must item_on_loan_is_not_deleted ["patron.ordinary"] "Deleting an item on loan is refused as item_on_loan_to_other, and the loan stands." of "consortium API, DELETE /items/{barcode}";
    Must holds_end_with_the_item ["patron.ordinary"] "A hold on an item that is deleted is gone." of "consortium API, DELETE /items/{barcode}";
    Must hold_limit_refuses ["patron.ordinary"] "Beyond the limit of holds a hold is refused as hold_limit, which names the limit." of "consortium API, POST /holds";
}

const ITEM: &str = "CONFORMANCE-ITEM-1";

/// What lies so far from any library's limit that no case goes there.
const TOO_MANY_HOLDS: u64 = 100;

fn path(item: &str) -> String {
    format!("/items/{item}")
}

/// A further copy of what the first spare item is one of.
fn good(c: &Context<'_, Profile>) -> Outcome<Value> {
    let spare = c.read(&path(&c.spare(0)?))?;
    Ok(json!({"record": text(&spare, "/record")?, "home": c.library(0)?}))
}

fn but(c: &Context<'_, Profile>, changed: &[(&str, Value)]) -> Outcome<Value> {
    let mut body = good(c)?;
    for (member, value) in changed {
        body[*member] = value.clone();
    }
    Ok(body)
}

fn write(c: &Context<'_, Profile>, item: &str, body: &Value) -> Outcome<Answer> {
    c.administer(&Request::put(&path(item), body))
}

fn delete(c: &Context<'_, Profile>, item: &str) -> Outcome<Answer> {
    c.administer(&Request::delete(&path(item)))
}

/// Writes an item, and deletes it when the case is over.
fn written(c: &mut Context<'_, Profile>, changed: &[(&str, Value)]) -> Outcome<Value> {
    let body = but(c, changed)?;
    c.later(|c| drop(delete(c, ITEM)));
    write(c, ITEM, &body)?.is(200).cloned()
}

fn item_is_created(c: &mut Context<'_, Profile>) -> Outcome {
    let wanted = but(c, &[("shelf_mark", json!("84.2 ÄÖÅ"))])?;
    let told = written(c, &[("shelf_mark", json!("84.2 ÄÖÅ"))])?;
    same(&told, "/barcode", ITEM)?;
    same(&told, "/circulation_status", "available")?;
    for member in ["record", "home", "shelf_mark"] {
        same(&told, &format!("/{member}"), wanted[member].clone())?;
    }
    let spare = c.read(&path(&c.spare(0)?))?;
    same(&told, "/title", spare["title"].clone())?;
    let known = c.read(&path(ITEM))?;
    ensure!(known == told, "it is looked up as {known}");
    Ok(())
}

fn item_is_changed(c: &mut Context<'_, Profile>) -> Outcome {
    written(c, &[])?;
    let changed = [
        ("home", json!(c.library(1)?)),
        ("shelf_mark", json!("Varasto")),
        ("media_type", json!("dvd")),
    ];
    written(c, &changed)?;
    let known = c.read(&path(ITEM))?;
    for (member, value) in changed {
        same(&known, &format!("/{member}"), value)?;
    }
    Ok(())
}

fn item_is_lent(c: &mut Context<'_, Profile>) -> Outcome {
    written(c, &[])?;
    c.lend(&c.patron("ordinary")?.barcode, ITEM).map(drop)
}

fn item_is_among_the_holdings(c: &mut Context<'_, Profile>) -> Outcome {
    let item = written(c, &[])?;
    let record = text(&item, "/record")?;
    let list = c.read(&format!("/records/{record}/holdings?limit=1000"))?;
    let found = super::super::answer::entries(&list, "/items")?.contains(&item);
    ensure!(found, "it is not among them");
    delete(c, ITEM)?.is(204)?;
    let list = c.read(&format!("/records/{record}/holdings?limit=1000"))?;
    let still = super::super::answer::entries(&list, "/items")?;
    ensure!(
        still.iter().all(|other| other["barcode"] != ITEM),
        "it is still among them after its deletion"
    );
    Ok(())
}

fn written_states_count(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?.barcode;
    for (state, code) in [("lost", "item_lost"), ("not_for_loan", "item_not_for_loan")] {
        let told = written(c, &[("circulation_status", json!(state))])?;
        same(&told, "/circulation_status", state)?;
        c.checkout(&patron, ITEM)?.refused(code)?;
    }
    Ok(())
}

fn states_of_circulation_are_pointed_at(c: &mut Context<'_, Profile>) -> Outcome {
    for state in ["on_loan", "on_hold_shelf", "in_transit", "moon_lit"] {
        let body = but(c, &[("circulation_status", json!(state))])?;
        write(c, ITEM, &body)?.malformed("/circulation_status")?;
    }
    c.get(&path(ITEM))?.problem(404, "item_unknown").map(drop)
}

fn age_limit_counts(c: &mut Context<'_, Profile>) -> Outcome {
    let told = written(c, &[("age_limit", json!(18))])?;
    same(&told, "/age_limit", 18)?;
    c.checkout(&c.patron("child")?.barcode, ITEM)?
        .refused("age_restricted")
        .map(drop)
}

fn fee_counts(c: &mut Context<'_, Profile>) -> Outcome {
    let told = written(c, &[("fee", c.money(150))])?;
    ensure!(c.cents(&told, "/fee")? == 150, "the fee is {}", told["fee"]);
    let refusal = c.checkout(&c.patron("ordinary")?.barcode, ITEM)?;
    let asked = c.cents(refusal.refused("fee_required")?, "/fee")?;
    ensure!(asked == 150, "{asked} cents are asked for");
    Ok(())
}

fn other_currency_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let other = match c.profile.currency.as_str() {
        "SEK" => "EUR",
        _ => "SEK",
    };
    let fee = json!({"amount": "1.00", "currency": other});
    let body = but(c, &[("fee", fee)])?;
    write(c, ITEM, &body)?.refused("currency_unknown").map(drop)
}

fn unknown_record_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let body = but(c, &[("record", json!("no-such-record"))])?;
    write(c, ITEM, &body)?.refused("item_unknown").map(drop)
}

fn unknown_home_is_pointed_at(c: &mut Context<'_, Profile>) -> Outcome {
    let body = but(c, &[("home", json!("NO-SUCH-LIBRARY"))])?;
    write(c, ITEM, &body)?.malformed("/home")?;
    c.get(&path(ITEM))?.problem(404, "item_unknown").map(drop)
}

fn missing_members_are_pointed_at(c: &mut Context<'_, Profile>) -> Outcome {
    for member in ["record", "home"] {
        let mut body = good(c)?;
        body.as_object_mut().map(|members| members.remove(member));
        write(c, ITEM, &body)?.malformed(&format!("/{member}"))?;
    }
    Ok(())
}

fn item_is_deleted(c: &mut Context<'_, Profile>) -> Outcome {
    written(c, &[])?;
    let deleted = delete(c, ITEM)?;
    deleted.is(204)?;
    ensure!(deleted.bytes.is_empty(), "the 204 has a body");
    c.get(&path(ITEM))?.problem(404, "item_unknown").map(drop)
}

fn deleting_twice_is_404(c: &mut Context<'_, Profile>) -> Outcome {
    written(c, &[])?;
    let request = Request::delete(&path(ITEM));
    c.administer(&request)?.is(204)?;
    delete(c, ITEM)?.problem(404, "item_unknown")?;
    c.administer(&request)?.is(204).map(drop)
}

fn unknown_item_is_not_deleted(c: &mut Context<'_, Profile>) -> Outcome {
    delete(c, NOTHING)?.problem(404, "item_unknown").map(drop)
}

fn item_on_loan_is_not_deleted(c: &mut Context<'_, Profile>) -> Outcome {
    written(c, &[])?;
    c.lend(&c.patron("ordinary")?.barcode, ITEM)?;
    delete(c, ITEM)?.refused("item_on_loan_to_other")?;
    c.status_is(ITEM, "on_loan")
}

fn holds_end_with_the_item(c: &mut Context<'_, Profile>) -> Outcome {
    written(c, &[])?;
    let hold = c.reserve(&c.patron("ordinary")?.barcode, ITEM, 0)?;
    delete(c, ITEM)?.is(204)?;
    c.get(&format!("/holds/{}", text(&hold, "/id")?))?
        .problem(404, "hold_unknown")
        .map(drop)
}

fn hold_limit_refuses(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?.barcode;
    let known = c.read(&format!("/patrons/{patron}"))?;
    let (limit, has) = (&known["limits"]["holds"], &known["counts"]["holds"]);
    let Some(left) = limit
        .as_u64()
        .zip(has.as_u64())
        .map(|(limit, has)| limit - has)
    else {
        return Err(crate::Stop::skipped("the patron has no limit of holds"));
    };
    if left > TOO_MANY_HOLDS {
        return Err(crate::Stop::skipped(
            "the limit of holds is too high to be reached",
        ));
    }
    let body = good(c)?;
    for number in 0..=left {
        let item = format!("CONFORMANCE-HELD-{number}");
        let taken_away = item.clone();
        c.later(move |c| drop(delete(c, &taken_away)));
        write(c, &item, &body)?.is(200)?;
        if number < left {
            c.reserve(&patron, &item, 0)?;
            continue;
        }
        let hold = json!({"patron": patron, "item": item, "pickup_library": c.library(0)?});
        let refusal = c.post("/holds", &hold)?;
        same(refusal.refused("hold_limit")?, "/limit", limit.clone())?;
    }
    Ok(())
}
