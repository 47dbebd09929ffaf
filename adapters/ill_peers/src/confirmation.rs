//! What a partner answers at once: whether it has the message.

use silta_consortium::IllDelivery;
use silta_iso18626::{Addressing, Body, ErrorData, LIMITS, Message, MessageStatus};

/// Most characters of a partner's reasons that are kept.
const MAX_REASONS: usize = 1000;

/// What an answer says of the message that it should confirm, whatever its version. Anything but the
/// confirmation of that very message is no answer.
pub(crate) fn heard(sent: &Message, answer: &str) -> IllDelivery {
    match read(sent, answer) {
        Ok(errors) if errors.is_empty() => IllDelivery::Confirmed,
        Ok(errors) => IllDelivery::Refused(told(&errors)),
        Err(why) => IllDelivery::Failed(why),
    }
}

/// What is wrong with the message, if anything is.
fn read(sent: &Message, answer: &str) -> Result<Vec<ErrorData>, String> {
    let reading = Message::read(answer, LIMITS)
        .map_err(|unreadable| format!("the answer is no confirmation: {unreadable}"))?;
    let kind = reading.message.kind();
    if Some(kind) != sent.kind().confirmation() {
        return Err(format!(
            "the answer is a {kind}, no confirmation of a {}",
            sent.kind()
        ));
    }
    let (header, errors) = match reading.message.body {
        Body::RequestConfirmation(told) => (told.confirmation_header, told.error_data),
        Body::SupplyingAgencyMessageConfirmation(told) => {
            (told.confirmation_header, told.error_data)
        }
        Body::RequestingAgencyMessageConfirmation(told) => {
            (told.confirmation_header, told.error_data)
        }
        _ => return Err("the answer is no confirmation".to_owned()),
    };
    if !is_about(&Addressing::from(&header), &sent.addressing()) {
        return Err("the answer confirms another message".to_owned());
    }
    match header.message_status {
        MessageStatus::Ok => Ok(Vec::new()),
        MessageStatus::Error if errors.is_empty() => {
            Err("the answer is an ERROR and says not which".to_owned())
        }
        MessageStatus::Error => Ok(errors),
    }
}

/// Whether what a confirmation says of the message, which may be nothing, is so.
fn is_about(told: &Addressing, sent: &Addressing) -> bool {
    let id = told.requesting_agency_request_id.as_ref();
    let requester = told.requesting_agency_id.as_ref();
    let supplier = told.supplying_agency_id.as_ref();
    let same = |told: &silta_iso18626::AgencyId, sent: Option<&silta_iso18626::AgencyId>| {
        sent.is_none_or(|sent| told.to_string().eq_ignore_ascii_case(&sent.to_string()))
    };
    id.is_none_or(|id| Some(id) == sent.requesting_agency_request_id.as_ref())
        && requester.is_none_or(|told| same(told, sent.requesting_agency_id.as_ref()))
        && supplier.is_none_or(|told| same(told, sent.supplying_agency_id.as_ref()))
}

/// The reasons of a partner, for people.
fn told(errors: &[ErrorData]) -> String {
    let one = |error: &ErrorData| match &error.error_value {
        Some(value) => format!("{}: {value}", error.error_type),
        None => error.error_type.to_string(),
    };
    let all = errors.iter().map(one).collect::<Vec<_>>().join("; ");
    all.chars().take(MAX_REASONS).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "what goes wrong here is a failed test")]
mod tests {
    use silta_iso18626::ErrorType;

    use super::*;

    const SENT: &str = "<requestingAgencyMessage><header>\
        <supplyingAgencyId><agencyIdType>ISIL</agencyIdType><agencyIdValue>FI-A</agencyIdValue></supplyingAgencyId>\
        <requestingAgencyId><agencyIdType>ISIL</agencyIdType><agencyIdValue>FI-B</agencyIdValue></requestingAgencyId>\
        <timestamp>2026-11-23T09:00:00Z</timestamp>\
        <requestingAgencyRequestId>1</requestingAgencyRequestId></header>\
        <action>Received</action></requestingAgencyMessage>";

    fn sent() -> Message {
        Message::read(SENT, LIMITS).unwrap().message
    }

    fn answered(message: &Message, errors: Vec<ErrorData>) -> String {
        let now = "2026-11-23T09:00:01Z".parse().unwrap();
        message
            .confirmed(now, errors)
            .unwrap()
            .write()
            .unwrap()
            .text
    }

    #[test]
    fn a_confirmation_says_whether_the_partner_has_it() {
        let sent = sent();
        assert_eq!(
            heard(&sent, &answered(&sent, Vec::new())),
            IllDelivery::Confirmed
        );
        let error = ErrorData::new(ErrorType::UnrecognisedDataValue, "unknown request");
        assert_eq!(
            heard(&sent, &answered(&sent, vec![error])),
            IllDelivery::Refused("UnrecognisedDataValue: unknown request".into())
        );
    }

    #[test]
    fn anything_else_is_no_answer() {
        let sent = sent();
        let other = SENT.replace(">1<", ">2<");
        let other = Message::read(&other, LIMITS).unwrap().message;
        let ok = answered(&sent, Vec::new());
        for answer in [
            String::new(),
            "OK".into(),
            "<html><body>502</body></html>".into(),
            SENT.into(),
            answered(&other, Vec::new()),
            ok.replace("requestingAgencyMessageConfirmation", "requestConfirmation"),
            ok.replace(">OK<", ">ERROR<"),
            ok.replace("FI-A", "FI-C"),
        ] {
            let told = heard(&sent, &answer);
            assert!(matches!(told, IllDelivery::Failed(_)), "{answer}: {told:?}");
        }
    }
}
