//! Notifications about items: what happened at the other side. They are answered with nothing but
//! a header, or with problems.

use crate::{
    address::ShippingInformation,
    bibliographic::{BibliographicDescription, BibliographicId},
    date_time::DateTime,
    fiscal::FiscalTransactionInformation,
    item::{ItemId, RequestId, Subject},
    item_fields::{ItemDescription, ItemFields, ItemOptionalFields, PhysicalCondition},
    kind,
    loan_period::LoanPeriod,
    location::{Location, RoutingInformation},
    node::{Context, Node},
    out::Out,
    pair::SchemeValuePair,
    request_key::{RequestFields, RequestKey},
    structure::{Choice, Read, choice, structure},
    text::Text,
    user::UserId,
    user_fields::UserOptionalFields,
};

structure! {
    /// An item was sent.
    ItemShipped {
        choice "ItemId" subject: Subject,
        opt "UserId" user_id: UserId,
        one "DateShipped" date_shipped: DateTime,
        one "ShippingInformation" shipping_information: ShippingInformation,
        opt "ItemOptionalFields" item_optional_fields: ItemOptionalFields,
        opt "UserOptionalFields" user_optional_fields: UserOptionalFields,
        ext "Ext" ext: ItemNoteExt,
    }
}

structure! {
    /// An item has come.
    ItemReceived {
        one "ItemId" item_id: ItemId,
        opt "UserId" user_id: UserId,
        opt "RequestId" request_id: RequestId,
        one "DateReceived" date_received: DateTime,
        opt "ItemOptionalFields" item_optional_fields: ItemOptionalFields,
        opt "UserOptionalFields" user_optional_fields: UserOptionalFields,
        ext "Ext" ext: ItemNoteExt,
    }
}

structure! {
    /// What is met beside a parcel: a note.
    #[derive(Default)]
    ItemNoteExt {
        opt "ItemNote" item_note: Text,
    }
}

structure! {
    /// An item was lent.
    ItemCheckedOut {
        one "UserId" user_id: UserId,
        one "ItemId" item_id: ItemId,
        opt "RequestId" request_id: RequestId,
        choice "DateDue" loan_period: LoanPeriod,
        flag "ElectronicResourceProvidedFlag" electronic_resource_provided_flag: bool,
        opt "RenewalCount" renewal_count: u32,
        opt "FiscalTransactionInformation" fiscal_transaction_information:
            FiscalTransactionInformation,
        opt "ShippingInformation" shipping_information: ShippingInformation,
        opt "ItemOptionalFields" item_optional_fields: ItemOptionalFields,
        opt "UserOptionalFields" user_optional_fields: UserOptionalFields,
    }
}

structure! {
    /// An item was returned.
    ItemCheckedIn {
        opt "UserId" user_id: UserId,
        one "ItemId" item_id: ItemId,
        opt "RoutingInformation" routing_information: RoutingInformation,
        opt "FiscalTransactionInformation" fiscal_transaction_information:
            FiscalTransactionInformation,
        opt "ItemOptionalFields" item_optional_fields: ItemOptionalFields,
        opt "UserOptionalFields" user_optional_fields: UserOptionalFields,
    }
}

structure! {
    /// A loan was made longer.
    ItemRenewed {
        opt "UserId" user_id: UserId,
        one "ItemId" item_id: ItemId,
        one "DateDue" date_due: DateTime,
        opt "RenewalCount" renewal_count: u32,
        opt "FiscalTransactionInformation" fiscal_transaction_information:
            FiscalTransactionInformation,
        opt "ItemOptionalFields" item_optional_fields: ItemOptionalFields,
        opt "UserOptionalFields" user_optional_fields: UserOptionalFields,
    }
}

structure! {
    /// An item was recalled.
    ItemRecalled {
        opt "UserId" user_id: UserId,
        one "ItemId" item_id: ItemId,
        one "DateDue" date_due: DateTime,
        opt "ShippingInformation" shipping_information: ShippingInformation,
        opt "ItemOptionalFields" item_optional_fields: ItemOptionalFields,
        opt "UserOptionalFields" user_optional_fields: UserOptionalFields,
    }
}

structure! {
    /// A recall was taken back.
    ItemRecallCancelled {
        opt "UserId" user_id: UserId,
        one "ItemId" item_id: ItemId,
        opt "FiscalTransactionInformation" fiscal_transaction_information:
            FiscalTransactionInformation,
        opt "ItemOptionalFields" item_optional_fields: ItemOptionalFields,
        opt "UserOptionalFields" user_optional_fields: UserOptionalFields,
    }
}

