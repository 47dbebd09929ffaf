//! The server lends: its staff acts, and the suite is the library that borrows.

use serde_json::{Value, json};

use super::super::{
    Profile,
    mailbox::Letter,
    message::{Asked, Version},
    steps::text,
};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "iso18626/supplier", "ISO 18626, supplyingAgencyMessage", ["mailbox"];
    Must status_request_is_answered [] "StatusRequest is answered with StatusRequestResponse and the status as it is." of "ISO 18626, StatusRequest";
    Must messages_name_the_request [] "What it writes has both agencies and both names of the request." of "ISO 18626, header";
    Must nothing_without_staff ["staff"] "Nothing but StatusRequest is answered before staff has decided." of "contract: ISO 18626";
    Must title_is_found ["staff", "title"] "A title that the server has is found, and a copy of it is proposed.";
    Must will_supply ["staff"] "WillSupply is told as RequestResponse.";
    Must unfilled ["staff"] "Unfilled is told with its reason, and ends the request.";
    Must loan_to_its_end ["staff", "item"] "Loaned with item and due date, Received, ShippedReturn, LoanCompleted.";
    Must copy_is_away ["staff", "item"] "A copy that was shipped is on loan, and home again when it came back.";
    Must retry ["staff"] "RetryPossible is told with its reason; a retry opens the request under its new id." of "ISO 18626, RetryPossible";
    Must cancelled ["staff"] "Cancel that is accepted is CancelResponse Y and Cancelled." of "ISO 18626, CancelResponse";
    Must not_cancelled ["staff"] "Cancel that is refused is CancelResponse N, and the status stays." of "ISO 18626, CancelResponse";
    Must renewed ["staff", "item"] "Renew that is accepted is RenewResponse Y with a due date." of "ISO 18626, RenewResponse";
    Must not_renewed ["staff", "item"] "Renew that is refused is RenewResponse N." of "ISO 18626, RenewResponse";
    Must recalled_and_overdue ["staff", "item"] "Recalled and Overdue are told as StatusChange.";
    Must copy_completed ["staff"] "A copy is told with CopyCompleted and where it is." of "ISO 18626:2021, deliveryInfo";
    Must what_is_over_stays ["staff"] "What is over can be changed by nobody: staff is refused, and messages change nothing.";
    Must status_in_every_state ["staff", "item"] "StatusRequest tells the status wherever the request stands." of "ISO 18626, StatusRequest";
}

/// A request of the suite's that the server has, and the server's id.
fn open(c: &Context<'_, Profile>) -> Outcome<(Asked, String)> {
    let asked = c.asked(Version::V2021_2)?;
    let seen = c.seen(&asked.header.request)?;
    Ok((asked, text(&seen, "id")))
}

/// The same, shipped; it is taken back when the case is over.
fn shipped(c: &mut Context<'_, Profile>) -> Outcome<(Asked, String, Letter)> {
    let (asked, id) = open(c)?;
    let item = c.profile.item.clone().unwrap_or_default();
    let back = id.clone();
    c.later(move |c| drop(c.act(&back, &json!({"action": "receive_return"}))));
    c.act(&id, &json!({"action": "ship", "item": item}))?;
    let letter = c.letter(&asked.header.request, "Loaned")?;
    Ok((asked, id, letter))
}

fn says(letter: &Letter, name: &str, wanted: &str) -> Outcome {
    let own = letter.message.text(name);
    ensure!(own == wanted, "{name} is {own:?}, not {wanted:?}");
    Ok(())
}

fn act(c: &Context<'_, Profile>, id: &str, action: &str) -> Outcome<Value> {
    c.act(id, &json!({"action": action}))
}

fn status_request_is_answered(c: &mut Context<'_, Profile>) -> Outcome {
    let asked = c.asked(Version::V2021_2)?;
    c.tell(&asked, "StatusRequest")?.ok()?;
    let letter = c.answer_to(&asked.header.request, "StatusRequestResponse")?;
    says(&letter, "status", "RequestReceived")
}

fn messages_name_the_request(c: &mut Context<'_, Profile>) -> Outcome {
    let asked = c.asked(Version::V2021_2)?;
    c.tell(&asked, "StatusRequest")?.ok()?;
    let letter = c.answer_to(&asked.header.request, "StatusRequestResponse")?;
    let message = &letter.message;
    ensure!(
        message.agency("supplyingAgencyId") == c.profile.agency
            && message.agency("requestingAgencyId") == c.profile.partner,
        "the message is of other agencies"
    );
    ensure!(
        !message.text("supplyingAgencyRequestId").is_empty(),
        "it has no supplyingAgencyRequestId"
    );
    Ok(())
}

