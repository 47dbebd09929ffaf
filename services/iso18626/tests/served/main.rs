//! ISO 18626 over the demo library, message by message.
#![allow(clippy::unwrap_used, reason = "what goes wrong here is a failed test")]

mod house;

use std::{fs, path::Path, sync::Arc, time::Duration};

use house::{
    House, document, header_of, partner, post, proved, request, request_with, requesting, settings,
};
use silta_consortium::{
    Answer as Promise, Change, Context, Failure, IllDelivery, IllExchange, IllMessageId,
    IllOutgoing, IllReceived, IllRequest, IllState,
};
use silta_ill_translation::Habits;
use silta_iso18626_service::{Iso18626Service, Iso18626Settings, MAX_BODY, Peer, router};

#[tokio::test]
async fn a_request_is_confirmed_and_seen_by_staff() {
    let house = House::new(partner());
    house
        .post(request("P-1", "Seitsemän veljestä"))
        .await
        .is_ok();
    let seen = house.requests().await;
    let [one] = &seen[..] else {
        panic!("{seen:?}");
    };
    assert_eq!(one.requesting_agency_request_id, "P-1");
    assert_eq!(one.state, IllState::RequestReceived);
    assert_eq!(
        one.record.as_ref().map(|id| id.as_str().to_owned()),
        Some("kainet.1".to_owned())
    );
}

#[tokio::test]
async fn what_comes_again_is_taken_once() {
    let house = House::new(partner());
    let document = request("P-1", "Kalevala");
    for _ in 0..3 {
        house.post(document.as_str()).await.is_ok();
    }
    assert_eq!(house.requests().await.len(), 1);
    let other = house.post(request("P-1", "Kanteletar")).await;
    other.is_error("UnrecognisedDataValue", "requestingAgencyRequestId");
    assert_eq!(house.requests().await.len(), 1);
}

#[tokio::test]
async fn only_partners_write_and_only_to_us() {
    let house = House::new(partner());
    let stranger = request("P-1", "Kalevala").replace("FI-Partner", "FI-Stranger");
    let answer = house.post(stranger).await;
    answer.is_error("UnrecognisedDataValue", "requestingAgencyId");
    let elsewhere = request("P-1", "Kalevala").replace("FI-Kam", "FI-Nowhere");
    let answer = house.post(elsewhere).await;
    answer.is_error("UnrecognisedDataValue", "supplyingAgencyId");
    let lower = request("P-1", "Kalevala").replace("FI-Partner", "fi-partner");
    house.post(lower).await.is_ok();
}

#[tokio::test]
async fn a_security_code_must_be_right() {
    let house = House::new(proved());
    let with = |account: &str, code: &str| {
        let shown = format!(
            "<requestingAgencyAuthentication><accountId>{account}</accountId><securityCode>{code}</securityCode></requestingAgencyAuthentication>"
        );
        request_with("P-1", "Kalevala", &shown)
    };
    for wrong in [
        request("P-1", "Kalevala"),
        with("kainet", "s3cre"),
        with("kainet", ""),
        with("other", "s3cret"),
    ] {
        let answer = house.post(wrong).await;
        answer.is_error("UnrecognisedDataValue", "requestingAgencyAuthentication");
        assert!(!answer.text.contains("s3cret"));
    }
    assert!(house.requests().await.is_empty());
    house.post(with("kainet", "s3cret")).await.is_ok();
}

#[tokio::test]
async fn a_partner_writes_from_its_own_addresses() {
    let house = House::new(Peer {
        addresses: vec!["192.0.2.7".parse().unwrap()],
        ..partner()
    });
    let document = request("P-1", "Kalevala");
    let elsewhere = house.post_from("192.0.2.8", &document).await;
    elsewhere.is_error("UnrecognisedDataValue", "requestingAgencyId");
    // The same address as a socket for both families tells it.
    house.post_from("::ffff:192.0.2.7", &document).await.is_ok();
}

