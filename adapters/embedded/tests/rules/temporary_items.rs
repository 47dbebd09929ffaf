//! Copies that partners have sent: here for one patron and for a while.

use silta_consortium::{
    Catalogue, ChangesAsked, Circulation, CirculationStatus as Status, HoldStatus, Index, Item,
    MarcFormat, MediaType, NewRecord, NewTemporaryItem, Page, RefusalCode as Code, Routing,
    TemporaryItems,
};

use crate::house::{
    AINO, ASA, House, Said, VAINO, change, context, on_item, on_record, said, time,
};

const COPY: &str = "FI-Partner-77";

fn sent() -> NewTemporaryItem {
    NewTemporaryItem {
        barcode: COPY.into(),
        title: "Sillanrakentajat".into(),
        author: Some("Lappalainen, Eeva".into()),
        patron: VAINO.into(),
        pickup_library: "SOT".into(),
        request_id: "req-1".into(),
        agency: "ISIL:FI-Partner".into(),
        due: Some(time("2026-03-20T23:59:59+02:00")),
        renewable: true,
        library_use_only: false,
    }
}

impl House {
    async fn take_in(&self, sent: NewTemporaryItem) -> Said<Item> {
        said(self.store.create_temporary_item(change(sent)).await)
    }

    async fn send_home(&self, barcode: &str) -> Said<()> {
        said(
            self.store
                .delete_temporary_item(change(barcode.into()))
                .await,
        )
    }

    /// What harvesters are told of: how many records, in the list and by its own word.
    async fn told(&self) -> (usize, u64) {
        let changes = self.store.changes(&context(), ChangesAsked::ALL).await;
        let changes = said(changes).unwrap();
        (changes.changes.len(), changes.total.unwrap())
    }
}

#[tokio::test]
async fn it_stands_on_the_shelf_and_is_found_until_it_goes_home() {
    let (house, context) = (House::new(), &context());
    let harvested = house.told().await;
    let item = house.take_in(sent()).await.unwrap();
    assert_eq!(item.circulation_status, Status::OnHoldShelf);
    assert_eq!(item.media_type, MediaType::Book);
    assert_eq!(item.current_location.as_str(), "SOT");
    let holds = house.holds(VAINO).await;
    let hold = holds.iter().find(|hold| hold.item == Some(COPY.into()));
    assert_eq!(hold.unwrap().status, HoldStatus::Ready);
    assert_eq!(
        house.found(Index::Title, "sillanrakentajat").await,
        [item.record.to_string()]
    );
    let held = house.store.holdings(context, &item.record, Page::ALL);
    assert_eq!(said(held.await).unwrap().items, vec![item.clone()]);
    // Harvesters are told of it neither now nor when it is gone.
    assert_eq!(house.told().await, harvested);
    let house = house.reopened();
    assert_eq!(house.item(COPY).await, item);
    house.send_home(COPY).await.unwrap();
    assert_eq!(
        said(house.store.item(context, &COPY.into()).await),
        Err(Code::ItemUnknown)
    );
    assert_eq!(
        said(house.store.record(context, &item.record).await),
        Err(Code::ItemUnknown)
    );
    let change = house.store.change_of(context, &item.record, false);
    assert_eq!(said(change.await), Err(Code::ItemUnknown));
    assert!(
        house
            .found(Index::Title, "sillanrakentajat")
            .await
            .is_empty()
    );
    assert_eq!(house.told().await, harvested);
    assert_eq!(house.send_home(COPY).await, Err(Code::ItemUnknown));
    // The partner may send it again.
    assert!(house.take_in(sent()).await.is_ok());
}

#[tokio::test]
async fn a_record_of_ours_under_its_old_id_is_told_to_harvesters() {
    let house = House::new();
    let harvested = house.told().await;
    let item = house.take_in(sent()).await.unwrap();
    house.send_home(COPY).await.unwrap();
    let bytes = "<record><leader>00000nam a2200000 a 4500</leader>\
                 <controlfield tag=\"001\">x</controlfield>\
                 <datafield tag=\"245\" ind1=\"0\" ind2=\"0\"><subfield code=\"a\">Oma</subfield>\
                 </datafield></record>";
    let ours = NewRecord {
        id: item.record.clone(),
        format: MarcFormat::MarcXml,
        bytes: bytes.into(),
    };
    said(house.store.put_record(change(ours)).await).unwrap();
    let (records, total) = house.told().await;
    assert_eq!((records, total), (harvested.0 + 1, harvested.1 + 1));
}

