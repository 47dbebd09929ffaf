//! The server borrows: its staff orders, and the suite is the library that lends.

use serde_json::{Value, json};

use super::super::{
    Profile,
    message::{BOTH, Header, Told, Version},
    steps::text,
};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "iso18626/requester", "ISO 18626, request and requestingAgencyMessage", ["mailbox", "staff"];
    Must request_is_sent [] "What staff orders is sent as a request with title, New and Loan.";
    Must promised [] "WillSupply moves the request, in either version.";
    Must unfilled [] "Unfilled ends it, with its reason.";
    Must loan_to_its_end [] "Loaned, Received, ShippedReturn, LoanCompleted; the copy circulates in between.";
    Must lent_copy_is_not_returned [] "What a patron has cannot be sent back.";
    Must retry [] "RetryPossible is followed by a request of type Retry that names the one before." of "ISO 18626, requestingAgencyPreviousRequestId";
    Must cancelled [] "Cancel is sent; CancelResponse Y ends the request." of "ISO 18626, CancelResponse";
    Must not_cancelled [] "CancelResponse N lets the request go on." of "ISO 18626, CancelResponse";
    Must renewed [] "Renew is sent; RenewResponse Y moves the due date." of "ISO 18626, RenewResponse";
    Must supplier_is_named [] "Once the lender has told its name of the request, messages have it." of "ISO 18626, supplyingAgencyRequestId";
    Must status_is_asked [] "StatusRequest is sent, and its answer taken." of "ISO 18626, StatusRequest";
    Must out_of_order [] "What comes out of order is confirmed and changes nothing." of "contract: terminal states stay";
    Must told_twice [] "Loaned told twice is one loan.";
    Must empty_status [] "An empty status changes nothing." of "clients: Alma";
    Must of_another_agency [] "A message of another agency is an error, and changes nothing." of "contract: not from the transaction's partner";
    Must overdue_and_recalled [] "Overdue and Recalled are taken while the copy is here.";
    Must words_are_told [] "A word to the partner is sent as Notification." of "ISO 18626, Notification";
    Must library_use_only [] "LibraryUseOnly makes a copy that is not lent." of "ISO 18626, loanCondition";
}

/// Something ordered: the server's id, and a header for messages about it.
fn ordered(c: &Context<'_, Profile>) -> Outcome<(String, Header)> {
    let (id, request) = c.order("Naapurikirjaston kirja")?;
    c.letter(&request, "New")?;
    Ok((id, Header::asked(c.profile, &request)))
}

fn told(header: &Header, reason: &str, status: &str) -> Told {
    let header = Header {
        timestamp: super::super::message::now(),
        ..header.clone()
    };
    Told::new(header, reason, status)
}

fn tell(c: &Context<'_, Profile>, told: &Told) -> Outcome {
    c.confirm(told.document(Version::V2021_2))?.ok().map(drop)
}

fn act(c: &Context<'_, Profile>, id: &str, action: &str) -> Outcome<Value> {
    c.act(id, &json!({"action": action}))
}

fn state(c: &Context<'_, Profile>, id: &str, wanted: &str) -> Outcome<Value> {
    let seen = c.by_id(id)?;
    let own = text(&seen, "state");
    ensure!(own == wanted, "the request is {own:?}, not {wanted:?}");
    Ok(seen)
}

/// Something ordered that has come; it goes back when the case is over. Its barcode is fresh.
fn received(c: &mut Context<'_, Profile>) -> Outcome<(String, Header, String)> {
    let (id, header) = ordered(c)?;
    let barcode = c.fresh();
    let mut loaned = told(&header, "StatusChange", "Loaned");
    loaned.item = barcode.clone();
    loaned.due = "2099-12-01T21:59:59Z".to_owned();
    tell(c, &loaned)?;
    let (back, copy) = (id.clone(), barcode.clone());
    c.later(move |c| {
        if let Ok(staff) = c.staff() {
            let library = staff.pickup_library.clone();
            let checkin = json!({"item": copy, "library": library});
            drop(c.api("POST", "/checkins", Some(&checkin)));
        }
        drop(act(c, &back, "return"));
    });
    act(c, &id, "received")?;
    c.letter(&header.request, "Received")?;
    Ok((id, header, barcode))
}

fn request_is_sent(c: &mut Context<'_, Profile>) -> Outcome {
    let (_, request) = c.order("Naapurikirjaston kirja")?;
    let letter = c.letter(&request, "New")?;
    let message = &letter.message;
    ensure!(
        message.text("title") == "Naapurikirjaston kirja"
            && message.text("serviceType") == "Loan"
            && message.agency("requestingAgencyId") == c.profile.agency
            && message.agency("supplyingAgencyId") == c.profile.partner,
        "the request is another"
    );
    Ok(())
}

