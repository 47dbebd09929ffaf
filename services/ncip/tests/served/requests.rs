//! Requests: placed, looked up, changed and taken back.

use crate::house::{From, House, PARTNER, WEB, each, item, message, proof, record, request, user};

fn ask(card: &str, what: &str, kind: &str, rest: &str) -> String {
    format!(
        "<RequestItem>{card}{what}<RequestType>{kind}</RequestType>\
         <RequestScopeType>Bibliographic Item</RequestScopeType>{rest}</RequestItem>"
    )
}

fn cancel(card: &str, what: &str) -> String {
    format!("<CancelRequestItem>{card}{what}<RequestType>Hold</RequestType></CancelRequestItem>")
}

fn pickup(place: &str) -> String {
    format!("<PickupLocation>{place}</PickupLocation>")
}

/// The id of the request in an answer.
fn id(answer: &crate::house::Answer) -> String {
    request(answer.get("RequestIdentifierValue").unwrap())
}

#[tokio::test]
async fn a_title_is_requested_once_and_the_request_taken_back_once() {
    let house = House::new();
    let card = proof("2900000001", "1234");
    let hold = ask(&card, &record("kainet.2"), "Hold", &pickup("KAJ"));
    let placed = house.ask(WEB, &hold).await.ok();
    assert_eq!(placed.get("UserIdentifierValue"), Some("2900000001"));
    assert_eq!(placed.get("RequestScopeType"), Some("Bibliographic Item"));
    assert_eq!(house.ask(WEB, &hold).await.problem(), "Duplicate Request");
    let back = house.ask(WEB, &cancel(&card, &id(&placed))).await.ok();
    assert_eq!(back.get("UserIdentifierValue"), Some("2900000001"));
    let twice = house.ask(WEB, &cancel(&card, &id(&placed))).await;
    assert_eq!(twice.problem(), "Unknown Request");
    house.ask(WEB, &hold).await.ok();
}

#[tokio::test]
async fn an_item_is_requested_and_the_request_found_by_it() {
    let house = House::new();
    let card = user("2900000001");
    let placed = house
        .ask(
            PARTNER,
            &ask(&card, &item("3900000002"), "Hold", &pickup("2")),
        )
        .await
        .ok();
    assert_eq!(placed.get("ItemIdentifierValue"), Some("3900000002"));
    assert_eq!(placed.get("RequestScopeType"), Some("Item"));
    let look = format!(
        "<LookupRequest>{card}{}<RequestType>Hold</RequestType></LookupRequest>",
        item("3900000002")
    );
    let looked = house.ask(PARTNER, &look).await.ok();
    assert_eq!(looked.get("RequestStatusType"), Some("In Process"));
    assert_eq!(looked.get("PickupLocation"), Some("KAJ"));
    assert_eq!(looked.get("HoldQueuePosition"), Some("1"));
    // As a web library sends it: with the id of the record of which it is one.
    let both = record("kainet.1") + &item("3900000001");
    let wanted = ask(&card, &both, "Hold", &pickup("KAJ")).replace("Bibliographic Item", "Item");
    let placed = house.ask(PARTNER, &wanted).await.ok();
    assert_eq!(placed.get("ItemIdentifierValue"), Some("3900000001"));
    house
        .ask(PARTNER, &cancel(&card, &item("3900000002")))
        .await
        .ok();
    let gone = house.ask(PARTNER, &look).await;
    assert_eq!(gone.problem(), "Unknown Request");
}

