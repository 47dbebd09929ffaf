//! From the consortium's words to the bodies of requests: what is told.

use jiff::Timestamp;
use silta_consortium::{
    AlreadyHappened, Charge, Checkin, Checkout, CirculationStatus, Contact, Context, FeeType,
    HoldChange, HoldTarget, IllStep, ItemChange, Language, MarcFormat, MediaType, Money, NewBlock,
    NewHold, NewIllRequest, NewItem, NewPatron, NewRecord, NewTemporaryItem, Payment,
    PaymentMethod, Redacted, RenewAll, Renewal,
};
use silta_consortium_api as wire;

use crate::exchange::Content;

/// The same text under a type of the wire.
macro_rules! same {
    ($id:expr) => {
        $id.as_str().into()
    };
}

/// The terminal, by the name of its account.
fn terminal(context: &Context) -> Option<String> {
    let account = context.origin.account.as_ref();
    account.map(|account| account.as_str().to_owned())
}

fn money(money: Money) -> wire::Money {
    wire::Money {
        cents: money.cents,
        // The same three capital letters.
        currency: money
            .currency
            .as_str()
            .parse()
            .unwrap_or(wire::Currency::EUR),
    }
}

fn time(at: Timestamp) -> wire::Time {
    at.into()
}

fn happened(
    happened: Option<AlreadyHappened>,
) -> (Option<wire::Time>, Option<wire::AlreadyHappened>) {
    let told = happened.map(|happened| wire::AlreadyHappened {
        due: happened.due.map(time),
    });
    (happened.map(|happened| time(happened.at)), told)
}

pub(crate) fn checkout(context: &Context, body: Checkout) -> wire::CheckoutRequest {
    let (time, already_happened) = happened(body.already_happened);
    wire::CheckoutRequest {
        patron: same!(body.patron),
        item: same!(body.item),
        library: same!(body.library),
        terminal: terminal(context),
        time,
        fee_acknowledged: body.fee_acknowledged,
        renew_if_on_loan: body.renew_if_on_loan,
        allow_in_transit: Some(body.allow_in_transit),
        already_happened,
    }
}

pub(crate) fn checkin(context: &Context, body: Checkin) -> wire::CheckinRequest {
    wire::CheckinRequest {
        item: same!(body.item),
        library: same!(body.library),
        terminal: terminal(context),
        time: None,
        returned_at: body.returned_at.map(time),
        already_happened: wire::Happened(body.already_happened),
        capture_hold: Some(body.capture_hold),
    }
}

pub(crate) fn renewal(context: &Context, body: Renewal) -> wire::RenewalRequest {
    let (time, already_happened) = happened(body.already_happened);
    wire::RenewalRequest {
        patron: same!(body.patron),
        item: same!(body.item),
        library: Some(same!(body.library)),
        terminal: terminal(context),
        time,
        fee_acknowledged: body.fee_acknowledged,
        already_happened,
    }
}

pub(crate) fn renew_all(context: &Context, body: &RenewAll) -> wire::RenewAllRequest {
    wire::RenewAllRequest {
        library: Some(same!(body.library)),
        terminal: terminal(context),
        fee_acknowledged: body.fee_acknowledged,
    }
}

pub(crate) fn hold(context: &Context, body: NewHold) -> wire::HoldRequest {
    let (record, item) = match body.target {
        HoldTarget::Record(record) => (Some(same!(record)), None),
        HoldTarget::Item(item) => (None, Some(same!(item))),
    };
    wire::HoldRequest {
        patron: same!(body.patron),
        record,
        item,
        pickup_library: same!(body.pickup_library),
        expires: body.expires.map(|at| time(at).into()),
        terminal: terminal(context),
    }
}

pub(crate) fn temporary_item(body: NewTemporaryItem) -> wire::TemporaryItemRequest {
    wire::TemporaryItemRequest {
        barcode: same!(body.barcode),
        title: body.title,
        author: body.author,
        patron: same!(body.patron),
        pickup_library: same!(body.pickup_library),
        request_id: body.request_id,
        agency: same!(body.agency),
        due: body.due.map(|at| time(at).into()),
        renewable: body.renewable,
        library_use_only: body.library_use_only,
    }
}

/// Nothing if the API has no word for what is asked for.
pub(crate) fn ill_request(body: NewIllRequest) -> Option<wire::IllRequestNew> {
    Some(wire::IllRequestNew {
        peer: same!(body.peer),
        service_type: wire::ServiceType::from_name(body.service_type.as_str())?,
        title: body.title,
        author: body.author,
        patron: same!(body.patron),
        pickup_library: same!(body.pickup_library),
        note: body.note.map(|note| note.expose().into()),
    })
}

/// Nothing if the API has no word for what is done.
pub(crate) fn ill_step(body: IllStep) -> Option<wire::IllChange> {
    Some(wire::IllChange {
        action: wire::IllAction::from_name(body.action.as_str())?,
        item: body.item.map(|item| same!(item)),
        due: body.due.map(|at| time(at).into()),
        url: body.url,
        reason: body.reason,
        barcode: body.barcode.map(|barcode| same!(barcode)),
        note: body.note.map(|note| note.expose().into()),
    })
}