#[tokio::test]
async fn what_is_wrong_is_told_by_its_kind() {
    let house = House::new(partner());
    house.post(request("P-1", "Kalevala")).await.is_ok();
    let action = house.post(requesting("P-1", "Applaud")).await;
    action.is_error("UnsupportedActionType", "Applaud");
    let unknown = house.post(requesting("P-2", "Received")).await;
    unknown.is_error("UnrecognisedDataValue", "requestingAgencyRequestId");
    let empty = house.post(request("", "Kalevala")).await;
    empty.is_error("UnrecognisedDataValue", "requestingAgencyRequestId");
    let header = header_of("FI-Kam", "FI-Partner", "P-1", "");
    let nothing = format!("<requestingAgencyMessage>{header}</requestingAgencyMessage>");
    let nothing = house.post(document(&nothing)).await;
    nothing.is_error("BadlyFormedMessage", "action");
    let long = house.post(request(&"x".repeat(201), "Kalevala")).await;
    long.is_error("UnrecognisedDataValue", "201 characters");
    let retry = format!(
        "<requestType>Retry</requestType><requestingAgencyPreviousRequestId>{}</requestingAgencyPreviousRequestId>",
        "x".repeat(201)
    );
    let long = request("P-3", "Kalevala").replace("<requestType>New</requestType>", &retry);
    let long = house.post(long).await;
    long.is_error("UnrecognisedDataValue", "requestingAgencyPreviousRequestId");
}

#[tokio::test]
async fn http_says_no_to_what_is_no_message() {
    let house = House::new(partner());
    let document = request("P-1", "Kalevala");
    for (kind, status) in [
        ("text/xml; charset=utf-8", 200),
        ("Application/XML", 200),
        ("application/json", 415),
        ("", 415),
    ] {
        let answer = house.post_as(kind, &document).await;
        assert_eq!(answer.status, status, "{kind}");
    }
    let confirmation = house.post(document.as_str()).await.text;
    for body in ["", "hello", "<html/>", &confirmation] {
        let answer = house.post(body).await;
        assert_eq!(answer.status, 400, "{body}");
        assert!(!answer.text.trim().is_empty());
    }
    let large = house.post(" ".repeat(MAX_BODY + 1)).await;
    assert_eq!(large.status, 413);
    let fits = format!("{document}{}", " ".repeat(MAX_BODY - document.len()));
    house.post(fits).await.is_ok();
}

#[tokio::test]
async fn an_empty_status_is_read() {
    let house = House::new(Peer {
        habits: Habits::Alma,
        ..partner()
    });
    let header = header_of("FI-Partner", "FI-Kam", "K-1", "");
    let told = document(&format!(
        "<supplyingAgencyMessage>{header}<messageInfo><reasonForMessage>Notification</reasonForMessage></messageInfo><statusInfo><status></status><lastChange>2026-03-02T09:00:00Z</lastChange></statusInfo></supplyingAgencyMessage>"
    ));
    let answer = house.post(told).await;
    // Read well, and about a request that we never made.
    answer.is_error("UnrecognisedDataValue", "requestingAgencyRequestId");
}

/// A consortium that gives no answer, or a late one.
struct Absent {
    late: bool,
}

impl IllExchange for Absent {
    fn receive_ill_message(&self, _: Change<IllReceived>) -> Promise<'_, IllRequest> {
        let late = self.late;
        Box::pin(async move {
            if late {
                std::future::pending::<()>().await;
            }
            Err(Failure::unavailable("it is away").into())
        })
    }

    fn outgoing_ill_messages<'a>(
        &'a self,
        _: &'a Context,
        _: usize,
    ) -> Promise<'a, Vec<IllOutgoing>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn note_ill_delivery<'a>(
        &'a self,
        _: &'a Context,
        _: IllMessageId,
        _: IllDelivery,
    ) -> Promise<'a, ()> {
        Box::pin(async { Ok(()) })
    }
}

#[tokio::test]
async fn what_is_not_on_disk_is_not_confirmed() {
    for late in [false, true] {
        let absent = Arc::new(Absent { late });
        let service = Iso18626Service::new(Iso18626Settings {
            answer_deadline: Duration::from_millis(50),
            ..settings(absent, partner())
        });
        let body = request("P-1", "Kalevala").into_bytes();
        let answer = post(&router(service), "text/xml", body, None).await;
        assert_eq!(answer.status, 503);
        assert!(!answer.text.contains("messageStatus"));
    }
}

/// Every recorded message gets a confirmation or a status that says what is wrong.
#[tokio::test]
async fn every_vector_is_answered() {
    let Some(shared) = std::env::var_os("SILTA_SHARED") else {
        println!("without recorded messages: SILTA_SHARED is not set");
        return;
    };
    let house = House::new(partner());
    let folder = Path::new(&shared).join("vectors/iso18626");
    let mut answered = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "xml") {
            continue;
        }
        let answer = house.post(fs::read(&path).unwrap()).await;
        match answer.status {
            200 => drop(answer.confirmation()),
            400 => assert!(!answer.text.is_empty()),
            other => panic!("{}: {other}", path.display()),
        }
        answered += 1;
    }
    println!("{answered} recorded messages");
    assert!(answered > 40);
}
