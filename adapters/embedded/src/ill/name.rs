//! The names that requests have and have had: tried again, a request gets another.

use rusqlite::params;
use silta_consortium::PartnerId;

use crate::store::{Result, View, Work};

/// A name that a request has or has had.
pub(super) struct Known {
    /// The row of the request.
    pub(super) request: i64,
    /// Of what a partner asked for under it; none if the name is ours.
    pub(super) digest: Option<[u8; 32]>,
}

/// The request that a partner and we call so.
pub(super) fn find(view: &View<'_>, peer: &PartnerId, name: &str) -> Result<Option<Known>> {
    let sql = "SELECT request, digest FROM ill_name WHERE peer = ?1 AND name = ?2";
    view.find(sql, [peer.as_str(), name], |row| {
        Ok(Known {
            request: row.get(0)?,
            digest: row.get(1)?,
        })
    })
}

/// Gives a request a name. `digest`: of what a partner asks for under it.
pub(super) fn give(
    work: &Work<'_>,
    peer: &PartnerId,
    name: &str,
    request: i64,
    digest: Option<[u8; 32]>,
) -> Result<()> {
    let sql = "INSERT INTO ill_name (peer, name, request, digest) VALUES (?1, ?2, ?3, ?4)";
    work.run(sql, params![peer.as_str(), name, request, digest])
        .map(drop)
}

/// Gives a request of ours a name that no partner has seen before, from whatever store.
pub(super) fn make(work: &Work<'_>, peer: &PartnerId, request: i64) -> Result<String> {
    let random: String = work.view.value("SELECT lower(hex(randomblob(6)))", [])?;
    let name = format!("{request}-{random}");
    give(work, peer, &name, request, None)?;
    Ok(name)
}
