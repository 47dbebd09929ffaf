//! Copies in `marc21`, and the dates that follow from them.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use crate::support::{House, identifiers, served, store};
use jiff::SignedDuration;
use silta_consortium::{
    Change, Checkin, Checkout, Circulation as _, CirculationStatus, Context, IdempotencyKey,
    ItemChange, MediaType, NewItem, Origin, Protocol,
};
use silta_embedded::{DatedBy, Embedded, FixedClock};
use silta_marc::{Field, marcxml};
use silta_oai_pmh_service::CopyData;
use tempfile::TempDir;

const RECORDS: usize = 2023;

/// A harvester's side, and the library's.
struct Telling {
    house: House,
    store: Arc<Embedded>,
}

impl Telling {
    fn new(copy_data: CopyData) -> Self {
        let folder = TempDir::new().unwrap();
        let clock = Arc::new(FixedClock::at("2026-03-02T10:00:00Z".parse().unwrap()));
        Self::opened(folder, clock, copy_data)
    }

    fn opened(folder: TempDir, clock: Arc<FixedClock>, copy_data: CopyData) -> Self {
        let dated_by = match copy_data {
            CopyData::None => DatedBy::Sets,
            CopyData::Standing => DatedBy::Copies,
            CopyData::Live => DatedBy::Circulation,
        };
        let store = store(folder.path(), &clock, dated_by);
        let router = served(Arc::clone(&store), &clock, 500, copy_data);
        let house = House {
            router,
            clock,
            folder,
        };
        Self { house, store }
    }

    /// The same library, told otherwise from now on.
    fn telling(self, copy_data: CopyData) -> Self {
        let House { clock, folder, .. } = self.house;
        drop(self.store);
        Self::opened(folder, clock, copy_data)
    }

    /// The record of a copy, by its copies.
    async fn copies(&self, identifier: &str) -> Vec<String> {
        let (records, _) = self.house.records("metadataPrefix=marc21").await;
        let record = records
            .into_iter()
            .find(|record| record.header.identifier == identifier);
        let xml = record.unwrap().metadata.unwrap();
        let marc = marcxml::read(xml.as_str().as_bytes()).unwrap().record;
        let fields = marc
            .fields
            .iter()
            .filter(|field| field.tag.as_str() == "952");
        fields.map(told).collect()
    }

    /// What a harvester that begins now is given later.
    async fn changed_by(&self, change: impl AsyncFnOnce(&Embedded)) -> Vec<String> {
        self.house.clock.advance(SignedDuration::from_mins(10));
        let from = self.house.ask("verb=Identify").await.response_date;
        self.house.clock.advance(SignedDuration::from_secs(5));
        change(&self.store).await;
        let from = silta_oai_pmh::Datestamp::second_of(from);
        let query = format!("verb=ListRecords&metadataPrefix=marc21&from={from}");
        let none = self.house.codes(&query).await;
        if none == [silta_oai_pmh::Code::NoRecordsMatch] {
            return Vec::new();
        }
        let (records, _) = self
            .house
            .records(&format!("metadataPrefix=marc21&from={from}"))
            .await;
        identifiers(&records)
            .into_iter()
            .map(str::to_owned)
            .collect()
    }
}

fn told(field: &Field) -> String {
    let subfields = field.subfields().iter();
    let told: Vec<String> = subfields
        .map(|subfield| format!("{}={}", subfield.code, subfield.value))
        .collect();
    told.join(" ")
}

fn context() -> Context {
    Context {
        origin: Origin {
            protocol: Protocol::Sip2,
            account: Some("sc-kajaani".into()),
            library: Some("KAJ".into()),
        },
        deadline: Instant::now() + Duration::from_secs(30),
    }
}

fn change<T>(key: &str, body: T) -> Change<T> {
    Change {
        context: context(),
        key: IdempotencyKey::new(format!("test-key-{key}")).unwrap(),
        body,
    }
}

const COPY: &str = "3900000001";
/// The record that it is a copy of.
const RECORD: &str = "oai:kainet.fi:kainet.1";

async fn lend(store: &Embedded) {
    let lending = Checkout {
        patron: "2900000001".into(),
        item: COPY.into(),
        library: "KAJ".into(),
        fee_acknowledged: false,
        renew_if_on_loan: false,
        allow_in_transit: true,
        already_happened: None,
    };
    store.checkout(change("lend", lending)).await.unwrap();
}

async fn take_back(store: &Embedded) {
    let taking = Checkin {
        item: COPY.into(),
        library: "SOT".into(),
        returned_at: None,
        already_happened: false,
        capture_hold: true,
    };
    store.checkin(change("take-back", taking)).await.unwrap();
}

