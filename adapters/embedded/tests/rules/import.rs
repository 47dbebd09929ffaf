//! Files of records come into the catalogue.

use std::{io, sync::Arc};

use silta_consortium::{Catalogue, ChangesAsked, Index, MarcFormat, Page, RefusalCode};
use silta_embedded::{Bad, Importer, Settings, Tally, Watch};
use silta_marc::{Field, Leader, Record, Subfield, iso2709, marcxml};

use crate::house::{House, context, said, time};

/// What was bad, as number, offset and bytes.
#[derive(Default)]
struct Heard(Vec<(u64, u64, usize)>);

impl Watch for Heard {
    fn bad(&mut self, bad: &Bad<'_>) -> io::Result<()> {
        self.0.push((bad.number, bad.offset, bad.bytes.len()));
        Ok(())
    }

    fn progress(&mut self, _: &Tally, _: u64) {}
}

impl House {
    fn import(&self, file: &[u8]) -> (Tally, Vec<(u64, u64, usize)>) {
        let settings = Settings::default();
        let importer = Importer::beside(&self.path(), true, &settings, self.clock.clone());
        let mut heard = Heard::default();
        let tally = importer
            .unwrap()
            .import(&mut &file[..], &mut heard)
            .unwrap();
        (tally, heard.0)
    }

    async fn title(&self, id: &str) -> Result<String, RefusalCode> {
        let record = self.store.record(&context(), &id.into()).await;
        said(record).map(|record| record.title)
    }
}

fn record(agency: &str, number: &str, title: &str) -> Record {
    let control = |tag: &str, text| Field::control(tag.parse().unwrap(), text);
    let title = vec![Subfield::new('a', title)];
    let mut fields = vec![Field::data("245".parse().unwrap(), ['0', '0'], title)];
    for (tag, text) in [("003", agency), ("001", number)] {
        if !text.is_empty() {
            fields.insert(0, control(tag, text));
        }
    }
    Record {
        leader: Leader::default(),
        fields,
    }
}

fn iso(record: &Record) -> Vec<u8> {
    iso2709::write(record).unwrap()
}

fn deleted(mut record: Record) -> Record {
    record.leader = record.leader.with_record_status('d');
    record
}

fn tally(good: u64, replaced: u64, unchanged: u64, deleted: u64, bad: u64) -> Tally {
    Tally {
        good,
        replaced,
        unchanged,
        deleted,
        bad,
    }
}

/// The first id after those of the demo.
const NEXT: &str = "kainet.2024";

#[tokio::test]
async fn a_known_number_replaces_and_the_same_bytes_change_nothing() {
    let house = House::new();
    let file = [
        iso(&record("FI-X", "7", "Eka")),
        iso(&record("", "7", "Toka")),
    ]
    .concat();
    assert_eq!(house.import(&file).0, tally(2, 0, 0, 0, 0));
    assert_eq!(house.title(NEXT).await.unwrap(), "Eka");
    let before = said(house.store.record(&context(), &NEXT.into()).await)
        .unwrap()
        .changed;
    house.days_pass(1);
    assert_eq!(house.import(&file).0, tally(0, 0, 2, 0, 0));
    let same = said(house.store.record(&context(), &NEXT.into()).await)
        .unwrap()
        .changed;
    assert_eq!(same, before, "what does not change keeps its date");
    let other = iso(&record("FI-X", "7", "Uusi eka"));
    assert_eq!(house.import(&other).0, tally(0, 1, 0, 0, 0));
    assert_eq!(house.title(NEXT).await.unwrap(), "Uusi eka");
    assert_eq!(house.title("kainet.2025").await.unwrap(), "Toka");
    let marc = said(house.store.marc_record(&context(), &NEXT.into()).await).unwrap();
    assert_eq!(&*marc.bytes, other.as_slice(), "as it came");
    assert!(marc.changed > before);
    assert_eq!(
        house.import(&iso(&record("FI-Kam", "1", "Toinen"))).0,
        tally(0, 1, 0, 0, 0)
    );
    assert_eq!(house.title("kainet.1").await.unwrap(), "Toinen");
}

