//! Inter-library loan: requests of partners and to them.
//!
//! What may follow what is decided by the tables of
//! [`ill_states`](silta_consortium::ill_states). What a step or a message does to copies and loans,
//! the state, and the message to the partner are one transaction. Messages wait in the outbox until
//! the partner has them; whoever brings them there is not part of this crate.
//!
//! For whom a request was, and what was written for people about it, is forgotten [`KEPT`] after
//! nothing can follow any more, once no copy is here for it and no message waits.

mod circulation;
mod limit;
mod name;
pub(crate) mod outbox;
mod pick;
mod receive;
mod row;
mod step;
mod told;

use std::pin::pin;

use jiff::SignedDuration;
use rusqlite::params;
use silta_consortium::{
    Answer, Change, Context, Error, Ill, IllContent, IllDelivery, IllExchange, IllMessage,
    IllMessageId, IllOutgoing, IllReceived, IllRequest, IllRequestId, IllRequestsAsked, IllRole,
    IllState, IllStep, IllUndelivered, List, NewIllRequest, Page, Redacted, RefusalCode,
    ill_states,
};
use tokio::time::{Instant, timeout_at};

use crate::{
    Embedded,
    clock::millis,
    ledger, library, notice, patron, record,
    store::{Result, View, Work, misuse},
};
use row::{Kept, New};

/// How long it is known for whom a request was that is over.
const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How many requests are forgotten at one time.
const FORGOTTEN_AT_ONCE: u32 = 1000;

impl Ill for Embedded {
    fn ill_request<'a>(&'a self, _: &'a Context, id: &'a IllRequestId) -> Answer<'a, IllRequest> {
        self.read(|view| {
            let kept = row::require(view, id)?;
            show(view, kept, IllRequest::MAX_MESSAGES)
        })
    }

    fn ill_requests<'a>(
        &'a self,
        _: &'a Context,
        asked: &'a IllRequestsAsked,
        page: Page,
    ) -> Answer<'a, List<IllRequest>> {
        self.read(move |view| list(view, asked, page))
    }

    fn create_ill_request(&self, change: Change<NewIllRequest>) -> Answer<'_, IllRequest> {
        self.writer.change("create_ill_request", change, create)
    }

    fn take_ill_step(&self, change: Change<IllStep>) -> Answer<'_, IllRequest> {
        self.writer.change("take_ill_step", change, step::take)
    }

    fn undelivered_ill_messages<'a>(
        &'a self,
        _: &'a Context,
        page: Page,
    ) -> Answer<'a, List<IllUndelivered>> {
        self.read(move |view| outbox::undelivered(view, page))
    }

    fn resend_ill_message(&self, change: Change<IllMessageId>) -> Answer<'_, ()> {
        self.writer
            .change("resend_ill_message", change, outbox::resend)
    }
}

impl IllExchange for Embedded {
    fn receive_ill_message(&self, change: Change<IllReceived>) -> Answer<'_, IllRequest> {
        Box::pin(self.receive_ill(change))
    }

    fn outgoing_ill_messages<'a>(
        &'a self,
        context: &'a Context,
        at_most: usize,
    ) -> Answer<'a, Vec<IllOutgoing>> {
        Box::pin(self.outgoing(context, at_most))
    }

    fn note_ill_delivery<'a>(
        &'a self,
        context: &'a Context,
        message: IllMessageId,
        delivery: IllDelivery,
    ) -> Answer<'a, ()> {
        Box::pin(async move {
            let noted = message.clone();
            let note = move |work: &mut Work<'_>| outbox::note(work, &noted, &delivery);
            let noted = self.writer.own(context.deadline, note).await;
            self.leases.end(&message);
            // Whoever looked before the lease ended saw nothing to do.
            self.writer.shared.outbox.notify_waiters();
            noted
        })
    }
}

impl Embedded {
    async fn receive_ill(&self, change: Change<IllReceived>) -> Result<IllRequest, Error> {
        let Change { context, key, body } = change;
        if let IllContent::Requesting(_) = body.message.content {
            // The same wish may be wished anew: what was said since tells, not the key.
            let received = (body, Vec::new());
            let heed = move |work: &mut Work<'_>| {
                let request = receive::receive(work, &received)?;
                notice::write(work)?;
                Ok(request)
            };
            let request = self.writer.own(context.deadline, heed).await?;
            return Ok(self.read_now(|view| shown(view, request))?);
        }
        let fingerprint = ledger::fingerprint("receive_ill_message", &body)?;
        let numbered = self.numbered(&context, &body.message.content).await?;
        let change = Change {
            context,
            key,
            body: (body, numbered),
        };
        let received = self
            .writer
            .fingerprinted(fingerprint, change, receive::receive);
        let request = received.await?;
        Ok(self.read_now(|view| shown(view, request))?)
    }

    async fn outgoing(&self, context: &Context, at_most: usize) -> Result<Vec<IllOutgoing>, Error> {
        let shared = &self.writer.shared;
        let deadline = Instant::from_std(context.deadline);
        loop {
            let mut changed = pin!(shared.outbox.notified());
            changed.as_mut().enable();
            let now = shared.clock.now();
            let first = |limit| self.read_now(|view| outbox::first(view, limit));
            let wait = match self.leases.take(at_most, first, now)? {
                Ok(messages) => return Ok(messages),
                Err(wait) => wait,
            };
            let until = deadline.min(Instant::now() + wait);
            // Whether it was told of something or waited long enough: it looks again.
            let _ = timeout_at(until, changed).await;
            if Instant::now() >= deadline {
                return Ok(Vec::new());
            }
        }
    }
}

