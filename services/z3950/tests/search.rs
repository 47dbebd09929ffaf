//! Searching: queries, attributes, result sets, databases, and records that come along.
#![allow(clippy::unwrap_used, reason = "what is not there is a failed test")]

mod support;

use std::time::Duration;

use silta_z3950::{
    ElementSetNames, External, InitRequest, Options, PresentStatus, Query, ResultSetId,
    SearchRequest,
    oid::{HTML, USMARC, XML},
    search::ResultSetStatus,
};
use support::{Server, catalogue::Mood, databases, diagnostic, find, init, records, show};

async fn refused(query: &str) -> (i64, String) {
    let server = Server::new();
    server.client().await.hits(query).await.unwrap_err()
}

#[tokio::test]
async fn the_bath_searches_find_what_the_profile_says() {
    let server = Server::new();
    let mut client = server.client().await;
    for (query, hits) in [
        // Keyword; truncated.
        (
            "@attr 1=4 @attr 2=3 @attr 3=3 @attr 4=2 @attr 5=100 @attr 6=1 dog",
            3,
        ),
        (
            "@attr 1=4 @attr 2=3 @attr 3=3 @attr 4=2 @attr 5=1 @attr 6=1 dog",
            4,
        ),
        (
            "@attr 1=1016 @attr 2=3 @attr 3=3 @attr 4=2 @attr 5=100 @attr 6=1 smith",
            2,
        ),
        // Exact.
        (
            "@attr 1=4 @attr 2=3 @attr 3=1 @attr 4=1 @attr 5=100 @attr 6=3 dogma",
            1,
        ),
        (
            "@attr 1=4 @attr 2=3 @attr 3=1 @attr 4=1 @attr 5=100 @attr 6=3 dog",
            0,
        ),
        // First words; first characters.
        (
            "@attr 1=4 @attr 2=3 @attr 3=1 @attr 4=1 @attr 5=100 @attr 6=1 dog",
            1,
        ),
        (
            "@attr 1=4 @attr 2=3 @attr 3=1 @attr 4=1 @attr 5=1 @attr 6=1 dog",
            2,
        ),
        (
            "@attr 1=4 @attr 2=3 @attr 3=1 @attr 4=1 @attr 5=1 @attr 6=1 \"dog d\"",
            1,
        ),
        // Name heading; key title; date.
        (
            "@attr 1=1003 @attr 2=3 @attr 3=3 @attr 4=101 @attr 5=100 @attr 6=1 \"smith, john\"",
            1,
        ),
        (
            "@attr 1=33 @attr 2=3 @attr 3=3 @attr 4=2 @attr 5=100 @attr 6=1 dogma",
            2,
        ),
        (
            "@attr 1=31 @attr 2=3 @attr 3=1 @attr 4=4 @attr 5=100 @attr 6=1 1995",
            1,
        ),
        (
            "@attr 1=31 @attr 2=104 @attr 3=1 @attr 4=4 @attr 5=100 @attr 6=1 \"1990 1999\"",
            3,
        ),
        ("@attr 1=31 @attr 2=104 1990-1999", 3),
    ] {
        assert_eq!(client.hits(query).await, Ok(hits), "{query}");
    }
}

#[tokio::test]
async fn attributes_mean_what_they_say() {
    let server = Server::new();
    let mut client = server.client().await;
    for (query, hits) in [
        ("dog", 3),
        ("\"\"", 0),
        ("\"  \"", 0),
        ("@attr 1=31 \"\"", 0),
        ("@attr 1=4 kalevala", 1),
        ("@attr 1=title KALEVALA", 1),
        ("@attr 1=12 kainet.2", 1),
        ("@attr 1=4 @attr 4=6 \"day dog\"", 1),
        ("@attr 1=4 @attr 4=1 \"day dog\"", 0),
        ("@attr 1=4 @attr 4=105 \"zen kalevala\"", 2),
        ("@attr 1=4 @attr 5=2 vala", 1),
        ("@attr 1=4 @attr 5=3 alev", 1),
        ("@attr 1=4 @attr 5=101 k#la", 1),
        ("@attr 1=4 @attr 5=102 k.l.*a", 1),
        ("@attr 1=4 @attr 5=104 k#l?a", 1),
        ("@attr 1=31 @attr 2=1 1870", 1),
        ("@attr 1=31 @attr 2=4 2005", 2),
        ("@attr 1=31 @attr 2=6 2005", 7),
        ("@attr 2=103 x", 8),
        ("@term numeric 1995", 0),
        ("@attr 1=31 @term numeric 1995", 1),
        ("@attr 1=4 @term string dogma", 2),
        ("@and @attr 1=4 dog @attr 1=1003 ann", 1),
        ("@or @attr 1=4 zen @attr 1=4 kalevala", 2),
        ("@not @attr 1=4 dog @attr 1=1003 ann", 2),
        (
            "@not @and @attr 1=4 dog @attr 1=1016 day @or zen kalevala",
            1,
        ),
        ("@prox 0 3 1 2 k 2 @attr 1=4 day @attr 1=4 dog", 1),
        ("@prox 0 1 0 2 k 2 @attr 1=4 day @attr 1=4 dog", 0),
    ] {
        assert_eq!(client.hits(query).await, Ok(hits), "{query}");
    }
}