structure! {
    /// A request was made.
    ItemRequested {
        one "UserId" user_id: UserId,
        choice "ItemId" requested: Requested,
        lax "RequestType" request_type: SchemeValuePair,
        lax "RequestScopeType" request_scope_type: SchemeValuePair,
        opt "ShippingInformation" shipping_information: ShippingInformation,
        opt "EarliestDateNeeded" earliest_date_needed: DateTime,
        opt "NeedBeforeDate" need_before_date: DateTime,
        opt2 "PickupLocation" pickup_location: SchemeValuePair,
        opt "PickupExpiryDate" pickup_expiry_date: DateTime,
        opt "DateOfUserRequest" date_of_user_request: DateTime,
        opt "DateAvailable" date_available: DateTime,
        opt "ItemOptionalFields" item_optional_fields: ItemOptionalFields,
        opt "UserOptionalFields" user_optional_fields: UserOptionalFields,
    }
}

/// What was requested: an item, or a title under the name of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Requested {
    /// `ItemId`
    Item(ItemId),
    /// `BibliographicId`, `RequestId`
    Title(BibliographicId, RequestId),
}

impl Choice for Requested {
    fn read(parent: &Node<'_>, context: &Context) -> Read<Option<Self>> {
        if parent.has("BibliographicId") {
            let title = kind::read::one(parent, "BibliographicId", context)?;
            let request = kind::read::one(parent, "RequestId", context)?;
            return Ok(Some(Self::Title(title, request)));
        }
        Ok(kind::read::opt(parent, "ItemId", context)?.map(Self::Item))
    }

    fn write(&self, out: &mut Out<'_>) {
        match self {
            Self::Item(item) => kind::write::one(item, "ItemId", out),
            Self::Title(title, request) => {
                kind::write::one(title, "BibliographicId", out);
                kind::write::one(request, "RequestId", out);
            }
        }
    }
}

structure! {
    /// A request was taken back.
    ItemRequestCancelled {
        one "UserId" user_id: UserId,
        choice "ItemId" subject: Subject,
        lax "RequestType" request_type: SchemeValuePair,
        opt "RequestScopeType" request_scope_type: SchemeValuePair,
        opt "FiscalTransactionInformation" fiscal_transaction_information:
            FiscalTransactionInformation,
        opt "ItemOptionalFields" item_optional_fields: ItemOptionalFields,
        opt "UserOptionalFields" user_optional_fields: UserOptionalFields,
    }
}

structure! {
    /// A request was changed.
    ItemRequestUpdated {
        choice "RequestId" key: UpdatedRequest,
        opt "DeleteRequestFields" delete_request_fields: RequestFields,
        opt "AddRequestFields" add_request_fields: RequestFields,
        opt "ItemOptionalFields" item_optional_fields: ItemOptionalFields,
        opt "UserOptionalFields" user_optional_fields: UserOptionalFields,
    }
}

/// Which request was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UpdatedRequest {
    /// `RequestId`
    Id(RequestId),
    /// `UserId`, `ItemId`, `RequestType`
    Of(UserId, ItemId, SchemeValuePair),
}

impl Choice for UpdatedRequest {
    fn read(parent: &Node<'_>, context: &Context) -> Read<Option<Self>> {
        Ok(match RequestKey::read(parent, context)? {
            Some(RequestKey::Id(id)) => Some(Self::Id(id)),
            Some(RequestKey::Of(_, item, kind)) => {
                let user = kind::read::one(parent, "UserId", context)?;
                Some(Self::Of(user, item, kind))
            }
            None => None,
        })
    }

    fn write(&self, out: &mut Out<'_>) {
        match self {
            Self::Id(id) => kind::write::one(id, "RequestId", out),
            Self::Of(user, item, kind) => {
                kind::write::one(user, "UserId", out);
                kind::write::one(item, "ItemId", out);
                kind::write::one(kind, "RequestType", out);
            }
        }
    }
}

structure! {
    /// An item was made known.
    ItemCreated {
        one "ItemId" item_id: ItemId,
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
    /// What is known of an item was changed.
    ItemUpdated {
        one "ItemId" item_id: ItemId,
        opt "DeleteItemFields" delete_item_fields: ItemFields,
        opt "AddItemFields" add_item_fields: ItemFields,
    }
}

structure! {
    /// The status of an item was changed.
    CirculationStatusUpdated {
        one "ItemId" item_id: ItemId,
        one "CirculationStatus" circulation_status: SchemeValuePair,
    }
}

structure! {
    /// A user said what became of an item.
    CirculationStatusChangeReported {
        one "ItemId" item_id: ItemId,
        one "UserId" user_id: UserId,
        choice "ItemReportedReturned" reported: ReportedChange,
        opt "ItemOptionalFields" item_optional_fields: ItemOptionalFields,
        opt "UserOptionalFields" user_optional_fields: UserOptionalFields,
        opt "FiscalTransactionInformation" fiscal_transaction_information:
            FiscalTransactionInformation,
    }
}

choice! {
    /// What became of an item, as a user says.
    ReportedChange {
        one "ItemReportedReturned" Returned: ItemReportedReturned,
        ; "ItemReportedNeverBorrowed" NeverBorrowed,
        "ItemReportedLost" Lost,
        "ItemReportedMissing" Missing,
    }
}

structure! {
    /// The user says that the item was returned.
    ItemReportedReturned {
        one "DateReportedReturned" date_reported_returned: DateTime,
    }
}