fn nothing_without_staff(c: &mut Context<'_, Profile>) -> Outcome {
    let (asked, id) = open(c)?;
    c.tell(&asked, "Notification")?.ok()?;
    c.tell(&asked, "Cancel")?.ok()?;
    let seen = c.by_id(&id)?;
    let state = text(&seen, "state");
    ensure!(state == "request_received", "the request is {state:?}");
    let none = c.mailbox()?.wait(
        &asked.header.request,
        std::time::Duration::from_secs(1),
        |all| !all.is_empty(),
    );
    ensure!(none.is_empty(), "{} messages come", none.len());
    Ok(())
}

fn title_is_found(c: &mut Context<'_, Profile>) -> Outcome {
    let (_, id) = open(c)?;
    let seen = c.by_id(&id)?;
    ensure!(!text(&seen, "record").is_empty(), "no record is found");
    Ok(())
}

fn will_supply(c: &mut Context<'_, Profile>) -> Outcome {
    let (asked, id) = open(c)?;
    act(c, &id, "will_supply")?;
    let letter = c.letter(&asked.header.request, "WillSupply")?;
    says(&letter, "reasonForMessage", "RequestResponse")
}

fn unfilled(c: &mut Context<'_, Profile>) -> Outcome {
    let (asked, id) = open(c)?;
    let step = json!({"action": "unfilled", "reason": "NotFoundAsCited"});
    let seen = c.act(&id, &step)?;
    ensure!(text(&seen, "state") == "unfilled", "it is {seen}");
    let letter = c.letter(&asked.header.request, "Unfilled")?;
    says(&letter, "reasonUnfilled", "NotFoundAsCited")
}

fn loan_to_its_end(c: &mut Context<'_, Profile>) -> Outcome {
    let (asked, id, loaned) = shipped(c)?;
    let item = c.profile.item.clone().unwrap_or_default();
    says(&loaned, "itemId", &item)?;
    ensure!(
        !loaned.message.text("dueDate").is_empty(),
        "Loaned has no dueDate"
    );
    c.tell(&asked, "Received")?.ok()?;
    c.tell(&asked, "ShippedReturn")?.ok()?;
    let state = text(&c.by_id(&id)?, "state");
    ensure!(state == "loaned", "the request is {state:?}");
    act(c, &id, "receive_return")?;
    let letter = c.letter(&asked.header.request, "LoanCompleted")?;
    says(&letter, "reasonForMessage", "StatusChange")
}

fn status_of_copy(c: &Context<'_, Profile>) -> Outcome<String> {
    let item = c.profile.item.clone().unwrap_or_default();
    let (_, copy) = c.api("GET", &format!("/items/{item}"), None)?;
    Ok(text(&copy, "circulation_status"))
}

fn copy_is_away(c: &mut Context<'_, Profile>) -> Outcome {
    let (_, id, _) = shipped(c)?;
    let status = status_of_copy(c)?;
    ensure!(status == "on_loan", "the copy is {status:?}");
    act(c, &id, "receive_return")?;
    let status = status_of_copy(c)?;
    ensure!(status != "on_loan", "the copy is {status:?}");
    Ok(())
}

fn retry(c: &mut Context<'_, Profile>) -> Outcome {
    let (first, id) = open(c)?;
    let step = json!({"action": "retry_possible", "reason": "CostExceedsMaxCost"});
    c.act(&id, &step)?;
    let letter = c.letter(&first.header.request, "RetryPossible")?;
    says(&letter, "reasonRetry", "CostExceedsMaxCost")?;
    let mut again = c.asking();
    again.request_type = "Retry".to_owned();
    again.previous = first.header.request;
    c.confirm(again.document(Version::V2021_2))?.ok()?;
    let seen = c.seen(&again.header.request)?;
    act(c, &text(&seen, "id"), "will_supply")?;
    c.letter(&again.header.request, "WillSupply").map(drop)
}

fn cancelled(c: &mut Context<'_, Profile>) -> Outcome {
    let (asked, id) = open(c)?;
    c.tell(&asked, "Cancel")?.ok()?;
    let seen = act(c, &id, "accept_cancel")?;
    ensure!(text(&seen, "state") == "cancelled", "it is {seen}");
    let letter = c.answer_to(&asked.header.request, "CancelResponse")?;
    says(&letter, "answerYesNo", "Y")?;
    says(&letter, "status", "Cancelled")
}

