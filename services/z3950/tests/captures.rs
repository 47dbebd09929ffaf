//! Sessions that were captured between clients and servers of others, replayed to ours: each
//! request is answered in kind. They stand outside the project, where `SILTA_SHARED` says.
#![allow(clippy::unwrap_used, reason = "what is not there is a failed test")]

mod support;

use std::{env, fs, path::Path};

use silta_session::Session as _;
use silta_z3950::{Apdu, decode};
use support::Server;

#[tokio::test]
async fn captured_requests_are_answered_in_kind() {
    let Ok(shared) = env::var("SILTA_SHARED") else {
        println!("not done: SILTA_SHARED does not say where the captures are");
        return;
    };
    let server = Server::new();
    let (mut files, mut requests) = (0, 0);
    for entry in fs::read_dir(Path::new(&shared).join("vectors/z3950")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "hex") {
            requests += replay(&server, &fs::read_to_string(&path).unwrap()).await;
            files += 1;
        }
    }
    println!("{requests} requests of {files} files replayed");
    assert!(files > 20 && requests > 400);
}

async fn replay(server: &Server, capture: &str) -> usize {
    let mut client = server.connect();
    let mut requests = 0;
    for line in capture.lines() {
        if line.starts_with("# connection") || line.starts_with("# case") {
            client = server.connect();
        }
        let Some(digits) = line.strip_prefix("> ") else {
            continue;
        };
        if client.session.poll_close().is_some() {
            continue;
        }
        let bytes = octets(digits);
        let answers = client.send(&bytes).await;
        requests += 1;
        let Ok(request) = decode(&bytes) else {
            // Not one APDU: parts, several, or none; the session judges.
            continue;
        };
        match (&request, answers.as_slice()) {
            (Apdu::TriggerResourceControlRequest(_), []) => {}
            (_, [Apdu::Close(_)]) => assert!(client.session.poll_close().is_some()),
            (request, [answer]) => assert_eq!(answer.tag(), request.tag() + 1, "{request:?}"),
            (request, answers) => panic!("{request:?} got {answers:?}"),
        }
    }
    requests
}

fn octets(digits: &str) -> Vec<u8> {
    let digits: Vec<u8> = digits.bytes().filter(u8::is_ascii_hexdigit).collect();
    let pair = |pair: &[u8]| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.chunks(2).map(pair).collect()
}
