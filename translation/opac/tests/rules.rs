//! The rules of holdings, from items as the consortium tells them.

#![expect(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

use std::{cell::RefCell, future::ready, sync::Arc};

use futures_util::FutureExt as _;
use jiff::tz::TimeZone;
use silta_consortium::{
    CirculationStatus, Failure, Item, Library, List, MediaType, Page, RecordId,
};
use silta_opac_translation::{Circulation, Holdings, MAX_COPIES, Place, gather};

fn item(barcode: &str, place: &str) -> Item {
    Item {
        barcode: barcode.into(),
        record: "kainet.1".into(),
        title: "Kalevala".into(),
        author: None,
        media_type: MediaType::Book,
        circulation_status: CirculationStatus::Available,
        due: None,
        hold_queue: 0,
        home: place.into(),
        current_location: place.into(),
        permanent_location: place.into(),
        destination: None,
        shelf_until: None,
        fee: None,
        shelf_mark: Some("84.2".into()),
        collection: None,
        age_limit: None,
        properties: None,
    }
}

fn on_loan(barcode: &str, place: &str, due: &str) -> Item {
    Item {
        circulation_status: CirculationStatus::OnLoan,
        due: Some(due.parse().unwrap()),
        ..item(barcode, place)
    }
}

fn libraries() -> Arc<[Library]> {
    let library = |code: &str, name: &str, isil: Option<&str>| Library {
        code: code.into(),
        name: name.into(),
        isil: isil.map(Into::into),
        closed_dates: Vec::new(),
        pickup: true,
    };
    Arc::new([
        library("KAJ", "Kajaani", Some("FI-Kaj")),
        library("KUH", "Kuhmo", None),
        library("SOT", "", None),
    ])
}

fn helsinki() -> TimeZone {
    TimeZone::get("Europe/Helsinki").unwrap()
}

fn holdings(items: Vec<Item>) -> Holdings {
    Holdings::known(items, libraries(), helsinki())
}

#[test]
fn what_is_told_of_each_state() {
    use CirculationStatus::*;
    let (libraries, zone) = (libraries(), helsinki());
    for (status, restriction) in [
        (Available, None),
        (ClaimedReturned, Some("Claimed returned")),
        (InProcess, Some("In process")),
        (InTransit, Some("In transit")),
        (Lost, Some("Lost")),
        (Missing, Some("Missing")),
        (NotForLoan, Some("Not for loan")),
        (OnHoldShelf, Some("On the hold shelf")),
        (OnLoan, Some("On loan")),
        (OnOrder, Some("On order")),
        (Recalled, Some("Recalled")),
    ] {
        for hold_queue in [0, 2] {
            let item = Item {
                circulation_status: status,
                hold_queue,
                current_location: "KUH".into(),
                ..item("1", "KAJ")
            };
            let copy = Circulation::new(&item, &libraries, &zone);
            assert_eq!(copy.restriction(), restriction);
            let available = status == Available;
            assert_eq!(copy.is_available(), available, "{status:?}");
            let renewable = status == OnLoan && hold_queue == 0;
            assert_eq!(copy.is_renewable(), renewable, "{status:?} {hold_queue}");
            let on_hold = status == OnHoldShelf || hold_queue > 0;
            assert_eq!(copy.is_on_hold(), on_hold, "{status:?} {hold_queue}");
            let elsewhere = copy.temporary_location().map(|place| place.name);
            assert_eq!(elsewhere, available.then_some("Kuhmo"), "{status:?}");
        }
    }
}

#[test]
fn the_due_date_is_that_of_the_libraries() {
    let (libraries, zone) = (libraries(), helsinki());
    let item = on_loan("1", "KAJ", "2026-12-20T22:30:00Z");
    let due = Circulation::new(&item, &libraries, &zone).due().unwrap();
    assert_eq!(due.date().to_string(), "2026-12-21");
}

#[test]
fn a_library_is_named_by_what_it_has() {
    let libraries = libraries();
    for (code, identifier, name) in [
        ("KAJ", "FI-Kaj", "Kajaani"),
        ("KUH", "KUH", "Kuhmo"),
        ("SOT", "SOT", "SOT"),
        ("MUU", "MUU", "MUU"),
    ] {
        let code = code.into();
        let place = Place::of(&code, &libraries);
        assert_eq!((place.identifier(), place.name), (identifier, name));
    }
}

