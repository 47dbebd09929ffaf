//! We borrow from the partner.

use serde_json::json;

use super::{
    schema::is_valid,
    staff::{NEW, OLD, PARTNER, act, becomes, borrow, house, name, now},
};
use crate::support::{
    partner::{Letter, Partner, post_ok},
    text::between,
};

const LENT: [&str; 2] = [
    "Loaned",
    "<dueDate>2099-12-24T21:59:59Z</dueDate>|<deliveryInfo>\
     <dateSent>2026-11-23T09:00:00Z</dateSent><itemId>FI-Partner-88</itemId></deliveryInfo>",
];

fn told(letter: Letter, name: &str, reason: &str, status: &str) -> String {
    letter.tells(name, [reason, ""], [status, ""])
}

#[test]
fn a_loan_goes_to_its_end() {
    for (letter, version) in [(NEW, "2021-2"), (OLD, "1.2")] {
        let folder = tempfile::tempdir().unwrap();
        let partner = Partner::listens();
        let house = house(folder.path(), &partner, version);
        let to = house.http;
        let request = borrow(to, PARTNER, "Loan");
        let asked = partner.hears(1);
        let title = between(&asked, "<title>", "</title>");
        assert_eq!(title, "Sillanrakentajat &amp; muut");
        let name = name(&request);
        post_ok(to, &told(letter, name, "RequestResponse", "ExpectToSupply"));
        post_ok(to, &told(letter, name, "StatusChange", "WillSupply"));
        assert_eq!(now(to, &request)["state"], "will_supply");
        let sent = post_ok(to, &letter.tells(name, ["StatusChange", ""], LENT));
        let lent = now(to, &request);
        assert_eq!(
            (&lent["state"], &lent["item"]),
            (&json!("loaned"), &json!("FI-Partner-88"))
        );
        act(to, &request, &json!({"action": "received"}));
        assert!(partner.hears(2).contains("<action>Received</action>"));
        act(to, &request, &json!({"action": "renew"}));
        assert!(partner.hears(3).contains("<action>Renew</action>"));
        let no = ["RenewResponse", "<answerYesNo>N</answerYesNo>"];
        post_ok(to, &letter.tells(name, no, ["Loaned", ""]));
        act(to, &request, &json!({"action": "return"}));
        assert!(partner.hears(4).contains("<action>ShippedReturn</action>"));
        post_ok(to, &told(letter, name, "StatusChange", "LoanCompleted"));
        assert_eq!(now(to, &request)["state"], "loan_completed");
        let mut written = partner.heard();
        written.push(sent);
        is_valid(&written);
        house.stop();
    }
}

#[test]
fn a_copy_to_keep_goes_to_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let partner = Partner::listens();
    let house = house(folder.path(), &partner, "2021-2");
    let to = house.http;
    let request = borrow(to, PARTNER, "Copy");
    partner.hears(1);
    let url = "<deliveryInfo><dateSent>2026-11-23T09:00:00Z</dateSent>\
               <URL>https://partner.example/1</URL></deliveryInfo>";
    let status = ["CopyCompleted", &format!("|{url}")];
    post_ok(to, &NEW.tells(name(&request), ["StatusChange", ""], status));
    let done = now(to, &request);
    assert_eq!(done["state"], "copy_completed");
    assert_eq!(done["url"], "https://partner.example/1");
    is_valid(&partner.heard());
    house.stop();
}

#[test]
fn a_request_may_be_cancelled_or_come_to_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let partner = Partner::listens();
    let house = house(folder.path(), &partner, "2021-2");
    let to = house.http;
    let first = borrow(to, PARTNER, "Loan");
    partner.hears(1);
    post_ok(
        to,
        &told(NEW, name(&first), "RequestResponse", "WillSupply"),
    );
    act(to, &first, &json!({"action": "cancel"}));
    assert!(partner.hears(2).contains("<action>Cancel</action>"));
    let yes = ["CancelResponse", "<answerYesNo>Y</answerYesNo>"];
    post_ok(to, &NEW.tells(name(&first), yes, ["Cancelled", ""]));
    assert_eq!(now(to, &first)["state"], "cancelled");

    let second = borrow(to, PARTNER, "Loan");
    partner.hears(3);
    let why = [
        "RequestResponse",
        "<reasonUnfilled>NotHeld</reasonUnfilled>",
    ];
    post_ok(to, &NEW.tells(name(&second), why, ["Unfilled", ""]));
    let over = now(to, &second);
    assert_eq!(
        (&over["state"], &over["reason"]),
        (&json!("unfilled"), &json!("NotHeld"))
    );
    is_valid(&partner.heard());
    house.stop();
}

#[test]
fn a_request_is_tried_again_under_a_new_name() {
    let folder = tempfile::tempdir().unwrap();
    let partner = Partner::listens();
    let house = house(folder.path(), &partner, "1.2");
    let to = house.http;
    let request = borrow(to, PARTNER, "Loan");
    partner.hears(1);
    let why = ["RequestResponse", "<reasonRetry>OnLoan</reasonRetry>"];
    post_ok(to, &OLD.tells(name(&request), why, ["RetryPossible", ""]));
    act(to, &request, &json!({"action": "retry"}));
    let again = partner.hears(2);
    assert_eq!(between(&again, "<requestType>", "<"), "Retry");
    let before = between(&again, "<requestingAgencyPreviousRequestId>", "<");
    assert_eq!(before, name(&request));
    let after = becomes(to, &request, |now| now["state"] == "request_sent");
    assert_eq!(
        between(&again, "<requestingAgencyRequestId>", "<"),
        name(&after)
    );
    assert_ne!(name(&after), name(&request));
    is_valid(&partner.heard());
    house.stop();
}
