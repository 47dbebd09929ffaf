//! Each refusal of the library that can be brought about, by what it is called.

use crate::house::{House, PARTNER, item, record, request, user};

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

fn hold(card: &str, what: &str) -> String {
    format!(
        "<RequestItem>{}{what}<RequestType>Hold</RequestType>\
         <RequestScopeType>Item</RequestScopeType></RequestItem>",
        user(card)
    )
}

#[tokio::test]
async fn refusals_have_the_names_of_the_protocol() {
    let house = House::new();
    let cancel = format!(
        "<CancelRequestItem>{}{}<RequestType>Hold</RequestType></CancelRequestItem>",
        user("2900000001"),
        request("404404")
    );
    for (message, problem, element) in [
        (
            lend("2999999999", "3900000001"),
            "Unknown User",
            Some("UserId"),
        ),
        (
            lend("2900000001", "3999999999"),
            "Unknown Item",
            Some("ItemId"),
        ),
        (lend("2900000003", "3900000001"), "User Blocked", None),
        (lend("2900000005", "3900000001"), "User Blocked", None),
        (
            lend("2900000004", "3900000001"),
            "User Ineligible To Check Out This Item",
            None,
        ),
        (
            hold("2900000004", &item("3900000001")),
            "User Ineligible To Request This Item",
            None,
        ),
        (
            lend("2900000006", "3900000004"),
            "User Ineligible To Check Out This Item",
            None,
        ),
        (
            hold("2900000006", &item("3900000004")),
            "User Ineligible To Request This Item",
            None,
        ),
        (
            lend("2900000007", "3900000001"),
            "Maximum Check Outs Exceeded",
            None,
        ),
        (
            hold("2900000002", &item("3900000005")),
            "User Ineligible To Request This Item",
            None,
        ),
        (
            lend("2900000001", "3900000007"),
            "Item Does Not Circulate",
            None,
        ),
        (
            lend("2900000001", "3900000005"),
            "Resource Cannot Be Provided",
            None,
        ),
        (
            lend("2900000001", "3900000003"),
            "Resource Cannot Be Provided",
            None,
        ),
        (
            lend("2900000001", "3900000009"),
            "Resource Cannot Be Provided",
            None,
        ),
        (
            lend("2900000001", "3900000010"),
            "Resource Cannot Be Provided",
            Some("AcknowledgedFeeAmount"),
        ),
        (
            renew("2900000002", "3900000006"),
            "Renewal Not Allowed - Item Has Outstanding Requests",
            None,
        ),
        (
            renew("2900000001", "3900000005"),
            "Item Not Checked Out",
            Some("ItemId"),
        ),
        (
            renew("2900000004", "3900000005"),
            "User Ineligible To Renew This Item",
            None,
        ),
        (
            hold("2900000001", &record("kainet.6")),
            "Duplicate Request",
            None,
        ),
        (cancel, "Unknown Request", Some("RequestId")),
    ] {
        let answer = house.ask(PARTNER, &message).await;
        assert_eq!(answer.problem(), problem, "{message}");
        assert_eq!(answer.get("ProblemElement"), element, "{message}");
    }
}

#[tokio::test]
async fn a_refusal_is_explained_in_the_language_of_the_patron() {
    let house = House::new();
    let finnish = house.ask(PARTNER, &lend("2900000001", "3900000007")).await;
    let swedish = house.ask(PARTNER, &lend("2900000002", "3900000007")).await;
    let detail = |answer: &crate::house::Answer| answer.get("ProblemDetail").unwrap().to_owned();
    assert_ne!(detail(&finnish), detail(&swedish));
    assert!(detail(&finnish).contains("lainata"), "{}", detail(&finnish));
}

#[tokio::test]
async fn a_loan_is_renewed_as_often_as_may_be() {
    let house = House::new();
    house
        .ask(PARTNER, &lend("2900000001", "3900000001"))
        .await
        .ok();
    for _ in 0..5 {
        house
            .ask(PARTNER, &renew("2900000001", "3900000001"))
            .await
            .ok();
    }
    let answer = house.ask(PARTNER, &renew("2900000001", "3900000001")).await;
    assert_eq!(answer.problem(), "Maximum Renewals Exceeded");
}

#[tokio::test]
async fn a_patron_has_as_many_holds_as_may_be() {
    let house = House::new();
    // One stands already.
    for n in 1..30 {
        let ask = hold("2900000001", &item(&format!("39000010{n:02}")));
        house.ask(PARTNER, &ask).await.ok();
    }
    let one_more = house
        .ask(PARTNER, &hold("2900000001", &item("3900001050")))
        .await;
    assert_eq!(one_more.problem(), "User Ineligible To Request This Item");
    let accept = format!(
        "<AcceptItem>{}<RequestedActionType>Circulate</RequestedActionType>{}{}\
         <ItemOptionalFields><BibliographicDescription><Title>Yli rajan</Title>\
         </BibliographicDescription></ItemOptionalFields></AcceptItem>",
        request("A-1"),
        user("2900000001"),
        item("T1")
    );
    assert_eq!(
        house.ask(PARTNER, &accept).await.problem(),
        "Cannot Accept Item"
    );
}
