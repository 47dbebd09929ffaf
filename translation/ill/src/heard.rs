//! A message of a partner in the consortium's words.

use jiff::Timestamp;
use silta_consortium::{
    IllContent, IllMessage, IllWanted, ItemBarcode, RequestingMessage, SupplyingMessage,
    SupplyingReason,
};
use silta_iso18626::{
    AgencyId, Body, DateTime, DeliveryInfo, ErrorData, ErrorType, Message, Request, RequestType,
    RequestingAgencyMessage, SchemeValuePair, ServiceType, SupplyingAgencyMessage,
};

use crate::{Habits, codes};

/// A message of a partner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// What it says.
    pub message: IllMessage,
    /// Who wrote it.
    pub from: AgencyId,
    /// To whom; none if it leaves that open.
    pub to: Option<AgencyId>,
    /// What proves who wrote it: account and security code.
    pub account: Option<String>,
    /// The secret of the account.
    pub security_code: Option<String>,
}

/// The element that names the request that is tried again.
const PREVIOUS: &str = "requestingAgencyPreviousRequestId";

/// What a message means; none if it is a confirmation. Or what is wrong with it.
pub fn heard(message: &Message, habits: Habits) -> Option<Result<Heard, ErrorData>> {
    match &message.body {
        Body::Request(request) => Some(of_request(request, habits)),
        Body::SupplyingAgencyMessage(told) => Some(of_supplier(told, habits)),
        Body::RequestingAgencyMessage(told) => Some(of_requester(told, habits)),
        Body::RequestConfirmation(_)
        | Body::SupplyingAgencyMessageConfirmation(_)
        | Body::RequestingAgencyMessageConfirmation(_) => None,
    }
}

fn of_request(request: &Request, habits: Habits) -> Result<Heard, ErrorData> {
    let header = &request.header;
    let authentication = header.requesting_agency_authentication.clone();
    let authentication = authentication.unwrap_or_default();
    Ok(Heard {
        message: IllMessage {
            requesting_agency_request_id: name(&header.requesting_agency_request_id)?,
            supplying_agency_request_id: header.supplying_agency_request_id.clone(),
            written: header.timestamp.timestamp(),
            content: IllContent::Request(Box::new(wanted(request, habits)?)),
        },
        from: header.requesting_agency_id.clone(),
        to: header.supplying_agency_id.clone(),
        account: authentication.account_id,
        security_code: authentication.security_code,
    })
}

fn wanted(request: &Request, habits: Habits) -> Result<IllWanted, ErrorData> {
    let about = &request.bibliographic_info;
    let service = request.service_info.as_ref();
    let is_retry = service.is_some_and(|service| service.request_type == Some(RequestType::Retry));
    let previous = service
        .and_then(|service| service.requesting_agency_previous_request_id.clone())
        .filter(|name| !name.is_empty());
    let retry_of = match (is_retry, previous) {
        (true, None) => {
            let what = format!("{PREVIOUS}: a retry names the request before it");
            return Err(ErrorData::new(ErrorType::UnrecognisedDataValue, what));
        }
        (true, Some(previous)) => Some(name_in(PREVIOUS, &previous)?),
        (false, _) => None,
    };
    let kind = service.map_or(ServiceType::Loan, |service| service.service_type);
    let component = (&about.title_of_component, &about.author_of_component);
    let article = [
        component.0,
        component.1,
        &about.issue,
        &about.pages_requested,
    ];
    let part = about.volume.iter().chain(article.into_iter().flatten());
    let part: Vec<&str> = part.chain(&about.edition).map(String::as_str).collect();
    Ok(IllWanted {
        retry_of,
        service_type: codes::service_type(kind),
        record: about.supplier_unique_record_id.clone(),
        title: about.title.clone().unwrap_or_default(),
        author: about.author.clone(),
        identifiers: identifiers(request),
        part: (!part.is_empty()).then(|| part.join(", ")),
        need_before: service.and_then(|service| instant(service.need_before_date)),
        pickup_library: None,
        note: service
            .and_then(|service| service.note.as_deref())
            .and_then(|note| words(&habits.note(note).words)),
    })
}

/// ISBNs, then ISSNs.
fn identifiers(request: &Request) -> Vec<String> {
    let all = &request.bibliographic_info.bibliographic_item_id;
    let of = |code: &'static str| {
        all.iter()
            .filter(move |one| one.bibliographic_item_identifier_code.is(code))
            .map(|one| one.bibliographic_item_identifier.clone())
    };
    of("ISBN").chain(of("ISSN")).collect()
}

