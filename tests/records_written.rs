//! Records that are written over the API, as harvesters and searchers see them: the whole gateway on
//! loopback.
#![allow(clippy::unwrap_used, reason = "what goes wrong here is a failed test")]

mod support;

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use silta::config::Remote;
use silta_rest::Roots;
use support::{api, house::House, http};

const ID: &str = "kainet.1";
/// How long a change may take to be found.
const SOON: Duration = Duration::from_secs(30);

fn record(title: &str) -> String {
    format!(
        "<record xmlns=\"http://www.loc.gov/MARC21/slim\"><leader>00000nam a2200000 a 4500</leader>\
         <controlfield tag=\"001\">1</controlfield><controlfield tag=\"003\">FI-Kam</controlfield>\
         <datafield tag=\"245\" ind1=\"0\" ind2=\"0\"><subfield code=\"a\">{title}</subfield>\
         </datafield></record>"
    )
}

fn change(to: SocketAddr, method: &str, key: &str, body: &str) -> u16 {
    let length = body.len();
    let request = format!(
        "{method} /api/v1/records/{ID} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
         Authorization: Bearer demo\r\nIdempotency-Key: {key}\r\n\
         Content-Type: application/marcxml+xml\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    api::send(to, &request).status
}

/// What a harvester is told of the record.
fn harvested(to: SocketAddr) -> String {
    let query = format!("verb=GetRecord&identifier=oai:kainet.fi:{ID}&metadataPrefix=marc21");
    http::get(to, &format!("/oai?{query}"))
}

fn datestamp(answer: &str) -> String {
    text_of("datestamp", answer)
}

fn text_of(element: &str, answer: &str) -> String {
    let (_, rest) = answer.split_once(&format!("<{element}>")).unwrap();
    let (text, _) = rest.split_once(&format!("</{element}>")).unwrap();
    text.to_owned()
}

/// Waits until the gateway's clock is past that second: what is written from then on has a later
/// datestamp, for these have whole seconds.
fn wait_past(to: SocketAddr, datestamp: &str) {
    let until = Instant::now() + SOON;
    while *text_of("responseDate", &harvested(to)) <= *datestamp {
        assert!(Instant::now() < until, "{datestamp} does not end");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Waits until a search over SRU finds so many.
fn found(to: SocketAddr, word: &str, wanted: u32) {
    let wanted = format!("<numberOfRecords>{wanted}</numberOfRecords>");
    let path = format!("/sru?version=1.2&operation=searchRetrieve&query=dc.title={word}");
    let until = Instant::now() + SOON;
    loop {
        let answer = http::get(to, &path);
        if answer.contains(&wanted) {
            return;
        }
        assert!(Instant::now() < until, "{word}: {answer}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_gateway_before_the_catalogue_tells_deletions_too() {
    let (there, here) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let far = House::demo(there.path());
    let near = House::open(here.path(), |settings| {
        settings.consortium.remote = Some(Remote {
            url: format!("http://{}", far.http).parse().unwrap(),
            token: "demo".parse().unwrap(),
            roots: Roots::System,
        });
    });
    let text = record("Sillantekijoista");
    assert_eq!(change(far.http, "PUT", "record-write-1", &text), 200);
    let written = harvested(near.http);
    assert!(written.contains("Sillantekijoista"), "{written}");
    assert_eq!(change(far.http, "DELETE", "record-delete-1", ""), 204);
    let gone = harvested(near.http);
    assert!(gone.contains("<header status=\"deleted\">"), "{gone}");
    assert_eq!(datestamp(&gone), datestamp(&harvested(far.http)));
    near.stop();
    far.stop();
}

#[test]
fn harvesters_and_searchers_see_what_is_written_and_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::demo(folder.path());
    let to = house.http;
    let before = datestamp(&harvested(to));
    wait_past(to, &before);
    found(to, "sillantekijoista", 0);
    assert_eq!(
        change(to, "PUT", "record-write-1", &record("Sillantekijoista")),
        200
    );
    let written = harvested(to);
    assert!(written.contains("Sillantekijoista"), "{written}");
    assert!(datestamp(&written) > before, "{before}: {written}");
    found(to, "sillantekijoista", 1);
    // A list from then on has it too.
    let from = datestamp(&written);
    let list = http::get(
        to,
        &format!("/oai?verb=ListIdentifiers&metadataPrefix=marc21&from={from}"),
    );
    assert!(list.contains(&format!("oai:kainet.fi:{ID}<")), "{list}");

    assert_eq!(change(to, "DELETE", "record-delete-1", ""), 204);
    found(to, "sillantekijoista", 0);
    house.stop();
    // What was deleted is known after a restart too, and a repeat is no second deletion.
    let house = House::demo(folder.path());
    let to = house.http;
    let gone = harvested(to);
    assert!(gone.contains("<header status=\"deleted\">"), "{gone}");
    assert!(datestamp(&gone) >= from, "{gone}");
    assert_eq!(change(to, "DELETE", "record-delete-1", ""), 204);
    assert_eq!(change(to, "DELETE", "record-delete-2", ""), 404);
    assert_eq!(datestamp(&harvested(to)), datestamp(&gone));
    house.stop();
}
