//! Checkouts that the library refuses, each with its code, texts and facts, and nothing happens.

use serde_json::json;

use super::super::{
    Profile,
    answer::{number, text},
    format,
    steps::{NOBODY, NOTHING},
};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "api/refusals", "consortium API, Refusal codes; POST /checkouts", ["libraries.1"];
    Must patron_unknown ["spare.1"] "A card that nobody has is refused as patron_unknown, with 409 since the body names it.";
    Must item_unknown ["patron.ordinary"] "A barcode that no item has is refused as item_unknown, with 409.";
    Must card_lost ["patron.lost_card", "spare.1"] "A card reported lost is refused as card_lost.";
    Must patron_expired ["patron.expired", "spare.1"] "An expired card is refused as patron_expired.";
    Must fee_limit ["patron.indebted", "spare.1"] "A patron who owes too much is refused as fee_limit.";
    Must item_lost ["patron.ordinary", "item.lost"] "A lost item is refused as item_lost.";
    Must item_not_for_loan ["patron.ordinary", "item.not_for_loan"] "An item that is not lent is refused as item_not_for_loan.";
    Must item_on_loan_to_other ["patron.ordinary", "item.on_loan"] "An item of another is refused as item_on_loan_to_other, and stays theirs.";
    Must item_on_hold_for_other ["patron.ordinary", "item.on_hold_shelf"] "An item that waits for another is refused as item_on_hold_for_other.";
    Must item_reserved_for_other ["patron.ordinary", "item.held_elsewhere"] "The only free copy with a hold of another is refused as item_on_hold_for_other.";
    Must age_restricted ["patron.child", "item.age_limited"] "An item above the patron's age is refused as age_restricted.";
    Must age_is_a_fact ["patron.child", "item.age_limited.age_limit"] "The refusal age_restricted names the age as its limit.";
    Must loan_limit ["patron.at_limit.loans", "spare.1"] "A patron at the loan limit is refused as loan_limit, which names the limit.";
    Must fee_required ["patron.ordinary", "item.fee.fee"] "An item with a fee that nobody agreed to is refused as fee_required, which names the fee.";
    Must texts_in_three_languages ["patron.ordinary", "item.not_for_loan"] "A refusal has a text of its own in Finnish, Swedish and English.";
    Should reasons_differ ["patron.ordinary", "item.not_for_loan", "item.lost"] "Two different refusals have different texts.";
    Must nothing_happens ["patron.at_limit.loans", "spare.1"] "After a refusal the item is available and the patron has as many loans as before.";
    Dialect patron_before_item [] "An unknown card is told before an unknown item." of "demo library: which refusal, when several apply";
    Dialect item_before_card ["patron.lost_card"] "An unknown item is told before a lost card." of "demo library: which refusal, when several apply";
    Dialect card_before_lost_item ["patron.expired", "item.lost"] "An expired card is told before a lost item." of "demo library: which refusal, when several apply";
    Dialect debt_before_loan ["patron.indebted", "item.on_loan"] "A debt is told before an item of another." of "demo library: which refusal, when several apply";
    Dialect item_before_loan_limit ["patron.at_limit", "item.on_loan"] "An item of another is told before the loan limit." of "demo library: which refusal, when several apply";
    Dialect loan_limit_before_fee ["patron.at_limit", "item.fee"] "The loan limit is told before a fee." of "demo library: which refusal, when several apply";
    Must no_patron_in_the_refusal ["patron.ordinary", "patron.other.name", "item.on_loan"] "A refusal does not tell who has the item." of "privacy: no data of one patron to another";
}

fn patron(c: &Context<'_, Profile>, role: &str) -> Outcome<String> {
    Ok(c.patron(role)?.barcode)
}

fn item(c: &Context<'_, Profile>, role: &str) -> Outcome<String> {
    Ok(c.item(role)?.barcode)
}

/// The refusal of this loan; the item stays as it was.
fn refused(
    c: &mut Context<'_, Profile>,
    patron: &str,
    item: &str,
    code: &str,
) -> Outcome<serde_json::Value> {
    let known = item != NOTHING;
    let before = if known {
        c.status(item)?
    } else {
        String::new()
    };
    let refusal = c.checkout(patron, item)?.refused(code)?.clone();
    if known {
        c.status_is(item, &before)?;
    }
    Ok(refusal)
}

fn patron_unknown(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(0)?;
    refused(c, NOBODY, &item, "patron_unknown").map(drop)
}

fn item_unknown(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = patron(c, "ordinary")?;
    refused(c, &patron, NOTHING, "item_unknown").map(drop)
}

fn card_lost(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (patron(c, "lost_card")?, c.spare(0)?);
    refused(c, &patron, &item, "card_lost").map(drop)
}

fn patron_expired(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (patron(c, "expired")?, c.spare(0)?);
    refused(c, &patron, &item, "patron_expired").map(drop)
}

fn fee_limit(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (patron(c, "indebted")?, c.spare(0)?);
    refused(c, &patron, &item, "fee_limit").map(drop)
}

fn refused_by_roles(
    c: &mut Context<'_, Profile>,
    roles: (&str, &str),
    code: &str,
) -> Outcome<serde_json::Value> {
    let (patron, item) = (patron(c, roles.0)?, item(c, roles.1)?);
    refused(c, &patron, &item, code)
}

fn item_lost(c: &mut Context<'_, Profile>) -> Outcome {
    refused_by_roles(c, ("ordinary", "lost"), "item_lost").map(drop)
}

