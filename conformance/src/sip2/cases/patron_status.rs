//! Patron Status (23/24).

use crate::{
    Context, Outcome,
    kit::{cases, ensure},
    sip2::{Patron, Profile, answer::Answer, money::Cents},
};

cases! {
    "sip2/patron_status", "SIP2 2.00, Patron Status 23/24", ["account.self_check"];
    Must ordinary_patron_has_no_flags ["patron.ordinary.pin"] "A patron with nothing against them has fourteen blank flags.";
    Must card_and_name_are_given ["patron.ordinary.name"] "AA is the card that was asked for and AE the patron's name.";
    Must patron_is_valid ["patron.ordinary"] "BL is Y for a known patron.";
    Must unknown_patron_is_not_valid [] "An unknown card is answered with BL N, AA as sent and nothing in AE.";
    Should unknown_patron_is_denied_everything [] "An unknown card has the first four flags Y and the rest blank." of "field practice: Koha and Evergreen answer so";
    Must unknown_patron_has_no_valid_pin [] "CQ is never Y for an unknown card.";
    Must right_pin_is_confirmed ["patron.ordinary.pin"] "CQ is Y for the right PIN.";
    Must wrong_pin_is_denied ["patron.ordinary.pin"] "CQ is N for a wrong PIN." ;
    Should no_pin_is_not_judged ["patron.ordinary"] "Without AD there is no CQ.";
    Dialect empty_pin_counts_as_none ["patron.ordinary"] "An empty AD counts as none: no CQ." of "demo library: an empty AD counts as none";
    Must debt_sets_its_flag ["patron.indebted.fees"] "A patron who owes too much is denied charges and has the flag for fines or fees.";
    Must debt_is_told ["patron.indebted.fees"] "BV and BH tell what the patron owes and in which currency.";
    Should amounts_have_two_decimals ["patron.indebted.fees"] "BV has a point and two decimals." of "demo library: amounts";
    Must expired_card_is_denied ["patron.expired"] "An expired card is denied charges.";
    Must lost_card_sets_its_flag ["patron.lost_card"] "A card reported lost has flag 5 and is denied charges.";
    Must loan_limit_sets_its_flag ["patron.at_limit"] "A patron at the loan limit has flag 6, too many items charged.";
    Should denial_says_why ["patron.lost_card"] "A patron who is denied something gets the reason in AF.";
    Must language_is_echoed ["patron.ordinary"] "The language of the answer is that of the request.";
    Must missing_card_is_refused [] "A request without AA gets a 24 that is not valid, or is asked for again.";
    Must right_pin_of_a_lost_card_is_judged ["patron.lost_card.pin"] "The PIN of a card reported lost is judged like any other." of "demo library: expired and lost cards have a right PIN";
}

fn status(c: &Context<'_, Profile>, role: &str) -> Outcome<Answer> {
    let patron = c.patron(role)?;
    let mut t = c.self_check()?;
    t.ask(&t.form.patron_status(&patron))
}

fn status_of_unknown(c: &Context<'_, Profile>) -> Outcome<Answer> {
    let mut t = c.self_check()?;
    t.ask(&t.form.patron_status(&Patron::unknown()))
}

/// Fails unless the flag of this number, counted from 1 as the standard does, is Y.
fn has_flag(answer: &Answer, number: usize, meaning: &str) -> Outcome {
    let flags = answer.fixed("patron status");
    let set = flags.chars().nth(number - 1) == Some('Y');
    ensure!(set, "flag {number} ({meaning}) is not set in {flags:?}");
    Ok(())
}

fn ordinary_patron_has_no_flags(c: &mut Context<'_, Profile>) -> Outcome {
    status(c, "ordinary")?.is("patron status", "              ")
}

fn card_and_name_are_given(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let answer = status(c, "ordinary")?;
    answer.field_is("AA", &patron.card)?;
    answer.field_is("AE", patron.name.as_deref().unwrap_or_default())
}

