//! End Patron Session (35/36).

use crate::{
    Context, Outcome,
    kit::{cases, ensure},
    sip2::{Patron, Profile},
};

cases! {
    "sip2/end_patron_session", "SIP2 2.00, End Patron Session 35/36", ["account.self_check"];
    Must session_ends ["patron.ordinary.pin"] "The end of a session is answered with Y and the patron's card.";
    Must connection_stays ["patron.ordinary.pin"] "The end of a patron session does not end the connection: the next patron is served.";
    Must without_a_session_is_answered ["patron.ordinary.pin"] "The end of a session that never began gets a valid answer.";
    Must unknown_patron_is_answered [] "The end of an unknown patron's session gets a valid answer.";
    Must nothing_of_the_patron_stays ["patron.ordinary.pin", "patron.other.pin"] "After the end of a session the next patron's answers show nothing of the one before.";
}

fn session_ends(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let mut t = c.self_check()?;
    t.information(&patron)?;
    let answer = t.ask(&t.form.end_patron_session(&patron))?;
    answer.is("end session", "Y")?;
    answer.field_is("AA", &patron.card)
}

fn connection_stays(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let mut t = c.self_check()?;
    for _ in 0..3 {
        t.information(&patron)?.field_is("BL", "Y")?;
        t.ask(&t.form.end_patron_session(&patron))?;
    }
    t.lives()
}

fn without_a_session_is_answered(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let mut t = c.self_check()?;
    t.ask(&t.form.end_patron_session(&patron)).map(drop)
}

fn unknown_patron_is_answered(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    t.ask(&t.form.end_patron_session(&Patron::unknown()))?;
    t.lives()
}

fn nothing_of_the_patron_stays(c: &mut Context<'_, Profile>) -> Outcome {
    let (first, second) = (c.patron("ordinary")?, c.patron("other")?);
    let mut t = c.self_check()?;
    t.information(&first)?;
    t.ask(&t.form.end_patron_session(&first))?;
    let answer = t.ask(
        &t.form
            .patron_information(&second, "          ")
            .without("AD"),
    )?;
    // In the fields alone: time and counts side by side may look like a card.
    let (_, fields) = answer.essence();
    ensure!(
        fields.iter().all(|(_, value)| !value.contains(&first.card)),
        "it shows the card of the patron before"
    );
    ["CQ", "BD", "BE", "BF", "PB"]
        .iter()
        .try_for_each(|id| answer.hides(id))
}
