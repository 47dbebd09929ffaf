//! Checkouts that are carried out (POST /checkouts).

use jiff::Timestamp;
use serde_json::json;

use super::super::{
    Profile,
    answer::{entries, number, same, text},
    format,
};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "api/checkouts", "consortium API, POST /checkouts", ["patron.ordinary", "libraries.1", "spare.3"];
    Must loan_is_answered [] "A checkout is answered with 201 and the loan: patron, item, title, library, no renewals.";
    Must due_is_in_the_future [] "The loan is due in the future, at a time with its offset.";
    Must item_is_on_loan [] "Afterwards the item is on_loan, due as the loan is.";
    Must loan_is_in_the_list [] "Afterwards the loan stands in the patron's list, and is counted.";
    Must standing_loan_is_answered [] "A second checkout by the same patron answers with the standing loan, unchanged.";
    Must renewed_if_asked [] "With renew_if_on_loan the standing loan is renewed.";
    Must already_happened_is_recorded ["patron.expired"] "What already happened is recorded, even if it would have been refused, with the due time it was given.";
    Must already_happened_moves_the_loan ["patron.other"] "An item that already went to somebody else is theirs; the other loan is ended.";
    Must agreed_fee_is_booked ["item.fee.fee"] "With fee_acknowledged an item with a fee is lent, and the fee is owed.";
    Must agreement_without_a_fee_costs_nothing [] "fee_acknowledged on an item without a fee costs nothing.";
    Dialect item_in_transit_is_lent ["item.from_elsewhere.home", "libraries.2"] "An item in transit is lent to the reader who holds it, and the transit ends." of "demo library";
    Should terminal_and_time_are_taken [] "The terminal and its time may be named.";
}

fn loan_is_answered(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?.barcode, c.spare(0)?);
    let loan = c.lend(&patron, &item)?;
    ensure!(!text(&loan, "/id")?.is_empty(), "the id is empty");
    same(&loan, "/patron", patron)?;
    same(&loan, "/library", c.library(0)?)?;
    same(&loan, "/renewals", 0)?;
    let known = c.read(&format!("/items/{item}"))?;
    same(&loan, "/title", text(&known, "/title")?)?;
    same(&loan, "/record", text(&known, "/record")?)?;
    same(&loan, "/item", item)
}

fn due_is_in_the_future(c: &mut Context<'_, Profile>) -> Outcome {
    let loan = c.lend(&c.patron("ordinary")?.barcode, &c.spare(1)?)?;
    let (due, _) = format::time(&loan, "/due")?;
    ensure!(due > Timestamp::now(), "it is due {due}");
    Ok(())
}

fn item_is_on_loan(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(2)?;
    let loan = c.lend(&c.patron("ordinary")?.barcode, &item)?;
    let told = c.read(&format!("/items/{item}"))?;
    same(&told, "/circulation_status", "on_loan")?;
    same(&told, "/due", loan["due"].clone())
}

fn loan_is_in_the_list(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?.barcode;
    let before = c.loans(&patron)?;
    let loan = c.lend(&patron, &c.spare(0)?)?;
    let list = c.read(&format!("/patrons/{patron}/loans?limit=1000"))?;
    let found = entries(&list, "/items")?
        .iter()
        .find(|entry| entry["id"] == loan["id"]);
    ensure!(
        found.is_some_and(|entry| entry["due"] == loan["due"]),
        "it is not there as answered"
    );
    let after = c.loans(&patron)?;
    ensure!(after == before + 1, "{before} loans before, {after} after");
    Ok(())
}

fn standing_loan_is_answered(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?.barcode, c.spare(1)?);
    let first = c.lend(&patron, &item)?;
    let again = c.checkout(&patron, &item)?;
    ensure!(
        matches!(again.status, 200 | 201),
        "it is answered with {}",
        again.status
    );
    for member in ["/id", "/due", "/renewals"] {
        same(
            &again.body,
            member,
            first.pointer(member).cloned().unwrap_or_default(),
        )?;
    }
    Ok(())
}

fn renewed_if_asked(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?.barcode, c.spare(2)?);
    let first = c.lend(&patron, &item)?;
    let mut body = c.checkout_body(&patron, &item)?;
    body["renew_if_on_loan"] = json!(true);
    let again = c.post("/checkouts", &body)?;
    ensure!(
        matches!(again.status, 200 | 201),
        "it is answered with {}",
        again.status
    );
    same(&again.body, "/id", first["id"].clone())?;
    same(&again.body, "/renewals", number(&first, "/renewals")? + 1)
}

fn already_happened_is_recorded(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("expired")?.barcode, c.spare(0)?);
    let mut body = c.checkout_body(&patron, &item)?;
    body["time"] = json!("2026-01-02T10:00:00+02:00");
    body["already_happened"] = json!({"due": "2031-02-03T21:59:59Z"});
    let loan = c.checkout_with(&body)?.is(201)?.clone();
    let (due, _) = format::time(&loan, "/due")?;
    ensure!(due.to_string() == "2031-02-03T21:59:59Z", "it is due {due}");
    c.status_is(&item, "on_loan")
}

fn already_happened_moves_the_loan(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, other, item) = (
        c.patron("ordinary")?.barcode,
        c.patron("other")?.barcode,
        c.spare(1)?,
    );
    c.lend(&other, &item)?;
    let mut body = c.checkout_body(&patron, &item)?;
    body["already_happened"] = json!({});
    let loan = c.checkout_with(&body)?.is(201)?.clone();
    same(&loan, "/patron", patron)?;
    let open = c.read(&format!("/loans?item={item}"))?;
    let loans = entries(&open, "/items")?;
    ensure!(
        loans.len() == 1 && loans.iter().all(|open| open["id"] == loan["id"]),
        "the open loans are {loans:?}"
    );
    Ok(())
}

fn agreed_fee_is_booked(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?.barcode, c.item("fee")?);
    let before = c.balance(&patron)?;
    let mut body = c.checkout_body(&patron, &item.barcode)?;
    body["fee_acknowledged"] = json!(true);
    c.pay_later(&patron);
    c.checkout_with(&body)?.is(201)?;
    let (fee, after) = (
        item.fee.as_deref().and_then(format::cents),
        c.balance(&patron)?,
    );
    ensure!(
        Some(after - before) == fee,
        "the balance went from {before} to {after} cents"
    );
    Ok(())
}

fn agreement_without_a_fee_costs_nothing(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?.barcode, c.spare(2)?);
    let before = c.balance(&patron)?;
    let mut body = c.checkout_body(&patron, &item)?;
    body["fee_acknowledged"] = json!(true);
    c.checkout_with(&body)?.is(201)?;
    let after = c.balance(&patron)?;
    ensure!(
        before == after,
        "the balance went from {before} to {after} cents"
    );
    Ok(())
}

fn item_in_transit_is_lent(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.item("from_elsewhere")?.barcode;
    c.return_later(&item);
    c.give_back(&item)?;
    c.status_is(&item, "in_transit")?;
    c.lend(&c.patron("ordinary")?.barcode, &item)?;
    c.status_is(&item, "on_loan")
}

fn terminal_and_time_are_taken(c: &mut Context<'_, Profile>) -> Outcome {
    let mut body = c.checkout_body(&c.patron("ordinary")?.barcode, &c.spare(0)?)?;
    body["terminal"] = json!("conformance-1");
    body["time"] = json!(Timestamp::now().to_string());
    c.checkout_with(&body)?.is(201).map(drop)
}