fn item_not_for_loan(c: &mut Context<'_, Profile>) -> Outcome {
    refused_by_roles(c, ("ordinary", "not_for_loan"), "item_not_for_loan").map(drop)
}

fn item_on_loan_to_other(c: &mut Context<'_, Profile>) -> Outcome {
    refused_by_roles(c, ("ordinary", "on_loan"), "item_on_loan_to_other").map(drop)
}

fn item_on_hold_for_other(c: &mut Context<'_, Profile>) -> Outcome {
    refused_by_roles(c, ("ordinary", "on_hold_shelf"), "item_on_hold_for_other").map(drop)
}

fn item_reserved_for_other(c: &mut Context<'_, Profile>) -> Outcome {
    refused_by_roles(c, ("ordinary", "held_elsewhere"), "item_on_hold_for_other").map(drop)
}

fn age_restricted(c: &mut Context<'_, Profile>) -> Outcome {
    refused_by_roles(c, ("child", "age_limited"), "age_restricted").map(drop)
}

fn age_is_a_fact(c: &mut Context<'_, Profile>) -> Outcome {
    let refusal = refused_by_roles(c, ("child", "age_limited"), "age_restricted")?;
    let (told, known) = (
        number(&refusal, "/limit")?,
        c.item("age_limited")?.age_limit,
    );
    ensure!(
        known.map(u64::from) == Some(told),
        "the limit is {told}, not {known:?}"
    );
    Ok(())
}

fn loan_limit(c: &mut Context<'_, Profile>) -> Outcome {
    let (known, item) = (c.patron("at_limit")?, c.spare(0)?);
    let refusal = refused(c, &known.barcode, &item, "loan_limit")?;
    let told = number(&refusal, "/limit")?;
    ensure!(
        known.loans.map(u64::from) == Some(told),
        "the limit is {told}"
    );
    Ok(())
}

fn fee_required(c: &mut Context<'_, Profile>) -> Outcome {
    let owed = c.balance(&patron(c, "ordinary")?)?;
    let refusal = refused_by_roles(c, ("ordinary", "fee"), "fee_required")?;
    let (told, known) = (
        c.cents(&refusal, "/fee")?,
        c.item("fee")?.fee.as_deref().and_then(format::cents),
    );
    ensure!(
        Some(told) == known,
        "the fee is {told} cents, not {known:?}"
    );
    ensure!(
        c.balance(&patron(c, "ordinary")?)? == owed,
        "it is booked all the same"
    );
    Ok(())
}

fn texts_in_three_languages(c: &mut Context<'_, Profile>) -> Outcome {
    let refusal = refused_by_roles(c, ("ordinary", "not_for_loan"), "item_not_for_loan")?;
    let (fi, sv, en) = (
        text(&refusal, "/texts/fi")?,
        text(&refusal, "/texts/sv")?,
        text(&refusal, "/texts/en")?,
    );
    ensure!(
        fi != sv && sv != en && fi != en,
        "two languages have the same text: {fi:?}, {sv:?}, {en:?}"
    );
    Ok(())
}

fn reasons_differ(c: &mut Context<'_, Profile>) -> Outcome {
    let one = refused_by_roles(c, ("ordinary", "not_for_loan"), "item_not_for_loan")?;
    let two = refused_by_roles(c, ("ordinary", "lost"), "item_lost")?;
    ensure!(one["texts"] != two["texts"], "both say {}", one["texts"]);
    Ok(())
}

fn nothing_happens(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (patron(c, "at_limit")?, c.spare(0)?);
    let before = c.loans(&patron)?;
    refused(c, &patron, &item, "loan_limit")?;
    c.status_is(&item, "available")?;
    let after = c.loans(&patron)?;
    ensure!(before == after, "{before} loans before, {after} after");
    Ok(())
}

fn patron_before_item(c: &mut Context<'_, Profile>) -> Outcome {
    refused(c, NOBODY, NOTHING, "patron_unknown").map(drop)
}

fn item_before_card(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = patron(c, "lost_card")?;
    refused(c, &patron, NOTHING, "item_unknown").map(drop)
}

fn card_before_lost_item(c: &mut Context<'_, Profile>) -> Outcome {
    refused_by_roles(c, ("expired", "lost"), "patron_expired").map(drop)
}

fn debt_before_loan(c: &mut Context<'_, Profile>) -> Outcome {
    refused_by_roles(c, ("indebted", "on_loan"), "fee_limit").map(drop)
}

fn item_before_loan_limit(c: &mut Context<'_, Profile>) -> Outcome {
    refused_by_roles(c, ("at_limit", "on_loan"), "item_on_loan_to_other").map(drop)
}

fn loan_limit_before_fee(c: &mut Context<'_, Profile>) -> Outcome {
    refused_by_roles(c, ("at_limit", "fee"), "loan_limit").map(drop)
}

fn no_patron_in_the_refusal(c: &mut Context<'_, Profile>) -> Outcome {
    let refusal = refused_by_roles(c, ("ordinary", "on_loan"), "item_on_loan_to_other")?;
    let (other, told) = (c.patron("other")?, json!(refusal).to_string());
    let name = other.name.unwrap_or_default();
    for secret in [other.barcode.as_str(), name.as_str()] {
        ensure!(!told.contains(secret), "it tells {secret:?}");
    }
    Ok(())
}
