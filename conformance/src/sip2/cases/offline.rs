//! Transactions that already happened: no block = Y in 09, 11 and 29.

use crate::{
    Context, Outcome,
    kit::{cases, ensure},
    sip2::{Item, Patron, Profile, layout, request::Request, terminal::Terminal},
};

cases! {
    "sip2/offline", "SIP2 2.00, no block in Checkin 09, Checkout 11 and Renew 29", ["account.self_check", "spare.1"];
    Must checkout_is_recorded ["patron.ordinary.pin"] "A no-block checkout is recorded: ok 1 and the item is on loan.";
    Must due_date_of_the_terminal_is_kept ["patron.ordinary.pin"] "The loan of a no-block checkout is due when the terminal said.";
    Must checkout_of_an_expired_card_is_recorded ["patron.expired.pin"] "A no-block checkout with an expired card is recorded.";
    Must checkout_with_debt_is_recorded ["patron.indebted.pin"] "A no-block checkout of a patron who owes too much is recorded.";
    Must checkout_above_the_age_is_recorded ["patron.child.pin", "item.age_limited"] "A no-block checkout above the patron's age is recorded.";
    Must checkout_from_another_ends_their_loan ["patron.ordinary.pin", "patron.other.pin"] "A no-block checkout of an item on another's loan ends that loan.";
    Must checkout_repeated_is_one_loan ["patron.ordinary.pin"] "The same no-block checkout on a second connection is one loan." of "off-line replay: exactly once each";
    Must checkout_of_an_unknown_card_is_answered [] "A no-block checkout with an unknown card gets a valid answer with a reason.";
    Must checkin_is_recorded ["patron.ordinary.pin"] "A no-block checkin is recorded: ok 1 and the loan has ended.";
    Must checkin_repeated_is_harmless ["patron.ordinary.pin"] "The same no-block checkin twice leaves the item available.";
    Must renewal_is_recorded ["patron.ordinary.pin"] "A no-block renewal is recorded: ok 1.";
    Must checkout_then_checkin_keep_their_order ["patron.ordinary.pin", "patron.other.pin"] "A queue of no-block messages in one write is recorded in order.";
    Must long_queue_is_recorded_once ["patron.ordinary.pin", "spare.10"] "A queue of 480 no-block messages, each one twice, is answered in order and leaves nobody with a loan too many." of "off-line replay: exactly once each";
}

/// A no-block checkout of yesterday evening, due in twenty days.
fn offline_checkout(t: &Terminal, patron: &Patron, item: &Item) -> Request {
    t.form
        .checkout(patron, item)
        .at(3, "Y")
        .at(4, &t.form.in_days(-1))
        .at(22, &due(t))
}

fn due(t: &Terminal) -> String {
    format!(
        "{}    235900",
        t.form.in_days(20).get(..8).unwrap_or_default()
    )
}

fn recorded(c: &mut Context<'_, Profile>, role: &str) -> Outcome {
    let (patron, item) = (c.patron(role)?, c.spare(20)?);
    c.return_later(&item);
    let mut t = c.self_check()?;
    let before = t.loans(&patron)?;
    t.ask(&offline_checkout(&t, &patron, &item))?
        .is("ok", "1")?;
    ensure!(t.item_status(&item)? == "04", "the item is not on loan");
    let after = t.loans(&patron)?;
    ensure!(
        after == before + 1,
        "the patron had {before} loans and has {after}"
    );
    Ok(())
}

fn checkout_is_recorded(c: &mut Context<'_, Profile>) -> Outcome {
    recorded(c, "ordinary")
}

fn due_date_of_the_terminal_is_kept(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(23)?);
    c.return_later(&item);
    let mut t = c.self_check()?;
    let answer = t.ask(&offline_checkout(&t, &patron, &item))?;
    let (told, wanted) = (answer.value("AH"), due(&t));
    if layout::is_date(told) {
        ensure!(
            told.get(..8) == wanted.get(..8),
            "it is due {told:?}, the terminal said {wanted:?}"
        );
    }
    ensure!(!told.is_empty(), "AH is empty");
    Ok(())
}

fn checkout_of_an_expired_card_is_recorded(c: &mut Context<'_, Profile>) -> Outcome {
    recorded(c, "expired")
}

fn checkout_with_debt_is_recorded(c: &mut Context<'_, Profile>) -> Outcome {
    recorded(c, "indebted")
}

fn checkout_above_the_age_is_recorded(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("child")?, c.item("age_limited")?);
    c.return_later(&item);
    let mut t = c.self_check()?;
    t.ask(&offline_checkout(&t, &patron, &item))?.is("ok", "1")
}

