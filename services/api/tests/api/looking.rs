//! What can be looked up.

use serde_json::{Value, json};

use crate::house::{AINO, ASA, House, SISKO, VAINO};

#[tokio::test]
async fn libraries_stand_in_the_order_of_their_codes() {
    let house = House::new();
    let list = house.get("/libraries").await.body;
    let codes: Vec<_> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| &l["code"])
        .collect();
    assert_eq!(
        codes,
        ["HYR", "KAJ", "KUH", "PAL", "PUO", "RIS", "SOT", "SUO"]
    );
    assert_eq!((&list["next"], &list["total"]), (&Value::Null, &json!(8)));
    assert_eq!(house.get("/libraries/RIS").await.body["name"], "Ristijärvi");
}

#[tokio::test]
async fn a_patron_with_everything_that_stands_against_it() {
    let house = House::new();
    let aino = house.get(&format!("/patrons/{AINO}")).await.body;
    assert_eq!(aino["name"], "Karjalainen, Aino");
    assert_eq!(
        aino["balance"],
        json!({"amount": "12.50", "currency": "EUR"})
    );
    assert_eq!(aino["blocks"][0]["code"], "fee_limit");
    assert_eq!(aino["blocks"][0]["id"], Value::Null);
    assert_eq!(aino["privileges"]["checkout"], false);
    assert_eq!(
        (&aino["limits"]["loans"], &aino["counts"]["fees"]),
        (&json!(60), &json!(2))
    );
    let fees = house.get(&format!("/patrons/{AINO}/fees")).await.body;
    assert_eq!(
        (&fees["items"][0]["id"], &fees["total"]),
        (&json!("F1"), &json!(2))
    );
    let asa = house.get(&format!("/patrons/{ASA}")).await.body;
    assert_eq!(
        (&asa["language"], &asa["counts"]["overdue"]),
        (&json!("sv"), &json!(1))
    );
    let holds = house.get(&format!("/patrons/{SISKO}/holds")).await.body;
    assert_eq!(holds["total"], 2);
    let ready = holds["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|h| h["status"] == "ready");
    assert_eq!(ready.unwrap()["copy"], "3900000003");
    assert_eq!(
        house.get("/patrons/2900000009").await.body["limits"]["loans"],
        Value::Null
    );
}

#[tokio::test]
async fn an_item_and_who_has_it() {
    let house = House::new();
    let item = house.get("/items/3900000005").await.body;
    assert_eq!(
        (&item["title"], &item["home"]),
        (&json!("Putkinotko"), &json!("SOT"))
    );
    assert_eq!(
        (&item["circulation_status"], &item["record"]),
        (&json!("on_loan"), &json!("kainet.5"))
    );
    assert!(item["due"].as_str().unwrap().ends_with("+02:00"));
    let loan = &house.get("/loans?item=3900000005").await.body["items"][0];
    assert_eq!((&loan["patron"], &loan["due"]), (&json!(ASA), &item["due"]));
    assert_eq!(
        house.get("/loans?item=3900000001").await.body["items"],
        json!([])
    );
    let film = house.get("/items/3900000004").await.body;
    assert_eq!(
        (&film["media_type"], &film["age_limit"]),
        (&json!("dvd"), &json!(16))
    );
    let disc = house.get("/items/3900000010").await.body;
    assert_eq!(disc["fee"], json!({"amount": "2.00", "currency": "EUR"}));
    let odd = house.get("/items/3900000011").await.body;
    assert!(odd["title"].as_str().unwrap().contains('|'));
}

#[tokio::test]
async fn a_record_and_its_copies() {
    let house = House::new();
    let record = house.get("/records/kainet.1").await.body;
    assert_eq!(record["title"], "Seitsemän veljestä");
    let holdings = house.get("/records/kainet.1/holdings").await.body;
    assert_eq!(holdings["items"][0]["barcode"], "3900000001");
    let titled = house
        .get("/records?title=seitsem%C3%A4n+VELJEST%C3%84")
        .await
        .body;
    assert_eq!(titled["items"][0]["id"], "kainet.1");
}

#[tokio::test]
async fn notices_for_staff_come_newest_first_and_none_twice() {
    let house = House::new();
    let lent = |item: &str| json!({"patron": AINO, "item": item, "library": "KAJ", "already_happened": {}});
    for item in ["3900000001", "3900000002", "3900000011"] {
        assert_eq!(house.post("/checkouts", lent(item)).await.status, 201);
    }
    let first = house.get("/staff_notices?limit=2").await.body;
    assert_eq!(
        (&first["items"][0]["item"], &first["total"]),
        (&json!("3900000011"), &json!(3))
    );
    house.post("/checkouts", lent("3900000004")).await;
    let next = format!(
        "/staff_notices?limit=2&cursor={}",
        first["next"].as_str().unwrap()
    );
    let second = house.get(&next).await.body;
    assert_eq!(second["items"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&second["items"][0]["item"], &second["next"]),
        (&json!("3900000001"), &Value::Null)
    );
    assert_eq!(second["items"][0]["patron"], AINO);
    assert_ne!(second["items"][0]["patron"], VAINO);
}

#[tokio::test]
async fn the_document_is_for_anybody() {
    let house = House::new();
    let request = axum::http::Request::get("/api/openapi.json");
    let document = house.router.clone();
    let document =
        tower::ServiceExt::oneshot(document, request.body(axum::body::Body::empty()).unwrap());
    let document = document.await.unwrap();
    assert_eq!(document.headers()["content-type"], "application/json");
    let body = axum::body::to_bytes(document.into_body(), usize::MAX)
        .await
        .unwrap();
    let document: Value = serde_json::from_slice(&body).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    assert!(
        document["paths"]
            .as_object()
            .unwrap()
            .keys()
            .any(|path| path.ends_with("/checkouts"))
    );
}

#[tokio::test]
async fn what_a_query_finds_and_what_is_wrong_with_it() {
    let house = House::new();
    let found = house.get("/records?query=dc.title%3Dkalevala").await.body;
    let titles: Vec<_> = found["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| &item["title"])
        .collect();
    assert!(titles.contains(&&json!("Kalevala")), "{found}");
    let mut seen = 0;
    let mut path = "/records?query=cql.allRecords%3D1&limit=100".to_owned();
    let total = loop {
        let page = house.get(&path).await.body;
        seen += page["items"].as_array().unwrap().len();
        match page["next"].as_str() {
            None => break page["total"].as_u64().unwrap(),
            Some(next) => {
                path = format!("/records?query=cql.allRecords%3D1&limit=100&cursor={next}")
            }
        }
    };
    assert_eq!((seen as u64, total), (2023, 2023));
    let from = house
        .get("/records?query=cql.allRecords%3D1&start=2023")
        .await
        .body;
    assert_eq!(from["items"].as_array().unwrap().len(), 1);
    for (query, pointer, number) in [
        ("query=dc.title%3D", "/query", "/10)"),
        ("query=foo.bar%3Dx", "/query", "/15)"),
        ("query=dc.colour%3Dx", "/query", "/16)"),
        ("query=a&title=b", "/title", ""),
        ("", "/query", ""),
        ("query=a&start=0", "/start", ""),
        ("query=a&cursor=zz", "/cursor", ""),
    ] {
        let answer = house.get(&format!("/records?{query}")).await;
        assert_eq!((answer.status, answer.pointer()), (400, pointer), "{query}");
        let detail = answer.body["detail"].as_str().unwrap();
        assert!(detail.contains(number), "{query}: {detail}");
    }
}

#[tokio::test]
async fn an_index_from_a_term_on() {
    let house = House::new();
    let first = house
        .get("/terms?index=dc.title&from=kalev&limit=2")
        .await
        .body;
    let terms = |page: &Value| -> Vec<String> {
        let items = page["items"].as_array().unwrap().iter();
        items
            .map(|item| item["term"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(terms(&first)[0], "kalevala");
    let next = first["next"].as_str().unwrap();
    let second = house
        .get(&format!("/terms?index=dc.title&limit=2&cursor={next}"))
        .await
        .body;
    let both = house
        .get("/terms?index=dc.title&from=kalevala&limit=4")
        .await
        .body;
    assert_eq!([terms(&first), terms(&second)].concat(), terms(&both));
    assert_eq!(
        house.get("/terms?index=dc.colour").await.pointer(),
        "/index"
    );
    assert_eq!(house.get("/terms").await.pointer(), "/index");
}

#[tokio::test]
async fn a_record_in_the_form_that_is_wanted() {
    use axum::{
        body::Body,
        http::{Request, header},
    };

    let house = House::new();
    let ask = async |accept: &str, path: &str| {
        let request = Request::get(format!("/api/v1{path}"))
            .header(header::AUTHORIZATION, "Bearer all")
            .header(header::ACCEPT, accept);
        house.send(request.body(Body::empty()).unwrap()).await
    };
    for (accept, form) in [
        ("application/marc", "application/marc"),
        ("application/marcxml+xml", "application/marcxml+xml"),
        (
            "application/marcxml+xml, application/json;q=0.5",
            "application/marcxml+xml",
        ),
        ("*/*", "application/json"),
    ] {
        let answer = ask(accept, "/records/kainet.1").await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, form),
            "{accept}"
        );
    }
    assert_eq!(ask("text/html", "/records/kainet.1").await.status, 406);
    assert_eq!(
        ask("application/marc", "/items/3900000001").await.status,
        406
    );
    assert_eq!(
        ask("application/marc", "/records/kainet.99999")
            .await
            .status,
        404
    );
}
