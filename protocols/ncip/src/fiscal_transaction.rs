//! `CreateUserFiscalTransaction`: a charge or a payment.

use crate::{
    fiscal::{FiscalTransactionInformation, FiscalTransactionReferenceId},
    mandated::MandatedAction,
    structure::structure,
    user::{User, UserId},
};

structure! {
    /// Charges a user, or takes a payment. An amount of zero without currency is met for "as the
    /// library charges as a rule".
    CreateUserFiscalTransaction {
        opt "MandatedAction" mandated_action: MandatedAction,
        choice "UserId" user: User,
        one "FiscalTransactionInformation" fiscal_transaction_information:
            FiscalTransactionInformation,
    }
}

structure! {
    /// The charge or payment under the name that it has here.
    CreateUserFiscalTransactionResponse {
        one "UserId" user_id: UserId,
        one "FiscalTransactionReferenceId" fiscal_transaction_reference_id:
            FiscalTransactionReferenceId,
    }
}
