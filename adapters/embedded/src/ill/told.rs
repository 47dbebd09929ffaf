//! The messages of a request, as staff sees them.

use rusqlite::{Row, params, types::FromSqlError};
use sha2::{Digest as _, Sha256};
use silta_consortium::{
    IllContent, IllDirection, IllMessage, IllRequest, IllState, IllTold, RequestingAction,
    SupplyingReason,
};

use crate::{
    clock::{from_millis, millis},
    store::{Result, View, Work, unreadable},
};

/// What [`read`] reads first.
macro_rules! columns {
    () => {
        "SELECT m.body, m.at, m.delivery, m.error"
    };
}
pub(super) use columns;

/// How many columns that are.
pub(super) const COLUMNS: usize = 4;

/// A message as it was given, by which it is known when it comes again.
pub(super) struct Given {
    /// A digest of all of it.
    whole: [u8; 32],
    /// A digest of what it says, whenever it was written.
    pub(super) content: [u8; 32],
}

impl Given {
    pub(super) fn of(message: &IllMessage) -> Result<Self> {
        Ok(Self {
            whole: digest(message)?,
            content: digest(&message.content)?,
        })
    }
}

fn digest(told: &impl serde::Serialize) -> Result<[u8; 32]> {
    let json = serde_json::to_vec(told).map_err(unreadable)?;
    Ok(Sha256::digest(json).into())
}

/// Whether a partner has sent this very message already. What a borrower asks or wishes (`wish`) is
/// another once something was said to it: clocks that count seconds write the same again.
pub(super) fn is_known(view: &View<'_>, request: i64, given: &Given, wish: bool) -> Result<bool> {
    let sql = "SELECT 1 FROM ill_message m WHERE m.request = ?1 AND m.digest = ?2
                   AND NOT (?3 AND EXISTS (SELECT 1 FROM ill_message s
                                           WHERE s.request = ?1 AND s.id > m.id
                                             AND s.delivery IS NOT NULL))";
    let found = view.find(sql, params![request, given.whole, wish], |_| Ok(()))?;
    Ok(found.is_some())
}

/// Keeps a message that a partner has sent.
pub(super) fn keep(
    work: &Work<'_>,
    request: i64,
    message: &IllMessage,
    given: &Given,
) -> Result<()> {
    let body = serde_json::to_string(message).map_err(unreadable)?;
    let sql = "INSERT INTO ill_message (request, at, body, digest) VALUES (?1, ?2, ?3, ?4)";
    let row = params![request, millis(work.view.now), body, given.whole];
    work.insert(sql, row)?;
    forget_oldest(work, request)
}

/// Forgets the oldest of more messages than are kept, but for those that somebody may still want to
/// send.
pub(super) fn forget_oldest(work: &Work<'_>, request: i64) -> Result<()> {
    let sql = "DELETE FROM ill_message
               WHERE request = ?1 AND (delivery IS NULL OR delivery = 'confirmed')
                 AND id <= (SELECT id FROM ill_message WHERE request = ?1
                            ORDER BY id DESC LIMIT 1 OFFSET ?2)";
    work.run(sql, params![request, IllRequest::MAX_MESSAGES])
        .map(drop)
}

/// The last messages of a request, oldest first.
pub(super) fn list(view: &View<'_>, request: i64, limit: u32) -> Result<Vec<IllTold>> {
    let sql = concat!(
        columns!(),
        " FROM ill_message m WHERE m.request = ?1 ORDER BY m.id DESC LIMIT ?2"
    );
    let mut told = view.all(sql, params![request, limit], read)?;
    told.reverse();
    Ok(told)
}

/// The message whose columns these are.
pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<IllTold> {
    let message: IllMessage =
        serde_json::from_str(row.get_ref(0)?.as_str()?).map_err(|_| FromSqlError::InvalidType)?;
    let delivery = row.get_ref(2)?.as_str_or_null()?;
    let (kind, value, note) = match message.content {
        IllContent::Request(wanted) => {
            let value = wanted.retry_of.map_or("New", |_| "Retry");
            ("request", Some(value.to_owned()), wanted.note)
        }
        IllContent::Supplying(told) => {
            let status = told.state.and_then(IllState::status);
            let value = status.unwrap_or_else(|| SupplyingReason::as_str(told.reason).to_owned());
            ("supplyingAgencyMessage", Some(value), told.note)
        }
        IllContent::Requesting(told) => {
            let value = RequestingAction::as_str(told.action).to_owned();
            ("requestingAgencyMessage", Some(value), told.note)
        }
    };
    Ok(IllTold {
        direction: match delivery {
            Some(_) => IllDirection::Sent,
            None => IllDirection::Received,
        },
        kind: kind.to_owned(),
        value,
        note,
        time: from_millis(row.get(1)?),
        delivered: delivery.map(|delivery| delivery == "confirmed"),
        error: row.get(3)?,
    })
}
