//! The demo library harvested: over the router, as harvesters ask.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::Path,
    process::Command,
    sync::Arc,
};

use crate::support::{House, gone, identifiers, marc, opened, told_by};
use axum::{
    body::Body,
    http::{Request, header},
};
use jiff::{SignedDuration, Timestamp};
use silta_embedded::FixedClock;
use silta_marc::{Field, marcxml};
use silta_oai_pmh::{Body as Answer, Code, Header, Response};
use silta_xml::Limits;
use tempfile::TempDir;

const RECORDS: usize = 2023;

#[tokio::test]
async fn every_record_comes_once_in_the_order_of_dates() {
    let house = House::new(500);
    let (records, pages) = house.records("metadataPrefix=marc21").await;
    assert_eq!((records.len(), pages), (RECORDS, 5));
    let unique: BTreeSet<_> = identifiers(&records).into_iter().collect();
    assert_eq!(unique.len(), RECORDS);
    assert_eq!(records[0].header.identifier, "oai:kainet.fi:kainet.1");
    let page = house.page("verb=ListRecords&metadataPrefix=marc21").await;
    let continuation = page.continuation.unwrap();
    assert_eq!(continuation.complete_list_size, Some(RECORDS as u64));
    for record in &records {
        let metadata = record.metadata.as_ref().unwrap();
        let read = marcxml::read(metadata.as_str().as_bytes()).unwrap();
        assert_eq!(read.warnings, []);
        let number = record.header.identifier.rsplit('.').next().unwrap();
        let last = read.record.fields("999").last().unwrap();
        assert_eq!(last.subfield('c'), Some(number));
    }
}

#[tokio::test]
async fn every_record_comes_in_mods() {
    let house = House::new(500);
    let (records, _) = house.records("metadataPrefix=mods").await;
    assert_eq!(records.len(), RECORDS);
    for record in &records {
        let metadata = record.metadata.as_ref().unwrap().as_str();
        assert!(metadata.contains(" xmlns=\"http://www.loc.gov/mods/v3\""));
        assert!(metadata.contains("<titleInfo>"), "{metadata}");
        assert!(metadata.contains("<recordIdentifier"), "{metadata}");
    }
}

#[tokio::test]
async fn headers_alone_are_those_of_the_records() {
    let house = House::new(2000);
    let (records, _) = house.records("metadataPrefix=oai_dc").await;
    let mut headers: Vec<Header> = Vec::new();
    let mut query = "verb=ListIdentifiers&metadataPrefix=oai_dc".to_owned();
    loop {
        let Answer::ListIdentifiers(page) = house.ask(&query).await.body else {
            panic!("{query}")
        };
        headers.extend(page.entries);
        match page.continuation.unwrap().token {
            None => break,
            Some(token) => query = format!("verb=ListIdentifiers&resumptionToken={token}"),
        }
    }
    let of_records: Vec<_> = records.iter().map(|record| record.header.clone()).collect();
    assert_eq!(headers, of_records);
}

