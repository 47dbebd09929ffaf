//! The demo library searched: over the router, as clients ask.

#![expect(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

mod house;
mod schemas;

use std::{collections::BTreeSet, env, fs, path::Path, process::Command, time::Duration};

use axum::{
    body::Body,
    http::{Request, header},
};
use house::{FORM, House, RECORDS, SEARCH, all, escaped, first, marc, told};
use silta_consortium::{INDEXES, Index};
use silta_sru::MAX_X_QUERY_DEPTH;
use silta_sru_service::{MAX_BODY, MAX_QUERY_STRING, SruLimits};
use tempfile::TempDir;

#[tokio::test]
async fn a_search_in_each_version() {
    let house = House::new();
    for (path, namespace, version) in [
        (
            "/sru?version=1.1&operation=searchRetrieve",
            "http://www.loc.gov/zing/srw/",
            Some("1.1"),
        ),
        (
            "/sru/kainet?operation=searchRetrieve",
            "http://www.loc.gov/zing/srw/",
            Some("1.2"),
        ),
        (
            "/sru/default?x-a=1",
            "http://docs.oasis-open.org/ns/search-ws/sruResponse",
            None,
        ),
        (
            "/sru/?version=2.0&operation=searchRetrieve",
            "http://docs.oasis-open.org/ns/search-ws/sruResponse",
            None,
        ),
    ] {
        let path = format!("{path}&query=dc.title%3D%22Seitsem%C3%A4n+veljest%C3%A4%22");
        let text = house.get(&path).await;
        let root = format!("<searchRetrieveResponse xmlns=\"{namespace}\">");
        assert!(text.contains(&root), "{text}");
        assert_eq!(first(&text, "version").as_deref(), version);
        assert_eq!(told(&text), [""; 0]);
        assert!(text.contains("Seitsemän veljestä"), "{text}");
        assert_eq!(first(&text, "recordPosition").as_deref(), Some("1"));
        let schema = first(&text, "recordSchema");
        assert_eq!(schema.as_deref(), Some("info:srw/schema/1/marcxml-v1.1"));
    }
}

#[tokio::test]
async fn pages_follow_each_other() {
    let house = House::new();
    let path = format!("{SEARCH}&query=cql.allRecords%3D1&recordSchema=dc");
    let text = house.get(&format!("{path}&maximumRecords=100000")).await;
    assert_eq!(all(&text, "recordPosition").len(), 1000);
    assert_eq!(first(&text, "nextRecordPosition").as_deref(), Some("1001"));
    let mut seen = BTreeSet::new();
    let mut next = Some("1".to_owned());
    while let Some(start) = next {
        let text = house
            .get(&format!("{path}&maximumRecords=900&startRecord={start}"))
            .await;
        assert_eq!(first(&text, "numberOfRecords"), Some(RECORDS.to_string()));
        for record in all(&text, "record") {
            let position: u64 = first(&record, "recordPosition").unwrap().parse().unwrap();
            assert_eq!(position, seen.len() as u64 + 1);
            let ids = all(&record, "dc:identifier");
            assert!(
                seen.insert(ids.last().unwrap().clone()),
                "{ids:?} came twice"
            );
        }
        next = first(&text, "nextRecordPosition");
    }
    assert_eq!(seen.len() as u64, RECORDS);
    let small = House::with(SruLimits {
        response_size: 50_000,
        record_size: 20_000,
        ..SruLimits::default()
    });
    let text = small.get(&format!("{path}&maximumRecords=900")).await;
    let position = all(&text, "recordPosition").len();
    assert!((1..900).contains(&position), "{position}");
    assert_eq!(
        first(&text, "nextRecordPosition"),
        Some((position + 1).to_string())
    );
    // The record of 200 kB has a diagnostic in its place, and the others come.
    let all_of_it = small
        .get(&format!("{SEARCH}&query=cql.allRecords%3D1&startRecord=1"))
        .await;
    assert!(!all_of_it.contains("diagnostics-v1.1"));
}

