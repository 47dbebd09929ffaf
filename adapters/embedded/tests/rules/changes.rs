//! The list of changes: whoever reads it to its end, and goes on from where it was begun, has the
//! catalogue.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use silta_consortium::{
    Catalogue, CataloguePart, ChangePlace, ChangesAsked, Error, FailureKind, MediaType,
    RecordChange,
};
use silta_embedded::{Clock as _, Embedded, Importer, Settings, SystemClock, Tally, Watch};
use silta_marc::{Field, Leader, Record, Subfield, iso2709};
use tempfile::TempDir;

use crate::house::{House, context, said};

/// The whole list in parts of so many, and how long it was said to be.
async fn walk(store: &Embedded, asked: ChangesAsked) -> (Vec<RecordChange>, Option<u64>) {
    let (list, total, _) = harvest(store, asked).await;
    (list, total)
}

/// The same, and where the next list may begin.
async fn harvest(
    store: &Embedded,
    mut asked: ChangesAsked,
) -> (Vec<RecordChange>, Option<u64>, Option<Timestamp>) {
    let mut list = Vec::new();
    let (mut total, mut complete_until) = (None, None);
    loop {
        let part = said(store.changes(&context(), asked.clone()).await).unwrap();
        assert!(part.changes.len() <= asked.limit as usize);
        assert!(!part.changes.is_empty() || part.next.is_none());
        total = total.or(part.total);
        complete_until = complete_until.or(part.complete_until);
        list.extend(part.changes);
        match part.next {
            None => return (list, total, complete_until),
            next => asked.after = next,
        }
    }
}

fn parts_of(limit: u32) -> ChangesAsked {
    ChangesAsked {
        limit,
        ..ChangesAsked::ALL
    }
}

struct Nobody;

impl Watch for Nobody {
    fn bad(&mut self, bad: &silta_embedded::Bad<'_>) -> std::io::Result<()> {
        panic!("record {} is bad", bad.number)
    }

    fn progress(&mut self, _: &Tally, _: u64) {}
}

fn record(number: u64, title: &str, more: impl IntoIterator<Item = Field>) -> Vec<u8> {
    let number = Field::control("001".parse().unwrap(), number.to_string());
    let title = vec![Subfield::new('a', title)];
    let title = Field::data("245".parse().unwrap(), ['0', '0'], title);
    let fields = [number].into_iter().chain(more).chain([title]).collect();
    let leader = Leader::default();
    iso2709::write(&Record { leader, fields }).unwrap()
}

fn take_in(house: &House, file: &[u8]) -> Tally {
    let settings = Settings::default();
    let importer = Importer::beside(&house.path(), true, &settings, house.clock.clone());
    importer
        .unwrap()
        .import(&mut &file[..], &mut Nobody)
        .unwrap()
}

#[tokio::test]
async fn parts_of_any_size_are_the_same_list() {
    let house = House::new();
    let (whole, total) = walk(&house.store, ChangesAsked::ALL).await;
    assert_eq!(total, Some(whole.len() as u64));
    for limit in [1, 7, 500, 2023] {
        assert_eq!(
            walk(&house.store, parts_of(limit)).await.0,
            whole,
            "{limit}"
        );
    }
    let in_order = |pair: &[RecordChange]| pair[0].changed <= pair[1].changed;
    assert!(whole.windows(2).all(in_order));
}

#[tokio::test]
async fn records_come_along_if_they_are_wanted() {
    let house = House::new();
    let asked = ChangesAsked {
        records: true,
        ..parts_of(40)
    };
    let first = said(house.store.changes(&context(), asked).await).unwrap();
    for change in first.changes {
        let marc = said(house.store.marc_record(&context(), &change.id).await).unwrap();
        assert_eq!(change.record, Some(marc));
    }
}

#[tokio::test]
async fn bounds_are_kept_to() {
    let house = House::new();
    let noon = house.clock.now();
    let of = |from, until| ChangesAsked {
        from: Some(from),
        until: Some(until),
        ..ChangesAsked::ALL
    };
    let second = SignedDuration::from_secs(1);
    for (from, until, is_empty) in [
        (noon, noon, true),
        (noon, noon + second, false),
        (noon - second, noon, true),
        (noon + second, noon + second * 2, true),
    ] {
        let (list, total) = walk(&house.store, of(from, until)).await;
        assert_eq!(list.is_empty(), is_empty, "{from} {until}");
        assert_eq!(total, Some(list.len() as u64));
    }
}