#[tokio::test]
async fn what_cannot_be_searched_gets_its_diagnostic() {
    for (query, code, addinfo) in [
        ("@attr 1=9999 x", 114, "9999"),
        ("@attr 1=4 @attr 2=9 x", 117, "9"),
        ("@attr 4=99 x", 118, "99"),
        ("@attrset gils x", 121, "1.2.840.10003.3.5"),
        ("@term null x", 229, "null"),
        ("@set nosuch", 30, "nosuch"),
        ("@and dog @set nosuch", 30, "nosuch"),
        ("@attr 1=31 eilen", 126, "eilen"),
        ("@attr 1=31 @attr 2=104 1990", 126, "1990"),
        ("@attr 5=102 [a-z]", 126, "[a-z]"),
        ("@prox 0 3 1 2 k 8 dog day", 132, "8"),
        ("@prox 0 3 1 2 p 1 dog day", 132, "1"),
        ("@prox 0 3 1 4 k 2 dog day", 131, "4"),
        ("@prox 1 3 1 2 k 2 dog day", 131, "exclusion"),
        ("@prox 0 0 1 2 k 2 dog day", 202, "0"),
        ("@prox 0 100 1 2 k 2 dog day", 202, "100"),
        (
            "@prox 0 3 1 2 k 2 @attr 1=4 dog @attr 1=21 day",
            201,
            "different use attributes",
        ),
    ] {
        assert_eq!(refused(query).await, (code, addinfo.into()), "{query}");
    }
    let long = format!("@attr 1=4 {}", "x".repeat(10_000));
    assert_eq!(refused(&long).await, (11, "8192".into()));
    let words = format!("@attr 1=4 \"{}\"", "x ".repeat(1_025));
    assert_eq!(refused(&words).await, (5, "1024".into()));
    assert_eq!(refused("@prox 0 3 1 2 k 2 dog @set 1").await.0, 129);
}

#[tokio::test]
async fn other_queries_are_told_by_their_type() {
    let server = Server::new();
    let mut client = server.client().await;
    let Query::Type1(rpn) = find("kalevala").query else {
        panic!()
    };
    let other = External::octet_aligned(USMARC, *b"kalevala");
    for (query, addinfo) in [
        (Query::Type2("k".into()), "type-2"),
        (Query::Type100("k".into()), "type-100"),
        (Query::Type102("k".into()), "type-102"),
        (Query::Type104(other), "type-104"),
    ] {
        let response = client.search(SearchRequest { query, ..find("x") }).await;
        assert_eq!(diagnostic(&response.records), (107, addinfo.into()));
    }
    let query = Query::Type101(rpn);
    let response = client.search(SearchRequest { query, ..find("x") }).await;
    assert_eq!(response.result_count, 1);
}

#[tokio::test]
async fn result_sets_live_by_their_names() {
    let server = Server::new();
    let mut client = server.client().await;
    let named = |name: &str, query: &str| SearchRequest {
        result_set_name: name.into(),
        ..find(query)
    };
    assert_eq!(
        client
            .search(named("dogs", "@attr 1=4 dog"))
            .await
            .result_count,
        3
    );
    assert_eq!(client.search(named("days", "day")).await.result_count, 1);
    assert_eq!(client.hits("@and @set dogs @set days").await, Ok(1));
    assert_eq!(client.hits("@not @set dogs @set days").await, Ok(2));

    let kept = SearchRequest {
        replace_indicator: false,
        ..named("dogs", "zen")
    };
    assert_eq!(
        diagnostic(&client.search(kept).await.records),
        (21, "dogs".into())
    );
    assert_eq!(client.hits("@set dogs").await, Ok(3));
    let free = SearchRequest {
        replace_indicator: false,
        ..named("free", "zen")
    };
    assert_eq!(client.search(free).await.result_count, 1);

    // A search that fails takes the set with it that it was to replace.
    assert_eq!(client.hits("@attr 1=4 dog").await, Ok(3));
    assert_eq!(client.hits("@attr 1=9999 dog").await.unwrap_err().0, 114);
    assert_eq!(
        diagnostic(&client.present(show(1, 1)).await.records),
        (30, "1".into())
    );

    for n in 0..20 {
        client.search(named(&format!("set {n}"), "zen")).await;
    }
    let one_more = client.search(named("one more", "zen")).await;
    assert_eq!(diagnostic(&one_more.records), (112, "10".into()));
    assert_eq!(one_more.result_set_status, Some(ResultSetStatus::None));
    assert_eq!(client.search(named("default", "zen")).await.result_count, 1);
    let long = client.search(named(&"n".repeat(200), "zen")).await;
    assert_eq!(diagnostic(&long.records).0, 128);

    let mut client = server.connect();
    let options = Options::SEARCH.with(Options::PRESENT);
    client.init(InitRequest { options, ..init() }).await;
    assert_eq!(client.hits("zen").await.unwrap_err().0, 22);
    let default = SearchRequest {
        result_set_name: "default".into(),
        ..find("zen")
    };
    assert_eq!(client.search(default).await.result_count, 1);
    let show = silta_z3950::PresentRequest {
        result_set_id: ResultSetId::from("Default"),
        ..show(1, 1)
    };
    assert_eq!(client.present(show).await.number_of_records_returned, 1);
}

