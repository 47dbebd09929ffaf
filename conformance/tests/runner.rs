//! The runner, its reports and its expectations, against a tiny scripted server.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    path::PathBuf,
    thread,
};

use silta_conformance::{
    Case, Expectations, Filter, Level, ProfileFile as _, Report, Stop, Suite, Verdict, command,
    run,
    sip2::{self, Profile},
};

/// A server that answers 93 and 99 well, 23 badly, and hangs up on everything else; for as long as
/// the test lives.
fn tiny_server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("bound").to_string();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || serve(stream));
        }
    });
    address
}

fn serve(stream: TcpStream) {
    let mut answers = stream.try_clone().expect("the same socket");
    for request in BufReader::new(stream).split(b'\r') {
        let Ok(request) = request else { return };
        let text = String::from_utf8_lossy(&request).into_owned();
        let sequence = text
            .rsplit_once("AY")
            .and_then(|(_, rest)| rest.split_once("AZ"))
            .map(|(digits, _)| digits);
        let body = match text.get(..2) {
            Some("93") => "941".to_owned(),
            Some("99") => {
                "98YYYYYN10000320261122    0905122.00AOKAINET|BXNNNNYYYNNNNNNNNN|".to_owned()
            }
            Some("23") => "24NNNNNNNNNNNNNN00720261122    090513AOKAINET|AA1|AEx|".to_owned(),
            _ => return,
        };
        let answer = match sequence {
            Some(digits) => {
                let summed = format!("{body}AY{digits}AZ");
                let sum = summed
                    .bytes()
                    .fold(0u16, |sum, byte| sum.wrapping_add(byte.into()))
                    .wrapping_neg();
                format!("{summed}{sum:04X}\r")
            }
            None => format!("{body}\r"),
        };
        if answers.write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}

fn run_tiny(expectations: &str, words: &[&str]) -> Report {
    let suite = sip2::suite(None).expect("no vectors, no file");
    let expectations = Expectations::parse(expectations).expect("good TOML");
    run(
        &suite,
        &tiny_server(),
        &Profile::demo(),
        &expectations,
        &Filter::new(words.iter().copied()),
    )
}

fn verdict(report: &Report, id: &str) -> Verdict {
    report
        .cases
        .iter()
        .find(|case| case.id == id)
        .unwrap_or_else(|| panic!("{id} did not run"))
        .verdict
}

const GOOD: &str = "sip2/sc-status/answer-is-valid";
const BAD: &str = "sip2/patron-status/ordinary-patron-has-no-flags";

#[test]
fn good_and_bad_answers_are_told_apart() {
    let report = run_tiny("", &[GOOD, BAD]);
    assert_eq!(verdict(&report, GOOD), Verdict::Passed);
    assert_eq!(verdict(&report, BAD), Verdict::Failed);
    assert!(!report.ok());
    let table = report.table();
    assert!(
        table.contains("patron status of the 24 holds \"NNNNNNNNNNNNNN\""),
        "{table}"
    );
    assert!(
        table.contains("> 23007") && table.contains("< 24NNNN"),
        "{table}"
    );
    assert!(table.ends_with("does not conform\n"), "{table}");
}

#[test]
fn a_server_that_hangs_up_fails_the_case_and_not_the_run() {
    let report = run_tiny("", &["sip2/item-information/available", GOOD]);
    assert_eq!(
        verdict(&report, "sip2/item-information/available-item-is-available"),
        Verdict::Failed
    );
    assert_eq!(verdict(&report, GOOD), Verdict::Passed);
}

#[test]
fn a_server_that_is_not_there_fails_every_case() {
    let suite = sip2::suite(None).expect("no vectors, no file");
    let free = TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a free port");
    let only = Filter::new(["sip2/sc-status/server"]);
    let report = run(
        &suite,
        &free.to_string(),
        &Profile::demo(),
        &Expectations::default(),
        &only,
    );
    assert!(
        report.cases[0].reason.contains("cannot connect"),
        "{}",
        report.cases[0].reason
    );
}

#[test]
fn expectations_work_both_ways() {
    let listed_failure = format!("[fails]\n\"{BAD}\" = \"flags come as N\"\n");
    let report = run_tiny(&listed_failure, &[GOOD, BAD]);
    assert_eq!(verdict(&report, BAD), Verdict::FailedAsExpected);
    assert!(report.ok());

    let stale = format!("[fails]\n\"{GOOD}\" = \"not built yet\"\n");
    let report = run_tiny(&stale, &[GOOD]);
    assert_eq!(verdict(&report, GOOD), Verdict::PassedUnexpectedly);
    assert!(!report.ok());

    let report = run_tiny("[fails]\n\"sip2/no/such-case\" = \"gone\"\n", &[GOOD]);
    assert_eq!(report.unknown_expectations, ["sip2/no/such-case"]);
    assert!(!report.ok());
}

#[test]
fn what_the_profile_lacks_is_skipped_with_the_reason() {
    let suite = sip2::suite(None).expect("no vectors, no file");
    let profile =
        "name = \"x\"\ninstitution = \"X\"\ntime_zone = \"Europe/Helsinki\"\ncurrency = \"EUR\"\n";
    let profile = Profile::parse(profile).expect("small but whole");
    let report = run(
        &suite,
        &tiny_server(),
        &profile,
        &Expectations::default(),
        &Filter::default(),
    );
    assert!(
        report
            .cases
            .iter()
            .all(|case| case.verdict == Verdict::Skipped)
    );
    assert_eq!(
        report.cases[0].reason,
        "the profile has no account.self_check"
    );
    assert!(!report.ok(), "a run that judged nothing is no good run");
}

#[test]
fn only_mandatory_failures_fail_the_run() {
    let case = |level, outcome: Result<(), Stop>| {
        Case::<Profile>::new("sip2/a/b", "clause", "Sentence.", level, &[], move |_| {
            outcome.clone()
        })
    };
    let ok = |cases| {
        let suite = Suite {
            name: "sip2",
            cases,
        };
        run(
            &suite,
            "127.0.0.1:1",
            &Profile::demo(),
            &Expectations::default(),
            &Filter::default(),
        )
        .ok()
    };
    let failed = || Err(Stop::failed("broken"));
    assert!(ok(vec![
        case(Level::Should, failed()),
        case(Level::Dialect, failed())
    ]));
    assert!(!ok(vec![
        case(Level::Must, failed()),
        case(Level::Must, Ok(()))
    ]));
    assert!(ok(vec![
        case(Level::Must, Err(Stop::skipped("no"))),
        case(Level::Must, Ok(()))
    ]));
}

#[test]
fn what_a_case_leaves_behind_is_put_right_in_reverse_order() {
    use std::sync::{Arc, Mutex};
    let done = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&done);
    let case = Case::<Profile>::new(
        "sip2/a/b",
        "clause",
        "Sentence.",
        Level::Must,
        &[],
        move |context| {
            for number in 1..=2 {
                let seen = Arc::clone(&seen);
                context.later(move |_| seen.lock().expect("one thread").push(number));
            }
            Err(Stop::failed("in the middle"))
        },
    );
    let suite = Suite {
        name: "sip2",
        cases: vec![case],
    };
    run(
        &suite,
        "127.0.0.1:1",
        &Profile::demo(),
        &Expectations::default(),
        &Filter::default(),
    );
    assert_eq!(*done.lock().expect("one thread"), [2, 1]);
}

