//! The suite of the consortium API against a tiny server that serves libraries, some of them badly.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    thread,
};

use silta_conformance::{
    Expectations, Filter, ProfileFile as _, Report, Verdict,
    api::{self, Profile},
    command, run,
};

/// Answers `GET /libraries` with this body and content type, everything else with 404; for as long
/// as the test lives.
fn tiny_server(kind: &'static str, libraries: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("bound").to_string();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || serve(stream, kind, libraries));
        }
    });
    address
}

fn serve(mut stream: TcpStream, kind: &str, libraries: &str) {
    let head = BufReader::new(stream.try_clone().expect("the same socket")).lines();
    let lines: Vec<String> = head
        .map_while(Result::ok)
        .take_while(|line| !line.is_empty())
        .collect();
    let allowed = lines
        .iter()
        .any(|line| line == "Authorization: Bearer secret-token-1");
    let listed = lines
        .first()
        .is_some_and(|line| line.starts_with("GET /api/v1/libraries?"));
    let (status, kind, body) = match allowed && listed {
        true => ("200 OK", kind, libraries),
        false => (
            "404 Not Found",
            "application/problem+json",
            r#"{"type":"about:blank","title":"","detail":"","status":404,"code":"not_found"}"#,
        ),
    };
    let length = body.len();
    let _ = write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{body}"
    );
}

fn run_tiny(kind: &'static str, libraries: &'static str) -> Report {
    let profile = Profile {
        token: "secret-token-1".to_owned(),
        base: "/api/v1".to_owned(),
        libraries: vec!["KAJ".to_owned()],
        ..Profile::demo()
    };
    run(
        &api::suite(),
        &tiny_server(kind, libraries),
        &profile,
        &Expectations::default(),
        &Filter::new(["api/libraries/"]),
    )
}

fn judged(report: &Report, id: &str) -> (Verdict, String) {
    let case = report.cases.iter().find(|case| case.id == id);
    let case = case.unwrap_or_else(|| panic!("{id} did not run"));
    (case.verdict, case.reason.clone())
}

const JSON: &str = "application/json";
const LIST: &str = "api/libraries/list-has-every-library";
const TOTAL: &str = "api/libraries/total-is-the-length";
const GOOD: &str =
    r#"{"items":[{"code":"KAJ","isil":null,"name":"Kajaani","open":null}],"next":null,"total":1}"#;

#[test]
fn good_answers_pass_and_the_report_does_not_hold_the_token() {
    let report = run_tiny(JSON, GOOD);
    assert_eq!(judged(&report, LIST).0, Verdict::Passed);
    assert_eq!(judged(&report, TOTAL).0, Verdict::Passed);
    let one = judged(&report, "api/libraries/one-library-is-as-in-the-list");
    assert_eq!(one.0, Verdict::Failed, "the server has no single libraries");
    assert!(!report.ok());
    let shown = format!("{:?}", report.cases);
    assert!(shown.contains("Bearer ...") && !shown.contains("secret-token-1"));
}

#[test]
fn bad_answers_fail_with_what_is_wrong() {
    for (kind, libraries, id, wrong) in [
        ("text/html", GOOD, LIST, "content type"),
        (JSON, "{", LIST, "no JSON"),
        (
            JSON,
            r#"{"items":[],"next":null,"total":0}"#,
            LIST,
            "KAJ is not in the list",
        ),
        (
            JSON,
            r#"{"items":[],"next":null,"total":3}"#,
            TOTAL,
            "total is 3",
        ),
        (JSON, r#"{"items":[],"total":0}"#, TOTAL, "has no next"),
        (
            JSON,
            r#"{"items":[{"code":1}],"next":null,"total":1}"#,
            TOTAL,
            "/items/0",
        ),
    ] {
        let (verdict, reason) = judged(&run_tiny(kind, libraries), id);
        assert_eq!(verdict, Verdict::Failed, "{libraries}");
        assert!(reason.contains(wrong), "{reason} is not about {wrong}");
    }
}

#[test]
fn a_profile_of_ones_own_needs_a_token() {
    let folder = tempfile::tempdir().expect("a folder");
    let profile = folder.path().join("profile.toml");
    let text = "name = \"x\"\ntime_zone = \"Europe/Helsinki\"\ncurrency = \"EUR\"\n";
    std::fs::write(&profile, text).expect("written");
    let mut options = command::Options {
        profile: Some(profile),
        only: vec!["api/items/available".to_owned()],
        ..command::Options::default()
    };
    let without = command::api("127.0.0.1:1", &options, &mut Vec::new());
    assert!(matches!(without, Err(command::CommandError::NoToken)));
    options.token = Some("x".to_owned());
    let mut shown = Vec::new();
    // Everything is skipped, so nothing is shown to conform.
    assert!(matches!(
        command::api("127.0.0.1:1", &options, &mut shown),
        Ok(false)
    ));
    assert!(String::from_utf8_lossy(&shown).contains("the profile has no item.here"));
}