fn of_supplier(told: &SupplyingAgencyMessage, habits: Habits) -> Result<Heard, ErrorData> {
    let header = &told.header;
    Ok(Heard {
        message: IllMessage {
            requesting_agency_request_id: name(&header.requesting_agency_request_id)?,
            supplying_agency_request_id: header
                .supplying_agency_request_id
                .clone()
                .filter(|name| !name.is_empty()),
            written: header.timestamp.timestamp(),
            content: IllContent::Supplying(Box::new(supplying(told, habits))),
        },
        from: header.supplying_agency_id.clone(),
        to: Some(header.requesting_agency_id.clone()),
        account: None,
        security_code: None,
    })
}

fn supplying(told: &SupplyingAgencyMessage, habits: Habits) -> SupplyingMessage {
    let (info, status) = (&told.message_info, &told.status_info);
    let reason = codes::reason(info.reason_for_message);
    let note = habits.note(info.note.as_deref().unwrap_or_default());
    let delivery = told.delivery_info.as_ref();
    let says_nothing = habits.notifies_without_status() && reason == SupplyingReason::Notification;
    let mut loan_conditions: Vec<_> = delivery.map(conditions).unwrap_or_default();
    loan_conditions.retain(|one| !habits.is_no_condition(one));
    loan_conditions.extend(note.conditions);
    SupplyingMessage {
        reason,
        answer: info.answer_yes_no.map(codes::answer),
        state: status
            .status
            .and_then(codes::state)
            .filter(|_| !says_nothing),
        since: status.last_change.timestamp(),
        reason_unfilled: value(info.reason_unfilled.as_ref()),
        reason_retry: value(info.reason_retry.as_ref()),
        expected: instant(status.expected_delivery_date),
        due: instant(status.due_date),
        items: delivery.map(items).unwrap_or_default(),
        url: delivery.and_then(|delivery| delivery.url.clone()),
        loan_conditions,
        renewable: None,
        note: words(&note.words),
    }
}

fn conditions(delivery: &DeliveryInfo) -> Vec<String> {
    let conditions = delivery.loan_condition.iter();
    conditions.map(|one| one.value.clone()).collect()
}

fn items(delivery: &DeliveryInfo) -> Vec<ItemBarcode> {
    let items = delivery.item_id.iter().filter(|item| !item.is_empty());
    items.map(|item| ItemBarcode::from(item.as_str())).collect()
}

fn of_requester(told: &RequestingAgencyMessage, habits: Habits) -> Result<Heard, ErrorData> {
    let header = &told.header;
    let authentication = header.requesting_agency_authentication.clone();
    let authentication = authentication.unwrap_or_default();
    let note = habits.note(told.note.as_deref().unwrap_or_default());
    Ok(Heard {
        message: IllMessage {
            requesting_agency_request_id: name(&header.requesting_agency_request_id)?,
            supplying_agency_request_id: header
                .supplying_agency_request_id
                .clone()
                .filter(|name| !name.is_empty()),
            written: header.timestamp.timestamp(),
            content: IllContent::Requesting(RequestingMessage {
                action: codes::action(told.action),
                note: words(&note.words),
            }),
        },
        from: header.requesting_agency_id.clone(),
        to: Some(header.supplying_agency_id.clone()),
        account: authentication.account_id,
        security_code: authentication.security_code,
    })
}

/// The name of a request, which must be there and cannot be too long.
fn name(name: &str) -> Result<String, ErrorData> {
    name_in("requestingAgencyRequestId", name)
}

fn name_in(element: &str, name: &str) -> Result<String, ErrorData> {
    let length = name.chars().count();
    match length {
        1..=IllMessage::MAX_REQUEST_ID => Ok(name.to_owned()),
        _ => Err(ErrorData::new(
            ErrorType::UnrecognisedDataValue,
            format!(
                "{element}: has {length} characters, not 1 to {}",
                IllMessage::MAX_REQUEST_ID
            ),
        )),
    }
}

fn value(pair: Option<&SchemeValuePair>) -> Option<String> {
    pair.map(|pair| pair.value.clone())
        .filter(|value| !value.is_empty())
}

fn words<T: for<'a> From<&'a str>>(words: &str) -> Option<T> {
    (!words.is_empty()).then(|| T::from(words))
}

fn instant(instant: Option<DateTime>) -> Option<Timestamp> {
    instant.map(DateTime::timestamp)
}
