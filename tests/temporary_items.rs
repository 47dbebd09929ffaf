//! A copy that a partner has sent, at every door: the whole gateway on loopback.
#![allow(clippy::unwrap_used, reason = "what goes wrong here is a failed test")]

mod support;

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use support::{
    answer::value,
    api,
    house::House,
    http::get,
    messages::{checkin, checkout, item_information},
};

const COPY: &str = "FI-Partner-77";
const CARD: &str = "2900000001";
const PIN: &str = "AD1234|";
/// How long a change may take to be found.
const SOON: Duration = Duration::from_secs(30);

fn change(to: SocketAddr, method: &str, path: &str, body: &str) -> u16 {
    let path = format!("/temporary_items{path}");
    api::ask(to, "demo", method, &path, body).status
}

/// What a search for the title finds, once it finds so many.
fn found(to: SocketAddr, wanted: u32) -> String {
    let number = format!("<numberOfRecords>{wanted}</numberOfRecords>");
    let query = "dc.title=sillanrakentajat&recordSchema=opac";
    let path = format!("/sru?version=1.2&operation=searchRetrieve&query={query}");
    let until = Instant::now() + SOON;
    loop {
        let answer = get(to, &path);
        if answer.contains(&number) {
            return answer;
        }
        assert!(Instant::now() < until, "{answer}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn it_is_borrowed_at_the_self_check_and_returned_in_another_town() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::demo(folder.path());
    let to = house.http;
    let harvest = |to| get(to, "/oai?verb=ListIdentifiers&metadataPrefix=marc21");
    let size = |list: &str| {
        let (_, rest) = list.split_once("completeListSize=\"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    let before = size(&harvest(to));
    let body = format!(
        r#"{{"barcode": "{COPY}", "title": "Sillanrakentajat", "patron": "{CARD}",
            "pickup_library": "KAJ", "request_id": "req-1", "agency": "ISIL:FI-Partner",
            "renewable": false}}"#
    );
    assert_eq!(change(to, "POST", "", &body), 201);
    let shelved = found(to, 1);
    assert!(shelved.contains("<availableNow value=\"0\""), "{shelved}");

    let mut kajaani = house.terminal("sc-kajaani");
    let waiting = kajaani.ask(&item_information(COPY));
    // Waiting on the hold shelf.
    assert!(waiting.starts_with("1808"), "{waiting}");
    let lent = kajaani.ask(&checkout(CARD, COPY, PIN));
    assert!(lent.starts_with("121"), "{lent}");
    assert_eq!(value(&lent, "AJ"), Some("Sillanrakentajat"));
    let renewed = kajaani.ask(&format!(
        "29NN{}{}AOKAINET|AA{CARD}|AB{COPY}|{PIN}",
        support::messages::DATE,
        support::messages::BLANK
    ));
    assert!(renewed.starts_with("300"), "{renewed}");
    assert!(
        value(&renewed, "AF").is_some_and(|why| !why.is_empty()),
        "{renewed}"
    );
    assert_eq!(change(to, "DELETE", &format!("/{COPY}"), ""), 409);

    // It is on its way back to Kajaani, and then goes home to the partner.
    let in_sotkamo = checkin(COPY, "").replace("APKAJ|", "APSOT|");
    let returned = house.terminal("sc-sotkamo").ask(&in_sotkamo);
    assert!(returned.starts_with("101"), "{returned}");
    assert_eq!(
        (value(&returned, "CV"), value(&returned, "CT")),
        (Some("04"), Some("KAJ"))
    );
    let arrived = kajaani.ask(&checkin(COPY, ""));
    assert_eq!(value(&arrived, "CV"), Some("03"), "{arrived}");
    house.stop();
    let house = House::demo(folder.path());
    let to = house.http;
    assert_eq!(change(to, "DELETE", &format!("/{COPY}"), ""), 204);
    found(to, 0);
    let gone = house.terminal("sc-kajaani").ask(&item_information(COPY));
    assert!(gone.starts_with("1801"), "{gone}");
    assert_eq!(size(&harvest(to)), before);
    house.stop();
}
