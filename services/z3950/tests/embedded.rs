//! The service over the demo library, with its store, its index and its copies on loan.
#![allow(clippy::unwrap_used, reason = "what is not there is a failed test")]

mod support;

use silta_observe::Metrics;
use silta_z3950::{
    Apdu, Query, RpnStructure, ScanRequest, SortRequest, SortStatus, Term,
    oid::OPAC,
    opac::{CircRecord, HoldingsRecord, OpacRecord},
    query::Operand,
    scan::Entry,
    sort::{CaseSensitivity, SortElement, SortKey, SortKeySpec, SortRelation},
};
use silta_z3950_service::{Z3950Metrics, Z3950Service};
use support::{Client, contents, databases, demo, find, in_syntax, init, records, settings, show};

struct House {
    service: Z3950Service,
    _folder: tempfile::TempDir,
}

impl House {
    fn demo() -> Self {
        let (embedded, folder) = demo();
        let metrics = Z3950Metrics::register(&Metrics::new());
        Self {
            service: Z3950Service::new(embedded, settings(), metrics),
            _folder: folder,
        }
    }

    async fn client(&self) -> Client<'_> {
        let mut client = Client::of(&self.service);
        assert!(client.init(init()).await.result);
        client
    }
}

async fn circulation(client: &mut Client<'_>) -> Vec<CircRecord> {
    let response = client.present(in_syntax(OPAC, show(1, 1))).await;
    let opac = contents(&records(&response.records)[0]).unwrap();
    let external = silta_z3950::External::single_asn1(OPAC, opac);
    let holdings = OpacRecord::from_external(&external).unwrap().holdings_data;
    let mut copies = Vec::new();
    for entry in holdings.unwrap() {
        let HoldingsRecord::HoldingsAndCirc(entry) = entry else {
            panic!()
        };
        assert!(entry.local_location.is_some());
        copies.extend(entry.circulation_data.unwrap());
    }
    copies
}

#[tokio::test]
async fn the_demo_library_is_found_and_shown_as_it_is() {
    let house = House::demo();
    let mut client = house.client().await;
    for (query, hits) in [
        ("@attr 1=12 kainet.1", 1),
        (
            "@attr 1=4 @attr 3=1 @attr 4=1 @attr 6=3 \"Seitsemän veljestä\"",
            1,
        ),
        ("@attr 1=4 \"SEITSEMÄN VELJESTÄ\"", 1),
        ("@attr 1=4 seitseman", 0),
        ("@attr 1=4 \"\"", 0),
    ] {
        assert_eq!(client.hits(query).await, Ok(hits), "{query}");
    }
    for use_attribute in [
        1, 4, 5, 6, 7, 8, 12, 13, 14, 16, 20, 21, 30, 31, 53, 54, 59, 62, 63, 1002, 1003, 1004,
        1005, 1007, 1016, 1017, 1018, 1031, 1035,
    ] {
        let found = client.hits(&format!("@attr 1={use_attribute} 1990")).await;
        assert!(found.is_ok(), "{use_attribute}: {found:?}");
    }
    assert!(client.hits("@attr 2=103 x").await.unwrap() > 500);

    // Putkinotko is on loan and due in ten days.
    assert_eq!(client.hits("@attr 1=4 putkinotko").await, Ok(1));
    let copies = circulation(&mut client).await;
    let lent = copies
        .iter()
        .find(|copy| copy.item_id == Some("3900000005".into()))
        .unwrap();
    assert!(!lent.available_now && lent.availablity_date.is_some());
    assert_eq!(client.hits("@attr 1=12 kainet.1").await, Ok(1));
    let copies = circulation(&mut client).await;
    assert!(copies.iter().any(|copy| copy.available_now));
}

#[tokio::test]
async fn its_index_is_scanned_and_its_sets_are_sorted() {
    let house = House::demo();
    let mut client = house.client().await;
    let Query::Type1(query) = find("@attr 1=4 @attr 4=1 kalevala").query else {
        panic!()
    };
    let RpnStructure::Op(Operand::AttrTerm(term)) = query.rpn else {
        panic!()
    };
    let scan = ScanRequest {
        reference_id: None,
        database_names: databases(["Default"]),
        attribute_set: None,
        term_list_and_start_point: term,
        step_size: Some(0),
        number_of_terms_requested: 5,
        preferred_position_in_response: Some(2),
        other_info: None,
    };
    let Apdu::ScanResponse(response) = client.ask(scan).await else {
        panic!()
    };
    assert_eq!(
        (
            response.position_of_term,
            response.number_of_entries_returned
        ),
        (Some(2), 5)
    );
    let Entry::TermInfo(second) = &response.entries.unwrap().entries.unwrap()[1] else {
        panic!()
    };
    assert_eq!(second.term, Term::General("kalevala".into()));

    assert!(client.hits("@attr 1=31 @attr 2=4 1990").await.unwrap() > 10);
    let key = |name: &str| SortKeySpec {
        sort_element: SortElement::Generic(SortKey::Sortfield(name.into())),
        sort_relation: SortRelation::Ascending,
        case_sensitivity: CaseSensitivity::CaseSensitive,
        missing_value_action: None,
    };
    let request = SortRequest {
        input_result_set_names: vec!["1".into()],
        sorted_result_set_name: "1".into(),
        sort_sequence: vec![key("year"), key("title")],
        ..SortRequest::default()
    };
    let Apdu::SortResponse(response) = client.ask(request).await else {
        panic!()
    };
    assert_eq!(response.sort_status, SortStatus::Success);
    let shown = client.present(show(1, 10)).await;
    let years: Vec<_> = records(&shown.records)
        .iter()
        .map(|record| {
            let read = silta_marc::iso2709::read(&contents(record).unwrap()).unwrap();
            read.record.control("008").unwrap()[7..11].to_owned()
        })
        .collect();
    assert!(years.is_sorted(), "{years:?}");
}
