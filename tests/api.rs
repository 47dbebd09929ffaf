//! The consortium API at the door of the whole gateway, on real sockets.
#![allow(clippy::unwrap_used, reason = "what goes wrong here is a failed test")]

mod support;

use support::{
    answer::value,
    api::{ask, send},
    house::House,
    messages::{checkout, item_information, patron_information},
};

const VAINO: &str = "2900000001";

#[test]
fn what_one_door_does_the_other_sees() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::demo(folder.path());
    let mut terminal = house.terminal("sc-kajaani");
    terminal.ask(&checkout(VAINO, "3900000001", "AD1234|"));
    let loans = ask(house.http, "demo", "GET", "/loans?item=3900000001", "").json();
    assert_eq!(loans["items"][0]["patron"], VAINO);
    let body = r#"{"item":"3900000001","library":"KAJ"}"#;
    let back = ask(house.http, "demo", "POST", "/checkins", body);
    assert_eq!(
        (back.status, &back.json()["last_borrower"]),
        (200, &VAINO.into())
    );
    let state = terminal.ask(&item_information("3900000001"));
    assert!(state.starts_with("1803"), "{state}");
    house.stop();
}

#[test]
fn wrong_pins_count_at_both_doors_together() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::demo(folder.path());
    let verify = |pin: &str| {
        let body = format!("{{\"pin\":\"{pin}\"}}");
        let path = format!("/patrons/{VAINO}/verification");
        ask(house.http, "demo", "POST", &path, &body)
    };
    assert_eq!(verify("1234").json()["verified"], true);
    for guess in ["0001", "0002"] {
        assert_eq!(verify(guess).json()["verified"], false);
    }
    let mut terminal = house.terminal("sc-sotkamo");
    for guess in ["0003", "0004", "0005"] {
        let answer = terminal.ask(&patron_information(VAINO, &format!("AD{guess}|")));
        assert_eq!(value(&answer, "CQ"), Some("N"), "{answer}");
    }
    let throttled = verify("1234");
    assert_eq!(
        (throttled.status, &throttled.json()["code"]),
        (429, &"pin_throttled".into())
    );
    assert!(
        throttled.head.contains("\r\nretry-after: "),
        "{}",
        throttled.head
    );
    let answer = terminal.ask(&patron_information(VAINO, "AD1234|"));
    assert_eq!(value(&answer, "CQ"), Some("N"), "{answer}");
    house.stop();
}

#[test]
fn requests_that_hide_another_are_refused_and_nobody_notices() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::demo(folder.path());
    let hidden = "POST /api/v1/checkouts HTTP/1.1\r\nHost: x\r\n\r\n";
    for head in [
        "Content-Length: 0\r\nTransfer-Encoding: xchunked",
        "Content-Length: 2\r\nContent-Length: 0",
        "Content-Length: +2",
        "Transfer-Encoding : chunked",
        "Authorization: Bearer demo\r\n obsolete: fold",
    ] {
        let request = format!(
            "POST /api/v1/checkouts HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{head}\r\n\r\n{hidden}"
        );
        let reply = send(house.http, &request);
        assert!((400..500).contains(&reply.status), "{head}: {}", reply.head);
    }
    let claimed = "POST /api/v1/checkouts HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
                   Content-Length: 3000000\r\n\r\n";
    let reply = send(house.http, claimed);
    assert_eq!(reply.status, 413);
    assert!(
        reply.head.contains("application/problem+json"),
        "{}",
        reply.head
    );
    assert_eq!(
        ask(house.http, "demo", "GET", "/libraries", "").json()["total"],
        8
    );
    house.stop();
}
