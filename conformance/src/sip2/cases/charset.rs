//! Character sets: the bytes of letters beyond ASCII.

use crate::{
    Context, Outcome,
    kit::{cases, ensure},
    sip2::{
        Item, Profile,
        terminal::{plain, sealed},
    },
    visible,
};

cases! {
    "sip2/charset", "SIP2 2.00, character set; one setting per terminal", [];
    Must name_in_utf_8 ["account.self_check", "patron.ordinary.name"] "A name is sent in UTF-8 to a terminal that uses it.";
    Must name_in_code_page_850 ["account.cp850", "patron.ordinary.name"] "A name is sent in code page 850 to a terminal that uses it.";
    Must name_in_latin_1 ["account.latin1", "patron.ordinary.name"] "A name is sent in ISO 8859-1 to a terminal that uses it.";
    Must capital_ring_in_code_page_850 ["account.cp850", "patron.other.name"] "The letter Å has its byte of code page 850.";
    Must capital_ring_in_latin_1 ["account.latin1", "patron.other.name"] "The letter Å has its byte of ISO 8859-1.";
    Must letters_are_never_question_marks ["account.cp850", "account.latin1", "patron.ordinary.name"] "No letter of a Nordic name turns into a question mark." of "field practice: encode errors give question marks";
    Must title_with_letters_in_code_page_850 ["account.cp850", "item.here.title"] "A title is sent in code page 850 to a terminal that uses it.";
    Must same_patron_in_every_set ["account.self_check", "account.cp850", "account.latin1", "patron.ordinary.name"] "Each terminal reads the same name, in its own bytes.";
    Must letters_are_composed ["account.self_check", "patron.ordinary.name"] "Letters are sent composed (NFC), not as base letter and mark.";
    Must refusals_fit_the_set ["account.cp850", "patron.lost_card"] "Screen messages are sent in the terminal's set too.";
    Must letters_in_requests_are_read ["account.cp850"] "A barcode with letters comes back in the bytes it was sent in.";
    Must bytes_that_are_not_utf_8_are_survived ["account.self_check"] "Bytes that are not UTF-8 get a valid answer and the session lives.";
    Must title_beyond_the_set_is_survived ["account.cp850", "account.latin1", "item.odd_title"] "A title with characters the set lacks gets a valid answer.";
}

/// The answer about a patron must hold the name, and its bytes must be those of the set.
fn name_in(c: &Context<'_, Profile>, account: &str, role: &str) -> Outcome {
    let patron = c.patron(role)?;
    let mut t = c.terminal(account)?;
    let answer = t.ask(&t.form.patron_status(&patron))?;
    let name = t.charset.encode(patron.name.as_deref().unwrap_or_default());
    let wanted = [b"|AE".as_slice(), &name, b"|"].concat();
    let found = answer.raw.windows(wanted.len()).any(|part| part == wanted);
    ensure!(
        found,
        "{} does not stand in {}",
        visible(&wanted),
        visible(&answer.raw)
    );
    Ok(())
}

fn name_in_utf_8(c: &mut Context<'_, Profile>) -> Outcome {
    name_in(c, "self_check", "ordinary")
}

fn name_in_code_page_850(c: &mut Context<'_, Profile>) -> Outcome {
    name_in(c, "cp850", "ordinary")
}

fn name_in_latin_1(c: &mut Context<'_, Profile>) -> Outcome {
    name_in(c, "latin1", "ordinary")
}

fn capital_ring_in_code_page_850(c: &mut Context<'_, Profile>) -> Outcome {
    name_in(c, "cp850", "other")
}

fn capital_ring_in_latin_1(c: &mut Context<'_, Profile>) -> Outcome {
    name_in(c, "latin1", "other")
}

fn letters_are_never_question_marks(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    for account in ["cp850", "latin1"] {
        let mut t = c.terminal(account)?;
        let answer = t.ask(&t.form.patron_status(&patron))?;
        ensure!(
            !answer.value("AE").contains('?'),
            "{account}: AE is {:?}",
            answer.value("AE")
        );
    }
    Ok(())
}

fn title_with_letters_in_code_page_850(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.item("here")?;
    let mut t = c.terminal("cp850")?;
    t.ask(&t.form.item_information(&item))?
        .field_is("AJ", item.title.as_deref().unwrap_or_default())
}

fn same_patron_in_every_set(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    for account in ["self_check", "cp850", "latin1"] {
        let mut t = c.terminal(account)?;
        t.information(&patron)?
            .field_is("AE", patron.name.as_deref().unwrap_or_default())?;
    }
    Ok(())
}

fn letters_are_composed(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let mut t = c.self_check()?;
    let name = t.information(&patron)?.value("AE").to_owned();
    let mark = name
        .chars()
        .find(|letter| ('\u{300}'..='\u{36F}').contains(letter));
    ensure!(mark.is_none(), "the name {name:?} has a combining mark");
    Ok(())
}

fn refusals_fit_the_set(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("lost_card")?;
    let mut t = c.terminal("cp850")?;
    for language in ["007", "006"] {
        let answer = t.ask(&t.form.patron_status(&patron).at(2, language))?;
        let text = answer.screen();
        let strange = text
            .chars()
            .find(|letter| *letter == '?' || *letter == char::REPLACEMENT_CHARACTER);
        ensure!(
            strange.is_none(),
            "the text {text:?} has letters that are none"
        );
    }
    Ok(())
}

fn letters_in_requests_are_read(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.terminal("cp850")?;
    let barcode = "KÄPY-ÅÖ";
    t.ask(&t.form.item_information(&Item::of(barcode)))?
        .field_is("AB", barcode)
}

fn bytes_that_are_not_utf_8_are_survived(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    let mut body = t
        .form
        .item_information(&Item::of("K-rp-"))
        .body()
        .into_bytes();
    body.iter_mut()
        .filter(|byte| **byte == b'-')
        .for_each(|byte| *byte = 0xE4);
    for frame in [plain(&body), sealed(&body, "3")] {
        let answer = t.ask_bytes(&frame)?;
        ensure!(
            matches!(answer.code.as_str(), "18" | "96"),
            "it was answered by {}",
            answer.code
        );
    }
    t.lives()
}

fn title_beyond_the_set_is_survived(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.item("odd_title")?;
    for account in ["cp850", "latin1"] {
        let mut t = c.terminal(account)?;
        t.ask(&t.form.item_information(&item))?.needs("AJ")?;
    }
    Ok(())
}
