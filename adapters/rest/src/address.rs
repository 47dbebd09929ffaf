//! Addresses of operations, with what a library's ids can and cannot be.

use silta_consortium::{
    Error, HoldId, IllRequestId, ItemBarcode, PatronBarcode, RecordId, RefusalCode,
};
use silta_consortium_api::{Operation, Target, limits::MAX_TARGET};

/// Room in an address for the parameters of a page.
const PAGING_ROOM: usize = 640;
/// The address of an operation. What cannot stand in an address does not exist, and is refused as
/// unknown.
pub(crate) fn target(
    operation: Operation,
    values: &[&str],
    unknown: RefusalCode,
) -> Result<Target, Error> {
    let target = operation.target(values).ok();
    target
        .filter(fits)
        .ok_or_else(|| Error::Refused(unknown.into()))
}

pub(crate) fn of_patron(operation: Operation, patron: &PatronBarcode) -> Result<Target, Error> {
    match patron.as_str().len() <= 4 * PatronBarcode::MAX_LEN {
        true => target(operation, &[patron.as_str()], RefusalCode::PatronUnknown),
        false => Err(Error::Refused(RefusalCode::PatronUnknown.into())),
    }
}

pub(crate) fn of_item(operation: Operation, item: &ItemBarcode) -> Result<Target, Error> {
    match item.as_str().len() <= 4 * ItemBarcode::MAX_LEN {
        true => target(operation, &[item.as_str()], RefusalCode::ItemUnknown),
        false => Err(Error::Refused(RefusalCode::ItemUnknown.into())),
    }
}

/// An address without values.
pub(crate) fn plain(operation: Operation) -> Result<Target, Error> {
    target(operation, &[], RefusalCode::Unavailable)
}

pub(crate) fn of_hold(operation: Operation, hold: &HoldId) -> Result<Target, Error> {
    target(operation, &[hold.as_str()], RefusalCode::HoldUnknown)
}

pub(crate) fn of_ill(operation: Operation, request: &IllRequestId) -> Result<Target, Error> {
    target(operation, &[request.as_str()], RefusalCode::RequestUnknown)
}

pub(crate) fn of_record(operation: Operation, record: &RecordId) -> Result<Target, Error> {
    target(operation, &[record.as_str()], RefusalCode::ItemUnknown)
}

/// An item's address by its query: too long a barcode is nobody's.
pub(crate) fn fitting(target: Target) -> Result<Target, Error> {
    match fits(&target) {
        true => Ok(target),
        false => Err(Error::Refused(RefusalCode::ItemUnknown.into())),
    }
}

/// Whether an address is short enough for the API.
pub(crate) fn fits(target: &Target) -> bool {
    target.as_str().len() <= MAX_TARGET - PAGING_ROOM
}