#[tokio::test]
async fn what_cannot_be_served_has_its_diagnostic() {
    let house = House::new();
    for (path, diagnostics, total) in [
        (
            "/sru/x?operation=searchRetrieve&version=1.1&query=a",
            "235: x",
            "0",
        ),
        ("/sru/kainet/x?query=a", "235: kainet/x", "0"),
        ("/sru?operation=foo&version=1.1", "4: foo", "0"),
        ("/sru?query=a&version=3.0", "5: 2.0", "0"),
        ("/sru?operation=searchRetrieve&version=1.1", "7: query", "0"),
        ("/sru?query=a&startRecord=0", "6: startRecord", "0"),
        ("/sru?query=%FF", "6: query", "0"),
        ("/sru?query=a&foo=1", "8: foo", "0"),
        ("/sru?query=", "10: the query is empty (at 0)", "0"),
        ("/sru?query=a&queryType=pqf", "11: pqf", "0"),
        ("/sru?query=(a", "13: 0", "0"),
        ("/sru?query=foo.title%3Da", "15: foo", "0"),
        ("/sru?query=colour%3Da", "16: colour", "0"),
        ("/sru?query=dc.title+foo+%22a%22", "19: foo", "0"),
        ("/sru?query=dc.title%3D/stem+a", "20: stem", "0"),
        ("/sru?query=dc.title%3E1", "22: > dc.title", "0"),
        ("/sru?query=a+and/x+b", "46: x", "0"),
        ("/sru?query=cql.resultSetId%3Dx", "51: x", "0"),
        ("/sru?query=a&recordSchema=foo", "66: foo", "0"),
        ("/sru?query=a&recordPacking=foo", "71: foo", "0"),
        (
            "/sru?version=1.1&operation=searchRetrieve&query=a&recordXPath=/a",
            "72",
            "0",
        ),
        (
            "/sru?query=a+sortby+title&sortKeys=title",
            "80: sortby and sortKeys",
            "0",
        ),
        ("/sru?query=a&sortKeys=colour", "88: colour", "0"),
        ("/sru?query=a&stylesheet=x", "111: x", "0"),
        ("/sru?query=a&facetLimit=ten", "6: facetLimit", "0"),
        ("/sru?query=a&facetStart=0", "6: facetStart", "0"),
        ("/sru?query=a&facetCount=0:dc.date", "6: facetCount", "0"),
        ("/sru?query=a&facetSort=colour", "6: facetSort", "0"),
        ("/sru?query=a&facetLimit=1:colour", "16: colour", "0"),
        ("/sru?query=a&facetLimit=1:foo.title", "15: foo", "0"),
        ("/sru?query=a&facetLimit=1:dc.title", "16: dc.title", "0"),
        (
            "/sru?query=a&facetRangeField=dc.date",
            "8: facetRangeField",
            "0",
        ),
        (
            "/sru?version=1.2&operation=searchRetrieve&query=a&facetLimit=1",
            "8: facetLimit",
            "0",
        ),
        ("/sru?query=a&renderedBy=server", "6: renderedBy", "0"),
        ("/sru?query=a&responseType=html", "6: responseType", "0"),
        (
            "/sru?query=rec.identifier%3Dkainet.1&startRecord=2",
            "61",
            "1",
        ),
        (
            "/sru?query=rec.identifier%3Dkainet.1&startRecord=99999999999999999999",
            "61",
            "1",
        ),
        ("/sru?query=dc.title%3Dnosuchthing&startRecord=2", "", "0"),
        ("/sru?scanClause=a+and+b", "48: booleans in a scan", ""),
        (
            "/sru?scanClause=a&maximumTerms=5&responsePosition=7",
            "120",
            "",
        ),
        ("/sru?scanClause=a&maximumTerms=100000", "121: 999", ""),
        ("/sru?scanClause=a&maximumTerms=0", "6: maximumTerms", ""),
        ("/sru/x?operation=explain&version=1.1", "235: x", ""),
        (
            "/sru?operation=explain&version=1.1&recordPacking=x",
            "71: x",
            "",
        ),
    ] {
        let text = house.get(path).await;
        let diagnostics = diagnostics.replace('>', "&gt;");
        let expected: Vec<&str> = diagnostics
            .split('|')
            .filter(|one| !one.is_empty())
            .collect();
        assert_eq!(told(&text), expected, "{path}: {text}");
        let found = first(&text, "searchRetrieveResponse").is_some()
            || text.contains("<searchRetrieveResponse");
        let number = first(&text, "numberOfRecords").filter(|_| found);
        assert_eq!(number.unwrap_or_default(), total, "{path}: {text}");
    }
}

