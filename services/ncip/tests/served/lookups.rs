//! What is known of users, items and agencies: what is asked for, and nothing else.

use crate::house::{House, PARTNER, WEB, each, item, message, proof, record, user};

const ALL: [&str; 8] = [
    "Name Information",
    "User Address Information",
    "Date Of Birth",
    "User Language",
    "User Privilege",
    "Block Or Trap",
    "User Id",
    "Authentication Input",
];

fn lookup(who: &str, rest: &str) -> String {
    format!("<LookupUser>{who}{rest}</LookupUser>")
}

#[tokio::test]
async fn only_what_is_asked_of_a_user_is_told() {
    let house = House::new();
    let bare = house
        .ask(PARTNER, &lookup(&user("2900000002"), ""))
        .await
        .ok();
    assert_eq!(bare.get("UserIdentifierValue"), Some("2900000002"));
    for told in [
        "UserOptionalFields",
        "LoanedItem",
        "RequestedItem",
        "UserFiscalAccount",
    ] {
        assert!(!bare.has(told), "{told}: {}", bare.0);
    }
    let elements = [
        ("Name Information", "NameInformation"),
        ("User Address Information", "UserAddressInformation"),
        ("Date Of Birth", "DateOfBirth"),
        ("User Language", "UserLanguage"),
        ("User Privilege", "UserPrivilege"),
    ];
    for (asked, told) in elements {
        let rest = each("UserElementType", &[asked]);
        let answer = house
            .ask(PARTNER, &lookup(&user("2900000002"), &rest))
            .await;
        for (_, element) in elements {
            assert_eq!(
                answer.has(element),
                element == told,
                "{asked}: {}",
                answer.0
            );
        }
    }
}

#[tokio::test]
async fn a_user_has_a_name_a_status_and_blocks() {
    let house = House::new();
    let all = each("UserElementType", &ALL);
    let well = house
        .ask(PARTNER, &lookup(&user("2900000001"), &all))
        .await
        .ok();
    assert_eq!(well.get("Surname"), Some("Korhonen"));
    assert_eq!(well.get("GivenName"), Some("Väinö"));
    assert_eq!(well.all("AgencyUserPrivilegeType"), ["STATUS", "PROFILE"]);
    assert_eq!(well.all("UserPrivilegeStatusType"), ["OK", "adult"]);
    assert_eq!(well.get("UserLanguage"), Some("fin"));
    assert!(
        !well.has("BlockOrTrap") && !well.has("AuthenticationInput"),
        "{}",
        well.0
    );
    let blocked = house
        .ask(PARTNER, &lookup(&user("2900000003"), &all))
        .await
        .ok();
    assert_eq!(blocked.get("UserPrivilegeStatusType"), Some("BLOCKED"));
    let blocks = blocked.all("BlockOrTrapType");
    assert!(
        blocks.contains(&"Block Check Out") && blocks.contains(&"Block Hold"),
        "{blocks:?}"
    );
    let lost = house
        .ask(PARTNER, &lookup(&user("2900000005"), &all))
        .await
        .ok();
    assert!(
        lost.all("BlockOrTrapType").contains(&"Trap For Lost Card"),
        "{}",
        lost.0
    );
    let library = house
        .ask(PARTNER, &lookup(&user("INST-FI-Partner"), &all))
        .await
        .ok();
    assert!(library.has("OrganizationName"), "{}", library.0);
}

