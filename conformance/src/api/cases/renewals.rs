//! Renewals, of one loan and of all.

use serde_json::{Value, json};

use super::super::{
    Profile,
    answer::{Answer, entries, number, same, text},
    format,
    steps::{NOBODY, NOTHING},
};
use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure},
};

cases! {
    "api/renewals", "consortium API, POST /renewals", [];
    Must loan_is_renewed ["patron.ordinary", "spare.1", "libraries.1"] "A renewal answers with the same loan, renewed once more and due no earlier.";
    Must waiting_patron_refuses ["patron.other", "item.on_loan_wanted"] "A loan that somebody waits for is refused as renewal_hold_waiting, and stays due as it was.";
    Must loan_of_another_refuses ["patron.ordinary", "item.on_loan"] "The loan of another is refused as not_on_loan.";
    Must available_item_refuses ["patron.ordinary", "item.here"] "An item that is not on loan is refused as not_on_loan.";
    Must limit_refuses ["patron.ordinary", "spare.1", "libraries.1", "renewals"] "Beyond the limit a renewal is refused as renewal_limit, which names the limit.";
    Must unknown_patron_refuses ["item.on_loan"] "A card that nobody has is refused as patron_unknown.";
    Must unknown_item_refuses ["patron.ordinary"] "A barcode that no item has is refused as item_unknown.";
    Must lost_card_refuses ["patron.lost_card", "item.on_loan"] "A card reported lost is refused as card_lost.";
    Must expired_card_refuses ["patron.expired", "item.on_loan"] "An expired card is refused as patron_expired.";
    Must debt_refuses ["patron.indebted", "item.on_loan"] "A patron who owes too much is refused as fee_limit.";
    Must blocked_card_refuses ["patron.ordinary", "spare.1", "libraries.1"] "A blocked card is refused as patron_blocked, and the loan stays due as it was.";
    Must recalled_loan_refuses ["patron.ordinary", "spare.1", "libraries.1"] "A loan that was recalled is refused as renewal_not_permitted.";
    Must checkout_to_renew_has_the_limit ["patron.ordinary", "spare.1", "libraries.1", "renewals"] "Beyond the limit a checkout that renews is refused as renewal_limit." of "consortium API, POST /checkouts";
    Must checkout_to_renew_heeds_who_waits ["patron.ordinary", "patron.other", "spare.1", "libraries.1"] "A checkout that renews what somebody waits for is refused as renewal_hold_waiting." of "consortium API, POST /checkouts";
    Must all_of_blocked_card_are_refused ["patron.ordinary", "spare.1", "libraries.1"] "Renewing all with a blocked card renews nothing, and says patron_blocked for the whole or for each." of "consortium API, POST /patrons/{barcode}/renewals";
    Must all_with_an_outcome_each ["patron.ordinary", "patron.other", "spare.2", "libraries.1"] "Renewing all gives each loan its own outcome: a due time, or the problem." of "consortium API, POST /patrons/{barcode}/renewals";
    Must all_of_none_is_empty ["patron.child"] "Renewing all of a patron without loans gives an empty list." of "consortium API, POST /patrons/{barcode}/renewals";
    Must all_of_unknown_patron_is_404 [] "Renewing all of a card that nobody has gets 404 patron_unknown." of "consortium API, POST /patrons/{barcode}/renewals";
}

fn renew(c: &Context<'_, Profile>, patron: &str, item: &str) -> Outcome<Answer> {
    c.post("/renewals", &json!({"patron": patron, "item": item}))
}

fn loan_is_renewed(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?.barcode, c.spare(0)?);
    let loan = c.lend(&patron, &item)?;
    let renewed = renew(c, &patron, &item)?.is(200)?.clone();
    same(&renewed, "/id", loan["id"].clone())?;
    same(&renewed, "/renewals", number(&loan, "/renewals")? + 1)?;
    let (before, after) = (
        format::time(&loan, "/due")?.0,
        format::time(&renewed, "/due")?.0,
    );
    ensure!(after >= before, "it was due {before} and is due {after}");
    Ok(())
}

fn waiting_patron_refuses(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (
        c.patron("other")?.barcode,
        c.item("on_loan_wanted")?.barcode,
    );
    let before = c.read(&format!("/items/{item}"))?;
    renew(c, &patron, &item)?.refused("renewal_hold_waiting")?;
    same(
        &c.read(&format!("/items/{item}"))?,
        "/due",
        before["due"].clone(),
    )
}

fn loan_of_another_refuses(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = renew(
        c,
        &c.patron("ordinary")?.barcode,
        &c.item("on_loan")?.barcode,
    )?;
    answer.refused("not_on_loan").map(drop)
}

fn available_item_refuses(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = renew(c, &c.patron("ordinary")?.barcode, &c.item("here")?.barcode)?;
    answer.refused("not_on_loan").map(drop)
}

fn limit_refuses(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?.barcode, c.spare(0)?);
    c.lend(&patron, &item)?;
    let limit = c.profile.renewals.unwrap_or_default();
    for _ in 0..limit {
        renew(c, &patron, &item)?.is(200)?;
    }
    let refusal = renew(c, &patron, &item)?;
    same(refusal.refused("renewal_limit")?, "/limit", limit)
}

