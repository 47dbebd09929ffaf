//! Presenting: places, sizes, syntaxes, element sets, holdings.
#![allow(clippy::unwrap_used, reason = "what is not there is a failed test")]

mod support;

use std::time::Duration;

use silta_consortium::MarcFormat;
use silta_z3950::{
    CompSpec, ElementSetNames, InitRequest, PresentRequest, PresentStatus, RecordComposition,
    Specification,
    composition::{DatabaseElementSet, ElementSpec, Schema},
    oid::{GILS_SCHEMA, HTML, JSON, OPAC, SUTRS, UNIMARC, USMARC, XML},
    opac::{CircRecord, HoldingsAndCircData, HoldingsRecord, OpacRecord},
    present::Range,
};
use support::{
    Server,
    catalogue::{Mood, record},
    contents, diagnostic, in_syntax, init, records, show,
};

fn with(names: ElementSetNames) -> PresentRequest {
    PresentRequest {
        record_composition: Some(RecordComposition::Simple(names)),
        ..show(1, 1)
    }
}

fn elements(name: &str) -> PresentRequest {
    with(ElementSetNames::GenericElementSetName(name.into()))
}

fn complex(spec: CompSpec) -> PresentRequest {
    PresentRequest {
        record_composition: Some(RecordComposition::Complex(spec)),
        preferred_record_syntax: None,
        ..show(1, 1)
    }
}

#[tokio::test]
async fn places_and_counts() {
    let server = Server::new();
    let mut client = server.client().await;
    assert_eq!(client.hits("@attr 1=4 dog").await, Ok(3));
    for (start, count, returned, next) in [
        (1, 1, 1, 2),
        (1, 3, 3, 0),
        (3, 1, 1, 0),
        (2, 0, 0, 1),
        (1, i64::from(i32::MAX), 3, 0),
    ] {
        let response = client.present(show(start, count)).await;
        assert_eq!(response.present_status, PresentStatus::Success);
        assert_eq!(
            response.number_of_records_returned, returned,
            "{start}+{count}"
        );
        assert_eq!(response.next_result_set_position, next, "{start}+{count}");
    }
    for (start, count, place) in [
        (0, 1, "0"),
        (-1, 1, "-1"),
        (4, 1, "4"),
        (3, 2, "4"),
        (1, -1, "1"),
    ] {
        let response = client.present(show(start, count)).await;
        assert_eq!(response.present_status, PresentStatus::Failure);
        assert_eq!(response.number_of_records_returned, 0);
        assert_eq!(
            diagnostic(&response.records),
            (13, place.into()),
            "{start}+{count}"
        );
    }
    let range = |starting_position, number_of_records| Range {
        starting_position,
        number_of_records,
    };
    let ranges = |ranges| PresentRequest {
        additional_ranges: Some(ranges),
        ..show(3, 1)
    };
    let response = client.present(ranges(vec![range(1, 2)])).await;
    assert_eq!(response.number_of_records_returned, 3);
    let response = client.present(ranges(vec![range(1, 4)])).await;
    assert_eq!(diagnostic(&response.records), (13, "4".into()));
    let response = client.present(ranges(vec![range(1, 1); 101])).await;
    assert_eq!(diagnostic(&response.records).0, 243);
}

