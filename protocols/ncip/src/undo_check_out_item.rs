//! `UndoCheckOutItem`: a loan that never was.

use crate::{
    fiscal::FiscalTransactionInformation,
    item::{ItemId, RequestId},
    mandated::MandatedAction,
    structure::structure,
    user::{User, UserId},
};

structure! {
    /// Takes a loan back as if it had never been.
    UndoCheckOutItem {
        opt "MandatedAction" mandated_action: MandatedAction,
        one "ItemId" item_id: ItemId,
        optchoice "UserId" user: User,
        opt "RequestId" request_id: RequestId,
    }
}

structure! {
    /// The loan that never was.
    UndoCheckOutItemResponse {
        one "ItemId" item_id: ItemId,
        opt "UserId" user_id: UserId,
        opt "FiscalTransactionInformation" fiscal_transaction_information:
            FiscalTransactionInformation,
    }
}
