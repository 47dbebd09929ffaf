//! Scan and Sort.
#![allow(clippy::unwrap_used, reason = "what is not there is a failed test")]

mod support;

use silta_z3950::{
    Apdu, DiagRec, Operand, Query, RpnQuery, RpnStructure, ScanRequest, ScanResponse, ScanStatus,
    SortRequest, SortResponse, SortStatus, Term,
    scan::Entry,
    sort::{
        CaseSensitivity, MissingValueAction, SortAttributes, SortElement, SortKey, SortKeySpec,
        SortRelation,
    },
};
use support::{Client, Server, contents, databases, find, records, show, told};

fn start(query: &str) -> ScanRequest {
    let Query::Type1(RpnQuery {
        rpn: RpnStructure::Op(Operand::AttrTerm(term)),
        attribute_set,
    }) = find(query).query
    else {
        panic!("{query}")
    };
    ScanRequest {
        reference_id: None,
        database_names: databases(["kainet"]),
        attribute_set: Some(attribute_set),
        term_list_and_start_point: term,
        step_size: None,
        number_of_terms_requested: 3,
        preferred_position_in_response: Some(1),
        other_info: None,
    }
}

async fn scan(client: &mut Client<'_>, request: ScanRequest) -> ScanResponse {
    match client.ask(request).await {
        Apdu::ScanResponse(response) => response,
        other => panic!("{other:?}"),
    }
}

