//! The demo library stands as promised.

use jiff::SignedDuration;
use silta_consortium::{
    AgeClass, Catalogue, ChangesAsked, Circulation, CirculationStatus as Status, HoldStatus,
    Language, Money, Page, RefusalCode, Verification,
};

use crate::house::{AINO, ASA, House, ILTA, SISKO, URHO, VAINO, context, said, time};

#[tokio::test]
async fn patrons_begin_as_the_table_says() {
    let house = House::new();
    let table = [
        // card, PIN, home, loans, overdue, holds, ready, cents, block
        (VAINO, "1234", "KAJ", 0, 0, 1, 0, 0, None),
        (ASA, "2345", "SOT", 2, 1, 0, 0, 0, None),
        (
            AINO,
            "3456",
            "KUH",
            0,
            0,
            0,
            0,
            1250,
            Some(RefusalCode::FeeLimit),
        ),
        (
            "2900000004",
            "4567",
            "KAJ",
            0,
            0,
            0,
            0,
            0,
            Some(RefusalCode::PatronExpired),
        ),
        (
            "2900000005",
            "5678",
            "SUO",
            0,
            0,
            0,
            0,
            0,
            Some(RefusalCode::CardLost),
        ),
        (ILTA, "6789", "KAJ", 0, 0, 0, 0, 0, None),
        ("2900000007", "7890", "PAL", 60, 0, 0, 0, 0, None),
        (SISKO, "8901", "KAJ", 0, 0, 2, 1, 0, None),
        (URHO, "9012", "RIS", 350, 0, 0, 0, 0, None),
        ("2900000010", "0123", "KAJ", 0, 0, 0, 0, 0, None),
    ];
    for (card, pin, home, loans, overdue, holds, ready, cents, block) in table {
        let patron = house.patron(card).await;
        let counts = patron.counts;
        assert_eq!(patron.home.as_str(), home, "{card}");
        assert_eq!(
            (
                counts.loans,
                counts.overdue,
                counts.holds,
                counts.holds_ready
            ),
            (loans, overdue, holds, ready),
            "{card}"
        );
        assert_eq!(patron.balance, Money::euros(cents), "{card}");
        let blocks: Vec<_> = patron.blocks.iter().map(|block| block.code).collect();
        assert_eq!(blocks, Vec::from_iter(block), "{card}");
        assert_eq!(patron.privileges.checkout, block.is_none());
        assert!(!patron.contact.email.is_empty() && !patron.contact.address.is_empty());
        assert_eq!(house.pin(card, pin).await, Verification::Verified, "{card}");
        assert_eq!(house.pin(card, "9999").await, Verification::Wrong, "{card}");
    }
    let asa = house.patron(ASA).await;
    assert_eq!(
        (asa.name.expose(), asa.language),
        ("Heikkinen, Åsa", Language::Sv)
    );
    assert_eq!(house.patron(ILTA).await.age_class, AgeClass::Child);
    assert_eq!(house.patron(VAINO).await.limits.loans, Some(60));
    assert_eq!(house.patron(URHO).await.limits.loans, None);
}

#[tokio::test]
async fn items_begin_as_the_table_says() {
    let house = House::new();
    let table = [
        // barcode, home, location, status, holds
        ("3900000001", "KAJ", "KAJ", Status::Available, 0),
        ("3900000002", "SOT", "SOT", Status::Available, 0),
        ("3900000003", "KAJ", "KAJ", Status::OnHoldShelf, 1),
        ("3900000004", "KAJ", "KAJ", Status::Available, 0),
        ("3900000005", "SOT", "SOT", Status::OnLoan, 0),
        ("3900000006", "KAJ", "KAJ", Status::OnLoan, 1),
        ("3900000007", "KAJ", "KAJ", Status::NotForLoan, 0),
        ("3900000008", "SOT", "KAJ", Status::InTransit, 0),
        ("3900000009", "KAJ", "KAJ", Status::Lost, 0),
        ("3900000010", "KAJ", "KAJ", Status::Available, 0),
        ("3900000011", "KAJ", "KAJ", Status::Available, 0),
        ("3900000012", "KUH", "KAJ", Status::Available, 1),
        ("3900001001", "HYR", "HYR", Status::Available, 0),
        ("3900001002", "KAJ", "KAJ", Status::Available, 0),
        ("3900001009", "HYR", "HYR", Status::Available, 0),
        ("3900001999", "SOT", "SOT", Status::Available, 0),
        ("3900002060", "PAL", "PAL", Status::OnLoan, 0),
        ("3900003350", "RIS", "RIS", Status::OnLoan, 0),
    ];
    for (number, (barcode, home, location, status, holds)) in (1..).zip(table) {
        let item = house.item(barcode).await;
        assert_eq!(item.home.as_str(), home, "{barcode}");
        assert_eq!(item.current_location.as_str(), location, "{barcode}");
        assert_eq!(item.circulation_status, status, "{barcode}");
        assert_eq!(item.hold_queue, holds, "{barcode}");
        if number <= 12 {
            assert_eq!(item.record.as_str(), format!("kainet.{number}"));
        }
    }
    let rautatie = house.item("3900000008").await;
    assert_eq!(rautatie.destination.unwrap().as_str(), "SOT");
    assert_eq!(house.item("3900000010").await.fee, Some(Money::euros(200)));
    assert_eq!(house.item("3900000004").await.age_limit, Some(16));
    assert_eq!(house.item("3900000011").await.title.chars().count(), 400);
}

