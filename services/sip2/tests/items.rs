//! What the messages about items do (09, 11, 15, 17, 19, 29, 65), over the demo library on disk.

mod support;

use jiff::SignedDuration;
use silta_sip2_service::{HoldPatron, Profile};
use support::{DATE, Library, Wire, checkin, checkout, patron_information, value, values};

fn hold(mode: char, patron: &str, more: &str) -> String {
    format!("15{mode}{DATE}{more}AOKAINET|AA{patron}|AC|")
}

async fn item_status(wire: &mut Wire<'_>, item: &str) -> String {
    wire.ask(&format!("17{DATE}AOKAINET|AB{item}|AC|")).await[2..4].to_owned()
}

async fn loans(wire: &mut Wire<'_>, patron: &str) -> String {
    wire.ask(&patron_information(patron, "")).await[45..49].to_owned()
}

#[tokio::test]
async fn a_loan_a_renewal_and_a_return() {
    let library = Library::with(Profile::default());
    let mut wire = library.terminal().await;
    let lent = wire
        .ask(&checkout("2900000001", "3900000001", "AD1234|"))
        .await;
    assert!(lent.starts_with("121NNY"), "{lent}");
    assert_eq!(value(&lent, "AH"), Some("20261220    235959"));
    assert_eq!(value(&lent, "AJ"), Some("Seitsemän veljestä"));
    let no_renewal = checkout("2900000001", "3900000001", "").replacen("11Y", "11N", 1);
    assert!(
        wire.ask(&no_renewal).await.starts_with("120N"),
        "the terminal does not renew"
    );
    library.later(SignedDuration::from_hours(24));
    let renewed = wire.ask(&checkout("2900000001", "3900000001", "")).await;
    assert!(renewed.starts_with("121YNN"), "{renewed}");
    assert_eq!(value(&renewed, "AH"), Some("20261221    235959"));
    let by_title =
        format!("29NN{DATE}                  AOKAINET|AA2900000001|AJSeitsemän veljestä|");
    assert!(wire.ask(&by_title).await.starts_with("301Y"));
    let returned = wire.ask(&checkin("3900000001", "")).await;
    assert!(returned.starts_with("101YNN"), "{returned}");
    assert_eq!(item_status(&mut wire, "3900000001").await, "03");
}