fn promised(c: &mut Context<'_, Profile>) -> Outcome {
    for version in BOTH {
        let (id, header) = ordered(c)?;
        let promise = told(&header, "RequestResponse", "WillSupply");
        c.confirm(promise.document(version))?.ok()?;
        state(c, &id, "will_supply")?;
    }
    Ok(())
}

fn unfilled(c: &mut Context<'_, Profile>) -> Outcome {
    let (id, header) = ordered(c)?;
    let mut no = told(&header, "RequestResponse", "Unfilled");
    no.why = Some(("reasonUnfilled", "NotFoundAsCited"));
    tell(c, &no)?;
    let seen = state(c, &id, "unfilled")?;
    ensure!(text(&seen, "reason") == "NotFoundAsCited", "it is {seen}");
    Ok(())
}

fn loan_to_its_end(c: &mut Context<'_, Profile>) -> Outcome {
    let (id, header, barcode) = received(c)?;
    let (status, copy) = c.api("GET", &format!("/items/{barcode}"), None)?;
    ensure!(
        status == 200 && text(&copy, "circulation_status") == "on_hold_shelf",
        "the copy is {copy}"
    );
    act(c, &id, "return")?;
    c.letter(&header.request, "ShippedReturn")?;
    let (status, _) = c.api("GET", &format!("/items/{barcode}"), None)?;
    ensure!(status == 404, "the copy is still there");
    tell(c, &told(&header, "StatusChange", "LoanCompleted"))?;
    state(c, &id, "loan_completed").map(drop)
}

fn lent_copy_is_not_returned(c: &mut Context<'_, Profile>) -> Outcome {
    let (id, _, barcode) = received(c)?;
    let staff = c.staff()?;
    let checkout = json!({
        "patron": staff.patron, "item": barcode, "library": staff.pickup_library,
    });
    let (status, body) = c.api("POST", "/checkouts", Some(&checkout))?;
    ensure!(status == 201, "it is not lent: {body}");
    let step = json!({"action": "return"});
    let (status, body) = c.api("PATCH", &format!("/ill/requests/{id}"), Some(&step))?;
    ensure!(
        status == 409 && body["code"] == "temporary_item_in_use",
        "staff gets {status} {}",
        body["code"]
    );
    Ok(())
}

fn retry(c: &mut Context<'_, Profile>) -> Outcome {
    let (id, header) = ordered(c)?;
    let mut later = told(&header, "RequestResponse", "RetryPossible");
    later.why = Some(("reasonRetry", "OnLoan"));
    tell(c, &later)?;
    state(c, &id, "retry_possible")?;
    let seen = act(c, &id, "retry")?;
    let request = text(&seen, "requesting_agency_request_id");
    ensure!(request != header.request, "the retry has the old name");
    let letter = c.letter(&request, "Retry")?;
    let previous = letter.message.text("requestingAgencyPreviousRequestId");
    ensure!(previous == header.request, "it is a retry of {previous:?}");
    Ok(())
}

fn cancelled(c: &mut Context<'_, Profile>) -> Outcome {
    let (id, header) = ordered(c)?;
    act(c, &id, "cancel")?;
    c.letter(&header.request, "Cancel")?;
    let mut yes = told(&header, "CancelResponse", "Cancelled");
    yes.answer = "Y".to_owned();
    tell(c, &yes)?;
    state(c, &id, "cancelled").map(drop)
}

fn not_cancelled(c: &mut Context<'_, Profile>) -> Outcome {
    let (id, header) = ordered(c)?;
    tell(c, &told(&header, "RequestResponse", "WillSupply"))?;
    act(c, &id, "cancel")?;
    c.letter(&header.request, "Cancel")?;
    let mut no = told(&header, "CancelResponse", "WillSupply");
    no.answer = "N".to_owned();
    tell(c, &no)?;
    let seen = state(c, &id, "will_supply")?;
    let offered = seen["actions"].as_array().cloned().unwrap_or_default();
    ensure!(
        offered.contains(&json!("cancel")),
        "it cannot be cancelled again"
    );
    Ok(())
}

fn renewed(c: &mut Context<'_, Profile>) -> Outcome {
    let (id, header, _) = received(c)?;
    act(c, &id, "renew")?;
    c.letter(&header.request, "Renew")?;
    let mut yes = told(&header, "RenewResponse", "Loaned");
    yes.answer = "Y".to_owned();
    yes.due = "2099-12-31T21:59:59Z".to_owned();
    tell(c, &yes)?;
    let due = text(&state(c, &id, "loaned")?, "due");
    let moment = |text: &str| text.parse::<jiff::Timestamp>().ok();
    ensure!(moment(&due) == moment(&yes.due), "it is due {due:?}");
    Ok(())
}