#[tokio::test]
async fn syntaxes_and_element_sets() {
    let server = Server::new();
    let mut client = server.client().await;
    assert_eq!(client.hits("kalevala").await, Ok(1));
    let imported = server.memory.records.lock().unwrap()[1].bytes.to_vec();
    let mut present = async |request| {
        let response = client.present(request).await;
        match response.present_status {
            PresentStatus::Success => {
                contents(&records(&response.records)[0]).map_err(|code| (code, String::new()))
            }
            _ => Err(diagnostic(&response.records)),
        }
    };
    let none = PresentRequest {
        preferred_record_syntax: None,
        ..show(1, 1)
    };
    for as_it_came in [show(1, 1), none, elements("F"), elements("f")] {
        assert_eq!(present(as_it_came).await, Ok(imported.clone()));
    }
    let text = |bytes: Result<Vec<u8>, _>| String::from_utf8(bytes.unwrap()).unwrap();
    let brief = text(present(elements("B")).await);
    assert!(
        brief.contains("Kalevala") && !brief.contains("A note"),
        "{brief}"
    );
    let xml = text(present(in_syntax(XML, show(1, 1))).await);
    assert!(xml.contains("<record") && xml.contains("Lönnrot"), "{xml}");
    let sutrs = present(in_syntax(SUTRS, show(1, 1))).await.unwrap();
    assert_eq!(sutrs[0], 27, "a GeneralString");
    assert!(String::from_utf8_lossy(&sutrs).contains("245"));
    let json = text(present(in_syntax(JSON, show(1, 1))).await);
    assert!(json.starts_with('{'), "{json}");

    let unknown = |code: i64, addinfo: &str| Err((code, addinfo.to_owned()));
    let refused = present(in_syntax(UNIMARC, show(1, 1))).await;
    assert_eq!(refused, unknown(239, "1.2.840.10003.5.1"));
    assert_eq!(
        present(in_syntax(HTML, show(1, 1))).await,
        unknown(239, "1.2.840.10003.5.109.3")
    );
    assert_eq!(present(elements("XYZ")).await, unknown(25, "XYZ"));
    let specific = ElementSetNames::DatabaseSpecific(vec![DatabaseElementSet {
        db_name: "kainet".into(),
        esn: "F".into(),
    }]);
    assert_eq!(present(with(specific)).await, unknown(26, ""));

    let listed = |syntaxes: &[_]| CompSpec {
        record_syntax: Some(syntaxes.to_vec()),
        ..CompSpec::default()
    };
    let xml = text(present(complex(listed(&[UNIMARC, XML, USMARC]))).await);
    assert!(xml.contains("<record"), "{xml}");
    let refused = present(complex(listed(&[UNIMARC]))).await;
    assert_eq!(refused, unknown(239, "1.2.840.10003.5.1"));
    let any = CompSpec {
        select_alternative_syntax: true,
        ..listed(&[UNIMARC])
    };
    assert_eq!(present(complex(any)).await, Ok(imported));
    let generic = |schema, name: Option<&str>| CompSpec {
        generic: Some(Specification {
            schema,
            element_spec: name.map(|name| ElementSpec::ElementSetName(name.into())),
        }),
        ..CompSpec::default()
    };
    let schema = Schema::Oid(GILS_SCHEMA);
    assert_eq!(
        present(complex(generic(Some(schema), None)))
            .await
            .unwrap_err()
            .0,
        1066
    );
    let brief = text(present(complex(generic(None, Some("B")))).await);
    assert!(!brief.contains("A note"));
}

#[tokio::test]
async fn small_messages_bring_all_records_in_the_end() {
    let server = Server::new();
    server.memory.add(20, 400);
    let mut client = server.connect();
    let small = InitRequest {
        preferred_message_size: 4096,
        exceptional_record_size: 8192,
        ..init()
    };
    assert_eq!(client.init(small).await.preferred_message_size, 4096);
    assert_eq!(client.hits("filler").await, Ok(20));
    let (mut at, mut got) = (1, 0);
    while at != 0 {
        let response = client.present(show(at, 21 - at)).await;
        let returned = response.number_of_records_returned;
        assert!(returned > 0 && returned < 10);
        got += returned;
        let status = match response.next_result_set_position {
            0 => PresentStatus::Success,
            next => {
                assert_eq!(next, at + returned);
                PresentStatus::Partial2
            }
        };
        assert_eq!(response.present_status, status);
        at = response.next_result_set_position;
    }
    assert_eq!(got, 20);
}