#[tokio::test]
async fn loans_requests_and_fees_are_told_where_they_are_desired() {
    let house = House::new();
    let loans = lookup(&proof("2900000002", "2345"), "<LoanedItemsDesired/>");
    let loans = house.ask(WEB, &loans).await.ok();
    assert_eq!(loans.get("LoanedItemCountValue"), Some("2"));
    assert_eq!(loans.all("DateDue").len(), 2);
    let due = loans.all("DateDue");
    assert!(
        due.iter().all(|due| due.ends_with("T23:59:59+02:00")),
        "{due:?}"
    );
    // Somebody else waits for one of them.
    assert_eq!(loans.0.matches("<RenewalNotPermitted/>").count(), 1);
    assert!(
        !loans.has("RequestedItem") && !loans.has("UserFiscalAccount"),
        "{}",
        loans.0
    );
    let holds = lookup(&user("2900000008"), "<RequestedItemsDesired/>");
    let holds = house.ask(PARTNER, &holds).await.ok();
    let statuses = holds.all("RequestStatusType");
    assert_eq!(statuses, ["Available For Pickup", "In Process"]);
    assert_eq!(holds.all("PickupLocation"), ["KAJ", "KUH"]);
    let fees = lookup(&user("2900000003"), "<UserFiscalAccountDesired/>");
    let fees = house.ask(PARTNER, &fees).await.ok();
    assert_eq!(fees.all("MonetaryValue"), ["1250", "1000", "250"]);
    assert_eq!(fees.all("FiscalTransactionIdentifierValue"), ["F1", "F2"]);
}

#[tokio::test]
async fn an_item_is_told_as_it_is() {
    let house = House::new();
    let types = each(
        "ItemElementType",
        &["Circulation Status", "Hold Queue Length", "Location"],
    );
    let ask = |barcode: &str| format!("<LookupItem>{}{types}</LookupItem>", item(barcode));
    for (barcode, status) in [
        ("3900000001", "Available On Shelf"),
        ("3900000003", "Available For Pickup"),
        ("3900000006", "On Loan"),
        ("3900000007", "Not Available"),
        ("3900000008", "In Transit Between Library Locations"),
        ("3900000009", "Lost"),
    ] {
        let answer = house.ask(WEB, &ask(barcode)).await.ok();
        assert_eq!(answer.get("CirculationStatus"), Some(status), "{barcode}");
        assert_eq!(answer.has("DateDue"), status == "On Loan", "{barcode}");
        assert!(!answer.has("BibliographicDescription"), "{}", answer.0);
    }
    let lent = house.ask(WEB, &ask("3900000006")).await;
    assert_eq!(lent.get("HoldQueueLength"), Some("1"));
    let bare = format!("<LookupItem>{}</LookupItem>", item("3900000001"));
    assert!(!house.ask(WEB, &bare).await.ok().has("ItemOptionalFields"));
}

#[tokio::test]
async fn who_has_an_item_is_told_to_nobody_else() {
    let house = House::new();
    let ask = |barcode: &str| {
        format!(
            "<LookupItem>{}<CurrentBorrowerDesired/></LookupItem>",
            item(barcode)
        )
    };
    let of_another = house.ask(PARTNER, &ask("3900000005")).await.ok();
    assert!(!of_another.has("CurrentBorrower"), "{}", of_another.0);
    let lend = format!(
        "<CheckOutItem>{}{}</CheckOutItem>",
        user("FI-Partner"),
        item("3900000001")
    );
    house.ask(PARTNER, &lend).await.ok();
    let own = house.ask(PARTNER, &ask("3900000001")).await.ok();
    assert_eq!(own.get("UserIdentifierValue"), Some("2900000010"));
    assert!(
        !house
            .ask(WEB, &ask("3900000001"))
            .await
            .ok()
            .has("CurrentBorrower")
    );
}

