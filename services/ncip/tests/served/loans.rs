//! Lending, renewing, returning.

use crate::house::{House, PARTNER, each, item, request, user};

fn lend(card: &str, barcode: &str) -> String {
    format!(
        "<CheckOutItem>{}{}</CheckOutItem>",
        user(card),
        item(barcode)
    )
}

fn renew(card: &str, barcode: &str) -> String {
    format!("<RenewItem>{}{}</RenewItem>", user(card), item(barcode))
}

fn take_back(barcode: &str) -> String {
    format!("<CheckInItem>{}</CheckInItem>", item(barcode))
}

fn fee(cents: u32) -> String {
    format!(
        "<AcknowledgedFeeAmount><CurrencyCode>EUR</CurrencyCode>\
         <MonetaryValue>{cents}</MonetaryValue></AcknowledgedFeeAmount>"
    )
}

#[tokio::test]
async fn a_book_is_lent_renewed_and_returned() {
    let house = House::new();
    let lent = house
        .ask(PARTNER, &lend("2900000001", "3900000001"))
        .await
        .ok();
    assert_eq!(lent.get("DateDue"), Some("2026-03-30T23:59:59+03:00"));
    assert_eq!(lent.get("RenewalCount"), Some("0"));
    // A retry whose first answer was lost.
    let again = house
        .ask(PARTNER, &lend("2900000001", "3900000001"))
        .await
        .ok();
    assert_eq!(again.0, lent.0);
    let renewed = house
        .ask(PARTNER, &renew("2900000001", "3900000001"))
        .await
        .ok();
    assert_eq!(renewed.get("RenewalCount"), Some("1"));
    assert!(renewed.get("DateDue").unwrap().ends_with("+03:00"));
    let back = house.ask(PARTNER, &take_back("3900000001")).await.ok();
    assert!(!back.has("UserId"), "{}", back.0);
    let twice = house.ask(PARTNER, &take_back("3900000001")).await;
    assert_eq!(twice.problem(), "Item Not Checked Out");
}

#[tokio::test]
async fn what_is_asked_of_a_loan_is_told() {
    let house = House::new();
    let types = each("ItemElementType", &["Circulation Status"])
        + &each("UserElementType", &["Name Information"]);
    let lend = format!(
        "<CheckOutItem>{}{}{types}</CheckOutItem>",
        user("2900000001"),
        item("3900000001")
    );
    let lent = house.ask(PARTNER, &lend).await.ok();
    assert_eq!(lent.get("CirculationStatus"), Some("On Loan"));
    assert_eq!(lent.get("Surname"), Some("Korhonen"));
    let back = format!("<CheckInItem>{}{types}</CheckInItem>", item("3900000001"));
    let back = house.ask(PARTNER, &back).await.ok();
    assert_eq!(back.get("CirculationStatus"), Some("Available On Shelf"));
    assert_eq!(back.get("Surname"), Some("Korhonen"));
}

#[tokio::test]
async fn a_fee_is_accepted_with_its_sum() {
    let house = House::new();
    let lend = |accepted: &str| {
        let (card, barcode) = (user("2900000001"), item("3900000010"));
        format!("<CheckOutItem>{card}{barcode}{accepted}</CheckOutItem>")
    };
    for too_little in ["", &fee(199)] {
        let refused = house.ask(PARTNER, &lend(too_little)).await;
        assert_eq!(refused.problem(), "Resource Cannot Be Provided");
        assert!(refused.has("RequiredFeeAmount"), "{}", refused.0);
        assert_eq!(refused.get("MonetaryValue"), Some("200"));
    }
    house.ask(PARTNER, &lend(&fee(200))).await.ok();
}

#[tokio::test]
async fn a_return_says_where_the_item_goes() {
    let house = House::new();
    // Somebody waits for it in Kajaani, where it was lent.
    let back = house.ask(PARTNER, &take_back("3900000006")).await.ok();
    assert!(back.has("RoutingInformation"), "{}", back.0);
    assert_eq!(back.get("LocationNameValue"), Some("Kajaani"));
    assert_eq!(back.get("RequestType"), Some("Hold"));
    assert!(!back.has("UserId"), "{}", back.0);
}