#[test]
fn the_command_writes_three_reports_that_agree() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let options = command::Options {
        only: vec![GOOD.to_owned(), BAD.to_owned()],
        report: Some(folder.path().join("report")),
        ..command::Options::default()
    };
    let mut out = Vec::new();
    let conforms = command::sip2(&tiny_server(), &options, &mut out).expect("it ran");
    assert!(!conforms);
    assert!(String::from_utf8_lossy(&out).contains("2 cases of sip2"));
    let read = |name: &str| {
        std::fs::read_to_string(folder.path().join("report").join(name))
            .unwrap_or_else(|e| panic!("{name}: {e}"))
    };
    let json: serde_json::Value = serde_json::from_str(&read("report.json")).expect("JSON");
    assert_eq!(json["ok"], false);
    assert_eq!(json["summary"]["failed_must"], 1);
    assert_eq!(json["cases"].as_array().map(Vec::len), Some(2));
    let html = read("report.html");
    assert!(html.starts_with("<!DOCTYPE html>") && html.trim_end().ends_with("</html>"));
    assert!(html.contains("ordinary-patron-has-no-flags") && !html.contains("<script"));
    let junit = read("junit.xml");
    assert!(junit.contains("tests=\"2\" failures=\"1\""), "{junit}");
    assert_eq!(
        junit.matches("<testcase").count(),
        junit.matches("</testcase>").count()
    );
}

#[test]
fn every_recorded_message_becomes_a_case() {
    let Some(shared) = std::env::var_os("SILTA_SHARED") else {
        println!("SILTA_SHARED is not set: the recorded messages were not read");
        return;
    };
    let without = sip2::suite(None).expect("no vectors, no file").cases.len();
    let with = sip2::suite(Some(&PathBuf::from(shared).join("vectors")))
        .expect("the files are there")
        .cases
        .len();
    println!("SILTA_SHARED: {} recorded messages", with - without);
    assert!(with - without > 240, "{}", with - without);
}
