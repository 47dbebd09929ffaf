//! `RequestItem`: a hold, or another request.

use crate::{
    address::ShippingInformation,
    bibliographic::BibliographicId,
    date_time::DateTime,
    fiscal::{Amount, FiscalTransactionInformation},
    item::{ItemId, RequestId, Subject},
    item_fields::ItemOptionalFields,
    kind,
    mandated::MandatedAction,
    node::{Context, Node},
    out::Out,
    pair::SchemeValuePair,
    several::Several,
    structure::{Choice, Read, structure},
    user::{User, UserId},
    user_fields::UserOptionalFields,
    version::Edition,
};

structure! {
    /// Asks for an item, or for any item of a title.
    RequestItem {
        opt "MandatedAction" mandated_action: MandatedAction,
        choice "UserId" user: User,
        choice "ItemId" wanted: Wanted,
        opt "RequestId" request_id: RequestId,
        lax "RequestType" request_type: SchemeValuePair,
        lax "RequestScopeType" request_scope_type: SchemeValuePair,
        opt2 "ItemOptionalFields" item_optional_fields: ItemOptionalFields,
        opt "ShippingInformation" shipping_information: ShippingInformation,
        opt "EarliestDateNeeded" earliest_date_needed: DateTime,
        opt "NeedBeforeDate" need_before_date: DateTime,
        opt2 "PickupLocation" pickup_location: SchemeValuePair,
        opt "PickupExpiryDate" pickup_expiry_date: DateTime,
        opt "AcknowledgedFeeAmount" acknowledged_fee_amount: Amount,
        opt2 "PaidFeeAmount" paid_fee_amount: Amount,
        many "AcknowledgedItemUseRestrictionType" acknowledged_item_use_restriction_types:
            SchemeValuePair,
        many "ItemElementType" item_element_types: SchemeValuePair,
        many "UserElementType" user_element_types: SchemeValuePair,
    }
}

/// What is asked for. Version 1 has a place for one item or one title, the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// `ItemId`
    Items(Several<ItemId>),
    /// `BibliographicId`, and those of its items that would do.
    Titles(Several<BibliographicId>, Vec<ItemId>),
}

impl Choice for Wanted {
    fn read(parent: &Node<'_>, context: &Context) -> Read<Option<Self>> {
        let titles = kind::read::many(parent, "BibliographicId", context)?;
        let items = kind::read::many(parent, "ItemId", context)?;
        Ok(match Several::of(titles) {
            Some(titles) => Some(Self::Titles(titles, items)),
            None => Several::of(items).map(Self::Items),
        })
    }

    fn write(&self, out: &mut Out<'_>) {
        let most = match out.edition {
            Edition::One => 1,
            Edition::Two => usize::MAX,
        };
        let (titles, items) = match self {
            Self::Items(items) => (None, items.iter()),
            Self::Titles(titles, items) => (Some(titles), items.iter()),
        };
        for title in titles.into_iter().flatten().take(most) {
            kind::write::one(title, "BibliographicId", out);
        }
        let most = if titles.is_some() && most == 1 {
            0
        } else {
            most
        };
        for item in items.take(most) {
            kind::write::one(item, "ItemId", out);
        }
    }
}

structure! {
    /// The request that was made.
    RequestItemResponse {
        choice "ItemId" subject: Subject,
        one "UserId" user_id: UserId,
        lax "RequestType" request_type: SchemeValuePair,
        lax "RequestScopeType" request_scope_type: SchemeValuePair,
        opt "ShippingInformation" shipping_information: ShippingInformation,
        opt "DateAvailable" date_available: DateTime,
        opt "HoldPickupDate" hold_pickup_date: DateTime,
        opt "FiscalTransactionInformation" fiscal_transaction_information:
            FiscalTransactionInformation,
        opt "ItemOptionalFields" item_optional_fields: ItemOptionalFields,
        opt "UserOptionalFields" user_optional_fields: UserOptionalFields,
    }
}
