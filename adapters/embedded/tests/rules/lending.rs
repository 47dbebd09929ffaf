//! Borrowing, returning, renewing.

use silta_consortium::{
    Checkout, Circulation, CirculationStatus as Status, HoldStatus, Money, RefusalCode as Code,
    RenewAll, Routing,
};

use crate::house::{
    AINO, ASA, House, ILTA, SISKO, URHO, VAINO, change, checkin, checkout, context, said, time,
};

#[tokio::test]
async fn a_round_of_borrowing_renewing_and_returning() {
    let house = House::new();
    let lent = house.checkout(VAINO, "3900000001").await.unwrap();
    assert_eq!(lent.loan.due, time("2026-03-30T23:59:59+03:00"));
    assert!(!lent.was_on_loan && !lent.renewed && lent.loan.renewable);
    assert_eq!(
        house.item("3900000001").await.circulation_status,
        Status::OnLoan
    );
    house.days_pass(3);
    let renewed = house.renew(VAINO, "3900000001").await.unwrap();
    assert_eq!(renewed.loan.due, time("2026-04-02T23:59:59+03:00"));
    assert_eq!(renewed.loan.renewals, 1);
    let returned = house.checkin("3900000001", "KAJ").await;
    assert_eq!(returned.last_borrower.unwrap().as_str(), VAINO);
    assert_eq!(returned.routing, Routing::None);
    assert_eq!(returned.item.circulation_status, Status::Available);
    assert_eq!(house.patron(VAINO).await.counts.loans, 0);
}

#[tokio::test]
async fn films_are_lent_for_two_weeks() {
    let house = House::new();
    let lent = house.checkout(VAINO, "3900000004").await.unwrap();
    assert_eq!(lent.loan.due, time("2026-03-16T23:59:59+02:00"));
}

#[tokio::test]
async fn each_refusal_comes_by_precedence() {
    let house = House::new();
    let table = [
        ("2900000099", "3900000099", Code::PatronUnknown),
        (VAINO, "3900000099", Code::ItemUnknown),
        ("2900000005", "3900000009", Code::CardLost),
        ("2900000004", "3900000009", Code::PatronExpired),
        (AINO, "3900000009", Code::FeeLimit),
        (VAINO, "3900000009", Code::ItemLost),
        (VAINO, "3900000007", Code::ItemNotForLoan),
        (VAINO, "3900000005", Code::ItemOnLoanToOther),
        (VAINO, "3900000003", Code::ItemOnHoldForOther),
        (VAINO, "3900000012", Code::ItemOnHoldForOther),
        (ILTA, "3900000004", Code::AgeRestricted),
        ("2900000007", "3900000001", Code::LoanLimit),
        ("2900000007", "3900000010", Code::LoanLimit),
        (VAINO, "3900000010", Code::FeeRequired),
    ];
    for (patron, item, code) in table {
        assert_eq!(
            house.checkout(patron, item).await.unwrap_err(),
            code,
            "{patron} {item}"
        );
    }
}

#[tokio::test]
async fn an_outreach_card_has_no_limit() {
    let house = House::new();
    house.checkout(URHO, "3900000001").await.unwrap();
    assert_eq!(house.patron(URHO).await.counts.loans, 351);
}

#[tokio::test]
async fn a_fee_for_lending_must_be_agreed_to_and_is_then_owed() {
    let house = House::new();
    let lent = house
        .lend(Checkout {
            fee_acknowledged: true,
            ..checkout(VAINO, "3900000010")
        })
        .await
        .unwrap();
    assert_eq!(lent.fee, Some(Money::euros(200)));
    assert_eq!(house.patron(VAINO).await.balance, Money::euros(200));
}

#[tokio::test]
async fn a_repeated_checkout_gives_the_standing_loan_or_renews_it() {
    let house = House::new();
    let first = house.checkout(VAINO, "3900000001").await.unwrap();
    house.days_pass(1);
    let again = house.checkout(VAINO, "3900000001").await.unwrap();
    assert!(again.was_on_loan && !again.renewed);
    assert_eq!(again.loan, first.loan);
    let renewed = house
        .lend(Checkout {
            renew_if_on_loan: true,
            ..checkout(VAINO, "3900000001")
        })
        .await
        .unwrap();
    assert!(renewed.was_on_loan && renewed.renewed);
    assert!(renewed.loan.due > first.loan.due);
}

