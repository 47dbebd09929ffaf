//! Fee Paid and its response (37, 38): a payment that the terminal has taken.

use silta_consortium::{
    Argument, Currency, FeeId, Money, PatronBarcode, Payment, PaymentMethod, Refusal, RefusalCode,
};
use silta_sip2::{FeePaid, FeePaidResponse, PaymentType, SupportedMessage, Text};

use crate::serving::{No, Serving};

pub(crate) async fn fee_paid(
    s: &mut Serving<'_>,
    request: &FeePaid,
) -> Result<FeePaidResponse, No> {
    let patron = PatronBarcode::from(request.patron_identifier.as_str());
    s.patron.meet(&patron);
    s.demand_pin(
        SupportedMessage::FeePaid,
        &patron,
        request.patron_password.as_ref(),
        None,
    )
    .await?;
    let amount = amount(s, request, &patron).await?;
    let present = |field: &Option<Text>| {
        field
            .as_ref()
            .filter(|text| !text.is_empty())
            .map(|text| text.as_str().to_owned())
    };
    let payment = Payment {
        patron: patron.clone(),
        amount,
        fee: present(&request.fee_identifier).map(FeeId::from),
        method: method(request.payment_type),
        transaction_id: present(&request.transaction_id),
    };
    let payment = s.change(payment);
    let receipt = match s.consortium.pay(payment).await {
        Ok(receipt) => receipt,
        Err(error) => return Err(s.no_because(Some(&patron), error).await),
    };
    let language = s.language(Some(&patron)).await;
    let (paid, owed) = (receipt.amount.to_string(), receipt.balance.to_string());
    let arguments = [
        ("amount", Argument::Text(&paid)),
        ("balance", Argument::Text(&owed)),
    ];
    Ok(FeePaidResponse {
        payment_accepted: true,
        institution_id: s.institution(&request.institution_id),
        patron_identifier: Text::from(patron.as_str()),
        transaction_id: request.transaction_id.clone(),
        screen_messages: vec![s.say(language, "paid", &arguments)],
        ..FeePaidResponse::at(s.date())
    })
}

/// The sum in BV: more than nothing, and written in one way only.
async fn amount(
    s: &mut Serving<'_>,
    request: &FeePaid,
    patron: &PatronBarcode,
) -> Result<Money, No> {
    // An unknown patron is told first, whatever the sum.
    if let Err(error) = s.consortium.patron(s.context(), patron).await {
        return Err(s.no_because(Some(patron), error).await);
    }
    let text = request.fee_amount.as_str().trim();
    let negative = text
        .strip_prefix('-')
        .is_some_and(|sum| Money::parse_cents(sum).is_ok());
    let cents = match Money::parse_cents(text) {
        Ok(0) => return Err(s.no(Some(patron), "amount-not-positive").await),
        Err(_) if negative => return Err(s.no(Some(patron), "amount-not-positive").await),
        Err(_) => return Err(s.no(Some(patron), "amount-unreadable").await),
        Ok(cents) => cents,
    };
    match request.currency_type.as_str().parse::<Currency>() {
        Ok(currency) => Ok(Money { cents, currency }),
        Err(_) => {
            let refusal = Refusal::from(RefusalCode::CurrencyUnknown);
            Err(s.no_because(Some(patron), refusal.into()).await)
        }
    }
}

fn method(payment_type: PaymentType) -> PaymentMethod {
    match payment_type {
        PaymentType::Cash => PaymentMethod::Cash,
        PaymentType::Visa | PaymentType::CreditCard => PaymentMethod::Card,
        other => PaymentMethod::Other(other.code().to_owned()),
    }
}

/// Nothing was booked.
pub(crate) fn refused(s: &Serving<'_>, request: &FeePaid, no: No) -> FeePaidResponse {
    FeePaidResponse {
        institution_id: s.institution(&request.institution_id),
        patron_identifier: request.patron_identifier.clone(),
        transaction_id: request.transaction_id.clone(),
        screen_messages: no.texts,
        ..FeePaidResponse::at(s.date())
    }
}
