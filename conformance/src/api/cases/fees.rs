//! Charging a fee (POST /patrons/{barcode}/fees).

use serde_json::json;

use super::super::{
    Profile,
    answer::{same, text},
    format,
    steps::{NOBODY, NOTHING, ids_of},
};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "api/fees", "consortium API, POST /patrons/{barcode}/fees", ["patron.ordinary"];
    Must fee_is_charged [] "A charge is answered with 201 and the fee: id, amount, text, time.";
    Must fee_is_owed [] "Afterwards the fee stands in the list, and the balance is higher by it.";
    Must unknown_patron_is_404 [] "A charge to a card that nobody has gets 404 patron_unknown.";
    Must unknown_item_is_refused [] "A charge for a barcode that no item has is refused as item_unknown, and nothing is owed.";
    Must amounts_are_read_without_guessing [] "An amount that is zero, negative or not written with two decimals gets 400 with a pointer into /amount.";
    Must other_currency_is_refused [] "A charge in a currency that is not the library's is refused as currency_unknown.";
}

fn fee_is_charged(c: &mut Context<'_, Profile>) -> Outcome {
    let fee = c.charge(&c.patron("ordinary")?.barcode, 150)?;
    ensure!(!text(&fee, "/id")?.is_empty(), "the id is empty");
    ensure!(
        c.cents(&fee, "/amount")? == 150,
        "the amount is {}",
        fee["amount"]
    );
    same(&fee, "/text", "conformance test")?;
    format::time(&fee, "/created").map(drop)
}

fn fee_is_owed(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?.barcode;
    let before = c.balance(&patron)?;
    let fee = c.charge(&patron, 105)?;
    let after = c.balance(&patron)?;
    ensure!(
        after == before + 105,
        "the balance went from {before} to {after} cents"
    );
    let list = c.read(&format!("/patrons/{patron}/fees"))?;
    let id = text(&fee, "/id")?;
    ensure!(
        ids_of(&list)?.iter().any(|known| known == id),
        "it is not in the list"
    );
    Ok(())
}

fn unknown_patron_is_404(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.post(
        &format!("/patrons/{NOBODY}/fees"),
        &json!({"amount": c.money(100)}),
    )?;
    answer.problem(404, "patron_unknown").map(drop)
}

fn unknown_item_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?.barcode;
    let before = c.balance(&patron)?;
    c.pay_later(&patron);
    let body = json!({"amount": c.money(100), "item": NOTHING});
    c.post(&format!("/patrons/{patron}/fees"), &body)?
        .refused("item_unknown")?;
    ensure!(
        c.balance(&patron)? == before,
        "the fee is owed all the same"
    );
    Ok(())
}

fn amounts_are_read_without_guessing(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?.barcode;
    c.pay_later(&patron);
    for amount in [
        json!("0.00"),
        json!("-1.00"),
        json!("1,00"),
        json!("1e2"),
        json!(""),
        json!("1.005"),
        json!(1.5),
    ] {
        let body = json!({"amount": {"amount": amount, "currency": c.profile.currency}});
        let answer = c.post(&format!("/patrons/{patron}/fees"), &body)?;
        answer.problem(400, "malformed")?;
        let pointer = text(&answer.body, "/pointer")?;
        ensure!(
            pointer.starts_with("/amount"),
            "{amount}: it points at {pointer}"
        );
    }
    Ok(())
}

fn other_currency_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?.barcode;
    c.pay_later(&patron);
    let body = json!({"amount": {"amount": "1.00", "currency": "XTS"}});
    c.post(&format!("/patrons/{patron}/fees"), &body)?
        .refused("currency_unknown")
        .map(drop)
}
