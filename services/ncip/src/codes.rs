//! Codes of NCIP that are written: each list by its scheme, and what our own words are in it.

use silta_consortium::{CirculationStatus, FeeType, HoldStatus, Language, MediaType};
use silta_ncip::{SchemeValuePair, Text};

/// A list of codes of the standard, by its scheme.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Codes(&'static str);

impl Codes {
    /// A code of the list, with its scheme.
    pub(crate) fn of(self, value: &'static str) -> SchemeValuePair {
        SchemeValuePair::new(Text::constant(value)).in_scheme(Text::constant(self.0))
    }
}

/// The list of this name.
macro_rules! codes {
    ($name:literal) => {
        Codes(concat!(
            "http://www.niso.org/ncip/v1_0/imp1/schemes/",
            $name,
            "/",
            $name,
            ".scm"
        ))
    };
}

pub(crate) const BLOCK_OR_TRAP_TYPE: Codes = codes!("blockortraptype");
pub(crate) const CIRCULATION_STATUS: Codes = codes!("circulationstatus");
pub(crate) const ELECTRONIC_ADDRESS_TYPE: Codes = codes!("electronicaddresstype");
pub(crate) const FISCAL_ACTION_TYPE: Codes = codes!("fiscalactiontype");
pub(crate) const FISCAL_TRANSACTION_TYPE: Codes = codes!("fiscaltransactiontype");
pub(crate) const ITEM_IDENTIFIER_TYPE: Codes = codes!("visibleitemidentifiertype");
pub(crate) const ITEM_USE_RESTRICTION_TYPE: Codes = codes!("itemuserestrictiontype");
pub(crate) const LANGUAGE: Codes = codes!("language");
pub(crate) const LOCATION_TYPE: Codes = codes!("locationtype");
pub(crate) const MEDIUM_TYPE: Codes = codes!("mediumtype");
pub(crate) const ORGANIZATION_NAME_TYPE: Codes = codes!("organizationnametype");
pub(crate) const PHYSICAL_ADDRESS_TYPE: Codes = codes!("physicaladdresstype");
pub(crate) const REQUEST_SCOPE_TYPE: Codes = codes!("requestscopetype");
pub(crate) const REQUEST_STATUS_TYPE: Codes = codes!("requeststatustype");
pub(crate) const REQUEST_TYPE: Codes = codes!("requesttype");
pub(crate) const UNSTRUCTURED_ADDRESS_TYPE: Codes = codes!("unstructuredaddresstype");
pub(crate) const USER_ADDRESS_ROLE_TYPE: Codes = codes!("useraddressroletype");
pub(crate) const USER_IDENTIFIER_TYPE: Codes = codes!("visibleuseridentifiertype");

/// Whether a code is in a list that a message asks with.
pub(crate) fn asks(list: &[SchemeValuePair], value: &str) -> bool {
    list.iter().any(|asked| asked.is(value))
}

pub(crate) fn circulation_status(status: CirculationStatus) -> SchemeValuePair {
    CIRCULATION_STATUS.of(match status {
        CirculationStatus::Available => "Available On Shelf",
        CirculationStatus::ClaimedReturned => "Claimed Returned Or Never Borrowed",
        CirculationStatus::InProcess => "In Process",
        CirculationStatus::InTransit => "In Transit Between Library Locations",
        CirculationStatus::Lost => "Lost",
        CirculationStatus::Missing => "Missing",
        CirculationStatus::NotForLoan => "Not Available",
        CirculationStatus::OnHoldShelf => "Available For Pickup",
        CirculationStatus::OnLoan => "On Loan",
        CirculationStatus::OnOrder => "On Order",
        CirculationStatus::Recalled => "Recalled",
    })
}

pub(crate) fn medium_type(kind: MediaType) -> SchemeValuePair {
    MEDIUM_TYPE.of(match kind {
        MediaType::Book => "Book",
        MediaType::Cd => "Compact Disc",
        MediaType::Dvd => "DVD",
        MediaType::Ebook => "Electronic Book",
        MediaType::Magazine => "Magazine",
        MediaType::Map => "Map",
        MediaType::Other => "Other",
        MediaType::Score => "Sheet Music",
    })
}

/// The media type that a code means; anything else if it says none that is known.
pub(crate) fn media_type(code: &str) -> MediaType {
    let mut known = MediaType::ALL.into_iter().map(|(kind, _)| kind);
    let found = known.find(|kind| medium_type(*kind).is(code));
    found.unwrap_or(MediaType::Other)
}

pub(crate) fn request_status(status: HoldStatus) -> SchemeValuePair {
    REQUEST_STATUS_TYPE.of(match status {
        HoldStatus::Waiting | HoldStatus::InTransit => "In Process",
        HoldStatus::Ready => "Available For Pickup",
    })
}

/// ISO 639-2.
pub(crate) fn language(language: Language) -> SchemeValuePair {
    LANGUAGE.of(match language {
        Language::Fi => "fin",
        Language::Sv => "swe",
        Language::En => "eng",
    })
}

/// What fees are for, in the words of the standard; the first of each is written.
const FEES: [(FeeType, &str); 12] = [
    (FeeType::Administrative, "Administrative Charge"),
    (FeeType::ComputerAccess, "Computer Access Charge"),
    (FeeType::Damage, "Damage"),
    (FeeType::Hold, "Hold Charge"),
    (FeeType::Other, "Other"),
    (FeeType::Overdue, "Overdue"),
    (FeeType::Overdue, "Fine"),
    (FeeType::Processing, "Processing Charge"),
    (FeeType::Processing, "Service Charge"),
    (FeeType::Rental, "Rental"),
    (FeeType::Replacement, "Replacement"),
    (FeeType::Replacement, "Lost Item"),
];

pub(crate) fn fiscal_transaction_type(kind: FeeType) -> SchemeValuePair {
    let found = FEES.iter().find(|(known, _)| *known == kind);
    FISCAL_TRANSACTION_TYPE.of(found.map_or("Other", |(_, name)| name))
}

/// The fee that a code means.
pub(crate) fn fee_type(code: &SchemeValuePair) -> FeeType {
    let found = FEES.iter().find(|(_, name)| code.is(name));
    found.map_or(FeeType::Other, |(kind, _)| *kind)
}
