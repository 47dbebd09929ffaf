//! Records as an administrator writes them: their dates, their keys, and what is found.

use jiff::SignedDuration;
use silta_consortium::{
    Catalogue, ChangesAsked, Error, FailureKind, Index, MarcFormat, NewRecord, Query, RecordChange,
    RefusalCode, Search, query::Term,
};

use crate::house::{House, context, keyed, said};

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

fn record(title: &str) -> NewRecord {
    let bytes = format!(
        "<record><leader>00000nam a2200000 a 4500</leader><controlfield tag=\"001\">1</controlfield>\
         <controlfield tag=\"003\">FI-Kam</controlfield><datafield tag=\"245\" ind1=\"0\" \
         ind2=\"0\"><subfield code=\"a\">{title}</subfield></datafield></record>"
    );
    NewRecord {
        id: "kainet.1".into(),
        format: MarcFormat::MarcXml,
        bytes: bytes.into_bytes(),
    }
}

async fn last_change(house: &House) -> RecordChange {
    let (context, id) = (context(), "kainet.1".into());
    said(house.store.change_of(&context, &id, true).await).unwrap()
}

/// How many records have this word in their title.
async fn found(house: &House, word: &str) -> u64 {
    said(house.store.settled(&context()).await).unwrap();
    let search = Search {
        query: Query::Term(Term::words(Index::Title, word)).into(),
        sort: Vec::new(),
    };
    said(house.store.search(&context(), search).await)
        .unwrap()
        .total
}

#[tokio::test]
async fn each_writing_dates_the_record_and_a_repeat_does_not() {
    let house = House::new();
    let first = last_change(&house).await.changed;
    let mut last = first;
    for title in [
        "Seitsemän siskosta",
        "Seitsemän siskosta",
        "Seitsemän serkusta",
    ] {
        house.clock.advance(MINUTE);
        let name = format!("write-{}", last.as_second());
        let written = said(house.store.put_record(keyed(&name, record(title))).await).unwrap();
        let told = last_change(&house).await;
        assert_eq!((told.changed, told.deleted), (written.changed, false));
        assert!(told.changed > last, "{title}");
        last = told.changed;
        house.clock.advance(MINUTE);
        let again = said(house.store.put_record(keyed(&name, record(title))).await).unwrap();
        assert_eq!((again, last_change(&house).await.changed), (written, last));
    }
    let other = house
        .store
        .put_record(keyed(&format!("write-{}", first.as_second()), record("x")));
    let Err(Error::Failed(failure)) = other.await else {
        panic!("another record under the same key");
    };
    assert_eq!(failure.kind, FailureKind::KeyMismatch);
}

#[tokio::test]
async fn a_deletion_is_dated_and_stays_known() {
    let house = House::new();
    house.clock.advance(MINUTE);
    let id = || "kainet.1".into();
    said(house.store.delete_record(keyed("delete-1", id())).await).unwrap();
    said(house.store.delete_record(keyed("delete-1", id())).await).unwrap();
    let gone = last_change(&house).await;
    assert!(gone.deleted && gone.record.is_none());
    let asked = ChangesAsked {
        from: Some(gone.changed),
        ..ChangesAsked::ALL
    };
    let changes = said(house.store.changes(&context(), asked).await).unwrap();
    assert_eq!(
        changes.changes,
        [RecordChange {
            record: None,
            ..gone
        }]
    );
    let Err(Error::Refused(refusal)) = house.store.delete_record(keyed("delete-2", id())).await
    else {
        panic!("deleted twice");
    };
    assert_eq!(refusal.code, RefusalCode::ItemUnknown);
}

#[tokio::test]
async fn searches_see_what_was_written() {
    let house = House::new();
    assert_eq!(found(&house, "siskosta").await, 0);
    let put = keyed("write-01", record("Seitsemän siskosta"));
    said(house.store.put_record(put).await).unwrap();
    assert_eq!(found(&house, "siskosta").await, 1);
    assert_eq!(found(&house, "veljestä").await, 0);
    said(
        house
            .store
            .delete_record(keyed("delete-1", "kainet.1".into()))
            .await,
    )
    .unwrap();
    assert_eq!(found(&house, "siskosta").await, 0);
}
