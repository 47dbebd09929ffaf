//! Who may ask what, and what must be proved.

use std::net::IpAddr;

use jiff::SignedDuration;

use crate::house::{From, House, PARTNER, STRICT, WEB, each, item, message, proof, request, user};

fn lookup(who: &str) -> String {
    format!("<LookupUser>{who}</LookupUser>")
}

#[tokio::test]
async fn an_agency_proves_who_it_is() {
    let house = House::new();
    let ask = lookup(&user("2900000001"));
    house.ask(PARTNER, &ask).await.ok();
    house.ask(From("fi-partner", Some("demo")), &ask).await.ok();
    for wrong in [From("FI-Partner", None), From("FI-Partner", Some("wrong"))] {
        assert_eq!(
            house.ask(wrong, &ask).await.problem(),
            "Agency Authentication Failed"
        );
    }
    let unknown = house.ask(From("FI-Nobody", Some("demo")), &ask).await;
    assert_eq!(unknown.problem(), "Unknown Agency");
    assert_eq!(unknown.get("ProblemElement"), Some("FromAgencyId"));
    let astray = message(PARTNER, &ask).replace("<AgencyId>FI-Kam<", "<AgencyId>FI-Other<");
    let astray = house.send(&astray).await;
    assert_eq!(astray.problem(), "Unknown Agency");
    assert_eq!(astray.get("ProblemElement"), Some("ToAgencyId"));
}

#[tokio::test]
async fn a_guesser_of_passwords_waits() {
    let house = House::new();
    let message = |password| {
        message(
            From("FI-Partner", Some(password)),
            &lookup(&user("2900000001")),
        )
    };
    let from = |last| IpAddr::from([10, 0, 0, last]);
    for _ in 0..3 {
        house
            .post("application/xml", message("guess"), from(1))
            .await;
    }
    let answer = async |last| {
        house
            .post("application/xml", message("demo"), from(last))
            .await
            .1
    };
    assert!(answer(1).await.contains("Agency Authentication Failed"));
    assert!(answer(2).await.contains("UserIdentifierValue"));
    house.pass(SignedDuration::from_secs(61));
    assert!(answer(1).await.contains("UserIdentifierValue"));
}

#[tokio::test]
async fn a_patron_is_proved_with_the_pin() {
    let house = House::new();
    house
        .ask(WEB, &lookup(&proof("2900000001", "1234")))
        .await
        .ok();
    let both = proof("2900000001", "1234") + &user("2900000001");
    house.ask(WEB, &lookup(&both)).await.ok();
    let with_id = proof("2900000001", "1234")
        .split_once("</AuthenticationInput>")
        .unwrap()
        .1
        .to_owned();
    house
        .ask(WEB, &lookup(&(with_id + &user("2900000001"))))
        .await
        .ok();
    for (who, problem) in [
        (user("2900000001"), "User Authentication Failed"),
        (proof("2900000001", ""), "User Authentication Failed"),
        (proof("2900000001", "4321"), "User Authentication Failed"),
        (proof("2999999999", "1234"), "Unknown User"),
        (
            proof("2900000001", "1234") + &user("2900000002"),
            "User Authentication Failed",
        ),
        (
            proof("2900000001", "1234") + &proof("2900000002", "2345"),
            "User Authentication Failed",
        ),
        (
            proof("2900000001", "1234") + &proof("2900000001", "4321"),
            "User Authentication Failed",
        ),
        (String::new(), "Needed Data Missing"),
        (proof("", "1234"), "Needed Data Missing"),
        (user(""), "Needed Data Missing"),
    ] {
        assert_eq!(
            house.ask(WEB, &lookup(&who)).await.problem(),
            problem,
            "{who}"
        );
    }
    // Without a header it is the same.
    let bare = message(WEB, &lookup(&proof("2900000001", "1234")));
    let (start, rest) = bare.split_once("<InitiationHeader>").unwrap();
    let (_, end) = rest.split_once("</InitiationHeader>").unwrap();
    house.send(&format!("{start}{end}")).await.ok();
}

