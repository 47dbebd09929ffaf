//! The PIN (AD) in requests that change something.

use crate::{
    Context, Outcome,
    kit::{cases, ensure},
    sip2::{Profile, answer::Answer, request::Request, terminal::Terminal},
};

cases! {
    "sip2/pin", "demo library: a wrong AD refuses 11, 15, 25, 29, 37, 65", ["account.self_check", "patron.ordinary.pin"];
    Must wrong_pin_refuses_checkout ["spare.1"] "A checkout with a wrong PIN is refused and the item stays." of "Koha 23.05 on the wire: checkout with a wrong PIN succeeds";
    Must wrong_pin_refuses_renew ["spare.1"] "A renewal with a wrong PIN is refused.";
    Must wrong_pin_refuses_renew_all ["spare.1"] "A renew all with a wrong PIN is refused.";
    Must wrong_pin_refuses_hold ["spare.1", "locations.1"] "A hold with a wrong PIN is refused and none is placed.";
    Must wrong_pin_refuses_payment ["item.fee.fee"] "A payment with a wrong PIN is refused and nothing is booked.";
    Must wrong_pin_enables_nobody ["patron.child.pin"] "A patron enable with a wrong PIN lifts no block.";
    Dialect checkout_without_pin_is_allowed ["spare.1"] "A checkout without AD is carried out." of "demo library: PIN is checked when it is sent";
    Dialect checkout_with_empty_pin_is_allowed ["spare.1"] "A checkout with an empty AD is carried out." of "demo library: an empty AD counts as none";
    Must right_pin_after_wrong_ones_is_believed ["patron.expired.pin"] "A right PIN after four wrong ones is believed." of "demo library: the fifth wrong one in a row locks";
    Must right_pin_starts_the_count_again ["patron.expired.pin"] "Four wrong PINs, a right one and four wrong ones more do not lock the card." of "demo library: a right one sets the count to zero";
    Must same_wrong_pin_counts_once_in_a_session ["patron.expired.pin"] "The same wrong PIN eight times within one patron session counts once." of "demo library: kiosks repeat the PIN in each message";
}

/// Asks as the ordinary patron with a wrong PIN; the count of wrong ones goes back afterwards.
fn with_wrong_pin(
    c: &mut Context<'_, Profile>,
    t: &mut Terminal,
    request: impl Fn(&Terminal) -> Request,
) -> Outcome<Answer> {
    let patron = c.patron("ordinary")?;
    c.right_pin_later(&patron);
    let request = request(t).with("AD", patron.with_wrong_pin().pin());
    t.ask(&request)
}

fn wrong_pin_refuses_checkout(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(8)?);
    c.return_later(&item);
    let mut t = c.self_check()?;
    with_wrong_pin(c, &mut t, |t| t.form.checkout(&patron, &item))?.refuses()?;
    let status = t.item_status(&item)?;
    ensure!(
        status == "03",
        "the item has circulation status {status} afterwards"
    );
    Ok(())
}

fn wrong_pin_refuses_renew(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(8)?);
    let mut t = c.self_check()?;
    c.lend(&mut t, &patron, &item)?;
    with_wrong_pin(c, &mut t, |t| t.form.renew(&patron, &item))?.refuses()
}

fn wrong_pin_refuses_renew_all(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(8)?);
    let mut t = c.self_check()?;
    c.lend(&mut t, &patron, &item)?;
    let answer = with_wrong_pin(c, &mut t, |t| t.form.renew_all(&patron))?;
    answer.refuses()?;
    answer.is("renewed", "0000")
}

fn wrong_pin_refuses_hold(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item, pickup) = (c.patron("ordinary")?, c.spare(8)?, c.location(0)?);
    c.cancel_hold_later(&patron, &item);
    let mut t = c.self_check()?;
    let before = t.holds(&patron)?;
    with_wrong_pin(c, &mut t, |t| t.form.hold('+', &patron, &item, &pickup))?.refuses()?;
    let after = t.holds(&patron)?;
    ensure!(
        after == before,
        "the patron had {before} holds and has {after}"
    );
    Ok(())
}

fn wrong_pin_refuses_payment(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let mut t = c.self_check()?;
    c.run_up_a_fee(&mut t, &patron)?;
    let before = t.balance(&patron)?;
    let answer = with_wrong_pin(c, &mut t, |t| t.form.fee_paid(&patron, "0.10"))?;
    answer.is("payment accepted", "N")?;
    answer.says_why()?;
    let after = t.balance(&patron)?;
    ensure!(after == before, "the balance went from {before} to {after}");
    Ok(())
}

fn wrong_pin_enables_nobody(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("child")?;
    c.enable_later(&patron);
    c.right_pin_later(&patron);
    let mut t = c.self_check()?;
    t.ask(&t.form.block_patron(&patron))?;
    t.ask(&t.form.patron_enable(&patron.with_wrong_pin()))?;
    let flags = t
        .ask(&t.form.patron_status(&patron))?
        .fixed("patron status")
        .to_owned();
    ensure!(flags.starts_with('Y'), "the block is gone: {flags:?}");
    Ok(())
}

fn lends_with(c: &mut Context<'_, Profile>, change: impl Fn(Request) -> Request) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(8)?);
    c.return_later(&item);
    let mut t = c.self_check()?;
    let request = change(t.form.checkout(&patron, &item));
    t.ask(&request)?.is("ok", "1")
}

fn checkout_without_pin_is_allowed(c: &mut Context<'_, Profile>) -> Outcome {
    lends_with(c, |request| request.without("AD"))
}

fn checkout_with_empty_pin_is_allowed(c: &mut Context<'_, Profile>) -> Outcome {
    lends_with(c, |request| request.with("AD", ""))
}

/// Shows this many different wrong PINs, each in a patron session of its own, then the right one.
fn wrong_then_right(c: &mut Context<'_, Profile>, wrong: u32) -> Outcome {
    let patron = c.patron("expired")?;
    c.right_pin_later(&patron);
    let mut t = c.self_check()?;
    for number in 0..wrong {
        let tried = patron.with_pin(&format!("97{number:02}"));
        t.ask(&t.form.patron_status(&tried))?.field_is("CQ", "N")?;
        t.ask(&t.form.end_patron_session(&patron).without("AD"))?;
    }
    t.ask(&t.form.patron_status(&patron))?.field_is("CQ", "Y")
}

fn right_pin_after_wrong_ones_is_believed(c: &mut Context<'_, Profile>) -> Outcome {
    wrong_then_right(c, 4)
}

fn right_pin_starts_the_count_again(c: &mut Context<'_, Profile>) -> Outcome {
    wrong_then_right(c, 4)?;
    wrong_then_right(c, 4)
}

fn same_wrong_pin_counts_once_in_a_session(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("expired")?;
    c.right_pin_later(&patron);
    let mut t = c.self_check()?;
    for _ in 0..8 {
        t.ask(&t.form.patron_status(&patron.with_wrong_pin()))?
            .field_is("CQ", "N")?;
    }
    t.ask(&t.form.patron_status(&patron))?.field_is("CQ", "Y")
}
