//! The catalogue is searched as the store stands.

use std::{fs, path::PathBuf, sync::Arc};

use silta_consortium::{
    Catalogue, Circulation, Error, FailureKind, Index, NewItem, Page, Query, ResultSet, Search,
    query::{Browse, Missing, SortKey, Term, Truncation},
};

use crate::house::{House, change, context, said};

impl House {
    pub(crate) async fn search(&self, query: Query) -> ResultSet {
        said(self.store.search(&context(), search(query, vec![])).await).unwrap()
    }

    pub(crate) async fn ids(&self, set: &ResultSet) -> Vec<String> {
        let page = Page { skip: 0, limit: 20 };
        let records = said(self.store.present(&context(), set, page).await).unwrap();
        let ids = records
            .into_iter()
            .map(|record| record.map(|record| record.id.to_string()));
        ids.map(Option::unwrap_or_default).collect()
    }

    pub(crate) async fn found(&self, index: Index, text: &str) -> Vec<String> {
        let set = self.search(Query::Term(Term::words(index, text))).await;
        self.ids(&set).await
    }

    pub(crate) fn index_folder(&self) -> PathBuf {
        let mut path = self.path().into_os_string();
        path.push(".index");
        path.into()
    }
}

fn search(query: Query, sort: Vec<SortKey>) -> Search {
    Search {
        query: Arc::new(query),
        sort,
    }
}

fn term(index: Index, text: &str) -> Query {
    Query::Term(Term::words(index, text))
}

#[tokio::test]
async fn the_classics_are_found() {
    let house = House::new();
    assert_eq!(
        house.found(Index::Title, "SEITSEMÄN veljesta\u{308}").await,
        ["kainet.1"]
    );
    assert_eq!(
        house.found(Index::Author, "Waltari Mika").await,
        ["kainet.6"]
    );
    assert_eq!(
        house.found(Index::PersonalName, "kivi").await,
        ["kainet.1", "kainet.12"]
    );
    assert_eq!(house.found(Index::RecordId, "kainet.8").await, ["kainet.8"]);
    assert_eq!(
        house.found(Index::Title, "veljesta").await,
        [""; 0],
        "a is not ä"
    );
    let dvd = Query::And(
        Box::new(term(Index::MaterialType, "dvd")),
        Box::new(term(Index::Title, "elokuva")),
    );
    let set = house.search(dvd).await;
    assert_eq!(
        (set.total, house.ids(&set).await),
        (1, vec!["kainet.4".to_owned()])
    );
    let all = house.search(Query::All).await;
    assert_eq!(all.total, 2023);
    let swedish = house.search(term(Index::Language, "swe")).await;
    let within = Query::And(
        Box::new(Query::Found(swedish)),
        Box::new(term(Index::Any, "cd")),
    );
    house.search(within).await;
}

#[tokio::test]
async fn barcodes_are_those_of_now() {
    let house = House::new();
    assert_eq!(
        house.found(Index::Barcode, "3900000002").await,
        ["kainet.2"]
    );
    assert_eq!(house.found(Index::Barcode, "3999999999").await, [""; 0]);
    let begins = Query::Term(Term {
        truncation: Truncation::Right,
        ..Term::words(Index::Barcode, "390000000")
    });
    let first_nine = house.search(begins.clone()).await;
    assert_eq!(first_nine.total, 9);
    let others = Query::Not(Box::new(begins), Box::new(term(Index::Author, "kivi")));
    assert_eq!(house.search(others).await.total, 8);
    let item = house.item("3900000002").await;
    let new = NewItem {
        barcode: "3900009999".into(),
        record: item.record,
        home: "KAJ".into(),
        current_location: "KAJ".into(),
        media_type: item.media_type,
        status: item.circulation_status,
        fee: None,
        shelf_mark: None,
        collection: None,
        age_limit: None,
        properties: None,
    };
    said(house.store.put_item(change(new)).await).unwrap();
    assert_eq!(
        house.found(Index::Barcode, "3900009999").await,
        ["kainet.2"]
    );
    let many = Query::Term(Term {
        truncation: Truncation::Right,
        ..Term::words(Index::Barcode, "39")
    });
    match house.store.search(&context(), search(many, vec![])).await {
        Err(Error::Failed(failure)) => assert_eq!(failure.kind, FailureKind::Unsearchable),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn results_are_sorted_and_lists_read() {
    let house = House::new();
    let context = context();
    let by_title = SortKey {
        index: Index::Title,
        descending: false,
        missing: Missing::Last,
    };
    let kivi = house.search(term(Index::Author, "kivi aleksis")).await;
    let sorted = said(house.store.sort(&context, &kivi, vec![by_title]).await).unwrap();
    assert_eq!(house.ids(&sorted).await, ["kainet.12", "kainet.1"]);
    let browse = |index, from: &str| Browse {
        index,
        headings: true,
        from: from.to_owned(),
        before: 1,
        count: 3,
    };
    let terms = house
        .store
        .browse(&context, browse(Index::Author, "Kivi, Aleksis"));
    let terms = said(terms.await).unwrap();
    assert_eq!(terms.before, 1);
    assert!(
        terms.entries[1].display.starts_with("Kivi, Aleksis"),
        "{terms:?}"
    );
    let barcodes = house
        .store
        .browse(&context, browse(Index::Barcode, "3900000012"));
    let barcodes = said(barcodes.await).unwrap();
    let shown: Vec<_> = barcodes
        .entries
        .iter()
        .map(|entry| entry.term.as_str())
        .collect();
    assert_eq!(shown, ["3900000011", "3900000012", "3900001001"]);
    assert!(!barcodes.at_end);
}

#[tokio::test]
async fn an_index_that_is_gone_or_broken_is_made_anew() {
    let mut house = House::new();
    for round in 0..3 {
        assert_eq!(
            house.found(Index::Title, "rautatie").await,
            ["kainet.8"],
            "{round}"
        );
        let folder = house.index_folder();
        house = house.closed(|| match round {
            0 => fs::remove_dir_all(&folder).unwrap(),
            1 => {
                let catalogue = fs::read_dir(&folder).unwrap().next().unwrap().unwrap();
                for file in fs::read_dir(catalogue.path()).unwrap() {
                    let file = file.unwrap().path();
                    if file
                        .extension()
                        .is_some_and(|one| one == "term" || one == "json")
                    {
                        fs::write(file, b"broken").unwrap();
                    }
                }
            }
            _ => {}
        });
    }
}