#[tokio::test]
async fn refusals_come_in_their_order_and_name_the_title() {
    let library = Library::with(Profile::default());
    let mut wire = library.terminal().await;
    for (patron, item, more, text) in [
        ("2999999999", "3900000001", "AD1|", "Korttia ei tunneta."),
        (
            "2900000001",
            "3999999999",
            "AD1|",
            "Nidettä ei tunneta. Anna se henkilökunnalle.",
        ),
        ("2900000001", "3900000007", "AD1|", "Väärä PIN-koodi."),
        (
            "2900000005",
            "3900000007",
            "AD5678|",
            "Kortti on ilmoitettu kadonneeksi. Ota yhteyttä henkilökuntaan.",
        ),
        (
            "2900000004",
            "3900000007",
            "AD4567|",
            "Kortin voimassaolo on päättynyt. Ota yhteyttä henkilökuntaan.",
        ),
        (
            "2900000003",
            "3900000007",
            "AD3456|",
            "Maksuja on liikaa (12.50 euroa). Maksa ne ennen lainaamista.",
        ),
        (
            "2900000001",
            "3900000009",
            "",
            "Tämä on merkitty kadonneeksi. Anna se henkilökunnalle.",
        ),
        ("2900000001", "3900000007", "", "Tätä ei lainata."),
        (
            "2900000001",
            "3900000005",
            "",
            "Tämä on lainassa toisella asiakkaalla.",
        ),
        (
            "2900000001",
            "3900000003",
            "",
            "Tämä on varattu toiselle asiakkaalle.",
        ),
        (
            "2900000006",
            "3900000004",
            "",
            "Aineiston ikäraja on 16 vuotta.",
        ),
        (
            "2900000007",
            "3900000001",
            "",
            "Lainojen enimmäismäärä (60) on täynnä.",
        ),
        (
            "2900000001",
            "3900000010",
            "",
            "Lainaaminen maksaa 2.00 euroa. Hyväksy maksu.",
        ),
    ] {
        let answer = wire.ask(&checkout(patron, item, more)).await;
        assert!(answer.starts_with("120NUN"), "{answer}");
        assert_eq!(value(&answer, "AF"), Some(text), "{answer}");
        assert_eq!(
            (value(&answer, "AH"), values(&answer, "AJ").len()),
            (Some(""), 1),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn holds_are_placed_changed_and_cancelled() {
    let library = Library::with(Profile::default());
    let mut wire = library.terminal().await;
    let placed = wire
        .ask(&hold('+', "2900000001", "BSKUH|AB3900000005|"))
        .await;
    assert!(placed.starts_with("161N"), "{placed}");
    assert_eq!(
        (value(&placed, "BR"), value(&placed, "BS")),
        (Some("1"), Some("KUH"))
    );
    assert!(
        wire.ask(&hold('+', "2900000001", "BSKUH|AB3900000005|"))
            .await
            .starts_with("160")
    );
    let changed = wire
        .ask(&hold('*', "2900000001", "BW20270131|BSSOT|AB3900000005|"))
        .await;
    assert_eq!(
        (value(&changed, "BS"), value(&changed, "BW")),
        (Some("SOT"), Some("20270131    235959")),
        "{changed}"
    );
    let unknown = wire
        .ask(&hold('*', "2900000001", "BSXXX|AB3900000005|"))
        .await;
    assert!(
        unknown.starts_with("160") && !values(&unknown, "AF").is_empty(),
        "{unknown}"
    );
    assert!(
        wire.ask(&hold('?', "2900000001", "AB3900000005|"))
            .await
            .starts_with("160")
    );
    assert!(
        wire.ask(&hold('-', "2900000001", "AB3900000005|"))
            .await
            .starts_with("161")
    );
    assert!(
        wire.ask(&hold('-', "2900000001", "AB3900000005|"))
            .await
            .starts_with("160")
    );
    let by_title = wire.ask(&hold('+', "2900000001", "AJkalevala|")).await;
    assert!(
        by_title.starts_with("161") && value(&by_title, "AJ") == Some("Kalevala"),
        "{by_title}"
    );
    let copy = wire
        .ask(&hold('+', "2900000001", "BY3|AB3900001001|"))
        .await;
    assert!(copy.starts_with("161"), "{copy}");
    assert!(
        wire.ask(&hold('+', "2900000003", "AB3900001002|"))
            .await
            .starts_with("160"),
        "blocked"
    );
}

#[tokio::test]
async fn a_return_says_where_the_item_goes_and_names_nobody() {
    let library = Library::with(Profile::default());
    let mut wire = library.terminal().await;
    let caught = wire.ask(&checkin("3900000006", "")).await;
    assert!(caught.starts_with("101YNY"), "{caught}");
    assert_eq!(value(&caught, "CV"), Some("01"));
    assert!(values(&caught, "DA").is_empty() && values(&caught, "CY").is_empty());
    let away = wire.ask(&checkin("3900000012", "")).await;
    assert_eq!(
        (value(&away, "CV"), value(&away, "CT")),
        (Some("02"), Some("KUH")),
        "{away}"
    );
    let home = wire.ask(&checkin("3900000005", "")).await;
    assert_eq!(
        (value(&home, "CV"), value(&home, "CT")),
        (Some("04"), Some("SOT")),
        "{home}"
    );
    assert_eq!(item_status(&mut wire, "3900000005").await, "10");
    let plain = wire.ask(&checkin("3900001002", "")).await;
    assert!(
        plain.starts_with("101YNN") && values(&plain, "CV").is_empty(),
        "{plain}"
    );
    let unknown = wire.ask(&checkin("3999999999", "")).await;
    assert!(
        unknown.starts_with("100NUY") && value(&unknown, "CL") == Some("9"),
        "{unknown}"
    );
}

#[tokio::test]
async fn a_profile_may_name_the_patron_of_a_hold() {
    let profile = Profile {
        hold_patron: HoldPatron::Initials,
        ..Profile::default()
    };
    let library = Library::with(profile);
    let mut wire = library.terminal().await;
    let caught = wire.ask(&checkin("3900000006", "")).await;
    assert_eq!(
        (value(&caught, "CY"), value(&caught, "DA")),
        (Some("2900000001"), Some("K. V."))
    );
}

#[tokio::test]
async fn what_a_terminal_could_not_complete_is_undone() {
    let library = Library::with(Profile::default());
    let mut wire = library.terminal().await;
    wire.ask(&checkout("2900000001", "3900000010", "AD1234|BOY|"))
        .await;
    let undone = wire.ask(&checkin("3900000010", "BIY|")).await;
    assert!(undone.starts_with("101"), "{undone}");
    assert_eq!(item_status(&mut wire, "3900000010").await, "03");
    let patron = wire.ask(&patron_information("2900000001", "")).await;
    assert_eq!(
        value(&patron, "BV"),
        Some("0.00"),
        "the fee is gone with the loan"
    );
    assert!(
        wire.ask(&checkin("3900000010", "BIY|"))
            .await
            .starts_with("100"),
        "only once"
    );
    assert!(
        wire.ask(&checkin("3900000005", "BIY|"))
            .await
            .starts_with("100"),
        "an old loan stands"
    );

    wire.ask(&checkout("2900000001", "3900000001", "AD1234|"))
        .await;
    wire.ask(&checkin("3900000001", "")).await;
    let undone = wire
        .ask(&checkout("2900000001", "3900000001", "BIY|"))
        .await;
    assert!(undone.starts_with("121"), "{undone}");
    assert_eq!(item_status(&mut wire, "3900000001").await, "04");
    assert_eq!(loans(&mut wire, "2900000001").await, "0001");
}

#[tokio::test]
async fn an_undone_return_does_not_tell_who_had_the_item() {
    let library = Library::with(Profile::default());
    let mut wire = library.terminal().await;
    wire.ask(&checkout("2900000001", "3900000001", "AD1234|"))
        .await;
    wire.ask(&checkin("3900000001", "")).await;
    let undone = wire.ask(&checkout("nobody", "3900000001", "BIY|")).await;
    assert!(undone.starts_with("121"), "{undone}");
    assert_eq!(value(&undone, "AA"), Some("nobody"));
    assert!(!undone.contains("2900000001"), "{undone}");
}

#[tokio::test]
async fn what_happened_offline_is_recorded() {
    let library = Library::with(Profile::default());
    let mut wire = library.terminal().await;
    let offline = |patron: &str, item: &str| {
        format!("11YY20261121    18000120270115    235959AOKAINET|AA{patron}|AB{item}|AC|")
    };
    let blocked = wire.ask(&offline("2900000003", "3900000001")).await;
    assert!(blocked.starts_with("121"), "{blocked}");
    assert_eq!(
        value(&blocked, "AH"),
        Some("20270115    235959"),
        "as the patron was told"
    );
    assert!(
        value(&blocked, "AF").is_some_and(|text| text.starts_with("Kirjattu.")),
        "{blocked}"
    );
    let from_other = wire.ask(&offline("2900000001", "3900000005")).await;
    assert!(from_other.starts_with("121"), "{from_other}");
    assert_eq!(
        loans(&mut wire, "2900000002").await,
        "0001",
        "the other's loan has ended"
    );
    let returned = checkin("3900000001", "").replacen("09N", "09Y", 1);
    assert!(wire.ask(&returned).await.starts_with("101"));
}

#[tokio::test]
async fn renew_all_counts_what_it_lists() {
    let library = Library::with(Profile::default());
    let mut wire = library.terminal().await;
    let mixed = wire
        .ask(&format!("65{DATE}AOKAINET|AA2900000002|AD2345|BON|"))
        .await;
    assert!(mixed.starts_with("66100010001"), "{mixed}");
    assert_eq!(
        (values(&mixed, "BM"), values(&mixed, "BN")),
        (vec!["3900000005"], vec!["3900000006"])
    );
    let none = wire.ask("65AOKAINET|AA2900000001|AD1234|BON|").await;
    assert!(
        none.starts_with("66000000000") && value(&none, "AF") == Some("Uusittavaa ei ole."),
        "{none}"
    );
    let many = wire
        .ask(&format!("65{DATE}AOKAINET|AA2900000009|AD9012|BON|"))
        .await;
    assert_eq!(values(&many, "BM").len(), 350, "every one of them");
}

#[tokio::test]
async fn item_properties_are_kept_and_a_sorters_report_is_none() {
    let library = Library::with(Profile::default());
    let mut wire = library.terminal().await;
    let update = |text: &str| format!("19{DATE}AOKAINET|AB3900000010|AC|CH{text}|");
    assert!(wire.ask(&update("DEST=SOT")).await.starts_with("201"));
    let properties = |answer: String| value(&answer, "CH").map(str::to_owned);
    let item = format!("17{DATE}AOKAINET|AB3900000010|AC|");
    assert_eq!(properties(wire.ask(&item).await), None);
    assert_eq!(
        properties(wire.ask(&update("2 levyä")).await).as_deref(),
        Some("2 levyä")
    );
    assert_eq!(
        properties(wire.ask(&item).await).as_deref(),
        Some("2 levyä")
    );
    let missing = wire
        .ask(&format!("19{DATE}AOKAINET|AB3900000010|AC|"))
        .await;
    assert!(
        missing.starts_with("200") && value(&missing, "AF") == Some("Tieto CH puuttuu."),
        "{missing}"
    );
}

#[tokio::test]
async fn a_missing_field_gets_the_messages_own_no() {
    let library = Library::with(Profile::default());
    let mut wire = library.terminal().await;
    let no_patron = format!("11YN{DATE}                  AOKAINET|AB3900000001|AC|");
    let refused = wire.ask(&no_patron).await;
    assert!(
        refused.starts_with("120") && value(&refused, "AF") == Some("Tieto AA puuttuu."),
        "{refused}"
    );
    assert!(
        wire.ask(&format!("37{DATE}0100EURAOKAINET|AA2900000003|"))
            .await
            .starts_with("38N")
    );
    assert!(
        wire.ask(&format!("17{DATE}AOKAINET|AC|"))
            .await
            .starts_with("1801")
    );
    assert!(
        wire.ask(&format!("29NN{DATE}{DATE}AOKAINET|AA2900000001|"))
            .await
            .starts_with("300")
    );
}

#[tokio::test]
async fn a_title_of_any_kind_is_one_field() {
    let library = Library::with(Profile::default());
    let mut wire = library.terminal().await;
    let item = wire
        .ask(&format!("17{DATE}AOKAINET|AB3900000011|AC|"))
        .await;
    let title = value(&item, "AJ").unwrap();
    assert_eq!(title.chars().count(), 255, "{title}");
    assert!(title.contains("å") && !title.contains('\n'));
}
