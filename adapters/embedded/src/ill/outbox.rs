//! The outbox: messages to partners, each request's in their order, tried until they are there.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Row, params};
use silta_consortium::{
    IllContent, IllDelivery, IllMessage, IllMessageId, IllOutgoing, IllUndelivered, List, Page,
    RefusalCode, SupplyingReason,
};

use super::{
    limit,
    row::{self, Kept},
    told,
};
use crate::{
    clock::{from_millis, millis},
    store::{Result, View, Work, unreadable},
};

/// How long after the first attempt the second comes; each further wait is twice as long.
const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(2);
/// The longest wait between two attempts.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(1);
/// How long a message is tried before it is given up.
const GIVEN_UP_AFTER: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How long whoever was given a message has to bring it there.
const LEASE: Duration = Duration::from_secs(120);

/// The messages that somebody is sending, and until when they are left to them.
#[derive(Debug, Default)]
pub(crate) struct Leases(Mutex<HashMap<i64, Instant>>);

impl Leases {
    fn held(&self) -> MutexGuard<'_, HashMap<i64, Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is to be sent now, at most so many; it is left to the caller for a while. If there is
    /// nothing: how long until there may be.
    pub(crate) fn take(
        &self,
        at_most: usize,
        first: impl FnOnce(usize) -> Result<Vec<Due>>,
        now: Timestamp,
    ) -> Result<Result<Vec<IllOutgoing>, Duration>> {
        let mut held = self.held();
        let instant = Instant::now();
        held.retain(|_, until| *until > instant);
        let mut due = first(at_most + held.len() + 1)?;
        due.retain(|message| !held.contains_key(&message.row));
        let later = due.iter().find(|message| message.next > now);
        let wait = later.map(|message| wait(now, message.next));
        let until = held.values().min().map(|until| *until - instant);
        due.retain(|message| message.next <= now);
        due.truncate(at_most);
        if due.is_empty() {
            return Ok(Err([wait, until]
                .into_iter()
                .flatten()
                .min()
                .unwrap_or(LEASE)));
        }
        held.extend(due.iter().map(|message| (message.row, instant + LEASE)));
        Ok(Ok(due
            .into_iter()
            .map(|message| message.outgoing)
            .collect()))
    }

    /// Somebody has told what became of a message.
    pub(crate) fn end(&self, message: &IllMessageId) {
        if let Ok(row) = message.as_str().parse() {
            self.held().remove(&row);
        }
    }
}

fn wait(now: Timestamp, then: Timestamp) -> Duration {
    Duration::try_from(then.duration_since(now)).unwrap_or_default()
}

/// A message that is the first of its request, and when it is tried next.
pub(crate) struct Due {
    row: i64,
    next: Timestamp,
    outgoing: IllOutgoing,
}

/// The first messages of their requests, the ones due first at the head.
pub(crate) fn first(view: &View<'_>, limit: usize) -> Result<Vec<Due>> {
    let sql = "SELECT id, request, body, attempts, error, next FROM ill_message
               WHERE next IS NOT NULL ORDER BY next, id LIMIT ?1";
    let limit = u32::try_from(limit).unwrap_or(u32::MAX);
    let found = view.all(sql, [limit], |row| {
        let (id, request): (i64, i64) = (row.get(0)?, row.get(1)?);
        let body: String = row.get(2)?;
        let (attempts, error): (u32, Option<String>) = (row.get(3)?, row.get(4)?);
        Ok((id, request, body, attempts, error, from_millis(row.get(5)?)))
    })?;
    let due = found
        .into_iter()
        .map(|(id, request, body, attempts, error, next)| {
            let kept = row::by_row(view, request)?;
            let outgoing = IllOutgoing {
                id: id.to_string().into(),
                request: request.to_string().into(),
                role: kept.standing.role,
                peer: kept.peer,
                version: kept.standing.version,
                message: serde_json::from_str(&body).map_err(unreadable)?,
                attempts,
                error,
            };
            Ok(Due {
                row: id,
                next,
                outgoing,
            })
        });
    due.collect()
}

