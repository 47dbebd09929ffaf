//! The demo library behind the API, and callers of it.

use std::{
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, header},
};
use jiff::tz::TimeZone;
use serde_json::Value;
use silta_api_service::{ApiSettings, Scope, Token, TokenHash, Tokens, router};
use silta_consortium_api::{Method, Operation, Routed, route};
use silta_embedded::{Clock as _, Embedded, FixedClock, Settings};
use tower::ServiceExt as _;

pub(crate) const VAINO: &str = "2900000001";
pub(crate) const ASA: &str = "2900000002";
pub(crate) const AINO: &str = "2900000003";
pub(crate) const SISKO: &str = "2900000008";
pub(crate) const URHO: &str = "2900000009";

/// The demo library, served. Tokens: `all`, and one for each scope, by its name.
pub(crate) struct House {
    pub(crate) router: Router,
    pub(crate) store: Arc<Embedded>,
    pub(crate) clock: Arc<FixedClock>,
    keys: AtomicU32,
    _folder: tempfile::TempDir,
}

/// What came back.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    pub(crate) fn pointer(&self) -> &str {
        self.body["pointer"].as_str().unwrap_or_default()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

impl House {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let start = "2026-11-22T09:05:12+02:00".parse().unwrap();
        let clock = Arc::new(FixedClock::at(start));
        let file = folder.path().join("kainet.db");
        let store = Embedded::demo(&file, Settings::default(), clock.clone()).unwrap();
        let store = Arc::new(store);
        let now = clock.clone();
        let settings = ApiSettings {
            consortium: store.clone(),
            tokens: Tokens::new(tokens()),
            answer_deadline: Duration::from_secs(30),
            time_zone: TimeZone::get("Europe/Helsinki").unwrap(),
            now: Arc::new(move || now.now()),
        };
        Self {
            router: router(settings),
            store,
            clock,
            keys: AtomicU32::new(0),
            _folder: folder,
        }
    }

    /// Sends a request as it is.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let routed = Method::from_name(request.method().as_str())
            .map(|method| route(method, request.uri().path()));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let form = parts.headers.get("content-type");
        let is_marc = form.is_some_and(|form| form.to_str().unwrap().contains("marc"));
        let answer = Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: match bytes.is_empty() || is_marc {
                true => Value::Null,
                false => serde_json::from_slice(&bytes).unwrap(),
            },
        };
        assert_eq!(answer.header("consortium-api-version"), "1.0");
        match routed {
            Some(Routed::Found { operation, .. }) if answer.status < 300 => {
                check_success(operation, &answer, &bytes);
            }
            Some(Routed::Found { operation, .. }) => {
                check_problem(&answer);
                check_documented(operation, &answer);
            }
            _ => check_problem(&answer),
        }
        answer
    }

    /// Asks with a token.
    pub(crate) async fn get_as(&self, token: &str, path: &str) -> Answer {
        let request = Request::get(format!("/api/v1{path}"))
            .header(header::AUTHORIZATION, format!("Bearer {token}"));
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Asks.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.get_as("all", path).await
    }

    /// Changes something under a key.
    pub(crate) async fn keyed(&self, key: &str, method: &str, path: &str, body: Value) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header(header::AUTHORIZATION, "Bearer all")
            .header(header::CONTENT_TYPE, "application/json")
            .header("idempotency-key", key);
        let body = match body {
            Value::Null => Body::empty(),
            body => Body::from(body.to_string()),
        };
        self.send(request.body(body).unwrap()).await
    }

    /// Changes something under a new key.
    pub(crate) async fn change(&self, method: &str, path: &str, body: Value) -> Answer {
        self.keyed(&self.new_key(), method, path, body).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.change("POST", path, body).await
    }

    pub(crate) fn new_key(&self) -> String {
        format!("key-{:08}", self.keys.fetch_add(1, Ordering::Relaxed))
    }
}

fn tokens() -> Vec<Token> {
    let token = |name: &str, scopes: &[Scope]| Token {
        name: name.into(),
        hash: TokenHash::of(name),
        scopes: scopes.to_vec(),
    };
    let single = Scope::ALL
        .iter()
        .map(|scope| token(scope.as_str(), &[*scope]));
    single.chain([token("all", Scope::ALL)]).collect()
}

/// A success has the status and the body of its row in the table.
fn check_success(operation: Operation, answer: &Answer, bytes: &[u8]) {
    let spec = operation.spec();
    assert_eq!(answer.status, spec.success, "{}", spec.id);
    match spec.answer.json {
        None => assert!(bytes.is_empty(), "{}", spec.id),
        Some(_) if answer.header("content-type").contains("marc") => {
            assert!(spec.answer.marc && !bytes.is_empty(), "{}", spec.id);
        }
        Some(json) => {
            assert_eq!(answer.header("content-type"), "application/json");
            let again = (json.reread)(bytes).unwrap();
            let again: Value = serde_json::from_slice(&again).unwrap();
            assert_eq!(again, answer.body, "{}", spec.id);
        }
    }
}

/// Whatever is no success is a problem with a stable code.
fn check_problem(answer: &Answer) {
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(answer.body["status"], answer.status, "{}", answer.body);
    for member in ["type", "title", "detail", "code"] {
        assert!(answer.body[member].is_string(), "{}", answer.body);
    }
}

/// The document knows every status of an operation.
fn check_documented(operation: Operation, answer: &Answer) {
    static DOCUMENT: LazyLock<Value> =
        LazyLock::new(|| serde_json::from_str(silta_api_service::openapi()).unwrap());
    let spec = operation.spec();
    let method = spec.method.as_str().to_lowercase();
    let responses = &DOCUMENT["paths"][spec.path][&method]["responses"];
    let status = answer.status.to_string();
    assert!(responses.get(&status).is_some(), "{} {status}", spec.id);
}
