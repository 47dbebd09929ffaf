//! What can be changed, and what the library says no to.

use serde_json::{Value, json};

use crate::house::{AINO, ASA, House, SISKO, VAINO};

fn lend(patron: &str, item: &str) -> Value {
    json!({"patron": patron, "item": item, "library": "KAJ"})
}

fn euros(amount: &str) -> Value {
    json!({"amount": amount, "currency": "EUR"})
}

#[tokio::test]
async fn lending_taking_back_and_undoing_both() {
    let house = House::new();
    let loan = house
        .post("/checkouts", lend(VAINO, "3900000001"))
        .await
        .body;
    assert_eq!(
        (&loan["item"], &loan["was_on_loan"]),
        (&json!("3900000001"), &json!(false))
    );
    assert_eq!(loan["due"], "2026-12-20T23:59:59+02:00");
    let again = house
        .post("/checkouts", lend(VAINO, "3900000001"))
        .await
        .body;
    assert_eq!(
        (&again["id"], &again["was_on_loan"]),
        (&loan["id"], &json!(true))
    );
    let mut renewing = lend(VAINO, "3900000001");
    renewing["renew_if_on_loan"] = json!(true);
    assert_eq!(house.post("/checkouts", renewing).await.body["renewals"], 1);
    let item = json!({"item": "3900000001", "library": "SOT"});
    let back = house.post("/checkins", item.clone()).await.body;
    assert_eq!(
        (&back["last_borrower"], &back["routing"]),
        (&json!(VAINO), &json!("transfer"))
    );
    assert_eq!(
        (&back["destination"], &back["fee"]),
        (&json!("KAJ"), &Value::Null)
    );
    let latest = house.get("/checkins?item=3900000001").await.body;
    assert_eq!(latest["items"][0]["id"], back["id"]);
    let undo = format!("/checkins/{}/cancellation", back["id"].as_str().unwrap());
    let undone = house.post(&undo, Value::Null).await.body;
    assert_eq!(
        (&undone["loan"]["id"], &undone["loan"]["renewals"]),
        (&loan["id"], &json!(1))
    );
    assert_eq!(house.post(&undo, Value::Null).await.code(), "not_on_loan");
    let back = house
        .post("/checkins", json!({"item": "3900000001", "library": "KAJ"}))
        .await
        .body;
    assert_eq!(back["routing"], "none");
    let twice = house
        .post("/checkins", json!({"item": "3900000001", "library": "KAJ"}))
        .await;
    assert_eq!(
        (twice.status, &twice.body["last_borrower"]),
        (200, &Value::Null)
    );
}

#[tokio::test]
async fn a_checkout_that_could_not_be_completed_is_undone() {
    let house = House::new();
    let loan = house
        .post("/checkouts", lend(VAINO, "3900000001"))
        .await
        .body;
    let undo = format!("/checkouts/{}/cancellation", loan["id"].as_str().unwrap());
    assert_eq!(house.post(&undo, Value::Null).await.status, 204);
    assert_eq!(
        house.get("/items/3900000001").await.body["circulation_status"],
        "available"
    );
    let again = house.post(&undo, Value::Null).await;
    assert_eq!((again.status, again.code()), (409, "not_on_loan"));
}

#[tokio::test]
async fn each_no_has_its_code_its_texts_and_its_facts() {
    let house = House::new();
    for (patron, item, code) in [
        ("2900000003", "3900000001", "fee_limit"),
        ("2900000004", "3900000001", "patron_expired"),
        ("2900000005", "3900000001", "card_lost"),
        ("2900000006", "3900000004", "age_restricted"),
        ("2900000007", "3900000001", "loan_limit"),
        (VAINO, "3900000003", "item_on_hold_for_other"),
        (VAINO, "3900000005", "item_on_loan_to_other"),
        (VAINO, "3900000007", "item_not_for_loan"),
        (VAINO, "3900000009", "item_lost"),
        (VAINO, "3900000010", "fee_required"),
        (VAINO, "nothing", "item_unknown"),
        ("nobody", "3900000001", "patron_unknown"),
    ] {
        let answer = house.post("/checkouts", lend(patron, item)).await;
        assert_eq!((answer.status, answer.code()), (409, code));
        for language in ["fi", "sv", "en"] {
            assert!(answer.body["texts"][language].is_string(), "{code}");
        }
        match code {
            "fee_required" => assert_eq!(answer.body["fee"], euros("2.00")),
            "fee_limit" => assert_eq!(answer.body["fee"], euros("12.50")),
            "age_restricted" => assert_eq!(answer.body["limit"], 16),
            "loan_limit" => assert_eq!(answer.body["limit"], 60),
            "patron_expired" => assert!(answer.body["until"].is_string()),
            _ => {}
        }
    }
    let mut agreed = lend(VAINO, "3900000010");
    agreed["fee_acknowledged"] = json!(true);
    assert_eq!(
        house.post("/checkouts", agreed).await.body["fee"],
        euros("2.00")
    );
}

