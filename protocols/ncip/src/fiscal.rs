//! Money: amounts, transactions and accounts.

use crate::{
    bibliographic::BibliographicDescription,
    date_time::DateTime,
    item::{ItemId, RequestId},
    loan_period::LoanPeriod,
    pair::SchemeValuePair,
    structure::structure,
    text::Text,
};

structure! {
    /// An amount of money, also a fee that was accepted, paid or is required.
    #[derive(Default)]
    Amount {
        lax "CurrencyCode" currency_code: SchemeValuePair,
        lax "MonetaryValue" monetary_value: i64,
    }
}

structure! {
    /// What a user owes.
    UserFiscalAccount {
        one "AccountBalance" account_balance: Amount,
        many "AccountDetails" account_details: AccountDetails,
    }
}

structure! {
    /// One line of an account.
    AccountDetails {
        one "AccrualDate" accrual_date: DateTime,
        one "FiscalTransactionInformation" fiscal_transaction_information:
            FiscalTransactionInformation,
    }
}

structure! {
    /// A charge or a payment.
    FiscalTransactionInformation {
        lax "FiscalActionType" fiscal_action_type: SchemeValuePair,
        opt "FiscalTransactionReferenceId" fiscal_transaction_reference_id:
            FiscalTransactionReferenceId,
        many "RelatedFiscalTransactionReferenceId" related_fiscal_transaction_reference_ids:
            FiscalTransactionReferenceId,
        lax "FiscalTransactionType" fiscal_transaction_type: SchemeValuePair,
        opt "ValidFromDate" valid_from_date: DateTime,
        opt "ValidToDate" valid_to_date: DateTime,
        one "Amount" amount: Amount,
        opt "PaymentMethodType" payment_method_type: SchemeValuePair,
        opt "FiscalTransactionDescription" fiscal_transaction_description: Text,
        opt "RequestId" request_id: RequestId,
        opt "ItemDetails" item_details: ItemDetails,
    }
}

structure! {
    /// A name for a charge or a payment.
    FiscalTransactionReferenceId {
        lax "AgencyId" agency_id: SchemeValuePair,
        one "FiscalTransactionIdentifierValue" fiscal_transaction_identifier_value: Text,
    }
}

structure! {
    /// The item that money or a notice is about.
    ItemDetails {
        one "ItemId" item_id: ItemId,
        lax "BibliographicDescription" bibliographic_description: BibliographicDescription,
        opt "DateCheckedOut" date_checked_out: DateTime,
        many "DateRenewed" dates_renewed: DateTime,
        optchoice "DateDue" loan_period: LoanPeriod,
        opt "DateReturned" date_returned: DateTime,
    }
}
