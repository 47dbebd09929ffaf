//! A gateway before a consortium that runs elsewhere: terminals must not notice.

#![allow(clippy::unwrap_used, reason = "what goes wrong here is a failed test")]

mod support;

use std::{fs, net::SocketAddr, path::Path};

use silta::config::{Remote, Settings};
use silta_conformance::command;
use silta_rest::Roots;
use support::{house::House, http::get};

/// The whole SIP2 suite through gateway, API and a second gateway gives the same answers as beside
/// the consortium itself.
#[test]
fn the_suite_passes_through_a_second_gateway() {
    let (there, here) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let far = House::demo(there.path());
    let near = before(far.http, here.path());
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

/// What is found in the catalogue elsewhere is found here, by programs and by people.
#[test]
fn a_catalogue_elsewhere_is_searched_here() {
    let (there, here) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let far = House::demo(there.path());
    let near = before(far.http, here.path());
    let sru = "/sru?version=1.2&operation=searchRetrieve&query=talvi&recordSchema=dc";
    let titles = |answer: &str| {
        let parts = answer.split("<dc:title>").skip(1);
        parts
            .map(|part| part.split('<').next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let (told, own) = (get(near.http, sru), get(far.http, sru));
    assert!(titles(&own).len() > 1, "{own}");
    assert_eq!(titles(&told), titles(&own), "{told}");
    // Facets are not told over the API, and cost nobody the results.
    let page = get(near.http, "/?q=talvi&lang=en");
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    assert!(page.contains("/record/kainet."), "{page}");
    near.stop();
    far.stop();
}

/// The whole suite of OAI-PMH, sets aside, which the API does not tell.
#[test]
fn harvesters_are_served_before_a_catalogue_elsewhere() {
    let (there, here) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let far = House::demo(there.path());
    let near = before(far.http, here.path());
    let profile = here.path().join("profile.toml");
    fs::write(&profile, PROFILE).unwrap();
    let options = command::Options {
        profile: Some(profile),
        ..command::Options::default()
    };
    let mut table = Vec::new();
    let passed = command::oai(&near.http.to_string(), &options, &mut table).unwrap();
    let table = String::from_utf8(table).unwrap();
    println!("{}", table.lines().last().unwrap_or_default());
    assert!(passed, "{table}");
    // A list to its end has what the list of the catalogue itself has, in the same order.
    let (told, own) = (headers(near.http), headers(far.http));
    assert!(own.len() > 2000);
    assert_eq!(told, own);
    near.stop();
    far.stop();
}

const PROFILE: &str = r#"
name = "A gateway before another"
timeout_seconds = 20
repository = "kainet.fi"
deleted = "persistent"
services = ["gzip", "seconds"]

[format.oai_dc]
element = "dc"
namespace = "http://www.openarchives.org/OAI/2.0/oai_dc/"

[format.marc21]
element = "record"
namespace = "http://www.loc.gov/MARC21/slim"

[item.known]
identifier = "oai:kainet.fi:kainet.1"
title = "Seitsemän veljestä"
"#;

/// Identifiers and datestamps of everything, and whether it is gone.
fn headers(to: SocketAddr) -> Vec<String> {
    let mut headers = Vec::new();
    let mut arguments = "metadataPrefix=marc21".to_owned();
    loop {
        let answer = get(to, &format!("/oai?verb=ListIdentifiers&{arguments}"));
        headers.extend(answer.split("<header").skip(1).map(|header| {
            let (header, _) = header.split_once("</datestamp>").unwrap();
            header.to_owned()
        }));
        let token = answer.split_once("<resumptionToken").map(|(_, rest)| rest);
        match token.and_then(|rest| rest.split(['>', '<']).nth(1)) {
            Some(token) if !token.is_empty() => arguments = format!("resumptionToken={token}"),
            _ => return headers,
        }
    }
}

/// A gateway before the consortium that another one serves.
fn before(far: SocketAddr, folder: &Path) -> House {
    House::open(folder, |settings: &mut Settings| {
        settings.consortium.remote = Some(Remote {
            url: format!("http://{far}").parse().unwrap(),
            token: "demo".parse().unwrap(),
            roots: Roots::System,
        });
        // What is compared is what is answered, also where the machine is slow; how soon a
        // terminal is told no is the faults' (`tests/faults.rs`).
        settings.consortium.answer_deadline = settings.sip2.limits.answer_deadline;
    })
}
