//! Inter-library loan, here and there: what one side can show of it.

use silta_consortium::{
    Answer, IllAction, IllRequest, IllRequestsAsked, IllState, IllStep, NewIllRequest, Page,
    RefusalCode, ServiceType,
};

use crate::{
    refused,
    twins::{Twins, context},
};

fn wanted(patron: &str) -> NewIllRequest {
    NewIllRequest {
        peer: "ISIL:FI-Partner".into(),
        service_type: ServiceType::CopyOrLoan,
        title: "Sillanrakentajat".into(),
        author: Some("Lappalainen, Eeva".into()),
        patron: patron.into(),
        pickup_library: "SOT".into(),
        note: Some("Kiitos".into()),
    }
}

fn step(request: &str, action: IllAction) -> IllStep {
    IllStep {
        note: Some("Hei".into()),
        ..IllStep::new(request.into(), action)
    }
}

/// Each store names its requests by chance.
fn nameless(request: IllRequest) -> IllRequest {
    IllRequest {
        requesting_agency_request_id: String::new(),
        ..request
    }
}

fn masked<'a>(answer: Answer<'a, IllRequest>) -> Answer<'a, IllRequest> {
    Box::pin(async move { answer.await.map(nameless) })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_are_made_looked_at_and_changed() {
    let twins = Twins::new().await;
    let made = twins
        .change(wanted("2900000001"), |ports, change| {
            masked(ports.create_ill_request(change))
        })
        .await
        .unwrap();
    assert_eq!(made.state, IllState::RequestSent);
    let stranger = twins.change(wanted("nobody"), |ports, change| {
        masked(ports.create_ill_request(change))
    });
    assert_eq!(refused(stranger.await), RefusalCode::PatronUnknown);
    let id = made.id.as_str();
    for (request, action) in [
        (id, IllAction::Notify),
        (id, IllAction::Cancel),
        (id, IllAction::Cancel),
        (id, IllAction::Ship),
        ("999", IllAction::Notify),
        ("a/b", IllAction::Notify),
    ] {
        let _ = twins
            .change(step(request, action), |ports, change| {
                masked(ports.take_ill_step(change))
            })
            .await;
    }
    let context = &context();
    let id = &made.id;
    let stands = twins.ask(|ports| masked(ports.ill_request(context, id)));
    assert_eq!(stands.await.unwrap().messages.len(), 3);
    let none = &"999".into();
    let _ = twins
        .ask(|ports| masked(ports.ill_request(context, none)))
        .await;
    let resent = twins.change("1".into(), |ports, change| ports.resend_ill_message(change));
    assert_eq!(refused(resent.await), RefusalCode::RequestUnknown);
    let undelivered = twins.ask(|ports| ports.undelivered_ill_messages(context, Page::ALL));
    assert!(undelivered.await.unwrap().items.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_are_the_same_in_any_part() {
    let twins = Twins::new().await;
    for _ in 0..7 {
        let made = twins.change(wanted("2900000001"), |ports, change| {
            masked(ports.create_ill_request(change))
        });
        made.await.unwrap();
    }
    let context = &context();
    for (state, before, skip, limit) in [
        (None, None, 0, 3),
        (Some(IllState::RequestSent), None, 2, 3),
        (Some(IllState::RequestSent), Some("4"), 0, 10),
        (Some(IllState::Loaned), None, 0, 10),
        (None, None, 5, 10_000),
        (None, None, 9, 5),
    ] {
        let asked = &IllRequestsAsked {
            state,
            before: before.map(Into::into),
        };
        let page = Page { skip, limit };
        let list = twins.ask(|ports| {
            let list = ports.ill_requests(context, asked, page);
            Box::pin(async move {
                let mut list = list.await?;
                list.items = list.items.into_iter().map(nameless).collect();
                Ok(list)
            })
        });
        list.await.unwrap();
    }
}
