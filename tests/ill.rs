//! Inter-library loan at staff's side, by the API and at the self-check: the whole gateway on
//! loopback. What the partner writes is put into the store while the gateway is stopped.
#![allow(clippy::unwrap_used, reason = "what goes wrong here is a failed test")]

mod support;

use std::{net::SocketAddr, path::Path};

use jiff::Timestamp;
use serde_json::{Value, json};
use silta_consortium::{
    IllContent, IllExchange as _, IllMessage, IllReceived, IllState, IllVersion, IllWanted,
    ServiceType, SupplyingMessage, SupplyingReason,
};
use support::{
    answer::value,
    api,
    house::{House, change, consortium, wait},
    messages::{checkin, checkout, item_information},
};

const PARTNER: &str = "ISIL:FI-Partner";
const COPY: &str = "FI-Partner-88";
const CARD: &str = "2900000001";
const PIN: &str = "AD1234|";
const DUE: &str = "2099-12-24T21:59:59Z";

fn ask(to: SocketAddr, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let body = match body {
        Value::Null => String::new(),
        body => body.to_string(),
    };
    let reply = api::ask(to, "demo", method, &format!("/ill/requests{path}"), &body);
    (reply.status, reply.json())
}

fn act(to: SocketAddr, id: &str, step: &Value) -> (u16, Value) {
    ask(to, "PATCH", &format!("/{id}"), step)
}

/// The partner writes, and the gateway is not there to see it.
fn hear(folder: &Path, name: &str, content: IllContent) {
    let store = consortium(folder);
    let received = IllReceived {
        peer: PARTNER.into(),
        version: IllVersion::V2021_2,
        message: IllMessage {
            requesting_agency_request_id: name.into(),
            supplying_agency_request_id: Some("their-17".into()),
            written: Timestamp::now(),
            content,
        },
    };
    let key = format!("hear-{name}");
    wait(store.receive_ill_message(change(&key, received))).unwrap();
}

fn loaned() -> IllContent {
    IllContent::Supplying(Box::new(SupplyingMessage {
        reason: SupplyingReason::StatusChange,
        answer: None,
        state: Some(IllState::Loaned),
        since: Timestamp::now(),
        reason_unfilled: None,
        reason_retry: None,
        expected: None,
        due: Some(DUE.parse().unwrap()),
        items: vec![COPY.into()],
        url: None,
        loan_conditions: Vec::new(),
        renewable: Some(false),
        note: None,
    }))
}

#[test]
fn a_copy_of_a_partner_is_borrowed_at_the_self_check() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::demo(folder.path());
    let wanted = json!({
        "peer": PARTNER, "service_type": "Loan", "title": "Sillanrakentajat", "patron": CARD,
        "pickup_library": "KAJ",
    });
    let (status, request) = ask(house.http, "POST", "", &wanted);
    assert_eq!((status, &request["state"]), (201, &json!("request_sent")));
    let id = request["id"].as_str().unwrap();
    let (early, _) = act(house.http, id, &json!({"action": "received"}));
    assert_eq!(early, 409);
    house.stop();
    let name = request["requesting_agency_request_id"].as_str().unwrap();
    hear(folder.path(), name, loaned());

    let house = House::demo(folder.path());
    let to = house.http;
    let (_, lent) = ask(to, "GET", &format!("/{id}"), &Value::Null);
    assert_eq!(
        (&lent["state"], &lent["item"]),
        (&json!("loaned"), &json!(COPY))
    );
    assert_eq!(lent["supplying_agency_request_id"], "their-17");
    let (status, here) = act(to, id, &json!({"action": "received"}));
    assert_eq!((status, &here["item"]), (200, &json!(COPY)));

    let mut terminal = house.terminal("sc-kajaani");
    let waiting = terminal.ask(&item_information(COPY));
    // Waiting on the hold shelf.
    assert!(waiting.starts_with("1808"), "{waiting}");
    let borrowed = terminal.ask(&checkout(CARD, COPY, PIN));
    assert!(borrowed.starts_with("121"), "{borrowed}");
    assert_eq!(value(&borrowed, "AJ"), Some("Sillanrakentajat"));
    let (status, refused) = act(to, id, &json!({"action": "return"}));
    assert_eq!(
        (status, &refused["code"]),
        (409, &json!("temporary_item_in_use"))
    );
    let returned = terminal.ask(&checkin(COPY, ""));
    // It goes home to the partner.
    assert_eq!(value(&returned, "CV"), Some("03"), "{returned}");
    let (status, gone) = act(to, id, &json!({"action": "return"}));
    assert_eq!(status, 200, "{gone}");
    let told: Vec<_> = gone["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| {
            (
                message["direction"].as_str().unwrap(),
                message["value"].as_str().unwrap(),
            )
        })
        .collect();
    let all = [
        ("sent", "New"),
        ("received", "Loaned"),
        ("sent", "Received"),
        ("sent", "ShippedReturn"),
    ];
    assert_eq!(told, all);
    let unknown = terminal.ask(&item_information(COPY));
    assert!(unknown.starts_with("1801"), "{unknown}");
    house.stop();
}

#[test]
fn a_copy_of_ours_is_away_while_a_partner_has_it() {
    let folder = tempfile::tempdir().unwrap();
    let wanted = IllWanted {
        retry_of: None,
        service_type: ServiceType::Loan,
        record: Some("kainet.1".into()),
        title: "Seitsemän veljestä".into(),
        author: None,
        identifiers: Vec::new(),
        part: None,
        need_before: None,
        pickup_library: None,
        note: None,
    };
    hear(folder.path(), "their-1", IllContent::Request(wanted.into()));
    let house = House::demo(folder.path());
    let to = house.http;
    let (_, open) = ask(to, "GET", "?state=request_received", &Value::Null);
    assert_eq!(open["total"], 1);
    let id = open["items"][0]["id"].as_str().unwrap();
    let (status, shipped) = act(to, id, &json!({"action": "ship", "due": "2099-12-24"}));
    assert_eq!((status, &shipped["item"]), (200, &json!("3900000001")));
    let mut terminal = house.terminal("sc-kajaani");
    let refused = terminal.ask(&checkout(CARD, "3900000001", PIN));
    assert!(refused.starts_with("120"), "{refused}");
    let (status, back) = act(to, id, &json!({"action": "receive_return"}));
    assert_eq!((status, &back["state"]), (200, &json!("loan_completed")));
    let lent = terminal.ask(&checkout(CARD, "3900000001", PIN));
    assert!(lent.starts_with("121"), "{lent}");
    house.stop();
}
