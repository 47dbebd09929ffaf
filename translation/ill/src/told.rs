//! A message of ours as the standard has it.

use jiff::Timestamp;
use silta_consortium::{IllContent, IllMessage, IllState, IllWanted, Redacted, SupplyingMessage};
use silta_iso18626::{
    AgencyId, BibliographicInfo, BibliographicItemId, Body, DateTime, DeliveryInfo, Message,
    MessageInfo, Request, RequestHeader, RequestType, RequestingAgencyAuthentication,
    RequestingAgencyInfo, RequestingAgencyMessage, RequestingAgencyMessageHeader, SchemeValuePair,
    ServiceInfo, Status, StatusInfo, SupplyingAgencyMessage, SupplyingAgencyMessageHeader, Version,
};

use crate::{Habits, codes};

/// Who writes to whom.
#[derive(Clone, Debug)]
pub struct Parties<'a> {
    /// The library that lends.
    pub supplier: &'a AgencyId,
    /// The library that borrows.
    pub requester: &'a AgencyId,
    /// What shows who borrows, if that is us.
    pub authentication: Option<RequestingAgencyAuthentication>,
    /// What the library that borrows is called, for people.
    pub name: Option<&'a str>,
    /// What the program of the one that is written to does otherwise than the standard says.
    pub habits: Habits,
}

/// A message in a version. Version 1.2 has no element for where a copy to keep is: it stands in the
/// note.
pub fn told(message: &IllMessage, version: Version, parties: Parties<'_>) -> Message {
    let body = match &message.content {
        IllContent::Request(wanted) => Body::Request(Box::new(request(message, wanted, parties))),
        IllContent::Supplying(told) => {
            Body::SupplyingAgencyMessage(Box::new(supplying(message, told, version, &parties)))
        }
        IllContent::Requesting(told) => Body::RequestingAgencyMessage(RequestingAgencyMessage {
            header: RequestingAgencyMessageHeader {
                supplying_agency_id: parties.supplier.clone(),
                requesting_agency_id: parties.requester.clone(),
                consortial_id: None,
                multiple_item_request_id: None,
                timestamp: message.written.into(),
                requesting_agency_request_id: message.requesting_agency_request_id.clone(),
                supplying_agency_request_id: message.supplying_agency_request_id.clone(),
                requesting_agency_authentication: parties.authentication,
            },
            action: codes::wire_action(told.action),
            note: words(told.note.as_ref()),
        }),
    };
    Message { version, body }
}

fn request(message: &IllMessage, wanted: &IllWanted, parties: Parties<'_>) -> Request {
    let request_type = match wanted.retry_of {
        Some(_) => RequestType::Retry,
        None => RequestType::New,
    };
    let mut service = ServiceInfo::new(codes::wire_service_type(wanted.service_type));
    service.request_type = Some(request_type);
    service.requesting_agency_previous_request_id = wanted.retry_of.clone();
    service.need_before_date = instant(wanted.need_before);
    service.note = words(wanted.note.as_ref());
    let name = parties.name.map(str::to_owned);
    Request {
        header: RequestHeader {
            supplying_agency_id: Some(parties.supplier.clone()),
            requesting_agency_id: parties.requester.clone(),
            consortial_id: None,
            multiple_item_request_id: None,
            timestamp: message.written.into(),
            requesting_agency_request_id: message.requesting_agency_request_id.clone(),
            supplying_agency_request_id: None,
            requesting_agency_authentication: parties.authentication,
        },
        bibliographic_info: BibliographicInfo {
            supplier_unique_record_id: wanted.record.clone(),
            title: Some(wanted.title.clone()),
            author: wanted.author.clone(),
            volume: wanted.part.iter().cloned().collect(),
            bibliographic_item_id: wanted
                .identifiers
                .iter()
                .map(|one| identifier(one))
                .collect(),
            ..BibliographicInfo::default()
        },
        publication_info: None,
        service_info: Some(service),
        supplier_info: Vec::new(),
        requested_delivery_info: Vec::new(),
        requesting_agency_info: name.map(|name| RequestingAgencyInfo {
            name: Some(name),
            ..RequestingAgencyInfo::default()
        }),
        patron_info: None,
        billing_info: None,
    }
}

/// An ISSN has eight digits, an ISBN more.
fn identifier(number: &str) -> BibliographicItemId {
    let digits = number.chars().filter(char::is_ascii_alphanumeric).count();
    let code = match digits {
        8 => "ISSN",
        _ => "ISBN",
    };
    BibliographicItemId {
        bibliographic_item_identifier_code: code.into(),
        bibliographic_item_identifier: number.to_owned(),
    }
}

fn supplying(
    message: &IllMessage,
    told: &SupplyingMessage,
    version: Version,
    parties: &Parties<'_>,
) -> SupplyingAgencyMessage {
    let mut info = MessageInfo::new(codes::wire_reason(told.reason));
    info.answer_yes_no = told.answer.map(codes::wire_answer);
    let place = told.url.clone().filter(|_| version == Version::V1_2);
    let conditions = parties.habits.conditions_in_note(&told.loan_conditions);
    let note = words(told.note.as_ref()).into_iter();
    let note = note.chain(place).chain(conditions);
    info.note = Some(note.collect::<Vec<_>>().join("\n")).filter(|note| !note.is_empty());
    info.reason_unfilled = pair(told.reason_unfilled.as_deref());
    info.reason_retry = pair(told.reason_retry.as_deref());
    let state = told.state.map(|state| parties.habits.state(state));
    let status = state.and_then(codes::wire_status);
    let mut status_info =
        StatusInfo::new(status.unwrap_or(Status::RequestReceived), told.since.into());
    status_info.expected_delivery_date = instant(told.expected);
    status_info.due_date = instant(told.due);
    SupplyingAgencyMessage {
        header: SupplyingAgencyMessageHeader {
            supplying_agency_id: parties.supplier.clone(),
            requesting_agency_id: parties.requester.clone(),
            multiple_item_request_id: None,
            timestamp: message.written.into(),
            requesting_agency_request_id: message.requesting_agency_request_id.clone(),
            supplying_agency_request_id: message.supplying_agency_request_id.clone(),
            requesting_agency_authentication: None,
        },
        message_info: info,
        status_info,
        retry_info: None,
        delivery_info: delivery(told),
        shipping_info: None,
        return_info: None,
    }
}

/// What was sent, if anything was.
fn delivery(told: &SupplyingMessage) -> Option<DeliveryInfo> {
    let is_sent = told.state == Some(IllState::Loaned) && !told.items.is_empty();
    if !is_sent && told.url.is_none() && told.loan_conditions.is_empty() {
        return None;
    }
    let mut delivery = DeliveryInfo::new(told.since.into());
    delivery.item_id = told
        .items
        .iter()
        .map(|item| item.as_str().to_owned())
        .collect();
    delivery.url = told.url.clone();
    delivery.delivery_method = told.url.as_ref().map(|_| "URL".into());
    delivery.loan_condition = told
        .loan_conditions
        .iter()
        .map(|one| one.as_str().into())
        .collect();
    Some(delivery)
}

fn pair(value: Option<&str>) -> Option<SchemeValuePair> {
    value.map(SchemeValuePair::from)
}

fn words(note: Option<&Redacted>) -> Option<String> {
    note.map(|note| note.expose().to_owned())
}

fn instant(instant: Option<Timestamp>) -> Option<DateTime> {
    instant.map(DateTime::from)
}
