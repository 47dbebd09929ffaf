//! Messages that wait for the partner.

use std::time::Duration;

use jiff::SignedDuration;
use silta_consortium::{
    Ill as _, IllAction as Action, IllContent, IllDelivery, IllExchange as _, IllRequest,
    IllRequestsAsked, IllState, IllStep, Page, RefusalCode as Code,
};

use super::{in_a_while, step, wanted};
use crate::house::{House, change, context, said};

fn failed() -> IllDelivery {
    IllDelivery::Failed("nobody listens".into())
}

impl House {
    /// Says something to the partner.
    async fn say(&self, request: &IllRequest, note: &str) {
        let notify = IllStep {
            note: Some(note.into()),
            ..step(request, Action::Notify)
        };
        self.take(notify).await.unwrap();
    }

    fn seconds_pass(&self, seconds: i64) {
        self.clock.advance(SignedDuration::from_secs(seconds));
    }
}

fn note_of(content: &IllContent) -> Option<&str> {
    match content {
        IllContent::Requesting(told) => told.note.as_ref().map(|note| note.expose()),
        _ => None,
    }
}

#[tokio::test]
async fn messages_of_a_request_go_one_by_one_and_requests_side_by_side() {
    let house = House::new();
    let (one, other) = (house.ask().await, house.ask().await);
    house.say(&one, "first").await;
    house.say(&one, "second").await;
    let due = house.outgoing().await;
    let requests: Vec<_> = due.iter().map(|message| &message.request).collect();
    assert_eq!(requests, [&one.id, &other.id]);
    // Somebody is sending them.
    assert!(house.outgoing().await.is_empty());
    house.note(&due[0], IllDelivery::Confirmed).await;
    let next = house.outgoing().await;
    assert_eq!(next.len(), 1);
    assert_eq!(note_of(&next[0].message.content), Some("first"));
    house.note(&next[0], IllDelivery::Confirmed).await;
    let last = house.outgoing().await;
    assert_eq!(note_of(&last[0].message.content), Some("second"));
    let told = house.request(&one.id).await.messages;
    let delivered: Vec<_> = told.iter().map(|told| told.delivered).collect();
    assert_eq!(delivered, [Some(true), Some(true), Some(false)]);
}

#[tokio::test]
async fn what_cannot_be_reached_is_tried_at_longer_and_longer_intervals() {
    let house = House::new();
    let request = house.ask().await;
    for wait in [2, 4, 8, 16] {
        let due = house.outgoing().await;
        assert_eq!(due.len(), 1, "after {wait} seconds");
        house.note(&due[0], failed()).await;
        house.seconds_pass(wait - 1);
        assert!(house.outgoing().await.is_empty());
        house.seconds_pass(1);
    }
    let due = house.outgoing().await;
    assert_eq!(
        (due[0].attempts, due[0].error.as_deref()),
        (4, Some("nobody listens"))
    );
    let told = &house.request(&request.id).await.messages[0];
    assert_eq!(told.error.as_deref(), Some("nobody listens"));
    // Opened anew, it is tried at once.
    house.note(&due[0], failed()).await;
    let house = house.reopened();
    let due = house.store.outgoing_ill_messages(&in_a_while(), 10).await;
    assert_eq!(said(due).unwrap().len(), 1);
}

#[tokio::test]
async fn after_a_week_it_is_given_up_and_can_be_sent_again() {
    let house = House::new();
    let request = house.ask().await;
    house.say(&request, "later").await;
    let due = house.outgoing().await;
    house.note(&due[0], failed()).await;
    house.days_pass(8);
    let due = house.outgoing().await;
    house.note(&due[0], failed()).await;
    let undelivered = async || {
        let context = context();
        let list = house.store.undelivered_ill_messages(&context, Page::ALL);
        said(list.await).unwrap().items
    };
    let given_up = undelivered().await;
    assert_eq!((given_up.len(), given_up[0].attempts), (1, 2));
    assert_eq!(given_up[0].told.kind, "request");
    // What came after it goes on.
    let next = house.outgoing().await;
    assert_eq!(note_of(&next[0].message.content), Some("later"));
    let resend = async |id| said(house.store.resend_ill_message(change(id)).await);
    resend(given_up[0].id.clone()).await.unwrap();
    assert_eq!(
        resend(given_up[0].id.clone()).await,
        Err(Code::RequestUnknown)
    );
    assert_eq!(resend("99".into()).await, Err(Code::RequestUnknown));
    assert!(undelivered().await.is_empty());
    assert!(house.outgoing().await.is_empty());
    house
        .note(&next[0], IllDelivery::Refused("no such request".into()))
        .await;
    let again = house.outgoing().await;
    assert_eq!((&again[0].id, again[0].attempts), (&given_up[0].id, 0));
    let refused = undelivered().await;
    assert_eq!(refused[0].told.error.as_deref(), Some("no such request"));
}

#[tokio::test]
async fn a_request_that_the_partner_never_took_is_cancelled_without_it() {
    let house = House::new();
    let request = house.ask().await;
    let due = house.outgoing().await;
    house
        .note(&due[0], IllDelivery::Refused("who are you".into()))
        .await;
    let cancelled = house.act(&request, Action::Cancel).await.unwrap();
    assert_eq!(cancelled.state, IllState::Cancelled);
    assert!(house.outgoing().await.is_empty());
}

