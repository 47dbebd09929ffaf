//! What the libraries have of a record, over SRU on a real socket, while terminals lend it.

mod support;

use std::time::Duration;

use support::{house::House, http::get, messages};

const KNOWN: &str =
    "/sru?version=1.2&operation=searchRetrieve&query=rec.identifier%3Dkainet.1&recordSchema=";

/// What stands at a copy, from its number on.
fn copy<'a>(answer: &'a str, number: &str, end: &str) -> &'a str {
    let (_, after) = answer
        .split_once(&format!(">{number}<"))
        .unwrap_or_else(|| panic!("{number} is not in {answer}"));
    after.split(end).next().unwrap_or(after)
}

#[test]
fn a_loan_is_told_in_every_form_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::demo(folder.path());
    let iso = || get(house.http, &format!("{KNOWN}isohold"));
    let before = iso();
    let told = copy(&before, "3900000001", "</copyInformation>");
    assert!(told.contains("<availabilityStatus>1<"), "{told}");
    assert!(!told.contains("dateTimeAvailable"), "{told}");
    let lent = house.terminal("sc-kajaani").ask(&messages::checkout(
        "2900000001",
        "3900000001",
        "AD1234|",
    ));
    assert!(lent.starts_with("121"), "{lent}");
    let after = iso();
    let told = copy(&after, "3900000001", "</copyInformation>");
    assert!(told.contains("<availabilityStatus>2<"), "{told}");
    assert!(told.contains("<note>On loan</note>"), "{told}");
    let (_, due) = told.split_once("<dateTimeAvailable>").unwrap();
    let opac = get(house.http, &format!("{KNOWN}opac"));
    // There it stands before the number of the copy.
    let date = format!("<availabilityDate>{}</availabilityDate>", &due[..10]);
    assert!(opac.contains(&date), "{date} is not in {opac}");
    house.stop();
}

#[test]
fn holdings_that_come_too_late_cost_no_record() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(folder.path(), |settings| {
        settings.sru.holdings_deadline = Duration::ZERO;
    });
    let opac = get(house.http, &format!("{KNOWN}opac"));
    assert!(opac.contains("Seitsemän veljestä"), "{opac}");
    assert!(
        opac.contains("<publicNote>Holdings and availability cannot"),
        "{opac}"
    );
    let iso = get(house.http, &format!("{KNOWN}isohold"));
    assert!(iso.contains("<uri>info:srw/diagnostic/1/64</uri>"), "{iso}");
    assert!(iso.contains("<details>kainet.1</details>"), "{iso}");
    house.stop();
}
