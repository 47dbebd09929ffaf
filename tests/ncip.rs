//! NCIP over real sockets: the way of a copy between libraries and self-checks, over HTTP and raw
//! TCP, over a restart, with hostile neighbours, before a consortium that runs elsewhere or not at
//! all.

#![allow(clippy::unwrap_used, reason = "what goes wrong here is a failed test")]

mod support;

use std::{
    io::{Read as _, Write as _},
    net::{Shutdown, SocketAddr, TcpStream},
    time::{Duration, Instant},
};

use silta::config::{Remote, Settings};
use silta_rest::Roots;
use support::{
    answer::value,
    api,
    house::House,
    messages::{checkin, checkout},
    ncip::{message, post, reply, with_password},
    terminal::PATIENCE,
};

const CARD: &str = "2900000001";
const PIN: &str = "AD1234|";

fn user() -> String {
    format!("<UserId><UserIdentifierValue>{CARD}</UserIdentifierValue></UserId>")
}

fn item(barcode: &str) -> String {
    format!("<ItemId><ItemIdentifierValue>{barcode}</ItemIdentifierValue></ItemId>")
}

fn look(barcode: &str) -> String {
    let kind = "<ItemElementType>Circulation Status</ItemElementType>";
    message(&format!("<LookupItem>{}{kind}</LookupItem>", item(barcode)))
}

fn accept(barcode: &str) -> String {
    message(&format!(
        "<AcceptItem><RequestId><RequestIdentifierValue>ILL-{barcode}</RequestIdentifierValue>\
         </RequestId><RequestedActionType>Hold For Pickup</RequestedActionType>{}{}\
         <ItemOptionalFields><BibliographicDescription><Title>Sillanrakentajat</Title>\
         </BibliographicDescription></ItemOptionalFields><PickupLocation>KAJ</PickupLocation>\
         </AcceptItem>",
        user(),
        item(barcode)
    ))
}

#[track_caller]
fn assert_done(answer: &str) {
    assert!(!answer.contains("<Problem"), "{answer}");
}

/// One answer of a connection of raw TCP.
fn answer(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"</NCIPMessage>\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        bytes.extend(byte);
    }
    String::from_utf8(bytes).unwrap()
}

fn connect(to: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(to).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

#[test]
fn a_copy_comes_is_borrowed_at_the_self_check_and_goes_home_over_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::demo(folder.path());
    let accepted = post(house.http, &accept("P-77"));
    assert_done(&accepted);
    let lent = house
        .terminal("sc-kajaani")
        .ask(&checkout(CARD, "P-77", PIN));
    assert!(lent.starts_with("121"), "{lent}");
    assert_eq!(value(&lent, "AJ"), Some("Sillanrakentajat"));
    house.stop();

    let house = House::demo(folder.path());
    assert_eq!(
        post(house.http, &accept("P-77")),
        accepted,
        "a retry is the same copy"
    );
    let delete = message(&format!("<DeleteItem>{}</DeleteItem>", item("P-77")));
    assert!(post(house.http, &delete).contains(">Resource Cannot Be Provided<"));
    let back = house.terminal("sc-kajaani").ask(&checkin("P-77", ""));
    assert!(back.starts_with("101"), "{back}");
    assert_done(&post(house.http, &delete));
    assert!(post(house.http, &look("P-77")).contains(">Unknown Item<"));
    house.stop();
}

#[test]
fn a_page_is_fetched_lent_to_the_partner_and_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::demo(folder.path());
    let partner = "<UserId><UserIdentifierValue>FI-Partner</UserIdentifierValue></UserId>";
    let page = message(&format!(
        "<RequestItem>{partner}<BibliographicId><BibliographicItemId>\
         <BibliographicItemIdentifier>kainet.2</BibliographicItemIdentifier>\
         </BibliographicItemId></BibliographicId><RequestType>Page</RequestType>\
         <RequestScopeType>Title</RequestScopeType></RequestItem>"
    ));
    let fetched = post(house.http, &page);
    assert!(
        fetched.contains(">3900000002</ItemIdentifierValue>"),
        "{fetched}"
    );
    let lend = format!(
        "<CheckOutItem>{partner}{}</CheckOutItem>",
        item("3900000002")
    );
    assert!(post(house.http, &message(&lend)).contains("<DateDue>"));
    let back = message(&format!(
        "<CheckInItem>{}</CheckInItem>",
        item("3900000002")
    ));
    assert_done(&post(house.http, &back));
    assert!(post(house.http, &back).contains(">Item Not Checked Out<"));
    house.stop();
}

