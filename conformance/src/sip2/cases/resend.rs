//! Resending: 97 and retransmitted requests.

use crate::{
    Context, Outcome,
    kit::{cases, ensure},
    sip2::{Profile, request::Forms},
    visible,
};

cases! {
    "sip2/resend", "SIP2 2.00, Request ACS Resend 97 and retransmission", ["account.self_check"];
    Must last_answer_comes_again ["patron.ordinary"] "97 brings the last answer again, with the same content.";
    Must resent_answer_has_a_valid_checksum ["patron.ordinary"] "An answer that is sent again has a checksum that fits, if it has one.";
    Should resent_answer_has_no_sequence [] "An answer that is sent again carries no AY.";
    Must twice_brings_the_same_twice [] "97 twice brings the same answer twice.";
    Must before_any_answer_is_asked_for_again [] "97 before any other message gets 96, and the session lives.";
    Must repeat_request_is_never_resent [] "97 after 96 brings the last real answer, so that the two sides do not ask each other for ever.";
    Must checked_form_is_understood [] "97 with its checksum (97AZFEF5) is understood.";
    Must carries_out_nothing ["patron.ordinary.pin", "spare.1"] "97 after a checkout does not lend again.";
    Must retransmitted_checkout_is_replayed ["patron.ordinary.pin", "spare.1"] "The same checkout with the same AY and AZ brings the same answer and one loan.";
    Must retransmitted_checkin_is_replayed ["patron.ordinary.pin", "spare.1"] "The same checkin with the same AY and AZ brings the same answer.";
    Must retransmitted_login_is_replayed [] "The same login with the same AY and AZ is granted again.";
    Must retransmitted_payment_is_booked_once ["patron.ordinary.pin", "item.fee.fee"] "The same payment with the same AY and AZ is booked once.";
    Must retransmitted_hold_is_placed_once ["patron.ordinary.pin", "spare.1", "locations.1"] "The same hold with the same AY and AZ brings the same answer and one hold.";
    Must new_sequence_is_a_new_request ["patron.ordinary.pin", "spare.1"] "The same checkout with a new AY is a new request, not a replay: with renewal policy N it is refused.";
}

fn last_answer_comes_again(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let mut t = c.self_check()?;
    let first = t.information(&patron)?;
    let again = t.ask_bytes(b"97\r")?;
    ensure!(
        again.essence() == first.essence(),
        "it brings {}",
        visible(&again.raw)
    );
    ensure!(
        again.fixed("date") == first.fixed("date"),
        "the date has changed"
    );
    Ok(())
}

fn resent_answer_has_a_valid_checksum(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let mut t = c.self_check()?;
    t.information(&patron)?;
    t.ask_bytes(b"97AZFEF5\r").map(drop)
}

fn resent_answer_has_no_sequence(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    t.ask(&Forms::sc_status())?;
    let again = t.ask_bytes(b"97AZFEF5\r")?;
    ensure!(
        again.sequence.is_none(),
        "it brings {}",
        visible(&again.raw)
    );
    Ok(())
}

fn twice_brings_the_same_twice(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    t.ask(&Forms::sc_status())?;
    let (one, two) = (t.ask_bytes(b"97\r")?, t.ask_bytes(b"97\r")?);
    ensure!(
        one.code == "98" && one.raw == two.raw,
        "{} and {}",
        visible(&one.raw),
        visible(&two.raw)
    );
    Ok(())
}

fn before_any_answer_is_asked_for_again(c: &mut Context<'_, Profile>) -> Outcome {
    let account = c.account("self_check")?;
    let mut t = c.stranger()?;
    let answer = t.ask_bytes(b"97\r")?;
    ensure!(answer.code == "96", "it was answered by {}", answer.code);
    t.log_in(&account)
}

fn repeat_request_is_never_resent(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    let real = t.ask(&Forms::sc_status())?;
    let damage = t.ask_bytes(b"9900802.00AY3AZ0000\r")?;
    ensure!(
        damage.code == "96",
        "damage was answered by {}",
        damage.code
    );
    let again = t.ask_bytes(b"97\r")?;
    ensure!(
        again.essence() == real.essence(),
        "97 after 96 brings {}",
        visible(&again.raw)
    );
    Ok(())
}

