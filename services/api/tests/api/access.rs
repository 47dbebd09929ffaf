//! Who may ask for what.

use axum::{
    body::Body,
    http::{Request, header},
};
use silta_consortium_api::{KeyRule, Operation, Scope, Spec};

use crate::house::House;

/// A request for an operation, with something for each parameter of its path.
fn request(spec: &Spec, token: Option<&str>) -> Request<Body> {
    let segments = spec
        .segments()
        .map(|segment| match segment.starts_with('{') {
            true => "nothing-of-that-name",
            false => segment,
        });
    let path: Vec<_> = segments.collect();
    let mut request = Request::builder()
        .method(spec.method.as_str())
        .uri(format!("/api/v1/{}", path.join("/")));
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    request.body(Body::empty()).unwrap()
}

#[tokio::test]
async fn nothing_is_told_without_a_known_token() {
    let house = House::new();
    for operation in Operation::ALL {
        let spec = operation.spec();
        let answer = house.send(request(spec, None)).await;
        assert_eq!(
            (answer.status, answer.code()),
            (401, "unauthorized"),
            "{}",
            spec.id
        );
        assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"silta\"");
        for token in ["wrong", "ALL", "all all", ""] {
            let answer = house.send(request(spec, Some(token))).await;
            assert_eq!(answer.status, 401, "{} {token}", spec.id);
        }
    }
    let basic = Request::get("/api/v1/libraries").header(header::AUTHORIZATION, "Basic all");
    assert_eq!(
        house.send(basic.body(Body::empty()).unwrap()).await.status,
        401
    );
    let twice = Request::get("/api/v1/libraries")
        .header(header::AUTHORIZATION, "Bearer all")
        .header(header::AUTHORIZATION, "Bearer all");
    assert_eq!(
        house.send(twice.body(Body::empty()).unwrap()).await.status,
        401
    );
}

#[tokio::test]
async fn a_token_opens_what_its_scopes_name_and_no_more() {
    let house = House::new();
    for operation in Operation::ALL {
        let spec = operation.spec();
        for scope in Scope::ALL {
            let answer = house.send(request(spec, Some(scope.as_str()))).await;
            let forbidden = answer.status == 403 && answer.code() == "forbidden";
            assert_eq!(forbidden, *scope != spec.scope, "{} {scope}", spec.id);
        }
    }
}

#[tokio::test]
async fn a_change_without_a_key_is_not_begun() {
    let house = House::new();
    for operation in Operation::ALL {
        let spec = operation.spec();
        if spec.key != KeyRule::Required {
            continue;
        }
        let answer = house.send(request(spec, Some("all"))).await;
        let told = (answer.status, answer.code(), answer.pointer());
        assert_eq!(
            told,
            (400, "idempotency_key_missing", "/idempotency-key"),
            "{}",
            spec.id
        );
    }
    let body = serde_json::json!({"patron": "2900000001", "item": "3900000001", "library": "KAJ"});
    for key in [
        "short",
        "with a blank",
        &"x".repeat(129),
        "f\u{fc}nf-und-mehr",
    ] {
        let answer = house.keyed(key, "POST", "/checkouts", body.clone()).await;
        assert_eq!(answer.code(), "idempotency_key_missing", "{key}");
    }
    assert_eq!(
        house.get("/items/3900000001").await.body["circulation_status"],
        "available"
    );
}

#[tokio::test]
async fn only_whoever_lends_learns_how_to_reach_patrons() {
    let house = House::new();
    let path = "/patrons/2900000001";
    assert!(
        house
            .get_as("read", path)
            .await
            .body
            .get("contact")
            .is_none()
    );
    assert!(house.get(path).await.body["contact"].is_object());
}