#[tokio::test]
async fn what_happened_already_is_recorded_the_same_whenever_it_is_asked() {
    let house = House::new();
    let mut body = lend(AINO, "3900000001");
    body["already_happened"] = json!({"due": "2026-12-01T23:59:59+02:00"});
    let first = house
        .keyed("offline-0001", "POST", "/checkouts", body.clone())
        .await;
    assert_eq!(first.body["due"], "2026-12-01T23:59:59+02:00");
    assert_eq!(first.body["overridden"][0]["code"], "fee_limit");
    house.clock.advance(jiff::SignedDuration::from_mins(5));
    let again = house
        .keyed("offline-0001", "POST", "/checkouts", body)
        .await;
    assert_eq!((again.status, again.body), (201, first.body));
    let back = json!({"item": "3900000001", "library": "KAJ", "already_happened": true,
                      "time": "2026-11-22T09:00:00+02:00"});
    assert_eq!(
        house.post("/checkins", back).await.body["last_borrower"],
        AINO
    );
}

#[tokio::test]
async fn renewing_one_and_all() {
    let house = House::new();
    let renewed = house
        .post("/renewals", json!({"patron": ASA, "item": "3900000005"}))
        .await;
    assert_eq!(
        (renewed.status, &renewed.body["renewals"]),
        (200, &json!(1))
    );
    let waits = house
        .post("/renewals", json!({"patron": ASA, "item": "3900000006"}))
        .await;
    assert_eq!(waits.code(), "renewal_hold_waiting");
    let others = house
        .post("/renewals", json!({"patron": VAINO, "item": "3900000005"}))
        .await;
    assert_eq!((others.status, others.code()), (409, "not_on_loan"));
    let all = house
        .post(&format!("/patrons/{ASA}/renewals"), json!({}))
        .await
        .body;
    let items = all["items"].as_array().unwrap();
    let outcome = |item: &str| items.iter().find(|one| one["item"] == item).unwrap();
    assert_eq!(outcome("3900000005")["outcome"], "renewed");
    assert!(outcome("3900000005")["due"].is_string());
    assert_eq!(outcome("3900000006")["outcome"], "refused");
    assert_eq!(
        outcome("3900000006")["problem"]["code"],
        "renewal_hold_waiting"
    );
    let recalled = house.get("/loans?item=3900000005").await.body["items"][0]["id"].clone();
    let path = format!("/loans/{}/recall", recalled.as_str().unwrap());
    assert_eq!(house.post(&path, Value::Null).await.body["recalled"], true);
}