#[tokio::test]
async fn the_relations_of_queries_hold() {
    let house = House::new();
    let count = async |query: &str| house.count(query).await;
    assert_eq!(count("cql.allRecords = 1").await, RECORDS);
    let (a, b) = ("dc.language = fin", "dc.date > 1990");
    let both = count(&format!("{a} and {b}")).await;
    assert!(both > 0);
    assert_eq!(count(&format!("{a} not {b}")).await + both, count(a).await);
    let left = count(&format!("{a} or {b} and dc.type = dvd")).await;
    assert_eq!(
        left,
        count(&format!("({a} or {b}) and dc.type = dvd")).await
    );
    let any = count("dc.title any \"seitsemän veljestä\"").await;
    let every = count("dc.title all \"seitsemän veljestä\"").await;
    let whole = count("dc.title == \"seitsemän veljestä\"").await;
    assert!(
        any >= every && every >= whole && whole == 1,
        "{any} {every} {whole}"
    );
    assert!(count("kale*").await >= count("kalevala").await);
    // A thousand booleans are a query like any other.
    let many = vec!["dc.title = kalevala"; 1000].join(" or ");
    let (status, text) = house
        .post(FORM, "/sru", format!("query={}", escaped(&many)))
        .await;
    assert_eq!((status, told(&text)), (200, Vec::new()));
    let more = vec!["a"; 1025].join(" or ");
    let (_, text) = house
        .post(FORM, "/sru", format!("query={}", escaped(&more)))
        .await;
    assert_eq!(told(&text), ["38: 1023"]);
    let deep = format!("{}a{}", "(".repeat(5000), ")".repeat(5000));
    let (_, text) = house
        .post(FORM, "/sru", format!("query={}", escaped(&deep)))
        .await;
    assert!(told(&text)[0].starts_with("13: "), "{:?}", told(&text));
    let (_, text) = house
        .post(FORM, "/sru", format!("query={}", "a".repeat(70_000)))
        .await;
    assert_eq!(told(&text), ["12: 65536"]);
}

#[tokio::test]
async fn counting_and_then_fetching_is_one_search() {
    let house = House::new();
    let path = format!("{SEARCH}&query=dc.title%3Dkalevala&startRecord=1&maximumRecords=");
    let number = async |most: &str| {
        let text = house.get(&format!("{path}{most}")).await;
        first(&text, "numberOfRecords")
            .unwrap()
            .parse::<u64>()
            .unwrap()
    };
    let before = number("0").await;
    house.take_in(&marc("n1", "Kalevala taastaas"));
    while house.count("dc.title = taastaas").await == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let fetched = (number("10").await, number("10").await);
    assert_eq!(fetched, (before, before + 1), "the second searched anew");
    assert_eq!(number("0").await, before + 1);
}