fn checkout_from_another_ends_their_loan(c: &mut Context<'_, Profile>) -> Outcome {
    let (first, second, item) = (c.patron("ordinary")?, c.patron("other")?, c.spare(21)?);
    let mut t = c.self_check()?;
    let before = (t.loans(&first)?, t.loans(&second)?);
    c.lend(&mut t, &first, &item)?;
    t.ask(&offline_checkout(&t, &second, &item))?
        .is("ok", "1")?;
    let after = (t.loans(&first)?, t.loans(&second)?);
    ensure!(
        after.0 == before.0,
        "the first patron had {} loans and has {}",
        before.0,
        after.0
    );
    ensure!(
        after.1 == before.1 + 1,
        "the second patron had {} loans and has {}",
        before.1,
        after.1
    );
    Ok(())
}

fn checkout_repeated_is_one_loan(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(22)?);
    c.return_later(&item);
    let (mut t, mut second) = (c.self_check()?, c.self_check()?);
    let before = t.loans(&patron)?;
    let request = offline_checkout(&t, &patron, &item);
    let (one, two) = (t.ask(&request)?, second.ask(&request)?);
    one.is("ok", "1")?;
    two.is("ok", "1")?;
    let after = t.loans(&patron)?;
    ensure!(
        after == before + 1,
        "the patron had {before} loans and has {after}"
    );
    Ok(())
}

fn checkout_of_an_unknown_card_is_answered(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(27)?;
    c.return_later(&item);
    let mut t = c.self_check()?;
    t.ask(&offline_checkout(&t, &Patron::unknown(), &item))?
        .says_why()?;
    t.lives()
}

fn checkin_is_recorded(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(24)?);
    let mut t = c.self_check()?;
    c.lend(&mut t, &patron, &item)?;
    t.ask(&t.form.checkin(&item).at(2, "Y"))?.is("ok", "1")?;
    ensure!(t.item_status(&item)? == "03", "the item is not available");
    Ok(())
}

fn checkin_repeated_is_harmless(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(25)?);
    let mut t = c.self_check()?;
    c.lend(&mut t, &patron, &item)?;
    let request = t.form.checkin(&item).at(2, "Y");
    t.ask(&request)?.is("ok", "1")?;
    t.ask(&request)?;
    ensure!(t.item_status(&item)? == "03", "the item is not available");
    Ok(())
}

fn renewal_is_recorded(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(26)?);
    let mut t = c.self_check()?;
    c.lend(&mut t, &patron, &item)?;
    let request = t.form.renew(&patron, &item).at(3, "Y").at(22, &due(&t));
    t.ask(&request)?.is("ok", "1")
}

fn checkout_then_checkin_keep_their_order(c: &mut Context<'_, Profile>) -> Outcome {
    let (first, second, item) = (c.patron("ordinary")?, c.patron("other")?, c.spare(28)?);
    c.return_later(&item);
    let mut t = c.self_check()?;
    let before = (t.loans(&first)?, t.loans(&second)?);
    let queue = [
        offline_checkout(&t, &first, &item),
        t.form.checkin(&item).at(2, "Y"),
        offline_checkout(&t, &second, &item),
    ];
    let bytes: Vec<u8> = queue.iter().flat_map(|request| t.frame(request)).collect();
    t.wire.send(&bytes)?;
    for _ in &queue {
        t.answer()?.is("ok", "1")?;
    }
    let after = (t.loans(&first)?, t.loans(&second)?);
    ensure!(
        after == (before.0, before.1 + 1),
        "the loans went from {before:?} to {after:?}"
    );
    Ok(())
}

fn long_queue_is_recorded_once(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let mut t = c.self_check()?;
    let before = t.loans(&patron)?;
    let mut queue = Vec::new();
    for number in 0..10 {
        c.return_later(&c.spare(number)?);
    }
    for round in 0..12 {
        let (lent, returned) = (
            t.form.in_minutes(-600 + 10 * round),
            t.form.in_minutes(-595 + 10 * round),
        );
        for number in 0..10 {
            let item = c.spare(number)?;
            let checkout = offline_checkout(&t, &patron, &item).at(4, &lent);
            let checkin = t
                .form
                .checkin(&item)
                .at(2, "Y")
                .at(3, &returned)
                .at(21, &returned);
            queue.extend([checkout.clone(), checkout, checkin.clone(), checkin]);
        }
    }
    let bytes: Vec<u8> = queue.iter().flat_map(|request| t.frame(request)).collect();
    t.wire.send(&bytes)?;
    for request in &queue {
        let answer = t.answer()?;
        ensure!(
            layout::answer_to(request.code()) == Some(&answer.code),
            "{} got {}",
            request.code(),
            answer.code
        );
    }
    let after = t.loans(&patron)?;
    ensure!(
        after == before,
        "the patron had {before} loans and has {after}"
    );
    Ok(())
}