#[tokio::test]
async fn a_token_is_good_again_and_after_a_restart_and_for_nothing_else() {
    let house = House::new(1000);
    let first = house.page("verb=ListRecords&metadataPrefix=marc21").await;
    let token = first.continuation.unwrap().token.unwrap();
    let next = format!("verb=ListRecords&resumptionToken={token}");
    let second = house.text(&next).await;
    assert_eq!(house.text(&next).await, second);
    let again = House {
        router: opened(house.folder.path(), &house.clock, 1000),
        clock: Arc::clone(&house.clock),
        folder: TempDir::new().unwrap(),
    };
    assert_eq!(again.text(&next).await, second);
    for wrong in [
        format!("verb=ListIdentifiers&resumptionToken={token}"),
        format!("verb=ListSets&resumptionToken={token}"),
        format!("verb=ListRecords&resumptionToken={token}x"),
        "verb=ListRecords&resumptionToken=0".to_owned(),
        "verb=ListRecords&resumptionToken=junk".to_owned(),
    ] {
        assert_eq!(
            house.codes(&wrong).await,
            [Code::BadResumptionToken],
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn what_changes_during_a_harvest_is_in_this_one_or_the_next() {
    let house = House::new(100);
    house.take_in(
        &(0..250)
            .map(|n| marc(&format!("x{n}"), "Eka"))
            .collect::<Vec<_>>(),
    );
    house.clock.advance(SignedDuration::from_hours(1));
    let from = house.ask("verb=Identify").await.response_date;
    let mut copy = BTreeMap::new();
    let mut page = house.page("verb=ListRecords&metadataPrefix=marc21").await;
    let mut step = 0;
    loop {
        for record in page.entries.drain(..) {
            copy.insert(record.header.identifier.clone(), record);
        }
        let Some(token) = page
            .continuation
            .and_then(|continuation| continuation.token)
        else {
            break;
        };
        // One that was told, one that was not yet, one goes, one is new.
        house.clock.advance(SignedDuration::from_secs(1));
        house.take_in(&[
            marc(&format!("x{step}"), &format!("Toka {step}")),
            marc(&format!("x{}", 240 - step), &format!("Toka {step}")),
            gone(marc(&format!("x{}", 120 + step), "")),
            marc(&format!("uusi{step}"), "Uusi"),
        ]);
        step += 1;
        page = house
            .page(&format!("verb=ListRecords&resumptionToken={token}"))
            .await;
    }
    let from = silta_oai_pmh::Datestamp::second_of(from);
    let (more, _) = house
        .records(&format!("metadataPrefix=marc21&from={from}"))
        .await;
    for record in more {
        copy.insert(record.header.identifier.clone(), record);
    }
    let (whole, _) = house.records("metadataPrefix=marc21").await;
    assert_eq!(whole.len(), RECORDS + 250 + step);
    assert!(whole.iter().any(|record| record.header.deleted));
    for record in whole {
        assert_eq!(copy.get(&record.header.identifier), Some(&record));
    }
}

#[tokio::test]
async fn when_all_that_was_left_has_changed_the_list_still_ends() {
    let house = House::new(1500);
    let first = house.page("verb=ListRecords&metadataPrefix=oai_dc").await;
    let token = first.continuation.unwrap().token.unwrap();
    house.clock.advance(SignedDuration::from_secs(1));
    let left: Vec<_> = (1501..=RECORDS)
        .map(|number| {
            let mut record = marc(&number.to_string(), "Muuttui");
            record
                .fields
                .insert(1, Field::control("003".parse().unwrap(), "FI-Kam"));
            record
        })
        .collect();
    assert_eq!(house.take_in(&left).replaced, left.len() as u64);
    let rest = house
        .page(&format!("verb=ListRecords&resumptionToken={token}"))
        .await;
    assert_eq!(rest.entries.len(), left.len());
    assert_eq!(rest.continuation.unwrap().token, None);
}

#[tokio::test]
async fn dates_bound_a_list_to_the_second() {
    let house = House::new(500);
    house.clock.advance(SignedDuration::from_hours(30));
    house.take_in(&[marc("a", "Eka")]);
    let new = "oai:kainet.fi:kainet.2024";
    for (bounds, expected) in [
        (
            "from=2026-03-03T16:00:00Z&until=2026-03-03T16:00:00Z",
            vec![new],
        ),
        ("from=2026-03-03&until=2026-03-03", vec![new]),
        ("from=2026-03-03T16:00:00Z", vec![new]),
        ("from=2026-03-03", vec![new]),
    ] {
        let (records, _) = house
            .records(&format!("metadataPrefix=oai_dc&{bounds}"))
            .await;
        assert_eq!(identifiers(&records), expected, "{bounds}");
    }
    for none in [
        "from=2026-03-03T16:00:01Z",
        "until=2026-03-01",
        "until=2026-03-02T09:59:59Z",
        "from=2026-03-02T10:00:01Z&until=2026-03-03T15:59:59Z",
        "set=material-book&until=2026-03-01",
        "set=nothing",
    ] {
        let query = format!("verb=ListRecords&metadataPrefix=oai_dc&{none}");
        assert_eq!(house.codes(&query).await, [Code::NoRecordsMatch], "{none}");
    }
}

#[tokio::test]
async fn sets_are_those_that_headers_name() {
    let house = House::new(5000);
    let Answer::ListSets(sets) = house.ask("verb=ListSets").await.body else {
        panic!("no sets")
    };
    let listed: BTreeSet<_> = sets
        .entries
        .iter()
        .map(|set| set.spec.to_string())
        .collect();
    let (records, _) = house.records("metadataPrefix=oai_dc").await;
    let mut members: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for record in &records {
        for set in &record.header.sets {
            let member = members.entry(set.to_string()).or_default();
            member.push(&record.header.identifier);
        }
    }
    assert_eq!(members.keys().cloned().collect::<BTreeSet<_>>(), listed);
    assert!(
        listed.contains("library-KAJ") && listed.contains("material-dvd"),
        "{listed:?}"
    );
    for (set, expected) in members {
        let (records, _) = house
            .records(&format!("metadataPrefix=oai_dc&set={set}"))
            .await;
        assert_eq!(identifiers(&records), expected, "{set}");
    }
}

#[tokio::test]
async fn one_record_and_what_it_can_be_had_in() {
    let house = House::new(10);
    for prefix in ["marc21", "oai_dc", "mods"] {
        let query =
            format!("verb=GetRecord&identifier=oai:kainet.fi:kainet.1&metadataPrefix={prefix}");
        let Answer::GetRecord(record) = house.ask(&query).await.body else {
            panic!("{prefix}")
        };
        let metadata = record.metadata.unwrap();
        assert!(
            metadata.as_str().contains("Seitsemän veljestä"),
            "{}",
            metadata.as_str()
        );
    }
    house.take_in(&[marc("a", "Eka")]);
    house.take_in(&[gone(marc("a", "Eka"))]);
    let query = "verb=GetRecord&identifier=oai:kainet.fi:kainet.2024&metadataPrefix=marc21";
    let Answer::GetRecord(record) = house.ask(query).await.body else {
        panic!("gone for good")
    };
    assert!(record.header.deleted && record.metadata.is_none());
    let formats = "verb=ListMetadataFormats&identifier=oai:kainet.fi:kainet.2024";
    assert!(matches!(
        house.ask(formats).await.body,
        Answer::ListMetadataFormats(_)
    ));
    house.take_in(&[marc("a", "Eka")]);
    let Answer::GetRecord(record) = house.ask(query).await.body else {
        panic!("back again")
    };
    assert!(!record.header.deleted);
}

#[tokio::test]
async fn noes_have_their_codes() {
    let house = House::new(10);
    let id = "identifier=oai:kainet.fi:kainet";
    for (query, code) in [
        (String::new(), Code::BadVerb),
        ("junk".to_owned(), Code::BadVerb),
        ("verb=listrecords".to_owned(), Code::BadVerb),
        ("verb=Identify&verb=Identify".to_owned(), Code::BadVerb),
        ("verb=Identify&a=b".to_owned(), Code::BadArgument),
        ("verb=ListSets&a=%FF".to_owned(), Code::BadArgument),
        (
            format!("verb=GetRecord&{id}.1&metadataPrefix=foo"),
            Code::CannotDisseminateFormat,
        ),
        (
            "verb=ListRecords&metadataPrefix=foo".to_owned(),
            Code::CannotDisseminateFormat,
        ),
        (
            format!("verb=GetRecord&{id}.9999&metadataPrefix=marc21"),
            Code::IdDoesNotExist,
        ),
        (
            format!("verb=GetRecord&{id}.007&metadataPrefix=marc21"),
            Code::IdDoesNotExist,
        ),
        (
            "verb=GetRecord&identifier=invalid%22id&metadataPrefix=oai_dc".to_owned(),
            Code::IdDoesNotExist,
        ),
        (
            "verb=ListMetadataFormats&identifier=oai:other.fi:kainet.1".to_owned(),
            Code::IdDoesNotExist,
        ),
    ] {
        let answer = house.ask(&query).await;
        let Answer::Faults(faults) = answer.body else {
            panic!("{query}")
        };
        assert!(faults.has(code), "{query}: {faults}");
        assert_eq!(answer.request.is_none(), code.is_misunderstood(), "{query}");
    }
}

#[tokio::test]
async fn a_form_is_answered_as_an_address_is() {
    let house = House::new(10);
    let form = "verb=ListRecords&metadataPrefix=marc21&set=library-KAJ";
    let post = |body: String| {
        Request::post("/oai")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap()
    };
    let (status, _, body) = house.send(post(form.to_owned())).await;
    assert_eq!(status, 200);
    assert_eq!(String::from_utf8(body).unwrap(), house.text(form).await);
    assert_eq!(house.send(post("x".repeat(20_000))).await.0, 413);
}

#[tokio::test]
async fn who_takes_gzip_gets_it() {
    let house = House::new(200);
    let request = |encoding: Option<&str>| {
        let mut request = Request::get("/oai?verb=ListRecords&metadataPrefix=marc21");
        if let Some(encoding) = encoding {
            request = request.header(header::ACCEPT_ENCODING, encoding);
        }
        request.body(Body::empty()).unwrap()
    };
    let (_, headers, plain) = house.send(request(None)).await;
    assert!(!headers.contains_key(header::CONTENT_ENCODING));
    assert!(
        headers[header::VARY]
            .to_str()
            .unwrap()
            .contains("accept-encoding")
    );
    let (_, headers, packed) = house.send(request(Some("gzip"))).await;
    assert_eq!(headers[header::CONTENT_ENCODING], "gzip");
    assert!(packed.len() * 3 < plain.len() && packed.starts_with(&[0x1f, 0x8b]));
}

/// All kinds of answers are valid by the official schema, where it and xmllint are there.
#[tokio::test]
async fn answers_are_valid_by_the_schema() {
    let Some(schemas) =
        env::var_os("SILTA_SHARED").map(|shared| Path::new(&shared).join("schemas"))
    else {
        println!("not validated: SILTA_SHARED names no folder with the schemas");
        return;
    };
    if Command::new("xmllint").arg("--version").output().is_err() {
        println!("not validated: there is no xmllint");
        return;
    }
    let house = House::new(300);
    house.take_in(&[marc("a", "Eka")]);
    house.take_in(&[gone(marc("a", "Eka"))]);
    let folder = TempDir::new().unwrap();
    let mut files = Vec::new();
    let mut keep = |text: String| {
        let file = folder.path().join(format!("{}.xml", files.len()));
        fs::write(&file, text).unwrap();
        files.push(file);
    };
    for query in [
        "verb=Identify",
        "verb=ListSets",
        "verb=ListMetadataFormats",
        "verb=GetRecord&identifier=oai:kainet.fi:kainet.2024&metadataPrefix=marc21",
        "verb=ListIdentifiers&metadataPrefix=oai_dc",
        "junk",
        "verb=Identify&a=%3C%00%26",
        "verb=GetRecord&identifier=invalid%22id&metadataPrefix=oai_dc",
    ] {
        keep(house.text(query).await);
    }
    // There is no schema of MODS there.
    for prefix in ["marc21", "oai_dc"] {
        let mut query = format!("verb=ListRecords&metadataPrefix={prefix}");
        loop {
            let text = house.text(&query).await;
            let response = Response::read(&text, Limits::default()).unwrap();
            keep(text);
            let Answer::ListRecords(page) = response.body else {
                panic!("{query}")
            };
            match page.continuation.unwrap().token {
                None => break,
                Some(token) => query = format!("verb=ListRecords&resumptionToken={token}"),
            }
        }
    }
    let judged = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .arg(schemas.join("oai/driver-oai-all.xsd"))
        .args(&files)
        .env("XML_CATALOG_FILES", schemas.join("catalog.xml"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&judged.stderr);
    assert!(
        judged.status.success(),
        "{}",
        said.chars().take(3000).collect::<String>()
    );
    println!("{} answers are valid by the official schema", files.len());
}

/// The date of an answer is the catalogue's: never after a date that can still come.
#[tokio::test]
async fn the_date_of_an_answer_is_where_the_next_harvest_begins() {
    let house = House::new(500);
    house.clock.advance(SignedDuration::from_millis(1700));
    let date: Timestamp = house.ask("verb=Identify").await.response_date;
    assert_eq!(date, "2026-03-02T10:00:01Z".parse().unwrap());
}

/// The clock of the service may be ahead of what the store has dated; a list without records has
/// the date of the store as well, for it is the commonest answer to an incremental harvest.
#[tokio::test]
async fn a_list_of_nothing_is_dated_as_one_with_records() {
    let folder = TempDir::new().unwrap();
    let clock = Arc::new(FixedClock::at("2026-03-02T10:00:00Z".parse().unwrap()));
    let ahead = Arc::new(FixedClock::at("2026-03-02T10:00:05Z".parse().unwrap()));
    let house = House {
        router: told_by(folder.path(), &clock, &ahead, 500),
        clock,
        folder,
    };
    for query in [
        "verb=ListRecords&metadataPrefix=marc21",
        "verb=ListRecords&metadataPrefix=marc21&from=2026-03-02T10:00:01Z",
    ] {
        let date = house.ask(query).await.response_date;
        assert_eq!(date, "2026-03-02T10:00:00Z".parse().unwrap(), "{query}");
    }
}