#[tokio::test]
async fn a_result_set_can_be_queried_while_it_lasts() {
    let house = House::new();
    let text = house
        .get("/sru?query=dc.language%3Dfin&resultSetTTL=60&maximumRecords=0")
        .await;
    let id = first(&text, "resultSetId").unwrap();
    assert_eq!(first(&text, "resultSetTTL").as_deref(), Some("60"));
    let total = first(&text, "numberOfRecords");
    let by_id = format!("/sru?query=cql.resultSetId%3D{id}");
    let text = house
        .get(&format!("{by_id}+sortby+dc.title&recordSchema=dc"))
        .await;
    assert_eq!(
        (first(&text, "numberOfRecords"), told(&text).len()),
        (total.clone(), 0)
    );
    assert_eq!(all(&text, "recordPosition").len(), 10);
    let text = house.get(&format!("{by_id}+and+dc.date%3E1990")).await;
    assert_eq!(told(&text), [""; 0]);
    let fewer: u64 = first(&text, "numberOfRecords").unwrap().parse().unwrap();
    assert!(fewer > 0 && fewer < total.unwrap().parse().unwrap());
    let text = house.get(&format!("{SEARCH}&query=a&resultSetTTL=0")).await;
    assert_eq!(first(&text, "resultSetId"), None);
    let text = house
        .get(&format!("{SEARCH}&query=kalevala&resultSetTTL=999999"))
        .await;
    assert_eq!(first(&text, "resultSetIdleTime").as_deref(), Some("600"));
}

#[tokio::test]
async fn terms_of_every_index_are_found_as_often_as_is_said() {
    let house = House::new();
    for row in &INDEXES {
        let name = row.cql[0];
        let clause = escaped(&format!("{name} = \"\""));
        let text = house
            .get(&format!("/sru?scanClause={clause}&maximumTerms=3"))
            .await;
        assert_eq!(told(&text), [""; 0], "{name}");
        let values = all(&text, "value");
        if let Some(place) = first(&text, "whereInList") {
            assert!(["first", "only"].contains(&&*place), "{name}: {text}");
        }
        let counts = all(&text, "numberOfRecords");
        for (value, count) in values.iter().zip(counts) {
            if value.is_empty() || value.contains('&') {
                continue;
            }
            let found = house.count(&format!("{name} = \"{value}\"")).await;
            let count: u64 = count.parse().unwrap();
            // Everywhere finds numbers too, which are no words of the list.
            let is_everywhere = matches!(row.index, Index::Any | Index::FullText);
            assert!(
                found == count || is_everywhere && found > count,
                "{name} = {value}: {found}, {count}"
            );
        }
    }
    let position = async |position: &str| {
        let path = "/sru?version=1.1&operation=scan&scanClause=dc.title%3Dkalevala&maximumTerms=3";
        let text = house
            .get(&format!("{path}&responsePosition={position}"))
            .await;
        let values = all(&first(&text, "terms").unwrap(), "value");
        assert_eq!(values.len(), 3, "{text}");
        values.iter().position(|value| value == "kalevala")
    };
    assert_eq!(position("1").await, Some(0));
    assert_eq!(position("3").await, Some(2));
    assert_eq!((position("0").await, position("4").await), (None, None));
}

#[tokio::test]
async fn explain_tells_what_is_served() {
    let house = House::new();
    for path in [
        "/sru",
        "/sru?operation=explain&version=1.1",
        "/sru?operation=explain&version=1.2",
    ] {
        let text = house.get(path).await;
        assert!(text.contains("<database>sru/kainet</database>"), "{text}");
        for row in &INDEXES {
            for (set, name) in row.cql.iter().filter_map(|name| name.split_once('.')) {
                let named = format!("<name set=\"{set}\">{name}</name>");
                assert!(text.contains(&named), "{named}");
            }
        }
        for schema in text.split("<schema ").skip(1) {
            let name = schema
                .split("name=\"")
                .nth(1)
                .unwrap()
                .split('"')
                .next()
                .unwrap();
            let path = format!("{SEARCH}&query=rec.identifier%3Dkainet.1&recordSchema={name}");
            // Holdings have no title, but the record's number.
            let known = ["Seitsemän veljestä", "<value>kainet.1</value>"];
            let text = house.get(&path).await;
            assert!(known.iter().any(|known| text.contains(known)), "{name}");
        }
    }
}

