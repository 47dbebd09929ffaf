//! What is no message, or from nobody we know.

use std::fs;

use silta_api_service::TokenHash;

use super::{
    schema::is_valid,
    staff::{NEW, PARTNER, becomes, borrow, house, last_sent},
};
use crate::support::{
    api::send,
    partner::{Letter, Manner, Partner, envelope, post, post_ok, post_wrong},
    program::Program,
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

#[test]
fn neither_codes_nor_notes_nor_reasons_reach_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let partner = Partner::listens();
    partner.answers(Manner::Refuses("canary-reason"));
    let (free, url) = ("listen = \"127.0.0.1:0\"", partner.url());
    let token = TokenHash::of("demo");
    let config = format!(
        "[sip2]\n{free}\n[z3950]\nlisten = \"off\"\n[http]\n{free}\n[admin]\n{free}\n\
         [store]\npath = \"data\"\n\
         [[api.tokens]]\nname = \"staff\"\ntoken_hash = \"{token}\"\nscopes = [\"ill\", \"read\"]\n\
         [[ill.peers]]\nid = \"{PARTNER}\"\nurl = \"{url}\"\n\
         institutional_patron = \"2900000010\"\nsecurity_code = \"canary-code\"\n\
         own_security_code = \"canary-own\"\n"
    );
    let file = folder.path().join("silta.toml");
    fs::write(&file, config).unwrap();
    let arguments = ["serve", "--config", file.to_str().unwrap()];
    let program = Program::start(folder.path(), &arguments, "trace");
    let service = format!("{LOAN}<note>canary-note</note>");
    let request = NEW.request("P-1", "canary-title", &service);
    let shows = |code: &str| {
        let shown = format!(
            "<requestingAgencyAuthentication><securityCode>{code}</securityCode>\
             </requestingAgencyAuthentication></header>"
        );
        request.replace("</header>", &shown)
    };
    post_wrong(program.http, &request);
    post_wrong(program.http, &shows("canary-wrong"));
    post_ok(program.http, &shows("canary-code"));
    let asked = borrow(program.http, PARTNER, "Loan");
    assert!(partner.hears(1).contains("<securityCode>canary-own<"));
    becomes(program.http, &asked, |now| {
        last_sent(now)["error"].is_string()
    });
    let log = Program::output(folder.path());
    assert!(log.contains("a partner refuses a message"), "{log}");
    let told = log.lines().find(|line| line.contains("canary-"));
    assert_eq!(told, None);
}
