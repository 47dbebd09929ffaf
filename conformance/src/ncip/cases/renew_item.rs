//! RenewItem.

use super::super::{
    Profile,
    steps::{NOBODY, NOTHING, item_id, text_in, user_id},
};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "ncip/renew-item", "NCIP 2.02, RenewItem", ["partner", "patron.ordinary"];
    Must renewed ["spare.1"] "A renewal is answered with the item and the new day when it is due.";
    Must wanted_by_others ["patron.other", "item.on_loan_wanted"] "With a request waiting it is Renewal Not Allowed - Item Has Outstanding Requests." of "NCIP 2.02, Renew Item Processing Error";
    Must no_date_beside_a_problem ["patron.other", "item.on_loan_wanted"] "A refusal has no DateDue: clients would take it for success." of "clients: VuFind looks at DateDue alone";
    Must not_on_loan ["spare.1"] "A copy that is not out is Item Not Checked Out.";
    Must loan_of_another ["patron.other", "item.on_loan"] "The loan of another is Item Not Checked Out.";
    Must unknown_item [] "A copy that there is not is Unknown Item.";
    Must unknown_user ["spare.1"] "A patron that there is not is Unknown User.";
    Must no_item [] "Without ItemId it is Needed Data Missing.";
}

const RENEW: &str = "RenewItem";

fn renewed(c: &mut Context<'_, Profile>) -> Outcome {
    let (content, _) = c.lent(0)?;
    let answer = c.ask(RENEW, &content)?;
    let response = answer.done(RENEW)?;
    text_in(response, "DateDue")?;
    let item = text_in(response, "ItemIdentifierValue")?;
    ensure!(item == c.spare(0)?, "the item is {item:?}");
    Ok(())
}

fn wanted_by_others(c: &mut Context<'_, Profile>) -> Outcome {
    let content = [c.user("other")?, c.copy("on_loan_wanted")?];
    c.ask(RENEW, &content)?
        .refused(RENEW, "Renewal Not Allowed - Item Has Outstanding Requests")
}

fn no_date_beside_a_problem(c: &mut Context<'_, Profile>) -> Outcome {
    let content = [c.user("other")?, c.copy("on_loan_wanted")?];
    let answer = c.ask(RENEW, &content)?;
    ensure!(!answer.mentions("DateDue"), "DateDue is told");
    Ok(())
}

fn not_on_loan(c: &mut Context<'_, Profile>) -> Outcome {
    let content = [c.user("ordinary")?, item_id(c.spare(0)?)];
    c.ask(RENEW, &content)?
        .refused(RENEW, "Item Not Checked Out")
}

fn loan_of_another(c: &mut Context<'_, Profile>) -> Outcome {
    let content = [c.user("ordinary")?, c.copy("on_loan")?];
    c.ask(RENEW, &content)?
        .refused(RENEW, "Item Not Checked Out")
}

fn unknown_item(c: &mut Context<'_, Profile>) -> Outcome {
    c.ask(RENEW, &[c.user("ordinary")?, item_id(NOTHING)])?
        .refused(RENEW, "Unknown Item")
}

fn unknown_user(c: &mut Context<'_, Profile>) -> Outcome {
    c.ask(RENEW, &[user_id(NOBODY), item_id(c.spare(0)?)])?
        .refused(RENEW, "Unknown User")
}

fn no_item(c: &mut Context<'_, Profile>) -> Outcome {
    c.ask(RENEW, &[c.user("ordinary")?])?
        .refused(RENEW, "Needed Data Missing")
}