pub(crate) fn hold_change(body: &HoldChange) -> wire::HoldChange {
    wire::HoldChange {
        pickup_library: body.pickup_library.as_ref().map(|library| same!(library)),
        expires: body.expires.map(|at| time(at).into()),
    }
}

pub(crate) fn payment(context: &Context, body: Payment) -> wire::PaymentRequest {
    let method = match body.method {
        PaymentMethod::Card => wire::PaymentMethod::Card.into(),
        PaymentMethod::Cash => wire::PaymentMethod::Cash.into(),
        PaymentMethod::Other(code) => wire::Open::from_name(&code),
    };
    wire::PaymentRequest {
        patron: same!(body.patron),
        amount: money(body.amount),
        fee: body.fee.map(|fee| same!(fee)),
        method: Some(method),
        transaction_id: body.transaction_id,
        terminal: terminal(context),
    }
}

pub(crate) fn charge(body: &Charge) -> wire::Charge {
    wire::Charge {
        amount: money(body.amount),
        kind: Some(fee_type(body.kind)),
        text: Some(body.text.clone()),
        item: body.item.as_ref().map(|item| same!(item)),
    }
}

fn fee_type(kind: FeeType) -> wire::FeeType {
    wire::FeeType::from_name(kind.as_str()).unwrap_or(wire::FeeType::Other)
}

/// A block of that kind; none if the API has no such code.
pub(crate) fn block(body: &NewBlock) -> Option<wire::BlockRequest> {
    Some(wire::BlockRequest {
        code: wire::Code::from_name(body.code.as_str())?,
        text: body.text.as_str().into(),
        card_retained: body.card_retained,
    })
}

/// A record goes as it is, and not as JSON.
pub(crate) fn record(body: NewRecord) -> Content {
    Content {
        format: match body.format {
            MarcFormat::Iso2709 => wire::Format::Marc,
            MarcFormat::MarcXml => wire::Format::MarcXml,
        },
        bytes: body.bytes.into(),
    }
}

pub(crate) fn item_change(body: ItemChange) -> wire::ItemChange {
    wire::ItemChange {
        properties: body.properties,
        current_location: body.current_location.map(|library| same!(library)),
    }
}

pub(crate) fn patron(body: &NewPatron) -> wire::PatronWrite {
    wire::PatronWrite {
        name: body.name.expose().into(),
        home: same!(body.home),
        group: Some(body.group.clone()),
        language: Some(match body.language {
            Language::En => wire::Language::En,
            Language::Fi => wire::Language::Fi,
            Language::Sv => wire::Language::Sv,
        }),
        expires: body.expires.map(wire::Date::from),
        card_lost: body.card_lost,
        contact: Some(contact(&body.contact)),
        pin: body.pin.as_ref().map(|pin| pin.expose().into()),
    }
}

fn contact(contact: &Contact) -> wire::Contact {
    let known = |text: &Redacted| (!text.is_empty()).then(|| text.expose().into());
    wire::Contact {
        address: known(&contact.address),
        email: known(&contact.email),
        phone: known(&contact.phone),
        birth_date: known(&contact.birth_date),
    }
}

pub(crate) fn item(body: &NewItem) -> wire::ItemWrite {
    wire::ItemWrite {
        record: same!(body.record),
        home: same!(body.home),
        current_location: Some(same!(body.current_location)),
        media_type: Some(media_type(body.media_type)),
        circulation_status: Some(circulation_status(body.status)),
        fee: body.fee.map(money),
        shelf_mark: body.shelf_mark.clone(),
        age_limit: body.age_limit,
        collection: body.collection.clone(),
        properties: body.properties.clone(),
    }
}

fn media_type(kind: MediaType) -> wire::MediaType {
    wire::MediaType::from_name(kind.as_str()).unwrap_or(wire::MediaType::Other)
}

fn circulation_status(status: CirculationStatus) -> wire::CirculationStatus {
    use CirculationStatus as Status;
    use wire::CirculationStatus as Wire;

    match status {
        Status::Available => Wire::Available,
        Status::ClaimedReturned => Wire::ClaimedReturned,
        Status::InProcess => Wire::InProcess,
        Status::InTransit => Wire::InTransit,
        Status::Lost => Wire::Lost,
        Status::Missing => Wire::Missing,
        Status::NotForLoan => Wire::NotForLoan,
        Status::OnHoldShelf => Wire::OnHoldShelf,
        Status::OnLoan => Wire::OnLoan,
        Status::OnOrder => Wire::OnOrder,
        Status::Recalled => Wire::Recalled,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hear::Hear;

    #[test]
    fn words_told_are_heard_again() {
        for (kind, name) in FeeType::ALL {
            assert_eq!(fee_type(kind).as_str(), name);
        }
        for (kind, name) in MediaType::ALL {
            assert_eq!(media_type(kind).as_str(), name);
        }
        for word in wire::CirculationStatus::ALL {
            assert_eq!(circulation_status(word.hear().unwrap()), *word);
        }
        let sum = Money {
            cents: -205,
            currency: "SEK".parse().unwrap(),
        };
        assert_eq!(money(sum).hear(), Ok(sum));
    }
}