#[tokio::test]
async fn sets_are_told_page_by_page_and_each_item_once() {
    let house = House::new();
    let titles: String = ["kainet.1", "kainet.404404", "kainet.2", "kainet.12"]
        .map(record)
        .concat();
    let mut token = String::new();
    let mut items = Vec::new();
    let mut problems = 0;
    for page in 0.. {
        assert!(page < 10, "it has no end");
        let ask = format!(
            "<LookupItemSet>{titles}<MaximumItemsCount>1</MaximumItemsCount>{token}</LookupItemSet>"
        );
        let answer = house.ask(WEB, &ask).await;
        assert_eq!(
            answer.all("BibliographicRecordIdentifier").len(),
            1,
            "{}",
            answer.0
        );
        problems += answer.all("ProblemType").len();
        items.extend(
            answer
                .all("ItemIdentifierValue")
                .into_iter()
                .map(str::to_owned),
        );
        match answer.get("NextItemToken") {
            Some(next) => token = format!("<NextItemToken>{next}</NextItemToken>"),
            None => break,
        }
    }
    assert_eq!(problems, 1);
    let mut once = items.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), items.len(), "{items:?}");
    for barcode in ["3900000001", "3900000002", "3900000012"] {
        assert!(items.iter().any(|item| item == barcode), "{items:?}");
    }
    let wrong = format!("<LookupItemSet>{titles}<NextItemToken>x</NextItemToken></LookupItemSet>");
    assert_eq!(
        house.ask(WEB, &wrong).await.problem(),
        "Element Rule Violated"
    );
}

#[tokio::test]
async fn an_answer_about_sets_has_an_end() {
    let house = House::with(|settings| settings.limits.items = 3);
    let titles: String = (1..=9).map(|n| record(&format!("kainet.{n}"))).collect();
    let ask = format!(
        "<LookupItemSet>{titles}<MaximumItemsCount>500</MaximumItemsCount></LookupItemSet>"
    );
    let answer = house.ask(WEB, &ask).await.ok();
    assert_eq!(answer.all("ItemIdentifierValue").len(), 3, "{}", answer.0);
    assert!(answer.has("NextItemToken"), "{}", answer.0);
}

#[tokio::test]
async fn items_and_holdings_can_be_asked_for_too() {
    let house = House::new();
    let items = ["3900000001", "3900000404"].map(item).concat();
    let answer = house
        .ask(WEB, &format!("<LookupItemSet>{items}</LookupItemSet>"))
        .await;
    assert_eq!(
        answer.all("ItemIdentifierValue"),
        ["3900000001"],
        "{}",
        answer.0
    );
    assert_eq!(answer.all("ProblemType"), ["Unknown Item"], "{}", answer.0);
    let set = answer.get("HoldingsSetId").unwrap().to_owned();
    let ask = format!("<LookupItemSet><HoldingsSetId>{set}</HoldingsSetId></LookupItemSet>");
    let again = house.ask(WEB, &ask).await.ok();
    assert_eq!(
        again.get("ItemIdentifierValue"),
        Some("3900000001"),
        "{}",
        again.0
    );
}

#[tokio::test]
async fn the_agency_tells_its_pickup_places() {
    let house = House::new();
    let types = each("AgencyElementType", &["Organization Name Information"]);
    let ask = |id: &str| format!("<LookupAgency><AgencyId>{id}</AgencyId>{types}</LookupAgency>");
    let answer = house.ask(WEB, &ask("fi-kam")).await.ok();
    assert_eq!(answer.get("OrganizationName"), Some("Kainet"));
    assert_eq!(
        answer.all("LocationNameLevel"),
        ["1", "2", "3", "4", "5", "6", "7", "8"]
    );
    assert_eq!(answer.all("LocationNameValue")[5], "Ristijärvi");
    assert_eq!(
        house.ask(WEB, &ask("FI-Partner")).await.problem(),
        "Unknown Agency"
    );
}

#[tokio::test]
async fn version_1_is_answered_in_version_1() {
    let house = House::new();
    let asked = message(
        PARTNER,
        &format!("<LookupItem>{}</LookupItem>", item("3900000001")),
    );
    let asked = asked.replace(
        "http://www.niso.org/schemas/ncip/v2_02/ncip_v2_02.xsd",
        "http://www.niso.org/ncip/v1_0/imp1/dtd/ncip_v1_0.dtd",
    );
    let answer = house.send(&asked).await.ok();
    assert!(answer.0.contains("<NCIPMessage version="), "{}", answer.0);
    assert!(answer.has("UniqueItemId"), "{}", answer.0);
}
