//! What the messages about a patron do (01, 23, 25, 37, 63), over the demo library on disk.

mod support;

use jiff::SignedDuration;
use silta_sip2_service::{ListEntry, Profile, SupportedMessage, SupportedMessages};
use support::{DATE, Library, checkin, checkout, patron_information, value, values};

const CONTACT: [&str; 4] = ["BD", "BE", "BF", "PB"];

fn fee_paid(patron: &str, amount: &str, more: &str) -> String {
    format!("37{DATE}0100EURBV{amount}|AOKAINET|AA{patron}|AC|{more}")
}

#[tokio::test]
async fn contact_data_takes_a_right_pin() {
    let library = Library::with(Profile::default());
    let mut wire = library.terminal().await;
    let right = wire.ask(&patron_information("2900000001", "AD1234|")).await;
    assert_eq!(value(&right, "CQ"), Some("Y"));
    for field in CONTACT {
        assert!(!values(&right, field).is_empty(), "{field} in {right}");
    }
    for pin in ["", "AD|", "AD9999|"] {
        let answer = wire.ask(&patron_information("2900000001", pin)).await;
        for field in CONTACT {
            assert!(values(&answer, field).is_empty(), "{field} in {answer}");
        }
        assert_eq!(value(&answer, "AE"), Some("Korhonen, Väinö"));
        assert_eq!(
            value(&answer, "CQ"),
            if pin == "AD9999|" { Some("N") } else { None }
        );
    }
}

#[tokio::test]
async fn lists_go_by_the_summary_and_not_after_a_wrong_pin() {
    let library = Library::with(Profile::default());
    let mut wire = library.terminal().await;
    let ask = |summary: &str, more: &str| {
        patron_information("2900000002", more).replace("          AO", &format!("{summary:10}AO"))
    };
    let charged = wire.ask(&ask("  Y", "AD2345|")).await;
    assert_eq!(values(&charged, "AU").len(), 2, "{charged}");
    let overdue = wire.ask(&ask(" Y", "AD2345|")).await;
    assert_eq!(values(&overdue, "AT"), ["3900000006"], "{overdue}");
    let window = wire.ask(&ask("  Y", "AD2345|BP2|BQ2|")).await;
    assert_eq!(values(&window, "AU").len(), 1);
    assert_eq!(
        &window[37..61],
        "000000010002000000000000",
        "counts are whole: {window}"
    );
    let wrong = wire.ask(&ask("  Y", "AD1|")).await;
    assert!(
        values(&wrong, "AU").is_empty() && wrong[45..49] == *"0002",
        "{wrong}"
    );
    let nothing = wire.ask(&ask("       Y", "")).await;
    assert!(values(&nothing, "AU").is_empty());
}

#[tokio::test]
async fn lists_may_be_titles() {
    let library = Library::with(Profile {
        loan_entries: ListEntry::Title,
        ..Profile::default()
    });
    let mut wire = library.terminal().await;
    let request = patron_information("2900000002", "").replace("          AO", " Y        AO");
    assert_eq!(
        values(&wire.ask(&request).await, "AT"),
        ["Sinuhe egyptiläinen"]
    );
}

#[tokio::test]
async fn one_wrong_pin_repeated_in_a_session_counts_once() {
    let library = Library::with(Profile::default());
    let mut wire = library.terminal().await;
    for _ in 0..6 {
        wire.ask(&patron_information("2900000001", "AD9999|")).await;
        let refused = wire
            .ask(&checkout("2900000001", "3900000001", "AD9999|"))
            .await;
        assert!(refused.starts_with("120"), "{refused}");
    }
    let right = wire.ask(&patron_information("2900000001", "AD1234|")).await;
    assert_eq!(
        value(&right, "CQ"),
        Some("Y"),
        "one attempt, so not throttled"
    );
}

#[tokio::test]
async fn five_wrong_pins_stop_the_card_for_15_minutes_and_no_other() {
    let library = Library::with(Profile::default());
    let mut wire = library.terminal().await;
    for pin in 0..5 {
        wire.ask(&patron_information("2900000001", &format!("AD000{pin}|")))
            .await;
    }
    let right = wire.ask(&patron_information("2900000001", "AD1234|")).await;
    assert_eq!(value(&right, "CQ"), Some("N"), "{right}");
    let other = wire.ask(&patron_information("2900000002", "AD2345|")).await;
    assert_eq!(value(&other, "CQ"), Some("Y"));
    library.later(SignedDuration::from_mins(15));
    let mut wire = library.terminal().await;
    let right = wire.ask(&patron_information("2900000001", "AD1234|")).await;
    assert_eq!(value(&right, "CQ"), Some("Y"), "{right}");
}

#[tokio::test]
async fn a_no_is_in_the_language_of_the_terminal_then_of_the_patron() {
    let library = Library::with(Profile::default());
    let mut wire = library.terminal().await;
    let refused = |answer: String| value(&answer, "AF").unwrap_or_default().to_owned();
    let request = checkout("2900000002", "3900000007", "");
    assert_eq!(
        refused(wire.ask(&request).await),
        "Detta lånas inte ut.",
        "the patron's"
    );
    let english = patron_information("2900000002", "").replace("63007", "63001");
    assert!(wire.ask(&english).await.starts_with("64              001"));
    assert_eq!(refused(wire.ask(&request).await), "This item is not lent.");
    wire.ask(&format!("35{DATE}AOKAINET|AA2900000002|")).await;
    assert_eq!(refused(wire.ask(&request).await), "Detta lånas inte ut.");
    let finnish = checkin("3999999999", "");
    assert_eq!(
        refused(wire.ask(&finnish).await),
        "Nidettä ei tunneta. Anna se henkilökunnalle."
    );
}

