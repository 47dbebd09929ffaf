//! Queues, the shelf, and the way there.

use jiff::SignedDuration;
use silta_consortium::{
    Circulation, CirculationStatus as Status, HoldChange, HoldStatus, NewHold, RefusalCode as Code,
    Routing,
};

use crate::house::{
    AINO, ASA, House, ILTA, SISKO, URHO, VAINO, change, context, on_item, on_record, said, time,
};

#[tokio::test]
async fn holds_queue_up_and_move_up() {
    let house = House::new();
    let first = house
        .place(on_record(ASA, "kainet.1", "SOT"))
        .await
        .unwrap();
    let second = house
        .place(on_record(URHO, "kainet.1", "RIS"))
        .await
        .unwrap();
    assert_eq!((first.position, second.position), (1, 2));
    assert_eq!(house.item("3900000001").await.hold_queue, 2);
    said(house.store.cancel_hold(change(first.id.clone())).await).unwrap();
    let second = house.store.hold(&context(), &second.id).await;
    assert_eq!(said(second).unwrap().position, 1);
    let gone = house.store.hold(&context(), &first.id).await;
    assert_eq!(said(gone).unwrap_err(), Code::HoldUnknown);
}

#[tokio::test]
async fn a_title_hold_keeps_back_as_many_free_copies_as_there_are_holds() {
    let house = House::new();
    house
        .place(on_record(ASA, "kainet.1", "SOT"))
        .await
        .unwrap();
    let refused = house.checkout(VAINO, "3900000001").await.unwrap_err();
    assert_eq!(refused, Code::ItemOnHoldForOther);
    add_copy(&house, "3900009001", "kainet.1").await;
    house.checkout(VAINO, "3900000001").await.unwrap();
    let refused = house.checkout(URHO, "3900009001").await.unwrap_err();
    assert_eq!(refused, Code::ItemOnHoldForOther);
    // Who waits may take it, and the hold is fulfilled.
    house.checkout(ASA, "3900009001").await.unwrap();
    assert!(house.holds(ASA).await.is_empty());
}

#[tokio::test]
async fn an_item_hold_keeps_back_its_own_copy() {
    let house = House::new();
    add_copy(&house, "3900009001", "kainet.1").await;
    house
        .place(on_item(ASA, "3900009001", "KAJ"))
        .await
        .unwrap();
    assert_eq!(house.item("3900000001").await.hold_queue, 0);
    house.checkout(VAINO, "3900000001").await.unwrap();
    let refused = house.checkout(URHO, "3900009001").await.unwrap_err();
    assert_eq!(refused, Code::ItemOnHoldForOther);
    let returned = house.checkin("3900009001", "KAJ").await;
    assert_eq!(returned.routing, Routing::HoldHere);
}

#[tokio::test]
async fn holds_are_refused_by_rule() {
    let house = House::new();
    let table = [
        (
            on_record("2900000099", "kainet.1", "KAJ"),
            Code::PatronUnknown,
        ),
        (on_record(VAINO, "kainet.99999", "KAJ"), Code::ItemUnknown),
        (on_item(VAINO, "3900000099", "KAJ"), Code::ItemUnknown),
        (on_record("2900000005", "kainet.1", "KAJ"), Code::CardLost),
        (
            on_record("2900000004", "kainet.1", "KAJ"),
            Code::PatronExpired,
        ),
        (on_record(AINO, "kainet.1", "KAJ"), Code::FeeLimit),
        (on_record(VAINO, "kainet.1", "OUL"), Code::PickupNotAllowed),
        (on_record(VAINO, "kainet.6", "KAJ"), Code::HoldExists),
        (on_item(VAINO, "3900000006", "KAJ"), Code::HoldExists),
        (on_item(VAINO, "3900000007", "KAJ"), Code::HoldNotPossible),
        (on_record(VAINO, "kainet.9", "KAJ"), Code::HoldNotPossible),
        (on_item(ASA, "3900000005", "KAJ"), Code::HoldNotPossible),
        (on_record(ILTA, "kainet.4", "KAJ"), Code::AgeRestricted),
    ];
    for (body, code) in table {
        assert_eq!(house.place(body).await.unwrap_err(), code);
    }
    for number in 0..30 {
        let barcode = format!("39000011{number:02}");
        house.place(on_item(ASA, &barcode, "SOT")).await.unwrap();
    }
    let refused = house
        .place(on_record(ASA, "kainet.1", "SOT"))
        .await
        .unwrap_err();
    assert_eq!(refused, Code::HoldLimit);
}

