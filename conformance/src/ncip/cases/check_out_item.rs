//! CheckOutItem, and UndoCheckOutItem.

use super::super::{
    Profile,
    answer::Answer,
    message::{Element, el, leaf},
    steps::{NOBODY, NOTHING, item_id, text_in, user_id},
};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "ncip/check-out-item", "NCIP 2.02, CheckOutItem", ["partner", "patron.ordinary"];
    Must lent ["spare.1"] "A loan is answered with item, patron and the day when it is due.";
    Must due_in_local_time ["spare.1", "offsets"] "The day when it is due is told with the local offset, at the end of the day." of "clients: VuFind shows the time as sent";
    Must asked_again ["spare.1"] "The same loan again, as after a lost answer, is answered with the loan that stands.";
    Must loan_is_seen ["spare.1"] "The loan is among the patron's, and the copy is out.";
    Must unknown_item [] "A copy that there is not is Unknown Item.";
    Must unknown_user ["spare.1"] "A patron that there is not is Unknown User.";
    Must both_unknown [] "Of two unknown, the patron is told.";
    Must on_loan_to_other ["item.on_loan"] "A copy on another's loan is Resource Cannot Be Provided.";
    Must on_hold_for_other ["item.on_hold_shelf"] "A copy that is kept for another is Resource Cannot Be Provided.";
    Must not_for_loan ["item.not_for_loan"] "A copy that is not lent is Item Does Not Circulate.";
    Must lost ["item.lost"] "A lost copy is Resource Cannot Be Provided.";
    Must blocked ["patron.indebted", "spare.1"] "A patron who owes too much is User Blocked.";
    Must lost_card ["patron.lost_card", "spare.1"] "A card reported lost is User Blocked.";
    Must expired ["patron.expired", "spare.1"] "An expired card is User Ineligible To Check Out This Item.";
    Must child ["patron.child", "item.age_limited"] "A patron below the age limit is User Ineligible To Check Out This Item.";
    Must at_limit ["patron.at_limit", "spare.1"] "A patron at the limit is Maximum Check Outs Exceeded.";
    Must fee_is_asked ["item.fee.fee"] "A copy with a fee is refused, with RequiredFeeAmount in minor units.";
    Must small_fee_is_not_enough ["item.fee.fee"] "AcknowledgedFeeAmount below the fee is refused the same way.";
    Must no_item [] "Without ItemId it is Needed Data Missing.";
    Must no_user ["spare.1"] "Without a patron it is Needed Data Missing.";
    Must empty_item [] "An empty ItemIdentifierValue is Needed Data Missing, or Unknown Item.";
    Must undone ["spare.1", "service.undo"] "UndoCheckOutItem ends the loan: returned then, it is Item Not Checked Out." of "NCIP 2.02, UndoCheckOutItem";
}

const CHECK_OUT: &str = "CheckOutItem";

fn lend(c: &Context<'_, Profile>, user: Element, item: Element) -> Outcome<Answer> {
    c.ask(CHECK_OUT, &[user, item])
}

fn lent(c: &mut Context<'_, Profile>) -> Outcome {
    let (_, answer) = c.lent(0)?;
    let response = answer.done(CHECK_OUT)?;
    let (item, user) = (
        text_in(response, "ItemIdentifierValue")?,
        text_in(response, "UserIdentifierValue")?,
    );
    ensure!(
        item == c.spare(0)? && user == c.patron("ordinary")?.barcode,
        "another loan: {item:?}"
    );
    text_in(response, "DateDue").map(drop)
}

fn due_in_local_time(c: &mut Context<'_, Profile>) -> Outcome {
    let (_, answer) = c.lent(0)?;
    let due = text_in(answer.done(CHECK_OUT)?, "DateDue")?;
    let local = c.profile.offsets.iter().any(|offset| {
        due.strip_suffix(offset.as_str())
            .is_some_and(|clock| clock.contains("T23:59:59"))
    });
    ensure!(local, "it is due {due:?}");
    Ok(())
}

fn asked_again(c: &mut Context<'_, Profile>) -> Outcome {
    let (content, first) = c.lent(0)?;
    let again = c.ask(CHECK_OUT, &content)?;
    let due = |answer: &Answer| text_in(answer.done(CHECK_OUT)?, "DateDue");
    let (first, again) = (due(&first)?, due(&again)?);
    ensure!(first == again, "it is due {first}, then {again}");
    Ok(())
}

fn loan_is_seen(c: &mut Context<'_, Profile>) -> Outcome {
    c.lent(0)?;
    let item = item_id(c.spare(0)?);
    let status = leaf("ItemElementType", "Circulation Status");
    let answer = c.ask("LookupItem", &[item, status])?;
    let status = text_in(answer.done("LookupItem")?, "CirculationStatus")?;
    ensure!(status == "On Loan", "the copy is {status:?}");
    let content = [c.user("ordinary")?, leaf("LoanedItemsDesired", "")];
    let answer = c.ask("LookupUser", &content)?;
    let spare = c.spare(0)?;
    let seen = answer
        .done("LookupUser")?
        .all("LoanedItem")
        .any(|loan| text_in(loan, "ItemIdentifierValue").is_ok_and(|own| own == spare));
    ensure!(seen, "the loan is not among the patron's");
    Ok(())
}