#[tokio::test]
async fn databases_are_known_by_name() {
    let server = Server::new();
    let mut client = server.client().await;
    let mut inside = async |names| {
        let request = SearchRequest {
            database_names: names,
            ..find("@attr 1=4 dog")
        };
        let response = client.search(request).await;
        match response.search_status {
            true => Ok(response.result_count),
            false => Err(diagnostic(&response.records)),
        }
    };
    assert_eq!(inside(databases(["kainet"])).await, Ok(3));
    assert_eq!(inside(databases(["DEFAULT"])).await, Ok(3));
    assert_eq!(inside(databases(["kainet", "Default"])).await, Ok(3));
    assert_eq!(
        inside(databases(["nosuch"])).await,
        Err((235, "nosuch".into()))
    );
    assert_eq!(
        inside(databases(["kainet", "IR-Explain-1"])).await,
        Err((235, "IR-Explain-1".into()))
    );
    assert_eq!(inside(databases([])).await, Err((23, String::new())));
    assert_eq!(
        inside(databases(["kainet"; 100])).await,
        Err((111, "16".into()))
    );
}

#[tokio::test]
async fn records_come_along_as_the_client_wants() {
    let server = Server::new();
    let mut client = server.client().await;
    // Three hits.
    for (small, large, medium, returned, next) in [
        (0, 1, 0, 0, 1),
        (3, 4, 0, 3, 0),
        (2, 4, 2, 2, 3),
        (2, 4, 100, 3, 0),
        (2, 3, 2, 0, 1),
        (-1, -1, -1, 0, 1),
        (-5, 10, -5, 0, 1),
        (0, 2_000_000_000, 10, 3, 0),
        (i64::MAX, 0, 0, 3, 0),
    ] {
        let request = SearchRequest {
            small_set_upper_bound: small,
            large_set_lower_bound: large,
            medium_set_present_number: medium,
            ..find("@attr 1=4 dog")
        };
        let response = client.search(request).await;
        assert!(response.search_status);
        assert_eq!(
            response.number_of_records_returned, returned,
            "{small} {large} {medium}"
        );
        assert_eq!(
            response.next_result_set_position, next,
            "{small} {large} {medium}"
        );
        let status = (returned > 0).then_some(PresentStatus::Success);
        assert_eq!(response.present_status, status);
        assert_eq!(records(&response.records).len() as i64, returned);
    }
    let none = client
        .search(SearchRequest {
            small_set_upper_bound: 5,
            ..find("nothing")
        })
        .await;
    assert_eq!((none.result_count, none.next_result_set_position), (0, 0));
    assert_eq!((none.search_status, none.present_status), (true, None));

    let all = |syntax, names: &str| SearchRequest {
        small_set_upper_bound: 10,
        preferred_record_syntax: Some(syntax),
        small_set_element_set_names: Some(ElementSetNames::GenericElementSetName(names.into())),
        ..find("@attr 1=4 dog")
    };
    for (request, code, addinfo) in [
        (all(HTML, "F"), 239, "1.2.840.10003.5.109.3"),
        (all(USMARC, "XYZ"), 25, "XYZ"),
    ] {
        let response = client.search(request).await;
        assert_eq!((response.search_status, response.result_count), (true, 3));
        assert_eq!(response.present_status, Some(PresentStatus::Failure));
        assert_eq!(diagnostic(&response.records), (code, addinfo.into()));
        assert_eq!(
            client.present(show(1, 1)).await.number_of_records_returned,
            1
        );
    }
    let brief = client.search(all(XML, "b")).await;
    assert_eq!(brief.number_of_records_returned, 3);
}

#[tokio::test(start_paused = true)]
async fn a_catalogue_that_is_away_or_slow_costs_the_answer_and_not_the_session() {
    let server = Server::new();
    let mut client = server.client().await;
    assert_eq!(client.hits("@attr 1=4 dog").await, Ok(3));
    for mood in [Mood::Away, Mood::Slow(Duration::from_secs(3600))] {
        *server.memory.mood.lock().unwrap() = mood;
        let response = client.present(show(1, 2)).await;
        assert_eq!(diagnostic(&response.records).0, 2);
        assert_eq!(response.present_status, PresentStatus::Failure);
        let mut request = find("zen");
        request.result_set_name = "2".into();
        let response = client.search(request).await;
        assert_eq!(diagnostic(&response.records).0, 2);
    }
    *server.memory.mood.lock().unwrap() = Mood::Well;
    assert_eq!(
        client.present(show(1, 2)).await.number_of_records_returned,
        2
    );
    let page = server.metrics.encode().unwrap();
    assert!(
        page.contains("kind=\"searchRequest\",outcome=\"failed\""),
        "{page}"
    );
}
