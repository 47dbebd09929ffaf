//! What became of a change (GET /operations/{key}).

use serde_json::json;

use super::super::{
    Profile,
    answer::{same, value},
    http::{Request, new_key},
};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "api/operations", "consortium API, GET /operations/{key}", ["patron.ordinary", "libraries.1", "spare.2"];
    Must applied_has_the_answer [] "A change that was carried out is applied, with the body of its first answer.";
    Must applied_without_body_is_null [] "A change whose answer has no body is applied, with the answer null.";
    Must refused_has_the_problem ["item.not_for_loan"] "A change that was refused is refused, with the problem of its first answer.";
    Must unknown_key_is_unknown [] "A key that no change had is unknown, with status 200.";
    Must malformed_request_is_not_applied [] "A malformed request is not told as applied.";
    Must malformed_key_is_refused [] "A key that can be none gets 400.";
    Must question_carries_nothing_out [] "Asking for a key does not use it up.";
    Should payment_has_its_receipt [] "A payment that lost its answer is settled with its receipt.";
}

fn applied_has_the_answer(c: &mut Context<'_, Profile>) -> Outcome {
    let (item, key) = (c.spare(0)?, new_key());
    c.return_later(&item);
    let body = c.checkout_body(&c.patron("ordinary")?.barcode, &item)?;
    let first = c
        .ask(&Request::post("/checkouts", &body).key(&key))?
        .is(201)?
        .clone();
    let told = c.read(&format!("/operations/{key}"))?;
    same(&told, "/outcome", "applied")?;
    same(&told, "/answer", first)
}

fn applied_without_body_is_null(c: &mut Context<'_, Profile>) -> Outcome {
    let (hold, key) = (
        c.reserve(&c.patron("ordinary")?.barcode, &c.spare(1)?, 0)?,
        new_key(),
    );
    let path = format!("/holds/{}", hold["id"].as_str().unwrap_or_default());
    c.ask(&Request::delete(&path).key(&key))?.is(204)?;
    let told = c.read(&format!("/operations/{key}"))?;
    same(&told, "/outcome", "applied")?;
    same(&told, "/answer", serde_json::Value::Null)
}

fn refused_has_the_problem(c: &mut Context<'_, Profile>) -> Outcome {
    let key = new_key();
    let body = c.checkout_body(
        &c.patron("ordinary")?.barcode,
        &c.item("not_for_loan")?.barcode,
    )?;
    let first = c.ask(&Request::post("/checkouts", &body).key(&key))?;
    let told = c.read(&format!("/operations/{key}"))?;
    same(&told, "/outcome", "refused")?;
    let problem = first.refused("item_not_for_loan")?;
    for member in ["/code", "/texts", "/status"] {
        same(
            value(&told, "/problem")?,
            member,
            value(problem, member)?.clone(),
        )?;
    }
    Ok(())
}

fn unknown_key_is_unknown(c: &mut Context<'_, Profile>) -> Outcome {
    same(
        &c.read(&format!("/operations/{}", new_key()))?,
        "/outcome",
        "unknown",
    )
}

fn malformed_request_is_not_applied(c: &mut Context<'_, Profile>) -> Outcome {
    let key = new_key();
    c.ask(&Request::post("/checkouts", &json!({})).key(&key))?
        .problem(400, "malformed")?;
    let told = c.read(&format!("/operations/{key}"))?;
    ensure!(told["outcome"] != "applied", "it is applied");
    Ok(())
}

fn malformed_key_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    c.get("/operations/short")?
        .problem(400, "malformed")
        .map(drop)
}

fn question_carries_nothing_out(c: &mut Context<'_, Profile>) -> Outcome {
    let (item, key) = (c.spare(0)?, new_key());
    c.return_later(&item);
    c.read(&format!("/operations/{key}"))?;
    let body = c.checkout_body(&c.patron("ordinary")?.barcode, &item)?;
    c.ask(&Request::post("/checkouts", &body).key(&key))?
        .is(201)
        .map(drop)
}

fn payment_has_its_receipt(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, key) = (c.patron("ordinary")?.barcode, new_key());
    c.charge(&patron, 100)?;
    let body = json!({"patron": patron, "amount": c.money(100)});
    let first = c
        .ask(&Request::post("/payments", &body).key(&key))?
        .is(201)?
        .clone();
    same(&c.read(&format!("/operations/{key}"))?, "/answer", first)
}
