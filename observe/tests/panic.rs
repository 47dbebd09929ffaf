//! What a panic leaves in the log: its place, and nothing of what it was about.

use std::process::Command;

use silta_observe::log::{Format, Settings, init};

const BARCODE: &str = "2900000001";

/// Runs in a process of its own, for the log belongs to the process.
#[test]
#[ignore = "the other test starts it"]
fn panics() {
    let settings = Settings {
        format: Format::Json,
        ..Settings::default()
    };
    init(&settings).unwrap();
    assert!(init(&settings).is_err(), "a second time");
    let barcode = BARCODE.to_owned();
    std::thread::spawn(move || panic!("no patron {barcode}"))
        .join()
        .unwrap_err();
}

#[test]
fn a_panic_shows_its_place_but_not_its_text() {
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "panics", "--nocapture"])
        .env_remove("SILTA_LOG")
        .output()
        .unwrap();
    let said = String::from_utf8(child.stderr).unwrap();
    assert!(child.status.success(), "{said}");
    let line = said.lines().find(|l| l.contains(r#""message":"panic""#));
    assert!(
        line.is_some_and(|l| l.contains("tests/panic.rs:")),
        "{said}"
    );
    assert!(!said.contains(BARCODE), "{said}");
}
