//! Cancelling an incomplete transaction with BI.

use crate::{
    Context, Outcome,
    kit::{cases, ensure},
    sip2::Profile,
};

cases! {
    "sip2/undo", "SIP2 2.00, cancel (BI) in Checkin 09 and Checkout 11", ["account.self_check", "patron.ordinary.pin", "spare.1"];
    Must checkin_with_cancel_undoes_a_checkout [] "A checkin with BI=Y after a checkout that was not completed ends that loan.";
    Should cancelled_checkout_gives_the_hold_back ["patron.waiting.pin", "item.on_hold_shelf", "locations.1"] "After a cancelled checkout of an item from the hold shelf it waits there for its patron again.";
    Must checkin_with_cancel_undoes_one_checkout ["spare.2"] "A checkin with BI=Y leaves the patron's other loans alone.";
    Must checkout_with_cancel_undoes_a_checkin [] "A checkout with BI=Y after a checkin that was not completed brings the loan back.";
    Should checkout_with_cancel_keeps_the_due_date [] "The loan that a checkout with BI=Y brings back has its own due date, not that of a new loan.";
    Must checkout_with_cancel_is_no_renewal [] "A checkout with BI=Y leaves the patron with one loan of the item, not with two.";
    Must cancel_of_nothing_is_refused [] "A checkout with BI=Y for an item that was never returned lends nothing anew.";
    Must cancelled_item_can_be_lent ["patron.other.pin"] "After a cancelled checkout the item can be lent to somebody else.";
}

fn checkin_with_cancel_undoes_a_checkout(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(17)?);
    let mut t = c.self_check()?;
    let before = t.loans(&patron)?;
    c.lend(&mut t, &patron, &item)?;
    t.ask(&t.form.checkin(&item).with("BI", "Y"))?
        .is("ok", "1")?;
    let after = t.loans(&patron)?;
    ensure!(
        after == before,
        "the patron had {before} loans and has {after}"
    );
    ensure!(t.item_status(&item)? == "03", "the item is not available");
    Ok(())
}

fn checkin_with_cancel_undoes_one_checkout(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, one, two) = (c.patron("ordinary")?, c.spare(17)?, c.spare(18)?);
    let mut t = c.self_check()?;
    c.lend(&mut t, &patron, &one)?;
    c.lend(&mut t, &patron, &two)?;
    t.ask(&t.form.checkin(&two).with("BI", "Y"))?
        .is("ok", "1")?;
    ensure!(t.item_status(&one)? == "04", "the other loan is gone too");
    Ok(())
}

fn checkout_with_cancel_undoes_a_checkin(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(17)?);
    let mut t = c.self_check()?;
    c.lend(&mut t, &patron, &item)?;
    t.give_back(&item)?.is("ok", "1")?;
    t.ask(&t.form.checkout(&patron, &item).with("BI", "Y"))?
        .is("ok", "1")?;
    ensure!(
        t.item_status(&item)? == "04",
        "the item is not on loan again"
    );
    Ok(())
}

fn checkout_with_cancel_keeps_the_due_date(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(31)?);
    c.return_later(&item);
    let mut t = c.self_check()?;
    // A due date that no rule of the library would give.
    let offline = t
        .form
        .checkout(&patron, &item)
        .at(3, "Y")
        .at(22, &t.form.in_days(19));
    let due = t.ask(&offline)?.value("AH").to_owned();
    t.give_back(&item)?;
    t.ask(&t.form.checkout(&patron, &item).with("BI", "Y"))?
        .field_is("AH", &due)
}

fn cancelled_checkout_gives_the_hold_back(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("waiting")?, c.item("on_hold_shelf")?);
    c.wait_again_later()?;
    let mut t = c.self_check()?;
    t.ask(&t.form.checkout(&patron, &item))?.is("ok", "1")?;
    t.ask(&t.form.checkin(&item).with("BI", "Y"))?
        .is("ok", "1")?;
    let status = t.item_status(&item)?;
    ensure!(status == "08", "the item has circulation status {status}");
    Ok(())
}

fn checkout_with_cancel_is_no_renewal(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(17)?);
    let mut t = c.self_check()?;
    let before = t.loans(&patron)?;
    c.lend(&mut t, &patron, &item)?;
    t.give_back(&item)?;
    t.ask(&t.form.checkout(&patron, &item).with("BI", "Y"))?;
    let after = t.loans(&patron)?;
    ensure!(
        after == before + 1,
        "the patron had {before} loans and has {after}"
    );
    Ok(())
}

fn cancel_of_nothing_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(19)?);
    c.return_later(&item);
    let mut t = c.self_check()?;
    let before = t.loans(&patron)?;
    // A checkin of an item that was on the shelf: there is no loan that could come back.
    t.give_back(&item)?;
    t.ask(&t.form.checkout(&patron, &item).with("BI", "Y"))?;
    let after = t.loans(&patron)?;
    ensure!(
        after == before,
        "the patron had {before} loans and has {after}"
    );
    Ok(())
}

fn cancelled_item_can_be_lent(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, other, item) = (c.patron("ordinary")?, c.patron("other")?, c.spare(17)?);
    let mut t = c.self_check()?;
    c.lend(&mut t, &patron, &item)?;
    t.ask(&t.form.checkin(&item).with("BI", "Y"))?;
    c.lend(&mut t, &other, &item).map(drop)
}
