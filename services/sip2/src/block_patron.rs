//! Block Patron (01), answered with a Patron Status Response (24): a terminal blocks a card.

use silta_consortium::{NewBlock, PatronBarcode, Refusal, RefusalCode};
use silta_sip2::{BlockPatron, Language, PatronStatus, PatronStatusResponse, Text};

use crate::{
    patron_status::{flags, reasons},
    serving::{No, Serving},
};

pub(crate) async fn block_patron(
    s: &mut Serving<'_>,
    request: &BlockPatron,
) -> Result<PatronStatusResponse, No> {
    let barcode = PatronBarcode::from(request.patron_identifier.as_str());
    s.patron.meet(&barcode);
    let block = NewBlock {
        patron: barcode.clone(),
        code: RefusalCode::PatronBlocked,
        text: request.blocked_card_message.as_str().to_owned(),
        card_retained: request.card_retained,
    };
    let change = s.change(block);
    if let Err(error) = s.consortium.block_patron(change).await {
        return Err(s.no_because(Some(&barcode), error).await);
    }
    // The card is blocked whether it can be looked up now or not, and that must be told.
    let patron = s.consortium.patron(s.context(), &barcode).await.ok();
    let language = s.language(Some(&barcode)).await;
    let (patron_status, personal_name, screen_messages) = match &patron {
        Some(patron) => (
            flags(patron, s.profile()),
            Text::from(patron.name.expose()),
            reasons(patron, language),
        ),
        None => {
            let blocked = Refusal::from(RefusalCode::PatronBlocked);
            let reason = Text::from(blocked.text(language));
            (PatronStatus::DENIED, Text::empty(), vec![reason])
        }
    };
    Ok(PatronStatusResponse {
        patron_status,
        // Nobody has said in which language the terminal speaks: 000.
        language: Language::Unknown,
        institution_id: s.institution(&request.institution_id),
        patron_identifier: Text::from(barcode.as_str()),
        personal_name,
        valid_patron: Some(true),
        screen_messages,
        ..PatronStatusResponse::at(s.date())
    })
}

/// The card is as it was, or nobody has it.
pub(crate) fn refused(s: &Serving<'_>, request: &BlockPatron, no: No) -> PatronStatusResponse {
    PatronStatusResponse {
        patron_status: PatronStatus::DENIED,
        language: Language::Unknown,
        institution_id: s.institution(&request.institution_id),
        patron_identifier: request.patron_identifier.clone(),
        valid_patron: no.valid_patron(),
        screen_messages: no.texts,
        ..PatronStatusResponse::at(s.date())
    }
}
