//! An example of each body, from the demo library.

use serde_json::{Value, json};

use crate::Operation;

/// A request body of an operation; none if it has none, or none as JSON.
pub fn request_example(operation: Operation) -> Option<Value> {
    Some(match operation {
        Operation::VerifyPin | Operation::PutPin => json!({"pin": "1234"}),
        Operation::ChargePatron => json!({
            "type": "damage", "amount": money("5.00"), "text": "Kastunut kirja", "item": "3900000001"
        }),
        Operation::BlockPatron => json!({
            "code": "patron_blocked", "text": "Kortti jäi automaattiin", "card_retained": true
        }),
        Operation::RenewAll => json!({"library": "KAJ", "terminal": "sc-kajaani"}),
        Operation::PutPatron => json!({
            "name": "Korhonen, Väinö", "home": "KAJ", "group": "adult", "language": "fi",
            "expires": "2028-12-31", "contact": {"email": "vaino@example.org"}
        }),
        Operation::ChangeItem => json!({"properties": "3 levyä", "current_location": "SOT"}),
        Operation::PutItem => json!({
            "record": "kainet.1", "home": "KAJ", "media_type": "book",
            "circulation_status": "available", "shelf_mark": "84.2 KIV"
        }),
        Operation::Checkout => json!({
            "patron": "2900000001", "item": "3900000001", "library": "KAJ", "terminal": "sc-kajaani",
            "time": "2026-11-23T10:00:00+02:00", "fee_acknowledged": false, "renew_if_on_loan": false
        }),
        Operation::Checkin => json!({
            "item": "3900000001", "library": "KAJ", "terminal": "sorter-kajaani",
            "time": "2026-11-30T10:00:00+02:00", "returned_at": "2026-11-29T18:30:00+02:00"
        }),
        Operation::Renew => json!({
            "patron": "2900000002", "item": "3900000005", "library": "SOT", "fee_acknowledged": true,
            "already_happened": {"due": "2026-12-28T23:59:59+02:00"}
        }),
        Operation::PlaceHold => json!({
            "patron": "2900000001", "record": "kainet.2", "pickup_library": "KAJ",
            "expires": "2027-03-01"
        }),
        Operation::ChangeHold => json!({"pickup_library": "SOT"}),
        Operation::Pay => json!({
            "patron": "2900000003", "amount": money("10.00"), "fee": "F1", "method": "card",
            "transaction_id": "T-20261123-17"
        }),
        Operation::CreateIllRequest => json!({
            "peer": "ISIL:FI-Partner", "service_type": "Loan", "title": "Kanteletar",
            "author": "Lönnrot, Elias", "patron": "2900000001", "pickup_library": "KAJ"
        }),
        Operation::ChangeIllRequest => json!({
            "action": "ship", "item": "3900000001", "due": "2026-12-28T23:59:59+02:00"
        }),
        Operation::CreateTemporaryItem => json!({
            "barcode": "5500000001", "title": "Kanteletar", "author": "Lönnrot, Elias",
            "patron": "2900000001", "pickup_library": "KAJ", "request_id": "REQ-17",
            "agency": "ISIL:FI-Partner", "due": "2026-12-28"
        }),
        _ => return None,
    })
}

