//! Component parts, such as the articles of a serial, beside their hosts (773 $w).

use jiff::SignedDuration;
use silta_marc::{Field, Record as Marc, Subfield, marcxml};
use silta_oai_pmh::Record;

use crate::support::{House, gone, identifiers, marc};

/// A part of the record with this number.
fn part(number: &str, title: &str, host: &str) -> Marc {
    let mut part = marc(number, title);
    let host = vec![Subfield::new('t', "Isäntä"), Subfield::new('w', host)];
    let host = Field::data("773".parse().unwrap(), ['0', ' '], host);
    part.fields.push(host);
    part
}

/// What was dated then or later.
async fn since(house: &House, from: &str) -> Vec<Record> {
    let query = format!("metadataPrefix=marc21&from={from}");
    house.records(&query).await.0
}

/// What a part says of its host.
fn host_of(record: &Record) -> Option<String> {
    let metadata = record.metadata.as_ref()?;
    let read = marcxml::read(metadata.as_str().as_bytes()).unwrap();
    let host = read.record.field("773")?.subfield('w')?;
    Some(host.to_owned())
}

const HOST: &str = "oai:kainet.fi:kainet.2024";

#[tokio::test]
async fn host_and_parts_are_all_told_whichever_came_first() {
    // The part may be taken in before its host, or after it.
    for order in [[0, 1, 2], [1, 0, 2], [2, 1, 0]] {
        let house = House::new(2);
        house.clock.advance(SignedDuration::from_hours(30));
        let records = [
            marc("host", "Isäntä"),
            part("first", "Eka osa", "host"),
            part("second", "Toka osa", "host"),
        ];
        house.take_in(&order.map(|place| records[place].clone()));
        let told = since(&house, "2026-03-03T16:00:00Z").await;
        assert_eq!(told.len(), 3);
        let hosts: Vec<_> = told.iter().map(host_of).collect();
        let expected = order.map(|place| (place > 0).then(|| "host".to_owned()));
        assert_eq!(hosts, expected, "each part keeps the number of its host");
    }
}

#[tokio::test]
async fn a_change_dates_what_changed_and_nothing_beside_it() {
    let house = House::new(500);
    let host = marc("host", "Isäntä");
    let (first, second) = (
        part("first", "Eka osa", "host"),
        part("second", "Toka osa", "host"),
    );
    house.take_in(&[host, first, second.clone()]);
    house.clock.advance(SignedDuration::from_hours(30));
    house.take_in(&[part("first", "Eka osa, korjattu", "host")]);
    let told = since(&house, "2026-03-03T16:00:00Z").await;
    assert_eq!(identifiers(&told), ["oai:kainet.fi:kainet.2025"]);
    house.clock.advance(SignedDuration::from_hours(1));
    house.take_in(&[marc("host", "Isäntä, korjattu")]);
    let told = since(&house, "2026-03-03T17:00:00Z").await;
    assert_eq!(identifiers(&told), [HOST]);
    house.clock.advance(SignedDuration::from_hours(1));
    house.take_in(&[gone(second)]);
    let told = since(&house, "2026-03-03T18:00:00Z").await;
    assert_eq!(identifiers(&told), ["oai:kainet.fi:kainet.2026"]);
    assert!(told[0].header.deleted && told[0].metadata.is_none());
}

#[tokio::test]
async fn parts_of_a_host_that_is_gone_stay() {
    let house = House::new(500);
    house.take_in(&[marc("host", "Isäntä"), part("first", "Eka osa", "host")]);
    house.clock.advance(SignedDuration::from_hours(30));
    house.take_in(&[gone(marc("host", "Isäntä"))]);
    let told = since(&house, "2026-03-03T16:00:00Z").await;
    assert_eq!(identifiers(&told), [HOST]);
    assert!(told[0].header.deleted);
    let all = since(&house, "2026-03-02").await;
    let part = all.last_chunk::<2>().unwrap().iter();
    let part: Vec<_> = part.filter(|record| !record.header.deleted).collect();
    assert_eq!(host_of(part[0]), Some("host".to_owned()));
}
