//! What is sent between libraries: items accepted and let go, items made known, money, blocks, and
//! what is told.

use crate::house::{From, House, PARTNER, each, item, record, request, user};

fn accept(id: &str, barcode: &str, card: &str, rest: &str) -> String {
    format!(
        "<AcceptItem>{}<RequestedActionType>Hold For Pickup</RequestedActionType>{}{}\
         <DateForReturn>2026-03-20T23:59:59+02:00</DateForReturn><ItemOptionalFields>\
         <BibliographicDescription><Author>Meri, Veijo</Author><Title>Manillaköysi</Title>\
         </BibliographicDescription></ItemOptionalFields>{rest}</AcceptItem>",
        request(id),
        user(card),
        item(barcode),
    )
}

fn delete(barcode: &str) -> String {
    format!("<DeleteItem>{}</DeleteItem>", item(barcode))
}

fn lend(card: &str, barcode: &str) -> String {
    format!(
        "<CheckOutItem>{}{}</CheckOutItem>",
        user(card),
        item(barcode)
    )
}

const AT_KUHMO: &str = "<PickupLocation>KUH</PickupLocation>";

#[tokio::test]
async fn an_item_that_comes_is_lent_to_its_patron_and_goes_home() {
    let house = House::new();
    let accepted = house
        .ask(PARTNER, &accept("A-1", "T1", "2900000001", AT_KUHMO))
        .await
        .ok();
    assert_eq!(accepted.get("RequestIdentifierValue"), Some("A-1"));
    assert_eq!(accepted.get("ItemIdentifierValue"), Some("T1"));
    // A retry is the same item; the same request with another item is none.
    let again = house
        .ask(PARTNER, &accept("A-1", "T1", "2900000001", AT_KUHMO))
        .await;
    assert_eq!(again.0, accepted.0);
    let other = house
        .ask(PARTNER, &accept("A-1", "T2", "2900000001", AT_KUHMO))
        .await;
    assert_eq!(other.problem(), "Duplicate Request");
    let types = each(
        "ItemElementType",
        &[
            "Circulation Status",
            "Bibliographic Description",
            "Location",
        ],
    );
    let look = format!("<LookupItem>{}{types}</LookupItem>", item("T1"));
    let shelved = house.ask(PARTNER, &look).await.ok();
    assert_eq!(
        shelved.get("CirculationStatus"),
        Some("Available For Pickup")
    );
    assert_eq!(shelved.get("Title"), Some("Manillaköysi"));
    assert_eq!(shelved.get("LocationNameValue"), Some("Kuhmo"));
    let other = house.ask(PARTNER, &lend("2900000002", "T1")).await;
    assert_eq!(other.problem(), "Resource Cannot Be Provided");
    let lent = house.ask(PARTNER, &lend("2900000001", "T1")).await.ok();
    assert_eq!(lent.get("DateDue"), Some("2026-03-20T23:59:59+02:00"));
    assert_eq!(
        house.ask(PARTNER, &delete("T1")).await.problem(),
        "Resource Cannot Be Provided"
    );
    let back = format!("<CheckInItem>{}</CheckInItem>", item("T1"));
    house.ask(PARTNER, &back).await.ok();
    house.ask(PARTNER, &delete("T1")).await.ok();
    assert_eq!(
        house.ask(PARTNER, &delete("T1")).await.problem(),
        "Unknown Item"
    );
    assert_eq!(house.ask(PARTNER, &look).await.problem(), "Unknown Item");
    // It may come again.
    house
        .ask(PARTNER, &accept("A-1", "T1", "2900000001", AT_KUHMO))
        .await
        .ok();
}

