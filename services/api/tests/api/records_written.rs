//! Records as an administrator writes them.

use axum::{
    body::Body,
    http::{Request, header},
};
use serde_json::{Value, json};
use silta_consortium::{Catalogue as _, Context, MarcFormat, Origin, Protocol, RecordId};
use silta_marc::{iso2709, marcxml};

use crate::house::{Answer, House, VAINO};

const MARCXML: &str = "application/marcxml+xml";
const ISO_2709: &str = "application/marc";

async fn put(house: &House, token: &str, id: &str, kind: &str, body: Vec<u8>) -> Answer {
    let request = Request::put(format!("/api/v1/records/{id}"))
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, kind)
        .header("idempotency-key", house.new_key());
    house.send(request.body(Body::from(body)).unwrap()).await
}

async fn delete(house: &House, id: &str) -> Answer {
    let path = format!("/records/{id}");
    house.change("DELETE", &path, Value::Null).await
}

fn context() -> Context {
    Context {
        origin: Origin {
            protocol: Protocol::Api,
            account: None,
            library: None,
        },
        deadline: std::time::Instant::now() + std::time::Duration::from_secs(30),
    }
}

/// The bytes of a record, and what they are.
async fn kept(house: &House, id: &str) -> (MarcFormat, Vec<u8>) {
    let (context, id) = (context(), RecordId::from(id));
    let marc = house.store.marc_record(&context, &id).await.unwrap();
    (marc.format, marc.bytes.to_vec())
}

/// A record with a number of its own (001) and a title, as MARCXML.
fn record(number: &str, title: &str) -> Vec<u8> {
    format!(
        "<record xmlns=\"http://www.loc.gov/MARC21/slim\"><leader>00000nam a2200000 a 4500</leader>\
         <controlfield tag=\"001\">{number}</controlfield><controlfield tag=\"003\">FI-Kam\
         </controlfield><datafield tag=\"245\" ind1=\"0\" ind2=\"0\"><subfield code=\"a\">{title}\
         </subfield></datafield></record>"
    )
    .into_bytes()
}

#[tokio::test]
async fn a_record_is_kept_as_it_came_in_either_form() {
    let house = House::new();
    let xml = record("1", "Seitsemän siskosta");
    let answer = put(&house, "all", "kainet.1", MARCXML, xml.clone()).await;
    assert_eq!(
        (answer.status, &answer.body["id"], &answer.body["title"]),
        (200, &json!("kainet.1"), &json!("Seitsemän siskosta"))
    );
    assert_eq!(
        kept(&house, "kainet.1").await,
        (MarcFormat::MarcXml, xml.clone())
    );
    let bytes = iso2709::write(&marcxml::read(&xml).unwrap().record).unwrap();
    let answer = put(&house, "all", "kainet.1", ISO_2709, bytes.clone()).await;
    assert_eq!(answer.status, 200);
    assert_eq!(kept(&house, "kainet.1").await, (MarcFormat::Iso2709, bytes));
    let item = house.get("/items/3900000001").await.body;
    assert_eq!(item["title"], "Seitsemän siskosta");
}

#[tokio::test]
async fn what_is_no_record_says_why_and_changes_nothing() {
    let house = House::new();
    let before = kept(&house, "kainet.1").await;
    let deleted = String::from_utf8(record("1", "x")).unwrap();
    for (kind, body, why) in [
        (MARCXML, Vec::new(), "there is no record in it"),
        (MARCXML, b"<record".to_vec(), ""),
        (
            MARCXML,
            iso2709::write(&Default::default()).unwrap(),
            "MARCXML and not ISO 2709",
        ),
        (ISO_2709, record("1", "x"), "MARCXML and not ISO 2709"),
        (ISO_2709, b"00026".to_vec(), ""),
        (
            MARCXML,
            [record("1", "x"), record("2", "y")].concat(),
            "more than one record",
        ),
        (
            MARCXML,
            deleted.replace("00000nam", "00000dam").into_bytes(),
            "leader/05",
        ),
        (MARCXML, record("2", "x"), "kainet.2"),
    ] {
        let answer = put(&house, "all", "kainet.1", kind, body).await;
        assert_eq!((answer.status, answer.code()), (400, "malformed"), "{why}");
        let detail = answer.body["detail"].as_str().unwrap();
        assert!(detail.contains(why), "{detail} is not about {why}");
    }
    for id in [
        "x",
        "kainet.0",
        "kainet.007",
        "kainet.1000000000000",
        "other.1",
    ] {
        let answer = put(&house, "all", id, MARCXML, record("new", "x")).await;
        assert_eq!((answer.status, answer.code()), (400, "malformed"), "{id}");
        let detail = answer.body["detail"].as_str().unwrap();
        assert!(detail.contains("kainet.1 to kainet."), "{detail}");
    }
    assert_eq!(kept(&house, "kainet.1").await, before);
}

#[tokio::test]
async fn only_an_administrator_writes() {
    let house = House::new();
    for token in ["read", "circulate", "ill"] {
        let answer = put(&house, token, "kainet.1", MARCXML, record("1", "x")).await;
        assert_eq!((answer.status, answer.code()), (403, "forbidden"));
    }
    let answer = put(&house, "admin", "kainet.1", MARCXML, record("1", "x")).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn ids_count_on_from_the_greatest() {
    let house = House::new();
    for id in ["kainet.9001", "kainet.999999999999"] {
        let answer = put(&house, "all", id, MARCXML, record(id, "Uusi")).await;
        assert_eq!((answer.status, &answer.body["id"]), (200, &json!(id)));
        assert_eq!(
            house.get(&format!("/records/{id}")).await.body["title"],
            "Uusi"
        );
    }
}

#[tokio::test]
async fn a_deleted_record_is_gone_and_its_copies_are_not() {
    let house = House::new();
    assert_eq!(delete(&house, "kainet.1").await.status, 204);
    for gone in [
        house.get("/records/kainet.1").await,
        house.get("/records/kainet.1/holdings").await,
        delete(&house, "kainet.1").await,
        delete(&house, "kainet.99999").await,
    ] {
        assert_eq!((gone.status, gone.code()), (404, "item_unknown"));
    }
    let changes = house
        .get("/records/changes?from=2026-11-22&limit=1000")
        .await
        .body;
    let changes = changes["items"].as_array().unwrap();
    let ours = changes.iter().find(|change| change["id"] == "kainet.1");
    assert_eq!(ours.unwrap()["deleted"], true);
    let body = json!({"patron": VAINO, "item": "3900000001", "library": "KAJ"});
    assert_eq!(house.post("/checkouts", body).await.status, 201);
    let back = put(
        &house,
        "all",
        "kainet.1",
        MARCXML,
        record("1", "Taas täällä"),
    )
    .await;
    assert_eq!(back.status, 200);
    let holdings = house.get("/records/kainet.1/holdings").await.body;
    assert_eq!(holdings["items"][0]["title"], "Taas täällä");
}

#[tokio::test]
async fn the_outcome_of_a_key_is_told_as_it_was() {
    let house = House::new();
    let request = Request::put("/api/v1/records/kainet.1")
        .header(header::AUTHORIZATION, "Bearer all")
        .header(header::CONTENT_TYPE, MARCXML)
        .header("idempotency-key", "outcome-of-a-record");
    let body = Body::from(record("1", "Seitsemän siskosta"));
    let written = house.send(request.body(body).unwrap()).await;
    let told = house.get("/operations/outcome-of-a-record").await.body;
    assert_eq!(told, json!({"outcome": "applied", "answer": written.body}));
}
