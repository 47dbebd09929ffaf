//! CheckInItem.

use super::super::{
    Profile,
    message::leaf,
    steps::{NOTHING, item_id, text_in},
};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "ncip/check-in-item", "NCIP 2.02, CheckInItem", ["partner", "patron.ordinary"];
    Must returned ["spare.1"] "A return is answered with the item, which is available then.";
    Must returned_twice ["spare.1"] "A second return is Item Not Checked Out." of "clients: ReShare takes it for success";
    Must unknown [] "A copy that there is not is Unknown Item.";
    Must no_item [] "Without ItemId it is Needed Data Missing.";
    Must not_on_loan_is_carried_out ["spare.2"] "The return of a copy that was not out changes no loan of others.";
}

const CHECK_IN: &str = "CheckInItem";

fn returned(c: &mut Context<'_, Profile>) -> Outcome {
    c.lent(0)?;
    let item = item_id(c.spare(0)?);
    let answer = c.ask(CHECK_IN, std::slice::from_ref(&item))?;
    let own = text_in(answer.done(CHECK_IN)?, "ItemIdentifierValue")?;
    ensure!(own == c.spare(0)?, "the item is {own:?}");
    let status = leaf("ItemElementType", "Circulation Status");
    let answer = c.ask("LookupItem", &[item, status])?;
    let status = text_in(answer.done("LookupItem")?, "CirculationStatus")?;
    ensure!(status != "On Loan", "the copy is {status:?}");
    Ok(())
}

fn returned_twice(c: &mut Context<'_, Profile>) -> Outcome {
    c.lent(0)?;
    let item = item_id(c.spare(0)?);
    c.ask(CHECK_IN, std::slice::from_ref(&item))?
        .done(CHECK_IN)?;
    c.ask(CHECK_IN, &[item])?
        .refused(CHECK_IN, "Item Not Checked Out")
}

fn unknown(c: &mut Context<'_, Profile>) -> Outcome {
    c.ask(CHECK_IN, &[item_id(NOTHING)])?
        .refused(CHECK_IN, "Unknown Item")
}

fn no_item(c: &mut Context<'_, Profile>) -> Outcome {
    c.ask(CHECK_IN, &[])?
        .refused(CHECK_IN, "Needed Data Missing")
}

fn not_on_loan_is_carried_out(c: &mut Context<'_, Profile>) -> Outcome {
    c.lent(0)?;
    c.ask(CHECK_IN, &[item_id(c.spare(1)?)])?
        .refused(CHECK_IN, "Item Not Checked Out")?;
    let status = leaf("ItemElementType", "Circulation Status");
    let answer = c.ask("LookupItem", &[item_id(c.spare(0)?), status])?;
    let status = text_in(answer.done("LookupItem")?, "CirculationStatus")?;
    ensure!(status == "On Loan", "the other copy is {status:?}");
    Ok(())
}
