//! Renew All and its response (65, 66): each loan for itself.

use silta_consortium::{PatronBarcode, RenewAll as Renewals};
use silta_sip2::{Count, Outcome, RenewAll, RenewAllResponse, SupportedMessage, Text};

use crate::serving::{No, Serving};

pub(crate) async fn renew_all(
    s: &mut Serving<'_>,
    request: &RenewAll,
) -> Result<RenewAllResponse, No> {
    let patron = PatronBarcode::from(request.patron_identifier.as_str());
    s.patron.meet(&patron);
    s.demand_pin(
        SupportedMessage::RenewAll,
        &patron,
        request.patron_password.as_ref(),
        None,
    )
    .await?;
    let renewals = Renewals {
        patron: patron.clone(),
        library: s.terminal.library.clone(),
        fee_acknowledged: request.fee_acknowledged == Some(true),
    };
    let change = s.change(renewals);
    let outcomes = match s.consortium.renew_all(change).await {
        Ok(outcomes) => outcomes,
        Err(error) => return Err(s.no_because(Some(&patron), error).await),
    };
    let (renewed, unrenewed): (Vec<_>, Vec<_>) =
        outcomes.iter().partition(|outcome| outcome.result.is_ok());
    let language = s.language(Some(&patron)).await;
    let screen_messages = match (renewed.is_empty(), unrenewed.is_empty()) {
        (true, true) => vec![s.say(language, "nothing-to-renew", &[])],
        (_, false) => vec![s.say(language, "some-not-renewed", &[])],
        (false, true) => Vec::new(),
    };
    let items = |outcomes: Vec<&silta_consortium::RenewalOutcome>| {
        outcomes
            .into_iter()
            .map(|outcome| Text::from(outcome.item.as_str()))
            .collect::<Vec<_>>()
    };
    let (renewed_items, unrenewed_items) = (items(renewed), items(unrenewed));
    Ok(RenewAllResponse {
        ok: Outcome::from(!renewed_items.is_empty()),
        renewed_count: Count::new(renewed_items.len()),
        unrenewed_count: Count::new(unrenewed_items.len()),
        institution_id: s.institution(&request.institution_id),
        renewed_items,
        unrenewed_items,
        screen_messages,
        ..RenewAllResponse::at(s.date())
    })
}

/// Nothing was renewed.
pub(crate) fn refused(s: &Serving<'_>, request: &RenewAll, no: No) -> RenewAllResponse {
    RenewAllResponse {
        institution_id: s.institution(&request.institution_id),
        screen_messages: no.texts,
        ..RenewAllResponse::at(s.date())
    }
}
