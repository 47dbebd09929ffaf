//! A title with its items. What is wrong with one part is told in that part.

use crate::{
    bibliographic::{BibliographicDescription, BibliographicId},
    date_time::DateTime,
    holdings::HoldingsInformation,
    item::{ItemId, RequestId},
    item_fields::{CurrentUser, ElectronicResource, ItemOptionalFields, ItemTransaction},
    kind,
    location::Location,
    node::{Context, Node},
    out::Out,
    problem::Problem,
    several::Several,
    structure::{Choice, Fields, Read, structure},
    text::Text,
};

/// What was found of a part, or why it was not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found<T> {
    /// It was found.
    Is(T),
    /// `Problem`
    Problems(Several<Problem>),
}

structure! {
    /// A title.
    BibInformation {
        opt "BibliographicId" bibliographic_id: BibliographicId,
        choice "HoldingsSet" found: Found<BibHoldings>,
    }
}

structure! {
    /// What was found of a title.
    BibHoldings {
        opt "BibliographicDescription" bibliographic_description: BibliographicDescription,
        opt "TitleHoldQueueLength" title_hold_queue_length: u32,
        many "CurrentRequester" current_requesters: CurrentUser,
        some "HoldingsSet" holdings_sets: HoldingsSet,
    }
}

structure! {
    /// Items of a title that stand together.
    HoldingsSet {
        opt "HoldingsSetId" holdings_set_id: Text,
        choice "ItemInformation" found: Found<HoldingsSetItems>,
    }
}

structure! {
    /// What was found of items that stand together.
    HoldingsSetItems {
        opt "BibliographicDescription" bibliographic_description: BibliographicDescription,
        opt "Location" location: Location,
        opt "CallNumber" call_number: Text,
        opt "SummaryHoldingsInformation" summary_holdings_information: HoldingsInformation,
        opt "ElectronicResource" electronic_resource: ElectronicResource,
        some "ItemInformation" item_information: ItemInformation,
    }
}

structure! {
    /// An item.
    ItemInformation {
        opt "ItemId" item_id: ItemId,
        choice "ItemOptionalFields" found: Found<ItemState>,
    }
}

structure! {
    /// What was found of an item.
    #[derive(Default)]
    ItemState {
        many "RequestId" request_ids: RequestId,
        opt "CurrentBorrower" current_borrower: CurrentUser,
        many "CurrentRequester" current_requesters: CurrentUser,
        opt "DateDue" date_due: DateTime,
        opt "DateRecalled" date_recalled: DateTime,
        opt "HoldPickupDate" hold_pickup_date: DateTime,
        opt "ItemTransaction" item_transaction: ItemTransaction,
        opt "ItemOptionalFields" item_optional_fields: ItemOptionalFields,
        opt "ItemNote" item_note: Text,
    }
}

impl<T: Fields> Choice for Found<T> {
    fn read(parent: &Node<'_>, context: &Context) -> Read<Option<Self>> {
        let problems = kind::read::many(parent, "Problem", context)?;
        Ok(Some(match Several::of(problems) {
            Some(problems) => Self::Problems(problems),
            None => Self::Is(T::read_fields(parent, context)?),
        }))
    }

    fn write(&self, out: &mut Out<'_>) {
        match self {
            Self::Is(found) => found.write_fields(out),
            Self::Problems(problems) => kind::write::some(problems, "Problem", out),
        }
    }
}
