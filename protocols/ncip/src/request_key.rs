//! Which request is meant, and what of it changes.

use crate::{
    address::ShippingInformation,
    date_time::DateTime,
    fiscal::Amount,
    item::{ItemId, RequestId},
    kind,
    node::{Context, Node},
    out::Out,
    pair::SchemeValuePair,
    structure::{Choice, Read, structure},
    user::{User, UserId},
};

/// Which request is meant: by its identifier, or by whose it is, for what and of what type. Of
/// a message that has both, the identifier is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestKey {
    /// `RequestId`
    Id(RequestId),
    /// `UserId` or `AuthenticationInput`; `ItemId`; `RequestType`
    Of(User, ItemId, SchemeValuePair),
}

impl Choice for RequestKey {
    fn read(parent: &Node<'_>, context: &Context) -> Read<Option<Self>> {
        if parent.has("RequestId") {
            return Ok(Some(Self::Id(kind::read::one(
                parent,
                "RequestId",
                context,
            )?)));
        }
        let Some(user) = User::read(parent, context)? else {
            return Ok(None);
        };
        let item = kind::read::one(parent, "ItemId", context)?;
        let kind = kind::read::lax(parent, "RequestType", context)?;
        Ok(Some(Self::Of(user, item, kind)))
    }

    fn write(&self, out: &mut Out<'_>) {
        match self {
            Self::Id(id) => kind::write::one(id, "RequestId", out),
            Self::Of(user, item, kind) => {
                user.write(out);
                kind::write::one(item, "ItemId", out);
                kind::write::one(kind, "RequestType", out);
            }
        }
    }
}

structure! {
    /// What is added to a request, or taken away.
    #[derive(Default)]
    RequestFields {
        opt "UserId" user_id: UserId,
        opt "ItemId" item_id: ItemId,
        opt "RequestType" request_type: SchemeValuePair,
        opt "RequestScopeType" request_scope_type: SchemeValuePair,
        opt "RequestStatusType" request_status_type: SchemeValuePair,
        opt "ShippingInformation" shipping_information: ShippingInformation,
        opt "EarliestDateNeeded" earliest_date_needed: DateTime,
        opt "NeedBeforeDate" need_before_date: DateTime,
        opt2 "PickupLocation" pickup_location: SchemeValuePair,
        opt "PickupExpiryDate" pickup_expiry_date: DateTime,
        opt "DateOfUserRequest" date_of_user_request: DateTime,
        opt "DateAvailable" date_available: DateTime,
        opt "AcknowledgedFeeAmount" acknowledged_fee_amount: Amount,
        opt2 "PaidFeeAmount" paid_fee_amount: Amount,
    }
}