#[tokio::test]
async fn a_fee_is_named_agreed_to_booked_and_paid_once() {
    let library = Library::with(Profile::default());
    let mut wire = library.terminal().await;
    let asked = wire
        .ask(&checkout("2900000001", "3900000010", "AD1234|"))
        .await;
    assert_eq!(
        (
            value(&asked, "BT"),
            value(&asked, "BH"),
            value(&asked, "BV")
        ),
        (Some("06"), Some("EUR"), Some("2.00"))
    );
    assert!(
        wire.ask(&checkout("2900000001", "3900000010", "AD1234|BOY|"))
            .await
            .starts_with("121")
    );
    let owed = wire.ask(&patron_information("2900000001", "")).await;
    assert_eq!(value(&owed, "BV"), Some("2.00"));
    for (amount, text) in [
        ("3,40", "Summaa ei voi lukea. Kirjoita se näin: 2.50"),
        ("0", "Summan pitää olla suurempi kuin nolla."),
        ("-1.00", "Summan pitää olla suurempi kuin nolla."),
        ("2.01", "Summa on liian suuri: maksamatta on 2.00 euroa."),
    ] {
        let answer = wire.ask(&fee_paid("2900000001", amount, "")).await;
        assert!(answer.starts_with("38N"), "{answer}");
        assert_eq!(value(&answer, "AF"), Some(text), "{answer}");
    }
    let dollars = fee_paid("2900000001", "1.00", "").replace("EUR", "USD");
    assert_eq!(
        value(&wire.ask(&dollars).await, "AF"),
        Some("Maksuja otetaan vain euroina.")
    );
    for _ in 0..2 {
        let paid = wire
            .ask(&fee_paid("2900000001", "1.00", "BKmaksu-1|"))
            .await;
        assert!(
            paid.starts_with("38Y") && value(&paid, "BK") == Some("maksu-1"),
            "{paid}"
        );
        wire = library.terminal().await;
    }
    let owed = wire.ask(&patron_information("2900000001", "")).await;
    assert_eq!(
        value(&owed, "BV"),
        Some("1.00"),
        "the same payment counts once, on any connection"
    );
    assert!(
        wire.ask(&fee_paid("2999999999", "1.00", ""))
            .await
            .starts_with("38N")
    );
    assert!(
        wire.ask(&fee_paid("2900000003", "2.50", "CGF2|"))
            .await
            .starts_with("38Y")
    );
    assert!(
        wire.ask(&fee_paid("2900000003", "10.01", "CGF1|"))
            .await
            .starts_with("38N")
    );
}

#[tokio::test]
async fn a_block_blocks_and_only_a_pin_lifts_it() {
    let library = Library::with(Profile::default());
    let mut wire = library.terminal().await;
    let blocked = wire
        .ask(&format!("01N{DATE}AOKAINET|ALkortti jäi|AA2900000001|AC|"))
        .await;
    assert!(blocked.starts_with("24YYYY          000"), "{blocked}");
    assert!(
        wire.ask(&checkout("2900000001", "3900000001", "AD1234|"))
            .await
            .starts_with("120")
    );
    let enable = |pin: &str| format!("25{DATE}AOKAINET|AA2900000001|AC|{pin}");
    assert!(wire.ask(&enable("")).await.starts_with("26YYYY"));
    assert!(wire.ask(&enable("AD9999|")).await.starts_with("26YYYY"));
    assert!(
        wire.ask(&enable("AD1234|"))
            .await
            .starts_with("26              ")
    );
    assert!(
        wire.ask(&checkout("2900000001", "3900000001", "AD1234|"))
            .await
            .starts_with("121")
    );
    let fees = wire
        .ask(&format!("25{DATE}AOKAINET|AA2900000003|AC|AD3456|"))
        .await;
    assert!(
        fees.starts_with("26YYYY"),
        "25 lifts nothing but such blocks: {fees}"
    );
}

#[tokio::test]
async fn a_profile_may_demand_pins() {
    let pin_required = SupportedMessages::from_iter([SupportedMessage::Checkout]);
    let library = Library::with(Profile {
        pin_required,
        lists_need_pin: true,
        ..Profile::default()
    });
    let mut wire = library.terminal().await;
    let refused = wire.ask(&checkout("2900000001", "3900000001", "AD|")).await;
    assert_eq!(value(&refused, "AF"), Some("Anna PIN-koodi."), "{refused}");
    assert!(
        wire.ask(&checkout("2900000001", "3900000001", "AD1234|"))
            .await
            .starts_with("121")
    );
    let request = patron_information("2900000001", "").replace("          AO", "  Y       AO");
    assert!(values(&wire.ask(&request).await, "AU").is_empty());
}
