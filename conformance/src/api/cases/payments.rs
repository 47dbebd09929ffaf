//! Payments (POST /payments).

use serde_json::{Value, json};

use super::super::{
    Profile,
    answer::{entries, same, text},
    http::new_key,
    steps::NOBODY,
};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "api/payments", "consortium API, POST /payments", ["patron.ordinary"];
    Must whole_balance_is_paid [] "Paying what is owed is answered with 201, and nothing is owed any more.";
    Must part_is_paid [] "Paying a part leaves the rest, as the answer and the patron say.";
    Must named_fee_is_paid [] "Paying a named fee pays that one and no other.";
    Must more_than_owed_is_refused [] "Paying more than is owed is refused as payment_too_large, and nothing is booked.";
    Must more_than_the_fee_is_refused [] "Paying more than the named fee is refused as payment_too_large.";
    Must other_currency_is_refused [] "Another currency is refused as currency_unknown.";
    Must amounts_are_read_without_guessing [] "An amount that is zero, negative or not written with two decimals gets 400 with a pointer into /amount.";
    Must transaction_counts_once [] "The same transaction id, patron and amount under another key is one payment.";
    Must other_transaction_counts_again [] "Another transaction id is another payment.";
    Must unknown_patron_is_refused [] "A card that nobody has is refused as patron_unknown, with 409 since the body names it.";
}

fn pay(
    c: &Context<'_, Profile>,
    cents: i64,
    more: &Value,
) -> Outcome<super::super::answer::Answer> {
    let mut body = json!({"patron": c.patron("ordinary")?.barcode, "amount": c.money(cents), "method": "card"});
    for (name, value) in more.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    c.post("/payments", &body)
}

fn owed(c: &Context<'_, Profile>) -> Outcome<i64> {
    c.balance(&c.patron("ordinary")?.barcode)
}

/// Charges a fee. The fee's id.
fn charge(c: &mut Context<'_, Profile>, cents: i64) -> Outcome<String> {
    let fee = c.charge(&c.patron("ordinary")?.barcode, cents)?;
    text(&fee, "/id").map(str::to_owned)
}

fn owed_is(c: &Context<'_, Profile>, wanted: i64) -> Outcome {
    let owed = owed(c)?;
    ensure!(owed == wanted, "{owed} cents are owed, not {wanted}");
    Ok(())
}

fn whole_balance_is_paid(c: &mut Context<'_, Profile>) -> Outcome {
    charge(c, 250)?;
    let all = owed(c)?;
    let answer = pay(c, all, &json!({}))?;
    let receipt = answer.is(201)?;
    ensure!(!text(receipt, "/id")?.is_empty(), "the id is empty");
    ensure!(
        c.cents(receipt, "/amount")? == all,
        "the amount is {}",
        receipt["amount"]
    );
    ensure!(
        c.cents(receipt, "/balance")? == 0,
        "the balance is {}",
        receipt["balance"]
    );
    owed_is(c, 0)
}

fn part_is_paid(c: &mut Context<'_, Profile>) -> Outcome {
    charge(c, 250)?;
    let before = owed(c)?;
    let receipt = pay(c, 101, &json!({}))?.is(201)?.clone();
    let rest = c.cents(&receipt, "/balance")?;
    ensure!(rest == before - 101, "the balance is {rest} cents");
    owed_is(c, rest)
}

fn named_fee_is_paid(c: &mut Context<'_, Profile>) -> Outcome {
    let (first, second) = (charge(c, 100)?, charge(c, 100)?);
    pay(c, 100, &json!({"fee": second}))?.is(201)?;
    let list = c.read(&format!("/patrons/{}/fees", c.patron("ordinary")?.barcode))?;
    let fees = entries(&list, "/items")?;
    ensure!(
        fees.iter().any(|fee| fee["id"] == *first),
        "the other fee is gone"
    );
    ensure!(
        fees.iter().all(|fee| fee["id"] != *second),
        "the named fee is left"
    );
    Ok(())
}

fn more_than_owed_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    charge(c, 100)?;
    let before = owed(c)?;
    pay(c, before + 1, &json!({}))?.refused("payment_too_large")?;
    owed_is(c, before)
}

fn more_than_the_fee_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    charge(c, 100)?;
    let (fee, before) = (charge(c, 50)?, owed(c)?);
    pay(c, 51, &json!({"fee": fee}))?.refused("payment_too_large")?;
    owed_is(c, before)
}

fn other_currency_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    charge(c, 100)?;
    let before = owed(c)?;
    let amount = json!({"amount": "0.50", "currency": "XTS"});
    pay(c, 50, &json!({"amount": amount}))?.refused("currency_unknown")?;
    owed_is(c, before)
}

fn amounts_are_read_without_guessing(c: &mut Context<'_, Profile>) -> Outcome {
    charge(c, 1000)?;
    let before = owed(c)?;
    for amount in ["0.00", "-1.00", "1,00", "1e2", "", "1.005"] {
        let amount = json!({"amount": amount, "currency": c.profile.currency});
        let answer = pay(c, 1, &json!({"amount": amount}))?;
        answer.problem(400, "malformed")?;
        let pointer = text(&answer.body, "/pointer")?;
        ensure!(
            pointer.starts_with("/amount"),
            "{amount}: it points at {pointer}"
        );
    }
    owed_is(c, before)
}

fn transaction_counts_once(c: &mut Context<'_, Profile>) -> Outcome {
    charge(c, 300)?;
    let (before, transaction) = (owed(c)?, json!({"transaction_id": new_key()}));
    let first = pay(c, 100, &transaction)?.is(201)?.clone();
    let again = pay(c, 100, &transaction)?.is(201)?.clone();
    same(&again, "/id", first["id"].clone())?;
    owed_is(c, before - 100)
}

fn other_transaction_counts_again(c: &mut Context<'_, Profile>) -> Outcome {
    charge(c, 300)?;
    let before = owed(c)?;
    pay(c, 100, &json!({"transaction_id": new_key()}))?.is(201)?;
    pay(c, 100, &json!({"transaction_id": new_key()}))?.is(201)?;
    owed_is(c, before - 200)
}

fn unknown_patron_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    pay(c, 100, &json!({"patron": NOBODY}))?
        .refused("patron_unknown")
        .map(drop)
}
