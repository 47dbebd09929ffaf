//! Holds: the queue for a title or a copy, the shelf, and the way there.

use std::sync::atomic::Ordering;

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};
use silta_consortium::{
    CirculationStatus, Hold, HoldChange, HoldId, HoldStatus, HoldTarget, LibraryCode, List,
    NewHold, Page, Refusal, RefusalCode,
};

use crate::{
    clock::{from_millis, millis},
    item::{self, Copy},
    library, patron, record,
    store::{Result, View, Work},
    temporary_item,
    writer::Shared,
};

/// The statuses as the store names them.
const STATUSES: [(HoldStatus, &str); 3] = [
    (HoldStatus::Waiting, "waiting"),
    (HoldStatus::InTransit, "in_transit"),
    (HoldStatus::Ready, "ready"),
];

/// The status of that name.
pub(crate) fn status(name: &str) -> HoldStatus {
    let known = STATUSES.into_iter().find(|(_, known)| *known == name);
    known.map_or(HoldStatus::Waiting, |(status, _)| status)
}

// The place counts those who wait before; who has a copy kept is at the head.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT h.id, p.barcode, h.record, i.barcode, c.barcode, h.pickup, r.title, h.placed,
                    h.ready_until, h.expires, h.status,
                    CASE WHEN h.status <> 'waiting' THEN 1 ELSE 1 + (
                        SELECT COUNT(*) FROM hold q
                        WHERE q.record = h.record AND q.id < h.id AND q.status = 'waiting'
                          AND (q.item IS NULL OR h.item IS NULL OR q.item = h.item)) END
             FROM hold h
             JOIN patron p ON p.id = h.patron
             JOIN record r ON r.id = h.record
             LEFT JOIN item i ON i.id = h.item
             LEFT JOIN item c ON c.id = h.copy ",
            $rest
        )
    };
}

/// The hold in this row.
pub(crate) fn by_row(view: &View<'_>, id: i64) -> Result<Hold> {
    let found = view.find(select!("WHERE h.id = ?1"), [id], read)?;
    found.ok_or_else(|| RefusalCode::HoldUnknown.into())
}

/// One hold.
pub(crate) fn find(view: &View<'_>, id: &HoldId) -> Result<Hold> {
    by_row(view, row(id)?)
}

fn row(id: &HoldId) -> Result<i64> {
    let row = id.as_str().parse().map_err(|_| RefusalCode::HoldUnknown)?;
    Ok(row)
}

/// A patron's holds, oldest first.
pub(crate) fn list(view: &View<'_>, patron: i64, page: Page) -> Result<List<Hold>> {
    let total = view.value("SELECT COUNT(*) FROM hold WHERE patron = ?1", [patron])?;
    let sql = select!("WHERE h.patron = ?1 ORDER BY h.id LIMIT ?2 OFFSET ?3");
    let items = view.all(sql, params![patron, page.limit, page.skip], read)?;
    Ok(List { items, total })
}

fn read(row: &Row<'_>) -> rusqlite::Result<Hold> {
    let target = match row.get::<_, Option<String>>(3)? {
        Some(item) => HoldTarget::Item(item.into()),
        None => HoldTarget::Record(record::id(row.get(2)?)),
    };
    Ok(Hold {
        id: row.get::<_, i64>(0)?.to_string().into(),
        patron: row.get::<_, String>(1)?.into(),
        target,
        item: row.get::<_, Option<String>>(4)?.map(Into::into),
        pickup_library: row.get::<_, String>(5)?.into(),
        title: row.get(6)?,
        placed: from_millis(row.get(7)?),
        ready_until: row.get::<_, Option<i64>>(8)?.map(from_millis),
        expires: row.get::<_, Option<i64>>(9)?.map(from_millis),
        position: row.get(11)?,
        status: status(row.get_ref(10)?.as_str()?),
    })
}

