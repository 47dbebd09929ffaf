//! Messages as peers write them, and what cannot be said in a version.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its own document has failed"
)]

use silta_iso18626::{
    Action, Body, ErrorType, Kind, LIMITS, Loss, MAX_ELEMENTS, MAX_FAULTS, MAX_SHOWN, Message,
    MessageStatus, Problem, Reading, Reason, Status, Unreadable, Version,
};
use silta_xml::Fault;

const HEADER: &str = "<header><requestingAgencyRequestId>K-1</requestingAgencyRequestId>\
    <supplyingAgencyId><agencyIdValue>FI-NR</agencyIdValue><agencyIdType scheme='urn:l'>ISIL\
    </agencyIdType></supplyingAgencyId><requestingAgencyId><agencyIdType>ISIL</agencyIdType>\
    <agencyIdValue> FI-Kam </agencyIdValue></requestingAgencyId>\
    <timestamp>2026-11-22T09:00:00+0000</timestamp></header>";

fn read(text: &str) -> Result<Reading, Unreadable> {
    Message::read(text, LIMITS)
}

fn action(action: &str) -> String {
    format!("<requestingAgencyMessage><action>{action}</action>{HEADER}</requestingAgencyMessage>")
}

fn supplying(rest: &str) -> String {
    format!(
        "<ISO18626Message version='2021-2'><supplyingAgencyMessage>{HEADER}<messageInfo>\
         <reasonForMessage>StatusChange</reasonForMessage></messageInfo>{rest}\
         </supplyingAgencyMessage></ISO18626Message>"
    )
}

const LOANED: &str =
    "<statusInfo><lastChange>2026-11-22</lastChange><status>loaned</status></statusInfo>";

#[test]
fn envelope_namespace_prefix_and_order_make_no_difference() {
    let bare = action("received");
    let prefixed = action("Received")
        .replace("</", "</i:")
        .replace('<', "<i:")
        .replace("<i:/i:", "</i:")
        .replace("scheme", "i:scheme");
    let documents = [
        bare.clone(),
        format!("<ISO18626Message>{bare}</ISO18626Message>"),
        format!("<ISO18626Message xmlns='urn:any' version='2021-2'>{bare}</ISO18626Message>"),
        format!(
            "<!DOCTYPE x><!-- --><i:ISO18626Message xmlns:i='{}' i:version='2021-2'>{prefixed}\
             </i:ISO18626Message>",
            silta_iso18626::NAMESPACE
        ),
    ];
    for document in documents {
        let reading = read(&document).unwrap_or_else(|error| panic!("{error}: {document}"));
        assert_eq!(reading.faults, []);
        assert_eq!(reading.message.version, Version::V2021_2);
        let Body::RequestingAgencyMessage(body) = reading.message.body else {
            panic!("{document}")
        };
        assert_eq!(body.action, Action::Received);
        assert_eq!(body.header.requesting_agency_id.to_string(), "ISIL:FI-Kam");
        let scheme = body.header.supplying_agency_id.agency_id_type.scheme;
        assert_eq!(scheme.as_deref(), Some("urn:l"));
        assert_eq!(body.header.timestamp.to_string(), "2026-11-22T09:00:00Z");
    }
}

#[test]
fn what_is_not_known_or_too_much_is_passed_over_and_told() {
    let reading = read(&supplying(&format!(
        "{LOANED}{LOANED}<novelty><a/></novelty><deliveryInfo><dateSent>2026-11-22T09:00:00Z</dateSent>\
         <serviceType>Lend</serviceType><sentToPatron>maybe</sentToPatron></deliveryInfo>"
    )))
    .unwrap();
    let told: Vec<_> = reading.faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "statusInfo stands there more often than it may",
            "deliveryInfo/sentToPatron cannot be \"maybe\"",
            "deliveryInfo/serviceType cannot be \"Lend\"",
            "novelty is not known",
        ]
    );
    let errors: Vec<_> = reading
        .errors()
        .into_iter()
        .map(|one| one.error_value.unwrap())
        .collect();
    assert_eq!(
        errors,
        [
            "statusInfo: more than one",
            "sentToPatron: maybe",
            "serviceType: Lend"
        ]
    );
    let Body::SupplyingAgencyMessage(body) = reading.message.body else {
        panic!("another message")
    };
    assert_eq!(body.status_info.status, Some(Status::Loaned));
    assert!(body.delivery_info.is_some());
}

