//! `RenewItem`: a longer loan.

use crate::{
    date_time::DateTime,
    fiscal::{Amount, FiscalTransactionInformation},
    item::ItemId,
    item_fields::ItemOptionalFields,
    kind,
    mandated::MandatedAction,
    node::{Context, Node},
    out::Out,
    pair::SchemeValuePair,
    structure::{Fields, Read, structure},
    user::{User, UserId},
    user_fields::UserOptionalFields,
};

structure! {
    /// Asks for a longer loan.
    RenewItem {
        opt "MandatedAction" mandated_action: MandatedAction,
        choice "UserId" user: User,
        one "ItemId" item_id: ItemId,
        many "ItemElementType" item_element_types: SchemeValuePair,
        many "UserElementType" user_element_types: SchemeValuePair,
        opt "DesiredDateDue" desired_date_due: DateTime,
        opt "DesiredDateForReturn" desired_date_for_return: DateTime,
        opt "AcknowledgedFeeAmount" acknowledged_fee_amount: Amount,
        opt2 "PaidFeeAmount" paid_fee_amount: Amount,
        many "AcknowledgedItemUseRestrictionType" acknowledged_item_use_restriction_types:
            SchemeValuePair,
    }
}

/// The loan as it is now. A refusal has no place for a date: clients take any date due for a
/// success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RenewItemResponse {
    /// `Pending`: another library is asked.
    Pending(Pending),
    /// The loan is longer.
    Renewed(Box<Renewal>),
}

structure! {
    /// When it will be known whether the loan is longer.
    #[derive(Default)]
    Pending {
        opt "DateOfExpectedReply" date_of_expected_reply: DateTime,
    }
}

structure! {
    /// A loan that is longer now.
    Renewal {
        one "ItemId" item_id: ItemId,
        opt "UserId" user_id: UserId,
        opt "DateDue" date_due: DateTime,
        opt "DateForReturn" date_for_return: DateTime,
        opt "RenewalCount" renewal_count: u32,
        opt "FiscalTransactionInformation" fiscal_transaction_information:
            FiscalTransactionInformation,
        opt "ItemOptionalFields" item_optional_fields: ItemOptionalFields,
        opt "UserOptionalFields" user_optional_fields: UserOptionalFields,
    }
}

impl Fields for RenewItemResponse {
    fn read_fields(node: &Node<'_>, context: &Context) -> Read<Self> {
        match kind::read::opt(node, "Pending", context)? {
            Some(pending) => Ok(Self::Pending(pending)),
            None => Fields::read_fields(node, context).map(Self::Renewed),
        }
    }

    fn write_fields(&self, out: &mut Out<'_>) {
        match self {
            Self::Pending(pending) => kind::write::one(pending, "Pending", out),
            Self::Renewed(renewal) => renewal.write_fields(out),
        }
    }
}