fn terms(response: &ScanResponse) -> Vec<String> {
    let entries = response
        .entries
        .iter()
        .flat_map(|entries| entries.entries.iter().flatten());
    let terms: Vec<_> = entries
        .map(|entry| match entry {
            Entry::TermInfo(info) => match &info.term {
                Term::General(term) => String::from_utf8(term.as_bytes().to_vec()).unwrap(),
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(terms.len() as i64, response.number_of_entries_returned);
    terms
}

fn refused(response: &ScanResponse) -> (i64, String) {
    assert_eq!(response.scan_status, ScanStatus::Failure);
    let entries = response.entries.as_ref().unwrap();
    match &entries.nonsurrogate_diagnostics.as_ref().unwrap()[0] {
        DiagRec::DefaultFormat(diagnostic) => told(diagnostic),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn terms_stand_around_the_one_asked_for() {
    let server = Server::new();
    let mut client = server.client().await;
    let titles = |position, count| ScanRequest {
        preferred_position_in_response: Some(position),
        number_of_terms_requested: count,
        ..start("@attr 1=4 @attr 4=1 dogma")
    };
    let response = scan(&mut client, titles(1, 3)).await;
    assert_eq!(
        terms(&response),
        ["dogma", "kalevala", "seitsemän veljestä"]
    );
    assert_eq!(
        (response.scan_status, response.position_of_term),
        (ScanStatus::Success, Some(1))
    );
    let response = scan(&mut client, titles(2, 3)).await;
    assert_eq!(terms(&response), ["dog days", "dogma", "kalevala"]);
    assert_eq!(response.position_of_term, Some(2));
    let response = scan(&mut client, titles(0, 1)).await;
    assert_eq!(terms(&response), ["kalevala"]);
    let response = scan(&mut client, titles(3, 2)).await;
    assert_eq!(terms(&response), ["a day with a dog", "dog days"]);
    assert_eq!(response.position_of_term, Some(3));
    let response = scan(&mut client, titles(1, 100)).await;
    assert_eq!(response.scan_status, ScanStatus::Partial5);
    let response = scan(&mut client, start("@attr 1=4 kalevala")).await;
    assert_eq!(terms(&response)[..2], ["kalevala", "seitsemän"]);
    let response = scan(&mut client, titles(1, 0)).await;
    assert_eq!(
        (response.scan_status, terms(&response).len()),
        (ScanStatus::Success, 0)
    );
}

#[tokio::test]
async fn scans_that_cannot_be_have_their_diagnostics() {
    let server = Server::new();
    let mut client = server.client().await;
    let with = |change: fn(&mut ScanRequest)| {
        let mut request = start("@attr 1=4 k");
        change(&mut request);
        request
    };
    for (request, code, addinfo) in [
        (with(|scan| scan.step_size = Some(2)), 205, ""),
        (with(|scan| scan.number_of_terms_requested = -5), 228, ""),
        (
            with(|scan| scan.number_of_terms_requested = 1_000_000),
            1029,
            "1000",
        ),
        (
            with(|scan| scan.preferred_position_in_response = Some(5)),
            233,
            "5",
        ),
        (
            with(|scan| scan.preferred_position_in_response = Some(-1)),
            233,
            "-1",
        ),
        (
            with(|scan| scan.database_names = databases(["nosuch"])),
            235,
            "nosuch",
        ),
        (start("@attr 1=9999 k"), 114, "9999"),
        (start("@attr 1=4 @term null k"), 229, "null"),
    ] {
        let response = scan(&mut client, request).await;
        assert_eq!(refused(&response), (code, addinfo.into()));
    }
    assert_eq!(client.hits("kalevala").await, Ok(1));
}

fn key(element: SortKey, relation: SortRelation) -> SortKeySpec {
    SortKeySpec {
        sort_element: SortElement::Generic(element),
        sort_relation: relation,
        case_sensitivity: CaseSensitivity::CaseInsensitive,
        missing_value_action: None,
    }
}

fn field(name: &str) -> SortKeySpec {
    key(SortKey::Sortfield(name.into()), SortRelation::Ascending)
}

fn by_use(value: &str) -> SortKeySpec {
    let scan = start(&format!("@attr 1={value} x"));
    key(
        SortKey::SortAttributes(SortAttributes {
            id: scan.attribute_set.unwrap(),
            list: scan.term_list_and_start_point.attributes,
        }),
        SortRelation::Descending,
    )
}

fn sort(input: &str, output: &str, keys: Vec<SortKeySpec>) -> SortRequest {
    SortRequest {
        input_result_set_names: vec![input.into()],
        sorted_result_set_name: output.into(),
        sort_sequence: keys,
        ..SortRequest::default()
    }
}

async fn sorted(client: &mut Client<'_>, request: SortRequest) -> SortResponse {
    match client.ask(request).await {
        Apdu::SortResponse(response) => response,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn result_sets_are_sorted() {
    let server = Server::new();
    let mut client = server.client().await;
    assert_eq!(client.hits("@attr 1=4 dog").await, Ok(3));
    for (keys, first) in [
        (vec![field("title")], "A day"),
        (vec![by_use("4")], "The dog"),
        (vec![field("date"), field("title")], ""),
        (vec![field("dc.date")], "Dog days"),
        (vec![by_use("31"), field("title")], "A day"),
    ] {
        let response = sorted(&mut client, sort("1", "1", keys)).await;
        match first {
            "" => assert_eq!(response.sort_status, SortStatus::Failure),
            first => {
                assert_eq!(response.sort_status, SortStatus::Success);
                let shown = client.present(show(1, 1)).await;
                let record = contents(&records(&shown.records)[0]).unwrap();
                assert!(String::from_utf8_lossy(&record).contains(first), "{first}");
            }
        }
    }
    let response = sorted(&mut client, sort("1", "new", vec![field("title")])).await;
    assert_eq!(response.sort_status, SortStatus::Success);
    assert_eq!(client.hits("@set new").await, Ok(3));
}

#[tokio::test]
async fn sorts_that_cannot_be_have_their_diagnostics() {
    let server = Server::new();
    let mut client = server.client().await;
    assert_eq!(client.hits("@attr 1=4 dog").await, Ok(3));
    let with = |change: fn(&mut SortKeySpec)| {
        let mut key = field("title");
        change(&mut key);
        sort("1", "1", vec![key])
    };
    for (request, code, addinfo) in [
        (sort("2", "2", vec![field("title")]), 30, "2"),
        (
            sort("1", "1", vec![field("title"), field("nosuch")]),
            207,
            "2",
        ),
        (sort("1", "1", vec![by_use("9999")]), 207, "1"),
        (sort("1", "1", vec![]), 207, ""),
        (sort("1", "1", vec![field("title"); 9]), 211, "8"),
        (
            SortRequest {
                input_result_set_names: vec![],
                ..sort("1", "1", vec![])
            },
            208,
            "",
        ),
        (
            SortRequest {
                input_result_set_names: vec!["1".into(), "1".into()],
                ..sort("1", "1", vec![])
            },
            230,
            "1",
        ),
        (
            with(|key| key.sort_relation = SortRelation::AscendingByFrequency),
            214,
            "3",
        ),
        (
            with(|key| key.case_sensitivity = CaseSensitivity::Other(7)),
            215,
            "7",
        ),
        (
            with(|key| {
                key.missing_value_action = Some(MissingValueAction::Abort(silta_z3950::Null))
            }),
            216,
            "abort",
        ),
    ] {
        let response = sorted(&mut client, request).await;
        assert_eq!(response.sort_status, SortStatus::Failure);
        match &response.diagnostics.unwrap()[0] {
            DiagRec::DefaultFormat(diagnostic) => {
                assert_eq!(told(diagnostic), (code, addinfo.into()));
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(client.hits("@set 1").await, Ok(3), "the input is as before");
}
