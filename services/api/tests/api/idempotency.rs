//! One key is one change, however often and however it is asked for.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::house::{AINO, ASA, House, VAINO};

fn lend(item: &str) -> Value {
    json!({"patron": VAINO, "item": item, "library": "KAJ"})
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_and_does_nothing() {
    let house = House::new();
    let first = house
        .keyed("key-one-1", "POST", "/checkouts", lend("3900000001"))
        .await;
    house
        .post("/checkins", json!({"item": "3900000001", "library": "KAJ"}))
        .await;
    let again = house
        .keyed("key-one-1", "POST", "/checkouts", lend("3900000001"))
        .await;
    assert_eq!((again.status, &again.body), (first.status, &first.body));
    assert_eq!(
        house.get("/items/3900000001").await.body["circulation_status"],
        "available"
    );
    let no = house
        .keyed("key-no-01", "POST", "/checkouts", lend("3900000009"))
        .await;
    let again = house
        .keyed("key-no-01", "POST", "/checkouts", lend("3900000009"))
        .await;
    assert_eq!((no.status, no.body), (409, again.body));
    let pay = json!({"patron": AINO, "amount": {"amount": "1.00", "currency": "EUR"}});
    for _ in 0..3 {
        house
            .keyed("key-pay-1", "POST", "/payments", pay.clone())
            .await;
    }
    assert_eq!(
        house.get(&format!("/patrons/{AINO}")).await.body["balance"]["amount"],
        "11.50"
    );
}

#[tokio::test]
async fn another_body_path_or_method_under_the_same_key_is_refused() {
    let house = House::new();
    house
        .keyed("key-one-1", "POST", "/checkouts", lend("3900000001"))
        .await;
    let mut agreed = lend("3900000001");
    agreed["fee_acknowledged"] = json!(true);
    let cases = [
        ("POST", "/checkouts".to_owned(), lend("3900000002")),
        ("POST", "/checkouts".to_owned(), agreed),
        (
            "POST",
            "/checkins".to_owned(),
            json!({"item": "3900000001", "library": "KAJ"}),
        ),
        ("POST", format!("/patrons/{ASA}/renewals"), json!({})),
        ("DELETE", "/items/3900000001".to_owned(), Value::Null),
    ];
    for (method, path, body) in cases {
        let answer = house.keyed("key-one-1", method, &path, body).await;
        assert_eq!(
            (answer.status, answer.code()),
            (422, "idempotency_mismatch"),
            "{path}"
        );
    }
    let block = json!({"code": "patron_blocked"});
    let blocks = [VAINO, ASA].map(|patron| format!("/patrons/{patron}/blocks"));
    let one = house
        .keyed("key-two-2", "POST", &blocks[0], block.clone())
        .await;
    assert_eq!(one.status, 201);
    let other = house.keyed("key-two-2", "POST", &blocks[1], block).await;
    assert_eq!(other.code(), "idempotency_mismatch");
    assert_eq!(
        house.get(&format!("/patrons/{ASA}")).await.body["blocks"],
        json!([])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn duplicates_at_the_same_moment_do_it_once() {
    let house = Arc::new(House::new());
    let pay = json!({"patron": AINO, "amount": {"amount": "1.00", "currency": "EUR"}});
    let tasks: Vec<_> = (0..32)
        .map(|_| {
            let (house, pay) = (house.clone(), pay.clone());
            tokio::spawn(async move { house.keyed("key-pay-1", "POST", "/payments", pay).await })
        })
        .collect();
    let mut receipts = Vec::new();
    for task in tasks {
        let answer = task.await.unwrap();
        match answer.status {
            201 => receipts.push(answer.body),
            409 => {
                assert_eq!(answer.code(), "idempotency_in_progress");
                assert_eq!(answer.header("retry-after"), "1");
            }
            other => panic!("{other}"),
        }
    }
    receipts.dedup();
    assert_eq!(receipts.len(), 1, "{receipts:?}");
    assert_eq!(
        house.get(&format!("/patrons/{AINO}")).await.body["balance"]["amount"],
        "11.50"
    );
}

#[tokio::test]
async fn a_change_whose_caller_goes_away_is_done_all_the_same() {
    let house = House::new();
    let change = house.keyed("key-gone-1", "POST", "/checkouts", lend("3900000001"));
    let soon = tokio::time::timeout(std::time::Duration::ZERO, change).await;
    drop(soon);
    let settled = loop {
        let outcome = house.get("/operations/key-gone-1").await;
        if outcome.status == 200 && outcome.body["outcome"] != "unknown" {
            break outcome.body;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(settled["outcome"], "applied");
    let again = house
        .keyed("key-gone-1", "POST", "/checkouts", lend("3900000001"))
        .await;
    assert_eq!(again.body, settled["answer"]);
}
