//! CreateUserFiscalTransaction: what is owed.

use super::super::{
    Profile,
    message::{Element, el, leaf},
    steps::{NOBODY, user_id},
};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "ncip/fiscal", "NCIP 2.02, CreateUserFiscalTransaction", ["partner", "patron.ordinary", "currency", "service.fees"];
    Must other_currency [] "An amount in another currency is Invalid Amount.";
    Must amount_below_zero [] "An amount below zero is Invalid Amount.";
    Must unknown_user [] "A patron that there is not is Unknown User.";
    Must no_amount [] "Without an amount it is refused, and the account stays as it is.";
    Must paid_too_much [] "A payment of more than is owed is Invalid Amount.";
}

const CREATE: &str = "CreateUserFiscalTransaction";

fn transaction(action: &str, currency: &str, value: &str) -> Element {
    el(
        "FiscalTransactionInformation",
        [
            leaf("FiscalActionType", action),
            leaf("FiscalTransactionType", "Interlibrary Loan Fee"),
            el(
                "Amount",
                [leaf("CurrencyCode", currency), leaf("MonetaryValue", value)],
            ),
        ],
    )
}

fn refused(c: &Context<'_, Profile>, transaction: Element, problem: &str) -> Outcome {
    let user = c.user("ordinary")?;
    c.ask(CREATE, &[user, transaction])?
        .refused(CREATE, problem)
}

fn other_currency(c: &mut Context<'_, Profile>) -> Outcome {
    refused(c, transaction("Assess", "XTS", "100"), "Invalid Amount")
}

fn amount_below_zero(c: &mut Context<'_, Profile>) -> Outcome {
    let currency = c.profile.currency.clone().unwrap_or_default();
    refused(
        c,
        transaction("Assess", &currency, "-100"),
        "Invalid Amount",
    )
}

fn unknown_user(c: &mut Context<'_, Profile>) -> Outcome {
    let currency = c.profile.currency.clone().unwrap_or_default();
    let content = [user_id(NOBODY), transaction("Assess", &currency, "100")];
    c.ask(CREATE, &content)?.refused(CREATE, "Unknown User")
}

fn no_amount(c: &mut Context<'_, Profile>) -> Outcome {
    let nothing = el(
        "FiscalTransactionInformation",
        [
            leaf("FiscalActionType", "Assess"),
            leaf("FiscalTransactionType", "Interlibrary Loan Fee"),
        ],
    );
    let answer = c.ask(CREATE, &[c.user("ordinary")?, nothing])?;
    answer.response(CREATE)?;
    ensure!(!answer.problems().is_empty(), "it is taken");
    Ok(())
}

fn paid_too_much(c: &mut Context<'_, Profile>) -> Outcome {
    let currency = c.profile.currency.clone().unwrap_or_default();
    refused(
        c,
        transaction("Payment", &currency, "999999"),
        "Invalid Amount",
    )
}
