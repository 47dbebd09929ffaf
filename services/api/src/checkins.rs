//! Taking back, and undoing it.

use silta_consortium::{Checkin, CheckinId, ItemBarcode};
use silta_consortium_api as wire;

use crate::{
    asking::{Asking, Door, Reply},
    fault::{About, Fault},
    tell::Tell as _,
};

pub(crate) async fn checkin(asking: &Asking) -> Result<Reply, Fault> {
    let request: wire::CheckinRequest = asking.body()?;
    let already_happened = request.already_happened.0;
    // The terminal's clock is believed only for what it did by itself.
    let time = request.time.filter(|_| already_happened);
    let checkin = Checkin {
        item: request.item.as_str().into(),
        library: request.library.as_str().into(),
        returned_at: request.returned_at.or(time).map(wire::Time::timestamp),
        already_happened,
        capture_hold: request.capture_hold.unwrap_or(true),
    };
    let door = Door {
        library: Some(checkin.library.clone()),
        terminal: request.terminal,
    };
    let change = asking.change_at(door, checkin)?;
    let returned = asking.consortium().checkin(change).await;
    asking.told(returned, About::BODY.mistake("/library"))
}

pub(crate) async fn cancel(asking: &Asking, id: &str) -> Result<Reply, Fault> {
    let change = asking.change(CheckinId::from(id))?;
    let loan = asking.consortium().cancel_checkin(change).await;
    let loan = loan.map_err(|error| asking.fault(error, About::LOAN))?;
    let loan = loan.tell(asking.teller());
    Ok(Reply::of(&wire::CheckinCancelled { loan }))
}

/// The latest return of the item that the query names.
pub(crate) async fn latest(asking: &Asking) -> Result<Reply, Fault> {
    let (context, item) = (
        asking.context(),
        ItemBarcode::from(asking.query.required("item")?),
    );
    let id = asking.consortium().checkin_of(&context, &item).await;
    let id = id.map_err(|error| asking.fault(error, About::BODY))?;
    let latest = id.map(|id| wire::LastCheckin {
        id: id.tell(asking.teller()),
        item: item.tell(asking.teller()),
    });
    Ok(Reply::of(&wire::List::whole(latest.into_iter().collect())))
}
