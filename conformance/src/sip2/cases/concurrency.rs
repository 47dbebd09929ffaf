//! Several terminals at the same moment.

use std::sync::Barrier;

use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure},
    sip2::{Item, Patron, Profile, answer::Answer, request::Request, terminal::Terminal},
};

cases! {
    "sip2/concurrency", "demo library: nothing happens twice, other clients notice nothing", ["account.self_check"];
    Must four_patrons_one_item ["patron.ordinary.pin", "patron.other.pin", "patron.child.pin", "patron.waiting.pin", "spare.1"] "Four terminals ask for one item at the same moment, fifteen times: each time exactly one gets it." of "Koha 23.05 on the wire: in 11 of 15 rounds all four got it";
    Must one_patron_four_terminals ["patron.ordinary.pin", "spare.1"] "One patron at four terminals at the same moment gets one loan of one item.";
    Must payments_at_the_same_moment_are_booked_once ["patron.ordinary.pin", "item.fee.fee"] "The same payment (BK) on four connections at the same moment is booked once.";
    Must payments_never_exceed_the_balance ["patron.ordinary.pin", "item.fee.fee"] "Four payments of the whole balance at the same moment: exactly one is accepted.";
    Must holds_at_the_same_moment_are_one ["patron.ordinary.pin", "spare.1", "locations.1"] "The same hold on four connections at the same moment is placed once.";
    Must loan_limit_holds_against_a_rush ["patron.at_limit.pin", "spare.4"] "Four checkouts at the same moment do not get a patron past the loan limit.";
    Must damage_next_door_is_not_noticed ["patron.ordinary"] "Damaged and unfinished messages on one connection do not disturb another.";
    Must answers_are_not_mixed_up ["patron.ordinary", "patron.other", "spare.2"] "Eight busy connections each get the answers to their own questions.";
    Must fifty_terminals_are_served [] "Fifty logged-in terminals are each served.";
    Should idle_strangers_do_not_keep_others_out [] "Fifty silent connections do not keep a terminal from logging in.";
}

/// Each terminal sends its request at the same moment as the others.
fn all_at_once(terminals: Vec<Terminal>, requests: Vec<Request>) -> Outcome<Vec<Answer>> {
    let start = Barrier::new(terminals.len());
    std::thread::scope(|scope| {
        let racers: Vec<_> = terminals
            .into_iter()
            .zip(requests)
            .map(|(mut terminal, request)| {
                let start = &start;
                scope.spawn(move || {
                    start.wait();
                    terminal.ask(&request)
                })
            })
            .collect();
        let joined = racers.into_iter().map(std::thread::ScopedJoinHandle::join);
        joined
            .map(|racer| {
                racer.unwrap_or_else(|_| Err(Stop::failed("a terminal of the suite broke")))
            })
            .collect()
    })
}

fn terminals(c: &Context<'_, Profile>, count: usize) -> Outcome<Vec<Terminal>> {
    (0..count).map(|_| c.self_check()).collect()
}

fn granted(answers: &[Answer]) -> usize {
    answers
        .iter()
        .filter(|a| a.fixed("ok") == "1" || a.fixed("payment accepted") == "Y")
        .count()
}

fn race(c: &Context<'_, Profile>, patrons: &[Patron], item: &Item) -> Outcome<Vec<Answer>> {
    let terminals = terminals(c, patrons.len())?;
    let requests = patrons
        .iter()
        .zip(&terminals)
        .map(|(patron, t)| t.form.checkout(patron, item))
        .collect();
    all_at_once(terminals, requests)
}

fn four_patrons_one_item(c: &mut Context<'_, Profile>) -> Outcome {
    let patrons = [
        c.patron("ordinary")?,
        c.patron("other")?,
        c.patron("child")?,
        c.patron("waiting")?,
    ];
    for round in 0..15 {
        let item = c.spare(round)?;
        c.return_later(&item);
        let winners = granted(&race(c, &patrons, &item)?);
        ensure!(
            winners == 1,
            "in round {round} of 15 the item was lent {winners} times"
        );
        c.self_check()?.give_back(&item)?;
    }
    Ok(())
}

fn one_patron_four_terminals(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(0)?);
    c.return_later(&item);
    let before = c.self_check()?.loans(&patron)?;
    race(
        c,
        &[
            patron.clone(),
            patron.clone(),
            patron.clone(),
            patron.clone(),
        ],
        &item,
    )?;
    let after = c.self_check()?.loans(&patron)?;
    ensure!(
        after == before + 1,
        "the patron had {before} loans and has {after}"
    );
    Ok(())
}

