//! Owing and paying; blocks; what administrators write.

use jiff::SignedDuration;
use silta_consortium::{
    Charge, Circulation, CirculationStatus as Status, FeeType, ItemChange, Money, NewBlock, Page,
    Payment, RefusalCode as Code,
};

use crate::{
    holds::add_copy,
    house::{AINO, House, VAINO, change, context, payment, said},
};

#[tokio::test]
async fn payments_go_to_the_named_fee_or_the_oldest_first() {
    let house = House::new();
    let receipt = house.pay(payment(AINO, 400, None)).await.unwrap();
    assert_eq!(receipt.balance, Money::euros(850));
    assert!(
        house.patron(AINO).await.privileges.checkout,
        "below the limit"
    );
    let named = Payment {
        fee: Some("F2".into()),
        ..payment(AINO, 250, None)
    };
    house.pay(named).await.unwrap();
    let fees = said(house.store.fees(&context(), &AINO.into(), Page::ALL).await).unwrap();
    assert_eq!(fees.items.len(), 1);
    assert_eq!(
        (fees.items[0].id.as_str(), fees.items[0].amount.cents),
        ("F1", 600)
    );
    assert_eq!(
        house.pay(payment(AINO, 600, None)).await.unwrap().balance,
        Money::euros(0)
    );
}

#[tokio::test]
async fn payments_are_refused_that_do_not_fit() {
    let house = House::new();
    let named = |fee: &str, cents| Payment {
        fee: Some(fee.into()),
        ..payment(AINO, cents, None)
    };
    let mut crowns = payment(AINO, 100, None);
    crowns.amount.currency = "SEK".parse().unwrap();
    let table = [
        (payment("2900000099", 100, None), Code::PatronUnknown),
        (payment(AINO, 1251, None), Code::PaymentTooLarge),
        (payment(AINO, 0, None), Code::PaymentTooLarge),
        (payment(AINO, -100, None), Code::PaymentTooLarge),
        (payment(VAINO, 1, None), Code::PaymentTooLarge),
        (named("F2", 251), Code::PaymentTooLarge),
        (named("F99", 1), Code::PaymentTooLarge),
        (named("x", 1), Code::PaymentTooLarge),
        (crowns, Code::CurrencyUnknown),
    ];
    for (body, code) in table {
        assert_eq!(house.pay(body).await.unwrap_err(), code);
    }
    assert_eq!(house.patron(AINO).await.balance, Money::euros(1250));
}

#[tokio::test]
async fn the_same_transaction_within_a_day_is_one_payment() {
    let house = House::new();
    let first = house.pay(payment(AINO, 100, Some("T1"))).await.unwrap();
    let again = house.pay(payment(AINO, 100, Some("T1"))).await.unwrap();
    assert_eq!(first, again);
    house.pay(payment(AINO, 150, Some("T1"))).await.unwrap();
    assert_eq!(house.patron(AINO).await.balance, Money::euros(1000));
    house.clock.advance(SignedDuration::from_hours(25));
    house.pay(payment(AINO, 100, Some("T1"))).await.unwrap();
    assert_eq!(house.patron(AINO).await.balance, Money::euros(900));
}

#[tokio::test]
async fn charges_add_up_and_block_from_ten_euros() {
    let house = House::new();
    let charge = |cents| Charge {
        patron: VAINO.into(),
        kind: FeeType::Damage,
        amount: Money::euros(cents),
        text: "Kahvia sivuilla".to_owned(),
        item: Some("3900000001".into()),
    };
    said(house.store.charge(change(charge(999))).await).unwrap();
    house.checkout(VAINO, "3900000001").await.unwrap();
    said(house.store.charge(change(charge(1))).await).unwrap();
    assert_eq!(
        house.checkout(VAINO, "3900000002").await.unwrap_err(),
        Code::FeeLimit
    );
    assert_eq!(house.patron(VAINO).await.counts.fees, 2);
}

#[tokio::test]
async fn a_block_blocks_until_it_is_lifted() {
    let house = House::new();
    let block = NewBlock {
        patron: VAINO.into(),
        code: Code::PatronBlocked,
        text: "Kortti unohtui koneeseen".to_owned(),
        card_retained: true,
    };
    let block = said(house.store.block_patron(change(block)).await).unwrap();
    assert_eq!(
        house.patron(VAINO).await.blocks,
        std::slice::from_ref(&block)
    );
    assert_eq!(
        house.checkout(VAINO, "3900000001").await.unwrap_err(),
        Code::PatronBlocked
    );
    let lift = (VAINO.into(), block.id.unwrap());
    said(house.store.lift_block(change(lift)).await).unwrap();
    house.checkout(VAINO, "3900000001").await.unwrap();
}

#[tokio::test]
async fn blocks_that_come_again_and_again_do_not_pile_up() {
    let house = House::new();
    let block = async |text: String| {
        let block = NewBlock {
            patron: VAINO.into(),
            code: Code::PatronBlocked,
            text,
            card_retained: false,
        };
        said(house.store.block_patron(change(block)).await).unwrap()
    };
    let first = block("Kortti jäi koneeseen".to_owned()).await;
    let again = block("Kortti jäi koneeseen".to_owned()).await;
    assert_eq!(first, again);
    for number in 1..=30 {
        block(format!("Kortti jäi koneeseen {number}")).await;
    }
    let blocks = house.patron(VAINO).await.blocks;
    assert_eq!(blocks.len(), 20);
    assert!(!blocks.contains(&first));
    assert_eq!(blocks[19].text, "Kortti jäi koneeseen 30");
}

#[tokio::test]
async fn items_are_changed_and_taken_out() {
    let house = House::new();
    let body = ItemChange {
        item: "3900000001".into(),
        properties: Some("3 levyä".to_owned()),
        current_location: Some("SUO".into()),
    };
    let item = said(house.store.change_item(change(body)).await).unwrap();
    assert_eq!(item.properties.as_deref(), Some("3 levyä"));
    assert_eq!(item.current_location.as_str(), "SUO");
    add_copy(&house, "3900009001", "kainet.1").await;
    assert_eq!(
        house.item("3900009001").await.circulation_status,
        Status::Available
    );
    house.checkout(VAINO, "3900009001").await.unwrap();
    let gone = house.store.delete_item(change("3900009001".into())).await;
    assert_eq!(said(gone).unwrap_err(), Code::ItemOnLoanToOther);
    house.checkin("3900009001", "KAJ").await;
    said(house.store.delete_item(change("3900009001".into())).await).unwrap();
    let item = house.store.item(&context(), &"3900009001".into()).await;
    assert_eq!(said(item).unwrap_err(), Code::ItemUnknown);
}

#[tokio::test]
async fn barcodes_too_long_to_exist_are_unknown() {
    let house = House::new();
    let long = "2".repeat(100_000);
    assert_eq!(
        house.checkout(&long, "3900000001").await.unwrap_err(),
        Code::PatronUnknown
    );
    assert_eq!(
        house.checkout(VAINO, &long).await.unwrap_err(),
        Code::ItemUnknown
    );
}