/// Who of the others waits before this patron for a copy of the title, now that this copy is in
/// somebody's hands: whether the copy must be kept back.
///
/// Copies that are free serve the queue in its order; a patron may take one if enough are left for
/// all who wait before. A hold on this very copy keeps it back whatever else is free.
pub(crate) fn keeps_back(view: &View<'_>, copy: &Copy, patron: i64) -> Result<bool> {
    if let Some(caught) = &copy.caught {
        return Ok(caught.patron != patron);
    }
    let sql = "SELECT patron, item FROM hold
               WHERE record = ?1 AND status = 'waiting' AND (item IS NULL OR item = ?2)
               ORDER BY id";
    let queue = view.all(sql, [copy.record, copy.id], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, Option<i64>>(1)?))
    })?;
    let mut before = 0_u32;
    for (waiting, on_copy) in queue {
        match on_copy {
            _ if waiting == patron => break,
            Some(_) => return Ok(true),
            None => before += 1,
        }
    }
    Ok(before > 0 && free_copies(view, copy)? <= before)
}

/// How many copies of the title could go to its queue now, this one among them: neither lent nor
/// kept, sent or asked for singly.
fn free_copies(view: &View<'_>, copy: &Copy) -> Result<u32> {
    let sql = "SELECT COUNT(*) FROM item i
               WHERE i.record = ?1 AND (i.id = ?2 OR (
                   i.state = 'available'
                   AND NOT EXISTS (SELECT 1 FROM loan WHERE item = i.id)
                   AND NOT EXISTS (SELECT 1 FROM hold WHERE copy = i.id)
                   AND NOT EXISTS (SELECT 1 FROM hold WHERE record = i.record AND item = i.id
                                                        AND status = 'waiting')))";
    view.value(sql, [copy.record, copy.id])
}

/// The hold that a copy now at hand should serve: the first in the queue.
pub(crate) fn next_for(view: &View<'_>, copy: &Copy) -> Result<Option<i64>> {
    if copy.state != CirculationStatus::Available {
        return Ok(None);
    }
    let sql = "SELECT id FROM hold
               WHERE record = ?1 AND status = 'waiting' AND (item IS NULL OR item = ?2)
               ORDER BY id LIMIT 1";
    view.find(sql, [copy.record, copy.id], |row| row.get(0))
}

/// The hold of a patron that borrowing this copy fulfils.
pub(crate) fn fulfilled_by(view: &View<'_>, copy: &Copy, patron: i64) -> Result<Option<i64>> {
    let sql = "SELECT id FROM hold
               WHERE patron = ?1 AND record = ?2
                 AND (copy = ?3 OR (status = 'waiting' AND (item IS NULL OR item = ?3)))
               ORDER BY copy IS NULL, item IS NULL, id LIMIT 1";
    view.find(sql, [patron, copy.record, copy.id], |row| row.get(0))
}

/// A copy at hand at a library is given to a hold: on its shelf there, or on its way.
pub(crate) fn assign(
    work: &mut Work<'_>,
    hold: i64,
    copy: i64,
    here: &LibraryCode,
) -> Result<Hold> {
    let waiting = by_row(&work.view, hold)?;
    let rules = work.view.rules;
    let is_here = waiting.pickup_library == *here;
    let until = is_here.then(|| rules.end_of_day_after(work.view.now, rules.shelf_days));
    // What is on the shelf already keeps its day.
    let sql = "UPDATE hold SET copy = ?2, status = ?3,
                   ready_until = CASE WHEN ?4 IS NULL THEN NULL ELSE IFNULL(ready_until, ?4) END
               WHERE id = ?1";
    let status = if is_here { "ready" } else { "in_transit" };
    work.run(sql, params![hold, copy, status, until.map(millis)])?;
    let destination = (!is_here).then(|| waiting.pickup_library.as_str());
    let sql = "UPDATE item SET location = ?2, destination = ?3 WHERE id = ?1";
    work.run(sql, params![copy, here.as_str(), destination])?;
    work.effects.holds = true;
    by_row(&work.view, hold)
}

/// The hold that has this copy waits again, in its old place.
pub(crate) fn let_go(work: &mut Work<'_>, copy: i64) -> Result<()> {
    let sql = "UPDATE hold SET copy = NULL, status = 'waiting', ready_until = NULL WHERE copy = ?1";
    work.effects.holds |= work.run(sql, [copy])? > 0;
    Ok(())
}

