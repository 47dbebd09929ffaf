//! `CheckOutItem`: a loan.

use crate::{
    address::ShippingInformation,
    date_time::DateTime,
    fiscal::{Amount, FiscalTransactionInformation},
    item::{ItemId, RequestId},
    item_fields::{ElectronicResource, ItemOptionalFields},
    loan_period::LoanPeriod,
    mandated::MandatedAction,
    pair::SchemeValuePair,
    structure::structure,
    user::{User, UserId},
    user_fields::UserOptionalFields,
};

structure! {
    /// Asks for a loan.
    CheckOutItem {
        opt "MandatedAction" mandated_action: MandatedAction,
        choice "UserId" user: User,
        one "ItemId" item_id: ItemId,
        opt "RequestId" request_id: RequestId,
        opt "AcknowledgedFeeAmount" acknowledged_fee_amount: Amount,
        opt2 "PaidFeeAmount" paid_fee_amount: Amount,
        many "AcknowledgedItemUseRestrictionType" acknowledged_item_use_restriction_types:
            SchemeValuePair,
        opt "ShippingInformation" shipping_information: ShippingInformation,
        flag "ResourceDesired" resource_desired: bool,
        opt "DesiredDateDue" desired_date_due: DateTime,
        many "ItemElementType" item_element_types: SchemeValuePair,
        many "UserElementType" user_element_types: SchemeValuePair,
        ext "Ext" ext: CheckOutItemExt,
    }
}

structure! {
    /// What is met beside a loan that is asked for: the request that it fulfils, under the name
    /// that it has elsewhere.
    #[derive(Default)]
    CheckOutItemExt {
        opt "RequestId" request_id: RequestId,
    }
}

structure! {
    /// The loan.
    CheckOutItemResponse {
        one "ItemId" item_id: ItemId,
        one "UserId" user_id: UserId,
        choice "DateDue" loan_period: LoanPeriod,
        opt "RenewalCount" renewal_count: u32,
        opt "ElectronicResource" electronic_resource: ElectronicResource,
        opt "FiscalTransactionInformation" fiscal_transaction_information:
            FiscalTransactionInformation,
        opt "ItemOptionalFields" item_optional_fields: ItemOptionalFields,
        opt "UserOptionalFields" user_optional_fields: UserOptionalFields,
    }
}