/// Puts a message about a request into the outbox.
pub(crate) fn put(work: &mut Work<'_>, kept: &Kept, content: IllContent) -> Result<()> {
    if matches!(&content, IllContent::Supplying(told) if told.reason == ANSWER) {
        take_back_answers(work, kept.id)?;
    }
    let now = work.view.now;
    let message = IllMessage {
        requesting_agency_request_id: kept.name.clone(),
        supplying_agency_request_id: kept.supplying.clone(),
        written: now,
        content,
    };
    let body = serde_json::to_string(&message).map_err(unreadable)?;
    let sql = "INSERT INTO ill_message (request, at, body, delivery, since)
               VALUES (?1, ?2, ?3, 'waiting', ?2)";
    work.insert(sql, params![kept.id, millis(now), body])?;
    told::forget_oldest(work, kept.id)?;
    advance(work, kept.id)
}

/// What answers the question how far a request is.
const ANSWER: SupplyingReason = SupplyingReason::StatusRequestResponse;

/// Takes back such answers that nobody can be sending yet, for another comes: whoever asks and does
/// not listen fills no outbox.
fn take_back_answers(work: &Work<'_>, request: i64) -> Result<()> {
    let sql = "DELETE FROM ill_message
               WHERE request = ?1 AND delivery = 'waiting' AND next IS NULL
                 AND json_extract(body, '$.content.supplying.reason') = ?2";
    work.run(sql, params![request, ANSWER.as_str()]).map(drop)
}

/// If no message of a request is under way, the first that waits is.
fn advance(work: &mut Work<'_>, request: i64) -> Result<()> {
    let sql = "UPDATE ill_message SET next = ?2
               WHERE id = (SELECT MIN(id) FROM ill_message
                           WHERE request = ?1 AND delivery = 'waiting')
                 AND NOT EXISTS (SELECT 1 FROM ill_message
                                 WHERE request = ?1 AND delivery = 'waiting'
                                   AND next IS NOT NULL)";
    let advanced = work.run(sql, params![request, millis(work.view.now)])?;
    work.effects.outbox |= advanced > 0;
    Ok(())
}

/// Everything that waits is tried at once: what could not be reached may be there after a restart,
/// and what had no address may have one.
pub(crate) fn try_all(work: &mut Work<'_>) -> Result<()> {
    let sql = "UPDATE ill_message SET error = NULL WHERE delivery = 'waiting' AND attempts = 0";
    work.run(sql, [])?;
    let sql = "UPDATE ill_message SET next = ?1 WHERE next > ?1";
    work.effects.outbox |= work.run(sql, [millis(work.view.now)])? > 0;
    Ok(())
}

/// Notes what became of an attempt. What is told of a message that waits no more says nothing new.
pub(crate) fn note(
    work: &mut Work<'_>,
    message: &IllMessageId,
    delivery: &IllDelivery,
) -> Result<()> {
    let id = work.view.given("ill_message", message.as_str())?;
    let sql = "SELECT request, attempts, since FROM ill_message
               WHERE id = ?1 AND delivery = 'waiting'";
    let waiting = work.view.find(sql, [id], |row| {
        let since: i64 = row.get(2)?;
        Ok((
            row.get::<_, i64>(0)?,
            row.get::<_, u32>(1)?,
            from_millis(since),
        ))
    })?;
    let Some((request, attempts, since)) = waiting else {
        return Ok(());
    };
    let now = work.view.now;
    // The week begins with the first attempt.
    let since = if attempts == 0 { now } else { since };
    let after = |wait| Some(now.saturating_add(wait).unwrap_or(now));
    let tried = attempts.saturating_add(1);
    let (becomes, error, next, attempts) = match delivery {
        IllDelivery::Confirmed => ("confirmed", None, None, tried),
        IllDelivery::Refused(why) => ("refused", Some(why), None, tried),
        IllDelivery::Failed(why) if now.duration_since(since) >= GIVEN_UP_AFTER => {
            ("given_up", Some(why), None, tried)
        }
        IllDelivery::Failed(why) => ("waiting", Some(why), after(wait_after(attempts)), tried),
        // That is no attempt.
        IllDelivery::NoAddress(why) => ("waiting", Some(why), after(LONGEST_WAIT), 0),
    };
    let mut error = error.cloned();
    error.iter_mut().for_each(limit::cut);
    let sql =
        "UPDATE ill_message SET delivery = ?2, error = ?3, next = ?4, attempts = ?5, since = ?6
               WHERE id = ?1";
    let next = next.map(millis);
    work.run(
        sql,
        params![id, becomes, error, next, attempts, millis(since)],
    )?;
    work.effects.outbox = true;
    advance(work, request)
}