#[tokio::test]
async fn holds_are_placed_changed_and_cancelled() {
    let house = House::new();
    let body = json!({"patron": VAINO, "record": "kainet.2", "pickup_library": "SOT"});
    let hold = house.post("/holds", body.clone()).await.body;
    assert_eq!(
        (&hold["record"], &hold["item"]),
        (&json!("kainet.2"), &Value::Null)
    );
    assert_eq!(
        (&hold["position"], &hold["status"]),
        (&json!(1), &json!("waiting"))
    );
    assert_eq!(house.post("/holds", body).await.code(), "hold_exists");
    let path = format!("/holds/{}", hold["id"].as_str().unwrap());
    assert_eq!(house.get(&path).await.body, hold);
    let change = json!({"pickup_library": "KUH", "expires": "2026-12-24"});
    let changed = house.change("PATCH", &path, change).await.body;
    assert_eq!(changed["pickup_library"], "KUH");
    assert_eq!(changed["expires"], "2026-12-24T23:59:59+02:00");
    let nowhere = json!({"pickup_library": "XXX"});
    assert_eq!(
        house.change("PATCH", &path, nowhere).await.code(),
        "pickup_not_allowed"
    );
    assert_eq!(house.change("DELETE", &path, Value::Null).await.status, 204);
    assert_eq!(house.get(&path).await.status, 404);
    let on_copy = json!({"patron": SISKO, "item": "3900000002", "pickup_library": "KAJ"});
    assert_eq!(
        house.post("/holds", on_copy).await.body["item"],
        "3900000002"
    );
    for (body, pointer) in [
        (json!({"patron": VAINO, "pickup_library": "KAJ"}), "/record"),
        (
            json!({"patron": VAINO, "pickup_library": "KAJ", "record": "a", "item": "b"}),
            "/record",
        ),
    ] {
        assert_eq!(house.post("/holds", body).await.pointer(), pointer);
    }
    let unknown = json!({"patron": VAINO, "record": "kainet.0", "pickup_library": "KAJ"});
    let answer = house.post("/holds", unknown).await;
    assert_eq!((answer.status, answer.code()), (409, "item_unknown"));
}

#[tokio::test]
async fn a_returned_item_is_caught_for_whoever_waits() {
    let house = House::new();
    let back = house
        .post("/checkins", json!({"item": "3900000006", "library": "SOT"}))
        .await
        .body;
    assert_eq!(
        (&back["routing"], &back["destination"]),
        (&json!("hold_elsewhere"), &json!("KAJ"))
    );
    assert_eq!(
        (&back["hold"]["patron"], &back["hold"]["copy"]),
        (&json!(VAINO), &json!("3900000006"))
    );
    let back = house
        .post("/checkins", json!({"item": "3900000006", "library": "KAJ"}))
        .await
        .body;
    assert_eq!(back["routing"], "hold_here");
}

#[tokio::test]
async fn fees_are_charged_and_paid() {
    let house = House::new();
    let pay = |amount: &str| json!({"patron": AINO, "amount": euros(amount), "method": "card"});
    assert_eq!(
        house.post("/payments", pay("12.51")).await.code(),
        "payment_too_large"
    );
    let mut one = pay("2.50");
    one["fee"] = json!("F2");
    assert_eq!(
        house.post("/payments", one).await.body["balance"],
        euros("10.00")
    );
    let mut crowns = pay("1.00");
    crowns["amount"]["currency"] = json!("SEK");
    assert_eq!(
        house.post("/payments", crowns).await.code(),
        "currency_unknown"
    );
    let mut same = pay("3.00");
    same["transaction_id"] = json!("T-1");
    same["terminal"] = json!("sc-kajaani");
    let first = house.post("/payments", same.clone()).await.body;
    assert_eq!(house.post("/payments", same.clone()).await.body, first);
    // Another terminal numbers its transactions by itself.
    same["terminal"] = json!("sc-sotkamo");
    let other = house.post("/payments", same).await.body;
    assert_eq!(
        (&first["balance"], &other["balance"]),
        (&euros("7.00"), &euros("4.00"))
    );
    let fee = json!({"amount": euros("4.00"), "type": "damage", "text": "Kannet"});
    let fee = house.post(&format!("/patrons/{AINO}/fees"), fee).await.body;
    assert_eq!(
        (&fee["type"], &fee["amount"]),
        (&json!("damage"), &euros("4.00"))
    );
    assert_eq!(
        house.get(&format!("/patrons/{AINO}")).await.body["balance"],
        euros("8.00")
    );
}