#[tokio::test]
async fn after_seven_days_on_the_shelf_the_next_in_the_queue_gets_it() {
    let house = House::new();
    house
        .place(on_record(URHO, "kainet.3", "RIS"))
        .await
        .unwrap();
    house.days_pass(7);
    assert_eq!(
        house.holds(SISKO).await.len(),
        2,
        "the last day is not over"
    );
    house.days_pass(1);
    assert_eq!(house.holds(SISKO).await.len(), 1, "reading sees it done");
    let hold = house.holds(URHO).await.remove(0);
    assert_eq!(hold.status, HoldStatus::InTransit);
    let item = house.item("3900000003").await;
    assert_eq!(item.circulation_status, Status::InTransit);
    assert_eq!(item.destination.unwrap().as_str(), "RIS");
}

#[tokio::test]
async fn a_hold_expires_when_the_patron_no_longer_needs_it() {
    let house = House::new();
    let body = NewHold {
        expires: Some(time("2026-03-05T23:59:59+02:00")),
        ..on_record(ASA, "kainet.1", "SOT")
    };
    let hold = house.place(body).await.unwrap();
    assert_eq!(hold.expires, Some(time("2026-03-05T23:59:59+02:00")));
    house.days_pass(4);
    // Changing sees it done as well as reading.
    house.checkout(VAINO, "3900000001").await.unwrap();
    assert!(house.holds(ASA).await.is_empty());
}

#[tokio::test]
async fn what_expired_while_nobody_ran_is_ended_at_the_next_start() {
    let house = House::new();
    house.days_pass(8);
    let house = house.reopened();
    assert_eq!(
        house.item("3900000003").await.circulation_status,
        Status::Available
    );
}

#[tokio::test]
async fn cancelling_a_hold_on_the_shelf_sends_the_copy_on() {
    let house = House::new();
    let waiting = house
        .place(on_record(ASA, "kainet.3", "KAJ"))
        .await
        .unwrap();
    let on_shelf = house.holds(SISKO).await.remove(0);
    said(house.store.cancel_hold(change(on_shelf.id)).await).unwrap();
    let next = said(house.store.hold(&context(), &waiting.id).await).unwrap();
    assert_eq!(next.status, HoldStatus::Ready);
    said(house.store.cancel_hold(change(next.id)).await).unwrap();
    assert_eq!(
        house.item("3900000003").await.circulation_status,
        Status::Available
    );
}

#[tokio::test]
async fn another_pickup_library_sends_the_copy_there() {
    let house = House::new();
    let hold = house.holds(SISKO).await.remove(0);
    let to = |library: &str| HoldChange {
        hold: hold.id.clone(),
        pickup_library: Some(library.into()),
        expires: None,
    };
    let nowhere = house.store.change_hold(change(to("OUL"))).await;
    assert_eq!(said(nowhere).unwrap_err(), Code::PickupNotAllowed);
    let changed = said(house.store.change_hold(change(to("SUO"))).await).unwrap();
    assert_eq!(changed.status, HoldStatus::InTransit);
    assert_eq!(changed.ready_until, None);
    let returned = house.checkin("3900000003", "SUO").await;
    assert_eq!(returned.routing, Routing::HoldHere);
    house.checkout(SISKO, "3900000003").await.unwrap();
    assert_eq!(house.holds(SISKO).await.len(), 1);
}

#[tokio::test]
async fn the_shelf_keeps_its_day_when_the_copy_is_checked_in_again() {
    let house = House::new();
    house.clock.advance(SignedDuration::from_hours(48));
    let again = house.checkin("3900000003", "KAJ").await.hold.unwrap();
    assert_eq!(again.ready_until, Some(time("2026-03-09T23:59:59+02:00")));
}

pub(crate) async fn add_copy(house: &House, barcode: &str, record: &str) {
    let item = silta_consortium::NewItem {
        barcode: barcode.into(),
        record: record.into(),
        home: "KAJ".into(),
        current_location: "KAJ".into(),
        media_type: silta_consortium::MediaType::Book,
        status: Status::Available,
        fee: None,
        shelf_mark: None,
        collection: None,
        age_limit: None,
        properties: None,
    };
    said(house.store.put_item(change(item)).await).unwrap();
}
