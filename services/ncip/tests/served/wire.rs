//! What can be wrong with a message, and the two ways in.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use silta_ncip_service::{MAX_BODY, NcipService};
use silta_session::{Close, Service as _, Session as _};

use crate::house::{House, PARTNER, WEB, item, message};

const LOCALHOST: [u8; 4] = [127, 0, 0, 1];

fn look(barcode: &str) -> String {
    message(WEB, &format!("<LookupItem>{}</LookupItem>", item(barcode)))
}

#[tokio::test]
async fn whatever_comes_gets_an_answer_in_xml() {
    let house = House::new();
    for (body, problem) in [
        ("", "Invalid Message Syntax Error"),
        ("hello", "Invalid Message Syntax Error"),
        ("<html/>", "Invalid Message Syntax Error"),
        ("<NCIPMessage/>", "Invalid Message Syntax Error"),
        (
            "<NCIPMessage><OpenTheVault/></NCIPMessage>",
            "Unsupported Service",
        ),
        (
            "<NCIPMessage><CreateUser/></NCIPMessage>",
            "Unsupported Service",
        ),
        (
            "<NCIPMessage><LookupItem/></NCIPMessage>",
            "Needed Data Missing",
        ),
    ] {
        let (status, answer) = house.post("text/plain", body, LOCALHOST.into()).await;
        assert_eq!(status, 200, "{body}");
        assert!(answer.contains(&format!(">{problem}<")), "{body}: {answer}");
    }
    let cancel = format!(
        "<CancelRecallItem>{}</CancelRecallItem>",
        item("3900000001")
    );
    assert_eq!(
        house.ask(PARTNER, &cancel).await.problem(),
        "Unsupported Service"
    );
}

#[tokio::test]
async fn a_body_may_be_called_anything_and_have_its_limit() {
    let house = House::new();
    let form = look("3900000001")
        .replace('<', "%3C")
        .replace('>', "%3E")
        .replace('=', "%3D");
    let form = format!("xml={}", form.replace(' ', "+").replace('\'', "%27"));
    for (kind, body) in [
        ("application/xml", look("3900000001")),
        ("application/x-www-form-urlencoded", look("3900000001")),
        ("application/x-www-form-urlencoded", form),
        ("nonsense", look("3900000001")),
    ] {
        let (status, answer) = house.post(kind, body, LOCALHOST.into()).await;
        assert_eq!(status, 200, "{kind}");
        assert!(answer.contains(">3900000001<"), "{kind}: {answer}");
    }
    let (status, _) = house
        .post(
            "application/xml",
            " ".repeat(MAX_BODY + 1),
            LOCALHOST.into(),
        )
        .await;
    assert_eq!(status, 413);
    let (status, _) = house
        .post("application/xml", " ".repeat(MAX_BODY), LOCALHOST.into())
        .await;
    assert_eq!(status, 200);
}

/// A conversation over raw TCP without a socket: what is sent in these pieces, and what comes back.
pub(crate) async fn converse(
    service: &NcipService,
    pieces: &[&[u8]],
) -> (Vec<String>, Option<Close>) {
    let peer = SocketAddr::from((LOCALHOST, 1));
    let now = Instant::now();
    let mut session = service.open(peer, now);
    let mut answers = Vec::new();
    for piece in pieces.iter().map(Some).chain([None]) {
        match piece {
            Some(piece) => session.handle_bytes(piece, now),
            None => session.handle_end_of_input(now),
        }
        while let Some(exchange) = session.poll_request(now) {
            session.handle_answer(service.serve(exchange).await, now);
            while let Some(answer) = session.poll_transmit() {
                answers.push(String::from_utf8(answer).unwrap());
            }
        }
    }
    (answers, session.poll_close())
}

#[tokio::test]
async fn messages_over_tcp_may_be_cut_and_follow_each_other() {
    let house = House::new();
    let stream = ["3900000001", "3900000002", "3900000404"]
        .map(look)
        .join("\n");
    for size in [1, 100, stream.len()] {
        let pieces: Vec<&[u8]> = stream.as_bytes().chunks(size).collect();
        let (answers, close) = converse(&house.service, &pieces).await;
        assert_eq!(answers.len(), 3, "{size}");
        assert!(answers.iter().all(|answer| answer.ends_with('\n')));
        assert!(answers[1].contains(">3900000002<"), "{}", answers[1]);
        assert!(answers[2].contains(">Unknown Item<"), "{}", answers[2]);
        assert_eq!(close, Some(Close::ByClient));
    }
}

#[tokio::test]
async fn what_is_no_message_is_answered_over_tcp_too() {
    let house = House::new();
    let whole = look("3900000001");
    let half = whole.get(..200).unwrap();
    for stream in ["hello\n", half] {
        let (answers, _) = converse(&house.service, &[stream.as_bytes()]).await;
        assert_eq!(answers.len(), 1, "{stream}");
        assert!(
            answers[0].contains(">Invalid Message Syntax Error<"),
            "{}",
            answers[0]
        );
    }
    // Older clients write one byte for each character.
    let lookup = "<LookupItem><ItemId><ItemIdentifierValue>\u{e4}</ItemIdentifierValue></ItemId></LookupItem>";
    let old: Vec<u8> = message(WEB, lookup)
        .chars()
        .map(|char| char as u8)
        .collect();
    let (answers, _) = converse(&house.service, &[&old]).await;
    assert!(answers[0].contains(">Unknown Item<"), "{}", answers[0]);
}

#[tokio::test]
async fn a_connection_has_its_limits() {
    let house = House::with(|settings| settings.limits.message_size = 5000);
    let endless = format!("<NCIPMessage>{}", "x".repeat(6000));
    let (answers, close) = converse(&house.service, &[endless.as_bytes()]).await;
    assert_eq!(answers.len(), 1);
    assert_eq!(close, Some(Close::NotTheProtocol));
    let now = Instant::now();
    let peer = SocketAddr::from((LOCALHOST, 1));
    let mut silent = house.service.open(peer, now);
    assert!(silent.poll_request(now).is_none());
    let idle = silent.poll_deadline().unwrap();
    assert_eq!(idle - now, Duration::from_secs(300));
    silent.handle_timeout(idle);
    assert_eq!(silent.poll_close(), Some(Close::Idle));
    let mut slow = house.service.open(peer, now);
    slow.handle_bytes(b"<NCIP", now);
    assert!(slow.poll_request(now).is_none());
    let late = slow.poll_deadline().unwrap();
    assert_eq!(late - now, Duration::from_secs(30));
    slow.handle_timeout(late);
    assert_eq!(slow.poll_close(), Some(Close::MessageTimeout));
}
