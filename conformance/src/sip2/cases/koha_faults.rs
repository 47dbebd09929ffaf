//! Faults that a widespread server showed on the wire and that no other case is about.

use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure},
    sip2::{
        Item, Patron, Profile,
        request::{Forms, Request},
        terminal::{A_WHILE, Terminal, plain},
    },
    visible,
};

cases! {
    "sip2/koha_faults", "Koha 23.05 on the wire: faults to beat", ["account.self_check"];
    Must refused_login_ends_with_cr_alone [] "A refused login ends with CR, not CR LF.";
    Must retransmitted_checkout_does_not_renew ["patron.ordinary.pin", "spare.1"] "The same checkout sent again leaves the due date where it was.";
    Must renew_all_holds_no_rubbish ["patron.ordinary.pin", "spare.1"] "The answer to a renew all has fields only: nothing between the last one and the trailer.";
    Must no_request_drops_the_connection ["patron.ordinary.pin", "patron.indebted.pin", "spare.1"] "Requests that other servers answer by hanging up get an answer each, on one connection.";
    Must cancel_after_change_works ["patron.ordinary.pin", "spare.1", "locations.2"] "A hold can be cancelled after its pickup place was changed.";
    Must amounts_have_two_decimals ["patron.indebted.pin"] "Amounts have two decimals in 24 and 64, not one or none.";
    Must no_block_checkout_has_a_due_date ["patron.ordinary.pin", "spare.1"] "A no-block checkout is answered with a due date.";
    Must hold_items_and_unavailable_holds_are_apart ["patron.waiting"] "Ready holds count as hold items, the others as unavailable holds, and neither list holds the other's.";
    Must four_patrons_four_items ["patron.ordinary.pin", "patron.other.pin", "spare.4"] "Four checkouts one after the other on four connections all succeed: no terminal waits for another to hang up.";
    Must damaged_code_gets_96_not_silence [] "A damaged message gets 96 at once.";
    Should no_greeting_on_every_answer ["patron.ordinary.pin"] "AF is left out when there is nothing to say.";
}

fn refused_login_ends_with_cr_alone(c: &mut Context<'_, Profile>) -> Outcome {
    let account = c.account("self_check")?;
    let mut t = c.stranger()?;
    let frame = t.frame(&Forms::login(
        &account.user,
        "certainly-not-the-password",
        "",
    ));
    t.ask_bytes(&frame)?.is("ok", "0")?;
    let (more, _) = t.wire.remainder(A_WHILE)?;
    ensure!(more.is_empty(), "after the answer comes {}", visible(&more));
    Ok(())
}

fn retransmitted_checkout_does_not_renew(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(29)?);
    c.return_later(&item);
    let mut t = c.self_check()?;
    let frame = t.frame(&t.form.checkout(&patron, &item));
    let first = t.ask_bytes(&frame)?;
    let again = t.ask_bytes(&frame)?;
    again.is("renewal ok", first.fixed("renewal ok"))?;
    again.field_is("AH", first.value("AH"))?;
    let standing = t.ask(&t.form.item_information(&item))?;
    ensure!(
        standing.value("AH").is_empty() || standing.value("AH") == first.value("AH"),
        "it was lent until {:?} and is due {:?}",
        first.value("AH"),
        standing.value("AH")
    );
    Ok(())
}

fn renew_all_holds_no_rubbish(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(29)?);
    let mut t = c.self_check()?;
    c.lend(&mut t, &patron, &item)?;
    // The checker refuses anything that is no field.
    t.ask(&t.form.renew_all(&patron)).map(drop)
}

fn risky(t: &Terminal, ordinary: &Patron, indebted: &Patron, item: &Item) -> Vec<Request> {
    let f = &t.form;
    vec![
        f.hold('*', ordinary, item, "KAJ"),
        f.hold('+', ordinary, item, "NO-SUCH-PLACE"),
        f.fee_paid(&Patron::unknown(), "1.00"),
        f.fee_paid(indebted, "0"),
        f.checkin(&Item::unknown()),
        f.item_status_update(&Item::unknown(), "x"),
        f.patron_enable(&Patron::unknown()),
        f.block_patron(&Patron::unknown()),
        f.renew_all(&Patron::unknown()),
        f.renew(&Patron::unknown(), &Item::unknown()),
        f.patron_information(ordinary, "       Y  "),
        f.patron_information(&Patron::unknown(), "YYYYYYYYYY"),
        f.end_patron_session(&Patron::unknown()),
        f.checkout(&Patron::unknown(), &Item::unknown()),
    ]
}