#[tokio::test]
async fn its_patron_borrows_it_no_longer_than_the_partner_allows() {
    let house = House::new();
    house.take_in(sent()).await.unwrap();
    assert_eq!(
        house.checkout(ASA, COPY).await.unwrap_err(),
        Code::ItemOnHoldForOther
    );
    let lent = house.checkout(VAINO, COPY).await.unwrap();
    assert_eq!(lent.loan.due, time("2026-03-20T23:59:59+02:00"));
    assert!(!lent.loan.renewable);
    house.days_pass(3);
    assert_eq!(
        house.renew(VAINO, COPY).await.unwrap_err(),
        Code::RenewalNotPermitted
    );
    assert_eq!(house.send_home(COPY).await, Err(Code::TemporaryItemInUse));
    let elsewhere = house.checkin(COPY, "KAJ").await;
    assert_eq!(elsewhere.routing, Routing::Transfer);
    assert_eq!(elsewhere.destination.unwrap().as_str(), "SOT");
    let home = house.checkin(COPY, "SOT").await;
    assert_eq!((home.routing, home.destination), (Routing::Ill, None));
    // It was sent for one patron.
    assert_eq!(
        house.checkout(ASA, COPY).await.unwrap_err(),
        Code::ItemOnHoldForOther
    );
    house.send_home(COPY).await.unwrap();
}

#[tokio::test]
async fn it_is_renewed_within_the_time_of_the_partner_alone() {
    let house = House::new();
    let until_may = NewTemporaryItem {
        due: Some(time("2026-04-01T12:00:00+03:00")),
        ..sent()
    };
    house.take_in(until_may).await.unwrap();
    let lent = house.checkout(VAINO, COPY).await.unwrap();
    assert_eq!(lent.loan.due, time("2026-03-30T23:59:59+03:00"));
    assert!(lent.loan.renewable);
    house.days_pass(7);
    let renewed = house.renew(VAINO, COPY).await.unwrap();
    assert_eq!(renewed.loan.due, time("2026-04-01T12:00:00+03:00"));
    assert_eq!(
        house.renew(VAINO, COPY).await.unwrap_err(),
        Code::RenewalNotPermitted
    );
    // Not at all, if the partner says so.
    let house = House::new();
    let never = NewTemporaryItem {
        due: None,
        renewable: false,
        ..sent()
    };
    house.take_in(never).await.unwrap();
    let lent = house.checkout(VAINO, COPY).await.unwrap();
    assert!(!lent.loan.renewable);
    house.days_pass(1);
    assert_eq!(
        house.renew(VAINO, COPY).await.unwrap_err(),
        Code::RenewalNotPermitted
    );
}

#[tokio::test]
async fn what_may_not_leave_the_library_is_not_lent() {
    let house = House::new();
    let here_only = NewTemporaryItem {
        library_use_only: true,
        ..sent()
    };
    house.take_in(here_only).await.unwrap();
    assert_eq!(
        house.checkout(VAINO, COPY).await.unwrap_err(),
        Code::ItemNotForLoan
    );
}

#[tokio::test]
async fn a_request_is_one_copy_and_what_fails_leaves_nothing() {
    let house = House::new();
    let records = house.told().await;
    let item = house.take_in(sent()).await.unwrap();
    assert_eq!(house.take_in(sent()).await, Ok(item));
    assert_eq!(house.holds(VAINO).await.len(), 2);
    let refused = [
        (
            Code::DuplicateRequest,
            NewTemporaryItem {
                barcode: "B2".into(),
                ..sent()
            },
        ),
        (
            Code::DuplicateRequest,
            NewTemporaryItem {
                patron: ASA.into(),
                ..sent()
            },
        ),
        (
            Code::TemporaryItemInUse,
            NewTemporaryItem {
                request_id: "r2".into(),
                ..sent()
            },
        ),
        (
            Code::PatronUnknown,
            NewTemporaryItem {
                patron: "2999999999".into(),
                ..sent()
            },
        ),
    ];
    for (code, sent) in refused {
        assert_eq!(house.take_in(sent).await, Err(code));
    }
    let other = |patron: &str, pickup: &str| NewTemporaryItem {
        barcode: "B2".into(),
        request_id: "r2".into(),
        patron: patron.into(),
        pickup_library: pickup.into(),
        title: "Toinen".into(),
        ..sent()
    };
    for (code, sent) in [
        (Code::PickupNotAllowed, other(VAINO, "XYZ")),
        (Code::FeeLimit, other(AINO, "KAJ")),
    ] {
        assert_eq!(house.take_in(sent).await, Err(code));
        let item = house.store.item(&context(), &"B2".into()).await;
        assert_eq!(said(item), Err(Code::ItemUnknown));
        assert!(house.found(Index::Title, "toinen").await.is_empty());
    }
    assert_eq!(house.told().await, records);
    // Nobody else can wait for it.
    for hold in [
        on_item(ASA, COPY, "KAJ"),
        on_record(ASA, house.item(COPY).await.record.as_str(), "KAJ"),
    ] {
        assert_eq!(house.place(hold).await.unwrap_err(), Code::HoldNotPossible);
    }
    // An item of ours goes home to nobody.
    assert_eq!(house.send_home("3900000001").await, Err(Code::ItemUnknown));
}
