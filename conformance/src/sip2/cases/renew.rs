//! Renew (29/30).

use crate::{
    Context, Outcome,
    kit::{cases, ensure},
    sip2::{Item, Patron, Profile, layout, terminal::Terminal},
};

cases! {
    "sip2/renew", "SIP2 2.00, Renew 29/30", ["account.self_check"];
    Must loan_is_renewed ["patron.ordinary.pin", "spare.1"] "A loan is renewed: ok 1, renewal ok Y, a due date, still one loan.";
    Must answer_names_patron_item_and_title ["patron.ordinary.pin", "item.here.title"] "The answer names patron, item and title.";
    Must renewed_item_is_not_desensitized ["patron.ordinary.pin", "spare.1"] "A renewal does not desensitize.";
    Should due_date_does_not_move_back ["patron.ordinary.pin", "spare.1"] "The new due date is not before the old one.";
    Must item_not_on_loan_is_refused ["patron.ordinary.pin", "spare.1"] "Renewing an item that is not on loan is refused, with AB as sent, and lends nothing.";
    Must loan_of_another_is_refused ["patron.ordinary.pin", "item.on_loan"] "Renewing another patron's loan is refused.";
    Must unknown_item_is_refused ["patron.ordinary.pin"] "Renewing an unknown item is refused.";
    Must unknown_patron_is_refused ["item.on_loan"] "Renewing with an unknown card is refused.";
    Must waiting_hold_is_refused ["patron.ordinary.pin", "patron.other.pin", "spare.1", "locations.1"] "A loan for which somebody waits is not renewed.";
    Must waiting_hold_keeps_the_due_date ["patron.other.pin", "item.on_loan_wanted"] "A refused renewal leaves the due date.";
    Dialect renewals_end_at_the_limit ["patron.ordinary.pin", "spare.1"] "After five renewals the sixth is refused." of "demo library: 5 renewals, which may follow each other on one day";
    Must refusal_is_complete ["patron.ordinary.pin", "spare.1"] "A refusal has renewal ok N, no desensitize, AJ and AH even if empty, and a reason.";
    Should title_alone_is_enough ["patron.ordinary.pin", "item.here.title"] "A renewal by title (AJ) without AB is understood.";
    Must neither_item_nor_title_is_refused ["patron.ordinary.pin"] "A renewal with neither AB nor AJ is refused or asked for again.";
    Must lost_card_is_refused ["patron.lost_card.pin", "item.on_loan"] "A card reported lost renews nothing.";
}

fn lent(c: &mut Context<'_, Profile>, item: &Item) -> Outcome<(Terminal, Patron, String)> {
    let patron = c.patron("ordinary")?;
    let mut t = c.self_check()?;
    let due = c.lend(&mut t, &patron, item)?.value("AH").to_owned();
    Ok((t, patron, due))
}

fn loan_is_renewed(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(1)?;
    let (mut t, patron, _) = lent(c, &item)?;
    let before = t.loans(&patron)?;
    let answer = t.ask(&t.form.renew(&patron, &item))?;
    answer.is("ok", "1")?;
    answer.is("renewal ok", "Y")?;
    answer.needs("AH")?;
    let after = t.loans(&patron)?;
    ensure!(
        after == before,
        "the patron had {before} loans and has {after}"
    );
    Ok(())
}

fn answer_names_patron_item_and_title(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.item("here")?;
    let (mut t, patron, _) = lent(c, &item)?;
    let answer = t.ask(&t.form.renew(&patron, &item))?;
    answer.field_is("AA", &patron.card)?;
    answer.field_is("AB", &item.barcode)?;
    answer.field_is("AJ", item.title.as_deref().unwrap_or_default())
}

fn renewed_item_is_not_desensitized(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(1)?;
    let (mut t, patron, _) = lent(c, &item)?;
    let answer = t.ask(&t.form.renew(&patron, &item))?;
    ensure!(answer.fixed("desensitize") != "Y", "desensitize is Y");
    Ok(())
}

fn due_date_does_not_move_back(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(1)?;
    let (mut t, patron, old) = lent(c, &item)?;
    let answer = t.ask(&t.form.renew(&patron, &item))?;
    let new = answer.value("AH");
    let comparable = layout::is_date(&old) && layout::is_date(new);
    ensure!(
        !comparable || new >= old.as_str(),
        "it was due {old:?} and is due {new:?}"
    );
    Ok(())
}

fn refused(c: &Context<'_, Profile>, patron: &Patron, item: &Item) -> Outcome {
    let mut t = c.self_check()?;
    let before = t.item_status(item)?;
    let answer = t.ask(&t.form.renew(patron, item))?;
    answer.refuses()?;
    answer.is("renewal ok", "N")?;
    answer.field_is("AB", &item.barcode)?;
    let after = t.item_status(item)?;
    ensure!(
        after == before,
        "the circulation status went from {before} to {after}"
    );
    Ok(())
}

fn item_not_on_loan_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(1)?);
    refused(c, &patron, &item)
}

fn loan_of_another_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.item("on_loan")?);
    refused(c, &patron, &item)
}

fn unknown_item_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    refused(c, &patron, &Item::unknown())
}

fn unknown_patron_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.item("on_loan")?;
    refused(c, &Patron::unknown(), &item)
}

fn waiting_hold_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let (waiter, item) = (c.patron("other")?, c.spare(1)?);
    let (mut t, patron, _) = lent(c, &item)?;
    c.reserve(&mut t, &waiter, &item)?;
    t.ask(&t.form.renew(&patron, &item))?.refuses()
}

fn waiting_hold_keeps_the_due_date(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("other")?, c.item("on_loan_wanted")?);
    let mut t = c.self_check()?;
    let before = t
        .ask(&t.form.item_information(&item))?
        .value("AH")
        .to_owned();
    t.ask(&t.form.renew(&patron, &item))?.refuses()?;
    t.ask(&t.form.item_information(&item))?
        .field_is("AH", &before)
}

fn renewals_end_at_the_limit(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(1)?;
    let (mut t, patron, _) = lent(c, &item)?;
    for _ in 0..5 {
        t.ask(&t.form.renew(&patron, &item))?.is("ok", "1")?;
    }
    t.ask(&t.form.renew(&patron, &item))?.refuses()
}

fn refusal_is_complete(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(1)?);
    let mut t = c.self_check()?;
    let answer = t.ask(&t.form.renew(&patron, &item))?;
    answer.refuses()?;
    answer.is("renewal ok", "N")?;
    ensure!(answer.fixed("desensitize") != "Y", "desensitize is Y");
    ensure!(answer.value("CI") != "Y", "CI is Y");
    Ok(())
}

fn title_alone_is_enough(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.item("here")?;
    let (mut t, patron, _) = lent(c, &item)?;
    let title = item.title.clone().unwrap_or_default();
    t.ask(&t.form.renew(&patron, &item).without("AB").with("AJ", title))?
        .is("ok", "1")
}

fn neither_item_nor_title_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let mut t = c.self_check()?;
    let answer = t.ask_or_96(&t.form.renew(&patron, &Item::unknown()).without("AB"))?;
    ensure!(answer.fixed("ok") != "1", "nothing was renewed");
    t.lives()
}

fn lost_card_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("lost_card")?, c.item("on_loan")?);
    refused(c, &patron, &item)
}
