//! Queries of type 104, in CQL.
#![allow(clippy::unwrap_used, reason = "what is not there is a failed test")]

mod support;

use silta_z3950::{
    External, InitRequest, InternationalString, Options, PresentStatus, Query, Records,
    SearchRequest, oid::CQL,
};
use support::{Client, Server, find, init, told};

fn request(query: Query) -> SearchRequest {
    SearchRequest { query, ..find("x") }
}

/// How many records a query finds, or the diagnostic and what it is about.
async fn hits(
    client: &mut Client<'_>,
    text: impl Into<InternationalString>,
) -> Result<i64, (i64, String)> {
    asked(client, Query::cql(text)).await
}

async fn asked(client: &mut Client<'_>, query: Query) -> Result<i64, (i64, String)> {
    let response = client.search(request(query)).await;
    match &response.records {
        Some(Records::NonSurrogateDiagnostic(diagnostic)) => {
            assert!(!response.search_status);
            Err(told(diagnostic))
        }
        _ => Ok(response.result_count),
    }
}

#[tokio::test]
async fn cql_finds_what_the_same_query_in_prefix_notation_does() {
    let server = Server::new();
    let mut client = server.client().await;
    for (cql, rpn) in [
        ("kalevala", "kalevala"),
        ("dc.title = dog", "@attr 1=4 dog"),
        ("dc.title = dog*", "@attr 1=4 @attr 5=1 dog"),
        (
            "dc.title all \"day dog\"",
            "@attr 1=4 @attr 4=6 \"day dog\"",
        ),
        (
            "title = dog and creator = ann",
            "@and @attr 1=4 dog @attr 1=1003 ann",
        ),
        (
            "title = dog not creator = ann",
            "@not @attr 1=4 dog @attr 1=1003 ann",
        ),
        (
            "dc.date within \"1990 1999\"",
            "@attr 1=31 @attr 2=104 1990-1999",
        ),
        (
            "title=day prox/distance<=3/ordered title=dog",
            "@prox 0 3 1 2 k 2 @attr 1=4 day @attr 1=4 dog",
        ),
        ("creator = öivind", "@attr 1=1003 öivind"),
        ("cql.allRecords = 1", "@attr 2=103 x"),
    ] {
        let found = client.hits(rpn).await;
        assert!(found.clone().unwrap() > 0, "{rpn}");
        assert_eq!(hits(&mut client, cql).await, found, "{cql}");
    }
    let bare = Query::Type104(External::octet_aligned(CQL, *b"dc.title = dog"));
    assert_eq!(asked(&mut client, bare).await, Ok(3));
}

#[tokio::test]
async fn result_sets_are_known_by_their_names() {
    let server = Server::new();
    let mut client = server.client().await;
    assert_eq!(client.hits("@attr 1=4 dog").await, Ok(3));
    let set = "cql.resultSetId = 1";
    assert_eq!(hits(&mut client, set).await, Ok(3));
    let both = "cql.resultSetId = 1 and dc.creator = ann";
    assert_eq!(hits(&mut client, both).await, Ok(1));
    let unknown = "cql.resultSetId = nosuch";
    assert_eq!(hits(&mut client, unknown).await, Err((30, "nosuch".into())));
}

#[tokio::test]
async fn what_is_not_served_is_told_in_bib_1() {
    let server = Server::new();
    let mut client = server.client().await;
    let many = format!("x sortby {}", "dc.date ".repeat(9));
    for (text, code, addinfo) in [
        ("a or", 108, "expected a search clause (at 4)"),
        ("\"a", 108, "0"),
        ("foo.title = x", 121, "foo"),
        ("dc.colour = x", 114, "dc.colour"),
        ("dc.title encloses x", 117, "encloses"),
        ("dc.title =/stem x", 117, "stem"),
        ("dc.title > x", 123, "> dc.title"),
        ("dc.date > kissa", 126, "kissa"),
        ("\"\"", 125, ""),
        ("dc.title = *", 9, "1"),
        ("dc.title = a^", 119, "1"),
        ("a and/x b", 110, "x"),
        ("a prox/distance<=100 b", 202, "100"),
        ("a prox/unit=galaxy b", 132, "galaxy"),
        ("(a and b) prox c", 201, "only of terms"),
        ("x sortby bath.isbn", 207, "bath.isbn"),
        (&many, 211, "8"),
    ] {
        let told = hits(&mut client, text).await;
        assert_eq!(told, Err((code, addinfo.into())), "{text}");
    }
    let long = "a".repeat(70_000);
    assert_eq!(hits(&mut client, long).await, Err((11, "65536".into())));
    let number = Query::Type104(External::single_asn1(CQL, *b"\x02\x01\x01"));
    assert_eq!(asked(&mut client, number).await, Err((108, String::new())));
    assert_eq!(client.hits("zen").await, Ok(1));
}

#[tokio::test]
async fn text_is_in_the_character_set_of_the_session() {
    let server = Server::new();
    let mut client = server.client().await;
    let latin_1 = |text: &str| -> Vec<u8> {
        let octet = |letter| u8::try_from(u32::from(letter)).unwrap();
        text.chars().map(octet).collect()
    };
    let text = "creator = öivind";
    assert_eq!(hits(&mut client, text).await, Ok(1));
    assert_eq!(hits(&mut client, latin_1(text)).await, Ok(1));
}

#[tokio::test]
async fn the_option_says_that_cql_is_served_and_records_come_along() {
    let server = Server::new();
    let mut client = server.connect();
    let options = Options::SEARCH
        .with(Options::PRESENT)
        .with(Options::NAMED_RESULT_SETS)
        .with(Options::QUERY_TYPE_104);
    let response = client.init(InitRequest { options, ..init() }).await;
    assert!(response.options.contains(Options::QUERY_TYPE_104));
    let response = client
        .search(SearchRequest {
            small_set_upper_bound: 5,
            large_set_lower_bound: 6,
            ..request(Query::cql("dc.title = dog sortby dc.date"))
        })
        .await;
    assert_eq!(response.present_status, Some(PresentStatus::Success));
    assert_eq!(support::records(&response.records).len(), 3);
}