#[tokio::test]
async fn large_and_broken_records_cost_no_others() {
    let server = Server::new();
    let mut client = server.connect();
    let small = InitRequest {
        preferred_message_size: 4096,
        exceptional_record_size: 8192,
        ..init()
    };
    client.init(small).await;
    server.memory.add(1, 5000);
    server.memory.add(1, 9000);
    server.memory.add(3, 10);
    {
        let mut records = server.memory.records.lock().unwrap();
        let (broken, count) = (b"no record at all".to_vec(), records.len());
        let last = records[count - 1].bytes.to_vec();
        records.push(record(count + 1, broken, MarcFormat::Iso2709));
        // One whose leader lies about its length.
        let mut lying = last;
        lying[..5].copy_from_slice(b"00100");
        records.push(record(count + 2, lying, MarcFormat::Iso2709));
    }
    assert_eq!(client.hits("@attr 2=103 x").await, Ok(15));
    let alone = client.present(show(9, 1)).await;
    assert!(contents(&records(&alone.records)[0]).unwrap().len() > 5000);
    let alone = client.present(show(10, 1)).await;
    assert_eq!(contents(&records(&alone.records)[0]), Err(17));
    let all = client.present(show(9, 7)).await;
    assert_eq!(all.present_status, PresentStatus::Success);
    let told: Vec<_> = records(&all.records).iter().map(contents).collect();
    assert_eq!((told[0].as_ref(), told[1].as_ref()), (Err(&16), Err(&17)));
    assert!(told[2..5].iter().all(Result::is_ok));
    assert_eq!(told[5], Err(14));
    let mended = told[6].as_ref().unwrap();
    assert_eq!(
        str::from_utf8(&mended[..5]).unwrap().parse(),
        Ok(mended.len())
    );

    server.memory.records.lock().unwrap().truncate(12);
    let deleted = client.present(show(12, 4)).await;
    let told: Vec<_> = records(&deleted.records).iter().map(contents).collect();
    assert!(told[0].is_ok());
    assert_eq!(told[1..], [Err(1028), Err(1028), Err(1028)]);
}

fn holdings(contents: &[u8]) -> Vec<HoldingsAndCircData> {
    let external = silta_z3950::External::single_asn1(OPAC, contents);
    let opac = OpacRecord::from_external(&external).unwrap();
    assert!(opac.bibliographic_record.is_some());
    let entries = opac.holdings_data.unwrap().into_iter();
    let entries = entries.map(|entry| match entry {
        HoldingsRecord::HoldingsAndCirc(entry) => entry,
        other => panic!("{other:?}"),
    });
    entries.collect()
}

#[tokio::test(start_paused = true)]
async fn opac_records_tell_where_each_copy_is() {
    let server = Server::new();
    let mut client = server.client().await;
    assert_eq!(client.hits("@attr 1=4 dog").await, Ok(3));
    let response = client.present(in_syntax(OPAC, show(2, 2))).await;
    let opac = contents(&records(&response.records)[0]).unwrap();
    let entries = holdings(&opac);
    let [entry] = entries.as_slice() else {
        panic!("{entries:?}")
    };
    assert_eq!(entry.local_location, Some("Kajaani".into()));
    assert_eq!(entry.call_number, Some("84.2".into()));
    let items = entry.circulation_data.as_ref().unwrap();
    let expected = [(true, false), (false, true), (false, true), (false, false)];
    let state = |item: &CircRecord| (item.available_now, item.on_hold);
    assert_eq!(items.iter().map(state).collect::<Vec<_>>(), expected);
    assert_eq!(items[0].item_id, Some("kainet.4-1".into()));
    assert_eq!(items[1].availablity_date, Some("2026-12-20".into()));

    *server.memory.mood.lock().unwrap() = Mood::SlowHoldings(Duration::from_secs(3600));
    let response = client.present(in_syntax(OPAC, show(1, 3))).await;
    assert_eq!(response.number_of_records_returned, 3);
    for record in records(&response.records) {
        let [entry] = &holdings(&contents(record).unwrap())[..] else {
            panic!()
        };
        assert!(entry.public_note.is_some() && entry.circulation_data.is_none());
        assert_eq!(entry.local_location, None, "nobody takes it for available");
    }
}