#[tokio::test]
async fn a_return_of_what_is_not_on_loan_is_carried_out_and_refused() {
    let house = House::new();
    let look = |barcode: &str| {
        let types = each("ItemElementType", &["Circulation Status"]);
        format!("<LookupItem>{}{types}</LookupItem>", item(barcode))
    };
    // One on its way home arrives; one that somebody in Kuhmo waits for is sent there, and arrives.
    for (barcode, status) in [
        ("3900000008", "Available On Shelf"),
        ("3900000012", "In Transit Between Library Locations"),
        ("3900000012", "Available For Pickup"),
    ] {
        let refused = house.ask(PARTNER, &take_back(barcode)).await;
        assert_eq!(refused.problem(), "Item Not Checked Out");
        let looked = house.ask(PARTNER, &look(barcode)).await.ok();
        assert_eq!(looked.get("CirculationStatus"), Some(status), "{barcode}");
    }
}

#[tokio::test]
async fn the_library_of_an_agency_is_where_things_happen() {
    let house = House::with(|settings| settings.agencies[0].library = Some("KUH".into()));
    house
        .ask(PARTNER, &lend("2900000001", "3900000001"))
        .await
        .ok();
    let back = house.ask(PARTNER, &take_back("3900000001")).await.ok();
    // Home to Kajaani.
    assert_eq!(back.get("LocationNameValue"), Some("Kajaani"), "{}", back.0);
}

#[tokio::test]
async fn a_loan_is_undone_once() {
    let house = House::new();
    let undo = |who: &str| {
        format!(
            "<UndoCheckOutItem>{}{who}</UndoCheckOutItem>",
            item("3900000001")
        )
    };
    assert_eq!(
        house.ask(PARTNER, &undo("")).await.problem(),
        "Item Not Checked Out"
    );
    house
        .ask(PARTNER, &lend("2900000001", "3900000001"))
        .await
        .ok();
    let other = house.ask(PARTNER, &undo(&user("2900000002"))).await;
    assert_eq!(other.problem(), "Item Not Checked Out");
    let undone = house.ask(PARTNER, &undo(&user("2900000001"))).await.ok();
    assert_eq!(undone.get("UserIdentifierValue"), Some("2900000001"));
    let looked = format!(
        "<LookupItem>{}{}</LookupItem>",
        item("3900000001"),
        each("ItemElementType", &["Circulation Status"])
    );
    let looked = house.ask(PARTNER, &looked).await.ok();
    assert_eq!(looked.get("CirculationStatus"), Some("Available On Shelf"));
}

#[tokio::test]
async fn a_recall_ends_a_loan_early_and_forbids_to_renew_it() {
    let house = House::new();
    let recall = format!("<RecallItem>{}</RecallItem>", item("3900000005"));
    let recalled = house.ask(PARTNER, &recall).await.ok();
    assert!(
        recalled.get("DateDue").is_some() && !recalled.has("UserId"),
        "{}",
        recalled.0
    );
    // A retry changes nothing.
    assert_eq!(
        house.ask(PARTNER, &recall).await.ok().get("DateDue"),
        recalled.get("DateDue")
    );
    let renewed = house.ask(PARTNER, &renew("2900000002", "3900000005")).await;
    assert_eq!(renewed.problem(), "Item Not Renewable");
    let idle = format!("<RecallItem>{}</RecallItem>", item("3900000001"));
    assert_eq!(
        house.ask(PARTNER, &idle).await.problem(),
        "Item Not Checked Out"
    );
}

#[tokio::test]
async fn what_has_happened_already_is_written_down() {
    let house = House::new();
    let mandated = "<MandatedAction><DateEventOccurred>2026-03-01T09:00:00+02:00\
                    </DateEventOccurred></MandatedAction>";
    // A reference book is not lent; this one is out of the house.
    let lent = format!(
        "<CheckOutItem>{mandated}{}{}<DesiredDateDue>2026-03-20T23:59:59+02:00</DesiredDateDue>\
         </CheckOutItem>",
        user("2900000001"),
        item("3900000007")
    );
    let lent = house.ask(PARTNER, &lent).await.ok();
    assert_eq!(lent.get("DateDue"), Some("2026-03-20T23:59:59+02:00"));
    let back = format!(
        "<CheckInItem>{mandated}{}</CheckInItem>",
        item("3900000007")
    );
    house.ask(PARTNER, &back).await.ok();
}

#[tokio::test]
async fn a_request_in_an_extension_makes_no_difference() {
    let house = House::new();
    let lend = format!(
        "<CheckOutItem>{}{}<Ext>{}</Ext></CheckOutItem>",
        user("2900000001"),
        item("3900000001"),
        request("elsewhere")
    );
    house.ask(PARTNER, &lend).await.ok();
}
