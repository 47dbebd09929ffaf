//! What staff does with a request: the table of states decides, circulation follows, and the partner
//! is told.

use silta_consortium::{
    IllAction, IllContent, IllMessage, IllRequest, IllRole, IllState, IllStep, IllWanted, Redacted,
    RefusalCode, RequestingAction, RequestingMessage, SupplyingMessage, SupplyingReason,
    ill_states::{self, Tells},
};

use super::{
    circulation, name, outbox,
    row::{self, Kept},
};
use crate::store::{Result, Work, misuse};

/// Does something with a request.
pub(super) fn take(work: &mut Work<'_>, step: &IllStep) -> Result<IllRequest> {
    check(step)?;
    let mut kept = row::require(&work.view, &step.request)?;
    let rule = ill_states::step(step.action).filter(|rule| rule.allows(&kept.standing));
    let rule = rule.ok_or(RefusalCode::RequestClosed)?;
    if step.action == IllAction::Cancel && outbox::give_up_untaken(work, &kept)? {
        // There is nobody to be told that it is wanted no more.
        kept.standing.state = IllState::Cancelled;
        row::save(work, &kept)?;
        return super::shown(&work.view, kept.id);
    }
    let before = kept.name.clone();
    circulate(work, &mut kept, step)?;
    settle(&mut kept, step);
    if let Some(state) = rule.to {
        kept.standing.state = state;
    }
    let content = match rule.tells {
        Tells::Supplying(reason, answer) => {
            let mut told = told(work, &kept, reason, step);
            told.answer = answer;
            IllContent::Supplying(told.into())
        }
        Tells::Requesting(action) => requesting(action, step),
        Tells::Retry => {
            rename(work, &mut kept)?;
            asked(&kept, Some(before), step.note.clone())
        }
        Tells::Word if kept.standing.role == IllRole::Requester => {
            requesting(RequestingAction::Notification, step)
        }
        Tells::Word => {
            let reason = SupplyingReason::Notification;
            IllContent::Supplying(told(work, &kept, reason, step).into())
        }
    };
    row::save(work, &kept)?;
    outbox::put(work, &kept, content)?;
    super::shown(&work.view, kept.id)
}

/// Texts have a length, and some steps say nothing without them.
fn check(step: &IllStep) -> Result<()> {
    const MAX: usize = IllMessage::MAX_TEXT;
    let note = step.note.as_ref().map(Redacted::expose);
    let texts = [note, step.url.as_deref(), step.reason.as_deref()];
    let is_long = |text: &str| text.chars().count() > MAX;
    if texts.into_iter().flatten().any(is_long) {
        return Err(misuse(format!("a text has at most {MAX} characters")));
    }
    let is_blank = |text: Option<&str>| text.is_none_or(|text| text.trim().is_empty());
    let missing = match step.action {
        IllAction::Unfilled | IllAction::RetryPossible if is_blank(step.reason.as_deref()) => {
            "the reason"
        }
        IllAction::Notify if is_blank(note) => "the note",
        _ => return Ok(()),
    };
    Err(misuse(format!("{missing} is missing")))
}

/// What becomes of copies and loans.
fn circulate(work: &mut Work<'_>, kept: &mut Kept, step: &IllStep) -> Result<()> {
    match step.action {
        IllAction::Ship => circulation::ship(work, kept, step),
        IllAction::ReceiveReturn => circulation::take_back(work, kept),
        IllAction::AcceptRenewal => circulation::renew(work, kept, step.due),
        IllAction::Recall => circulation::recall(work, kept),
        IllAction::CompletedWithoutReturn => circulation::write_off(work, kept),
        IllAction::Received => circulation::take_in(work, kept, step.barcode.as_ref()),
        IllAction::Return => circulation::send_back(work, kept),
        _ => Ok(()),
    }
}

/// What is known of the request afterwards.
fn settle(kept: &mut Kept, step: &IllStep) {
    let standing = &mut kept.standing;
    match step.action {
        IllAction::AcceptCancel | IllAction::RefuseCancel => standing.cancel_wished = false,
        IllAction::AcceptRenewal | IllAction::RefuseRenewal => standing.renewal_wished = false,
        IllAction::Cancel => standing.cancel_wished = true,
        IllAction::Renew => standing.renewal_wished = true,
        IllAction::Received => standing.received = true,
        IllAction::Return => standing.returned = true,
        IllAction::Unfilled | IllAction::RetryPossible => kept.reason.clone_from(&step.reason),
        IllAction::CopyCompleted => kept.url.clone_from(&step.url),
        _ => {}
    }
}

/// A request that is tried again is another to the lender.
fn rename(work: &Work<'_>, kept: &mut Kept) -> Result<()> {
    kept.forget_answers();
    kept.supplying = None;
    kept.name = name::make(work, &kept.peer, kept.id)?;
    Ok(())
}

/// What we ask for.
pub(super) fn asked(kept: &Kept, retry_of: Option<String>, note: Option<Redacted>) -> IllContent {
    let wanted = IllWanted {
        retry_of,
        service_type: kept.standing.service_type,
        record: None,
        title: kept.title.clone(),
        author: kept.author.clone(),
        identifiers: Vec::new(),
        part: None,
        need_before: None,
        pickup_library: kept.pickup.clone(),
        note,
    };
    IllContent::Request(wanted.into())
}

fn requesting(action: RequestingAction, step: &IllStep) -> IllContent {
    IllContent::Requesting(RequestingMessage {
        action,
        note: step.note.clone(),
    })
}

/// Where a request stands, told without anything having been done.
pub(super) fn supplying(work: &Work<'_>, kept: &Kept, reason: SupplyingReason) -> IllContent {
    IllContent::Supplying(stands(work, kept, reason).into())
}

fn stands(work: &Work<'_>, kept: &Kept, reason: SupplyingReason) -> SupplyingMessage {
    let state = kept.standing.state;
    let lent = state.is_on_loan();
    let only = |state, why: &Option<String>| match kept.standing.state == state {
        true => why.clone(),
        false => None,
    };
    SupplyingMessage {
        reason,
        answer: None,
        state: Some(state),
        since: work.view.now,
        reason_unfilled: only(IllState::Unfilled, &kept.reason),
        reason_retry: only(IllState::RetryPossible, &kept.reason),
        expected: None,
        due: kept.due.filter(|_| lent),
        items: kept.item.iter().filter(|_| lent).cloned().collect(),
        url: only(IllState::CopyCompleted, &kept.url),
        loan_conditions: Vec::new(),
        renewable: None,
        note: None,
    }
}

/// Where a request stands after a step.
fn told(work: &Work<'_>, kept: &Kept, reason: SupplyingReason, step: &IllStep) -> SupplyingMessage {
    SupplyingMessage {
        note: step.note.clone(),
        ..stands(work, kept, reason)
    }
}
