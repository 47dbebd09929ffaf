//! What is read although it should not be so, and what is not read, with the answer to it.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its own message has failed"
)]

use jiff::tz::TimeZone;
use silta_ncip::{
    Body, MAX_DEPTH, MAX_ELEMENTS, MAX_MESSAGE, MAX_REPEATS, MAX_TEXT, Message, Outcome, Problem,
    ProblemType, Reading, Request, Service, Unreadable, User, Version, Why,
};

const HEADER: &str = "<InitiationHeader><FromAgencyId><AgencyId>KAJ</AgencyId></FromAgencyId>\
    <ToAgencyId><AgencyId>SOT</AgencyId></ToAgencyId></InitiationHeader>";

fn read(body: &str) -> Result<Message, Unreadable> {
    let text = format!("<NCIPMessage version='v2_02'>{body}</NCIPMessage>");
    Message::read(text.as_bytes(), &Reading::by_clock_of(TimeZone::UTC))
}

fn request(body: &str) -> Request {
    read(body).unwrap().into_initiation().unwrap().1.request
}

/// The problem that the answer to a message has, and the service that it answers.
fn answered(unreadable: &Unreadable) -> (Problem, Option<Service>) {
    match unreadable.answer().body {
        Body::Response(response) => match response.outcome {
            Outcome::Refused(refusal) => {
                let problem = refusal.problems.iter().next().unwrap();
                (problem.clone(), Some(refusal.service))
            }
            other => panic!("{other:?}"),
        },
        Body::Problems(problems) => (problems.iter().next().unwrap().clone(), None),
        other => panic!("{other:?}"),
    }
}

fn refused(body: &str) -> (ProblemType, String, Option<Service>) {
    let (problem, service) = answered(&read(body).unwrap_err());
    let element = problem.problem_element.as_deref().unwrap_or_default();
    (problem.kind().unwrap(), element.to_owned(), service)
}

#[test]
fn order_namespace_and_unknown_elements_make_no_difference() {
    let text = "<x:NCIPMessage xmlns:x='urn:other' x:version='v2_0'><x:CheckOutItem><Odd><ItemId/></Odd>\
        <ItemId><ItemIdentifierValue> 7 </ItemIdentifierValue></ItemId>\
        <UserId><UserIdentifierValue>K</UserIdentifierValue></UserId></x:CheckOutItem></x:NCIPMessage>";
    let message = Message::read(text.as_bytes(), &Reading::by_clock_of(TimeZone::UTC)).unwrap();
    assert_eq!(message.version, Version::V2_0);
    let (_, initiation) = message.into_initiation().unwrap();
    let Request::CheckOutItem(check_out) = initiation.request else {
        panic!()
    };
    assert_eq!(check_out.item_id.item_identifier_value.as_str(), "7");
}

#[test]
fn codes_have_their_scheme_in_either_form() {
    let item = "<ItemId><ItemIdentifierValue>7</ItemIdentifierValue></ItemId>";
    for status in [
        "<CirculationStatus Scheme='urn:x'>Lost</CirculationStatus>",
        "<CirculationStatus><Scheme>urn:x</Scheme><Value>Lost</Value></CirculationStatus>",
    ] {
        let body = format!("<CirculationStatusUpdated>{item}{status}</CirculationStatusUpdated>");
        let Request::CirculationStatusUpdated(told) = request(&body) else {
            panic!()
        };
        assert!(told.circulation_status.is("lost"));
        assert_eq!(told.circulation_status.scheme(), Some("urn:x"));
    }
}

#[test]
fn an_identifier_beside_a_pin_is_kept() {
    let body = "<LookupUser><UserId><UserIdentifierValue>K</UserIdentifierValue></UserId>\
        <AuthenticationInput><AuthenticationInputData>1234</AuthenticationInputData>\
        <AuthenticationInputType>PIN</AuthenticationInputType></AuthenticationInput></LookupUser>";
    let Request::LookupUser(lookup) = request(body) else {
        panic!()
    };
    let User::Both(id, inputs) = &lookup.user else {
        panic!()
    };
    assert_eq!(id.user_identifier_value.as_str(), "K");
    assert_eq!(inputs.iter().count(), 1);
    assert!(
        !format!("{lookup:?}").contains("1234"),
        "a PIN must not show"
    );
}

#[test]
fn encodings_are_as_declared() {
    let text = "<NCIPMessage version='v2_02'><CheckInItem><ItemId><ItemIdentifierValue>ä\
        </ItemIdentifierValue></ItemId></CheckInItem></NCIPMessage>";
    let reading = Reading::by_clock_of(TimeZone::UTC);
    let expected = Message::read(text.as_bytes(), &reading).unwrap();
    let mut wide = vec![0xFF, 0xFE];
    wide.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(Message::read(&wide, &reading).unwrap(), expected);
    let latin: Vec<u8> = format!("<?xml version='1.0' encoding='ISO-8859-1'?>{text}")
        .chars()
        .map(|char| u8::try_from(char).unwrap())
        .collect();
    assert_eq!(Message::read(&latin, &reading).unwrap(), expected);
    let undeclared = latin
        .split(|byte| *byte == b'>')
        .skip(1)
        .collect::<Vec<_>>()
        .join(&b'>');
    let unreadable = Message::read(&undeclared, &reading).unwrap_err();
    assert_eq!(
        answered(&unreadable).0.kind(),
        Some(ProblemType::InvalidMessageSyntaxError)
    );
}