/// The body of an operation's answer; none if it has none.
pub fn answer_example(operation: Operation) -> Option<Value> {
    Some(match operation {
        Operation::Libraries => list(library()),
        Operation::Library => library(),
        Operation::Patron | Operation::PutPatron => patron(),
        Operation::VerifyPin => json!({"verified": true}),
        Operation::PatronLoans | Operation::ItemLoans => list(loan()),
        Operation::PatronHolds => list(hold()),
        Operation::PatronFees => list(fee()),
        Operation::ChargePatron => fee(),
        Operation::BlockPatron => block(),
        Operation::RenewAll => json!({"items": [
            {"item": "3900000005", "outcome": "renewed", "due": "2026-12-21T23:59:59+02:00"},
            {"item": "3900000006", "outcome": "refused", "problem": problem()},
        ]}),
        Operation::Item | Operation::ChangeItem | Operation::PutItem => item(),
        Operation::CreateTemporaryItem => item(),
        Operation::Recall | Operation::Checkout | Operation::Renew => loan(),
        Operation::LastCheckins => list(json!({"id": "C81", "item": "3900000001"})),
        Operation::Checkin => json!({
            "id": "C81", "item": item(), "last_borrower": "2900000001", "routing": "hold_here",
            "destination": "KAJ", "sort_bin": "1", "hold": hold(), "fee": null
        }),
        Operation::CancelCheckin => json!({"loan": loan()}),
        Operation::PlaceHold | Operation::Hold | Operation::ChangeHold => hold(),
        Operation::Pay => json!({
            "id": "P5", "patron": "2900000003", "amount": money("10.00"), "balance": money("2.50")
        }),
        Operation::Records => list(record()),
        Operation::RecordChanges => json!({
            "items": [{
                "id": "kainet.1", "changed": "2026-11-23T10:00:00+02:00", "deleted": false
            }],
            "next": null, "total": 1, "complete_until": "2026-11-23T10:05:00+02:00"
        }),
        Operation::Record | Operation::PutRecord => record(),
        Operation::Holdings => list(item()),
        Operation::Terms => list(json!({"term": "kalevala", "count": 7})),
        Operation::IllRequests => list(ill_request()),
        Operation::CreateIllRequest | Operation::IllRequest | Operation::ChangeIllRequest => {
            ill_request()
        }
        Operation::UndeliveredIllMessages => list(json!({
            "id": "M9", "request": "I4", "peer": "ISIL:FI-Partner", "attempts": 3,
            "message": {
                "direction": "sent", "kind": "requestingAgencyMessage", "value": "Received",
                "note": null, "time": "2026-11-23T10:00:00+02:00", "delivered": false,
                "error": "UnrecognisedDataValue: requestingAgencyRequestId"
            }
        })),
        Operation::OutcomeOf => json!({"outcome": "applied", "answer": loan()}),
        Operation::StaffNotices => list(json!({
            "at": "2026-11-23T10:00:00+02:00", "text": "Lainattu, vaikka kortti on vanhentunut",
            "item": "3900000001", "patron": "2900000004"
        })),
        Operation::CancelCheckout
        | Operation::CancelHold
        | Operation::DeleteItem
        | Operation::DeleteRecord
        | Operation::DeleteTemporaryItem
        | Operation::LiftBlock
        | Operation::PutPin
        | Operation::ResendIllMessage => return None,
    })
}

fn list(entry: Value) -> Value {
    json!({"items": [entry], "next": null, "total": 1})
}

fn money(amount: &str) -> Value {
    json!({"amount": amount, "currency": "EUR"})
}

fn library() -> Value {
    json!({"code": "KAJ", "isil": "FI-Kam", "name": "Kajaani", "open": true, "pickup": true})
}

fn patron() -> Value {
    json!({
        "barcode": "2900000003", "name": "Karjalainen, Aino", "home": "KUH", "group": "adult",
        "language": "fi", "expires": "2028-12-31", "age_class": "adult",
        "blocks": [{"id": null, "code": "fee_limit", "text": "", "since": null}],
        "privileges": {"checkout": false, "renew": false, "recall": false, "hold": false},
        "limits": {"loans": 60, "holds": 30, "fees": money("10.00")},
        "counts": {"loans": 0, "overdue": 0, "holds": 0, "holds_ready": 0, "fees": 2},
        "balance": money("12.50")
    })
}

fn block() -> Value {
    json!({
        "id": "B3", "code": "patron_blocked", "text": "Kortti jäi automaattiin",
        "since": "2026-11-23T10:00:00+02:00"
    })
}

