//! A gateway before a consortium that runs elsewhere: terminals must not notice.

#![allow(clippy::unwrap_used, reason = "what goes wrong here is a failed test")]

mod support;

use silta::config::Remote;
use silta_conformance::command;
use silta_rest::Roots;
use support::house::House;

/// The whole SIP2 suite through gateway, API and a second gateway gives the same answers as beside
/// the consortium itself.
#[test]
fn the_suite_passes_through_a_second_gateway() {
    let (there, here) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let far = House::demo(there.path());
    let near = House::open(here.path(), |settings| {
        settings.consortium.remote = Some(Remote {
            url: format!("http://{}", far.http).parse().unwrap(),
            token: "demo".parse().unwrap(),
            roots: Roots::System,
        });
        // What is compared is what is answered, also where the machine is slow; how soon a
        // terminal is told no is the faults' (`tests/faults.rs`).
        settings.consortium.answer_deadline = settings.sip2.limits.answer_deadline;
    });
    let mut table = Vec::new();
    let target = near.sip2.to_string();
    let passed = command::sip2(&target, &command::Options::default(), &mut table).unwrap();
    let table = String::from_utf8(table).unwrap();
    println!("{}", table.lines().last().unwrap_or_default());
    assert!(passed, "{table}");
    let own = support::house::store(here.path());
    assert!(!own.exists(), "it keeps no consortium of its own");
    near.stop();
    far.stop();
}