fn no_request_drops_the_connection(c: &mut Context<'_, Profile>) -> Outcome {
    let (ordinary, indebted, item) = (c.patron("ordinary")?, c.patron("indebted")?, c.spare(29)?);
    let mut t = c.self_check()?;
    for request in risky(&t, &ordinary, &indebted, &item) {
        t.ask(&request).map_err(|stop| match stop {
            Stop::Failed(reason) => Stop::failed(format!("{}: {reason}", request.body())),
            skipped @ Stop::Skipped(_) => skipped,
        })?;
    }
    t.lives()
}

fn cancel_after_change_works(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item, elsewhere) = (c.patron("ordinary")?, c.spare(29)?, c.location(1)?);
    let mut t = c.self_check()?;
    c.reserve(&mut t, &patron, &item)?;
    t.ask(&t.form.hold('*', &patron, &item, &elsewhere))?
        .is("ok", "1")?;
    t.ask(&t.form.hold('-', &patron, &item, ""))?.is("ok", "1")
}

fn amounts_have_two_decimals(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("indebted")?;
    let mut t = c.self_check()?;
    for answer in [
        t.ask(&t.form.patron_status(&patron))?,
        t.information(&patron)?,
    ] {
        for id in ["BV", "CC"] {
            let amount = answer.value(id);
            let decimals = amount.split_once('.').map_or(0, |(_, part)| part.len());
            ensure!(
                amount.is_empty() || decimals == 2,
                "{id} of the {} is {amount:?}",
                answer.code
            );
        }
    }
    Ok(())
}

fn no_block_checkout_has_a_due_date(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(30)?);
    c.return_later(&item);
    let mut t = c.self_check()?;
    let request = t
        .form
        .checkout(&patron, &item)
        .at(3, "Y")
        .at(22, &t.form.in_days(14));
    t.ask(&request)?.needs("AH")
}

fn hold_items_and_unavailable_holds_are_apart(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("waiting")?;
    let mut t = c.self_check()?;
    let ready = t.ask(&t.form.patron_information(&patron, "Y         "))?;
    let others = t.ask(&t.form.patron_information(&patron, "     Y    "))?;
    let (ready, others) = (ready.all("AS"), others.all("CD"));
    ensure!(
        !ready.is_empty() && !others.is_empty(),
        "one of the lists is empty"
    );
    ensure!(
        ready.iter().all(|hold| !others.contains(hold)),
        "both lists hold the same: {ready:?}, {others:?}"
    );
    Ok(())
}

fn four_patrons_four_items(c: &mut Context<'_, Profile>) -> Outcome {
    let patrons = [c.patron("ordinary")?, c.patron("other")?];
    let mut open = Vec::new();
    for number in 0..4 {
        let item = c.spare(number)?;
        let mut t = c.self_check()?;
        c.lend(&mut t, &patrons[number % 2], &item)?;
        open.push(t);
    }
    Ok(())
}

fn damaged_code_gets_96_not_silence(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    for body in ["6\u{7F}", "XX00nonsense|", "  ", "|||", "AZ"] {
        if body.trim().is_empty() {
            continue;
        }
        let answer = t.ask_bytes(&plain(body.as_bytes()))?;
        ensure!(
            answer.code == "96",
            "{body:?} was answered by {}",
            answer.code
        );
    }
    Ok(())
}

fn no_greeting_on_every_answer(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let mut t = c.self_check()?;
    let answer = t.ask(&t.form.patron_status(&patron))?;
    ensure!(
        answer.screen().trim().is_empty(),
        "AF says {:?} to a patron with no trouble",
        answer.screen()
    );
    Ok(())
}
