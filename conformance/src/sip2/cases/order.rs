//! Which refusal is told when several apply.
//!
//! A refusal is known by its text alone, so each case learns the text of the one that should win
//! from a request that only it applies to, and compares.

use crate::{
    Context, Outcome,
    kit::{cases, ensure},
    sip2::{Item, Patron, Profile},
};

cases! {
    "sip2/order", "demo library: which refusal, when several apply", ["account.self_check"];
    Dialect unknown_patron_before_unknown_item ["spare.1"] "An unknown card is told before an unknown item.";
    Dialect unknown_item_before_lost_card ["patron.lost_card.pin", "patron.ordinary.pin"] "An unknown item is told before a lost card.";
    Dialect wrong_pin_before_lost_card ["patron.lost_card.pin", "patron.ordinary.pin", "spare.1"] "A wrong PIN is told before a lost card.";
    Dialect lost_card_before_item_not_for_loan ["patron.lost_card.pin", "item.not_for_loan", "spare.1"] "A lost card is told before an item not for loan.";
    Dialect expired_card_before_lost_item ["patron.expired.pin", "item.lost", "spare.1"] "An expired card is told before a lost item.";
    Dialect debt_before_item_on_loan ["patron.indebted.pin", "item.on_loan", "spare.1"] "A debt is told before an item on loan to another.";
    Dialect item_not_for_loan_before_loan_limit ["patron.at_limit.pin", "patron.ordinary.pin", "item.not_for_loan"] "An item not for loan is told before the loan limit.";
    Dialect item_on_loan_before_loan_limit ["patron.at_limit.pin", "patron.ordinary.pin", "item.on_loan"] "An item on loan to another is told before the loan limit.";
    Dialect item_on_loan_before_age ["patron.child.pin", "patron.ordinary.pin", "patron.other.pin", "item.age_limited"] "An item on loan to another is told before the age limit.";
    Dialect loan_limit_before_fee ["patron.at_limit.pin", "item.fee", "spare.1"] "The loan limit is told before a fee.";
}

/// The reason for refusing this loan, in the language every text of this file is asked in.
fn reason(c: &mut Context<'_, Profile>, patron: &Patron, item: &Item) -> Outcome<String> {
    let mut t = c.self_check()?;
    t.ask(&t.form.patron_status(patron).without("AD"))?;
    let answer = t.ask(&t.form.checkout(patron, item))?;
    if answer.fixed("ok") == "1" {
        c.return_later(item);
    }
    answer.refuses()?;
    Ok(answer.screen())
}

fn same_reason(
    c: &mut Context<'_, Profile>,
    both: (&Patron, &Item),
    alone: (&Patron, &Item),
) -> Outcome {
    let wanted = reason(c, alone.0, alone.1)?;
    let told = reason(c, both.0, both.1)?;
    ensure!(told == wanted, "it says {told:?} and should say {wanted:?}");
    Ok(())
}

fn unknown_patron_before_unknown_item(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(14)?;
    same_reason(
        c,
        (&Patron::unknown(), &Item::unknown()),
        (&Patron::unknown(), &item),
    )
}

fn unknown_item_before_lost_card(c: &mut Context<'_, Profile>) -> Outcome {
    let (lost, ordinary) = (c.patron("lost_card")?, c.patron("ordinary")?);
    same_reason(c, (&lost, &Item::unknown()), (&ordinary, &Item::unknown()))
}

fn wrong_pin_before_lost_card(c: &mut Context<'_, Profile>) -> Outcome {
    let (lost, ordinary, item) = (c.patron("lost_card")?, c.patron("ordinary")?, c.spare(14)?);
    c.right_pin_later(&lost);
    c.right_pin_later(&ordinary);
    same_reason(
        c,
        (&lost.with_wrong_pin(), &item),
        (&ordinary.with_wrong_pin(), &item),
    )
}

/// The patron's own refusal wins over the item's.
fn patron_wins(c: &mut Context<'_, Profile>, patron: &str, item: &str) -> Outcome {
    let (patron, item, free) = (c.patron(patron)?, c.item(item)?, c.spare(14)?);
    same_reason(c, (&patron, &item), (&patron, &free))
}

/// The item's own refusal wins over the patron's.
fn item_wins(c: &mut Context<'_, Profile>, patron: &str, item: &str) -> Outcome {
    let (patron, ordinary, item) = (c.patron(patron)?, c.patron("ordinary")?, c.item(item)?);
    same_reason(c, (&patron, &item), (&ordinary, &item))
}

fn lost_card_before_item_not_for_loan(c: &mut Context<'_, Profile>) -> Outcome {
    patron_wins(c, "lost_card", "not_for_loan")
}

fn expired_card_before_lost_item(c: &mut Context<'_, Profile>) -> Outcome {
    patron_wins(c, "expired", "lost")
}

fn debt_before_item_on_loan(c: &mut Context<'_, Profile>) -> Outcome {
    patron_wins(c, "indebted", "on_loan")
}

fn item_not_for_loan_before_loan_limit(c: &mut Context<'_, Profile>) -> Outcome {
    item_wins(c, "at_limit", "not_for_loan")
}

fn item_on_loan_before_loan_limit(c: &mut Context<'_, Profile>) -> Outcome {
    item_wins(c, "at_limit", "on_loan")
}

fn item_on_loan_before_age(c: &mut Context<'_, Profile>) -> Outcome {
    let (child, adult, other) = (
        c.patron("child")?,
        c.patron("ordinary")?,
        c.patron("other")?,
    );
    let item = c.item("age_limited")?;
    let mut t = c.self_check()?;
    c.lend(&mut t, &other, &item)?;
    same_reason(c, (&child, &item), (&adult, &item))
}

fn loan_limit_before_fee(c: &mut Context<'_, Profile>) -> Outcome {
    patron_wins(c, "at_limit", "fee")
}
