//! Block Patron (01/24).

use crate::{
    Context, Outcome,
    kit::{cases, ensure},
    sip2::{Patron, Profile, request::Request, terminal::Terminal},
};

cases! {
    "sip2/block_patron", "SIP2 2.00, Block Patron 01/24", ["account.self_check"];
    Must answer_is_a_patron_status ["patron.child.pin"] "A block is answered by a patron status (24) of that patron.";
    Should answer_has_no_language ["patron.child.pin"] "The language of the answer is 000, since the request has none.";
    Must block_is_real ["patron.child.pin"] "After a block the patron status denies charges, on another connection too." of "Koha 23.05 on the wire: 01 says blocked, nothing is stored";
    Must blocked_patron_borrows_nothing ["patron.child.pin", "spare.1"] "After a block a checkout is refused." of "Koha 23.05 on the wire: 01 says blocked, nothing is stored";
    Must retained_card_is_blocked_too ["patron.child.pin"] "A block with card retained Y blocks as well.";
    Must twice_is_harmless ["patron.child.pin"] "A second block of the same card is answered, and one enable lifts both.";
    Must unknown_patron_is_answered [] "A block of an unknown card is answered with BL N, and the session lives.";
    Must others_are_not_touched ["patron.child.pin", "patron.ordinary.pin"] "A block of one card leaves another patron's flags blank.";
    Should message_of_the_block_is_kept_out_of_trouble ["patron.child.pin"] "A block with a long message of any letters is answered.";
}

fn blocked(
    c: &mut Context<'_, Profile>,
    change: impl Fn(Request) -> Request,
) -> Outcome<(Terminal, Patron)> {
    let patron = c.patron("child")?;
    c.enable_later(&patron);
    let mut t = c.self_check()?;
    let request = change(t.form.block_patron(&patron));
    t.ask(&request)?.field_is("AA", &patron.card)?;
    Ok((t, patron))
}

fn denied(t: &mut Terminal, patron: &Patron) -> Outcome<bool> {
    Ok(t.ask(&t.form.patron_status(patron))?
        .fixed("patron status")
        .starts_with('Y'))
}

fn answer_is_a_patron_status(c: &mut Context<'_, Profile>) -> Outcome {
    blocked(c, |request| request).map(drop)
}

fn answer_has_no_language(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("child")?;
    c.enable_later(&patron);
    let mut t = c.self_check()?;
    t.ask(&t.form.block_patron(&patron))?.is("language", "000")
}

fn block_is_real(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut t, patron) = blocked(c, |request| request)?;
    ensure!(denied(&mut t, &patron)?, "the patron is not denied charges");
    ensure!(
        denied(&mut c.self_check()?, &patron)?,
        "on another connection the patron is not denied charges"
    );
    Ok(())
}

fn blocked_patron_borrows_nothing(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(3)?;
    let (mut t, patron) = blocked(c, |request| request)?;
    c.return_later(&item);
    t.ask(&t.form.checkout(&patron, &item))?.refuses()
}

fn retained_card_is_blocked_too(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut t, patron) = blocked(c, |request| request.at(2, "Y"))?;
    ensure!(denied(&mut t, &patron)?, "the patron is not denied charges");
    Ok(())
}

fn twice_is_harmless(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut t, patron) = blocked(c, |request| request)?;
    t.ask(&t.form.block_patron(&patron).at(3, &t.form.in_minutes(1)))?;
    t.ask(&t.form.patron_enable(&patron))?;
    ensure!(!denied(&mut t, &patron)?, "one enable does not lift both");
    Ok(())
}

fn unknown_patron_is_answered(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    t.ask(&t.form.block_patron(&Patron::unknown()))?
        .field_is("BL", "N")?;
    t.lives()
}

fn others_are_not_touched(c: &mut Context<'_, Profile>) -> Outcome {
    let other = c.patron("ordinary")?;
    let (mut t, _) = blocked(c, |request| request)?;
    ensure!(!denied(&mut t, &other)?, "another patron is denied charges");
    Ok(())
}

fn message_of_the_block_is_kept_out_of_trouble(c: &mut Context<'_, Profile>) -> Outcome {
    let text = "Kortti jäi \"automaattiin\" <b>%s</b> ".repeat(6);
    let (mut t, patron) = blocked(c, |request| request.with("AL", text.trim()))?;
    ensure!(denied(&mut t, &patron)?, "the patron is not denied charges");
    t.lives()
}
