//! Checkout and its response (11, 12): lending, renewing where the terminal allows it, and undoing
//! a return (BI).

use silta_consortium::{Checkout as Lending, ItemBarcode, Lent, Loan, PatronBarcode, RefusalCode};
use silta_sip2::{
    Checkout, CheckoutResponse, Desensitize, FeeType, MagneticMedia, Outcome, SupportedMessage,
    Text,
};

use crate::{
    item_information::wire_media_type,
    money::{amount, currency},
    serving::{No, Serving},
};

pub(crate) async fn checkout(
    s: &mut Serving<'_>,
    request: &Checkout,
) -> Result<CheckoutResponse, No> {
    let patron = PatronBarcode::from(request.patron_identifier.as_str());
    let item = ItemBarcode::from(request.item_identifier.as_str());
    s.patron.meet(&patron);
    if request.cancel == Some(true) {
        return undo_checkin(s, request, &patron, &item).await;
    }
    if !request.no_block {
        let pin = request.patron_password.as_ref();
        s.demand_pin(SupportedMessage::Checkout, &patron, pin, Some(&item))
            .await?;
    }
    let lending = Lending {
        patron: patron.clone(),
        item,
        library: s.terminal.library.clone(),
        fee_acknowledged: request.fee_acknowledged == Some(true),
        renew_if_on_loan: request.sc_renewal_policy,
        allow_in_transit: s.profile().lend_in_transit,
        already_happened: s.already_happened(
            request.no_block,
            request.transaction_date,
            request.nb_due_date,
        ),
    };
    let change = s.change(lending);
    match s.consortium.checkout(change).await {
        Ok(lent) if lent.was_on_loan && !lent.renewed && !request.no_block => {
            Err(s.no(Some(&patron), "already-on-loan").await)
        }
        Ok(lent) => Ok(answer(s, request, &patron, lent).await),
        Err(error) => Err(s.no_because(Some(&patron), error).await),
    }
}

async fn answer(
    s: &Serving<'_>,
    request: &Checkout,
    patron: &PatronBarcode,
    lent: Lent,
) -> CheckoutResponse {
    let screen_messages = s.recorded(Some(patron), &lent.overridden).await;
    CheckoutResponse {
        renewal_ok: lent.renewed,
        desensitize: Desensitize::from(!lent.was_on_loan && s.desensitizes(lent.loan.media_type)),
        fee_type: lent.fee.map(|_| FeeType::Rental),
        currency_type: lent.fee.map(currency),
        fee_amount: lent.fee.map(amount),
        screen_messages,
        ..lent_to(s, request, &lent.loan)
    }
}

/// What is the same in each answer that ends with the item in the patron's hands.
fn lent_to(s: &Serving<'_>, request: &Checkout, loan: &Loan) -> CheckoutResponse {
    CheckoutResponse {
        ok: Outcome::Ok,
        magnetic_media: s.magnetic(loan.media_type),
        institution_id: s.institution(&request.institution_id),
        patron_identifier: Text::from(loan.patron.as_str()),
        item_identifier: Text::from(loan.item.as_str()),
        title_identifier: Text::from(&loan.title),
        due_date: s.due(loan.due),
        media_type: Some(wire_media_type(loan.media_type)),
        ..CheckoutResponse::at(s.date())
    }
}

/// BI=Y in 11: the terminal could not complete a return, so the item is still the patron's.
async fn undo_checkin(
    s: &mut Serving<'_>,
    request: &Checkout,
    patron: &PatronBarcode,
    item: &ItemBarcode,
) -> Result<CheckoutResponse, No> {
    let last = match s.consortium.checkin_of(s.context(), item).await {
        Ok(last) => last,
        Err(error) => return Err(s.no_because(Some(patron), error).await),
    };
    let Some(checkin) = last else {
        return Err(s.no(Some(patron), "nothing-to-undo").await);
    };
    let change = s.change(checkin);
    let loan = match s.consortium.cancel_checkin(change).await {
        Ok(loan) => loan,
        Err(error) => return Err(s.no_because(Some(patron), error).await),
    };
    let language = s.language(Some(patron)).await;
    let undone = vec![s.say(language, "return-undone", &[])];
    Ok(match loan {
        Some(loan) => CheckoutResponse {
            // Whoever had the item is none of the terminal's business, unless it named them itself.
            patron_identifier: request.patron_identifier.clone(),
            screen_messages: undone,
            ..lent_to(s, request, &loan)
        },
        None => CheckoutResponse {
            ok: Outcome::Ok,
            institution_id: s.institution(&request.institution_id),
            patron_identifier: request.patron_identifier.clone(),
            item_identifier: request.item_identifier.clone(),
            title_identifier: s.title_of(&request.item_identifier).await,
            screen_messages: undone,
            ..CheckoutResponse::at(s.date())
        },
    })
}

/// The item stays here. A fee that must be agreed to first is named.
pub(crate) async fn refused(s: &Serving<'_>, request: &Checkout, no: No) -> CheckoutResponse {
    let fee = no.fee(RefusalCode::FeeRequired);
    CheckoutResponse {
        magnetic_media: MagneticMedia::Unknown,
        institution_id: s.institution(&request.institution_id),
        patron_identifier: request.patron_identifier.clone(),
        item_identifier: request.item_identifier.clone(),
        title_identifier: s.title_of(&request.item_identifier).await,
        fee_type: fee.map(|_| FeeType::Rental),
        currency_type: fee.map(currency),
        fee_amount: fee.map(amount),
        screen_messages: no.texts,
        ..CheckoutResponse::at(s.date())
    }
}