#[test]
fn what_must_be_there_and_is_not_is_answered() {
    let Err(Unreadable::Faulty(faulty)) = read(&action("Burn").replace(">K-1<", "><")) else {
        panic!("an unknown action")
    };
    assert_eq!(faulty.kind, Kind::RequestingAgencyMessage);
    let confirmation = faulty
        .confirmed("2026-11-23T10:00:00Z".parse().unwrap())
        .unwrap();
    let Body::RequestingAgencyMessageConfirmation(body) = confirmation.body else {
        panic!("another confirmation")
    };
    assert_eq!(
        body.confirmation_header.message_status,
        MessageStatus::Error
    );
    assert_eq!(body.confirmation_header.requesting_agency_request_id, None);
    assert_eq!(
        body.confirmation_header.timestamp.to_string(),
        "2026-11-22T09:00:00Z"
    );
    assert_eq!(
        body.error_data[0].error_type,
        ErrorType::UnsupportedActionType
    );
    assert_eq!(body.error_data[0].error_value.as_deref(), Some("Burn"));
}

#[test]
fn a_header_is_read_as_far_as_it_goes() {
    let broken = action("Received")
        .replace("2026-11-22T09", "yesterday")
        .replace("agencyIdValue> FI-Kam", "x>");
    let broken = broken
        .replace("FI-Kam </agencyIdValue>", "</x>")
        .replace("x> </agencyIdValue>", "x></x>");
    let Err(Unreadable::Faulty(faulty)) = read(&broken) else {
        panic!("{broken}")
    };
    assert!(faulty.addressing.supplying_agency_id.is_some());
    assert_eq!(faulty.addressing.requesting_agency_id, None);
    assert_eq!(faulty.addressing.timestamp, None);
    let received = "2026-11-23T10:00:00Z".parse().unwrap();
    let confirmation = faulty.addressing.confirmed(received, MessageStatus::Error);
    assert_eq!(confirmation.timestamp, received);
    assert_eq!(
        confirmation.requesting_agency_request_id.as_deref(),
        Some("K-1")
    );
}

#[test]
fn other_documents_are_named() {
    let name = |text: &str| read(text).unwrap_err().to_string();
    assert_eq!(
        name("<html/>"),
        "the document is a \"html\", no ISO18626Message"
    );
    assert_eq!(name("<ISO18626Message/>"), "there is no message in it");
    let two = format!(
        "<ISO18626Message>{0}{0}</ISO18626Message>",
        action("Received")
    );
    assert_eq!(read(&two), Err(Unreadable::Several));
    assert!(name("no XML").contains("outside the root element"));
    let errors = read("<html/>").unwrap_err().errors();
    assert_eq!(errors[0].error_type, ErrorType::BadlyFormedMessage);
    let confirmation = "<requestConfirmation/>";
    let Err(Unreadable::Faulty(faulty)) = read(confirmation) else {
        panic!("an empty confirmation")
    };
    assert!(faulty.kind.is_confirmation());
    assert_eq!(
        faulty.confirmed("2026-11-23T10:00:00Z".parse().unwrap()),
        None
    );
}

#[test]
fn limits_hold_exactly() {
    // The message, its ten other elements, and these.
    let elements = |count: usize| {
        let more = "<a/>".repeat(count - 11);
        action("Received").replace("<action>", &format!("{more}<action>"))
    };
    let reading = read(&elements(MAX_ELEMENTS)).unwrap();
    assert_eq!(reading.faults.len(), MAX_FAULTS);
    assert_eq!(
        read(&elements(MAX_ELEMENTS + 1)),
        Err(Unreadable::TooManyElements)
    );
    let deep = |depth: usize| {
        let more = format!("{}{}", "<a>".repeat(depth - 1), "</a>".repeat(depth - 1));
        action("Received").replace("<action>", &format!("{more}<action>"))
    };
    assert!(read(&deep(LIMITS.depth)).is_ok());
    let too_deep = read(&deep(LIMITS.depth + 1)).unwrap_err();
    assert!(matches!(too_deep, Unreadable::Xml(error) if error.fault == Fault::TooDeep));
    let Err(Unreadable::Faulty(faulty)) = read(&action(&"ä".repeat(MAX_SHOWN + 1))) else {
        panic!("an unknown action")
    };
    assert_eq!(
        faulty.faults[0].problem,
        Problem::Value("ä".repeat(MAX_SHOWN))
    );
}

