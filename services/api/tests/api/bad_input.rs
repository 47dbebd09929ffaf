//! Requests that are none get a problem that says where, and change nothing.

use std::io;

use axum::{
    body::Body,
    http::{Request, header},
};
use futures_util::stream;
use serde_json::{Value, json};
use silta_consortium_api::limits::{MAX_BODY, MAX_TARGET};

use crate::house::{ASA, Answer, House, VAINO};

fn checkout() -> Value {
    json!({"patron": VAINO, "item": "3900000001", "library": "KAJ"})
}

async fn raw(house: &House, kind: &str, body: impl Into<Body>) -> Answer {
    let request = Request::post("/api/v1/checkouts")
        .header(header::AUTHORIZATION, "Bearer all")
        .header(header::CONTENT_TYPE, kind)
        .header("idempotency-key", house.new_key());
    house.send(request.body(body.into()).unwrap()).await
}

#[tokio::test]
async fn a_malformed_body_is_pointed_at() {
    let house = House::new();
    let cases = [
        ("patron", json!(null), "/patron"),
        ("patron", json!(2_900_000_001_u64), "/patron"),
        ("item", json!(["3900000001"]), "/item"),
        ("library", json!({}), "/library"),
        ("fee_acknowledged", json!("yes"), "/fee_acknowledged"),
        ("time", json!("yesterday"), "/time"),
        (
            "already_happened",
            json!({"due": "soon"}),
            "/already_happened/due",
        ),
        ("library", json!("XXX"), "/library"),
    ];
    for (member, value, pointer) in cases {
        let mut body = checkout();
        body[member] = value;
        let answer = house.post("/checkouts", body.clone()).await;
        let told = (answer.status, answer.code(), answer.pointer());
        assert_eq!(told, (400, "malformed", pointer), "{body}");
    }
    for member in ["patron", "item", "library"] {
        let mut body = checkout();
        body.as_object_mut().unwrap().remove(member);
        let answer = house.post("/checkouts", body).await;
        assert_eq!(answer.pointer(), format!("/{member}"));
    }
    for body in ["", "[]", "null", "{", "{}x", "\u{feff}{}", "\"x\""] {
        let answer = raw(&house, "application/json", body.to_owned()).await;
        assert_eq!((answer.status, answer.code()), (400, "malformed"), "{body}");
    }
    assert_eq!(
        house.get("/items/3900000001").await.body["circulation_status"],
        "available"
    );
}

#[tokio::test]
async fn sums_are_read_without_guessing() {
    let house = House::new();
    for amount in ["0.00", "-1.00", "1,00", "1e2", "", "1.005"] {
        let amount = json!({"amount": amount, "currency": "EUR"});
        let body = json!({"patron": "2900000003", "amount": amount});
        let answer = house.post("/payments", body).await;
        assert!(
            answer.status == 400 && answer.pointer().starts_with("/amount"),
            "{amount}"
        );
        let answer = house
            .post(&format!("/patrons/{ASA}/fees"), json!({"amount": amount}))
            .await;
        assert!(
            answer.status == 400 && answer.pointer().starts_with("/amount"),
            "{amount}"
        );
    }
    assert_eq!(
        house.get("/patrons/2900000003").await.body["balance"]["amount"],
        "12.50"
    );
}

#[tokio::test]
async fn fields_of_later_versions_are_passed_over() {
    let house = House::new();
    let mut body = checkout();
    body["moon"] = json!({"phase": ["full"]});
    assert_eq!(house.post("/checkouts", body).await.status, 201);
}

#[tokio::test]
async fn bodies_have_a_size_a_depth_and_a_type() {
    let house = House::new();
    let large = format!("{{\"x\":\"{}\"}}", "x".repeat(MAX_BODY));
    let answer = raw(&house, "application/json", large).await;
    assert_eq!((answer.status, answer.code()), (413, "too_large"));
    let deep = format!("{{\"x\":{}{}}}", "[".repeat(5000), "]".repeat(5000));
    let answer = raw(&house, "application/json", deep).await;
    assert_eq!((answer.status, answer.code()), (400, "malformed"));
    for kind in [
        "text/plain",
        "application/xml",
        "application/json; charset=latin1",
        "json",
    ] {
        let answer = raw(&house, kind, checkout().to_string()).await;
        assert_eq!(
            (answer.status, answer.code()),
            (415, "unsupported_media_type"),
            "{kind}"
        );
    }
    let answer = raw(
        &house,
        "Application/JSON; charset=UTF-8",
        checkout().to_string(),
    )
    .await;
    assert_eq!(answer.status, 201);
}