#[tokio::test]
async fn an_item_that_is_not_taken_leaves_nothing() {
    let house = House::new();
    let atlantis = "<PickupLocation>Atlantis</PickupLocation>";
    for (barcode, card, place, problem) in [
        ("T1", "2999999999", AT_KUHMO, "Unknown User"),
        ("T1", "2900000001", atlantis, "Cannot Accept Item"),
        ("T1", "2900000003", AT_KUHMO, "User Blocked"),
        (
            "T1",
            "2900000004",
            AT_KUHMO,
            "User Ineligible To Check Out This Item",
        ),
        ("3900000001", "2900000001", AT_KUHMO, "Cannot Accept Item"),
    ] {
        let refused = house
            .ask(PARTNER, &accept("A-1", barcode, card, place))
            .await;
        assert_eq!(refused.problem(), problem, "{card} {place}");
    }
    assert_eq!(
        house.ask(PARTNER, &delete("T1")).await.problem(),
        "Unknown Item"
    );
    house
        .ask(PARTNER, &accept("A-1", "T1", "2900000001", AT_KUHMO))
        .await
        .ok();
}

#[tokio::test]
async fn what_an_item_that_comes_must_have() {
    let house = House::new();
    let whole = accept("A-1", "T1", "2900000001", AT_KUHMO);
    for (without, element) in [
        (
            whole.replace("<Title>Manillaköysi</Title>", ""),
            "ItemOptionalFields/BibliographicDescription/Title",
        ),
        (whole.replace(&user("2900000001"), ""), "UserId"),
        (whole.replace("A-1", ""), "RequestId/RequestIdentifierValue"),
        (whole.replace("T1", ""), "ItemId/ItemIdentifierValue"),
    ] {
        let refused = house.ask(PARTNER, &without).await;
        assert_eq!(
            refused.get("ProblemType"),
            Some("Needed Data Missing"),
            "{}",
            refused.0
        );
        assert_eq!(
            refused.get("ProblemElement"),
            Some(element),
            "{}",
            refused.0
        );
    }
    let long = house
        .ask(PARTNER, &whole.replace("T1", &"9".repeat(65)))
        .await;
    assert_eq!(long.problem(), "Cannot Accept Item");
    // Without a barcode the request is its name, without a place it waits at the patron's library.
    let bare = whole.replace(&item("T1"), "").replace(AT_KUHMO, "");
    let taken = house.ask(PARTNER, &bare).await.ok();
    assert_eq!(taken.get("ItemIdentifierValue"), Some("A-1"));
}

#[tokio::test]
async fn the_terms_of_the_lender_hold() {
    let house = House::new();
    let terms = "<RenewalNotPermitted/>";
    let fixed = accept("A-1", "T1", "2900000001", AT_KUHMO).replace(
        "<ItemOptionalFields>",
        &format!("{terms}<ItemOptionalFields>"),
    );
    house.ask(PARTNER, &fixed).await.ok();
    house.ask(PARTNER, &lend("2900000001", "T1")).await.ok();
    let renew = format!(
        "<RenewItem>{}{}</RenewItem>",
        user("2900000001"),
        item("T1")
    );
    assert_eq!(
        house.ask(PARTNER, &renew).await.problem(),
        "Item Not Renewable"
    );
    let here = "<ItemUseRestrictionType>In Library Use Only</ItemUseRestrictionType>";
    let here = accept("A-2", "T2", "2900000001", AT_KUHMO).replace(
        "</BibliographicDescription>",
        &format!("</BibliographicDescription>{here}"),
    );
    house.ask(PARTNER, &here).await.ok();
    let lent = house.ask(PARTNER, &lend("2900000001", "T2")).await;
    assert_eq!(lent.problem(), "Item Does Not Circulate");
}

#[tokio::test]
async fn our_own_items_are_not_deleted() {
    let house = House::new();
    assert_eq!(
        house.ask(PARTNER, &delete("3900000001")).await.problem(),
        "Unknown Item"
    );
}