#[tokio::test]
async fn a_pin_that_is_there_must_be_right() {
    let house = House::new();
    let wrong = house
        .ask(PARTNER, &lookup(&proof("2900000001", "0000")))
        .await;
    assert_eq!(wrong.problem(), "User Authentication Failed");
    for _ in 0..4 {
        house
            .ask(PARTNER, &lookup(&proof("2900000001", "0000")))
            .await;
    }
    // The fifth wrong one in a row: not even the right one is believed now.
    let right = lookup(&proof("2900000001", "1234"));
    assert_eq!(
        house.ask(WEB, &right).await.problem(),
        "User Authentication Failed"
    );
    house
        .ask(WEB, &lookup(&proof("2900000002", "2345")))
        .await
        .ok();
    house.pass(SignedDuration::from_mins(16));
    house.ask(WEB, &right).await.ok();
}

#[tokio::test]
async fn an_unknown_item_comes_before_a_wrong_pin() {
    let house = House::new();
    let lend = |barcode: &str| {
        format!(
            "<CheckOutItem>{}{}</CheckOutItem>",
            proof("2900000001", "0"),
            item(barcode)
        )
    };
    assert_eq!(
        house.ask(WEB, &lend("3999999999")).await.problem(),
        "Unknown Item"
    );
    assert_eq!(
        house.ask(WEB, &lend("3900000001")).await.problem(),
        "User Authentication Failed"
    );
}

#[tokio::test]
async fn an_agency_that_is_not_trusted_needs_the_pin_and_is_told_less() {
    let house = House::new();
    let types = each(
        "UserElementType",
        &["User Address Information", "Name Information"],
    );
    let ask = |who: &str| lookup(&format!("{who}{types}"));
    let alone = house.ask(STRICT, &ask(&user("2900000001"))).await;
    assert_eq!(alone.problem(), "User Authentication Failed");
    let proved = house
        .ask(STRICT, &ask(&proof("2900000001", "1234")))
        .await
        .ok();
    assert!(proved.has("UserAddressInformation"), "{}", proved.0);
    let other = format!("<LookupItem>{}</LookupItem>", item("3900000001"));
    assert_eq!(
        house.ask(STRICT, &other).await.problem(),
        "Unauthorized Service For Agency"
    );
    // Believed, but not told where people live.
    let house = House::with(|settings| settings.agencies[0].contact_data = false);
    let told = house.ask(PARTNER, &ask(&user("2900000001"))).await.ok();
    assert!(
        told.has("NameInformation") && !told.has("UserAddressInformation"),
        "{}",
        told.0
    );
}

#[tokio::test]
async fn the_web_library_serves_patrons_and_no_desk() {
    let house = House::new();
    let (card, book) = (proof("2900000001", "1234"), item("3900000001"));
    house
        .ask(WEB, &format!("<CheckOutItem>{card}{book}</CheckOutItem>"))
        .await
        .ok();
    let desk = [
        format!("<CheckInItem>{book}</CheckInItem>"),
        format!("<UndoCheckOutItem>{book}</UndoCheckOutItem>"),
        format!("<RecallItem>{book}</RecallItem>"),
        format!("<DeleteItem>{book}</DeleteItem>"),
        format!("<UpdateUser>{card}</UpdateUser>"),
    ];
    for service in desk {
        let answer = house.ask(WEB, &service).await;
        assert_eq!(
            answer.problem(),
            "Unauthorized Service For Agency",
            "{service}"
        );
    }
    let by_id = format!("<LookupRequest>{}</LookupRequest>", request("1"));
    assert_eq!(
        house.ask(WEB, &by_id).await.problem(),
        "User Authentication Failed"
    );
    let mandated = format!(
        "<CheckOutItem><MandatedAction><DateEventOccurred>2026-03-01T10:00:00Z\
         </DateEventOccurred></MandatedAction>{card}{book}</CheckOutItem>"
    );
    let refused = house.ask(WEB, &mandated).await;
    assert_eq!(
        refused.problem(),
        "Unauthorized Combination Of Element Values For Agency"
    );
}

#[tokio::test]
async fn the_web_library_can_be_kept_out() {
    let house = House::with(|settings| settings.anonymous = false);
    let ask = format!("<LookupItem>{}</LookupItem>", item("3900000001"));
    assert_eq!(house.ask(WEB, &ask).await.problem(), "Unknown Agency");
    house.ask(PARTNER, &ask).await.ok();
}
