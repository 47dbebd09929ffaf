//! The throttle of wrong PINs. These cases lock a card for a while, so they come last and use a
//! patron that nothing else uses.

use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure},
    sip2::{Patron, Profile, terminal::Terminal},
};

cases! {
    "sip2/throttle", "demo library: PIN throttle", ["account.self_check", "patron.sacrificial.pin"];
    Must fifth_wrong_pin_locks [] "After five wrong PINs in a row the right one is not believed.";
    Must lock_holds_on_every_connection [] "A locked card's right PIN is not believed on another connection and as another message either.";
    Must lock_is_of_one_card ["patron.ordinary.pin"] "A locked card does not lock another patron's.";
    Must locked_pin_lends_nothing ["spare.1"] "A checkout with the right PIN of a locked card is refused.";
}

/// Makes sure the card is locked; says whether an earlier run had done it.
fn lock(t: &mut Terminal, patron: &Patron) -> Outcome<bool> {
    if t.ask(&t.form.patron_status(patron))?.value("CQ") == "N" {
        return Ok(true);
    }
    for number in 0..5 {
        let tried = patron.with_pin(&format!("96{number:02}"));
        t.ask(&t.form.patron_status(&tried))?.field_is("CQ", "N")?;
    }
    Ok(false)
}

fn fifth_wrong_pin_locks(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("sacrificial")?;
    let mut t = c.self_check()?;
    if lock(&mut t, &patron)? {
        return Err(Stop::skipped(
            "the card is locked already, by an earlier run, or the profile has a wrong PIN",
        ));
    }
    t.ask(&t.form.patron_status(&patron))?.field_is("CQ", "N")
}

fn lock_holds_on_every_connection(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("sacrificial")?;
    lock(&mut c.self_check()?, &patron)?;
    c.self_check()?.information(&patron)?.field_is("CQ", "N")
}

fn lock_is_of_one_card(c: &mut Context<'_, Profile>) -> Outcome {
    let (locked, patron) = (c.patron("sacrificial")?, c.patron("ordinary")?);
    let mut t = c.self_check()?;
    lock(&mut t, &locked)?;
    t.ask(&t.form.patron_status(&patron))?.field_is("CQ", "Y")
}

fn locked_pin_lends_nothing(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("sacrificial")?, c.spare(0)?);
    let mut t = c.self_check()?;
    lock(&mut t, &patron)?;
    let answer = t.ask(&t.form.checkout(&patron, &item))?;
    if answer.fixed("ok") == "1" {
        c.return_later(&item);
    }
    ensure!(answer.fixed("ok") == "0", "it is lent");
    Ok(())
}
