//! What partners write: requests, where the lender stands, what the borrower does and wishes.

use silta_consortium::{
    IllAction, IllAnswer, IllContent, IllMessage, IllReceived, IllRole, IllState, IllStep,
    IllWanted, Partner, RefusalCode, RequestingAction, RequestingMessage, ServiceType,
    SupplyingMessage, SupplyingReason,
    ill_states::{follows, taken_from_borrower},
};

use super::{
    circulation, limit, name, outbox,
    pick::{self, Picked},
    row::{self, Kept, New},
    step::{self, supplying},
    told,
};
use crate::{
    notice, patron, record,
    store::{Result, Work, misuse},
};

/// Takes a message of a partner; the row of its request. `numbered`: the records with the numbers
/// that are asked for.
pub(super) fn receive(
    work: &mut Work<'_>,
    (received, numbered): &(IllReceived, Vec<i64>),
) -> Result<i64> {
    let IllReceived { peer, message, .. } = received;
    check(message)?;
    let given = &told::Given::of(message)?;
    let message = &limit::limited(message);
    let partner = work.view.partner(peer).cloned();
    let partner = partner.ok_or(RefusalCode::RequestUnknown)?;
    if let IllContent::Request(wanted) = &message.content {
        return request(work, &partner, (message, given), wanted, numbered);
    }
    let called = &message.requesting_agency_request_id;
    let known = name::find(&work.view, peer, called)?.ok_or(RefusalCode::RequestUnknown)?;
    let mut kept = row::by_row(&work.view, known.request)?;
    let is_theirs = match (&message.content, kept.standing.role) {
        (IllContent::Supplying(_), role) => role == IllRole::Requester,
        (_, role) => role == IllRole::Supplier,
    };
    if !is_theirs {
        return Err(RefusalCode::RequestUnknown.into());
    }
    let wish = matches!(message.content, IllContent::Requesting(_));
    if told::is_known(&work.view, kept.id, given, wish)? {
        return Ok(kept.id);
    }
    told::keep(work, kept.id, message, given)?;
    // What is said under a name that the request had before is said too late.
    if kept.name == *called {
        match &message.content {
            IllContent::Supplying(told) => heed_lender(work, &mut kept, message, told)?,
            IllContent::Requesting(told) => heed_borrower(work, &mut kept, told)?,
            IllContent::Request(_) => {}
        }
        row::save(work, &kept)?;
    }
    Ok(kept.id)
}

/// Names have a length.
fn check(message: &IllMessage) -> Result<()> {
    const MAX: usize = IllMessage::MAX_REQUEST_ID;
    let retry_of = match &message.content {
        IllContent::Request(wanted) => wanted.retry_of.as_ref(),
        _ => None,
    };
    let name = &message.requesting_agency_request_id;
    let others = [message.supplying_agency_request_id.as_ref(), retry_of];
    let is_long = |name: &String| name.chars().count() > MAX;
    match name.is_empty() || is_long(name) || others.into_iter().flatten().any(is_long) {
        true => Err(misuse(format!(
            "the id of a request has 1 to {MAX} characters"
        ))),
        false => Ok(()),
    }
}

/// A partner asks for something.
fn request(
    work: &mut Work<'_>,
    partner: &Partner,
    (message, given): (&IllMessage, &told::Given),
    wanted: &IllWanted,
    numbered: &[i64],
) -> Result<i64> {
    let called = &message.requesting_agency_request_id;
    if let Some(known) = name::find(&work.view, &partner.id, called)? {
        return match known.digest == Some(given.content) {
            true => Ok(known.request),
            false => Err(RefusalCode::DuplicateRequest.into()),
        };
    }
    let mut kept = match &wanted.retry_of {
        Some(before) => reopened(work, partner, before)?,
        None => begin(work, partner, called, wanted)?,
    };
    let state = IllState::RequestReceived;
    kept.standing.state = state;
    kept.standing.service_type = wanted.service_type;
    kept.name.clone_from(called);
    choose(work, &mut kept, partner, wanted, numbered)?;
    row::save(work, &kept)?;
    name::give(work, &partner.id, called, kept.id, Some(given.content))?;
    told::keep(work, kept.id, message, given)?;
    if partner.is_answered_at_once {
        answer(work, &kept)?;
    }
    Ok(kept.id)
}

/// What staff would say to a request for a loan without having to decide anything: yes if a copy can
/// be lent at once, no if we do not have the title.
fn answer(work: &mut Work<'_>, kept: &Kept) -> Result<()> {
    const NOT_HELD: &str = "NotHeld";
    if kept.standing.service_type != ServiceType::Loan {
        return Ok(());
    }
    let (action, reason) = match kept.record {
        None => (IllAction::Unfilled, Some(NOT_HELD.to_owned())),
        Some(_) if circulation::can_ship(&work.view, kept)? => (IllAction::WillSupply, None),
        Some(_) => return Ok(()),
    };
    let step = IllStep {
        reason,
        ..IllStep::new(kept.id.to_string().into(), action)
    };
    step::take(work, &step).map(drop)
}

