//! What became of a change: its first answer, in the words of the wire.

use serde_json::{Value, json};

use crate::house::{AINO, ASA, House, SISKO, VAINO};

#[tokio::test]
async fn every_answer_is_told_again_as_it_was() {
    let house = House::new();
    let library = "KAJ";
    let lend = json!({"patron": VAINO, "item": "3900000001", "library": library});
    let lent = house.keyed("outcome-00", "POST", "/checkouts", lend).await;
    let back = json!({"item": "3900000001", "library": library});
    let returned = house.keyed("outcome-01", "POST", "/checkins", back).await;
    let undo = format!(
        "/checkins/{}/cancellation",
        returned.body["id"].as_str().unwrap()
    );
    let loan = format!("/loans/{}/recall", lent.body["id"].as_str().unwrap());
    let euros = json!({"amount": "1.00", "currency": "EUR"});
    let item = json!({"record": "kainet.1", "home": "KUH"});
    let patron = json!({"name": "Väisänen, Aatu", "home": "KAJ"});
    let changes = [
        ("POST", undo, Value::Null),
        ("POST", loan, Value::Null),
        (
            "POST",
            "/renewals".to_owned(),
            json!({"patron": ASA, "item": "3900000005"}),
        ),
        ("POST", format!("/patrons/{ASA}/renewals"), json!({})),
        (
            "POST",
            "/holds".to_owned(),
            json!({"patron": SISKO, "item": "3900000002", "pickup_library": library}),
        ),
        (
            "POST",
            "/payments".to_owned(),
            json!({"patron": AINO, "amount": euros}),
        ),
        (
            "POST",
            format!("/patrons/{ASA}/fees"),
            json!({"amount": euros}),
        ),
        (
            "POST",
            format!("/patrons/{ASA}/blocks"),
            json!({"code": "patron_blocked"}),
        ),
        (
            "PATCH",
            "/items/3900000002".to_owned(),
            json!({"properties": "x"}),
        ),
        ("PUT", "/items/3900009999".to_owned(), item),
        ("PUT", "/patrons/2900000077".to_owned(), patron),
        (
            "PUT",
            format!("/patrons/{VAINO}/pin"),
            json!({"pin": "9876"}),
        ),
        ("DELETE", "/items/3900009999".to_owned(), Value::Null),
    ];
    let mut answers = vec![lent, returned];
    for (method, path, body) in changes {
        let key = format!("outcome-{:02}", answers.len());
        answers.push(house.keyed(&key, method, &path, body).await);
    }
    for (number, answer) in answers.into_iter().enumerate() {
        assert!(answer.status < 300, "{number}: {}", answer.body);
        let outcome = house
            .get(&format!("/operations/outcome-{number:02}"))
            .await
            .body;
        assert_eq!(
            outcome,
            json!({"outcome": "applied", "answer": answer.body})
        );
    }
}

#[tokio::test]
async fn a_no_is_told_again_and_what_was_never_asked_is_unknown() {
    let house = House::new();
    let lend = json!({"patron": VAINO, "item": "3900000010", "library": "KAJ"});
    let no = house.keyed("refused-01", "POST", "/checkouts", lend).await;
    let outcome = house.get("/operations/refused-01").await.body;
    assert_eq!(outcome, json!({"outcome": "refused", "problem": no.body}));
    let malformed = house
        .keyed("malformed-01", "POST", "/checkouts", json!({}))
        .await;
    assert_eq!(malformed.status, 400);
    for key in ["malformed-01", "never-asked"] {
        let outcome = house.get(&format!("/operations/{key}")).await.body;
        assert_eq!(outcome, json!({"outcome": "unknown"}));
    }
    assert_eq!(house.get("/operations/short").await.pointer(), "/key");
}