fn patron_is_valid(c: &mut Context<'_, Profile>) -> Outcome {
    status(c, "ordinary")?.field_is("BL", "Y")
}

fn unknown_patron_is_not_valid(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = status_of_unknown(c)?;
    answer.field_is("BL", "N")?;
    answer.field_is("AA", &Patron::unknown().card)?;
    answer.hides("AE")
}

fn unknown_patron_is_denied_everything(c: &mut Context<'_, Profile>) -> Outcome {
    status_of_unknown(c)?.is("patron status", "YYYY          ")
}

fn unknown_patron_has_no_valid_pin(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = status_of_unknown(c)?;
    ensure!(answer.value("CQ") != "Y", "CQ is Y");
    Ok(())
}

fn right_pin_is_confirmed(c: &mut Context<'_, Profile>) -> Outcome {
    status(c, "ordinary")?.field_is("CQ", "Y")
}

fn wrong_pin_is_denied(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    c.right_pin_later(&patron);
    let mut t = c.self_check()?;
    let answer = t.ask(&t.form.patron_status(&patron.with_wrong_pin()))?;
    answer.field_is("CQ", "N")?;
    answer.field_is("BL", "Y")
}

fn no_pin_is_not_judged(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let mut t = c.self_check()?;
    let answer = t.ask(&t.form.patron_status(&patron).without("AD"))?;
    ensure!(!answer.has("CQ"), "CQ is {}", answer.value("CQ"));
    Ok(())
}

fn empty_pin_counts_as_none(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let mut t = c.self_check()?;
    let answer = t.ask(&t.form.patron_status(&patron).with("AD", ""))?;
    ensure!(!answer.has("CQ"), "CQ is {}", answer.value("CQ"));
    Ok(())
}

fn debt_sets_its_flag(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = status(c, "indebted")?;
    has_flag(&answer, 1, "charge denied")?;
    has_flag(&answer, 11, "excessive fines").or_else(|_| has_flag(&answer, 12, "excessive fees"))
}

fn debt_is_told(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = status(c, "indebted")?;
    answer.field_is("BH", &c.profile.currency)?;
    let owed = Cents::read(answer.value("BV"))?;
    ensure!(owed.0 > 0, "BV is {:?}", answer.value("BV"));
    Ok(())
}

fn amounts_have_two_decimals(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = status(c, "indebted")?;
    let decimals = answer
        .value("BV")
        .split_once('.')
        .map_or(0, |(_, part)| part.len());
    ensure!(decimals == 2, "BV is {:?}", answer.value("BV"));
    Ok(())
}

fn expired_card_is_denied(c: &mut Context<'_, Profile>) -> Outcome {
    has_flag(&status(c, "expired")?, 1, "charge denied")
}

fn lost_card_sets_its_flag(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = status(c, "lost_card")?;
    has_flag(&answer, 5, "card reported lost")?;
    has_flag(&answer, 1, "charge denied")
}

fn loan_limit_sets_its_flag(c: &mut Context<'_, Profile>) -> Outcome {
    has_flag(&status(c, "at_limit")?, 6, "too many items charged")
}

fn denial_says_why(c: &mut Context<'_, Profile>) -> Outcome {
    status(c, "lost_card")?.says_why()
}

fn language_is_echoed(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let mut t = c.self_check()?;
    for language in ["001", "006", "007"] {
        t.ask(&t.form.patron_status(&patron).at(2, language))?
            .is("language", language)?;
    }
    Ok(())
}

fn missing_card_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary").unwrap_or_else(|_| Patron::unknown());
    let mut t = c.self_check()?;
    let answer = t.ask_or_96(&t.form.patron_status(&patron).without("AA"))?;
    ensure!(answer.value("BL") != "Y", "nobody is a valid patron");
    t.lives()
}

fn right_pin_of_a_lost_card_is_judged(c: &mut Context<'_, Profile>) -> Outcome {
    status(c, "lost_card")?.field_is("CQ", "Y")
}
