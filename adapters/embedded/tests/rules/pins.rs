//! Wrong PINs are counted per card, and the count outlives everything.

use std::{sync::Arc, time::Instant};

use jiff::SignedDuration;
use silta_consortium::{
    Circulation, Contact, Error, FailureKind, Language, NewBlock, NewPatron, NewPin, RefusalCode,
    Verification,
};

use crate::house::{House, SISKO, VAINO, change, context, keyed, said, time};

#[tokio::test]
async fn from_the_fifth_wrong_one_the_right_one_is_not_believed() {
    let house = House::new();
    for _ in 0..5 {
        assert_eq!(house.pin(VAINO, "0000").await, Verification::Wrong);
    }
    let until = time("2026-03-02T12:15:00+02:00");
    assert_eq!(
        house.pin(VAINO, "1234").await,
        Verification::Throttled { until }
    );
    assert_eq!(
        house.pin(VAINO, "0000").await,
        Verification::Throttled { until }
    );
    assert_eq!(house.pin(SISKO, "8901").await, Verification::Verified);
    let house = house.reopened();
    assert_eq!(
        house.pin(VAINO, "1234").await,
        Verification::Throttled { until }
    );
    house.clock.advance(SignedDuration::from_mins(15));
    assert_eq!(house.pin(VAINO, "0000").await, Verification::Wrong);
    let until = time("2026-03-02T12:45:00+02:00");
    assert_eq!(
        house.pin(VAINO, "1234").await,
        Verification::Throttled { until }
    );
    house.clock.advance(SignedDuration::from_mins(30));
    assert_eq!(house.pin(VAINO, "1234").await, Verification::Verified);
    // The count begins anew.
    assert_eq!(house.pin(VAINO, "0000").await, Verification::Wrong);
    assert_eq!(house.pin(VAINO, "1234").await, Verification::Verified);
}

#[tokio::test]
async fn a_right_one_in_between_ends_the_count() {
    let house = House::new();
    for _ in 0..3 {
        for _ in 0..4 {
            assert_eq!(house.pin(VAINO, "0000").await, Verification::Wrong);
        }
        assert_eq!(house.pin(VAINO, "1234").await, Verification::Verified);
    }
}

#[tokio::test]
async fn a_throttled_card_forgets_that_its_pin_was_verified() {
    let house = House::new();
    assert_eq!(house.pin(VAINO, "1234").await, Verification::Verified);
    for _ in 0..5 {
        house.pin(VAINO, "0000").await;
    }
    assert!(matches!(
        house.pin(VAINO, "1234").await,
        Verification::Throttled { .. }
    ));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_guesses_at_the_same_moment_are_no_way_round() {
    let house = Arc::new(House::new());
    let guesses = (0..40).map(|guess| {
        let house = house.clone();
        tokio::spawn(async move { house.pin(VAINO, &format!("99{guess:02}")).await })
    });
    let mut looked_at = 0;
    for guess in guesses.collect::<Vec<_>>() {
        looked_at += u32::from(guess.await.unwrap() == Verification::Wrong);
    }
    assert_eq!(looked_at, 5);
}

#[tokio::test]
async fn a_verified_pin_costs_nothing_again_until_the_card_is_blocked() {
    let house = House::new();
    assert_eq!(house.pin(VAINO, "1234").await, Verification::Verified);
    let start = Instant::now();
    for _ in 0..1000 {
        assert_eq!(house.pin(VAINO, "1234").await, Verification::Verified);
    }
    // 1000 slow checks would take at least five seconds on any machine.
    assert!(start.elapsed().as_secs() < 3, "{:?}", start.elapsed());
    let block = NewBlock {
        patron: VAINO.into(),
        code: RefusalCode::PatronBlocked,
        text: String::new(),
        card_retained: false,
    };
    said(house.store.block_patron(change(block)).await).unwrap();
    assert_eq!(house.pin(VAINO, "1234").await, Verification::Verified);
}

#[tokio::test]
async fn a_new_pin_replaces_the_old_one_and_ends_the_throttle() {
    let house = House::new();
    assert_eq!(house.pin(VAINO, "1234").await, Verification::Verified);
    for _ in 0..5 {
        house.pin(VAINO, "0000").await;
    }
    let patron = NewPatron {
        barcode: VAINO.into(),
        name: "Korhonen, Väinö".into(),
        home: "KAJ".into(),
        group: "adult".to_owned(),
        language: Language::Fi,
        expires: None,
        card_lost: false,
        contact: Contact::default(),
        pin: Some("4321".into()),
    };
    let patron = said(house.store.put_patron(change(patron)).await).unwrap();
    assert_eq!((patron.expires, patron.counts.holds), (None, 1));
    assert_eq!(house.pin(VAINO, "1234").await, Verification::Wrong);
    assert_eq!(house.pin(VAINO, "4321").await, Verification::Verified);
}

#[tokio::test]
async fn a_pin_that_staff_give_is_set_once_and_told_from_another() {
    let house = House::new();
    let set = |pin: &str| {
        let new = NewPin {
            patron: VAINO.into(),
            pin: pin.into(),
        };
        house.store.set_pin(keyed("set-pin-0001", new))
    };
    for _ in 0..5 {
        house.pin(VAINO, "0000").await;
    }
    said(set("4321").await).unwrap();
    assert_eq!(house.pin(VAINO, "4321").await, Verification::Verified);
    said(set("4321").await).unwrap();
    match set("9999").await {
        Err(Error::Failed(failure)) => assert_eq!(failure.kind, FailureKind::KeyMismatch),
        other => panic!("{other:?}"),
    }
    assert_eq!(house.pin(VAINO, "4321").await, Verification::Verified);
}

#[tokio::test]
async fn no_pin_rests_in_clear() {
    let house = House::new();
    let pin = "viisi-kuusi-seitseman";
    let patron = NewPatron {
        barcode: "2900000077".into(),
        name: "Väisänen, Aatu".into(),
        home: "KAJ".into(),
        group: "adult".to_owned(),
        language: Language::Fi,
        expires: None,
        card_lost: false,
        contact: Contact::default(),
        pin: Some(pin.into()),
    };
    said(house.store.put_patron(change(patron)).await).unwrap();
    assert_eq!(house.pin("2900000077", pin).await, Verification::Verified);
    for file in [house.path(), house.path().with_extension("db-wal")] {
        let bytes = std::fs::read(file).unwrap();
        let found = bytes
            .windows(pin.len())
            .any(|window| window == pin.as_bytes());
        assert!(!found);
    }
}

#[tokio::test]
async fn the_pin_of_an_unknown_card_is_refused() {
    let house = House::new();
    let answer = house
        .store
        .verify_pin(&context(), &"2900000099".into(), &"1234".into())
        .await;
    assert_eq!(said(answer).unwrap_err(), RefusalCode::PatronUnknown);
}
