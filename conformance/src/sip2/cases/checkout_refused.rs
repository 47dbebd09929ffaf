//! Checkout (11/12) refused: why, and that nothing has happened.

use crate::{
    Context, Outcome,
    kit::{cases, ensure},
    sip2::{
        Item, Patron, Profile, answer::Answer, money::Cents, request::Request, terminal::Terminal,
    },
};

cases! {
    "sip2/checkout", "SIP2 2.00, Checkout 11/12", ["account.self_check"];
    Must item_of_another_is_refused ["patron.ordinary.pin", "item.on_loan"] "An item on loan to somebody else is refused, and stays with them.";
    Must item_on_hold_for_another_is_refused ["patron.ordinary.pin", "item.on_hold_shelf"] "An item that waits for somebody else is refused, and goes on waiting.";
    Must item_reserved_for_another_is_refused ["patron.ordinary.pin", "item.held_elsewhere"] "The only copy with a hold of somebody else is refused.";
    Must item_not_for_loan_is_refused ["patron.ordinary.pin", "item.not_for_loan"] "An item that is not for loan is refused.";
    Must lost_item_is_refused ["patron.ordinary.pin", "item.lost"] "A lost item is refused." of "Koha 23.05 on the wire: checkout of lost items accepted";
    Must unknown_item_is_refused ["patron.ordinary.pin"] "An unknown item is refused, with AB as sent and AJ and AH empty.";
    Must unknown_patron_is_refused ["spare.1"] "An unknown card is refused and the item stays.";
    Must expired_card_is_refused ["patron.expired.pin", "spare.1"] "An expired card is refused.";
    Must lost_card_is_refused ["patron.lost_card.pin", "spare.1"] "A card reported lost is refused.";
    Must debt_is_refused ["patron.indebted.pin", "spare.1"] "A patron who owes too much is refused.";
    Must loan_limit_is_refused ["patron.at_limit.pin", "spare.1"] "A patron at the loan limit is refused, and has no more loans than before.";
    Must age_limit_is_refused ["patron.child.pin", "item.age_limited"] "An item above the patron's age is refused.";
    Must fee_must_be_accepted ["patron.ordinary.pin", "item.fee.fee"] "An item with a fee is refused until the fee is accepted, and the answer tells fee type, amount and currency.";
    Must refusal_never_desensitizes ["patron.ordinary.pin", "item.not_for_loan"] "A refusal never tells the terminal to desensitize, nor that a renewal was ok.";
    Must refusal_keeps_item ["patron.lost_card.pin", "spare.1"] "After a refusal the item is as available as before.";
    Must refusal_says_why ["patron.ordinary.pin", "item.not_for_loan"] "A refusal has its reason in AF.";
    Should reasons_differ ["patron.ordinary.pin", "item.not_for_loan", "item.on_loan"] "Two different reasons have two different texts." of "field practice: readers ask why";
    Must missing_patron_is_refused ["spare.1"] "A checkout without AA is refused with its own code, or asked for again.";
    Must missing_item_is_refused ["patron.ordinary.pin"] "A checkout without AB is refused with its own code, or asked for again.";
    Must empty_fields_are_refused [] "A checkout with all fields empty is refused.";
}

/// Tries to borrow what should be refused, and puts all right if it is not.
fn refused(
    c: &mut Context<'_, Profile>,
    patron: &Patron,
    item: &Item,
) -> Outcome<(Terminal, Answer)> {
    let mut t = c.self_check()?;
    let answer = t.ask(&t.form.checkout(patron, item))?;
    if answer.fixed("ok") == "1" {
        c.return_later(item);
    }
    answer.refuses()?;
    Ok((t, answer))
}

fn item_refused(c: &mut Context<'_, Profile>, role: &str) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.item(role)?);
    let before = c.self_check()?.item_status(&item)?;
    let (mut t, _) = refused(c, &patron, &item)?;
    let after = t.item_status(&item)?;
    ensure!(
        after == before,
        "the item's circulation status went from {before} to {after}"
    );
    Ok(())
}

fn patron_refused(c: &mut Context<'_, Profile>, role: &str) -> Outcome {
    let (patron, item) = (c.patron(role)?, c.spare(10)?);
    let (mut t, _) = refused(c, &patron, &item)?;
    let status = t.item_status(&item)?;
    ensure!(
        status == "03",
        "the item has circulation status {status} afterwards"
    );
    Ok(())
}

fn item_of_another_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    item_refused(c, "on_loan")
}

