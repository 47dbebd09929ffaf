//! Inter-library loan: what partners write, what staff does, and what waits for the partner.

mod borrowing;
mod lending;
mod outbox;

use std::time::{Duration, Instant};

use silta_consortium::{
    Context, Ill as _, IllAction, IllAnswer, IllContent, IllDelivery, IllExchange as _, IllMessage,
    IllOutgoing, IllReceived, IllRequest, IllRequestId, IllState, IllStep, IllVersion, IllWanted,
    NewIllRequest, RequestingAction, RequestingMessage, ServiceType, SupplyingMessage,
    SupplyingReason,
};

use crate::house::{House, NOON, Said, VAINO, change, context, said, time};

const PARTNER: &str = "ISIL:FI-Partner";
/// To whom our copies are lent.
const INSTITUTION: &str = "2900000010";

/// A request of the partner for a book of ours.
fn wanted(title: &str) -> IllWanted {
    IllWanted {
        retry_of: None,
        service_type: ServiceType::Loan,
        record: None,
        title: title.into(),
        author: None,
        identifiers: Vec::new(),
        part: None,
        need_before: None,
        pickup_library: None,
        note: None,
    }
}

fn message(name: &str, content: IllContent) -> IllMessage {
    IllMessage {
        requesting_agency_request_id: name.into(),
        supplying_agency_request_id: None,
        written: time(NOON),
        content,
    }
}

fn received(message: IllMessage) -> IllReceived {
    IllReceived {
        peer: PARTNER.into(),
        version: IllVersion::V2021_2,
        message,
    }
}

/// Where the partner says that a request of ours stands.
fn stands(reason: SupplyingReason, state: Option<IllState>) -> SupplyingMessage {
    SupplyingMessage {
        reason,
        answer: None,
        state,
        since: time(NOON),
        reason_unfilled: None,
        reason_retry: None,
        expected: None,
        due: None,
        items: Vec::new(),
        url: None,
        loan_conditions: Vec::new(),
        renewable: None,
        note: None,
    }
}

fn loaned(item: &str, due: &str) -> SupplyingMessage {
    SupplyingMessage {
        due: Some(time(due)),
        items: vec![item.into()],
        ..stands(SupplyingReason::StatusChange, Some(IllState::Loaned))
    }
}

fn answered(reason: SupplyingReason, answer: IllAnswer) -> SupplyingMessage {
    SupplyingMessage {
        answer: Some(answer),
        ..stands(reason, None)
    }
}

fn step(request: &IllRequest, action: IllAction) -> IllStep {
    IllStep::new(request.id.clone(), action)
}

/// Waits for nothing.
fn now() -> Context {
    Context {
        deadline: Instant::now(),
        ..context()
    }
}

fn in_a_while() -> Context {
    Context {
        deadline: Instant::now() + Duration::from_secs(30),
        ..context()
    }
}

impl House {
    async fn hear(&self, name: &str, content: IllContent) -> Said<IllRequest> {
        self.hear_message(message(name, content)).await
    }

    async fn hear_message(&self, message: IllMessage) -> Said<IllRequest> {
        let heard = self
            .store
            .receive_ill_message(change(received(message)))
            .await;
        said(heard)
    }

    async fn asked(&self, name: &str, wanted: IllWanted) -> Said<IllRequest> {
        self.hear(name, IllContent::Request(wanted.into())).await
    }

    async fn answer(&self, ours: &IllRequest, told: SupplyingMessage) -> IllRequest {
        let name = &ours.requesting_agency_request_id;
        let heard = self.hear(name, IllContent::Supplying(told.into())).await;
        heard.unwrap()
    }

    async fn does(&self, name: &str, action: RequestingAction) -> IllRequest {
        let told = RequestingMessage { action, note: None };
        let heard = self.hear(name, IllContent::Requesting(told)).await;
        heard.unwrap()
    }

    async fn take(&self, step: IllStep) -> Said<IllRequest> {
        said(self.store.take_ill_step(change(step)).await)
    }

    async fn act(&self, request: &IllRequest, action: IllAction) -> Said<IllRequest> {
        self.take(step(request, action)).await
    }

    async fn request(&self, id: &IllRequestId) -> IllRequest {
        said(self.store.ill_request(&context(), id).await).unwrap()
    }

    /// Asks the partner for a book.
    async fn ask(&self) -> IllRequest {
        let new = NewIllRequest {
            peer: PARTNER.into(),
            service_type: ServiceType::Loan,
            title: "Sillanrakentajat".into(),
            author: Some("Lappalainen, Eeva".into()),
            patron: VAINO.into(),
            pickup_library: "SOT".into(),
            note: Some("Kiitos".into()),
        };
        said(self.store.create_ill_request(change(new)).await).unwrap()
    }

    /// What is due now.
    async fn outgoing(&self) -> Vec<IllOutgoing> {
        said(self.store.outgoing_ill_messages(&now(), 100).await).unwrap()
    }

    async fn note(&self, message: &IllOutgoing, delivery: IllDelivery) {
        let id = message.id.clone();
        let context = context();
        let noted = self.store.note_ill_delivery(&context, id, delivery);
        said(noted.await).unwrap();
    }

    /// Brings everything that waits to the partner; what it was.
    async fn delivered(&self) -> Vec<IllContent> {
        let mut all = Vec::new();
        loop {
            let due = self.outgoing().await;
            if due.is_empty() {
                return all;
            }
            for message in due {
                self.note(&message, IllDelivery::Confirmed).await;
                all.push(message.message.content);
            }
        }
    }

    /// The states that were told to the partner, with their reasons.
    async fn states_told(&self) -> Vec<(SupplyingReason, Option<IllState>)> {
        let told = self.delivered().await;
        let states = told.into_iter().filter_map(|content| match content {
            IllContent::Supplying(told) => Some((told.reason, told.state)),
            _ => None,
        });
        states.collect()
    }
}