fn supplier_is_named(c: &mut Context<'_, Profile>) -> Outcome {
    let (id, header) = ordered(c)?;
    tell(c, &told(&header, "RequestResponse", "WillSupply"))?;
    act(c, &id, "ask_status")?;
    let letter = c.letter(&header.request, "StatusRequest")?;
    let own = letter.message.text("supplyingAgencyRequestId");
    ensure!(own == header.supplying, "the lender's name is {own:?}");
    Ok(())
}

fn status_is_asked(c: &mut Context<'_, Profile>) -> Outcome {
    let (id, header) = ordered(c)?;
    act(c, &id, "ask_status")?;
    c.letter(&header.request, "StatusRequest")?;
    tell(c, &told(&header, "StatusRequestResponse", "ExpectToSupply"))?;
    state(c, &id, "expect_to_supply").map(drop)
}

fn out_of_order(c: &mut Context<'_, Profile>) -> Outcome {
    let (id, header) = ordered(c)?;
    tell(c, &told(&header, "StatusChange", "Cancelled"))?;
    for late in ["Loaned", "LoanCompleted", "WillSupply", "RequestReceived"] {
        tell(c, &told(&header, "StatusChange", late))?;
        state(c, &id, "cancelled")?;
    }
    Ok(())
}

fn told_twice(c: &mut Context<'_, Profile>) -> Outcome {
    let (id, header) = ordered(c)?;
    for _ in 0..2 {
        tell(c, &told(&header, "StatusChange", "Loaned"))?;
        state(c, &id, "loaned")?;
    }
    tell(c, &told(&header, "RequestResponse", "WillSupply"))?;
    state(c, &id, "loaned").map(drop)
}

fn empty_status(c: &mut Context<'_, Profile>) -> Outcome {
    let (id, header) = ordered(c)?;
    tell(c, &told(&header, "RequestResponse", "WillSupply"))?;
    tell(c, &told(&header, "Notification", ""))?;
    state(c, &id, "will_supply").map(drop)
}

fn of_another_agency(c: &mut Context<'_, Profile>) -> Outcome {
    let (id, header) = ordered(c)?;
    let mut forged = told(&header, "StatusChange", "Unfilled");
    forged.header.supplier = "FI-Stranger".to_owned();
    c.confirm(forged.document(Version::V2021_2))?
        .error(&["UnrecognisedDataValue"])?;
    state(c, &id, "request_sent").map(drop)
}

fn overdue_and_recalled(c: &mut Context<'_, Profile>) -> Outcome {
    let (id, header, _) = received(c)?;
    for (status, own) in [
        ("Overdue", "overdue"),
        ("Recalled", "recalled"),
        ("Loaned", "loaned"),
    ] {
        tell(c, &told(&header, "StatusChange", status))?;
        state(c, &id, own)?;
    }
    Ok(())
}

fn words_are_told(c: &mut Context<'_, Profile>) -> Outcome {
    let (id, header) = ordered(c)?;
    c.act(
        &id,
        &json!({"action": "notify", "note": "Kiitos & näkemiin"}),
    )?;
    let letter = c.letter(&header.request, "Notification")?;
    let note = letter.message.text("note");
    ensure!(note == "Kiitos & näkemiin", "the note is {note:?}");
    Ok(())
}

fn library_use_only(c: &mut Context<'_, Profile>) -> Outcome {
    let (id, header) = ordered(c)?;
    let barcode = c.fresh();
    let mut loaned = told(&header, "StatusChange", "Loaned");
    loaned.item = barcode.clone();
    let text = loaned.document(Version::V2021_2).replace(
        "</deliveryInfo>",
        "<loanCondition>LibraryUseOnly</loanCondition></deliveryInfo>",
    );
    c.confirm(text)?.ok()?;
    let back = id.clone();
    c.later(move |c| drop(act(c, &back, "return")));
    act(c, &id, "received")?;
    let staff = c.staff()?;
    let checkout = json!({
        "patron": staff.patron, "item": barcode, "library": staff.pickup_library,
    });
    let (status, body) = c.api("POST", "/checkouts", Some(&checkout))?;
    ensure!(
        status == 409 && body["code"] == "item_not_for_loan",
        "it is lent: {status} {}",
        body["code"]
    );
    Ok(())
}