#[tokio::test]
async fn what_is_in_transit_may_be_lent_and_its_transit_ends() {
    let house = House::new();
    let forbidden = Checkout {
        allow_in_transit: false,
        ..checkout(VAINO, "3900000008")
    };
    assert_eq!(
        house.lend(forbidden).await.unwrap_err(),
        Code::ItemInTransit
    );
    house.checkout(VAINO, "3900000008").await.unwrap();
    assert_eq!(house.item("3900000008").await.destination, None);
}

#[tokio::test]
async fn returns_are_routed() {
    let house = House::new();
    // Home is elsewhere.
    house.checkout(VAINO, "3900000002").await.unwrap();
    let returned = house.checkin("3900000002", "KAJ").await;
    assert_eq!(returned.routing, Routing::Transfer);
    assert_eq!(returned.destination.unwrap().as_str(), "SOT");
    assert_eq!(returned.item.circulation_status, Status::InTransit);
    assert_eq!(returned.sort_bin.as_deref(), Some("2"));
    // It arrives; nobody had it.
    let returned = house.checkin("3900000002", "SOT").await;
    assert_eq!(
        (returned.routing, returned.last_borrower),
        (Routing::None, None)
    );
    // A hold waits here, another elsewhere.
    let returned = house.checkin("3900000006", "KAJ").await;
    assert_eq!(returned.routing, Routing::HoldHere);
    assert_eq!(returned.item.circulation_status, Status::OnHoldShelf);
    let hold = returned.hold.unwrap();
    assert_eq!(
        (hold.patron.as_str(), hold.status),
        (VAINO, HoldStatus::Ready)
    );
    let returned = house.checkin("3900000012", "KAJ").await;
    assert_eq!(returned.routing, Routing::HoldElsewhere);
    assert_eq!(returned.destination.unwrap().as_str(), "KUH");
    assert_eq!(
        house.checkout(VAINO, "3900000012").await.unwrap_err(),
        Code::ItemOnHoldForOther
    );
    let returned = house.checkin("3900000012", "KUH").await;
    assert_eq!(returned.routing, Routing::HoldHere);
    assert_eq!(returned.hold.unwrap().patron.as_str(), SISKO);
    // Lost and found.
    let returned = house.checkin("3900000009", "KAJ").await;
    assert_eq!(returned.sort_bin.as_deref(), Some("9"));
    assert_eq!(returned.item.circulation_status, Status::Available);
}

#[tokio::test]
async fn a_hold_is_only_told_of_if_it_is_not_to_be_caught() {
    let house = House::new();
    let body = silta_consortium::Checkin {
        capture_hold: false,
        ..checkin("3900000006", "KAJ")
    };
    let returned = said(house.store.checkin(change(body)).await).unwrap();
    assert_eq!(returned.hold.unwrap().status, HoldStatus::Waiting);
    assert_eq!(returned.routing, Routing::HoldHere);
    assert_eq!(
        house.item("3900000006").await.circulation_status,
        Status::Available
    );
}

#[tokio::test]
async fn renewals_are_refused_by_rule() {
    let house = House::new();
    assert_eq!(
        house.renew(ASA, "3900000006").await.unwrap_err(),
        Code::RenewalHoldWaiting
    );
    assert_eq!(
        house.renew(VAINO, "3900000005").await.unwrap_err(),
        Code::NotOnLoan
    );
    assert_eq!(
        house.renew(VAINO, "3900000001").await.unwrap_err(),
        Code::NotOnLoan
    );
    assert_eq!(
        house.renew(VAINO, "3900000099").await.unwrap_err(),
        Code::ItemUnknown
    );
    assert_eq!(
        house.renew("2900000004", "3900000001").await.unwrap_err(),
        Code::PatronExpired
    );
    for number in 1..=5 {
        let renewed = house.renew(ASA, "3900000005").await.unwrap();
        assert_eq!(renewed.loan.renewals, number);
        assert_eq!(renewed.loan.renewable, number < 5);
    }
    assert_eq!(
        house.renew(ASA, "3900000005").await.unwrap_err(),
        Code::RenewalLimit
    );
}

