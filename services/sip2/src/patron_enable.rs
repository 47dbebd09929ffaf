//! Patron Enable and its response (25, 26): lifting the blocks that terminals have set. It takes
//! the patron's PIN, or anybody who finds a blocked card could unblock it.

use silta_consortium::{PatronBarcode, RefusalCode};
use silta_sip2::{Language, PatronEnable, PatronEnableResponse, PatronStatus, Text};

use crate::{
    patron_status::{Known, identify},
    serving::{No, PinState, Serving},
};

pub(crate) async fn patron_enable(
    s: &mut Serving<'_>,
    request: &PatronEnable,
) -> Result<PatronEnableResponse, No> {
    let barcode = PatronBarcode::from(request.patron_identifier.as_str());
    let pin = request.patron_password.as_ref();
    let spoken = s
        .patron
        .language()
        .map_or(Language::Unknown, crate::texts::wire_language);
    let (mut known, pin) = identify(s, &barcode, spoken, pin).await?;
    match pin {
        PinState::Right => {
            for block in &known.patron.blocks {
                let (RefusalCode::PatronBlocked, Some(id)) = (block.code, &block.id) else {
                    continue;
                };
                let change = s.change((barcode.clone(), id.clone()));
                if let Err(error) = s.consortium.lift_block(change).await {
                    return Err(s.no_because(Some(&barcode), error).await);
                }
            }
            (known, _) = identify(s, &barcode, spoken, None).await?;
        }
        PinState::Wrong(..) => s.outcome = crate::metrics::MessageOutcome::Refused,
        PinState::Absent => {
            let no = s.no(Some(&barcode), "pin-needed").await;
            known.reasons.splice(0..0, no.texts);
        }
    }
    Ok(answer(s, request, known, pin))
}

fn answer(
    s: &Serving<'_>,
    request: &PatronEnable,
    known: Known,
    pin: PinState,
) -> PatronEnableResponse {
    PatronEnableResponse {
        patron_status: known.flags,
        language: known.language,
        institution_id: s.institution(&request.institution_id),
        patron_identifier: request.patron_identifier.clone(),
        personal_name: Text::from(known.patron.name.expose()),
        valid_patron: Some(true),
        valid_patron_password: pin.flag(),
        screen_messages: known.reasons,
        ..PatronEnableResponse::at(s.date())
    }
}

/// The card is as it was, or nobody has it.
pub(crate) fn refused(s: &Serving<'_>, request: &PatronEnable, no: No) -> PatronEnableResponse {
    PatronEnableResponse {
        patron_status: PatronStatus::DENIED,
        institution_id: s.institution(&request.institution_id),
        patron_identifier: request.patron_identifier.clone(),
        valid_patron: no.valid_patron(),
        screen_messages: no.texts,
        ..PatronEnableResponse::at(s.date())
    }
}
