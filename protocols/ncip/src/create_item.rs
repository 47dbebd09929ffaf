//! `CreateItem`: an item that was not known.

use crate::{
    bibliographic::BibliographicDescription,
    item::{ItemId, RequestId},
    item_fields::{ItemDescription, PhysicalCondition},
    location::Location,
    mandated::MandatedAction,
    pair::SchemeValuePair,
    structure::structure,
};

structure! {
    /// Makes an item known.
    CreateItem {
        opt "MandatedAction" mandated_action: MandatedAction,
        opt "ItemId" item_id: ItemId,
        opt "RequestId" request_id: RequestId,
        one "BibliographicDescription" bibliographic_description: BibliographicDescription,
        many "ItemUseRestrictionType" item_use_restriction_types: SchemeValuePair,
        opt "CirculationStatus" circulation_status: SchemeValuePair,
        opt "ItemDescription" item_description: ItemDescription,
        many "Location" locations: Location,
        opt "PhysicalCondition" physical_condition: PhysicalCondition,
        opt "SecurityMarker" security_marker: SchemeValuePair,
        flag "SensitizationFlag" sensitization_flag: bool,
    }
}

structure! {
    /// The item under the name that it has here.
    CreateItemResponse {
        one "ItemId" item_id: ItemId,
    }
}