#[tokio::test]
async fn a_copy_is_made_known_once() {
    let house = House::new();
    let create = |barcode: &str, description: &str, place: &str| {
        format!(
            "<CreateItem>{}<BibliographicDescription>{description}</BibliographicDescription>\
             <ItemDescription><CallNumber>84.2 KIV</CallNumber></ItemDescription><Location>\
             <LocationType>Permanent Location</LocationType><LocationName><LocationNameInstance>\
             <LocationNameLevel>1</LocationNameLevel><LocationNameValue>{place}\
             </LocationNameValue></LocationNameInstance></LocationName></Location></CreateItem>",
            item(barcode)
        )
    };
    let number = record("kainet.1").replace("BibliographicId>", "X>");
    let number = number.trim_start_matches("<X>").trim_end_matches("</X>");
    let created = house
        .ask(PARTNER, &create("C1", number, "Kuhmo"))
        .await
        .ok();
    assert_eq!(created.get("ItemIdentifierValue"), Some("C1"));
    let title = "<Title>Seitsemän veljestä</Title>";
    house.ask(PARTNER, &create("C2", title, "KAJ")).await.ok();
    let set = format!("<LookupItemSet>{}</LookupItemSet>", record("kainet.1"));
    let set = house.ask(PARTNER, &set).await.ok();
    let barcodes = set.all("ItemIdentifierValue");
    assert!(
        barcodes.contains(&"C1") && barcodes.contains(&"C2"),
        "{barcodes:?}"
    );
    for (message, problem, element) in [
        (
            create("C1", number, "Kuhmo"),
            "Element Rule Violated",
            "ItemId",
        ),
        (
            create("C3", number, "Atlantis"),
            "Needed Data Missing",
            "Location",
        ),
        (
            create("C3", "<Title>Ei ole</Title>", "KAJ"),
            "Needed Data Missing",
            "BibliographicDescription/BibliographicRecordId",
        ),
        (
            create("C3", &number.replace("kainet.1", "kainet.404404"), "KAJ"),
            "Unknown Item",
            "BibliographicDescription",
        ),
    ] {
        let answer = house.ask(PARTNER, &message).await;
        assert_eq!(answer.problem(), problem, "{message}");
        assert_eq!(answer.get("ProblemElement"), Some(element), "{message}");
    }
}

fn transaction(card: &str, action: &str, reference: &str, amount: &str) -> String {
    let reference = match reference {
        "" => String::new(),
        reference => format!(
            "<FiscalTransactionReferenceId><AgencyId>FI-Partner</AgencyId>\
             <FiscalTransactionIdentifierValue>{reference}</FiscalTransactionIdentifierValue>\
             </FiscalTransactionReferenceId>"
        ),
    };
    format!(
        "<CreateUserFiscalTransaction>{}<FiscalTransactionInformation>\
         <FiscalActionType>{action}</FiscalActionType>{reference}\
         <FiscalTransactionType>Service Charge</FiscalTransactionType><Amount>{amount}</Amount>\
         </FiscalTransactionInformation></CreateUserFiscalTransaction>",
        user(card)
    )
}

fn euros(cents: i64) -> String {
    format!("<CurrencyCode>EUR</CurrencyCode><MonetaryValue>{cents}</MonetaryValue>")
}

async fn balance(house: &House, card: &str) -> String {
    let ask = format!(
        "<LookupUser>{}<UserFiscalAccountDesired/></LookupUser>",
        user(card)
    );
    let answer = house.ask(PARTNER, &ask).await.ok();
    answer.get("MonetaryValue").unwrap().to_owned()
}