fn unknown_item(c: &mut Context<'_, Profile>) -> Outcome {
    let user = c.user("ordinary")?;
    lend(c, user, item_id(NOTHING))?.refused(CHECK_OUT, "Unknown Item")
}

fn unknown_user(c: &mut Context<'_, Profile>) -> Outcome {
    let item = item_id(c.spare(0)?);
    lend(c, user_id(NOBODY), item)?.refused(CHECK_OUT, "Unknown User")
}

fn both_unknown(c: &mut Context<'_, Profile>) -> Outcome {
    lend(c, user_id(NOBODY), item_id(NOTHING))?.refused(CHECK_OUT, "Unknown User")
}

/// The ordinary patron does not get the copy.
fn not_lent(c: &Context<'_, Profile>, role: &str, problem: &str) -> Outcome {
    let (user, item) = (c.user("ordinary")?, c.copy(role)?);
    lend(c, user, item)?.refused(CHECK_OUT, problem)
}

/// A patron does not get a spare copy.
fn not_served(c: &Context<'_, Profile>, role: &str, problem: &str) -> Outcome {
    let (user, item) = (c.user(role)?, item_id(c.spare(0)?));
    lend(c, user, item)?.refused(CHECK_OUT, problem)
}

fn on_loan_to_other(c: &mut Context<'_, Profile>) -> Outcome {
    not_lent(c, "on_loan", "Resource Cannot Be Provided")
}

fn on_hold_for_other(c: &mut Context<'_, Profile>) -> Outcome {
    not_lent(c, "on_hold_shelf", "Resource Cannot Be Provided")
}

fn not_for_loan(c: &mut Context<'_, Profile>) -> Outcome {
    not_lent(c, "not_for_loan", "Item Does Not Circulate")
}

fn lost(c: &mut Context<'_, Profile>) -> Outcome {
    not_lent(c, "lost", "Resource Cannot Be Provided")
}

fn blocked(c: &mut Context<'_, Profile>) -> Outcome {
    not_served(c, "indebted", "User Blocked")
}

fn lost_card(c: &mut Context<'_, Profile>) -> Outcome {
    not_served(c, "lost_card", "User Blocked")
}

fn expired(c: &mut Context<'_, Profile>) -> Outcome {
    not_served(c, "expired", "User Ineligible To Check Out This Item")
}

fn child(c: &mut Context<'_, Profile>) -> Outcome {
    let (user, item) = (c.user("child")?, c.copy("age_limited")?);
    lend(c, user, item)?.refused(CHECK_OUT, "User Ineligible To Check Out This Item")
}

fn at_limit(c: &mut Context<'_, Profile>) -> Outcome {
    not_served(c, "at_limit", "Maximum Check Outs Exceeded")
}

fn fee_is_refused(c: &Context<'_, Profile>, more: &[Element]) -> Outcome {
    let content = [&[c.user("ordinary")?, c.copy("fee")?], more].concat();
    let answer = c.ask(CHECK_OUT, &content)?;
    answer.refused(CHECK_OUT, "Resource Cannot Be Provided")?;
    let response = answer.response(CHECK_OUT)?;
    let required = response.child("RequiredFeeAmount");
    let required = required.map(|amount| text_in(amount, "MonetaryValue"));
    let required = required.transpose()?.unwrap_or_default();
    let fee = c.item("fee")?.fee.unwrap_or_default().to_string();
    ensure!(required == fee, "the fee is {required:?}, not {fee}");
    Ok(())
}

fn fee_is_asked(c: &mut Context<'_, Profile>) -> Outcome {
    fee_is_refused(c, &[])
}

fn small_fee_is_not_enough(c: &mut Context<'_, Profile>) -> Outcome {
    let less = c.item("fee")?.fee.unwrap_or_default() - 1;
    let currency = c.profile.currency.clone().unwrap_or_default();
    let amount = el(
        "AcknowledgedFeeAmount",
        [
            leaf("CurrencyCode", &currency),
            leaf("MonetaryValue", &less.to_string()),
        ],
    );
    fee_is_refused(c, &[amount])
}

fn no_item(c: &mut Context<'_, Profile>) -> Outcome {
    c.ask(CHECK_OUT, &[c.user("ordinary")?])?
        .refused(CHECK_OUT, "Needed Data Missing")
}

fn no_user(c: &mut Context<'_, Profile>) -> Outcome {
    c.ask(CHECK_OUT, &[item_id(c.spare(0)?)])?
        .refused(CHECK_OUT, "Needed Data Missing")
}

fn empty_item(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.ask(CHECK_OUT, &[c.user("ordinary")?, item_id("")])?;
    answer.response(CHECK_OUT)?;
    answer.has_one_of(&["Needed Data Missing", "Unknown Item"])
}

fn undone(c: &mut Context<'_, Profile>) -> Outcome {
    let (content, _) = c.lent(0)?;
    c.ask("UndoCheckOutItem", &content)?
        .done("UndoCheckOutItem")?;
    let status = leaf("ItemElementType", "Circulation Status");
    let answer = c.ask("LookupItem", &[item_id(c.spare(0)?), status])?;
    let status = text_in(answer.done("LookupItem")?, "CirculationStatus")?;
    ensure!(status.starts_with("Available"), "the copy is {status:?}");
    Ok(())
}