#[tokio::test]
async fn renewing_all_takes_each_loan_for_itself() {
    let house = House::new();
    let body = RenewAll {
        patron: ASA.into(),
        library: "SOT".into(),
        fee_acknowledged: false,
    };
    let outcomes = said(house.store.renew_all(change(body)).await).unwrap();
    assert_eq!(outcomes.len(), 2);
    assert_eq!(
        outcomes[0].result.as_ref().unwrap_err().code,
        Code::RenewalHoldWaiting
    );
    assert_eq!(outcomes[1].result, Ok(time("2026-03-30T23:59:59+03:00")));
}

#[tokio::test]
async fn a_recalled_loan_is_due_in_a_week_and_not_renewed() {
    let house = House::new();
    let loan = house.loans(ASA).await.remove(1);
    house.days_pass(-9);
    let recalled = said(house.store.recall(change(loan.id)).await).unwrap();
    assert!(recalled.recalled && recalled.due < loan.due);
    assert_eq!(
        house.item("3900000005").await.circulation_status,
        Status::Recalled
    );
    assert_eq!(
        house.renew(ASA, "3900000005").await.unwrap_err(),
        Code::RenewalNotPermitted
    );
}

#[tokio::test]
async fn an_item_lent_and_returned_tells_its_loan_and_return() {
    let house = House::new();
    house.checkout(VAINO, "3900000001").await.unwrap();
    let loan = said(house.store.loan_of(&context(), &"3900000001".into()).await).unwrap();
    assert_eq!(loan.unwrap().patron.as_str(), VAINO);
    let returned = house.checkin("3900000001", "KAJ").await;
    let latest = said(
        house
            .store
            .checkin_of(&context(), &"3900000001".into())
            .await,
    )
    .unwrap();
    assert_eq!(latest, Some(returned.id));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_four_at_the_same_moment_exactly_one_gets_the_item() {
    let house = std::sync::Arc::new(House::new());
    for round in 0..20 {
        let barcode = format!("39000010{:02}", round + 10);
        let callers = [VAINO, ASA, SISKO, URHO].map(|patron| {
            let (house, barcode) = (house.clone(), barcode.clone());
            tokio::spawn(async move { house.checkout(patron, &barcode).await.map(drop) })
        });
        let mut lent = 0;
        for caller in callers {
            match caller.await.unwrap() {
                Ok(()) => lent += 1,
                Err(code) => assert_eq!(code, Code::ItemOnLoanToOther),
            }
        }
        assert_eq!(lent, 1);
    }
}

#[tokio::test]
async fn a_loan_is_not_due_on_a_closed_day() {
    let house = House::new();
    let sql = "INSERT INTO closed_date VALUES ('KAJ', '2026-03-30'), ('KAJ', '2026-03-31')";
    rusqlite::Connection::open(house.path())
        .unwrap()
        .execute_batch(sql)
        .unwrap();
    let lent = house.checkout(VAINO, "3900000001").await.unwrap();
    assert_eq!(lent.loan.due, time("2026-04-01T23:59:59+03:00"));
    let libraries = said(house.store.libraries(&context()).await).unwrap();
    assert_eq!(libraries[1].closed_dates.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_asks_after_an_answer_sees_what_it_told() {
    let house = std::sync::Arc::new(House::new());
    let tasks = (0..4).map(|task| {
        let house = house.clone();
        tokio::spawn(async move {
            let barcode = format!("390000101{task}");
            for _ in 0..50 {
                // All look at all, so that something is always kept in memory.
                for other in 0..4 {
                    house.item(&format!("390000101{other}")).await;
                }
                house.checkout(URHO, &barcode).await.unwrap();
                assert_eq!(
                    house.item(&barcode).await.circulation_status,
                    Status::OnLoan
                );
                house.checkin(&barcode, "KAJ").await;
                assert_ne!(
                    house.item(&barcode).await.circulation_status,
                    Status::OnLoan
                );
            }
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
}