#[tokio::test]
async fn paths_methods_and_forms_that_are_not_there() {
    let house = House::new();
    for path in [
        "/nothing",
        "/patrons",
        "/items/1/2/3",
        "/libraries/",
        "/patrons//loans",
        "/items/%ff",
    ] {
        let answer = house.get(path).await;
        assert_eq!((answer.status, answer.code()), (404, "not_found"), "{path}");
    }
    for path in ["/api", "/api/", "/api/v2/libraries", "/api/v1"] {
        let request = Request::get(path).body(Body::empty()).unwrap();
        assert_eq!(house.send(request).await.status, 404, "{path}");
    }
    let answer = house.change("DELETE", "/checkouts", Value::Null).await;
    assert_eq!((answer.status, answer.code()), (405, "method_not_allowed"));
    assert_eq!(answer.header("allow"), "POST");
    let answer = house
        .change("OPTIONS", "/items/3900000001", Value::Null)
        .await;
    assert_eq!(
        (answer.status, answer.header("allow")),
        (405, "DELETE, GET, PATCH, PUT, HEAD")
    );
    for (accept, status) in [
        ("text/html", 406),
        ("application/json;q=0", 406),
        ("*/*", 200),
    ] {
        let request = Request::get("/api/v1/libraries")
            .header(header::AUTHORIZATION, "Bearer all")
            .header(header::ACCEPT, accept);
        assert_eq!(
            house
                .send(request.body(Body::empty()).unwrap())
                .await
                .status,
            status
        );
    }
}

#[tokio::test]
async fn queries_are_read_without_guessing() {
    let house = House::new();
    let list = format!("/patrons/{ASA}/loans");
    for (query, pointer) in [
        ("limit=0", "/limit"),
        ("limit=1001", "/limit"),
        ("limit=many", "/limit"),
        ("limit=1&limit=2", "/limit"),
        ("cursor=", "/cursor"),
        ("cursor=%20", "/cursor"),
        ("cursor=zz", "/cursor"),
        ("x=%zz", "/x"),
    ] {
        let answer = house.get(&format!("{list}?{query}")).await;
        assert_eq!((answer.status, answer.pointer()), (400, pointer), "{query}");
    }
    assert_eq!(
        house
            .get(&format!("{list}?moon=full&limit=1000"))
            .await
            .status,
        200
    );
    assert_eq!(house.get("/loans").await.pointer(), "/item");
    let long = house
        .get(&format!("{list}?x={}", "x".repeat(MAX_TARGET)))
        .await;
    assert_eq!((long.status, long.code()), (414, "target_too_long"));
}

#[tokio::test]
async fn what_is_unknown_in_the_path_is_404_and_in_the_body_409() {
    let house = House::new();
    for (path, code) in [
        ("/libraries/XXX", "not_found"),
        ("/patrons/nobody", "patron_unknown"),
        ("/patrons/nobody/loans", "patron_unknown"),
        ("/patrons/nobody/holds", "patron_unknown"),
        ("/patrons/nobody/fees", "patron_unknown"),
        ("/items/nothing", "item_unknown"),
        ("/holds/nothing", "hold_unknown"),
        ("/records/kainet.999999", "item_unknown"),
        ("/records/nothing/holdings", "item_unknown"),
    ] {
        let answer = house.get(path).await;
        assert_eq!((answer.status, answer.code()), (404, code), "{path}");
    }
    for (method, path, code) in [
        ("POST", "/checkouts/nothing/cancellation", "not_found"),
        ("POST", "/checkins/nothing/cancellation", "not_found"),
        ("POST", "/loans/nothing/recall", "not_found"),
        ("DELETE", "/holds/nothing", "hold_unknown"),
        ("DELETE", "/items/nothing", "item_unknown"),
        ("DELETE", "/patrons/2900000001/blocks/nothing", "not_found"),
    ] {
        let answer = house.change(method, path, Value::Null).await;
        assert_eq!((answer.status, answer.code()), (404, code), "{path}");
    }
    for path in ["/loans?item=nothing", "/checkins?item=nothing"] {
        let answer = house.get(path).await;
        assert_eq!(
            (answer.status, answer.code()),
            (409, "item_unknown"),
            "{path}"
        );
    }
    let long = "9".repeat(500);
    assert_eq!(house.get(&format!("/patrons/{long}")).await.status, 404);
    let unknown = json!({"patron": "nobody", "item": "nothing", "library": "KAJ"});
    for path in ["/checkouts", "/renewals"] {
        let answer = house.post(path, unknown.clone()).await;
        assert_eq!(
            (answer.status, answer.code()),
            (409, "patron_unknown"),
            "{path}"
        );
    }
    let answer = house
        .post("/checkins", json!({"item": "nothing", "library": "KAJ"}))
        .await;
    assert_eq!((answer.status, answer.code()), (409, "item_unknown"));
}