fn item_on_hold_for_another_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    item_refused(c, "on_hold_shelf")
}

fn item_reserved_for_another_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    item_refused(c, "held_elsewhere")
}

fn item_not_for_loan_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    item_refused(c, "not_for_loan")
}

fn lost_item_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    item_refused(c, "lost")
}

fn unknown_item_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let (_, answer) = refused(c, &patron, &Item::unknown())?;
    answer.field_is("AB", &Item::unknown().barcode)?;
    answer.field_is("AJ", "")?;
    answer.field_is("AH", "")
}

fn unknown_patron_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(10)?;
    let (mut t, answer) = refused(c, &Patron::unknown(), &item)?;
    answer.field_is("AA", &Patron::unknown().card)?;
    ensure!(
        t.item_status(&item)? == "03",
        "the item is no longer available"
    );
    Ok(())
}

fn expired_card_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    patron_refused(c, "expired")
}

fn lost_card_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    patron_refused(c, "lost_card")
}

fn debt_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    patron_refused(c, "indebted")
}

fn loan_limit_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("at_limit")?;
    let before = c.self_check()?.loans(&patron)?;
    patron_refused(c, "at_limit")?;
    let after = c.self_check()?.loans(&patron)?;
    ensure!(
        after == before,
        "the patron had {before} loans and has {after}"
    );
    Ok(())
}

fn age_limit_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("child")?, c.item("age_limited")?);
    refused(c, &patron, &item).map(drop)
}

fn fee_must_be_accepted(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.item("fee")?);
    c.pay_later(&patron);
    let (_, answer) = refused(c, &patron, &item)?;
    answer.needs("BT")?;
    answer.field_is("BH", &c.profile.currency)?;
    let wanted = Cents::read(item.fee.as_deref().unwrap_or_default())?;
    ensure!(
        Cents::read(answer.value("BV"))? == wanted,
        "BV is {:?}, the fee is {wanted}",
        answer.field("BV")
    );
    Ok(())
}

fn refusal(c: &mut Context<'_, Profile>, role: &str) -> Outcome<Answer> {
    let (patron, item) = (c.patron("ordinary")?, c.item(role)?);
    Ok(refused(c, &patron, &item)?.1)
}

fn refusal_never_desensitizes(c: &mut Context<'_, Profile>) -> Outcome {
    for role in ["not_for_loan", "on_loan", "on_hold_shelf", "lost", "fee"] {
        if c.item(role).is_err() {
            continue;
        }
        let answer = refusal(c, role)?;
        ensure!(
            answer.fixed("desensitize") != "Y",
            "{role}: desensitize is Y"
        );
        ensure!(answer.fixed("renewal ok") != "Y", "{role}: renewal ok is Y");
        ensure!(answer.value("CI") != "Y", "{role}: CI is Y");
    }
    Ok(())
}

fn refusal_keeps_item(c: &mut Context<'_, Profile>) -> Outcome {
    let (blocked, patron, item) = (c.patron("lost_card")?, c.patron("ordinary")?, c.spare(13)?);
    let (mut t, _) = refused(c, &blocked, &item)?;
    c.lend(&mut t, &patron, &item).map(drop)
}

fn refusal_says_why(c: &mut Context<'_, Profile>) -> Outcome {
    refusal(c, "not_for_loan")?.says_why()
}

fn reasons_differ(c: &mut Context<'_, Profile>) -> Outcome {
    let (one, two) = (
        refusal(c, "not_for_loan")?.screen(),
        refusal(c, "on_loan")?.screen(),
    );
    ensure!(one != two, "both say {one:?}");
    Ok(())
}

fn incomplete(c: &mut Context<'_, Profile>, change: impl Fn(Request) -> Request) -> Outcome {
    let patron = c.patron("ordinary").unwrap_or_else(|_| Patron::unknown());
    let item = c.spare(10).unwrap_or_else(|_| Item::unknown());
    c.return_later(&item);
    let mut t = c.self_check()?;
    let request = change(t.form.checkout(&patron, &item));
    let answer = t.ask_or_96(&request)?;
    ensure!(answer.fixed("ok") != "1", "it is carried out");
    t.lives()
}

fn missing_patron_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    incomplete(c, |request| request.without("AA"))
}

fn missing_item_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    incomplete(c, |request| request.without("AB"))
}

fn empty_fields_are_refused(c: &mut Context<'_, Profile>) -> Outcome {
    incomplete(c, |request| {
        request
            .with("AA", "")
            .with("AB", "")
            .with("AD", "")
            .with("AO", "")
    })
}
