//! `supplyingAgencyMessage` and its confirmation, as far as no request of the server's is needed.

use super::super::{
    Profile,
    message::{BOTH, Header, Told, Version},
};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "iso18626/supplying-agency-message", "ISO 18626, supplyingAgencyMessage", [];
    Must unknown_request [] "A request that the server never made is an error: UnrecognisedDataValue.";
    Must unknown_status [] "A status that there is not is an error: UnrecognisedDataValue.";
    Must unknown_reason [] "A reason that there is not is an error: UnsupportedReasonForMessageType.";
    Must no_status_info [] "A message without statusInfo is an error: BadlyFormedMessage.";
    Must of_a_stranger [] "A message of an agency that is not known is an error: UnrecognisedDataValue.";
    Must own_requests_are_not_its [] "A message in the name of the lender about a request that was made to it is an error.";
}

const VALUE: &[&str] = &["UnrecognisedDataValue"];

fn told(c: &Context<'_, Profile>) -> Told {
    let header = Header::asked(c.profile, &c.fresh());
    Told::new(header, "StatusChange", "WillSupply")
}

fn unknown_request(c: &mut Context<'_, Profile>) -> Outcome {
    for version in BOTH {
        let confirmation = c.confirm(told(c).document(version))?;
        confirmation.error(VALUE)?;
        let reason = confirmation.0.text("reasonForMessage");
        ensure!(
            ["", "StatusChange"].contains(&&*reason),
            "the reason is {reason:?}"
        );
    }
    Ok(())
}

fn unknown_status(c: &mut Context<'_, Profile>) -> Outcome {
    let mut told = told(c);
    told.status = "WeCouldLoan".to_owned();
    c.confirm(told.document(Version::V2021_2))?.error(VALUE)
}

fn unknown_reason(c: &mut Context<'_, Profile>) -> Outcome {
    let mut told = told(c);
    told.reason = "NoGoodReason".to_owned();
    c.confirm(told.document(Version::V2021_2))?
        .error(&["UnsupportedReasonForMessageType"])
}

fn no_status_info(c: &mut Context<'_, Profile>) -> Outcome {
    let text = told(c).document(Version::V2021_2);
    let (before, rest) = text.split_once("<statusInfo>").unwrap_or_default();
    let (_, after) = rest.split_once("</statusInfo>").unwrap_or_default();
    c.confirm(format!("{before}{after}"))?
        .error(&["BadlyFormedMessage"])
}

fn of_a_stranger(c: &mut Context<'_, Profile>) -> Outcome {
    let mut told = told(c);
    told.header.supplier = "FI-Stranger".to_owned();
    c.confirm(told.document(Version::V2021_2))?.error(VALUE)
}

fn own_requests_are_not_its(c: &mut Context<'_, Profile>) -> Outcome {
    let asked = c.asked(Version::V2021_2)?;
    let told = Told::new(asked.header, "StatusChange", "Loaned");
    c.confirm(told.document(Version::V2021_2))?.error(VALUE)
}