#[tokio::test]
async fn a_body_that_does_not_come_is_told_from_one_that_breaks_off() {
    let house = House::new();
    for (kind, status, code) in [
        (io::ErrorKind::TimedOut, 408, "request_timeout"),
        (io::ErrorKind::ConnectionReset, 400, "malformed"),
    ] {
        let broken = stream::iter([Ok("{\"patron\":".to_owned()), Err(io::Error::from(kind))]);
        let answer = raw(&house, "application/json", Body::from_stream(broken)).await;
        assert_eq!((answer.status, answer.code()), (status, code));
    }
    let large = stream::iter((0..17).map(|_| Ok::<_, io::Error>("x".repeat(MAX_BODY / 16))));
    let answer = raw(&house, "application/json", Body::from_stream(large)).await;
    assert_eq!((answer.status, answer.code()), (413, "too_large"));
}

#[tokio::test]
async fn what_is_kept_has_limits() {
    let house = House::new();
    let long = "\u{e4}".repeat(1001);
    let euros = |amount: &str| json!({"amount": amount, "currency": "EUR"});
    let patron = |member: &str, value: Value| {
        let mut patron = json!({"name": "V\u{e4}is\u{e4}nen, Aatu", "home": "KAJ"});
        patron[member] = value;
        patron
    };
    let fees = format!("/patrons/{VAINO}/fees");
    let pin = format!("/patrons/{VAINO}/pin");
    for (method, path, body, pointer) in [
        ("PUT", "/patrons/x", patron("name", json!(long)), "/name"),
        ("PUT", "/patrons/x", patron("group", json!(long)), "/group"),
        ("PUT", "/patrons/x", patron("pin", json!("")), "/pin"),
        (
            "PUT",
            "/patrons/x",
            patron("pin", json!("9".repeat(256))),
            "/pin",
        ),
        (
            "PUT",
            "/patrons/x",
            patron("contact", json!({"email": long})),
            "/contact/email",
        ),
        ("PUT", pin.as_str(), json!({"pin": "9".repeat(256)}), "/pin"),
        (
            "PATCH",
            "/items/3900000001",
            json!({"properties": long}),
            "/properties",
        ),
        (
            "POST",
            fees.as_str(),
            json!({"amount": euros("1000000.01")}),
            "/amount",
        ),
        (
            "POST",
            fees.as_str(),
            json!({"amount": euros("1.00"), "text": long}),
            "/text",
        ),
    ] {
        let answer = house.change(method, path, body).await;
        let told = (answer.status, answer.code(), answer.pointer());
        assert_eq!(told, (400, "malformed", pointer), "{path}");
    }
    let path = format!("/patrons/{}", "9".repeat(65));
    let answer = house
        .change("PUT", &path, patron("group", json!("adult")))
        .await;
    assert_eq!((answer.status, answer.pointer()), (400, ""));
    let unknown = json!({"amount": euros("1.00"), "item": "nothing"});
    let answer = house.post(&fees, unknown).await;
    assert_eq!((answer.status, answer.code()), (409, "item_unknown"));
}
