//! Patron Enable and its response (25, 26): lifting the blocks that terminals have set. It takes
//! the patron's PIN, or anybody who finds a blocked card could unblock it.

use silta_consortium::{PatronBarcode, Privileges, RefusalCode};
use silta_sip2::{Language, PatronEnable, PatronEnableResponse, PatronStatus, Text};

use crate::{
    Profile,
    metrics::MessageOutcome,
    patron_status::{Known, flags, identify, reasons},
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
            known = match identify(s, &barcode, spoken, None).await {
                Ok((known, _)) => known,
                // The blocks are gone all the same, and that must be told.
                Err(_) => {
                    s.outcome = MessageOutcome::Ok;
                    let language = s.patron.language().unwrap_or(known.patron.language);
                    without_blocks(known, language, s.profile())
                }
            };
        }
        PinState::Wrong(..) => s.outcome = MessageOutcome::Refused,
        PinState::Absent => {
            let no = s.no(Some(&barcode), "pin-needed").await;
            known.reasons.splice(0..0, no.texts);
        }
    }
    Ok(answer(s, request, known, pin))
}

/// A patron as it was looked up before its blocks were lifted, without them.
fn without_blocks(known: Known, language: silta_consortium::Language, profile: &Profile) -> Known {
    let mut patron = known.patron;
    patron
        .blocks
        .retain(|block| block.code != RefusalCode::PatronBlocked || block.id.is_none());
    if patron.blocks.is_empty() {
        patron.privileges = Privileges {
            checkout: true,
            renew: true,
            recall: true,
            hold: true,
        };
    }
    Known {
        flags: flags(&patron, profile),
        reasons: reasons(&patron, language),
        language: known.language,
        patron,
    }
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
