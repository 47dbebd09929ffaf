//! Confirmations that are lost, partners that are down, slow or talk rubbish, and a gateway that is
//! killed: each message arrives, in its order, and counts once.

use serde_json::{Value, json};

use super::{
    schema::is_valid,
    staff::{NEW, PARTNER, act, ask, becomes, borrow, house, last_sent, named, now},
};
use crate::support::{
    house::House,
    partner::{Manner, Partner, post_ok, post_wrong},
    program::Program,
    text::between,
};

const LOAN: &str = "<serviceType>Loan</serviceType>";

fn is_delivered(request: &Value) -> bool {
    last_sent(request)["delivered"] == true
}

#[test]
fn what_a_partner_repeats_counts_once() {
    let folder = tempfile::tempdir().unwrap();
    let partner = Partner::listens();
    let house = house(folder.path(), &partner, "2021-2");
    let to = house.http;
    let request = NEW.request("P-1", "Kalevala", LOAN);
    for _ in 0..3 {
        post_ok(to, &request);
    }
    let (_, all) = ask(to, "GET", "", &Value::Null);
    assert_eq!(all["total"], 1);
    // Another request of the same name is none.
    let why = post_wrong(to, &NEW.request("P-1", "Seitsemän veljestä", LOAN));
    assert!(why.contains("requestingAgencyRequestId"), "{why}");
    act(to, &named(to, "P-1"), &json!({"action": "ship"}));
    for _ in 0..2 {
        post_ok(to, &NEW.acts("P-1", "Received"));
    }
    let told = now(to, &named(to, "P-1"));
    let received = told["messages"].as_array().unwrap().iter();
    let received = received.filter(|one| one["value"] == "Received");
    assert_eq!(received.count(), 1, "{told}");
    house.stop();
}

#[test]
fn a_message_whose_confirmation_is_lost_is_sent_again_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let partner = Partner::listens();
    partner.answers(Manner::LosesConfirmation);
    let house = house(folder.path(), &partner, "2021-2");
    let request = borrow(house.http, PARTNER, "Loan");
    let first = partner.hears(1);
    partner.answers(Manner::Confirms);
    becomes(house.http, &request, is_delivered);
    let heard = partner.heard();
    assert!(heard.len() > 1);
    assert!(heard.iter().all(|again| *again == first), "{heard:#?}");
    house.stop();
}

#[test]
fn a_partner_that_was_down_hears_everything_in_order_and_once() {
    let folder = tempfile::tempdir().unwrap();
    let partner = Partner::listens();
    let address = partner.address;
    let house = house(folder.path(), &partner, "2021-2");
    let to = house.http;
    post_ok(to, &NEW.request("P-1", "Kalevala", LOAN));
    drop(partner);
    let request = named(to, "P-1");
    for step in ["expect_to_supply", "will_supply", "ship", "recall"] {
        act(to, &request, &json!({"action": step}));
    }
    becomes(to, &request, |now| now["messages"][1]["error"].is_string());
    let partner = Partner::listens_at(address);
    becomes(to, &request, is_delivered);
    let heard = partner.heard();
    let told: Vec<_> = heard
        .iter()
        .map(|told| between(told, "<status>", "<"))
        .collect();
    assert_eq!(told, ["ExpectToSupply", "WillSupply", "Loaned", "Recalled"]);
    is_valid(&heard);
    house.stop();
}

#[test]
fn what_is_no_confirmation_is_told_to_staff_and_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let partner = Partner::listens();
    let house = house(folder.path(), &partner, "2021-2");
    let to = house.http;
    let mut requests = Vec::new();
    let elsewhere = "Location: http://127.0.0.1:1/iso18626\r\n";
    for (manner, why) in [
        (Manner::Says(500, "broken", ""), "HTTP 500"),
        (Manner::Says(404, "", ""), "HTTP 404"),
        (
            Manner::Says(307, "", elsewhere),
            "redirects are not followed",
        ),
        (Manner::Says(200, "", ""), "no confirmation"),
        (
            Manner::Says(200, "<html><body>Hello</body></html>", ""),
            "no confirmation",
        ),
        (Manner::ConfirmsAnother, "another message"),
        (Manner::IsSilent, "no answer within 1 s"),
        (Manner::LosesConfirmation, ""),
    ] {
        partner.answers(manner);
        let request = borrow(to, PARTNER, "Loan");
        let failed = becomes(to, &request, |now| last_sent(now)["error"].is_string());
        let told = last_sent(&failed)["error"].as_str().unwrap();
        assert!(told.contains(why), "{told}");
        requests.push(request);
    }
    partner.answers(Manner::Confirms);
    for request in &requests {
        becomes(to, request, is_delivered);
    }
    house.stop();
}