#[tokio::test]
async fn loans_holds_and_fees_begin_as_the_table_says() {
    let house = House::new();
    let loans = house.loans(ASA).await;
    assert_eq!(loans[0].item.as_str(), "3900000006");
    assert_eq!(loans[0].due, time("2026-02-25T23:59:59+02:00"));
    assert!(!loans[0].renewable, "another patron waits");
    assert_eq!(loans[1].item.as_str(), "3900000005");
    assert_eq!(loans[1].due, time("2026-03-12T23:59:59+02:00"));
    assert!(loans[1].renewable);
    let holds = house.holds(SISKO).await;
    assert_eq!(holds[0].status, HoldStatus::Ready);
    assert_eq!(holds[0].item.as_ref().unwrap().as_str(), "3900000003");
    assert_eq!(
        holds[0].ready_until,
        Some(time("2026-03-09T23:59:59+02:00"))
    );
    assert_eq!(holds[1].status, HoldStatus::Waiting);
    assert_eq!(holds[1].pickup_library.as_str(), "KUH");
    let fees = house.store.fees(&context(), &AINO.into(), Page::ALL).await;
    let fees = said(fees).unwrap().items;
    let fees: Vec<_> = fees
        .iter()
        .map(|fee| (fee.id.as_str(), fee.amount.cents))
        .collect();
    assert_eq!(fees, [("F1", 1000), ("F2", 250)]);
}

#[cfg(unix)]
#[tokio::test]
async fn the_store_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let house = House::new();
    for file in [house.path(), house.path().with_extension("db-wal")] {
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{file:?}");
    }
}

#[tokio::test]
async fn what_is_there_already_is_kept() {
    let house = House::new();
    house.checkout(VAINO, "3900000001").await.unwrap();
    house.clock.advance(SignedDuration::from_hours(48));
    let house = house.reopened();
    assert_eq!(house.loans(VAINO).await.len(), 1);
    let record = house.store.record(&context(), &"kainet.1".into()).await;
    assert_eq!(said(record).unwrap().changed, time(crate::house::NOON));
}

#[tokio::test]
async fn the_catalogue_has_a_record_for_each_title_and_more() {
    let house = House::new();
    let all = house.store.changes(&context(), ChangesAsked::ALL).await;
    let total = 12 + 999 + 60 + 350 + 600 + 2;
    assert_eq!(said(all).unwrap().total, Some(total));
    let found = house
        .store
        .titled(&context(), "seitsemän  VELJESTA\u{308}")
        .await;
    let found = said(found).unwrap();
    assert_eq!(found[0].id.as_str(), "kainet.1");
    let copies = house
        .store
        .holdings(&context(), &"kainet.1".into(), Page::ALL)
        .await;
    assert_eq!(
        said(copies).unwrap().items[0].barcode.as_str(),
        "3900000001"
    );
    for unknown in ["kainet.0", "kainet.01", "kainet.99999", "x", ""] {
        let record = house.store.record(&context(), &unknown.into()).await;
        assert_eq!(
            said(record).unwrap_err(),
            RefusalCode::ItemUnknown,
            "{unknown}"
        );
    }
    assert_eq!(
        said(house.store.libraries(&context()).await).unwrap().len(),
        8
    );
}