#[test]
fn copies_stand_together_by_shelf_and_by_library() {
    let elsewhere = |barcode, collection: Option<&str>, mark: Option<&str>| Item {
        collection: collection.map(Into::into),
        shelf_mark: mark.map(Into::into),
        ..item(barcode, "KAJ")
    };
    let told = holdings(vec![
        item("1", "KAJ"),
        item("2", "KUH"),
        elsewhere("3", Some("Local"), Some("84.2")),
        elsewhere("4", None, None),
        item("5", "KAJ"),
    ]);
    let shelves = told.by_shelf().unwrap();
    let numbers = |copies: &[Circulation<'_>]| -> Vec<String> {
        copies
            .iter()
            .map(|copy| copy.item_id().to_owned())
            .collect()
    };
    let copies: Vec<_> = shelves.iter().map(|shelf| numbers(&shelf.copies)).collect();
    assert_eq!(copies, [vec!["1", "5"], vec!["2"], vec!["3"], vec!["4"]]);
    assert_eq!(shelves[2].shelving_location, Some("Local"));
    assert_eq!(shelves[3].call_number, None);
    let of_libraries = told.by_library().unwrap();
    let copies: Vec<_> = of_libraries.iter().map(|of| numbers(&of.copies)).collect();
    assert_eq!(copies, [vec!["1", "3", "4", "5"], vec!["2"]]);
    assert_eq!(of_libraries[0].place.name, "Kajaani");
    assert_eq!(told.copies(), Some(5));
}

#[test]
fn a_library_sums_up_its_copies() {
    let (early, late) = ("2026-12-01T10:00:00Z", "2026-12-20T10:00:00Z");
    let waited_for = |item: Item, hold_queue| Item { hold_queue, ..item };
    let ordered = Item {
        circulation_status: CirculationStatus::OnOrder,
        ..item("3", "KAJ")
    };
    let out = vec![
        waited_for(on_loan("1", "KAJ", late), 3),
        waited_for(on_loan("2", "KAJ", early), 2),
        ordered,
    ];
    let told = holdings(out.clone());
    let holding = &told.by_library().unwrap()[0];
    assert_eq!((holding.available(), holding.on_order()), (0, 1));
    assert_eq!(holding.queue(), 3, "those who wait are not counted twice");
    let earliest = holding.earliest().unwrap().timestamp();
    assert_eq!(earliest, early.parse().unwrap());
    let told = holdings([out, vec![item("4", "KAJ")]].concat());
    let holding = &told.by_library().unwrap()[0];
    assert_eq!(holding.available(), 1);
    assert_eq!(holding.earliest(), None, "it is there");
}

#[test]
fn what_cannot_be_told_is_not_taken_for_nothing() {
    let ids: Vec<RecordId> = (1..20).map(|n| format!("kainet.{n}").into()).collect();
    let ids: Vec<&RecordId> = ids.iter().collect();
    let asked = RefCell::new(Vec::new());
    let zone = helsinki();
    let ask = |libraries| {
        let one = |id: &RecordId, page: Page| {
            assert_eq!((page.skip, page.limit), (0, MAX_COPIES));
            asked.borrow_mut().push(id.clone());
            // The third is not told in time, the fourth has none.
            let items = match id.as_str() {
                "kainet.3" => return ready(Err(Failure::late().into())),
                "kainet.4" => Vec::new(),
                id => vec![item(id, "KAJ")],
            };
            let total = items.len() as u32;
            ready(Ok(List { items, total }))
        };
        gather(&ids, libraries, &zone, one).now_or_never().unwrap()
    };
    let told = ask(Some(libraries()));
    assert!(asked.borrow().iter().eq(ids.iter().copied()));
    for (told, id) in told.iter().zip(&ids) {
        let shelves = told.by_shelf();
        match id.as_str() {
            "kainet.3" => assert!(shelves.is_none() && told.by_library().is_none()),
            "kainet.4" => assert!(shelves.unwrap().is_empty()),
            id => assert_eq!(shelves.unwrap()[0].copies[0].item_id(), id),
        }
    }
    asked.borrow_mut().clear();
    let told = ask(None);
    assert_eq!(told.len(), ids.len());
    assert!(told.iter().all(|told| told.copies().is_none()));
    assert!(asked.borrow().is_empty());
}