#[tokio::test]
async fn a_page_names_the_item_that_is_to_be_fetched() {
    let house = House::new();
    let page = ask(&user("FI-Partner"), &record("kainet.2"), "Page", "");
    let fetched = house.ask(PARTNER, &page).await.ok();
    assert_eq!(fetched.get("ItemIdentifierValue"), Some("3900000002"));
    assert_eq!(fetched.get("ItemIdentifierType"), Some("Item Barcode"));
    assert_eq!(fetched.get("UserIdentifierValue"), Some("2900000010"));
    assert!(fetched.get("CallNumber").is_some(), "{}", fetched.0);
    assert_eq!(
        house.ask(PARTNER, &page).await.problem(),
        "Duplicate Request"
    );
    // It is kept for the partner.
    let other = format!(
        "<CheckOutItem>{}{}</CheckOutItem>",
        user("2900000001"),
        item("3900000002")
    );
    let other = house.ask(PARTNER, &other).await;
    assert_eq!(other.problem(), "Resource Cannot Be Provided");
    let own = format!(
        "<CheckOutItem>{}{}</CheckOutItem>",
        user("FI-Partner"),
        item("3900000002")
    );
    house.ask(PARTNER, &own).await.ok();
    for (what, problem) in [
        (item("3900000005"), "Resource Cannot Be Provided"),
        (item("3900000007"), "Item Does Not Circulate"),
        (item("3900000008"), "Resource Cannot Be Provided"),
        // On its shelf, but somebody waits for it.
        (item("3900000012"), "Resource Cannot Be Provided"),
        (record("kainet.404404"), "Unknown Item"),
    ] {
        let page = ask(&user("FI-Partner"), &what, "Page", "");
        assert_eq!(house.ask(PARTNER, &page).await.problem(), problem, "{what}");
    }
    let other = ask(&user("FI-Partner"), &record("kainet.1"), "Estimate", "");
    let other = house.ask(PARTNER, &other).await;
    assert_eq!(other.problem(), "Unknown Value From Known Scheme");
    assert_eq!(other.get("ProblemElement"), Some("RequestType"));
}

#[tokio::test]
async fn a_request_is_known_by_the_name_that_the_agency_gave_it() {
    let house = House::new();
    let card = user("2900000001");
    let hold = ask(
        &card,
        &format!("{}{}", record("kainet.2"), request("P-1")),
        "Hold",
        "",
    );
    let placed = house.ask(PARTNER, &hold).await.ok();
    assert_eq!(
        house.ask(PARTNER, &hold).await.problem(),
        "Duplicate Request"
    );
    let look = |id: &str| format!("<LookupRequest>{}</LookupRequest>", request(id));
    let looked = house.ask(PARTNER, &look("P-1")).await.ok();
    assert_eq!(id(&looked), id(&placed));
    // Another agency has given no such name.
    let other = From("FI-RESHARE", Some("s3cret-token"));
    assert_eq!(
        house.ask(other, &look("P-1")).await.problem(),
        "Unknown Request"
    );
    house
        .ask(PARTNER, &cancel(&card, &request("P-1")))
        .await
        .ok();
    let twice = house.ask(PARTNER, &cancel(&card, &request("P-1"))).await;
    assert_eq!(twice.problem(), "Request Already Processed");
    // The name can be used again.
    let again = house.ask(PARTNER, &hold).await.ok();
    assert_ne!(id(&again), id(&placed));
    house
        .ask(PARTNER, &cancel(&card, &request("P-1")))
        .await
        .ok();
}

#[tokio::test]
async fn anothers_request_is_none() {
    let house = House::new();
    let ask = ask(&user("2900000001"), &record("kainet.2"), "Hold", "");
    let placed = house.ask(PARTNER, &ask).await.ok();
    let other = house
        .ask(PARTNER, &cancel(&user("2900000002"), &id(&placed)))
        .await;
    assert_eq!(other.problem(), "Unknown Request");
}

