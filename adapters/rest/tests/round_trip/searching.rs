//! The catalogue searched directly and over the API.

use std::sync::Arc;

use silta_consortium::{
    Catalogue as _, Error, Failure, FailureKind, Index, MarcFormat, MarcRecord, Page, Query,
    ResultSet, Search, query::Browse,
};
use silta_cql::Version;
use silta_cql_translation::{no_result_sets, search as read};
use silta_marc::{Record, iso2709, marcxml};

use crate::twins::{Ports, Twins, context};

/// What a library's people look for, and what the tree can say otherwise.
const QUERIES: &[&str] = &[
    "kalevala",
    "dc.title = \"seitsemän veljestä\"",
    "dc.creator all \"linna väinö\" sortby dc.date/sort.descending",
    "kal* and dc.language = fin",
    "suomi not dc.title = histor*",
    "cql.anywhere any \"kissa koira\" sortby dc.title",
    "dc.date within \"1990 1995\"",
    "dc.title = kissa prox/distance<3 dc.title = koira",
    "bath.isbn = 9789510000000",
    "dc.title == kalevala",
    "cql.allRecords = 1",
    "dc.title = nothinghasthisword",
];

fn search(query: &str) -> Search {
    read(query, Version::V2_0, &no_result_sets).unwrap_or_else(|fault| panic!("{query}: {fault}"))
}

/// A record, however it came.
pub(crate) fn marc(record: &MarcRecord) -> Record {
    match record.format {
        MarcFormat::Iso2709 => iso2709::read(&record.bytes).unwrap().record,
        MarcFormat::MarcXml => marcxml::read(&record.bytes).unwrap().record,
    }
}

async fn part(ports: &dyn Ports, set: &ResultSet, page: Page) -> Vec<(String, Record)> {
    let records = ports.present(&context(), set, page).await.unwrap();
    let records = records.iter().flatten();
    records
        .map(|record| (record.id.to_string(), marc(record)))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_found_there_is_found_here() {
    let twins = Twins::new().await;
    let mut hits = 0;
    for query in QUERIES {
        let direct = twins
            .direct
            .search(&context(), search(query))
            .await
            .unwrap();
        let remote = twins
            .remote
            .search(&context(), search(query))
            .await
            .unwrap();
        assert_eq!(direct.total, remote.total, "{query}");
        hits += direct.total;
        for page in [Page { skip: 0, limit: 12 }, Page { skip: 3, limit: 2 }] {
            let here = part(&twins.direct, &direct, page).await;
            let there = part(&twins.remote, &remote, page).await;
            assert_eq!(here, there, "{query}");
        }
    }
    assert!(hits > 2023, "the queries found too little: {hits}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_result_is_looked_through_again_and_sorted() {
    let twins = Twins::new().await;
    let both = async |ports: &dyn Ports| {
        let found = ports
            .search(&context(), search("dc.date > 1990"))
            .await
            .unwrap();
        let narrower = Search {
            query: Arc::new(Query::And(
                Box::new(Query::Found(found.clone())),
                Box::new((*search("dc.language = fin").query).clone()),
            )),
            sort: Vec::new(),
        };
        let narrower = ports.search(&context(), narrower).await.unwrap();
        let keys = search("dc.date > 1990 sortby dc.title").sort;
        let sorted = ports.sort(&context(), &found, keys).await.unwrap();
        let first = Page { skip: 0, limit: 5 };
        let sorted = part(ports, &sorted, first).await;
        (found.total, narrower.total, sorted)
    };
    let direct = both(&twins.direct).await;
    assert!(
        direct.1 > 0 && direct.1 < direct.0,
        "{} {}",
        direct.0,
        direct.1
    );
    assert_eq!(direct, both(&twins.remote).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_record_comes_as_it_was_catalogued() {
    let twins = Twins::new().await;
    let (context, id) = (context(), "kainet.1".into());
    let direct = twins.direct.marc_record(&context, &id).await.unwrap();
    let remote = twins.remote.marc_record(&context, &id).await.unwrap();
    assert_eq!(remote.format, MarcFormat::MarcXml);
    assert_eq!((&direct.id, direct.changed), (&remote.id, remote.changed));
    assert_eq!(marc(&direct), marc(&remote));
    let nowhere = &"kainet.999999".into();
    let no = twins.remote.marc_record(&context, nowhere).await;
    assert!(matches!(no, Err(Error::Refused(_))), "{no:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_index_is_browsed_from_a_term_on() {
    let twins = Twins::new().await;
    for (before, from) in [(0, "kal"), (-1, "kalevala"), (0, ""), (0, "ö")] {
        let browse = Browse {
            index: Index::Title,
            headings: false,
            from: from.to_owned(),
            before,
            count: 20,
        };
        let direct = twins
            .direct
            .browse(&context(), browse.clone())
            .await
            .unwrap();
        let remote = twins.remote.browse(&context(), browse).await.unwrap();
        let told = |terms: &silta_consortium::query::Terms| {
            let entries = terms.entries.iter();
            let told: Vec<_> = entries
                .map(|entry| (entry.term.clone(), entry.records))
                .collect();
            (told, terms.at_end)
        };
        assert_eq!(told(&direct), told(&remote), "{from} {before}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_api_does_not_tell_is_a_clear_no() {
    let twins = Twins::new().await;
    let long = format!("dc.title = {}", "x".repeat(9000));
    let kind = |no: Error| match no {
        Error::Failed(Failure { kind, .. }) => kind,
        Error::Refused(refusal) => panic!("{}", refusal.code.as_str()),
    };
    let no = twins.remote.search(&context(), search(&long)).await;
    assert_eq!(kind(no.unwrap_err()), FailureKind::Unsearchable);
    let headings = Browse {
        index: Index::Title,
        headings: true,
        from: "kalevala".to_owned(),
        before: 0,
        count: 5,
    };
    let no = twins.remote.browse(&context(), headings).await;
    assert_eq!(kind(no.unwrap_err()), FailureKind::Unsearchable);
}