fn pay_at_once(
    c: &Context<'_, Profile>,
    patron: &Patron,
    request: &Request,
) -> Outcome<(usize, String)> {
    let before = c.self_check()?.balance(patron)?;
    let terminals = terminals(c, 4)?;
    let answers = all_at_once(terminals, vec![request.clone(); 4])?;
    let less = before - c.self_check()?.balance(patron)?;
    Ok((granted(&answers), less.to_string()))
}

fn payments_at_the_same_moment_are_booked_once(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let mut t = c.self_check()?;
    c.run_up_a_fee(&mut t, &patron)?;
    let transaction = format!("CC{:x}", jiff::Timestamp::now().as_nanosecond());
    let request = t.form.fee_paid(&patron, "0.25").with("BK", transaction);
    let (_, booked) = pay_at_once(c, &patron, &request)?;
    ensure!(
        booked == "0.25",
        "0.25 was sent four times and {booked} was booked"
    );
    Ok(())
}

fn payments_never_exceed_the_balance(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let mut t = c.self_check()?;
    c.run_up_a_fee(&mut t, &patron)?;
    let balance = t.balance(&patron)?.to_string();
    let requests: Vec<_> = (0..4)
        .map(|number| {
            let transaction = format!("CD{number}{:x}", jiff::Timestamp::now().as_nanosecond());
            t.form.fee_paid(&patron, &balance).with("BK", transaction)
        })
        .collect();
    let accepted = granted(&all_at_once(terminals(c, 4)?, requests)?);
    ensure!(
        accepted == 1,
        "{accepted} payments of the whole balance were accepted"
    );
    ensure!(
        t.balance(&patron)?.to_string() == "0.00",
        "the balance is not zero afterwards"
    );
    Ok(())
}

fn holds_at_the_same_moment_are_one(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item, pickup) = (c.patron("ordinary")?, c.spare(0)?, c.location(0)?);
    c.cancel_hold_later(&patron, &item);
    let mut t = c.self_check()?;
    let before = t.holds(&patron)?;
    let request = t.form.hold('+', &patron, &item, &pickup);
    all_at_once(terminals(c, 4)?, vec![request; 4])?;
    let after = t.holds(&patron)?;
    ensure!(
        after == before + 1,
        "the patron had {before} holds and has {after}"
    );
    Ok(())
}

fn loan_limit_holds_against_a_rush(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("at_limit")?;
    let mut t = c.self_check()?;
    let before = t.loans(&patron)?;
    let mut requests = Vec::new();
    for number in 0..4 {
        let item = c.spare(number)?;
        c.return_later(&item);
        requests.push(t.form.checkout(&patron, &item));
    }
    all_at_once(terminals(c, 4)?, requests)?;
    let after = t.loans(&patron)?;
    ensure!(
        after == before,
        "the patron had {before} loans and has {after}"
    );
    Ok(())
}

fn damage_next_door_is_not_noticed(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let (mut good, mut bad) = (c.self_check()?, c.self_check()?);
    for noise in [
        b"63short\r".as_slice(),
        b"\xFF\xFE\r",
        b"9900802.00AY1AZ0000\r",
        b"17half of a mess",
    ] {
        bad.wire.send(noise)?;
        good.information(&patron)?.field_is("AA", &patron.card)?;
    }
    Ok(())
}

fn answers_are_not_mixed_up(c: &mut Context<'_, Profile>) -> Outcome {
    let (one, two) = (c.patron("ordinary")?, c.patron("other")?);
    let (first, second) = (c.spare(0)?, c.spare(1)?);
    let terminals = terminals(c, 8)?;
    std::thread::scope(|scope| {
        let busy: Vec<_> = terminals
            .into_iter()
            .enumerate()
            .map(|(number, mut t)| {
                let (patron, item) = if number % 2 == 0 {
                    (&one, &first)
                } else {
                    (&two, &second)
                };
                scope.spawn(move || -> Outcome {
                    for _ in 0..25 {
                        t.ask(&t.form.patron_status(patron).without("AD"))?
                            .field_is("AA", &patron.card)?;
                        t.ask(&t.form.item_information(item))?
                            .field_is("AB", &item.barcode)?;
                    }
                    Ok(())
                })
            })
            .collect();
        let mut joined = busy.into_iter().map(std::thread::ScopedJoinHandle::join);
        joined.try_for_each(|t| {
            t.unwrap_or_else(|_| Err(Stop::failed("a terminal of the suite broke")))
        })
    })
}

fn fifty_terminals_are_served(c: &mut Context<'_, Profile>) -> Outcome {
    let mut all = terminals(c, 50)?;
    all.iter_mut().try_for_each(Terminal::lives)
}

fn idle_strangers_do_not_keep_others_out(c: &mut Context<'_, Profile>) -> Outcome {
    let strangers: Outcome<Vec<_>> = (0..50).map(|_| c.stranger()).collect();
    let strangers = strangers?;
    c.self_check()?.lives()?;
    drop(strangers);
    Ok(())
}