#[test]
fn what_a_partner_refuses_is_not_sent_again() {
    let folder = tempfile::tempdir().unwrap();
    let partner = Partner::listens();
    partner.answers(Manner::Refuses("we do not lend to you"));
    let house = house(folder.path(), &partner, "2021-2");
    let to = house.http;
    let request = borrow(to, PARTNER, "Loan");
    let refused = becomes(to, &request, |now| last_sent(now)["error"].is_string());
    let why = last_sent(&refused)["error"].as_str().unwrap();
    assert_eq!(why, "UnrecognisedDataValue: we do not lend to you");
    assert_eq!(
        house.counted("silta_ill_messages_sent_total", &["outcome=\"refused\""]),
        1
    );
    assert_eq!(partner.heard().len(), 1);
    house.stop();
}

#[test]
fn a_silent_partner_delays_no_other_and_one_without_address_waits() {
    let folder = tempfile::tempdir().unwrap();
    let (silent, other) = (Partner::listens(), Partner::listens());
    silent.answers(Manner::IsSilent);
    let house = House::open(folder.path(), |settings| {
        let ill = &mut settings.ill;
        let card = ill.peers[0].institutional_patron.clone();
        for (id, partner) in [("ISIL:FI-Silent", &silent), ("ISIL:FI-Other", &other)] {
            let line = format!("{id}={}", partner.url());
            let mut peer = silta::config::peer_option(&line).unwrap();
            peer.institutional_patron = card.clone();
            ill.peers.push(peer);
        }
    });
    let to = house.http;
    for _ in 0..20 {
        borrow(to, "ISIL:FI-Silent", "Loan");
    }
    let waits = borrow(to, PARTNER, "Loan");
    let request = borrow(to, "ISIL:FI-Other", "Loan");
    becomes(to, &request, is_delivered);
    // Of twenty, so many are on their way at a time.
    silent.hears(4);
    assert_eq!(silent.heard().len(), 4);
    let waiting = becomes(to, &waits, |now| last_sent(now)["error"].is_string());
    let why = last_sent(&waiting)["error"].as_str().unwrap();
    assert_eq!(why, "no url is configured for ISIL:FI-Partner");
    assert_eq!(last_sent(&waiting)["delivered"], false);
}

#[test]
fn messages_that_wait_outlive_the_gateway() {
    let folder = tempfile::tempdir().unwrap();
    let partner = Partner::listens();
    let (address, line) = (partner.address, format!("{PARTNER}={},1.2", partner.url()));
    drop(partner);
    let start = || {
        let data = folder.path().join("data");
        let mut arguments = vec!["demo", "--data", data.to_str().unwrap()];
        arguments.extend(["--ill-peer", &line]);
        for listener in ["--sip2", "--z3950", "--http", "--admin"] {
            arguments.extend([listener, "127.0.0.1:0"]);
        }
        Program::start(folder.path(), &arguments, "warn")
    };
    let program = start();
    let requests: Vec<_> = (0..5)
        .map(|_| borrow(program.http, PARTNER, "Loan"))
        .collect();
    program.kill();
    let partner = Partner::listens_at(address);
    let program = start();
    for request in &requests {
        becomes(program.http, request, is_delivered);
    }
    let mut heard = partner.heard();
    is_valid(&heard);
    assert!(
        heard
            .iter()
            .all(|told| told.contains("ill:version=\"1.2\""))
    );
    heard.sort_unstable();
    heard.dedup();
    assert_eq!(heard.len(), requests.len());
}
