//! Renew and its response (29, 30): one loan, by the item's number or by its title.

use silta_consortium::{ItemBarcode, List, Page, PatronBarcode, Refusal, RefusalCode, Renewal};
use silta_sip2::{FeeType, MagneticMedia, Outcome, Renew, RenewResponse, SupportedMessage, Text};

use crate::{
    item_information::wire_media_type,
    money::{amount, currency},
    serving::{No, Serving},
};

pub(crate) async fn renew(s: &mut Serving<'_>, request: &Renew) -> Result<RenewResponse, No> {
    let patron = PatronBarcode::from(request.patron_identifier.as_str());
    s.patron.meet(&patron);
    let named = request
        .item_identifier
        .as_ref()
        .filter(|item| !item.is_empty());
    let named = named.map(|item| ItemBarcode::from(item.as_str()));
    if !request.no_block {
        let pin = request.patron_password.as_ref();
        s.demand_pin(SupportedMessage::Renew, &patron, pin, named.as_ref())
            .await?;
    }
    let item = match named {
        Some(item) => item,
        None => on_loan_by_title(s, &patron, request.title_identifier.as_ref()).await?,
    };
    let renewal = Renewal {
        patron: patron.clone(),
        item,
        library: s.terminal.library.clone(),
        fee_acknowledged: request.fee_acknowledged == Some(true),
        already_happened: s.already_happened(
            request.no_block,
            request.transaction_date,
            request.nb_due_date,
        ),
    };
    let change = s.change(renewal);
    let renewed = match s.consortium.renew(change).await {
        Ok(renewed) => renewed,
        Err(error) => return Err(s.no_because(Some(&patron), error).await),
    };
    let loan = renewed.loan;
    Ok(RenewResponse {
        ok: Outcome::Ok,
        renewal_ok: true,
        magnetic_media: s.magnetic(loan.media_type),
        institution_id: s.institution(&request.institution_id),
        patron_identifier: Text::from(loan.patron.as_str()),
        item_identifier: Text::from(loan.item.as_str()),
        title_identifier: Text::from(&loan.title),
        due_date: s.due(loan.due),
        fee_type: renewed.fee.map(|_| FeeType::Rental),
        currency_type: renewed.fee.map(currency),
        fee_amount: renewed.fee.map(amount),
        media_type: Some(wire_media_type(loan.media_type)),
        screen_messages: s.recorded(Some(&patron), &renewed.overridden).await,
        ..RenewResponse::at(s.date())
    })
}

/// The one loan of the patron with that title.
async fn on_loan_by_title(
    s: &mut Serving<'_>,
    patron: &PatronBarcode,
    title: Option<&Text>,
) -> Result<ItemBarcode, No> {
    let Some(title) = title.filter(|title| !title.is_empty()) else {
        return Err(s.missing("AB", Some(patron)).await);
    };
    let List { items, .. } = match s.consortium.loans(s.context(), patron, Page::ALL).await {
        Ok(loans) => loans,
        Err(error) => return Err(s.no_because(Some(patron), error).await),
    };
    // Terminals show at most what one field holds, and send that back.
    let mut titled = items
        .into_iter()
        .filter(|loan| Text::from(&loan.title) == *title);
    match (titled.next(), titled.next()) {
        (Some(loan), None) => Ok(loan.item),
        (Some(_), Some(_)) => Err(s.no(Some(patron), "title-ambiguous").await),
        (None, _) => {
            let refusal = Refusal::from(RefusalCode::NotOnLoan);
            Err(s.no_because(Some(patron), refusal.into()).await)
        }
    }
}

/// The loan stays as it was.
pub(crate) async fn refused(s: &Serving<'_>, request: &Renew, no: No) -> RenewResponse {
    let fee = no.fee(RefusalCode::FeeRequired);
    let item = request.item_identifier.clone().unwrap_or_default();
    let title = s.title_of(&item).await;
    RenewResponse {
        magnetic_media: MagneticMedia::Unknown,
        institution_id: s.institution(&request.institution_id),
        patron_identifier: request.patron_identifier.clone(),
        title_identifier: match title.is_empty() {
            true => request.title_identifier.clone().unwrap_or_default(),
            false => title,
        },
        item_identifier: item,
        fee_type: fee.map(|_| FeeType::Rental),
        currency_type: fee.map(currency),
        fee_amount: fee.map(amount),
        screen_messages: no.texts,
        ..RenewResponse::at(s.date())
    }
}