fn not_cancelled(c: &mut Context<'_, Profile>) -> Outcome {
    let (asked, id) = open(c)?;
    act(c, &id, "will_supply")?;
    c.tell(&asked, "Cancel")?.ok()?;
    act(c, &id, "refuse_cancel")?;
    let letter = c.answer_to(&asked.header.request, "CancelResponse")?;
    says(&letter, "answerYesNo", "N")?;
    says(&letter, "status", "WillSupply")
}

fn renewed(c: &mut Context<'_, Profile>) -> Outcome {
    let (asked, id, _) = shipped(c)?;
    c.tell(&asked, "Received")?.ok()?;
    c.tell(&asked, "Renew")?.ok()?;
    act(c, &id, "accept_renewal")?;
    let letter = c.answer_to(&asked.header.request, "RenewResponse")?;
    says(&letter, "answerYesNo", "Y")?;
    ensure!(
        !letter.message.text("dueDate").is_empty(),
        "it has no dueDate"
    );
    Ok(())
}

fn not_renewed(c: &mut Context<'_, Profile>) -> Outcome {
    let (asked, id, _) = shipped(c)?;
    c.tell(&asked, "Renew")?.ok()?;
    act(c, &id, "refuse_renewal")?;
    let letter = c.answer_to(&asked.header.request, "RenewResponse")?;
    says(&letter, "answerYesNo", "N")
}

fn recalled_and_overdue(c: &mut Context<'_, Profile>) -> Outcome {
    let (asked, id, _) = shipped(c)?;
    for (action, status) in [("overdue", "Overdue"), ("recall", "Recalled")] {
        act(c, &id, action)?;
        let letter = c.letter(&asked.header.request, status)?;
        says(&letter, "reasonForMessage", "StatusChange")?;
    }
    Ok(())
}

fn copy_completed(c: &mut Context<'_, Profile>) -> Outcome {
    let mut asked = c.asking();
    asked.service_type = "Copy".to_owned();
    c.confirm(asked.document(Version::V2021_2))?.ok()?;
    let id = text(&c.seen(&asked.header.request)?, "id");
    let url = "https://copies.example.org/1";
    c.act(&id, &json!({"action": "copy_completed", "url": url}))?;
    let letter = c.letter(&asked.header.request, "CopyCompleted")?;
    let words = letter.message.root.words();
    ensure!(words.contains(url), "it does not say where: {words:?}");
    Ok(())
}

fn what_is_over_stays(c: &mut Context<'_, Profile>) -> Outcome {
    let (asked, id) = open(c)?;
    c.act(&id, &json!({"action": "unfilled", "reason": "Other"}))?;
    let step = json!({"action": "will_supply"});
    let (status, body) = c.api("PATCH", &format!("/ill/requests/{id}"), Some(&step))?;
    ensure!(
        status == 409 && body["code"] == "request_closed",
        "staff gets {status} {}",
        body["code"]
    );
    for action in ["Received", "Cancel", "Renew", "ShippedReturn"] {
        c.tell(&asked, action)?.ok()?;
    }
    let state = text(&c.by_id(&id)?, "state");
    ensure!(state == "unfilled", "the request is {state:?}");
    Ok(())
}

fn status_in_every_state(c: &mut Context<'_, Profile>) -> Outcome {
    let (asked, id) = open(c)?;
    let item = c.profile.item.clone().unwrap_or_default();
    let back = id.clone();
    c.later(move |c| drop(c.act(&back, &json!({"action": "receive_return"}))));
    let steps = [
        (json!({"action": "expect_to_supply"}), "ExpectToSupply"),
        (json!({"action": "will_supply"}), "WillSupply"),
        (json!({"action": "ship", "item": item}), "Loaned"),
        (json!({"action": "overdue"}), "Overdue"),
        (json!({"action": "recall"}), "Recalled"),
        (json!({"action": "hold_return"}), "HoldReturn"),
        (
            json!({"action": "release_hold_return"}),
            "ReleaseHoldReturn",
        ),
        (json!({"action": "receive_return"}), "LoanCompleted"),
    ];
    for (step, status) in steps {
        c.act(&id, &step)?;
        c.tell(&asked, "StatusRequest")?.ok()?;
        // Once as the change, once as the answer.
        let letters = c.letters(&asked.header.request, status, 2)?;
        let answered = letters
            .iter()
            .any(|one| one.message.text("reasonForMessage") == "StatusRequestResponse");
        ensure!(answered, "{status} is no answer to StatusRequest");
    }
    Ok(())
}