#[tokio::test]
async fn cards_are_blocked_and_the_block_lifted() {
    let house = House::new();
    let blocks = format!("/patrons/{VAINO}/blocks");
    let block = json!({"code": "patron_blocked", "text": "kortti kadoksissa"});
    let block = house.post(&blocks, block).await.body;
    assert_eq!(
        house
            .post("/checkouts", lend(VAINO, "3900000001"))
            .await
            .code(),
        "patron_blocked"
    );
    let one = format!("{blocks}/{}", block["id"].as_str().unwrap());
    let lifted = house.keyed("lift-0001", "DELETE", &one, Value::Null).await;
    assert_eq!(lifted.status, 204);
    let again = house.keyed("lift-0001", "DELETE", &one, Value::Null).await;
    assert_eq!(again.status, 204, "the first answer again");
    assert_eq!(
        house.change("DELETE", &one, Value::Null).await.code(),
        "not_found"
    );
    assert_eq!(
        house
            .post("/checkouts", lend(VAINO, "3900000001"))
            .await
            .status,
        201
    );
    for code in ["moon", "malformed"] {
        let answer = house.post(&blocks, json!({"code": code})).await;
        assert_eq!((answer.status, answer.pointer()), (400, "/code"), "{code}");
    }
}

#[tokio::test]
async fn items_are_described_created_and_taken_out() {
    let house = House::new();
    let change = json!({"properties": "3 levyä", "current_location": "SOT"});
    let item = house
        .change("PATCH", "/items/3900000001", change)
        .await
        .body;
    assert_eq!(
        (&item["properties"], &item["current_location"]),
        (&json!("3 levyä"), &json!("SOT"))
    );
    let nowhere = json!({"current_location": "XXX"});
    let answer = house.change("PATCH", "/items/3900000001", nowhere).await;
    assert_eq!(
        (answer.status, answer.pointer()),
        (400, "/current_location")
    );
    let write =
        json!({"record": "kainet.1", "home": "KUH", "media_type": "cd", "fee": euros("1.00")});
    let item = house
        .change("PUT", "/items/3900009999", write.clone())
        .await
        .body;
    assert_eq!(
        (&item["title"], &item["current_location"]),
        (&json!("Seitsemän veljestä"), &json!("KUH"))
    );
    for (member, value, pointer, code) in [
        ("home", json!("XXX"), "/home", "malformed"),
        (
            "circulation_status",
            json!("on_loan"),
            "/circulation_status",
            "malformed",
        ),
        (
            "circulation_status",
            json!("burnt"),
            "/circulation_status",
            "malformed",
        ),
        ("record", json!("kainet.0"), "", "item_unknown"),
        (
            "fee",
            json!({"amount": "1.00", "currency": "SEK"}),
            "",
            "currency_unknown",
        ),
        ("fee", euros("-1.00"), "/fee", "malformed"),
    ] {
        let mut write = write.clone();
        write[member] = value;
        let answer = house.change("PUT", "/items/3900009999", write).await;
        assert_eq!(
            (answer.code(), answer.pointer()),
            (code, pointer),
            "{member}"
        );
    }
    assert_eq!(
        house
            .change("DELETE", "/items/3900009999", Value::Null)
            .await
            .status,
        204
    );
    assert_eq!(house.get("/items/3900009999").await.status, 404);
    let lent = house
        .change("DELETE", "/items/3900000005", Value::Null)
        .await;
    assert_eq!((lent.status, lent.code()), (409, "item_on_loan_to_other"));
}

#[tokio::test]
async fn patrons_are_created_and_changed() {
    let house = House::new();
    let write = json!({"name": "Väisänen, Aatu", "home": "KAJ", "language": "en", "pin": "4321",
                       "expires": "2027-12-31", "contact": {"email": "aatu@example.org"}});
    let patron = house
        .change("PUT", "/patrons/2900000077", write.clone())
        .await
        .body;
    assert_eq!(
        (&patron["group"], &patron["expires"]),
        (&json!("adult"), &json!("2027-12-31"))
    );
    assert_eq!(patron["contact"]["email"], "aatu@example.org");
    let right = house
        .post("/patrons/2900000077/verification", json!({"pin": "4321"}))
        .await
        .body;
    assert_eq!(right, json!({"verified": true}));
    let mut nowhere = write;
    nowhere["home"] = json!("XXX");
    let answer = house.change("PUT", "/patrons/2900000077", nowhere).await;
    assert_eq!((answer.status, answer.pointer()), (400, "/home"));
}