/// How long to wait when so many attempts had failed before this one.
fn wait_after(failed: u32) -> SignedDuration {
    let factor = 1_i32.checked_shl(failed).filter(|factor| *factor > 0);
    let wait = factor.and_then(|factor| FIRST_WAIT.checked_mul(factor));
    wait.map_or(LONGEST_WAIT, |wait| wait.min(LONGEST_WAIT))
}

/// Whether the partner has never taken what we ask for under the name that it has now, and will not
/// by itself. What waits for its address is given up then.
pub(super) fn give_up_untaken(work: &Work<'_>, kept: &Kept) -> Result<bool> {
    // Nobody is sending what has no address: what an earlier process knew of it, `try_all` forgets.
    let sql = "SELECT delivery FROM ill_message WHERE request = ?1
                   AND (delivery IN ('refused', 'given_up')
                        OR (delivery = 'waiting' AND attempts = 0 AND error IS NOT NULL))
                   AND json_extract(body, '$.content.request') IS NOT NULL
                   AND json_extract(body, '$.requesting_agency_request_id') = ?2";
    let named = params![kept.id, kept.name];
    let found: Option<String> = work.view.find(sql, named, |row| row.get(0))?;
    if found.as_deref() == Some("waiting") {
        let sql = "UPDATE ill_message SET delivery = 'given_up', next = NULL
                   WHERE request = ?1 AND delivery = 'waiting'";
        work.run(sql, [kept.id])?;
    }
    Ok(found.is_some())
}

/// The messages that are not tried any more, newest first.
pub(crate) fn undelivered(view: &View<'_>, page: Page) -> Result<List<IllUndelivered>> {
    let total = "SELECT COUNT(*) FROM ill_message WHERE delivery IN ('refused', 'given_up')";
    let sql = concat!(
        told::columns!(),
        ", m.id, m.request, r.peer, m.attempts
         FROM ill_message m JOIN ill_request r ON r.id = m.request
         WHERE m.delivery IN ('refused', 'given_up') ORDER BY m.id DESC LIMIT ?1 OFFSET ?2"
    );
    Ok(List {
        items: view.all(sql, [page.limit, page.skip], undelivered_one)?,
        total: view.value(total, [])?,
    })
}

fn undelivered_one(row: &Row<'_>) -> rusqlite::Result<IllUndelivered> {
    Ok(IllUndelivered {
        told: told::read(row)?,
        id: row.get::<_, i64>(told::COLUMNS)?.to_string().into(),
        request: row.get::<_, i64>(told::COLUMNS + 1)?.to_string().into(),
        peer: row.get::<_, String>(told::COLUMNS + 2)?.into(),
        attempts: row.get(told::COLUMNS + 3)?,
    })
}

/// Tries one of those again, as if it were new, after what is under way of its request.
pub(crate) fn resend(work: &mut Work<'_>, message: &IllMessageId) -> Result<()> {
    let sql = "UPDATE ill_message SET delivery = 'waiting', attempts = 0, error = NULL, since = ?2
               WHERE id = ?1 AND delivery IN ('refused', 'given_up') RETURNING request";
    let row: Option<i64> = message.as_str().parse().ok();
    let request = work
        .view
        .find(sql, params![row, millis(work.view.now)], |row| row.get(0))?;
    advance(work, request.ok_or(RefusalCode::RequestUnknown)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_come_at_longer_and_longer_intervals() {
        let seconds = |failed| wait_after(failed).as_secs();
        assert_eq!([0, 1, 2, 10].map(seconds), [2, 4, 8, 2048]);
        assert_eq!([11, 30, 31, 32, 4000].map(seconds), [3600; 5]);
    }
}