fn unknown_patron_refuses(c: &mut Context<'_, Profile>) -> Outcome {
    renew(c, NOBODY, &c.item("on_loan")?.barcode)?
        .refused("patron_unknown")
        .map(drop)
}

fn unknown_item_refuses(c: &mut Context<'_, Profile>) -> Outcome {
    renew(c, &c.patron("ordinary")?.barcode, NOTHING)?
        .refused("item_unknown")
        .map(drop)
}

fn card_refuses(c: &Context<'_, Profile>, role: &str, code: &str) -> Outcome {
    let (patron, item) = (c.patron(role)?.barcode, c.item("on_loan")?.barcode);
    renew(c, &patron, &item)?.refused(code).map(drop)
}

fn lost_card_refuses(c: &mut Context<'_, Profile>) -> Outcome {
    card_refuses(c, "lost_card", "card_lost")
}

fn expired_card_refuses(c: &mut Context<'_, Profile>) -> Outcome {
    card_refuses(c, "expired", "patron_expired")
}

fn debt_refuses(c: &mut Context<'_, Profile>) -> Outcome {
    card_refuses(c, "indebted", "fee_limit")
}

fn blocked_card_refuses(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?.barcode, c.spare(0)?);
    let loan = c.lend(&patron, &item)?;
    c.block(&patron)?;
    renew(c, &patron, &item)?.refused("patron_blocked")?;
    same(
        &c.read(&format!("/items/{item}"))?,
        "/due",
        loan["due"].clone(),
    )
}

fn recalled_loan_refuses(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?.barcode, c.spare(0)?);
    let loan = c.lend(&patron, &item)?;
    let recall = format!("/loans/{}/recall", text(&loan, "/id")?);
    c.post(&recall, &json!({}))?.is(200)?;
    renew(c, &patron, &item)?
        .refused("renewal_not_permitted")
        .map(drop)
}

fn renewing_checkout(c: &Context<'_, Profile>, patron: &str, item: &str) -> Outcome<Answer> {
    let mut body = c.checkout_body(patron, item)?;
    body["renew_if_on_loan"] = json!(true);
    c.post("/checkouts", &body)
}

fn checkout_to_renew_has_the_limit(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?.barcode, c.spare(0)?);
    c.lend(&patron, &item)?;
    let limit = c.profile.renewals.unwrap_or_default();
    for _ in 0..limit {
        renew(c, &patron, &item)?.is(200)?;
    }
    let refusal = renewing_checkout(c, &patron, &item)?;
    same(refusal.refused("renewal_limit")?, "/limit", limit)
}

fn checkout_to_renew_heeds_who_waits(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?.barcode, c.spare(0)?);
    c.lend(&patron, &item)?;
    c.reserve(&c.patron("other")?.barcode, &item, 0)?;
    renewing_checkout(c, &patron, &item)?
        .refused("renewal_hold_waiting")
        .map(drop)
}

fn all_of_blocked_card_are_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?.barcode, c.spare(0)?);
    let loan = c.lend(&patron, &item)?;
    c.block(&patron)?;
    let answer = c.post(&format!("/patrons/{patron}/renewals"), &json!({}))?;
    match answer.status {
        200 => {
            let refused = outcome(&answer.body, &item)?;
            same(refused, "/outcome", "refused")?;
            same(refused, "/problem/code", "patron_blocked")?;
        }
        _ => drop(answer.refused("patron_blocked")?),
    }
    same(
        &c.read(&format!("/items/{item}"))?,
        "/due",
        loan["due"].clone(),
    )
}

fn outcome<'a>(answer: &'a Value, item: &str) -> Outcome<&'a Value> {
    let found = entries(answer, "/items")?
        .iter()
        .find(|outcome| outcome["item"] == item);
    found.ok_or_else(|| Stop::failed(format!("{item} has no outcome")))
}

fn all_with_an_outcome_each(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, free, wanted) = (c.patron("ordinary")?.barcode, c.spare(0)?, c.spare(1)?);
    c.lend(&patron, &free)?;
    c.lend(&patron, &wanted)?;
    c.reserve(&c.patron("other")?.barcode, &wanted, 0)?;
    let answer = c.post(&format!("/patrons/{patron}/renewals"), &json!({}))?;
    let answer = answer.is(200)?;
    let renewed = outcome(answer, &free)?;
    same(renewed, "/outcome", "renewed")?;
    format::time(renewed, "/due")?;
    let refused = outcome(answer, &wanted)?;
    same(refused, "/outcome", "refused")?;
    same(refused, "/problem/code", "renewal_hold_waiting")
}

fn all_of_none_is_empty(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.post(
        &format!("/patrons/{}/renewals", c.patron("child")?.barcode),
        &json!({}),
    )?;
    ensure!(
        entries(answer.is(200)?, "/items")?.is_empty(),
        "there are outcomes"
    );
    Ok(())
}

fn all_of_unknown_patron_is_404(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.post(&format!("/patrons/{NOBODY}/renewals"), &json!({}))?;
    answer.problem(404, "patron_unknown").map(drop)
}
