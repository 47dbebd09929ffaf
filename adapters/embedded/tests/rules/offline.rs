//! What happened while a terminal could not reach us is recorded, never refused.

use silta_consortium::{Checkin, Checkout, Circulation, RefusalCode as Code, Renewal, Routing};

use crate::house::{ASA, House, VAINO, change, checkin, checkout, happened, renewal, said, time};

fn offline(patron: &str, item: &str) -> Checkout {
    Checkout {
        already_happened: happened(
            "2026-03-01T10:00:00+02:00",
            Some("2026-03-20T23:59:59+02:00"),
        ),
        ..checkout(patron, item)
    }
}

#[tokio::test]
async fn the_told_due_date_holds_whatever_stood_against_the_loan() {
    let house = House::new();
    let table = [
        (VAINO, "3900000001", vec![]),
        (
            "2900000005",
            "3900000009",
            vec![Code::CardLost, Code::ItemLost],
        ),
        (
            "2900000004",
            "3900000007",
            vec![Code::PatronExpired, Code::ItemNotForLoan],
        ),
        (
            "2900000007",
            "3900000010",
            vec![Code::LoanLimit, Code::FeeRequired],
        ),
    ];
    for (patron, item, codes) in table {
        let lent = house.lend(offline(patron, item)).await.unwrap();
        assert_eq!(lent.loan.due, time("2026-03-20T23:59:59+02:00"));
        assert_eq!(lent.loan.lent, time("2026-03-01T10:00:00+02:00"));
        let overridden: Vec<_> = lent.overridden.iter().map(|refusal| refusal.code).collect();
        assert_eq!(overridden, codes);
    }
    let notices = house.notices().await;
    assert_eq!(notices.len(), 3);
    assert!(
        notices[0].text.contains("loan_limit, fee_required"),
        "{}",
        notices[0].text
    );
    assert!(
        notices[0].text.ends_with("3900000010 2900000007"),
        "{}",
        notices[0].text
    );
}

#[tokio::test]
async fn the_loan_of_another_ends_and_staff_are_told() {
    let house = House::new();
    let lent = house.lend(offline(VAINO, "3900000005")).await.unwrap();
    assert_eq!(lent.overridden[0].code, Code::ItemOnLoanToOther);
    assert_eq!(house.patron(ASA).await.counts.loans, 1);
    let notices = house.notices().await;
    assert!(
        notices
            .iter()
            .any(|notice| notice.text.ends_with(&format!("3900000005 {ASA}")))
    );
}

#[tokio::test]
async fn a_copy_kept_for_another_sends_the_hold_back_to_its_place() {
    let house = House::new();
    house.lend(offline(VAINO, "3900000003")).await.unwrap();
    let hold = house.holds(crate::house::SISKO).await.remove(0);
    assert_eq!((hold.item, hold.position), (None, 1));
    let returned = house.checkin("3900000003", "KAJ").await;
    assert_eq!(returned.routing, Routing::HoldHere);
}

#[tokio::test]
async fn the_unknown_cannot_be_recorded_but_is_noted() {
    let house = House::new();
    let refused = house
        .lend(offline("2900000099", "3900000001"))
        .await
        .unwrap_err();
    assert_eq!(refused, Code::PatronUnknown);
    let body = Checkin {
        already_happened: true,
        ..checkin("3900000099", "KAJ")
    };
    let refused = said(house.store.checkin(change(body)).await).unwrap_err();
    assert_eq!(refused, Code::ItemUnknown);
    let notices = house.notices().await;
    assert_eq!(notices.len(), 2);
    assert_eq!(notices[0].item.as_ref().unwrap().as_str(), "3900000099");
    assert_eq!(notices[1].patron.as_ref().unwrap().as_str(), "2900000099");
}

#[tokio::test]
async fn a_repeat_by_the_same_patron_keeps_the_longer_due_date() {
    let house = House::new();
    let first = house.checkout(VAINO, "3900000001").await.unwrap();
    let again = house.lend(offline(VAINO, "3900000001")).await.unwrap();
    assert!(again.was_on_loan);
    assert_eq!(again.loan.due, first.loan.due);
}

#[tokio::test]
async fn returns_in_the_past_are_taken_in() {
    let house = House::new();
    let body = Checkin {
        returned_at: Some(time("2026-03-01T08:00:00+02:00")),
        already_happened: true,
        ..checkin("3900000005", "SOT")
    };
    let returned = said(house.store.checkin(change(body)).await).unwrap();
    assert_eq!(returned.last_borrower.unwrap().as_str(), ASA);
}

#[tokio::test]
async fn renewals_that_happened_are_recorded() {
    let house = House::new();
    let offline = |patron, item| Renewal {
        already_happened: happened(
            "2026-03-01T10:00:00+02:00",
            Some("2026-03-25T23:59:59+02:00"),
        ),
        ..renewal(patron, item)
    };
    let renewed = said(house.store.renew(change(offline(ASA, "3900000006"))).await).unwrap();
    assert_eq!(renewed.overridden[0].code, Code::RenewalHoldWaiting);
    assert_eq!(renewed.loan.due, time("2026-03-25T23:59:59+02:00"));
    // The patron has it, whatever we knew.
    let renewed = said(
        house
            .store
            .renew(change(offline(VAINO, "3900000001")))
            .await,
    )
    .unwrap();
    assert!(
        renewed
            .overridden
            .iter()
            .any(|refusal| refusal.code == Code::NotOnLoan)
    );
    assert_eq!(house.loans(VAINO).await.len(), 1);
}
