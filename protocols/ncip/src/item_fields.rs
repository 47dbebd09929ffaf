//! What is told of an item.

use std::num::NonZeroU32;

use crate::{
    bibliographic::BibliographicDescription,
    date_time::DateTime,
    holdings::HoldingsInformation,
    item::ItemId,
    kind,
    location::Location,
    node::{Context, Node},
    out::Out,
    pair::SchemeValuePair,
    structure::{Choice, Read, content_is_choice, structure},
    text::Text,
    user::UserId,
};

structure! {
    /// What is told of an item.
    #[derive(Default)]
    ItemOptionalFields {
        opt "BibliographicDescription" bibliographic_description: BibliographicDescription,
        many "ItemUseRestrictionType" item_use_restriction_types: SchemeValuePair,
        opt "CirculationStatus" circulation_status: SchemeValuePair,
        opt "HoldQueueLength" hold_queue_length: u32,
        opt "ItemDescription" item_description: ItemDescription,
        many "Location" locations: Location,
        opt "PhysicalCondition" physical_condition: PhysicalCondition,
        opt "ElectronicResource" electronic_resource: ElectronicResource,
        opt "SecurityMarker" security_marker: SchemeValuePair,
        flag "SensitizationFlag" sensitization_flag: bool,
        opt2 "DateDue" date_due: DateTime,
    }
}

structure! {
    /// Which copy an item is.
    #[derive(Default)]
    ItemDescription {
        visible_item "VisibleItemId" visible_item_id: ItemId,
        opt "CallNumber" call_number: Text,
        opt "CopyNumber" copy_number: Text,
        opt "ItemDescriptionLevel" item_description_level: SchemeValuePair,
        opt "HoldingsInformation" holdings_information: HoldingsInformation,
        opt2 "NumberOfPieces" number_of_pieces: NonZeroU32,
    }
}

structure! {
    /// How worn an item is.
    PhysicalCondition {
        lax "PhysicalConditionType" physical_condition_type: SchemeValuePair,
        opt "PhysicalConditionDetails" physical_condition_details: Text,
    }
}

/// An item that is no object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ElectronicResource {
    /// `ElectronicDataFormatType`, `ActualResource`
    Actual(SchemeValuePair, Text),
    /// `ReferenceToResource`
    Reference(Text),
}

impl Choice for ElectronicResource {
    fn read(node: &Node<'_>, context: &Context) -> Read<Option<Self>> {
        if node.has("ActualResource") {
            let format = kind::read::lax(node, "ElectronicDataFormatType", context)?;
            let resource = kind::read::one(node, "ActualResource", context)?;
            return Ok(Some(Self::Actual(format, resource)));
        }
        let reference = kind::read::one(node, "ReferenceToResource", context)?;
        Ok(Some(Self::Reference(reference)))
    }

    fn write(&self, out: &mut Out<'_>) {
        match self {
            Self::Actual(format, resource) => {
                kind::write::one(format, "ElectronicDataFormatType", out);
                kind::write::one(resource, "ActualResource", out);
            }
            Self::Reference(reference) => kind::write::one(reference, "ReferenceToResource", out),
        }
    }
}

content_is_choice!(ElectronicResource, "ReferenceToResource");

structure! {
    /// Who has an item, and who wants it.
    #[derive(Default)]
    ItemTransaction {
        opt "CurrentBorrower" current_borrower: CurrentUser,
        many "CurrentRequester" current_requesters: CurrentUser,
    }
}

structure! {
    /// Who has an item, or wants it.
    CurrentUser {
        one "UserId" user_id: UserId,
    }
}

structure! {
    /// What is added to an item, or taken away.
    #[derive(Default)]
    ItemFields {
        opt "BibliographicDescription" bibliographic_description: BibliographicDescription,
        many "ItemUseRestrictionType" item_use_restriction_types: SchemeValuePair,
        opt "ItemDescription" item_description: ItemDescription,
        many "Location" locations: Location,
        opt "PhysicalCondition" physical_condition: PhysicalCondition,
        opt "SecurityMarker" security_marker: SchemeValuePair,
        flag "SensitizationFlag" sensitization_flag: bool,
    }
}