#[tokio::test]
async fn parts_of_the_catalogue_are_what_belongs_to_them() {
    let house = House::new();
    let (whole, _) = walk(&house.store, ChangesAsked::ALL).await;
    for part in [
        CataloguePart::Library("KAJ".into()),
        CataloguePart::MediaType(MediaType::Dvd),
        CataloguePart::MediaType(MediaType::Book),
        CataloguePart::Language("swe".to_owned()),
        CataloguePart::Library("NOWHERE".into()),
    ] {
        let asked = ChangesAsked {
            part: Some(part.clone()),
            ..parts_of(100)
        };
        let (list, total) = walk(&house.store, asked).await;
        let mut expected = whole.clone();
        expected.retain(|change| change.parts.contains(&part));
        assert_eq!(list, expected, "{part:?}");
        assert_eq!(total, None);
        assert_eq!(
            list.is_empty(),
            part == CataloguePart::Library("NOWHERE".into())
        );
    }
}

#[tokio::test]
async fn what_is_hidden_from_the_public_is_gone_for_harvesters() {
    let house = House::new();
    let hidden = |value| {
        Field::data(
            "942".parse().unwrap(),
            [' ', ' '],
            vec![Subfield::new('n', value)],
        )
    };
    take_in(&house, &record(1, "Avoin", [hidden("0")]));
    take_in(&house, &record(2, "Piilotettu", [hidden("1")]));
    let asked = ChangesAsked {
        records: true,
        ..ChangesAsked::ALL
    };
    let (list, _) = walk(&house.store, asked).await;
    let [.., open, hidden] = &list[..] else {
        panic!("{}", list.len())
    };
    assert!(!open.deleted && open.record.is_some());
    assert!(hidden.deleted && hidden.record.is_none());
}

#[tokio::test]
async fn a_place_of_somebody_else_is_refused() {
    let house = House::new();
    for place in [
        "",
        ".",
        "1",
        "1.",
        ".1",
        "a.b",
        "1.2.3",
        "99999999999999999999.1",
    ] {
        let asked = ChangesAsked {
            after: Some(ChangePlace::new(place)),
            ..ChangesAsked::ALL
        };
        match house.store.changes(&context(), asked).await {
            Err(Error::Failed(failure)) => assert_eq!(failure.kind, FailureKind::Unsearchable),
            other => panic!("{place}: {other:?}"),
        }
    }
}

/// A harvester walks the list again and again, each time from the time at which the walk before was
/// begun, in small parts, while others write in many short transactions. In the end it has every
/// record as it stands in the catalogue.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_harvester_beside_writers_loses_nothing() {
    const WRITERS: u64 = 3;
    const ROUNDS: u64 = 40;
    const RECORDS: u64 = 25;
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("silta.db");
    let clock = std::sync::Arc::new(SystemClock);
    let store = Embedded::open(&path, Settings::default(), clock.clone()).unwrap();
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let (path, clock) = (path.clone(), clock.clone());
            std::thread::spawn(move || {
                let settings = Settings::default();
                let importer = Importer::beside(&path, false, &settings, clock);
                let importer = importer.unwrap();
                for round in 0..ROUNDS {
                    // Of each writer's records, a few change each time, most of them often.
                    let file: Vec<u8> = (0..5)
                        .flat_map(|step| {
                            let number = writer * RECORDS + (round * 7 + step * 3) % RECORDS;
                            record(number, &format!("Kierros {round}"), [])
                        })
                        .collect();
                    importer.import(&mut &file[..], &mut Nobody).unwrap();
                    std::thread::sleep(std::time::Duration::from_millis(40));
                }
            })
        })
        .collect();
    let mut copy = BTreeMap::new();
    let mut from = None;
    loop {
        let done = writers.iter().all(|writer| writer.is_finished());
        let asked = ChangesAsked {
            from,
            records: true,
            ..parts_of(4)
        };
        let (changes, _, complete_until) = harvest(&store, asked).await;
        for change in changes {
            copy.insert(change.id.as_str().to_owned(), change);
        }
        assert!(complete_until >= from);
        from = complete_until;
        if done {
            break;
        }
    }
    for writer in writers {
        writer.join().unwrap();
    }
    let asked = ChangesAsked {
        records: true,
        ..ChangesAsked::ALL
    };
    let (whole, _) = walk(&store, asked).await;
    assert_eq!(whole.len() as u64, WRITERS * RECORDS);
    let mut harvested: Vec<_> = copy.into_values().collect();
    harvested.sort_by_key(|change| {
        let number: u64 = change.id.as_str()["kainet.".len()..].parse().unwrap();
        (change.changed, number)
    });
    assert_eq!(harvested, whole);
}
