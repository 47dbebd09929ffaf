//! Item Status Update (19/20).

use crate::{
    Context, Outcome,
    kit::{cases, ensure},
    sip2::{Item, Profile},
};

cases! {
    "sip2/item_status_update", "SIP2 2.00, Item Status Update 19/20", ["account.self_check"];
    Must known_item_is_updated ["spare.1"] "An update of a known item is answered with item properties ok 1 and its barcode.";
    Must unknown_item_is_refused [] "An update of an unknown item is answered with item properties ok 0 and its barcode.";
    Must sorter_may_tell_a_destination ["account.sorter", "spare.1"] "A sorter's report with a destination is accepted and leaves the item as it was." of "field practice: sorters report after sorting";
    Must loan_is_not_touched ["item.on_loan"] "An update of an item on loan leaves it on loan.";
    Must long_properties_are_survived ["spare.1"] "Properties of 255 characters get a valid answer.";
}

fn known_item_is_updated(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(4)?;
    let mut t = c.self_check()?;
    let answer = t.ask(&t.form.item_status_update(&item, ""))?;
    answer.is("ok", "1")?;
    answer.field_is("AB", &item.barcode)
}

fn unknown_item_is_refused(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    let answer = t.ask(&t.form.item_status_update(&Item::unknown(), ""))?;
    answer.refuses()?;
    answer.field_is("AB", &Item::unknown().barcode)
}

fn sorter_may_tell_a_destination(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(4)?;
    let mut t = c.terminal("sorter")?;
    let before = t.item_status(&item)?;
    t.ask(&t.form.item_status_update(&item, "DEST=SOT"))?
        .is("ok", "1")?;
    let after = t.item_status(&item)?;
    t.ask(&t.form.item_status_update(&item, ""))?;
    ensure!(
        after == before,
        "the circulation status went from {before} to {after}"
    );
    Ok(())
}

fn loan_is_not_touched(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.item("on_loan")?;
    let mut t = c.self_check()?;
    t.ask(&t.form.item_status_update(&item, ""))?;
    let status = t.item_status(&item)?;
    ensure!(status == "04", "the circulation status is {status}");
    Ok(())
}

fn long_properties_are_survived(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(4)?;
    let mut t = c.self_check()?;
    t.ask(&t.form.item_status_update(&item, &"x".repeat(255)))?;
    t.ask(&t.form.item_status_update(&item, "")).map(drop)
}