fn item() -> Value {
    json!({
        "barcode": "3900000001", "title": "Seitsemän veljestä", "author": "Kivi, Aleksis",
        "media_type": "book", "circulation_status": "available", "due": null, "hold_queue": 0,
        "home": "KAJ", "current_location": "KAJ", "permanent_location": "KAJ", "fee": null,
        "shelf_mark": "84.2 KIV", "age_limit": null, "record": "kainet.1"
    })
}

fn loan() -> Value {
    json!({
        "id": "L102", "patron": "2900000001", "item": "3900000001", "title": "Seitsemän veljestä",
        "author": "Kivi, Aleksis", "media_type": "book", "record": "kainet.1",
        "due": "2026-12-21T23:59:59+02:00", "renewals": 0, "renewable": true, "library": "KAJ"
    })
}

fn hold() -> Value {
    json!({
        "id": "H7", "patron": "2900000008", "record": "kainet.12", "item": null,
        "pickup_library": "KUH", "title": "Nummisuutarit", "placed": "2026-11-23T10:00:00+02:00",
        "ready_until": null, "expires": "2027-03-01", "position": 1, "status": "waiting"
    })
}

fn fee() -> Value {
    json!({
        "id": "F1", "type": "damage", "amount": money("10.00"), "text": "Kastunut kirja",
        "created": "2026-11-23T10:00:00+02:00", "item": null
    })
}

fn problem() -> Value {
    json!({
        "type": "urn:consortium-api:problem:renewal_hold_waiting",
        "title": "Others wait for the item", "status": 409, "detail": "Others wait for this.",
        "code": "renewal_hold_waiting",
        "texts": {"fi": "Muut odottavat tätä.", "sv": "Andra väntar på detta.", "en": "Others wait for this."}
    })
}

fn record() -> Value {
    json!({
        "id": "kainet.1", "title": "Seitsemän veljestä", "author": "Kivi, Aleksis",
        "changed": "2026-11-23T10:00:00+02:00"
    })
}

fn ill_request() -> Value {
    json!({
        "id": "I4", "role": "requester", "peer": "ISIL:FI-Partner",
        "requesting_agency_request_id": "REQ-17", "supplying_agency_request_id": null,
        "version": "2021-2", "service_type": "Loan", "state": "request_sent", "title": "Kanteletar",
        "author": "Lönnrot, Elias", "record": null, "patron": "2900000001",
        "pickup_library": "KAJ", "item": null, "due": null, "reason": null, "note": null,
        "url": null, "loan_conditions": [],
        "messages": [{
            "direction": "sent", "kind": "request", "value": "New", "note": null,
            "time": "2026-11-23T10:00:00+02:00", "delivered": true, "error": null
        }],
        "actions": ["cancel", "ask_status", "notify"]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_body_has_an_example_that_reads_and_writes_the_same() {
        for operation in Operation::ALL {
            let spec = operation.spec();
            let bodies = [
                (spec.request.json, request_example(*operation)),
                (spec.answer.json, answer_example(*operation)),
            ];
            for (json, example) in bodies {
                let (Some(json), Some(example)) = (json, &example) else {
                    assert!(json.is_none() && example.is_none(), "{}", spec.id);
                    continue;
                };
                let written = (json.reread)(example.to_string().as_bytes()).expect(spec.id);
                let written: Value = serde_json::from_slice(&written).unwrap();
                assert!(holds(&written, example), "{}: {written:#}", spec.id);
            }
        }
    }

    /// Whether `written` has all of `example`; a request's defaults may join.
    fn holds(written: &Value, example: &Value) -> bool {
        match (written, example) {
            (Value::Object(written), Value::Object(example)) => example
                .iter()
                .all(|(name, value)| written.get(name).is_some_and(|known| holds(known, value))),
            (Value::Array(written), Value::Array(example)) => {
                written.len() == example.len()
                    && written.iter().zip(example).all(|(w, e)| holds(w, e))
            }
            (written, example) => written == example,
        }
    }
}