#[tokio::test]
async fn leader_05_d_deletes_for_ever_and_a_record_may_come_back() {
    let house = House::new();
    house.import(&iso(&record("", "7", "Eka")));
    said(house.store.settled(&context()).await).unwrap();
    assert_eq!(house.found(Index::Title, "eka").await, [NEXT]);
    let set = house.search(silta_consortium::Query::All).await;
    let gone = iso(&deleted(record("", "7", "Eka")));
    assert_eq!(house.import(&gone).0, tally(0, 0, 0, 1, 0));
    assert_eq!(house.import(&gone).0, tally(0, 0, 1, 0, 0));
    said(house.store.settled(&context()).await).unwrap();
    assert_eq!(
        house.title(NEXT).await.unwrap_err(),
        RefusalCode::ItemUnknown
    );
    assert_eq!(house.found(Index::Title, "eka").await, [""; 0]);
    let last = Page {
        skip: 2023,
        limit: 1,
    };
    let shown = said(house.store.present(&context(), &set, last).await).unwrap();
    assert_eq!(shown, [None], "the set stays, its record does not");
    let changes = said(house.store.changes(&context(), ChangesAsked::ALL).await).unwrap();
    let change = changes
        .changes
        .iter()
        .find(|change| change.id.as_str() == NEXT)
        .unwrap();
    assert!(change.deleted);
    assert_eq!(
        house.import(&iso(&record("", "7", "Eka"))).0,
        tally(0, 1, 0, 0, 0)
    );
    assert_eq!(house.title(NEXT).await.unwrap(), "Eka");
}

#[tokio::test]
async fn a_bad_record_costs_no_other() {
    let house = House::new();
    let [first, second, third] =
        ["1", "2", "3"].map(|number| iso(&record("FI-X", number, "Kelpo kirja")));
    let mut too_long = second.clone();
    too_long[..5].copy_from_slice(b"99999");
    let file = [&first[..], &too_long, &third].concat();
    let (told, bad) = house.import(&file);
    assert_eq!(told, tally(2, 0, 0, 0, 1));
    assert_eq!(bad, [(2, first.len() as u64, second.len())]);
    let cut = &second[..second.len() / 2];
    let (told, bad) = house.import(&[&first[..], cut].concat());
    assert_eq!(told, tally(0, 0, 1, 0, 1));
    assert_eq!(bad, [(2, first.len() as u64, cut.len())]);
    assert_eq!(house.import(b"").0, Tally::default());
}

#[tokio::test]
async fn marcxml_is_told_by_its_content() {
    let house = House::new();
    let mut text = String::from("\u{feff}<?xml version=\"1.0\"?>\n<collection>");
    for number in ["1", "2"] {
        marcxml::write(&record("FI-X", number, "Äänikirja"), &mut text);
    }
    text.push_str("<record><leader/></record></collection>");
    let (told, bad) = house.import(text.as_bytes());
    assert_eq!((told.good, told.bad, bad.len()), (2, 1, 1));
    let marc = said(house.store.marc_record(&context(), &NEXT.into()).await).unwrap();
    assert_eq!(marc.format, MarcFormat::MarcXml);
    said(house.store.settled(&context()).await).unwrap();
    assert_eq!(
        house.found(Index::Title, "äänikirja").await,
        [NEXT, "kainet.2025"]
    );
}

#[tokio::test]
async fn datestamps_never_go_back_and_numbers_count_on() {
    let house = House::new();
    house.import(&iso(&record("", "1", "Eka")));
    house.clock.advance(jiff::SignedDuration::from_hours(-5));
    house.import(&iso(&record("", "2", "Toka")));
    let from = time("2026-03-02T10:00:00Z");
    let asked = ChangesAsked {
        from: Some(from),
        ..ChangesAsked::ALL
    };
    let changes = said(house.store.changes(&context(), asked).await).unwrap();
    assert_eq!(changes.changes.last().unwrap().id.as_str(), "kainet.2025");
    assert!(changes.changes.iter().all(|change| change.changed == from));
}

#[tokio::test]
async fn a_store_without_a_gateway_is_indexed_by_the_import() {
    let mut house = House::new();
    let path = house.path();
    let clock = Arc::clone(&house.clock);
    house = house.closed(|| {
        let importer = Importer::open(&path, true, &Settings::default(), clock).unwrap();
        let file = iso(&record("", "1", "Omena"));
        importer
            .import(&mut &file[..], &mut Heard::default())
            .unwrap();
        importer.finish(|_| ()).unwrap();
    });
    assert_eq!(house.found(Index::Title, "omena").await, [NEXT]);
}
