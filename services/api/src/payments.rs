//! Payments that were taken.

use silta_consortium::{Payment, PaymentMethod};
use silta_consortium_api::{self as wire, Open};

use crate::{
    asking::{Asking, Door, Reply},
    fault::{About, Fault},
    limits,
};

pub(crate) async fn pay(asking: &Asking) -> Result<Reply, Fault> {
    let request: wire::PaymentRequest = asking.body()?;
    let payment = Payment {
        patron: request.patron.as_str().into(),
        amount: limits::payment(request.amount, "/amount")?,
        fee: request.fee.map(|fee| fee.as_str().into()),
        method: match request.method {
            None | Some(Open::Known(wire::PaymentMethod::Cash)) => PaymentMethod::Cash,
            Some(Open::Known(wire::PaymentMethod::Card)) => PaymentMethod::Card,
            Some(Open::Unknown(code)) => PaymentMethod::Other(limits::text(&code, "/method")?),
        },
        transaction_id: limits::optional(request.transaction_id.as_deref(), "/transaction_id")?,
    };
    let door = Door {
        library: None,
        terminal: request.terminal,
    };
    let change = asking.change_at(door, payment)?;
    let receipt = asking.consortium().pay(change).await;
    asking.told(receipt, About::BODY)
}