/// Ends a hold; a copy on its shelf goes to the next in the queue, or home.
fn end(work: &mut Work<'_>, hold: i64) -> Result<()> {
    let sql = "DELETE FROM hold WHERE id = ?1 RETURNING copy, status";
    let ended = work.view.find(sql, [hold], |row| {
        Ok((
            row.get::<_, Option<i64>>(0)?,
            status(row.get_ref(1)?.as_str()?),
        ))
    })?;
    work.effects.holds = true;
    let Some((Some(copy), status)) = ended else {
        return Ok(());
    };
    item::forget_checkin(work, copy)?;
    // A copy on its way arrives first; who gets it is decided there.
    match status {
        HoldStatus::Ready => pass_on(work, copy),
        HoldStatus::InTransit | HoldStatus::Waiting => Ok(()),
    }
}

/// A copy on the hold shelf is free: to the next in the queue, or home.
fn pass_on(work: &mut Work<'_>, copy: i64) -> Result<()> {
    let copy = item::by_row(&work.view, copy)?;
    let here = copy.item.current_location.clone();
    if let Some(next) = next_for(&work.view, &copy)? {
        return assign(work, next, copy.id, &here).map(drop);
    }
    let sql = "UPDATE item SET destination = NULLIF(home, location) WHERE id = ?1";
    work.run(sql, [copy.id]).map(drop)
}

/// Places a hold.
pub(crate) fn place(work: &mut Work<'_>, new: &NewHold) -> Result<Hold> {
    let view = &work.view;
    let holder = patron::require(view, &new.patron)?;
    let (record, copy) = match &new.target {
        HoldTarget::Record(id) => (record::require(view, id)?, None),
        HoldTarget::Item(barcode) => {
            let copy = item::require(view, barcode)?;
            (copy.record, Some(copy.id))
        }
    };
    if let Some(objection) = patron::objections(view, &holder.patron).into_iter().next() {
        return Err(objection.into());
    }
    if !library::allows_pickup(view, &new.pickup_library)? {
        return Err(RefusalCode::PickupNotAllowed.into());
    }
    refuse_duplicate(view, holder.id, record, copy)?;
    if temporary_item::is_for_another(view, record, holder.id)? {
        return Err(RefusalCode::HoldNotPossible.into());
    }
    refuse_impossible(view, &holder, record, copy)?;
    if new.expires.is_some_and(|expires| expires <= view.now) {
        return Err(RefusalCode::HoldNotPossible.into());
    }
    let limit = holder.patron.limits.holds;
    if let Some(limit) = limit.filter(|limit| holder.patron.counts.holds >= *limit) {
        return Err(Refusal::with_limit(RefusalCode::HoldLimit, limit).into());
    }
    let sql = "INSERT INTO hold (patron, record, item, pickup, placed, expires)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let pickup = new.pickup_library.as_str();
    let placed = millis(view.now);
    let row = params![
        holder.id,
        record,
        copy,
        pickup,
        placed,
        new.expires.map(millis)
    ];
    let id = work.insert(sql, row)?;
    work.effects.holds = true;
    by_row(&work.view, id)
}

/// One hold per patron and copy, and none beside one on the title.
fn refuse_duplicate(view: &View<'_>, patron: i64, record: i64, copy: Option<i64>) -> Result<()> {
    let sql = "SELECT 1 FROM hold
               WHERE patron = ?1 AND record = ?2 AND (item IS NULL OR ?3 IS NULL OR item = ?3)";
    match view.find(sql, params![patron, record, copy], |_| Ok(()))? {
        Some(()) => Err(RefusalCode::HoldExists.into()),
        None => Ok(()),
    }
}

