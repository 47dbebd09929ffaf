//! The same questions to a consortium directly, and to its twin over the API: every method of the
//! ports gives the same answers, the library's noes included.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends")]

mod changes;
mod ill_requests;
mod searching;
mod temporary_items;
mod twins;

use std::fmt::Debug;

use jiff::SignedDuration;
use silta_consortium::{
    AlreadyHappened, Catalogue, Change, Charge, Checkin, Checkout, Circulation, CirculationStatus,
    Contact, Error, Failure, FailureKind, FeeType, HoldChange, HoldTarget, ItemChange, Language,
    MarcFormat, MediaType, Money, NewBlock, NewHold, NewItem, NewPatron, NewPin, NewRecord,
    Outcome, Page, Payment, PaymentMethod, RecordId, RefusalCode, RenewAll, Renewal, Verification,
};
use silta_embedded::Clock as _;
use twins::{Twins, assert_same, context, key};

const VAINO: &str = "2900000001";
const ASA: &str = "2900000002";
const AINO: &str = "2900000003";
const SISKO: &str = "2900000008";
const URHO: &str = "2900000009";

fn checkout(patron: &str, item: &str) -> Checkout {
    Checkout {
        patron: patron.into(),
        item: item.into(),
        library: "KAJ".into(),
        fee_acknowledged: false,
        renew_if_on_loan: false,
        allow_in_transit: true,
        already_happened: None,
    }
}

fn checkin(item: &str, library: &str) -> Checkin {
    Checkin {
        item: item.into(),
        library: library.into(),
        returned_at: None,
        already_happened: false,
        capture_hold: true,
    }
}

fn renewal(patron: &str, item: &str) -> Renewal {
    Renewal {
        patron: patron.into(),
        item: item.into(),
        library: "KAJ".into(),
        fee_acknowledged: false,
        already_happened: None,
    }
}

fn refused<T: Debug>(answer: Result<T, Error>) -> RefusalCode {
    match answer {
        Err(Error::Refused(refusal)) => refusal.code,
        other => panic!("not refused: {other:?}"),
    }
}

/// Items of the demo, named copies and a few others, and one that is not there.
fn items() -> impl Iterator<Item = String> {
    (1..=16).map(|number| format!("39000000{number:02}"))
}