async fn describe(store: &Embedded) {
    let description = ItemChange {
        item: COPY.into(),
        properties: Some("kartta puuttuu".to_owned()),
        current_location: None,
    };
    let described = change("describe", description);
    store.change_item(described).await.unwrap();
}

#[tokio::test]
async fn without_them_nothing_is_told_and_nothing_dated() {
    let telling = Telling::new(CopyData::None);
    assert_eq!(telling.copies(RECORD).await, [""; 0]);
    assert_eq!(telling.changed_by(lend).await, [""; 0]);
    assert_eq!(telling.changed_by(describe).await, [""; 0]);
}

#[tokio::test]
async fn what_stands_is_dated_when_it_changes_and_no_loan_is() {
    let telling = Telling::new(CopyData::Standing);
    let before = telling.copies(RECORD).await;
    let item = telling.store.item(&context(), &COPY.into()).await.unwrap();
    let mark = item.shelf_mark.unwrap();
    assert!(
        before.contains(&format!("a=KAJ b=KAJ o={mark}")),
        "{before:?}"
    );
    assert_eq!(telling.changed_by(lend).await, [""; 0]);
    assert_eq!(telling.changed_by(take_back).await, [""; 0]);
    assert_eq!(telling.copies(RECORD).await, before);
    assert_eq!(telling.changed_by(describe).await, [RECORD]);
    let after = telling.copies(RECORD).await;
    let described = format!("a=KAJ b=KAJ o={mark} h=kartta puuttuu");
    assert!(after.contains(&described), "{after:?}");
}

#[tokio::test]
async fn live_copies_are_dated_by_each_loan_and_return() {
    let telling = Telling::new(CopyData::Live);
    let told = async || {
        let copies = telling.copies(RECORD).await;
        let own = copies.into_iter().find(|copy| !copy.contains("h="));
        own.unwrap()
    };
    let before = told().await;
    assert!(before.ends_with("0=0 1=0 4=0 7=0"), "{before}");
    assert_eq!(telling.changed_by(lend).await, [RECORD]);
    let lent = told().await;
    assert!(lent.contains(" q=2026-"), "{lent}");
    assert_eq!(telling.changed_by(take_back).await, [RECORD]);
    let back = told().await;
    // On its way home from Sotkamo: not to be had, and nothing says when.
    assert!(back.starts_with("a=KAJ b=SOT "), "{back}");
    assert!(back.ends_with("0=0 1=0 4=0"), "{back}");
}

fn new_copy() -> NewItem {
    NewItem {
        barcode: "3900099999".into(),
        record: "kainet.1".into(),
        home: "PUO".into(),
        current_location: "PUO".into(),
        media_type: MediaType::Book,
        status: CirculationStatus::Available,
        fee: None,
        shelf_mark: None,
        collection: None,
        age_limit: None,
        properties: None,
    }
}

#[tokio::test]
async fn a_new_copy_dates_its_record_for_the_set_of_its_library() {
    let telling = Telling::new(CopyData::None);
    let add = async |store: &Embedded| {
        store.put_item(change("add", new_copy())).await.unwrap();
    };
    assert_eq!(telling.changed_by(add).await, [RECORD]);
    // Written once more at another library.
    let move_home = async |store: &Embedded| {
        let item = NewItem {
            home: "SOT".into(),
            ..new_copy()
        };
        store.put_item(change("move", item)).await.unwrap();
    };
    assert_eq!(telling.changed_by(move_home).await, [RECORD]);
    telling
        .changed_by(async |store: &Embedded| {
            store.put_item(change("back", new_copy())).await.unwrap();
        })
        .await;
    let (records, _) = telling
        .house
        .records("metadataPrefix=oai_dc&set=library-PUO&from=2026-03-02T10:05:00Z")
        .await;
    assert_eq!(identifiers(&records), [RECORD]);
}

#[tokio::test]
async fn another_way_of_telling_dates_every_record_anew() {
    let mut telling = Telling::new(CopyData::None);
    for copy_data in [CopyData::Standing, CopyData::Live, CopyData::None] {
        let from = telling.house.ask("verb=Identify").await.response_date;
        telling.house.clock.advance(SignedDuration::from_mins(1));
        telling = telling.telling(copy_data);
        // The store has dated them before it takes a change.
        describe(&telling.store).await;
        telling.house.clock.advance(SignedDuration::from_mins(1));
        let from = silta_oai_pmh::Datestamp::second_of(from);
        let again = format!("metadataPrefix=marc21&from={from}");
        let (records, _) = telling.house.records(&again).await;
        assert_eq!(records.len(), RECORDS, "{copy_data:?}");
    }
}