#[test]
fn what_is_missing_or_wrong_is_named_in_the_answer_of_the_service() {
    use ProblemType::{InvalidAmount, InvalidDate, NeededDataMissing};
    let user = "<UserId><UserIdentifierValue>K</UserIdentifierValue></UserId>";
    let item = "<ItemId><ItemIdentifierValue>7</ItemIdentifierValue></ItemId>";
    let check_in = format!("<CheckInItem>{HEADER}</CheckInItem>");
    assert_eq!(
        refused(&check_in),
        (
            NeededDataMissing,
            "ItemId".to_owned(),
            Some(Service::CheckInItem)
        )
    );
    let empty = "<CheckInItem><ItemId/></CheckInItem>";
    assert_eq!(refused(empty).1, "ItemId/ItemIdentifierValue");
    let renew =
        format!("<RenewItem>{user}{item}<DesiredDateDue>31.12.2026</DesiredDateDue></RenewItem>");
    assert_eq!(
        refused(&renew),
        (
            InvalidDate,
            "DesiredDateDue".to_owned(),
            Some(Service::RenewItem)
        )
    );
    let charge = format!(
        "<CreateUserFiscalTransaction>{user}<FiscalTransactionInformation><Amount><MonetaryValue>\
         2.50</MonetaryValue></Amount></FiscalTransactionInformation></CreateUserFiscalTransaction>"
    );
    assert_eq!(refused(&charge).0, InvalidAmount);
}

#[test]
fn the_answer_goes_back_to_whoever_asked() {
    let unreadable = read(&format!("<CheckInItem>{HEADER}</CheckInItem>")).unwrap_err();
    let Body::Response(response) = unreadable.answer().body else {
        panic!()
    };
    let header = response.header.unwrap();
    assert!(header.from_agency_id.agency_id.is("SOT"));
    assert!(header.to_agency_id.agency_id.is("KAJ"));
    // The same when the document breaks off after the header.
    let text = format!("<NCIPMessage version='v2_02'><RenewItem>{HEADER}<ItemId>");
    let broken = Message::read(text.as_bytes(), &Reading::by_clock_of(TimeZone::UTC)).unwrap_err();
    assert_eq!(broken.service, Some(Service::RenewItem));
    assert!(broken.header.unwrap().from_agency_id.agency_id.is("KAJ"));
}

#[test]
fn services_that_are_not_there_are_refused() {
    use ProblemType::{InvalidMessageSyntaxError, ProtocolError, UnsupportedService};
    assert_eq!(refused("<OpenTheDoor/>").0, UnsupportedService);
    let known = format!("<CreateUser>{HEADER}</CreateUser>");
    assert_eq!(
        refused(&known),
        (UnsupportedService, String::new(), Some(Service::CreateUser))
    );
    assert_eq!(refused("").0, InvalidMessageSyntaxError);
    assert_eq!(
        refused("<CheckInItem/><RenewItem/>").0,
        InvalidMessageSyntaxError
    );
    let response = read("<ItemShippedResponse/>")
        .unwrap()
        .into_initiation()
        .unwrap_err();
    assert_eq!(response.why, Why::Response);
    assert_eq!(answered(&response).0.kind(), Some(ProtocolError));
    assert_eq!(answered(&response).1, None);
    let html = Message::read(b"<html/>", &Reading::by_clock_of(TimeZone::UTC)).unwrap_err();
    assert_eq!(html.to_string(), "the document is a html, no NCIPMessage");
}

#[test]
fn nothing_is_fetched_and_no_entity_declared() {
    let reading = Reading::by_clock_of(TimeZone::UTC);
    let body = "<NCIPMessage version='v1_0'><CheckInItem><UniqueItemId><ItemIdentifierValue>7\
        </ItemIdentifierValue></UniqueItemId></CheckInItem></NCIPMessage>";
    let outside = format!("<!DOCTYPE NCIPMessage SYSTEM 'http://127.0.0.1:9/x.dtd'>{body}");
    assert_eq!(
        Message::read(outside.as_bytes(), &reading).unwrap().version,
        Version::V1_0
    );
    let entity = format!("<!DOCTYPE NCIPMessage [<!ENTITY x SYSTEM 'file:///x'>]>{body}");
    assert!(Message::read(entity.as_bytes(), &reading).is_err());
}

#[test]
fn more_than_the_limits_is_refused() {
    let lookup = |content: &str| {
        read(&format!(
            "<LookupUser><UserId><UserIdentifierValue>K</UserIdentifierValue></UserId>\
             {content}</LookupUser>"
        ))
    };
    let is_limit = |content: &str| lookup(content).is_err_and(|error| error.is_limit());
    let kind = "<UserElementType>x</UserElementType>";
    assert!(lookup(&kind.repeat(MAX_REPEATS)).is_ok());
    assert!(is_limit(&kind.repeat(MAX_REPEATS + 1)));
    // The message, the service, the user and its value are there already.
    assert!(lookup(&"<x/>".repeat(MAX_ELEMENTS - 4)).is_ok());
    assert!(is_limit(&"<x/>".repeat(MAX_ELEMENTS - 3)));
    let deep = |depth: usize| "<x>".repeat(depth) + &"</x>".repeat(depth);
    assert!(lookup(&deep(MAX_DEPTH - 2)).is_ok());
    assert!(is_limit(&deep(MAX_DEPTH - 1)));
    let long = |length: usize| format!("<x>{}</x>", "a".repeat(length));
    assert!(lookup(&long(MAX_TEXT)).is_ok());
    assert!(is_limit(&long(MAX_TEXT + 1)));
    assert!(is_limit(&"<!-- a -->".repeat(MAX_MESSAGE / 10)));
    assert!(is_limit(&"<!-- a -->".repeat(MAX_MESSAGE / 4)));
}
