//! What a confirmation says when a message is not taken.

use silta_consortium::RefusalCode;
use silta_iso18626::{ErrorData, ErrorType, Kind};

/// The element that names who wrote a message of this kind.
pub(crate) const fn sender_element(kind: Kind) -> &'static str {
    match kind {
        Kind::SupplyingAgencyMessage => "supplyingAgencyId",
        _ => "requestingAgencyId",
    }
}

/// The element that names to whom it is.
pub(crate) const fn receiver_element(kind: Kind) -> &'static str {
    match kind {
        Kind::SupplyingAgencyMessage => "requestingAgencyId",
        _ => "supplyingAgencyId",
    }
}

/// A value that makes no sense here, in an element.
pub(crate) fn unrecognised(element: &str, why: &str) -> ErrorData {
    ErrorData::new(
        ErrorType::UnrecognisedDataValue,
        format!("{element}: {why}"),
    )
}

/// Why the consortium does not take a message.
pub(crate) fn refused(code: RefusalCode) -> ErrorData {
    let (element, why) = match code {
        RefusalCode::RequestUnknown => (
            "requestingAgencyRequestId",
            "there is no such request between us",
        ),
        RefusalCode::DuplicateRequest => (
            "requestingAgencyRequestId",
            "another request has this id already",
        ),
        RefusalCode::RequestClosed => (
            "requestingAgencyPreviousRequestId",
            "that request cannot be tried again",
        ),
        other => ("request", other.as_str()),
    };
    unrecognised(element, why)
}