#[tokio::test]
async fn place_and_date_of_a_request_change_and_nothing_else() {
    let house = House::new();
    let rest = format!(
        "<NeedBeforeDate>2026-06-01T00:00:00Z</NeedBeforeDate>{}",
        pickup("Kuhmo")
    );
    let placed = house
        .ask(
            PARTNER,
            &ask(&user("2900000001"), &record("kainet.2"), "Hold", &rest),
        )
        .await
        .ok();
    let change = |fields: &str| {
        format!(
            "<UpdateRequestItem>{}{fields}</UpdateRequestItem>",
            id(&placed)
        )
    };
    let add = |fields: &str| format!("<AddRequestFields>{fields}</AddRequestFields>");
    let delete = |fields: &str| format!("<DeleteRequestFields>{fields}</DeleteRequestFields>");
    let look = format!("<LookupRequest>{}</LookupRequest>", id(&placed));
    let looked = house.ask(PARTNER, &look).await.ok();
    assert_eq!(looked.get("PickupLocation"), Some("KUH"));
    assert_eq!(
        looked.get("NeedBeforeDate"),
        Some("2026-06-01T03:00:00+03:00")
    );
    let both = delete(&pickup("KUH"))
        + &add(&format!(
            "{}<NeedBeforeDate>2026-07-01T00:00:00Z</NeedBeforeDate>",
            pickup("SOT")
        ));
    let changed = house.ask(PARTNER, &change(&both)).await.ok();
    assert_eq!(changed.get("ItemIdentifierValue"), Some("3900000002"));
    let looked = house.ask(PARTNER, &look).await.ok();
    assert_eq!(looked.get("PickupLocation"), Some("SOT"));
    assert_eq!(
        looked.get("NeedBeforeDate"),
        Some("2026-07-01T03:00:00+03:00")
    );
    for (fields, problem, element) in [
        (
            add("<RequestType>Page</RequestType>"),
            "Unable To Add Element",
            "RequestType",
        ),
        (
            delete("<RequestType>Hold</RequestType>"),
            "Unable To Delete Element",
            "RequestType",
        ),
        (
            delete(&pickup("SOT")),
            "Unable To Delete Element",
            "PickupLocation",
        ),
        (
            add("<NeedBeforeDate>2026-01-01T00:00:00Z</NeedBeforeDate>"),
            "Invalid Date",
            "NeedBeforeDate",
        ),
        (
            add(&pickup("Atlantis")),
            "User Ineligible To Request This Item",
            "PickupLocation",
        ),
    ] {
        let answer = house.ask(PARTNER, &change(&fields)).await;
        assert_eq!(answer.problem(), problem, "{fields}");
        assert_eq!(answer.get("ProblemElement"), Some(element), "{fields}");
    }
}

#[tokio::test]
async fn version_1_names_the_pickup_place_as_the_agency() {
    let house = House::new();
    let hold = ask(&user("2900000001"), &record("kainet.2"), "Hold", "");
    let asked = message(PARTNER, &hold)
        .replace(
            "<ToAgencyId><AgencyId>FI-Kam<",
            "<ToAgencyId><AgencyId>Kuhmo<",
        )
        .replace(
            "http://www.niso.org/schemas/ncip/v2_02/ncip_v2_02.xsd",
            "http://www.niso.org/ncip/v1_0/imp1/dtd/ncip_v1_0.dtd",
        );
    let placed = house.send(&asked).await.ok();
    let look = format!("<LookupRequest>{}</LookupRequest>", id(&placed));
    let looked = house.ask(PARTNER, &look).await.ok();
    assert_eq!(looked.get("PickupLocation"), Some("KUH"));
    // Version 2 has a place of its own for it.
    let asked = message(PARTNER, &hold).replace("<AgencyId>FI-Kam<", "<AgencyId>Kuhmo<");
    assert_eq!(house.send(&asked).await.problem(), "Unknown Agency");
}

#[tokio::test]
async fn what_is_asked_of_user_and_item_is_told() {
    let house = House::new();
    let types = each("UserElementType", &["Name Information"]);
    let placed = house
        .ask(
            PARTNER,
            &ask(&user("2900000001"), &record("kainet.2"), "Hold", &types),
        )
        .await
        .ok();
    assert_eq!(placed.get("Surname"), Some("Korhonen"));
}