/// There must be a copy that the patron could get, and does not have already.
fn refuse_impossible(
    view: &View<'_>,
    holder: &patron::Cardholder,
    record: i64,
    copy: Option<i64>,
) -> Result<()> {
    let sql = "SELECT i.state, i.age_limit, l.patron FROM item i LEFT JOIN loan l ON l.item = i.id
               WHERE i.record = ?1 AND (?2 IS NULL OR i.id = ?2)";
    let copies = view.all(sql, params![record, copy], |row| {
        let state = row.get_ref(0)?.as_str()?.to_owned();
        Ok((
            state,
            row.get::<_, Option<u8>>(1)?,
            row.get::<_, Option<i64>>(2)?,
        ))
    })?;
    let circulating: Vec<_> = copies
        .iter()
        .filter(|(state, ..)| matches!(state.as_str(), "available" | "on_order" | "in_process"))
        .collect();
    let has_one = circulating
        .iter()
        .any(|(.., borrower)| *borrower == Some(holder.id));
    if circulating.is_empty() || has_one {
        return Err(RefusalCode::HoldNotPossible.into());
    }
    let suits = |limit| patron::is_of_age(view, &holder.patron, limit);
    if circulating.iter().any(|(_, limit, _)| suits(*limit)) {
        return Ok(());
    }
    let lowest = circulating.iter().filter_map(|(_, limit, _)| *limit).min();
    let limit = u32::from(lowest.unwrap_or(0));
    Err(Refusal::with_limit(RefusalCode::AgeRestricted, limit).into())
}

/// Changes where or until when a hold waits.
pub(crate) fn change(work: &mut Work<'_>, change: &HoldChange) -> Result<Hold> {
    let id = row(&change.hold)?;
    let hold = by_row(&work.view, id)?;
    if let Some(expires) = change.expires {
        if expires <= work.view.now {
            return Err(RefusalCode::HoldNotPossible.into());
        }
        let sql = "UPDATE hold SET expires = ?2 WHERE id = ?1";
        work.run(sql, params![id, millis(expires)])?;
    }
    if let Some(pickup) = &change.pickup_library {
        if !library::allows_pickup(&work.view, pickup)? {
            return Err(RefusalCode::PickupNotAllowed.into());
        }
        let sql = "UPDATE hold SET pickup = ?2 WHERE id = ?1";
        work.run(sql, params![id, pickup.as_str()])?;
        if let Some(barcode) = &hold.item {
            let copy = item::require(&work.view, barcode)?;
            item::forget_checkin(work, copy.id)?;
            // From the shelf it goes to the other library; on its way it is sent on on arrival.
            if hold.status == HoldStatus::Ready {
                assign(work, id, copy.id, &copy.item.current_location)?;
            }
        }
    }
    work.effects.holds = true;
    by_row(&work.view, id)
}

/// Cancels a hold.
pub(crate) fn cancel(work: &mut Work<'_>, id: &HoldId) -> Result<()> {
    let id = row(id)?;
    by_row(&work.view, id)?;
    end(work, id)
}

/// Whether a hold may have expired by now.
pub(crate) fn is_due(shared: &Shared, now: Timestamp) -> bool {
    shared.next_expiry.load(Ordering::SeqCst) <= millis(now)
}

/// When the next hold expires, in milliseconds.
pub(crate) fn next_expiry(connection: &Connection) -> rusqlite::Result<i64> {
    let sql = "SELECT MIN(IFNULL((SELECT MIN(expires) FROM hold WHERE expires IS NOT NULL), ?1),
                          IFNULL((SELECT MIN(ready_until) FROM hold
                                  WHERE ready_until IS NOT NULL), ?1))";
    connection
        .prepare_cached(sql)?
        .query_row([i64::MAX], |row| row.get(0))
}

/// Ends the holds whose time is over.
pub(crate) fn expire(work: &mut Work<'_>) -> Result<()> {
    work.effects.holds = true;
    let sql = "SELECT id FROM hold WHERE expires IS NOT NULL AND expires <= ?1
               UNION SELECT id FROM hold WHERE ready_until IS NOT NULL AND ready_until <= ?1";
    let expired = work
        .view
        .all(sql, [millis(work.view.now)], |row| row.get(0))?;
    for hold in expired {
        end(work, hold)?;
    }
    Ok(())
}
