//! One key is one change, however often it is asked for.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use silta_consortium::{
    Applied, Circulation, Error, FailureKind, IdempotencyKey, Lent, Outcome, RefusalCode,
};
use silta_embedded::{Embedded, Settings};

use crate::house::{ASA, House, VAINO, checkin, checkout, context, keyed, said};

#[tokio::test]
async fn a_repeat_gets_the_first_answer_and_does_nothing() {
    let house = House::new();
    let body = checkout(VAINO, "3900000001");
    let first = said(house.store.checkout(keyed("key-00001", body.clone())).await).unwrap();
    house.checkin("3900000001", "KAJ").await;
    house.days_pass(2);
    let house = house.reopened();
    let again = said(house.store.checkout(keyed("key-00001", body)).await).unwrap();
    assert_eq!(first, again);
    assert!(house.loans(VAINO).await.is_empty());
}

#[tokio::test]
async fn a_refusal_is_kept_too() {
    let house = House::new();
    let body = checkout(VAINO, "3900000005");
    let refused = said(house.store.checkout(keyed("key-00001", body.clone())).await);
    assert_eq!(refused.unwrap_err(), RefusalCode::ItemOnLoanToOther);
    house.checkin("3900000005", "SOT").await;
    let again = said(house.store.checkout(keyed("key-00001", body)).await);
    assert_eq!(again.unwrap_err(), RefusalCode::ItemOnLoanToOther);
}

#[tokio::test]
async fn the_same_key_for_another_body_or_method_is_a_mismatch() {
    let house = House::new();
    let key = "key-00001";
    said(
        house
            .store
            .checkout(keyed(key, checkout(VAINO, "3900000001")))
            .await,
    )
    .unwrap();
    let other_body = house
        .store
        .checkout(keyed(key, checkout(ASA, "3900000001")))
        .await
        .map(drop);
    let other_method = house
        .store
        .checkin(keyed(key, checkin("3900000001", "KAJ")))
        .await
        .map(drop);
    for answer in [other_body, other_method] {
        match answer {
            Err(Error::Failed(failure)) => assert_eq!(failure.kind, FailureKind::KeyMismatch),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(house.loans(VAINO).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn duplicates_at_the_same_moment_are_done_once() {
    let house = Arc::new(House::new());
    let callers = (0..16).map(|_| {
        let house = house.clone();
        tokio::spawn(async move {
            let change = keyed("key-00001", checkout(VAINO, "3900000001"));
            said(house.store.checkout(change).await).unwrap()
        })
    });
    let mut answers = Vec::new();
    for caller in callers.collect::<Vec<_>>() {
        answers.push(caller.await.unwrap());
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
    assert!(!answers[0].was_on_loan);
}

#[tokio::test]
async fn the_outcome_of_a_key_settles_a_lost_answer() {
    let house = House::new();
    let outcome = async |key: &str| {
        let key = IdempotencyKey::new(key).unwrap();
        said(house.store.operation(&context(), &key).await).unwrap()
    };
    assert_eq!(outcome("key-00001").await, Outcome::Unknown);
    let lent = house
        .store
        .checkout(keyed("key-00001", checkout(VAINO, "3900000001")))
        .await;
    let lent = said(lent).unwrap();
    let refused = house
        .store
        .checkout(keyed("key-00002", checkout(ASA, "3900000001")))
        .await;
    assert!(refused.is_err());
    match outcome("key-00001").await {
        Outcome::Applied(Applied { method, answer }) => {
            assert_eq!(method, "checkout");
            assert_eq!(serde_json::from_str::<Lent>(&answer).unwrap(), lent);
        }
        other => panic!("{other:?}"),
    }
    match outcome("key-00002").await {
        Outcome::Refused(refusal) => assert_eq!(refusal.code, RefusalCode::ItemOnLoanToOther),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn keys_are_forgotten_after_thirty_days() {
    let house = House::new();
    let key = IdempotencyKey::new("key-00001").unwrap();
    said(
        house
            .store
            .checkout(keyed("key-00001", checkout(VAINO, "3900000001")))
            .await,
    )
    .unwrap();
    house.days_pass(29);
    let house = house.reopened();
    house.checkin("3900000002", "SOT").await;
    let outcome = house.store.operation(&context(), &key).await;
    assert!(matches!(said(outcome).unwrap(), Outcome::Applied(_)));
    house.days_pass(2);
    let house = house.reopened();
    // The sweep at the start comes before any change.
    house.checkin("3900000002", "SOT").await;
    let outcome = house.store.operation(&context(), &key).await;
    assert_eq!(said(outcome).unwrap(), Outcome::Unknown);
}

#[tokio::test]
async fn a_change_past_its_deadline_is_not_begun() {
    let house = House::new();
    let mut late = keyed("key-00001", checkout(VAINO, "3900000001"));
    late.context.deadline = Instant::now() - Duration::from_secs(1);
    match house.store.checkout(late).await {
        Err(Error::Failed(failure)) => {
            assert!(matches!(
                failure.kind,
                FailureKind::Unavailable | FailureKind::InDoubt
            ));
        }
        other => panic!("{other:?}"),
    }
    house.checkin("3900000002", "SOT").await;
    assert!(house.loans(VAINO).await.is_empty());
}

#[tokio::test]
async fn a_full_queue_is_unavailable_at_once() {
    let house = House::new();
    let path = house.path().with_file_name("small.db");
    let settings = Settings {
        queue: 1,
        ..Settings::default()
    };
    let store = Embedded::demo(&path, settings, house.clock.clone()).unwrap();
    // Another process holds the store, so nothing leaves the queue.
    let other = rusqlite::Connection::open(&path).unwrap();
    said(
        store
            .checkin(keyed("key-00000", checkin("3900000002", "SOT")))
            .await,
    )
    .unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let changes = (1..=8).map(|number| {
        let body = checkout(VAINO, &format!("390000100{number}"));
        store.checkout(keyed(&format!("key-0000{number}"), body))
    });
    let release = async {
        tokio::task::yield_now().await;
        other.execute_batch("COMMIT").unwrap();
    };
    let (answers, ()) = tokio::join!(join_all(changes.collect()), release);
    let failed = answers.iter().filter(|answer| {
        matches!(answer, Err(Error::Failed(failure)) if failure.kind == FailureKind::Unavailable)
    });
    let failed = failed.count();
    assert!((1..8).contains(&failed), "{failed}");
}

async fn join_all<F: Future + Unpin>(mut futures: Vec<F>) -> Vec<F::Output> {
    let mut outputs: Vec<Option<F::Output>> = futures.iter().map(|_| None).collect();
    std::future::poll_fn(|cx| {
        for (future, output) in futures.iter_mut().zip(&mut outputs) {
            if output.is_none()
                && let std::task::Poll::Ready(done) = std::pin::Pin::new(future).poll(cx)
            {
                *output = Some(done);
            }
        }
        match outputs.iter().all(Option::is_some) {
            true => std::task::Poll::Ready(()),
            false => std::task::Poll::Pending,
        }
    })
    .await;
    outputs.into_iter().flatten().collect()
}