/// A request as it is told, with its messages.
fn shown(view: &View<'_>, request: i64) -> Result<IllRequest> {
    show(view, row::by_row(view, request)?, IllRequest::MAX_MESSAGES)
}

fn show(view: &View<'_>, kept: Kept, messages: u32) -> Result<IllRequest> {
    Ok(IllRequest {
        id: kept.id.to_string().into(),
        role: kept.standing.role,
        peer: kept.peer,
        requesting_agency_request_id: kept.name,
        supplying_agency_request_id: kept.supplying,
        version: kept.standing.version,
        service_type: kept.standing.service_type,
        state: kept.standing.state,
        title: kept.title,
        author: kept.author,
        record: kept.record.map(record::id),
        patron: kept.patron.map(|(_, card)| card),
        pickup_library: kept.pickup,
        item: kept.item,
        due: kept.due,
        reason: kept.reason,
        note: kept.note,
        url: kept.url,
        loan_conditions: kept.conditions,
        messages: told::list(view, kept.id, messages)?,
        actions: ill_states::possible(&kept.standing),
    })
}

fn list(view: &View<'_>, asked: &IllRequestsAsked, page: Page) -> Result<List<IllRequest>> {
    let before = match &asked.before {
        None => i64::MAX,
        Some(id) => row::number(id).ok_or_else(|| misuse("there was never such a request"))?,
    };
    let total = match asked.state {
        Some(state) => view.value(
            "SELECT COUNT(*) FROM ill_request WHERE state = ?1",
            [state.as_str()],
        )?,
        None => view.value("SELECT COUNT(*) FROM ill_request", [])?,
    };
    let found = row::list(view, asked.state, before, page.skip, page.limit)?;
    let shown = |kept| show(view, kept, IllRequest::MAX_MESSAGES_LISTED);
    let items = found.into_iter().map(shown).collect::<Result<_>>()?;
    Ok(List { items, total })
}

/// Asks a partner for something.
fn create(work: &mut Work<'_>, new: &NewIllRequest) -> Result<IllRequest> {
    const MAX: usize = IllMessage::MAX_TEXT;
    let note = new.note.as_ref().map(Redacted::expose);
    let texts = [Some(new.title.as_str()), new.author.as_deref(), note];
    let is_long = |text: &str| text.chars().count() > MAX;
    if texts.into_iter().flatten().any(is_long) {
        return Err(misuse(format!("a text has at most {MAX} characters")));
    }
    if new.title.trim().is_empty() {
        return Err(misuse("a request has a title"));
    }
    let partner = work.view.partner(&new.peer).cloned();
    let partner = partner.ok_or(RefusalCode::RequestUnknown)?;
    let holder = patron::require(&work.view, &new.patron)?;
    if !library::allows_pickup(&work.view, &new.pickup_library)? {
        return Err(RefusalCode::PickupNotAllowed.into());
    }
    let begun = New {
        role: IllRole::Requester,
        peer: &partner,
        name: "",
        service_type: new.service_type,
        state: IllState::RequestSent,
    };
    let mut kept = row::begin(work, &begun)?;
    kept.name = name::make(work, &kept.peer, kept.id)?;
    kept.title.clone_from(&new.title);
    kept.author.clone_from(&new.author);
    kept.patron = Some((holder.id, new.patron.clone()));
    kept.pickup = Some(new.pickup_library.clone());
    row::save(work, &kept)?;
    let asked = step::asked(&kept, None, new.note.clone());
    outbox::put(work, &kept, asked)?;
    shown(&work.view, kept.id)
}

impl Kept {
    /// What was said of a request that is tried again holds no more.
    fn forget_answers(&mut self) {
        let standing = &mut self.standing;
        standing.received = false;
        standing.returned = false;
        standing.cancel_wished = false;
        standing.renewal_wished = false;
        self.item = None;
        self.due = None;
        self.reason = None;
        self.url = None;
        self.conditions.clear();
        self.renewable = true;
    }
}

/// Forgets for whom requests were that are over, and what was written about them for people.
pub(crate) fn forget(work: &Work<'_>) -> Result<()> {
    let oldest = work.view.now.saturating_sub(KEPT).unwrap_or_default();
    let sql = "SELECT id FROM ill_request r
               WHERE closed < ?1
                 AND NOT EXISTS (SELECT 1 FROM temporary_item t JOIN item i ON i.id = t.item
                                 WHERE i.barcode = r.item AND t.patron = r.patron)
                 AND NOT EXISTS (SELECT 1 FROM ill_message m
                                 WHERE m.request = r.id AND m.delivery = 'waiting')
               LIMIT ?2";
    let over = work
        .view
        .all(sql, params![millis(oldest), FORGOTTEN_AT_ONCE], |row| {
            row.get::<_, i64>(0)
        })?;
    for request in over {
        let sql = "UPDATE ill_request SET closed = NULL, note = NULL,
                       patron = CASE role WHEN 'supplier' THEN patron END
                   WHERE id = ?1";
        work.run(sql, [request])?;
        let sql = "UPDATE ill_message SET error = NULL,
                       body = json_remove(body, '$.content.request.note',
                                          '$.content.supplying.note', '$.content.requesting.note')
                   WHERE request = ?1";
        work.run(sql, [request])?;
    }
    Ok(())
}
