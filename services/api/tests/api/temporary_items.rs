//! Copies that partners have sent for a while.

use serde_json::{Value, json};

use crate::house::{ASA, House, VAINO};

const COPY: &str = "FI-Partner-77";
const PATH: &str = "/temporary_items";

fn sent() -> Value {
    json!({
        "barcode": COPY, "title": "Sillanrakentajat", "author": "Lappalainen, Eeva",
        "patron": VAINO, "pickup_library": "SOT", "request_id": "req-1",
        "agency": "ISIL:FI-Partner", "due": "2026-12-24",
    })
}

fn with(name: &str, value: Value) -> Value {
    let mut sent = sent();
    sent[name] = value;
    sent
}

#[tokio::test]
async fn a_copy_comes_is_lent_and_goes() {
    let house = House::new();
    let created = house.post(PATH, sent()).await;
    assert_eq!(created.status, 201);
    let item = created.body;
    assert_eq!(item["circulation_status"], "on_hold_shelf");
    assert_eq!(item["title"], "Sillanrakentajat");
    assert_eq!(house.post(PATH, sent()).await.body, item);
    let record = item["record"].as_str().unwrap();
    let held = house.get(&format!("/records/{record}/holdings")).await.body;
    assert_eq!(held["items"][0]["barcode"], COPY);
    let loan = json!({"patron": VAINO, "item": COPY, "library": "SOT"});
    let lent = house.post("/checkouts", loan).await;
    assert_eq!(lent.status, 201);
    let path = format!("{PATH}/{COPY}");
    let in_use = house.change("DELETE", &path, Value::Null).await;
    assert_eq!(
        (in_use.status, in_use.code()),
        (409, "temporary_item_in_use")
    );
    let back = json!({"item": COPY, "library": "SOT"});
    let back = house.post("/checkins", back).await.body;
    assert_eq!(back["routing"], "ill");
    assert_eq!(house.change("DELETE", &path, Value::Null).await.status, 204);
    let again = house.change("DELETE", &path, Value::Null).await;
    assert_eq!((again.status, again.code()), (404, "item_unknown"));
}

#[tokio::test]
async fn what_cannot_be_taken_in_says_why() {
    let house = House::new();
    assert_eq!(house.post(PATH, sent()).await.status, 201);
    for (body, code) in [
        (with("barcode", json!("B2")), "duplicate_request"),
        (with("patron", json!(ASA)), "duplicate_request"),
        (with("request_id", json!("req-2")), "temporary_item_in_use"),
        (with("patron", json!("2999999999")), "patron_unknown"),
    ] {
        let refused = house.post(PATH, body).await;
        assert_eq!((refused.status, refused.code()), (409, code));
    }
    let mut elsewhere = with("pickup_library", json!("XYZ"));
    elsewhere["request_id"] = json!("req-3");
    elsewhere["barcode"] = json!("B3");
    let refused = house.post(PATH, elsewhere).await;
    assert_eq!(
        (refused.status, refused.code()),
        (409, "pickup_not_allowed")
    );
    for (body, pointer) in [
        (with("title", json!(" ")), "/title"),
        (with("request_id", json!("")), "/request_id"),
        (with("request_id", json!("r".repeat(201))), "/request_id"),
        (with("barcode", json!("b".repeat(65))), "/barcode"),
        (with("due", json!("tomorrow")), "/due"),
    ] {
        let malformed = house.post(PATH, body).await;
        assert_eq!((malformed.status, malformed.pointer()), (400, pointer));
    }
}