fn begin(work: &Work<'_>, partner: &Partner, name: &str, wanted: &IllWanted) -> Result<Kept> {
    let new = New {
        role: IllRole::Supplier,
        peer: partner,
        name,
        service_type: wanted.service_type,
        state: IllState::RequestReceived,
    };
    let mut kept = row::begin(work, &new)?;
    kept.supplying = Some(kept.id.to_string());
    Ok(kept)
}

/// The request that a partner tries again, as if nothing had been said about it.
fn reopened(work: &Work<'_>, partner: &Partner, before: &str) -> Result<Kept> {
    let known = name::find(&work.view, &partner.id, before)?.ok_or(RefusalCode::RequestUnknown)?;
    let mut kept = row::by_row(&work.view, known.request)?;
    if kept.standing.role != IllRole::Supplier {
        return Err(RefusalCode::RequestUnknown.into());
    }
    if kept.standing.state != IllState::RetryPossible || kept.name != before {
        return Err(RefusalCode::RequestClosed.into());
    }
    kept.forget_answers();
    Ok(kept)
}

/// What is asked for, and what we have of it.
fn choose(
    work: &Work<'_>,
    kept: &mut Kept,
    partner: &Partner,
    wanted: &IllWanted,
    numbered: &[i64],
) -> Result<()> {
    let card = &partner.institutional_patron;
    let institution = patron::find(&work.view, card)?.map(|holder| holder.id);
    // Before it is sought, so that it does not stand in its own way.
    kept.item = None;
    row::save(work, kept)?;
    let Picked { record, copy } =
        pick::pick(&work.view, wanted, numbered, institution.unwrap_or(0))?;
    let (item, home) = copy.unzip();
    kept.title = match (wanted.title.trim().is_empty(), record) {
        (true, Some(record)) => record::find(&work.view, &record::id(record))?.title,
        _ => wanted.title.clone(),
    };
    kept.author.clone_from(&wanted.author);
    kept.note.clone_from(&wanted.note);
    kept.patron = institution.map(|row| (row, card.clone()));
    kept.record = record;
    kept.item = item;
    kept.pickup = home;
    Ok(())
}

/// The lender of a request of ours tells where it stands.
fn heed_lender(
    work: &Work<'_>,
    kept: &mut Kept,
    message: &IllMessage,
    told: &SupplyingMessage,
) -> Result<()> {
    if let Some(name) = &message.supplying_agency_request_id {
        kept.supplying = Some(name.clone());
    }
    if told.note.is_some() {
        kept.note.clone_from(&told.note);
    }
    let standing = &mut kept.standing;
    match told.reason {
        SupplyingReason::CancelResponse => standing.cancel_wished = false,
        SupplyingReason::RenewResponse => standing.renewal_wished = false,
        _ => {}
    }
    let is_cancelled = told.reason == SupplyingReason::CancelResponse
        && told.answer == Some(IllAnswer::Yes)
        && told.state.is_none();
    let then = match is_cancelled {
        true => Some(IllState::Cancelled),
        false => told.state,
    };
    let now = standing.state;
    match then {
        Some(then) if follows(now, then) => standing.state = then,
        Some(then) if then != now => return Ok(()),
        _ if now.is_final() => return Ok(()),
        _ => {}
    }
    take_facts(kept, told);
    circulation::heed_terms(work, kept, told)
}

/// What the lender tells beside the state.
fn take_facts(kept: &mut Kept, told: &SupplyingMessage) {
    kept.due = told.due.or(kept.due);
    if told.url.is_some() {
        kept.url.clone_from(&told.url);
    }
    if let Some(reason) = told.reason_unfilled.as_ref().or(told.reason_retry.as_ref()) {
        kept.reason = Some(reason.clone());
    }
    if !told.loan_conditions.is_empty() {
        kept.conditions.clone_from(&told.loan_conditions);
    }
    kept.renewable = told.renewable.unwrap_or(kept.renewable);
    // Once it is here, the temporary item says which it is.
    if let Some(item) = told.items.first().filter(|_| !kept.standing.received) {
        kept.item = Some(item.clone());
    }
}

/// The borrower of a copy of ours tells what it does or wishes.
fn heed_borrower(work: &mut Work<'_>, kept: &mut Kept, told: &RequestingMessage) -> Result<()> {
    if told.note.is_some() {
        kept.note.clone_from(&told.note);
    }
    let before = kept.standing;
    kept.standing = taken_from_borrower(before, told.action);
    if told.action == RequestingAction::StatusRequest {
        let reason = SupplyingReason::StatusRequestResponse;
        return outbox::put(work, kept, supplying(work, kept, reason));
    }
    let happened = match told.action {
        RequestingAction::Cancel => "the borrower wants it no more",
        RequestingAction::Renew => "the borrower wants to keep it longer",
        RequestingAction::ShippedReturn => "the borrower has sent it back",
        _ => return Ok(()),
    };
    if kept.standing != before {
        let end = if kept.item.is_some() { ":" } else { "" };
        let text = format!("Inter-library loan {}: {happened}{end}", kept.id);
        notice::note(work, &text, kept.item.as_ref(), None);
    }
    Ok(())
}