/// What a facet says of the demo library is what searches find there.
#[tokio::test]
async fn each_term_of_a_facet_finds_as_many_as_it_says() {
    let house = House::new();
    let mut terms = 0;
    for query in ["cql.allRecords%3D1", "dc.title+any+%22kalevala+talo%22"] {
        let path = format!("/sru?query={query}&maximumRecords=0&facetLimit=10");
        let text = house.get(&path).await;
        assert_eq!(text.matches("<facet ").count(), 6, "{text}");
        for term in text.split("<term>").skip(1) {
            let url = first(term, "requestUrl").unwrap();
            let path = url.strip_prefix("http://127.0.0.1:8080").unwrap();
            let found = house.get(&format!("{path}&maximumRecords=0")).await;
            assert_eq!(
                first(&found, "numberOfRecords"),
                first(term, "count"),
                "{term}"
            );
            terms += 1;
        }
    }
    assert!(terms > 60, "{terms}");
}

#[tokio::test]
async fn facets_are_ordered_limited_and_told_in_2_0() {
    let house = House::new();
    let counts = async |parameters: &str| -> Vec<(String, u64)> {
        let path = format!("/sru?query=cql.allRecords%3D1&maximumRecords=0&{parameters}");
        let text = house.get(&path).await;
        let terms = text.split("<term>").skip(1);
        terms
            .map(|term| {
                let value = first(term, "actualTerm").unwrap();
                (value, first(term, "count").unwrap().parse().unwrap())
            })
            .collect()
    };
    let years = counts("facetLimit=1000:dc.date").await;
    assert!(years.is_sorted_by(|one, next| one.1 > next.1 || one.1 == next.1 && one.0 < next.0));
    let mut sorted = years.clone();
    sorted.sort();
    assert_eq!(
        counts("facetLimit=1000:dc.date&facetSort=alphanumeric").await,
        sorted
    );
    sorted.reverse();
    let part = "facetLimit=3:dc.date&facetStart=2&facetSort=alphanumeric,descending";
    assert_eq!(counts(part).await, sorted.get(1..4).unwrap());
    let languages = counts("facetLimit=9:dc.language").await;
    assert!(!languages.is_empty());
    for most in languages.iter().map(|(_, count)| *count) {
        let often = counts(&format!("facetLimit=9:dc.language&facetCount={most}")).await;
        let expected = languages.iter().filter(|(_, count)| *count >= most);
        assert_eq!(often, expected.cloned().collect::<Vec<_>>());
        let more = counts(&format!("facetLimit=9:dc.language&facetCount={}", most + 1)).await;
        assert!(more.len() < often.len(), "{more:?}");
    }
    assert!(counts("facetLimit=0").await.is_empty());
    let explain = house.get("/sru").await;
    assert_eq!(explain.matches("type=\"facet\"").count(), 6, "{explain}");
    assert!(
        !house
            .get("/sru?operation=explain&version=1.2")
            .await
            .contains("type=\"facet\"")
    );
}

#[tokio::test]
async fn a_tree_too_deep_for_readers_of_xml_is_not_told_back() {
    let house = House::new();
    for (operators, is_told) in [(3, true), (MAX_X_QUERY_DEPTH, true), (300, false)] {
        let query = vec!["kissa"; operators + 1].join("+or+");
        let answer = house
            .get(&format!(
                "/sru?version=1.1&operation=searchRetrieve&query={query}"
            ))
            .await;
        assert!(answer.contains("<numberOfRecords>"), "{answer}");
        assert_eq!(answer.contains("<triple"), is_told, "{operators}: {answer}");
        assert!(answer.contains("xQuery"));
    }
}

