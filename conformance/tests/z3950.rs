//! The Z39.50 suite against a tiny scripted server: what is right passes, each wrong answer fails
//! for its own reason.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::PathBuf,
    thread,
};

use silta_conformance::{
    Expectations, Filter, ProfileFile as _, Report, Verdict, command, run,
    z3950::{self, Profile},
};

/// Versions 1 to 3; search, present, delSet, scan, sort and named sets; 64 KiB both.
const INIT_RESPONSE: &[u8] =
    b"\xB5\x26\x83\x02\x05\xE0\x84\x04\x00\xE1\x82\x00\x85\x03\x01\x00\x00\
    \x86\x03\x01\x00\x00\x8C\x01\xFF\x9F\x6E\x011\x9F\x6F\x04tiny\x9F\x70\x011";
/// Three hits, whatever was asked.
const SEARCH_RESPONSE: &[u8] = b"\xB7\x0C\x97\x01\x03\x98\x01\x00\x99\x01\x01\x96\x01\xFF";
/// One record returned, and none is there.
const PRESENT_RESPONSE: &[u8] = b"\xB9\x09\x98\x01\x01\x99\x01\x02\x9B\x01\x00";
/// Two entries said, one there, in a field out of order.
const SCAN_RESPONSE: &[u8] = b"\xBF\x24\x09\x85\x01\x02\x84\x01\x00\x83\x01\x00";
/// Success as a status that does not exist.
const SORT_RESPONSE: &[u8] = b"\xBF\x2C\x03\x83\x01\x09";
/// All well, without the status that has to be there.
const DELETE_RESPONSE: &[u8] = b"\xBB\x02\xA1\x00";
/// Unspecified, and the connection stays open.
const CLOSE: &[u8] = b"\xBF\x30\x05\x9F\x81\x53\x01\x09";

/// The answer to an APDU, by its tag.
fn answer(apdu: &[u8]) -> Option<&'static [u8]> {
    match apdu {
        [0xB4, ..] => Some(INIT_RESPONSE),
        [0xB6, ..] => Some(SEARCH_RESPONSE),
        [0xB8, ..] => Some(PRESENT_RESPONSE),
        [0xBA, ..] => Some(DELETE_RESPONSE),
        [0xBF, 0x23, ..] => Some(SCAN_RESPONSE),
        [0xBF, 0x2B, ..] => Some(SORT_RESPONSE),
        [0xBF, 0x30, ..] => Some(CLOSE),
        _ => None,
    }
}

/// How long the first APDU of these bytes is, of the definite lengths that honest requests have.
fn length(bytes: &[u8]) -> Option<usize> {
    let tag = if bytes.first()? & 0x1F == 0x1F { 2 } else { 1 };
    match *bytes.get(tag)? {
        short @ 0..=0x7F => Some(tag + 1 + usize::from(short)),
        0x81 => Some(tag + 2 + usize::from(*bytes.get(tag + 1)?)),
        _ => Some(
            tag + 3
                + usize::from(u16::from_be_bytes([
                    *bytes.get(tag + 1)?,
                    *bytes.get(tag + 2)?,
                ])),
        ),
    }
}

fn serve(mut stream: TcpStream) {
    let (mut pending, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        match stream.read(&mut buffer) {
            Ok(count @ 1..) => pending.extend_from_slice(&buffer[..count]),
            _ => return,
        }
        while let Some(end) = length(&pending).filter(|&end| end <= pending.len()) {
            let apdu: Vec<u8> = pending.drain(..end).collect();
            match answer(&apdu) {
                Some(answer) if stream.write_all(answer).is_ok() => {}
                _ => return,
            }
        }
    }
}

/// The tiny server, for as long as the test lives.
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

fn run_tiny(words: &[&str]) -> Report {
    let mut profile = Profile::demo();
    profile.timeout_seconds = 1;
    run(
        &z3950::suite(None).expect("no vectors, no file"),
        &tiny_server(),
        &profile,
        &Expectations::default(),
        &Filter::new(words.iter().copied()),
    )
}

#[test]
fn what_is_right_passes() {
    let right = [
        "z3950/init/version-3",
        "z3950/init/implementation-is-named",
        "z3950/authentication/none",
        "z3950/framing/long-form",
    ];
    let report = run_tiny(&right);
    assert!(report.cases.len() >= 3);
    for case in &report.cases {
        assert_eq!(
            case.verdict,
            Verdict::Passed,
            "{}: {}",
            case.id,
            case.reason
        );
    }
}

#[test]
fn each_wrong_answer_fails_for_its_own_reason() {
    for (id, reason) in [
        ("z3950/init/options-as-asked", "were not asked for"),
        ("z3950/init/no-version", "Init was accepted"),
        (
            "z3950/authentication/wrong-password-open",
            "Init was accepted",
        ),
        (
            "z3950/attributes/refused-use-9999",
            "the search succeeded with 3 hits",
        ),
        (
            "z3950/boolean/nested-64-left",
            "that nobody wrote find 3 records",
        ),
        ("z3950/present/nothing-asked", "many has 3 hits"),
        ("z3950/records/marc-of-many", "and none is there"),
        ("z3950/scan/from-a-term", "scanStatus is out of order"),
        ("z3950/sort/unknown-set", "9 is no value of the standard"),
        (
            "z3950/delete-set/all-of-none",
            "deleteOperationStatus is missing",
        ),
        (
            "z3950/close/answered-as-finished",
            "closeReason is 9 and should be 0",
        ),
        ("z3950/close/any-reason", "the connection stays open"),
        (
            "z3950/extended-services/unknown-package",
            "closed without an answer",
        ),
        ("z3950/reference-id/search", "the referenceId has"),
        (
            "z3950/protocol/unexpected-reserved-40",
            "closed without an answer",
        ),
    ] {
        let report = run_tiny(&[id]);
        let case = report.cases.iter().find(|case| case.id == id);
        let case = case.unwrap_or_else(|| panic!("{id} did not run"));
        assert_eq!(case.verdict, Verdict::Failed, "{id}");
        assert!(case.reason.contains(reason), "{id}: {}", case.reason);
        assert!(!case.transcript.is_empty(), "{id}");
    }
}

#[test]
fn the_command_runs_the_suite_with_a_profile() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let profile = folder.path().join("profile.toml");
    std::fs::write(&profile, "name = \"tiny\"\ndatabases = [\"d\"]\n").expect("written");
    let options = command::Options {
        only: vec!["z3950/init/version-3".to_owned(), "z3950/scan".to_owned()],
        profile: Some(profile),
        ..command::Options::default()
    };
    let mut out = Vec::new();
    let conforms = command::z3950(&tiny_server(), &options, &mut out).expect("it ran");
    let shown = String::from_utf8_lossy(&out);
    assert!(conforms, "{shown}");
    assert!(shown.contains("the profile has no service.scan"), "{shown}");
}

#[test]
fn every_recorded_session_becomes_a_case() {
    let Some(shared) = std::env::var_os("SILTA_SHARED") else {
        println!("SILTA_SHARED is not set: the recorded sessions were not read");
        return;
    };
    let without = z3950::suite(None).expect("no vectors, no file").cases.len();
    let with = z3950::suite(Some(&PathBuf::from(shared).join("vectors")))
        .expect("the files are there")
        .cases
        .len();
    println!("SILTA_SHARED: {} recorded sessions", with - without);
    assert!(with - without > 190, "{}", with - without);
}
