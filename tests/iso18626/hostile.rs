//! What is no message, or from nobody we know.

use super::{
    schema::is_valid,
    staff::{NEW, house},
};
use crate::support::{
    api::send,
    partner::{Letter, Partner, envelope, post, post_ok, post_wrong},
};

const LOAN: &str = "<serviceType>Loan</serviceType>";

#[test]
fn what_is_no_message_is_told_by_http_and_others_notice_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let partner = Partner::listens();
    let house = house(folder.path(), &partner, "2021-2");
    let to = house.http;
    let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;&b;\">]><a>&c;</a>";
    let file = "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>";
    let deep = envelope("2021-2", &"<request>".repeat(2000));
    for (body, status) in [
        ("", 400),
        ("hello", 400),
        ("<other/>", 400),
        (bomb, 400),
        (file, 400),
        (deep.as_str(), 400),
        (envelope("1.2", "").as_str(), 400),
    ] {
        let reply = post(to, body);
        assert_eq!(reply.status, status, "{body}: {}", reply.body);
        assert!(!reply.body.contains("root:"), "{}", reply.body);
    }
    let large = "x".repeat(2 << 20);
    assert_eq!(post(to, &large).status, 413);
    let head = "Host: a\r\nConnection: close\r\nContent-Length: 0\r\n";
    let get = send(to, &format!("GET /iso18626 HTTP/1.1\r\n{head}\r\n"));
    assert_eq!(get.status, 405);
    let json = "Content-Type: application/json\r\n";
    let wrong = send(to, &format!("POST /iso18626 HTTP/1.1\r\n{head}{json}\r\n"));
    assert_eq!(wrong.status, 415);
    post_ok(to, &NEW.request("P-1", "Kalevala", LOAN));
    house.stop();
}

#[test]
fn a_message_that_cannot_be_taken_is_confirmed_with_its_error() {
    let folder = tempfile::tempdir().unwrap();
    let partner = Partner::listens();
    let house = house(folder.path(), &partner, "2021-2");
    let to = house.http;
    let stranger = Letter {
        partner: "FI-Stranger",
        ..NEW
    };
    let other = NEW
        .request("P-1", "Kalevala", LOAN)
        .replace("FI-Kam", "FI-Other");
    for (message, errors) in [
        (
            stranger.request("P-1", "Kalevala", LOAN),
            "UnrecognisedDataValue",
        ),
        (other, "UnrecognisedDataValue"),
        (
            NEW.request("", "Kalevala", LOAN),
            "requestingAgencyRequestId",
        ),
        (NEW.acts("P-9", "Received"), "UnrecognisedDataValue"),
        (NEW.acts("P-9", "Dance"), "UnsupportedActionType"),
        (
            NEW.tells("P-9", ["StatusChange", ""], ["Dancing", ""]),
            "UnrecognisedDataValue",
        ),
        (
            NEW.tells("P-9", ["Dance", ""], ["Loaned", ""]),
            "UnsupportedReasonForMessageType",
        ),
        (
            NEW.tells("P-9", ["StatusChange", ""], ["Loaned", ""]),
            "UnrecognisedDataValue",
        ),
    ] {
        let why = post_wrong(to, &message);
        assert!(why.contains(errors), "{message}: {why}");
        is_valid(&[post(to, &message).body]);
    }
    house.stop();
}
