//! The language of screen messages.

use crate::{
    Context, Outcome,
    kit::{cases, ensure},
    sip2::Profile,
};

cases! {
    "sip2/language", "demo library: texts follow the language of 23/63, else the patron's, else Finnish", ["account.self_check"];
    Should texts_follow_the_request ["patron.lost_card"] "The reason for a denial differs between English, Swedish and Finnish requests.";
    Should unknown_language_is_answered ["patron.lost_card"] "A language the server does not have still gets a reason.";
    Dialect checkout_follows_the_session ["patron.ordinary", "item.not_for_loan"] "The refusal of a checkout is in the language of the patron request before it.";
    Dialect patron_language_is_next ["patron.other.language", "item.not_for_loan"] "Without a language in the request the patron's own one is used.";
    Must language_of_one_patron_does_not_stay ["patron.ordinary.language", "patron.other.language", "item.not_for_loan"] "After the end of a patron session the next patron's language is used, not the one before.";
}

fn denial(c: &Context<'_, Profile>, language: &str) -> Outcome<String> {
    let patron = c.patron("lost_card")?;
    let mut t = c.self_check()?;
    let answer = t.ask(&t.form.patron_status(&patron).at(2, language))?;
    answer.says_why()?;
    Ok(answer.screen())
}

fn texts_follow_the_request(c: &mut Context<'_, Profile>) -> Outcome {
    let (english, swedish, finnish) = (denial(c, "001")?, denial(c, "006")?, denial(c, "007")?);
    ensure!(
        english != swedish && swedish != finnish && finnish != english,
        "two languages have the text {finnish:?}"
    );
    Ok(())
}

fn unknown_language_is_answered(c: &mut Context<'_, Profile>) -> Outcome {
    denial(c, "019").map(drop)
}

/// The refusal of a checkout after a patron request in this language.
fn refusal_after(c: &Context<'_, Profile>, role: &str, language: &str) -> Outcome<String> {
    let (patron, item) = (c.patron(role)?, c.item("not_for_loan")?);
    let mut t = c.self_check()?;
    t.ask(
        &t.form
            .patron_information(&patron, "          ")
            .at(2, language),
    )?;
    let answer = t.ask(&t.form.checkout(&patron, &item))?;
    answer.refuses()?;
    Ok(answer.screen())
}

fn checkout_follows_the_session(c: &mut Context<'_, Profile>) -> Outcome {
    let (english, finnish) = (
        refusal_after(c, "ordinary", "001")?,
        refusal_after(c, "ordinary", "007")?,
    );
    ensure!(english != finnish, "both refusals say {finnish:?}");
    Ok(())
}

fn patron_language_is_next(c: &mut Context<'_, Profile>) -> Outcome {
    let language = c.patron("other")?.language.unwrap_or_default();
    let (own, open) = (
        refusal_after(c, "other", &language)?,
        refusal_after(c, "other", "000")?,
    );
    ensure!(
        own == open,
        "with language 000 the refusal says {open:?}, not {own:?}"
    );
    Ok(())
}

fn language_of_one_patron_does_not_stay(c: &mut Context<'_, Profile>) -> Outcome {
    let (first, second, item) = (
        c.patron("ordinary")?,
        c.patron("other")?,
        c.item("not_for_loan")?,
    );
    let wanted = refusal_after(c, "other", second.language.as_deref().unwrap_or("000"))?;
    let mut t = c.self_check()?;
    t.ask(&t.form.patron_information(&first, "          ").at(2, "001"))?;
    t.ask(&t.form.end_patron_session(&first))?;
    let answer = t.ask(&t.form.checkout(&second, &item))?;
    ensure!(
        answer.screen() == wanted,
        "the refusal says {:?}, not {wanted:?}",
        answer.screen()
    );
    Ok(())
}
