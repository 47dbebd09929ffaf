//! Holds: placing, looking at, changing and cancelling them.

use silta_consortium::{HoldChange, HoldId, HoldTarget, NewHold};
use silta_consortium_api as wire;

use crate::{
    asking::{Asking, Door, Reply},
    fault::{About, Fault},
};

pub(crate) async fn place(asking: &Asking) -> Result<Reply, Fault> {
    let request: wire::HoldRequest = asking.body()?;
    request.check()?;
    let target = match (&request.record, &request.item) {
        (Some(record), _) => HoldTarget::Record(record.as_str().into()),
        (None, Some(item)) => HoldTarget::Item(item.as_str().into()),
        (None, None) => {
            return Err(Fault::malformed(
                "/record",
                "a record or an item is missing",
            ));
        }
    };
    let hold = NewHold {
        patron: request.patron.as_str().into(),
        target,
        pickup_library: request.pickup_library.as_str().into(),
        expires: asking.ends(request.expires, "/expires")?,
    };
    let door = Door {
        library: None,
        terminal: request.terminal,
    };
    let placed = asking
        .consortium()
        .place_hold(asking.change_at(door, hold)?)
        .await;
    asking.told(placed, About::BODY)
}

pub(crate) async fn one(asking: &Asking, id: &str) -> Result<Reply, Fault> {
    let (context, hold) = (asking.context(), HoldId::from(id));
    let found = asking.consortium().hold(&context, &hold).await;
    asking.told(found, About::HOLD)
}

pub(crate) async fn change(asking: &Asking, id: &str) -> Result<Reply, Fault> {
    let request: wire::HoldChange = asking.body()?;
    let change = HoldChange {
        hold: id.into(),
        pickup_library: request.pickup_library.map(|code| code.as_str().into()),
        expires: asking.ends(request.expires, "/expires")?,
    };
    let changed = asking
        .consortium()
        .change_hold(asking.change(change)?)
        .await;
    asking.told(changed, About::HOLD)
}

pub(crate) async fn cancel(asking: &Asking, id: &str) -> Result<Reply, Fault> {
    let change = asking.change(HoldId::from(id))?;
    let cancelled = asking.consortium().cancel_hold(change).await;
    cancelled.map_err(|error| asking.fault(error, About::HOLD))?;
    Ok(Reply::NOTHING)
}
