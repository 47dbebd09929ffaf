//! Lending, and undoing it.

use silta_consortium::{Checkout, LoanId};
use silta_consortium_api as wire;

use crate::{
    asking::{Asking, Door, Reply, happened},
    fault::{About, Fault},
};

pub(crate) async fn checkout(asking: &Asking) -> Result<Reply, Fault> {
    let request: wire::CheckoutRequest = asking.body()?;
    let checkout = Checkout {
        patron: request.patron.as_str().into(),
        item: request.item.as_str().into(),
        library: request.library.as_str().into(),
        fee_acknowledged: request.fee_acknowledged,
        renew_if_on_loan: request.renew_if_on_loan,
        allow_in_transit: request.allow_in_transit.unwrap_or(true),
        already_happened: happened(request.already_happened, request.time),
    };
    let door = Door {
        library: Some(checkout.library.clone()),
        terminal: request.terminal,
    };
    let change = asking.change_at(door, checkout)?;
    let lent = asking.consortium().checkout(change).await;
    asking.told(lent, About::BODY.mistake("/library"))
}

pub(crate) async fn cancel(asking: &Asking, loan: &str) -> Result<Reply, Fault> {
    let change = asking.change(LoanId::from(loan))?;
    let cancelled = asking.consortium().cancel_checkout(change).await;
    cancelled.map_err(|error| asking.fault(error, About::LOAN))?;
    Ok(Reply::NOTHING)
}
