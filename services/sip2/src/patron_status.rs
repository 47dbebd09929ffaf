//! Patron Status Request and its response (23, 24), and what 24, 26 and 64 share: the flags of a
//! patron and the reasons for them.

use silta_consortium::{Language, Patron, PatronBarcode, Refusal, RefusalCode};
use silta_sip2::{
    Language as WireLanguage, PatronFlag, PatronStatus, PatronStatusRequest, PatronStatusResponse,
    Text,
};

use crate::{
    Profile,
    money::{amount, currency},
    serving::{No, PinState, Serving},
    texts,
};

pub(crate) async fn patron_status_request(
    s: &mut Serving<'_>,
    request: &PatronStatusRequest,
) -> Result<PatronStatusResponse, No> {
    let barcode = PatronBarcode::from(request.patron_identifier.as_str());
    let (known, pin) = identify(
        s,
        &barcode,
        request.language,
        Some(&request.patron_password),
    )
    .await?;
    let fees = s.profile().fees.then_some(known.patron.balance);
    Ok(PatronStatusResponse {
        patron_status: known.flags,
        language: known.language,
        institution_id: s.institution(&request.institution_id),
        patron_identifier: Text::from(barcode.as_str()),
        personal_name: Text::from(known.patron.name.expose()),
        valid_patron: Some(true),
        valid_patron_password: pin.flag(),
        currency_type: fees.map(currency),
        fee_amount: fees.map(amount),
        screen_messages: known.reasons,
        ..PatronStatusResponse::at(s.date())
    })
}

/// The answer when there is nothing to be told of the patron, or nobody has the card.
pub(crate) fn refused(
    s: &Serving<'_>,
    request: &PatronStatusRequest,
    no: No,
) -> PatronStatusResponse {
    PatronStatusResponse {
        patron_status: PatronStatus::DENIED,
        language: request.language,
        institution_id: s.institution(&request.institution_id),
        patron_identifier: request.patron_identifier.clone(),
        valid_patron: no.valid_patron(),
        screen_messages: no.texts,
        ..PatronStatusResponse::at(s.date())
    }
}

/// A patron as a terminal is told of.
pub(crate) struct Known {
    pub(crate) patron: Patron,
    pub(crate) flags: PatronStatus,
    pub(crate) language: WireLanguage,
    /// Why flags are raised, and what is wrong with the PIN.
    pub(crate) reasons: Vec<Text>,
}

/// Looks a patron up for 23 and 63: begins the patron session, takes over its language, checks the
/// PIN.
pub(crate) async fn identify(
    s: &mut Serving<'_>,
    barcode: &PatronBarcode,
    language: WireLanguage,
    pin: Option<&Text>,
) -> Result<(Known, PinState), No> {
    s.patron.meet(barcode);
    s.patron.set_language(texts::spoken(language));
    let patron = match s.consortium.patron(s.context(), barcode).await {
        Ok(patron) => patron,
        Err(error) => return Err(s.no_because(Some(barcode), error).await),
    };
    let pin = match s.check_pin(barcode, pin).await {
        Ok(pin) => pin,
        Err(error) => return Err(s.no_because(Some(barcode), error).await),
    };
    let spoken = s.patron.language().unwrap_or(patron.language);
    let mut reasons = reasons(&patron, spoken);
    if let PinState::Wrong(code, _) = pin {
        reasons.insert(0, Text::from(Refusal::from(code).text(spoken)));
    }
    let language = match language {
        WireLanguage::Unknown => texts::wire_language(patron.language),
        asked => asked,
    };
    let flags = flags(&patron, s.profile());
    Ok((
        Known {
            patron,
            flags,
            language,
            reasons,
        },
        pin,
    ))
}

/// The 14 flags.
pub(crate) fn flags(patron: &Patron, profile: &Profile) -> PatronStatus {
    let may = patron.privileges;
    let blocked = |code| patron.is_blocked_by(code);
    let charged = at_limit(patron.counts.loans, patron.limits.loans);
    let overdue = at_limit(patron.counts.overdue, patron.limits.overdue);
    let raised = [
        (PatronFlag::ChargePrivilegesDenied, !may.checkout || charged),
        (PatronFlag::RenewalPrivilegesDenied, !may.renew),
        (PatronFlag::RecallPrivilegesDenied, !may.recall),
        (PatronFlag::HoldPrivilegesDenied, !may.hold),
        (PatronFlag::CardReportedLost, blocked(RefusalCode::CardLost)),
        (PatronFlag::TooManyItemsCharged, charged),
        (PatronFlag::TooManyItemsOverdue, overdue),
        (
            PatronFlag::ExcessiveOutstandingFines,
            blocked(RefusalCode::FeeLimit),
        ),
        (
            PatronFlag::ExcessiveOutstandingFees,
            blocked(RefusalCode::FeeLimit),
        ),
    ];
    let masked = |flag: PatronFlag| profile.masked_flags.contains(&(flag as u8));
    let raised = raised
        .into_iter()
        .filter(|(flag, raised)| *raised && !masked(*flag));
    raised.map(|(flag, _)| flag).collect()
}

/// Why flags are raised, in words, the gravest first.
pub(crate) fn reasons(patron: &Patron, language: Language) -> Vec<Text> {
    let mut refusals: Vec<Refusal> = Vec::new();
    for code in RefusalCode::PRECEDENCE {
        let refusal = match code {
            RefusalCode::LoanLimit if at_limit(patron.counts.loans, patron.limits.loans) => {
                Refusal::with_limit(code, patron.limits.loans.unwrap_or_default())
            }
            RefusalCode::FeeLimit if patron.is_blocked_by(code) => {
                Refusal::with_fee(code, patron.balance)
            }
            _ if patron.is_blocked_by(code) => Refusal::from(code),
            _ => continue,
        };
        refusals.push(refusal);
    }
    refusals
        .iter()
        .map(|refusal| Text::from(refusal.text(language)))
        .collect()
}

fn at_limit(count: u32, limit: Option<u32>) -> bool {
    limit.is_some_and(|limit| count >= limit)
}