#[test]
fn http_takes_posts_alone_and_has_limits() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::demo(folder.path());
    let got = api::send(
        house.http,
        "GET /ncip HTTP/1.1\r\nHost: silta\r\nConnection: close\r\n\r\n",
    );
    assert_eq!(got.status, 405);
    let large = "x".repeat(silta_ncip_service::MAX_BODY + 1);
    assert_eq!(reply(house.http, &large).status, 413);
    for body in ["", "hello", "<a/>"] {
        assert!(post(house.http, body).contains(">Invalid Message Syntax Error<"));
    }
    assert!(house.counted("silta_ncip_messages_total", &["outcome=\"malformed\""]) >= 3);
    house.stop();
}

#[test]
fn wrong_passwords_are_counted_and_never_logged_in_answers() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(folder.path(), |settings: &mut Settings| {
        settings.ncip.limits.failed_logins_per_minute = 2;
    });
    let guess = with_password("hunter2", &format!("<LookupUser>{}</LookupUser>", user()));
    for _ in 0..2 {
        let refused = post(house.http, &guess);
        assert!(
            refused.contains(">Agency Authentication Failed<"),
            "{refused}"
        );
        assert!(!refused.contains("hunter2"), "{refused}");
    }
    // The address waits, at both doors, also with the right one.
    let right = message(&format!("<LookupUser>{}</LookupUser>", user()));
    assert!(post(house.http, &right).contains(">Agency Authentication Failed<"));
    let mut stream = connect(house.ncip);
    stream.write_all(right.as_bytes()).unwrap();
    assert!(answer(&mut stream).contains(">Agency Authentication Failed<"));
    house.stop();
    // And after a restart.
    let house = House::open(folder.path(), |settings: &mut Settings| {
        settings.ncip.limits.failed_logins_per_minute = 2;
    });
    assert!(post(house.http, &right).contains(">Agency Authentication Failed<"));
    house.stop();
}

#[test]
fn messages_over_tcp_are_split_and_follow_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::demo(folder.path());
    let mut stream = connect(house.ncip);
    stream.set_nodelay(true).unwrap();
    for piece in look("3900000001").as_bytes().chunks(97) {
        stream.write_all(piece).unwrap();
    }
    assert!(answer(&mut stream).contains(">Available On Shelf<"));
    let old = look("3900000001").replace(
        "http://www.niso.org/schemas/ncip/v2_02/ncip_v2_02.xsd",
        "http://www.niso.org/ncip/v1_0/imp1/dtd/ncip_v1_0.dtd",
    );
    let many = [look("3900000003"), old, look("3900000404")].join("\n");
    stream.write_all(many.as_bytes()).unwrap();
    assert!(answer(&mut stream).contains(">Available For Pickup<"));
    assert!(answer(&mut stream).contains("<UniqueItemId>"));
    assert!(answer(&mut stream).contains(">Unknown Item<"));
    // What is left when the client has said all is answered as it is.
    stream.write_all(b"<NCIPMessage>").unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    assert!(answer(&mut stream).contains(">Invalid Message Syntax Error<"));
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).unwrap();
    assert_eq!(rest, b"");
    house.stop();
}

