//! A self-service door: asks whether a patron may come in.

use crate::{
    Context, Outcome,
    kit::{cases, ensure},
    sip2::{Profile, request::Forms},
};

cases! {
    "sip2/door", "demo library: a door account serves 23, 63, 35, 93, 97, 99 only; flags, BL, CQ, AF", ["account.door"];
    Must right_pin_opens ["patron.ordinary.pin"] "A door learns that patron and PIN are valid and no flag is set.";
    Must wrong_pin_does_not_open ["patron.ordinary.pin"] "A door learns that a PIN is wrong.";
    Must denial_is_told ["patron.lost_card.pin"] "A door learns the flags of a card reported lost.";
    Must lists_are_not_shown ["patron.at_limit.pin"] "A door gets no lists, though it asks for them.";
    Must money_is_not_shown ["patron.indebted.pin"] "A door gets no amounts of money.";
    Must contact_data_is_not_shown ["patron.ordinary.pin"] "A door gets no contact data, even with the right PIN.";
    Must supported_messages_are_honest [] "BX of a door has Y for 23, 99, 96/97, 93, 63 and 35 only.";
    Must items_are_refused ["spare.1"] "A door's item request gets its own code and names no title.";
    Must checkout_is_refused ["patron.ordinary.pin", "spare.1"] "A door's checkout gets its own code with a refusal, and nothing is lent.";
    Must session_ends ["patron.ordinary.pin"] "A door may end a patron session.";
}

fn right_pin_opens(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let mut t = c.terminal("door")?;
    for request in [
        t.form.patron_status(&patron),
        t.form.patron_information(&patron, "          "),
    ] {
        let answer = t.ask(&request)?;
        answer.field_is("BL", "Y")?;
        answer.field_is("CQ", "Y")?;
        answer.is("patron status", "              ")?;
    }
    Ok(())
}

fn wrong_pin_does_not_open(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    c.right_pin_later(&patron);
    let mut t = c.terminal("door")?;
    t.ask(&t.form.patron_status(&patron.with_wrong_pin()))?
        .field_is("CQ", "N")
}

fn denial_is_told(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("lost_card")?;
    let mut t = c.terminal("door")?;
    let answer = t.ask(&t.form.patron_status(&patron))?;
    ensure!(
        answer.fixed("patron status").starts_with('Y'),
        "no flag is set"
    );
    answer.says_why()
}

/// None of these fields comes, whatever the door asks for.
fn hides(c: &Context<'_, Profile>, role: &str, ids: &[&str]) -> Outcome {
    let patron = c.patron(role)?;
    let mut t = c.terminal("door")?;
    for summary in [
        "Y         ",
        " Y        ",
        "  Y       ",
        "   Y      ",
        "    Y     ",
        "     Y    ",
    ] {
        let answer = t.ask(&t.form.patron_information(&patron, summary))?;
        ids.iter().try_for_each(|id| answer.hides(id))?;
    }
    let answer = t.ask(&t.form.patron_status(&patron))?;
    ids.iter().try_for_each(|id| answer.hides(id))
}

fn lists_are_not_shown(c: &mut Context<'_, Profile>) -> Outcome {
    hides(c, "at_limit", &["AS", "AT", "AU", "AV", "BU", "CD"])
}

fn money_is_not_shown(c: &mut Context<'_, Profile>) -> Outcome {
    hides(c, "indebted", &["BV", "CC", "AV"])
}

fn contact_data_is_not_shown(c: &mut Context<'_, Profile>) -> Outcome {
    hides(c, "ordinary", &["BD", "BE", "BF", "PB"])
}

fn supported_messages_are_honest(c: &mut Context<'_, Profile>) -> Outcome {
    c.terminal("door")?
        .ask(&Forms::sc_status())?
        .field_is("BX", "YNNNYYYYYNNNNNNN")
}

fn items_are_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(0)?;
    let mut t = c.terminal("door")?;
    t.ask(&t.form.item_information(&item))?.field_is("AJ", "")
}

fn checkout_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(0)?);
    c.return_later(&item);
    let mut t = c.terminal("door")?;
    t.ask(&t.form.checkout(&patron, &item))?.refuses()
}

fn session_ends(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let mut t = c.terminal("door")?;
    t.information(&patron)?;
    t.ask(&t.form.end_patron_session(&patron))?
        .is("end session", "Y")
}
