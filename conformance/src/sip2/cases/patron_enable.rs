//! Patron Enable (25/26).

use crate::{
    Context, Outcome,
    kit::{cases, ensure},
    sip2::{Patron, Profile},
};

cases! {
    "sip2/patron_enable", "SIP2 2.00, Patron Enable 25/26", ["account.self_check"];
    Must enable_lifts_a_block ["patron.child.pin"] "A patron enable lifts the block that a 01 set: the flags are blank again.";
    Must enabled_patron_borrows_again ["patron.child.pin", "spare.1"] "After an enable the patron borrows again.";
    Must answer_tells_the_new_flags ["patron.child.pin"] "The flags of the answer are those after the enable.";
    Must enable_does_not_pay_debts ["patron.indebted.pin"] "An enable does not lift the denial of a patron who owes too much." of "demo library: 25 lifts only patron_blocked blocks";
    Must enable_does_not_find_lost_cards ["patron.lost_card.pin"] "An enable does not lift the denial of a card reported lost." of "demo library: 25 lifts only patron_blocked blocks";
    Must unknown_patron_is_answered [] "An enable of an unknown card is answered with BL N.";
    Must enabling_the_unblocked_is_harmless ["patron.ordinary.pin"] "An enable of a patron who was not blocked leaves blank flags.";
}

fn enable_lifts_a_block(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("child")?;
    c.enable_later(&patron);
    let mut t = c.self_check()?;
    let before = t
        .ask(&t.form.patron_status(&patron))?
        .fixed("patron status")
        .to_owned();
    t.ask(&t.form.block_patron(&patron))?;
    t.ask(&t.form.patron_enable(&patron))?;
    t.ask(&t.form.patron_status(&patron))?
        .is("patron status", &before)
}

fn enabled_patron_borrows_again(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("child")?, c.spare(3)?);
    c.enable_later(&patron);
    let mut t = c.self_check()?;
    t.ask(&t.form.block_patron(&patron))?;
    t.ask(&t.form.patron_enable(&patron))?;
    c.lend(&mut t, &patron, &item).map(drop)
}

fn answer_tells_the_new_flags(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("child")?;
    c.enable_later(&patron);
    let mut t = c.self_check()?;
    t.ask(&t.form.block_patron(&patron))?;
    let told = t
        .ask(&t.form.patron_enable(&patron))?
        .fixed("patron status")
        .to_owned();
    t.ask(&t.form.patron_status(&patron))?
        .is("patron status", &told)
}

fn stays_denied(c: &Context<'_, Profile>, role: &str) -> Outcome {
    let patron = c.patron(role)?;
    let mut t = c.self_check()?;
    t.ask(&t.form.patron_enable(&patron))?;
    let flags = t
        .ask(&t.form.patron_status(&patron))?
        .fixed("patron status")
        .to_owned();
    ensure!(flags.starts_with('Y'), "the flags are {flags:?}");
    Ok(())
}

fn enable_does_not_pay_debts(c: &mut Context<'_, Profile>) -> Outcome {
    stays_denied(c, "indebted")
}

fn enable_does_not_find_lost_cards(c: &mut Context<'_, Profile>) -> Outcome {
    stays_denied(c, "lost_card")
}

fn unknown_patron_is_answered(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    t.ask(&t.form.patron_enable(&Patron::unknown()))?
        .field_is("BL", "N")
}

fn enabling_the_unblocked_is_harmless(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let mut t = c.self_check()?;
    t.ask(&t.form.patron_enable(&patron))?
        .is("patron status", "              ")
}