#[tokio::test]
async fn what_has_no_address_waits_for_one() {
    let house = House::new();
    let request = house.ask().await;
    let nowhere = || IllDelivery::NoAddress("no url is configured".into());
    for _ in 0..3 {
        let due = house.outgoing().await;
        assert_eq!((due.len(), due[0].attempts), (1, 0));
        house.note(&due[0], nowhere()).await;
        assert!(house.outgoing().await.is_empty());
        house.days_pass(30);
    }
    let told = &house.request(&request.id).await.messages[0];
    assert_eq!(told.error.as_deref(), Some("no url is configured"));
    // Once there is one, the partner has as long as any other.
    let house = house.reopened();
    // What a start begins with is done before any step.
    house.say(&request, "a step").await;
    let due = house.outgoing().await;
    assert_eq!(due[0].error, None);
    house.note(&due[0], failed()).await;
    house.days_pass(6);
    let due = house.outgoing().await;
    house.note(&due[0], failed()).await;
    assert_eq!(
        house.request(&request.id).await.messages[0].delivered,
        Some(false)
    );
    house.days_pass(2);
    let due = house.outgoing().await;
    assert_eq!((due.len(), due[0].attempts), (1, 2));
}

#[tokio::test]
async fn a_request_without_an_address_is_cancelled_without_the_partner() {
    let house = House::new();
    let request = house.ask().await;
    house.say(&request, "please").await;
    let due = house.outgoing().await;
    house
        .note(&due[0], IllDelivery::NoAddress("no url".into()))
        .await;
    let cancelled = house.act(&request, Action::Cancel).await.unwrap();
    assert_eq!(cancelled.state, IllState::Cancelled);
    house.days_pass(1);
    assert!(house.outgoing().await.is_empty(), "nothing of it waits");
    // What may be on its way can only be wished back.
    let other = house.ask().await;
    let _on_its_way = house.outgoing().await;
    let wished = house.act(&other, Action::Cancel).await.unwrap();
    assert_eq!(wished.state, IllState::RequestSent);
}

#[tokio::test]
async fn a_request_that_is_sent_again_may_be_on_its_way() {
    let house = House::new();
    let request = house.ask().await;
    let due = house.outgoing().await;
    house
        .note(&due[0], IllDelivery::Refused("who are you".into()))
        .await;
    let resent = house.store.resend_ill_message(change(due[0].id.clone()));
    said(resent.await).unwrap();
    let _on_its_way = house.outgoing().await;
    let wished = house.act(&request, Action::Cancel).await.unwrap();
    assert_eq!(wished.state, IllState::RequestSent);
}

#[tokio::test]
async fn who_waits_is_told_at_once() {
    let house = std::sync::Arc::new(House::new());
    let waiting = tokio::spawn({
        let house = house.clone();
        async move {
            let context = in_a_while();
            said(house.store.outgoing_ill_messages(&context, 10).await).unwrap()
        }
    });
    tokio::task::yield_now().await;
    house.ask().await;
    let due = tokio::time::timeout(Duration::from_secs(20), waiting).await;
    assert_eq!(due.unwrap().unwrap().len(), 1);
}

#[tokio::test]
async fn more_messages_than_are_kept_push_out_the_oldest() {
    let house = House::new();
    let request = house.asked("p-1", wanted("Kalevala")).await.unwrap();
    for _ in 0..IllRequest::MAX_MESSAGES + 5 {
        house.say(&request, "word").await;
        house.delivered().await;
    }
    let most = IllRequest::MAX_MESSAGES as usize;
    assert_eq!(house.request(&request.id).await.messages.len(), most);
    let asked = IllRequestsAsked::default();
    let list = said(
        house
            .store
            .ill_requests(&context(), &asked, Page::ALL)
            .await,
    )
    .unwrap();
    let listed = IllRequest::MAX_MESSAGES_LISTED as usize;
    assert_eq!(list.items[0].messages.len(), listed);
}

#[tokio::test]
async fn a_list_goes_on_where_it_was() {
    let house = House::new();
    let mut ids = Vec::new();
    for number in 0..5 {
        let asked = house
            .asked(&format!("p-{number}"), wanted("Kalevala"))
            .await;
        ids.push(asked.unwrap().id);
    }
    let page = async |before, state| {
        let asked = IllRequestsAsked { state, before };
        let page = Page { skip: 0, limit: 2 };
        let list = said(house.store.ill_requests(&context(), &asked, page).await).unwrap();
        let ids: Vec<_> = list.items.into_iter().map(|request| request.id).collect();
        (ids, list.total)
    };
    let received = Some(IllState::RequestReceived);
    let newest = page(None, received).await;
    assert_eq!(newest, (vec![ids[4].clone(), ids[3].clone()], 5));
    let older = page(Some(ids[3].clone()), received).await;
    assert_eq!(older, (vec![ids[2].clone(), ids[1].clone()], 5));
    assert_eq!(page(None, Some(IllState::Loaned)).await, (vec![], 0));
}
