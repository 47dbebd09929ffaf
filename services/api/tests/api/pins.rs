//! PINs: only an explicit yes means yes, and guessing is slowed down at every door together.

use std::time::{Duration, Instant};

use jiff::SignedDuration;
use serde_json::{Value, json};
use silta_consortium::{Circulation as _, Context, Origin, Protocol, Verification};

use crate::house::{ASA, Answer, House, VAINO};

async fn verify(house: &House, patron: &str, pin: &str) -> Answer {
    house
        .post(
            &format!("/patrons/{patron}/verification"),
            json!({"pin": pin}),
        )
        .await
}

/// As a terminal asks.
async fn at_the_terminal(house: &House, pin: &str) -> Verification {
    let origin = Origin {
        protocol: Protocol::Sip2,
        account: Some("sc-kajaani".into()),
        library: None,
    };
    let context = Context {
        origin,
        deadline: Instant::now() + Duration::from_secs(30),
    };
    house
        .store
        .verify_pin(&context, &VAINO.into(), &pin.into())
        .await
        .unwrap()
}

#[tokio::test]
async fn right_wrong_and_nobodys() {
    let house = House::new();
    assert_eq!(
        verify(&house, VAINO, "1234").await.body,
        json!({"verified": true})
    );
    for wrong in ["", "12345", "2345"] {
        assert_eq!(
            verify(&house, VAINO, wrong).await.body,
            json!({"verified": false})
        );
    }
    let nobody = verify(&house, "nobody", "1234").await;
    assert_eq!((nobody.status, nobody.code()), (404, "patron_unknown"));
}

#[tokio::test]
async fn wrong_ones_count_at_all_doors_together() {
    let house = House::new();
    for _ in 0..3 {
        assert_eq!(
            verify(&house, VAINO, "0000").await.body,
            json!({"verified": false})
        );
    }
    for _ in 0..2 {
        assert_eq!(at_the_terminal(&house, "1111").await, Verification::Wrong);
    }
    let late = verify(&house, VAINO, "1234").await;
    assert_eq!((late.status, late.code()), (429, "pin_throttled"));
    assert_eq!(late.header("retry-after"), "900");
    assert!(late.body["texts"]["fi"].is_string() && late.body["until"].is_string());
    assert!(matches!(
        at_the_terminal(&house, "1234").await,
        Verification::Throttled { .. }
    ));
    assert_eq!(
        verify(&house, ASA, "2345").await.body,
        json!({"verified": true})
    );
    house.clock.advance(SignedDuration::from_mins(16));
    assert_eq!(
        verify(&house, VAINO, "1234").await.body,
        json!({"verified": true})
    );
}

#[tokio::test]
async fn staff_set_a_pin_and_a_repeat_with_another_is_told_apart() {
    let house = House::new();
    let path = format!("/patrons/{VAINO}/pin");
    let set = async |pin: &str| {
        house
            .keyed("set-pin-0001", "PUT", &path, json!({"pin": pin}))
            .await
    };
    assert_eq!(
        (set("4321").await.status, set("4321").await.body),
        (204, Value::Null)
    );
    assert_eq!(set("9999").await.code(), "idempotency_mismatch");
    assert_eq!(
        verify(&house, VAINO, "4321").await.body,
        json!({"verified": true})
    );
    let empty = house.change("PUT", &path, json!({"pin": ""})).await;
    assert_eq!((empty.status, empty.pointer()), (400, "/pin"));
    let nobody = house
        .change("PUT", "/patrons/nobody/pin", json!({"pin": "1234"}))
        .await;
    assert_eq!((nobody.status, nobody.code()), (404, "patron_unknown"));
}