#[tokio::test]
async fn forms_envelopes_and_what_is_neither() {
    let house = House::new();
    let query = "version=1.1&operation=searchRetrieve&query=kalevala&maximumRecords=2";
    let got = house.get(&format!("/sru?{query}")).await;
    let posted = house.post(FORM, "/sru", query).await;
    assert_eq!(posted, (200, got.clone()));
    let charset = format!("{FORM}; charset=UTF-8");
    assert_eq!(
        house.post(&charset, "/sru/kainet", query).await,
        (200, got.clone())
    );
    let envelope = "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body>\
        <searchRetrieveRequest xmlns='http://www.loc.gov/zing/srw/'><version>1.1</version>\
        <query>kalevala</query><maximumRecords>2</maximumRecords></searchRetrieveRequest>\
        </e:Body></e:Envelope>";
    let (status, text) = house.post("text/xml", "/sru", envelope).await;
    let inner = got.split_once('\n').unwrap().1;
    assert!(status == 200 && text.contains(inner), "{text}");
    let (status, text) = house.post("text/xml", "/sru", "<junk/>").await;
    assert!(status == 400 && text.contains("Fault"), "{text}");
    assert_eq!(house.post("application/json", "/sru", "{}").await.0, 415);
    assert_eq!(
        house.post(FORM, "/sru", vec![b'a'; MAX_BODY + 1]).await.0,
        413
    );
    assert_eq!(house.post(FORM, "/sru", vec![0xff]).await.0, 400);
    let long = format!("/sru?query={}", "a".repeat(MAX_QUERY_STRING));
    let request = Request::get(long).body(Body::empty()).unwrap();
    assert_eq!(house.send(request).await.0, 414);
    let request = Request::get("/sru?query=a").header(header::ACCEPT, "application/sru+xml");
    let (_, headers, _) = house.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(
        headers[header::CONTENT_TYPE],
        "application/sru+xml; charset=utf-8"
    );
}

/// All kinds of answers are valid by the official schemas, where these and xmllint are there.
#[tokio::test]
async fn answers_are_valid_by_the_schemas() {
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
    let house = House::new();
    let folder = TempDir::new().unwrap();
    for (schema, version) in [
        ("sru/driver-sru11-all.xsd", "version=1.1&operation="),
        ("sru/driver-sru11-all.xsd", "version=1.2&operation="),
        ("sru/2.0/sruResponse.xsd", "version=2.0&operation="),
    ] {
        let mut files = Vec::new();
        for (number, query) in [
            "explain&stylesheet=/a.xsl&x-a=1",
            "explain&recordPacking=string",
            "explain&foo=1",
            "searchRetrieve&query=cql.allRecords%3D1&maximumRecords=1000",
            "searchRetrieve&query=cql.allRecords%3D1&maximumRecords=1000&startRecord=1001&recordSchema=dc",
            "searchRetrieve&query=kalevala&recordSchema=opac&resultSetTTL=60&sortKeys=title,,0&x-a=b%3C",
            "searchRetrieve&query=kalevala&recordSchema=oai_dc&recordPacking=string&startRecord=1",
            "searchRetrieve&query=kalevala&recordSchema=isohold",
            "searchRetrieve&query=%3Ea%3D%22info:srw/cql-context-set/1/dc-v1.1%22+(a.title%3Dx+or+y)+prox/distance%3C3+z",
            "searchRetrieve&query=a+and+(b+not+c)&maximumRecords=0&stylesheet=http://x/%22",
            "searchRetrieve&query=%3C%00%26",
            "searchRetrieve&query=(&startRecord=0&maximumRecords=x&foo=1",
            "searchRetrieve",
            "searchRetrieve&query=kalevala&startRecord=999",
            "foo",
            "searchRetrieve&query=k*&facetLimit=5,1000:dc.subject&facetSort=alphanumeric:dc.date&x-a=b",
            "searchRetrieve&query=nosuchthing&facetLimit=5",
            "searchRetrieve&query=k*&facetLimit=a%3C",
            "scan&scanClause=dc.title%3Dka&maximumTerms=5&responsePosition=2&stylesheet=/x",
            "scan&scanClause=%22%22",
            "scan&scanClause=dc.title+any/string+ka",
            "scan&scanClause=(",
            "scan",
        ]
        .iter()
        .enumerate()
        {
            let file = folder.path().join(format!("{number}.xml"));
            fs::write(&file, house.get(&format!("/sru?{version}{query}")).await).unwrap();
            files.push(file);
        }
        let judged = Command::new("xmllint")
            .args(["--noout", "--nonet", "--schema"])
            .arg(schemas.join(schema))
            .args(&files)
            .env("XML_CATALOG_FILES", schemas.join("catalog.xml"))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&judged.stderr);
        assert!(judged.status.success(), "{version}{said}");
        println!("{} answers are valid by {schema}", files.len());
    }
}