#[tokio::test]
async fn what_has_a_name_is_charged_and_paid_once() {
    let house = House::new();
    let charge = transaction("2900000001", "Assess", "F-9", &euros(300));
    let charged = house.ask(PARTNER, &charge).await.ok();
    let again = house.ask(PARTNER, &charge).await.ok();
    assert_eq!(again.0, charged.0);
    assert_eq!(balance(&house, "2900000001").await, "300");
    // The same name for something else.
    let other = transaction("2900000001", "Assess", "F-9", &euros(400));
    assert_eq!(
        house.ask(PARTNER, &other).await.problem(),
        "Duplicate Request"
    );
    let pay = transaction("2900000001", "Payment", "P-9", &euros(300));
    house.ask(PARTNER, &pay).await.ok();
    house.ask(PARTNER, &pay).await.ok();
    assert_eq!(balance(&house, "2900000001").await, "0");
    // Without a name each message is a charge.
    for _ in 0..2 {
        let charge = transaction("2900000001", "Penalty", "", &euros(100));
        house.ask(PARTNER, &charge).await.ok();
    }
    assert_eq!(balance(&house, "2900000001").await, "200");
}

#[tokio::test]
async fn sums_that_cannot_be_are_refused() {
    let house = House::new();
    let krona = "<CurrencyCode>SEK</CurrencyCode><MonetaryValue>300</MonetaryValue>";
    for (action, amount, problem) in [
        ("Assess", euros(0), "Invalid Amount"),
        ("Assess", euros(-100), "Invalid Amount"),
        ("Assess", krona.to_owned(), "Invalid Amount"),
        (
            "Assess",
            "<MonetaryValue>300</MonetaryValue>".to_owned(),
            "Invalid Amount",
        ),
        (
            "charge-default-patron-fee",
            "<MonetaryValue>0</MonetaryValue>".to_owned(),
            "Invalid Amount",
        ),
        ("Payment", euros(1251), "Invalid Amount"),
        ("Waive", euros(100), "Unknown Value From Known Scheme"),
    ] {
        let refused = house
            .ask(PARTNER, &transaction("2900000003", action, "", &amount))
            .await;
        assert_eq!(refused.problem(), problem, "{action} {amount}");
    }
    assert_eq!(balance(&house, "2900000003").await, "1250");
}

#[tokio::test]
async fn an_agency_sets_and_lifts_its_own_blocks() {
    let house = House::new();
    let block = |what: &str, card: &str| {
        format!(
            "<UpdateUser>{}<{what}><BlockOrTrap><AgencyId>FI-Partner</AgencyId>\
             <BlockOrTrapType>Block Check Out</BlockOrTrapType></BlockOrTrap></{what}></UpdateUser>",
            user(card)
        )
    };
    let (set, lift) = (
        block("AddUserFields", "2900000001"),
        block("DeleteUserFields", "2900000001"),
    );
    house.ask(PARTNER, &set).await.ok();
    house.ask(PARTNER, &set).await.ok();
    assert_eq!(
        house
            .ask(PARTNER, &lend("2900000001", "3900000001"))
            .await
            .problem(),
        "User Blocked"
    );
    let other = house
        .ask(From("FI-RESHARE", Some("s3cret-token")), &lift)
        .await;
    assert_eq!(other.problem(), "Unable To Delete Element");
    house.ask(PARTNER, &lift).await.ok();
    house
        .ask(PARTNER, &lend("2900000001", "3900000001"))
        .await
        .ok();
    for (fields, problem) in [
        ("AddUserFields", "Unable To Add Element"),
        ("DeleteUserFields", "Unable To Delete Element"),
    ] {
        let language = format!(
            "<UpdateUser>{}<{fields}><UserLanguage>swe</UserLanguage></{fields}></UpdateUser>",
            user("2900000001")
        );
        let refused = house.ask(PARTNER, &language).await;
        assert_eq!(refused.problem(), problem);
        assert_eq!(refused.get("ProblemElement"), Some("UserLanguage"));
    }
}

#[tokio::test]
async fn what_is_told_is_acknowledged() {
    let house = House::new();
    let told = format!(
        "<ItemReceived>{}<DateReceived>2026-03-02T10:00:00Z</DateReceived></ItemReceived>",
        item("3900000001")
    );
    let answer = house.ask(PARTNER, &told).await.ok();
    assert!(answer.has("ItemReceivedResponse"), "{}", answer.0);
}