#[test]
fn what_a_version_cannot_say_is_told() {
    let mut message = read(&supplying(&format!(
        "{LOANED}<deliveryInfo><dateSent>2026-11-22T09:00:00Z</dateSent><itemId>1</itemId>\
         <itemId>2</itemId><itemId>3</itemId><URL>u</URL></deliveryInfo><returnInfo><physicalAddress><region>K</region>\
         </physicalAddress></returnInfo><shippingInfo><insurance>Y</insurance></shippingInfo><retryInfo><volume>1</volume></retryInfo>"
    )))
    .unwrap()
    .message;
    message.version = Version::V1_2;
    let written = message.write().unwrap();
    let loss = |path: &str, reason| Loss {
        path: path.to_owned(),
        reason,
    };
    assert_eq!(
        written.losses,
        [
            loss("retryInfo/volume", Reason::Element),
            loss("deliveryInfo/itemId", Reason::TooMany),
            loss("deliveryInfo/URL", Reason::Element),
            loss("shippingInfo", Reason::Element),
        ]
    );
    assert_eq!(
        written.losses[0].to_string(),
        "retryInfo/volume: there is no such element"
    );
    let mut message = read(&action("Lost")).unwrap().message;
    assert_eq!(message.version, Version::V2021_2);
    message.version = Version::V1_2;
    let unwritable = message.write().unwrap_err();
    assert_eq!(
        (&*unwritable.path, unwritable.reason),
        ("action", Reason::Value)
    );
    assert_eq!(
        unwritable.to_string(),
        "version 1.2 cannot say it: action: there is no such value"
    );
}

#[test]
fn a_scheme_of_a_region_is_lost_in_2021_2() {
    let region =
        "<returnInfo><physicalAddress><region scheme='s'>K</region></physicalAddress></returnInfo>";
    let mut message = read(&supplying(&format!("{LOANED}{region}")))
        .unwrap()
        .message;
    message.version = Version::V2021_2;
    let written = message.write().unwrap();
    assert!(
        written.text.contains("<region>K</region>"),
        "{}",
        written.text
    );
    assert_eq!(written.losses[0].path, "returnInfo/physicalAddress/region");
    assert_eq!(written.losses[0].reason, Reason::Scheme);
}

#[test]
fn a_confirmation_says_what_it_confirms() {
    let message = read(&action("Renew")).unwrap().message;
    let received = "2026-11-23T10:00:00Z".parse().unwrap();
    let confirmation = message.confirmed(received, Vec::new()).unwrap();
    assert_eq!(confirmation.version, message.version);
    let Body::RequestingAgencyMessageConfirmation(body) = &confirmation.body else {
        panic!("{confirmation:?}")
    };
    assert_eq!(body.action, Some(Action::Renew));
    assert_eq!(body.confirmation_header.message_status, MessageStatus::Ok);
    assert_eq!(body.confirmation_header.timestamp_received, received);
    assert_eq!(confirmation.addressing(), message.addressing());
}

#[test]
fn patrons_and_secrets_are_not_shown() {
    let request = format!(
        "<request>{}<bibliographicInfo/><patronInfo><patronId>canary</patronId><address>\
         <electronicAddress><electronicAddressType>Email</electronicAddressType>\
         <electronicAddressData>canary</electronicAddressData></electronicAddress></address>\
         </patronInfo><requestedDeliveryInfo><address><physicalAddress><line1>canary</line1>\
         </physicalAddress></address></requestedDeliveryInfo></request>",
        HEADER.replace(
            "</header>",
            "<requestingAgencyAuthentication><securityCode>canary</securityCode>\
             </requestingAgencyAuthentication></header>"
        )
    );
    let message = read(&request).unwrap().message;
    assert!(!format!("{message:?}").contains("canary"), "{message:?}");
    let without = Message {
        version: Version::V2021_2,
        ..message.clone()
    };
    assert_eq!(without.write().unwrap_err().path, "serviceInfo");
    let written = Message {
        version: Version::V1_2,
        ..message
    }
    .write()
    .unwrap();
    assert_eq!(written.text.matches("canary").count(), 4);
}
