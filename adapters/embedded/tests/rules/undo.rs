//! Undoing leads back to exactly the former state.

use silta_consortium::{Checkout, Circulation, HoldStatus, Money, Payment, RefusalCode as Code};

use crate::house::{ASA, House, SISKO, VAINO, change, checkout, context, happened, payment, said};

/// Everything that an undone change must leave as it was.
async fn state(house: &House, items: &[&str]) -> String {
    let mut state = String::new();
    for item in items {
        let loan = house.store.loan_of(&context(), &(*item).into()).await;
        state += &serde_json::to_string(&(house.item(item).await, said(loan).unwrap())).unwrap();
    }
    for patron in [VAINO, ASA, SISKO] {
        let patron_now = house.patron(patron).await;
        let lists = (house.loans(patron).await, house.holds(patron).await);
        state += &serde_json::to_string(&(patron_now, lists)).unwrap();
    }
    state
}

#[tokio::test]
async fn an_undone_checkout_was_never_there() {
    let house = House::new();
    let cases = [
        checkout(VAINO, "3900000001"),
        checkout(VAINO, "3900000008"),
        checkout(SISKO, "3900000003"),
        checkout(SISKO, "3900000012"),
        Checkout {
            fee_acknowledged: true,
            ..checkout(VAINO, "3900000010")
        },
        Checkout {
            already_happened: happened("2026-03-01T10:00:00+02:00", None),
            ..checkout(VAINO, "3900000005")
        },
        Checkout {
            already_happened: happened("2026-03-01T10:00:00+02:00", None),
            ..checkout(VAINO, "3900000003")
        },
        Checkout {
            already_happened: happened("2026-03-01T10:00:00+02:00", None),
            ..checkout(VAINO, "3900000009")
        },
    ];
    for body in cases {
        let item = body.item.clone();
        let before = state(&house, &[item.as_str()]).await;
        let lent = house.lend(body).await.unwrap();
        assert_ne!(state(&house, &[item.as_str()]).await, before);
        said(
            house
                .store
                .cancel_checkout(change(lent.loan.id.clone()))
                .await,
        )
        .unwrap();
        assert_eq!(state(&house, &[item.as_str()]).await, before);
        let again = house.store.cancel_checkout(change(lent.loan.id)).await;
        assert_eq!(said(again).unwrap_err(), Code::NotOnLoan);
    }
}

#[tokio::test]
async fn an_undone_return_was_never_there() {
    let house = House::new();
    let cases = [
        ("3900000005", "SOT"),
        ("3900000005", "KUH"),
        ("3900000006", "KAJ"),
        ("3900000006", "SUO"),
        ("3900000008", "SOT"),
        ("3900000009", "KAJ"),
        ("3900000012", "KAJ"),
        ("3900000003", "KUH"),
    ];
    for (item, library) in cases {
        let before = state(&house, &[item]).await;
        let returned = house.checkin(item, library).await;
        assert_ne!(state(&house, &[item]).await, before, "{item}");
        said(
            house
                .store
                .cancel_checkin(change(returned.id.clone()))
                .await,
        )
        .unwrap();
        assert_eq!(state(&house, &[item]).await, before, "{item} {library}");
        let again = house.store.cancel_checkin(change(returned.id)).await;
        assert_eq!(said(again).unwrap_err(), Code::NotOnLoan);
    }
}

#[tokio::test]
async fn a_renewed_loan_is_no_incomplete_checkout() {
    let house = House::new();
    let lent = house.checkout(VAINO, "3900000001").await.unwrap();
    house.renew(VAINO, "3900000001").await.unwrap();
    let undone = house.store.cancel_checkout(change(lent.loan.id)).await;
    assert_eq!(said(undone).unwrap_err(), Code::NotOnLoan);
}

#[tokio::test]
async fn a_return_cannot_be_undone_once_something_happened_since() {
    let house = House::new();
    let returned = house.checkin("3900000005", "SOT").await;
    house.checkout(VAINO, "3900000005").await.unwrap();
    let undone = house.store.cancel_checkin(change(returned.id)).await;
    assert_eq!(said(undone).unwrap_err(), Code::NotOnLoan);
    // The hold that a return caught is cancelled: the shelf is no longer as it was.
    let returned = house.checkin("3900000006", "KAJ").await;
    let hold = returned.hold.unwrap();
    assert_eq!(hold.status, HoldStatus::Ready);
    said(house.store.cancel_hold(change(hold.id)).await).unwrap();
    let undone = house.store.cancel_checkin(change(returned.id)).await;
    assert_eq!(said(undone).unwrap_err(), Code::NotOnLoan);
}

#[tokio::test]
async fn a_return_is_forgotten_after_a_day() {
    let house = House::new();
    let returned = house.checkin("3900000005", "SOT").await;
    house.days_pass(2);
    let house = house.reopened();
    house.checkout(VAINO, "3900000001").await.unwrap();
    let undone = house.store.cancel_checkin(change(returned.id)).await;
    assert_eq!(said(undone).unwrap_err(), Code::NotOnLoan);
}

#[tokio::test]
async fn staff_give_back_what_was_paid_for_an_undone_loan() {
    let house = House::new();
    let body = Checkout {
        fee_acknowledged: true,
        ..checkout(VAINO, "3900000010")
    };
    let lent = house.lend(body).await.unwrap();
    let paid: Payment = payment(VAINO, 150, None);
    house.pay(paid).await.unwrap();
    said(house.store.cancel_checkout(change(lent.loan.id)).await).unwrap();
    assert_eq!(house.patron(VAINO).await.balance, Money::euros(0));
    assert!(house.notices().await[0].text.contains("1.50 EUR"));
}
