//! Staff at the API, and a gateway with its partner.

use std::{net::SocketAddr, path::Path, thread::sleep, time::Duration};

use serde_json::{Value, json};

use crate::support::{
    api,
    house::House,
    partner::{Letter, Partner},
    terminal::PATIENCE,
};

pub(crate) const PARTNER: &str = "ISIL:FI-Partner";
pub(crate) const NEW: Letter = Letter {
    version: "2021-2",
    partner: "FI-Partner",
};
pub(crate) const OLD: Letter = Letter {
    version: "1.2",
    partner: "FI-Partner",
};

/// The demo, which writes to the partner in a version.
pub(crate) fn house(folder: &Path, partner: &Partner, version: &str) -> House {
    let line = format!("{PARTNER}={},{version}", partner.url());
    House::open(folder, |settings| {
        let named = silta::config::peer_option(&line).unwrap();
        let peer = &mut settings.ill.peers[0];
        (peer.url, peer.version) = (named.url, named.version);
        settings.ill.send_deadline = Duration::from_secs(1);
    })
}

pub(crate) fn ask(to: SocketAddr, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let body = match body {
        Value::Null => String::new(),
        body => body.to_string(),
    };
    let reply = api::ask(to, "demo", method, &format!("/ill/requests{path}"), &body);
    (reply.status, reply.json())
}

/// The request that the other side calls so.
#[track_caller]
pub(crate) fn named(to: SocketAddr, name: &str) -> Value {
    let (_, all) = ask(to, "GET", "", &Value::Null);
    let all = all["items"].as_array().unwrap().clone();
    let is_it = |one: &&Value| one["requesting_agency_request_id"] == name;
    all.iter().find(is_it).unwrap().clone()
}

/// A step that can be taken; the request after it.
#[track_caller]
pub(crate) fn act(to: SocketAddr, request: &Value, step: &Value) -> Value {
    let id = request["id"].as_str().unwrap();
    let (status, request) = ask(to, "PATCH", &format!("/{id}"), step);
    assert_eq!(status, 200, "{request}");
    request
}

pub(crate) fn now(to: SocketAddr, request: &Value) -> Value {
    let id = request["id"].as_str().unwrap();
    ask(to, "GET", &format!("/{id}"), &Value::Null).1
}

/// The request once it is as wanted.
#[track_caller]
pub(crate) fn becomes(to: SocketAddr, request: &Value, wanted: impl Fn(&Value) -> bool) -> Value {
    const PAUSE: Duration = Duration::from_millis(20);
    for _ in 0..PATIENCE.as_millis() / PAUSE.as_millis() {
        let is = now(to, request);
        if wanted(&is) {
            return is;
        }
        sleep(PAUSE);
    }
    panic!("it stays {}", now(to, request));
}

/// What became of the last message of ours.
pub(crate) fn last_sent(request: &Value) -> &Value {
    let messages = request["messages"].as_array().unwrap();
    let sent = messages.iter().rfind(|one| one["direction"] == "sent");
    sent.unwrap()
}

/// A request of ours to the partner.
#[track_caller]
pub(crate) fn borrow(to: SocketAddr, peer: &str, service_type: &str) -> Value {
    let wanted = json!({
        "peer": peer, "service_type": service_type, "title": "Sillanrakentajat & muut",
        "patron": "2900000001", "pickup_library": "KAJ",
    });
    let (status, request) = ask(to, "POST", "", &wanted);
    assert_eq!(status, 201, "{request}");
    request
}

pub(crate) fn name(request: &Value) -> &str {
    request["requesting_agency_request_id"].as_str().unwrap()
}