fn patrons() -> impl Iterator<Item = String> {
    (1..=11).map(|number| format!("29000000{number:02}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn questions() {
    let twins = Twins::new().await;
    let context = &context();
    let urho = URHO.into();
    assert!(
        twins
            .ask(|ports| ports.libraries(context))
            .await
            .unwrap()
            .len()
            >= 8
    );
    for patron in patrons() {
        let patron = &patron.as_str().into();
        let _ = twins.ask(|ports| ports.patron(context, patron)).await;
        for page in [Page::ALL, Page { skip: 1, limit: 2 }] {
            let _ = twins.ask(|ports| ports.loans(context, patron, page)).await;
            let _ = twins.ask(|ports| ports.holds(context, patron, page)).await;
            let _ = twins.ask(|ports| ports.fees(context, patron, page)).await;
        }
    }
    for item in items() {
        let item = &item.as_str().into();
        let _ = twins.ask(|ports| ports.item(context, item)).await;
        let _ = twins.ask(|ports| ports.loan_of(context, item)).await;
        let _ = twins.ask(|ports| ports.checkin_of(context, item)).await;
    }
    for hold in 0..6 {
        let hold = &hold.to_string().into();
        let _ = twins.ask(|ports| ports.hold(context, hold)).await;
    }
    for record in ["kainet.1", "kainet.5", "kainet.99999", "nowhere"] {
        let record = &record.into();
        let _ = twins.ask(|ports| ports.record(context, record)).await;
        let _ = twins
            .ask(|ports| ports.holdings(context, record, Page::ALL))
            .await;
    }
    for title in ["kalevala", "Seitsemän veljestä", "no such title", "a&b=c?"] {
        let _ = twins.ask(|ports| ports.titled(context, title)).await;
    }
    changes::in_parts(&twins, context).await;
    let _ = twins
        .ask(|ports| ports.staff_notices(context, Page::ALL))
        .await;
    let unknown = &key(4_000_000);
    assert_eq!(
        twins.ask(|ports| ports.operation(context, unknown)).await,
        Ok(Outcome::Unknown)
    );
    assert_eq!(twins.ask(|ports| ports.health(context)).await, Ok(()));
    let nobody = &"2999999999".into();
    assert_eq!(
        refused(twins.ask(|ports| ports.patron(context, nobody)).await),
        RefusalCode::PatronUnknown
    );
    assert_eq!(
        twins
            .ask(|ports| ports.loans(context, &urho, Page::ALL))
            .await
            .unwrap()
            .total,
        350
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pins() {
    let twins = Twins::new().await;
    let context = &context();
    let patron = &VAINO.into();
    let verify = async |pin: &str| {
        let pin = &pin.into();
        let direct = twins.direct.verify_pin(context, patron, pin).await;
        let remote = twins.remote.verify_pin(context, patron, pin).await;
        assert_same(&direct, &remote);
        remote.unwrap()
    };
    assert_eq!(verify("1234").await, Verification::Verified);
    for _ in 0..5 {
        let _ = verify("0000").await;
    }
    assert!(matches!(
        verify("1234").await,
        Verification::Throttled { .. }
    ));
    let new = NewPin {
        patron: VAINO.into(),
        pin: "9876".into(),
    };
    twins
        .change(new, |ports, change| ports.set_pin(change))
        .await
        .unwrap();
    assert_eq!(verify("9876").await, Verification::Verified);
    let nobody = &"2999999999".into();
    let pin = &"1234".into();
    assert_eq!(
        refused(twins.remote.verify_pin(context, nobody, pin).await),
        RefusalCode::PatronUnknown
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lending() {
    let twins = Twins::new().await;
    let context = &context();
    let vaino = VAINO.into();
    for item in items() {
        for (patron, fee_acknowledged) in [(AINO, false), (VAINO, false), (VAINO, true)] {
            let body = Checkout {
                fee_acknowledged,
                ..checkout(patron, &item)
            };
            let _ = twins
                .change(body, |ports, change| ports.checkout(change))
                .await;
        }
        let body = renewal(VAINO, &item);
        let _ = twins
            .change(body, |ports, change| ports.renew(change))
            .await;
    }
    let all = RenewAll {
        patron: ASA.into(),
        library: "SOT".into(),
        fee_acknowledged: true,
    };
    twins
        .change(all, |ports, change| ports.renew_all(change))
        .await
        .unwrap();
    twins.clock.advance(SignedDuration::from_hours(40 * 24));
    let loans = twins
        .ask(|ports| ports.loans(context, &vaino, Page::ALL))
        .await
        .unwrap();
    let loan = loans.items.first().unwrap();
    let recalled = twins
        .change(loan.id.clone(), |ports, change| ports.recall(change))
        .await;
    assert!(recalled.unwrap().recalled);
    let cancelled = twins
        .change(loan.id.clone(), |ports, change| {
            ports.cancel_checkout(change)
        })
        .await;
    assert!(cancelled.is_ok() || refused(cancelled) == RefusalCode::NotOnLoan);
    for item in items() {
        for library in ["KAJ", "SOT"] {
            let body = checkin(&item, library);
            let _ = twins
                .change(body, |ports, change| ports.checkin(change))
                .await;
            let item = &item.as_str().into();
            let latest = twins.ask(|ports| ports.checkin_of(context, item)).await;
            if let Ok(Some(latest)) = latest {
                let _ = twins
                    .change(latest, |ports, change| ports.cancel_checkin(change))
                    .await;
            }
        }
    }
    // Off-line: against the rules, and recorded.
    let at = twins.clock.now() - SignedDuration::from_hours(30);
    let due = Some(at + SignedDuration::from_hours(24 * 14));
    let body = Checkout {
        already_happened: Some(AlreadyHappened { at, due }),
        ..checkout(AINO, "3900000005")
    };
    let lent = twins
        .change(body, |ports, change| ports.checkout(change))
        .await
        .unwrap();
    assert!(!lent.overridden.is_empty());
    let body = Renewal {
        already_happened: Some(AlreadyHappened { at, due: None }),
        ..renewal(AINO, "3900000005")
    };
    let _ = twins
        .change(body, |ports, change| ports.renew(change))
        .await;
    let body = Checkin {
        already_happened: true,
        returned_at: Some(at + SignedDuration::from_hours(1)),
        ..checkin("3900000005", "KUH")
    };
    let _ = twins
        .change(body, |ports, change| ports.checkin(change))
        .await;
    let notices = twins
        .ask(|ports| ports.staff_notices(context, Page::ALL))
        .await
        .unwrap();
    assert!(notices.total > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn holds() {
    let twins = Twins::new().await;
    let context = &context();
    let new = |patron: &str, target: HoldTarget, pickup: &str| NewHold {
        patron: patron.into(),
        target,
        pickup_library: pickup.into(),
        expires: None,
    };
    let record = || HoldTarget::Record("kainet.2".into());
    let later = twins.clock.now() + SignedDuration::from_hours(24 * 30);
    let body = NewHold {
        expires: Some(later),
        ..new(VAINO, record(), "SOT")
    };
    let hold = twins
        .change(body, |ports, change| ports.place_hold(change))
        .await
        .unwrap();
    assert_eq!(hold.expires, Some(later));
    for (patron, target, pickup) in [
        (VAINO, record(), "KAJ"),
        (AINO, record(), "KAJ"),
        (SISKO, HoldTarget::Item("3900000002".into()), "NOWHERE"),
        (SISKO, HoldTarget::Item("3900000002".into()), "KAJ"),
        (SISKO, HoldTarget::Item("nothing".into()), "KAJ"),
    ] {
        let body = new(patron, target, pickup);
        let _ = twins
            .change(body, |ports, change| ports.place_hold(change))
            .await;
    }
    for change in [
        HoldChange {
            hold: hold.id.clone(),
            pickup_library: Some("KUH".into()),
            expires: None,
        },
        HoldChange {
            hold: hold.id.clone(),
            pickup_library: Some("NOWHERE".into()),
            expires: None,
        },
        HoldChange {
            hold: "999".into(),
            pickup_library: None,
            expires: Some(later),
        },
    ] {
        let _ = twins
            .change(change, |ports, change| ports.change_hold(change))
            .await;
    }
    let found = twins
        .ask(|ports| ports.hold(context, &hold.id))
        .await
        .unwrap();
    assert_eq!(found.pickup_library.as_str(), "KUH");
    for patron in patrons() {
        let patron = &patron.as_str().into();
        let _ = twins
            .ask(|ports| ports.holds(context, patron, Page::ALL))
            .await;
    }
    twins
        .change(hold.id.clone(), |ports, change| ports.cancel_hold(change))
        .await
        .unwrap();
    let again = twins
        .change(hold.id, |ports, change| ports.cancel_hold(change))
        .await;
    assert_eq!(refused(again), RefusalCode::HoldUnknown);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn money() {
    let twins = Twins::new().await;
    let context = &context();
    let aino = AINO.into();
    let fees = twins
        .ask(|ports| ports.fees(context, &aino, Page::ALL))
        .await
        .unwrap();
    let fee = fees.items.first().unwrap().id.clone();
    let swedish = Money {
        cents: 100,
        currency: "SEK".parse().unwrap(),
    };
    for (amount, fee, transaction_id) in [
        (Money::euros(50), Some(fee), None),
        (Money::euros(100), None, Some("T1".to_owned())),
        (Money::euros(100), None, Some("T1".to_owned())),
        (Money::euros(999_900), None, None),
        (Money::euros(100), Some("F99".into()), None),
        (swedish, None, None),
    ] {
        for method in [
            PaymentMethod::Card,
            PaymentMethod::Cash,
            PaymentMethod::Other("07".to_owned()),
        ] {
            let body = Payment {
                patron: AINO.into(),
                amount,
                fee: fee.clone(),
                method,
                transaction_id: transaction_id.clone(),
            };
            let _ = twins.change(body, |ports, change| ports.pay(change)).await;
        }
    }
    for (kind, item) in [
        (FeeType::Damage, Some("3900000001")),
        (FeeType::Rental, None),
        (FeeType::Hold, Some("nothing")),
    ] {
        let body = Charge {
            patron: AINO.into(),
            kind,
            amount: Money::euros(300),
            text: "Tahra \"kansi\"".to_owned(),
            item: item.map(Into::into),
        };
        let _ = twins
            .change(body, |ports, change| ports.charge(change))
            .await;
    }
    let fees = twins
        .ask(|ports| ports.fees(context, &aino, Page::ALL))
        .await
        .unwrap();
    assert!(fees.total >= 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn staff_and_administrators() {
    let twins = Twins::new().await;
    let context = &context();
    let vaino = VAINO.into();
    let body = NewBlock {
        patron: VAINO.into(),
        code: RefusalCode::PatronBlocked,
        text: "kortti jäi".to_owned(),
        card_retained: true,
    };
    let block = twins
        .change(body, |ports, change| ports.block_patron(change))
        .await
        .unwrap();
    twins
        .ask(|ports| ports.patron(context, &vaino))
        .await
        .unwrap();
    let known = (VAINO.into(), block.id.unwrap());
    let lifted = twins
        .change(known.clone(), |ports, change| ports.lift_block(change))
        .await;
    assert_eq!(lifted, Ok(()));
    // It is not there any more: somebody was faster. The API keeps no outcome of that.
    let again = twins.remote.lift_block(twins.keyed(known)).await;
    assert_eq!(again, Ok(()));
    for item in ["3900000001", "nothing"] {
        let body = ItemChange {
            item: item.into(),
            properties: Some("3 levyä".to_owned()),
            current_location: Some("SOT".into()),
        };
        let _ = twins
            .change(body, |ports, change| ports.change_item(change))
            .await;
    }
    let body = NewPatron {
        barcode: "2900000777".into(),
        name: "Tester, Öljy".into(),
        home: "KUH".into(),
        group: "adult".to_owned(),
        language: Language::Sv,
        expires: Some(jiff::civil::date(2031, 5, 1)),
        card_lost: false,
        contact: Contact {
            email: "o@example.invalid".into(),
            ..Contact::default()
        },
        pin: Some("4242".into()),
    };
    let patron = twins
        .change(body, |ports, change| ports.put_patron(change))
        .await
        .unwrap();
    assert_eq!(patron.contact.email.expose(), "o@example.invalid");
    let body = NewItem {
        barcode: "3900000777".into(),
        record: "kainet.1".into(),
        home: "KUH".into(),
        current_location: "SOT".into(),
        media_type: MediaType::Score,
        status: CirculationStatus::Missing,
        fee: Some(Money::euros(150)),
        shelf_mark: Some("78.3".to_owned()),
        collection: Some("music".to_owned()),
        age_limit: Some(12),
        properties: Some("1 vihko".to_owned()),
    };
    let item = twins
        .change(body, |ports, change| ports.put_item(change))
        .await
        .unwrap();
    assert_eq!(item.fee, Some(Money::euros(150)));
    for item in ["3900000777", "3900000777", "3900000003"] {
        let item = item.into();
        let _ = twins
            .change(item, |ports, change| ports.delete_item(change))
            .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn records_are_written_and_deleted() {
    let twins = Twins::new().await;
    let xml = "<record><leader>00000nam a2200000 a 4500</leader>\
               <controlfield tag=\"001\">x</controlfield><datafield tag=\"245\" ind1=\"0\" ind2=\"0\">\
               <subfield code=\"a\">Sillantekijä</subfield></datafield></record>";
    let bytes =
        silta_marc::iso2709::write(&silta_marc::marcxml::read(xml.as_bytes()).unwrap().record);
    for (format, bytes) in [
        (MarcFormat::MarcXml, xml.as_bytes().to_vec()),
        (MarcFormat::Iso2709, bytes.unwrap()),
    ] {
        let id = RecordId::from("kainet.9001");
        let body = NewRecord {
            id: id.clone(),
            format,
            bytes,
        };
        let record = twins
            .change(body, |ports, change| ports.put_record(change))
            .await
            .unwrap();
        assert_eq!((&record.id, &*record.title), (&id, "Sillantekijä"));
        let kept = twins.remote.marc_record(&context(), &id).await.unwrap();
        assert!(!kept.bytes.is_empty());
    }
    for id in ["kainet.9001", "kainet.9001", "nowhere"] {
        let _ = twins
            .change(RecordId::from(id), |ports, change| {
                ports.delete_record(change)
            })
            .await;
    }
    changes::with_records(&twins).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_names_one_change() {
    let twins = Twins::new().await;
    let pay = |patron: &str, cents| Change {
        context: context(),
        key: key(1),
        body: Payment {
            patron: patron.into(),
            amount: Money::euros(cents),
            fee: None,
            method: PaymentMethod::Cash,
            transaction_id: None,
        },
    };
    let first = twins.remote.pay(pay(AINO, 100)).await.unwrap();
    assert_eq!(twins.remote.pay(pay(AINO, 100)).await.as_ref(), Ok(&first));
    match twins.remote.pay(pay(AINO, 200)).await {
        Err(Error::Failed(Failure { kind, .. })) => assert_eq!(kind, FailureKind::KeyMismatch),
        other => panic!("{other:?}"),
    }
}