fn checked_form_is_understood(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    t.ask(&Forms::sc_status())?;
    let again = t.ask_bytes(b"97AZFEF5\r")?;
    ensure!(again.code == "98", "it brings {}", visible(&again.raw));
    Ok(())
}

fn carries_out_nothing(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(4)?);
    let mut t = c.self_check()?;
    let before = t.loans(&patron)?;
    let lent = c.lend(&mut t, &patron, &item)?;
    let again = t.ask_bytes(b"97\r")?;
    ensure!(
        again.essence() == lent.essence(),
        "it brings {}",
        visible(&again.raw)
    );
    let after = t.loans(&patron)?;
    ensure!(
        after == before + 1,
        "the patron had {before} loans and has {after}"
    );
    Ok(())
}

fn retransmitted_checkout_is_replayed(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(5)?);
    c.return_later(&item);
    let mut t = c.self_check()?;
    let before = t.loans(&patron)?;
    let frame = t.frame(&t.form.checkout(&patron, &item));
    let (one, two) = (t.ask_bytes(&frame)?, t.ask_bytes(&frame)?);
    one.is("ok", "1")?;
    ensure!(
        one.raw == two.raw,
        "the retransmission brings {}",
        visible(&two.raw)
    );
    let after = t.loans(&patron)?;
    ensure!(
        after == before + 1,
        "the patron had {before} loans and has {after}"
    );
    Ok(())
}

fn retransmitted_checkin_is_replayed(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(5)?);
    let mut t = c.self_check()?;
    c.lend(&mut t, &patron, &item)?;
    let frame = t.frame(&t.form.checkin(&item));
    let (one, two) = (t.ask_bytes(&frame)?, t.ask_bytes(&frame)?);
    one.is("ok", "1")?;
    ensure!(
        one.raw == two.raw,
        "the retransmission brings {}",
        visible(&two.raw)
    );
    Ok(())
}

fn retransmitted_login_is_replayed(c: &mut Context<'_, Profile>) -> Outcome {
    let account = c.account("self_check")?;
    let mut t = c.stranger()?;
    let frame = t.frame(&Forms::login(
        &account.user,
        &account.password,
        &account.location,
    ));
    t.ask_bytes(&frame)?.is("ok", "1")?;
    t.ask_bytes(&frame)?.is("ok", "1")
}

fn retransmitted_payment_is_booked_once(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let mut t = c.self_check()?;
    c.run_up_a_fee(&mut t, &patron)?;
    let before = t.balance(&patron)?;
    let frame = t.frame(&t.form.fee_paid(&patron, "0.50"));
    let (one, two) = (t.ask_bytes(&frame)?, t.ask_bytes(&frame)?);
    one.is("payment accepted", "Y")?;
    ensure!(
        one.raw == two.raw,
        "the retransmission brings {}",
        visible(&two.raw)
    );
    let paid = before - t.balance(&patron)?;
    ensure!(
        paid.to_string() == "0.50",
        "0.50 was sent twice in the same bytes and {paid} was booked"
    );
    Ok(())
}

fn retransmitted_hold_is_placed_once(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item, pickup) = (c.patron("ordinary")?, c.spare(6)?, c.location(0)?);
    c.cancel_hold_later(&patron, &item);
    let mut t = c.self_check()?;
    let before = t.holds(&patron)?;
    let frame = t.frame(&t.form.hold('+', &patron, &item, &pickup));
    let (one, two) = (t.ask_bytes(&frame)?, t.ask_bytes(&frame)?);
    one.is("ok", "1")?;
    ensure!(
        one.raw == two.raw,
        "the retransmission brings {}",
        visible(&two.raw)
    );
    let after = t.holds(&patron)?;
    ensure!(
        after == before + 1,
        "the patron had {before} holds and has {after}"
    );
    Ok(())
}

fn new_sequence_is_a_new_request(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(7)?);
    let mut t = c.self_check()?;
    c.return_later(&item);
    let request = t.form.checkout(&patron, &item).at(2, "N");
    t.ask(&request)?.is("ok", "1")?;
    let next = request.at(4, &t.form.in_minutes(1));
    t.ask(&next)?.is("ok", "0")
}