#[test]
fn hostile_neighbours_hurt_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::demo(folder.path());
    let silent: Vec<TcpStream> = (0..200).map(|_| connect(house.ncip)).collect();
    let mut endless = connect(house.ncip);
    let pour = std::thread::spawn(move || {
        let _ = endless.write_all(b"<NCIPMessage>");
        let garbage = vec![b'x'; 1 << 20];
        // The gateway takes no more than one message of it.
        (0..8)
            .take_while(|_| endless.write_all(&garbage).is_ok())
            .count()
    });
    let entities = "<!DOCTYPE a [<!ENTITY b 'x'>]><NCIPMessage>&b;</NCIPMessage>";
    let deep = "<a>".repeat(20_000);
    let types = "<UserElementType>x</UserElementType>".repeat(40_000);
    let many = message(&format!("<LookupUser>{}{types}</LookupUser>", user()));
    for body in [entities, &format!("<NCIPMessage>{deep}"), &many] {
        assert!(post(house.http, body).contains(">Invalid Message Syntax Error<"));
    }
    let mut stream = connect(house.ncip);
    stream.write_all(look("3900000001").as_bytes()).unwrap();
    assert!(answer(&mut stream).contains(">Available On Shelf<"));
    assert_done(&post(house.http, &look("3900000001")));
    pour.join().unwrap();
    drop(silent);
    house.stop();
}

fn before(far: SocketAddr, settings: &mut Settings) {
    settings.consortium.remote = Some(Remote {
        url: format!("http://{far}").parse().unwrap(),
        token: "demo".parse().unwrap(),
        roots: Roots::System,
    });
}

#[test]
fn a_consortium_elsewhere_serves_it_too() {
    let (there, here) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let far = House::demo(there.path());
    let near = House::open(here.path(), |settings| before(far.http, settings));
    let lend = message(&format!(
        "<CheckOutItem>{}{}</CheckOutItem>",
        user(),
        item("3900000001")
    ));
    let lent = post(near.http, &lend);
    assert!(lent.contains("T23:59:59+0"), "{lent}");
    assert_eq!(post(near.http, &lend), lent, "a retry is the standing loan");
    assert!(post(far.http, &look("3900000001")).contains(">On Loan<"));
    let back = message(&format!(
        "<CheckInItem>{}</CheckInItem>",
        item("3900000001")
    ));
    assert_done(&post(near.http, &back));
    assert!(post(near.http, &back).contains(">Item Not Checked Out<"));
    let all: String = ["Name Information", "User Privilege", "Block Or Trap"]
        .map(|kind| format!("<UserElementType>{kind}</UserElementType>"))
        .concat();
    let desired = "<LoanedItemsDesired/><RequestedItemsDesired/><UserFiscalAccountDesired/>";
    let known = post(
        near.http,
        &message(&format!(
            "<LookupUser>{}{all}{desired}</LookupUser>",
            user()
        )),
    );
    assert!(known.contains(">Korhonen</Surname>"), "{known}");
    assert_done(&post(near.http, &accept("P-78")));
    let delete = message(&format!("<DeleteItem>{}</DeleteItem>", item("P-78")));
    assert_done(&post(near.http, &delete));
    let name = "<RequestId><RequestIdentifierValue>R-1</RequestIdentifierValue></RequestId>";
    let hold = message(&format!(
        "<RequestItem>{}{}{name}<RequestType>Hold</RequestType>\
         <RequestScopeType>Item</RequestScopeType></RequestItem>",
        user(),
        item("3900000002")
    ));
    assert_done(&post(near.http, &hold));
    assert!(post(near.http, &hold).contains(">Duplicate Request<"));
    let cancel = message(&format!(
        "<CancelRequestItem>{}{name}<RequestType>Hold</RequestType></CancelRequestItem>",
        user()
    ));
    assert_done(&post(near.http, &cancel));
    assert!(post(near.http, &cancel).contains(">Request Already Processed<"));
    near.stop();
    far.stop();
}

#[test]
fn without_a_consortium_it_is_a_temporary_failure_in_time() {
    let here = tempfile::tempdir().unwrap();
    // A listener that takes connections and never answers.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let house = House::open(here.path(), |settings| {
        before(silent.local_addr().unwrap(), settings);
        settings.ncip.answer_deadline = Duration::from_secs(1);
    });
    let began = Instant::now();
    let ask = message(&format!("<LookupUser>{}</LookupUser>", user()));
    let answer = post(house.http, &ask);
    assert!(
        answer.contains(">Temporary Processing Failure<"),
        "{answer}"
    );
    assert!(
        began.elapsed() < Duration::from_secs(30),
        "later than clients wait"
    );
    house.stop();
}
