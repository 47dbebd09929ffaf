//! What staff should look at.

use silta_consortium::Page;
use silta_consortium_api::{Cursor, List};

use crate::{
    asking::{Asking, Reply},
    fault::{About, Fault},
    tell::Tell as _,
};

/// Newest first. They have no ids and are only added to, so a cursor counts from the oldest: what
/// comes meanwhile moves nothing.
pub(crate) async fn list(asking: &Asking) -> Result<Reply, Fault> {
    let paging = asking.query.paging()?;
    let left = match &paging.cursor {
        None => None,
        Some(cursor) => Some(open(cursor).ok_or_else(|| {
            Fault::malformed("/cursor", "this cursor is none that was given as `next`")
        })?),
    };
    let read = async |page| {
        let context = asking.context();
        let list = asking.consortium().staff_notices(&context, page).await;
        list.map_err(|error| asking.fault(error, About::BODY))
    };
    let first = Page { skip: 0, limit: 1 };
    let total = read(first).await?.total;
    let left = left.unwrap_or(total).min(total);
    let page = Page {
        skip: total - left,
        limit: paging.limit.min(left),
    };
    let list = read(page).await?;
    let given = u32::try_from(list.items.len()).unwrap_or(left);
    let rest = left.saturating_sub(given);
    let next = match rest {
        0 => None,
        rest => Cursor::seal(&rest.to_be_bytes()),
    };
    let items = list.items.tell(asking.teller());
    Ok(Reply::of(&List {
        items,
        next,
        total: u64::from(total),
    }))
}

/// How many notices are left to give.
fn open(cursor: &Cursor) -> Option<u32> {
    let bytes = cursor.open()?.try_into().ok()?;
    Some(u32::from_be_bytes(bytes))
}
