//! `CreateUserFiscalTransaction`: a charge, or a payment.

use silta_consortium::{
    Charge, Currency, Money, PatronBarcode, Payment, PaymentMethod, RefusalCode,
};
use silta_ncip::{
    CreateUserFiscalTransaction, CreateUserFiscalTransactionResponse, FiscalTransactionInformation,
    ProblemType,
};

use crate::{codes::fee_type, lookup_user::reference, refusal::No, serving::Serving};

/// What a charge is called; the last by brokers, for what a library charges as a rule.
const CHARGES: [&str; 4] = ["Assess", "Charge", "Penalty", "charge-default-patron-fee"];

pub(crate) async fn create_user_fiscal_transaction(
    s: &mut Serving<'_>,
    asked: &CreateUserFiscalTransaction,
) -> Result<CreateUserFiscalTransactionResponse, No> {
    let told = &asked.fiscal_transaction_information;
    let item = match &told.item_details {
        Some(details) => Some(s.barcode(&details.item_id)?),
        None => None,
    };
    let who = s.user(&asked.user, item.as_ref()).await?;
    let patron = who.patron.barcode;
    let action = &told.fiscal_action_type;
    let is_charge = CHARGES.iter().any(|charge| action.is(charge));
    let id = match (is_charge, action.is("Payment")) {
        (true, _) => {
            let charge = Charge {
                patron: patron.clone(),
                kind: fee_type(&told.fiscal_transaction_type),
                amount: sum(s, told)?,
                text: words(told),
                item,
            };
            let change = keyed(s, told, charge);
            s.answer(s.consortium().charge(change))
                .await?
                .id
                .into_string()
        }
        (false, true) => {
            let payment = payment(told, &patron, sum(s, told)?);
            let change = keyed(s, told, payment);
            s.answer(s.consortium().pay(change)).await?.id.into_string()
        }
        (false, false) => {
            return Err(No::unknown_value(
                "FiscalActionType",
                action.value(),
                s.service,
            ));
        }
    };
    Ok(CreateUserFiscalTransactionResponse {
        user_id: s.user_id(&patron),
        fiscal_transaction_reference_id: reference(s, &id),
    })
}

/// The sum: more than nothing, in a currency that is named.
fn sum(s: &Serving<'_>, told: &FiscalTransactionInformation) -> Result<Money, No> {
    let amount = &told.amount;
    let wrong = |element| s.no(ProblemType::InvalidAmount).element(element);
    if amount.monetary_value <= 0 {
        return Err(wrong("MonetaryValue"));
    }
    let code = amount.currency_code.value().to_ascii_uppercase();
    let currency: Currency = code.parse().map_err(|_| wrong("CurrencyCode"))?;
    if currency != Currency::EUR {
        return Err(s.refuse(RefusalCode::CurrencyUnknown));
    }
    Ok(Money {
        cents: amount.monetary_value,
        currency,
    })
}

fn words(told: &FiscalTransactionInformation) -> String {
    let words = told.fiscal_transaction_description.as_deref();
    words
        .unwrap_or_else(|| told.fiscal_transaction_type.value())
        .to_owned()
}

fn payment(told: &FiscalTransactionInformation, patron: &PatronBarcode, amount: Money) -> Payment {
    let method = told.payment_method_type.as_ref();
    let method = method.map_or("", |method| method.value());
    let paid = told.related_fiscal_transaction_reference_ids.first();
    let own = told.fiscal_transaction_reference_id.as_ref();
    Payment {
        patron: patron.clone(),
        amount,
        fee: paid.map(|id| id.fiscal_transaction_identifier_value.as_str().into()),
        method: match method {
            "Cash" => PaymentMethod::Cash,
            "Credit Card" | "Debit Card" => PaymentMethod::Card,
            other => PaymentMethod::Other(other.to_owned()),
        },
        transaction_id: own.map(|id| id.fiscal_transaction_identifier_value.as_str().to_owned()),
    }
}

/// A change under the name that the agency has given the transaction: told again, it is the same.
fn keyed<T>(
    s: &mut Serving<'_>,
    told: &FiscalTransactionInformation,
    body: T,
) -> silta_consortium::Change<T> {
    let id = told.fiscal_transaction_reference_id.as_ref();
    let name = id.map_or("", |id| id.fiscal_transaction_identifier_value.as_str());
    match name {
        "" => s.change(body),
        name => s.change_under(s.key_of("fiscal", name, 0), body),
    }
}
