//! The partner borrows from us.

use serde_json::json;

use super::{
    schema::is_valid,
    staff::{NEW, OLD, act, becomes, house, last_sent, named},
};
use crate::support::{
    partner::{Partner, post_ok, post_wrong},
    text::between,
};

const LOAN: &str = "<serviceType>Loan</serviceType>";
const COPY: &str = "<serviceType>Copy</serviceType>";

#[test]
fn a_loan_goes_to_its_end() {
    for (letter, version) in [(NEW, "2021-2"), (OLD, "1.2")] {
        let folder = tempfile::tempdir().unwrap();
        let partner = Partner::listens();
        let house = house(folder.path(), &partner, version);
        let to = house.http;
        let asked = post_ok(to, &letter.request("P-1", "Seitsemän veljestä", LOAN));
        assert_eq!(between(&asked, "ill:version=\"", "\""), version);
        let request = named(to, "P-1");
        assert_eq!(request["state"], "request_received");
        act(to, &request, &json!({"action": "will_supply"}));
        let told = partner.hears(1);
        assert!(told.contains("<status>WillSupply</status>"), "{told}");
        act(
            to,
            &request,
            &json!({"action": "ship", "due": "2099-12-24"}),
        );
        let told = partner.hears(2);
        assert!(told.contains("<status>Loaned</status>"), "{told}");
        assert!(told.contains("<itemId>3900000001</itemId>"), "{told}");
        assert!(told.contains("<dueDate>2099-12-24T"), "{told}");
        let received = post_ok(to, &letter.acts("P-1", "Received"));
        assert!(received.contains("<action>Received</action>"), "{received}");
        let returned = post_ok(to, &letter.acts("P-1", "ShippedReturn"));
        act(to, &request, &json!({"action": "receive_return"}));
        let told = partner.hears(3);
        assert!(told.contains("<status>LoanCompleted</status>"), "{told}");
        let done = becomes(to, &request, |now| last_sent(now)["delivered"] == true);
        assert_eq!(done["state"], "loan_completed");
        let mut written = partner.heard();
        written.extend([asked, received, returned]);
        is_valid(&written);
        house.stop();
    }
}

#[test]
fn a_copy_to_keep_goes_to_its_end() {
    for (letter, version) in [(NEW, "2021-2"), (OLD, "1.2")] {
        let folder = tempfile::tempdir().unwrap();
        let partner = Partner::listens();
        let house = house(folder.path(), &partner, version);
        let to = house.http;
        post_ok(to, &letter.request("P-2", "Kalevala", COPY));
        let url = "https://kainet.example/copies/1?a=1&b=2";
        let done = json!({"action": "copy_completed", "url": url});
        act(to, &named(to, "P-2"), &done);
        let told = partner.hears(1);
        assert!(told.contains("<status>CopyCompleted</status>"), "{told}");
        // 1.2 has no element for it: it stands in the note.
        assert!(told.contains("copies/1?a=1&amp;b=2"), "{told}");
        is_valid(&partner.heard());
        house.stop();
    }
}

#[test]
fn it_may_be_cancelled_until_it_is_sent_and_renewed_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let partner = Partner::listens();
    let house = house(folder.path(), &partner, "2021-2");
    let to = house.http;
    post_ok(to, &NEW.request("P-3", "Kalevala", LOAN));
    post_ok(to, &NEW.acts("P-3", "Cancel"));
    let request = named(to, "P-3");
    act(to, &request, &json!({"action": "accept_cancel"}));
    let told = partner.hears(1);
    let reason = between(&told, "<reasonForMessage>", "<");
    assert_eq!(reason, "CancelResponse");
    assert!(told.contains("<answerYesNo>Y</answerYesNo>"), "{told}");
    assert!(told.contains("<status>Cancelled</status>"), "{told}");

    post_ok(to, &NEW.request("P-4", "Kalevala", LOAN));
    let request = named(to, "P-4");
    act(to, &request, &json!({"action": "ship"}));
    partner.hears(2);
    post_ok(to, &NEW.acts("P-4", "Cancel"));
    act(to, &request, &json!({"action": "refuse_cancel"}));
    let told = partner.hears(3);
    assert!(told.contains("<answerYesNo>N</answerYesNo>"), "{told}");
    post_ok(to, &NEW.acts("P-4", "Renew"));
    let renewed = json!({"action": "accept_renewal", "due": "2099-12-31"});
    act(to, &request, &renewed);
    let told = partner.hears(4);
    let reason = between(&told, "<reasonForMessage>", "<");
    assert_eq!(reason, "RenewResponse");
    assert!(told.contains("<dueDate>2099-12-31T"), "{told}");
    act(to, &request, &json!({"action": "recall"}));
    let told = partner.hears(5);
    assert!(told.contains("<status>Recalled</status>"), "{told}");
    is_valid(&partner.heard());
    house.stop();
}

#[test]
fn what_cannot_be_filled_may_be_tried_again_where_that_was_offered() {
    let folder = tempfile::tempdir().unwrap();
    let partner = Partner::listens();
    let house = house(folder.path(), &partner, "2021-2");
    let to = house.http;
    post_ok(to, &NEW.request("P-5", "Kalevala", LOAN));
    let again = "<requestType>Retry</requestType><requestingAgencyPreviousRequestId>P-5\
                 </requestingAgencyPreviousRequestId><serviceType>Loan</serviceType>";
    let why = post_wrong(to, &NEW.request("P-6", "Kalevala", again));
    assert!(why.contains("UnrecognisedDataValue"), "{why}");
    let step = json!({"action": "retry_possible", "reason": "OnLoan"});
    act(to, &named(to, "P-5"), &step);
    let told = partner.hears(1);
    assert!(told.contains("<reasonRetry>OnLoan</reasonRetry>"), "{told}");
    post_ok(to, &NEW.request("P-7", "Kalevala", again));
    let step = json!({"action": "unfilled", "reason": "NotOnShelf"});
    act(to, &named(to, "P-7"), &step);
    let told = partner.hears(2);
    assert!(told.contains("<status>Unfilled</status>"), "{told}");
    assert!(told.contains("NotOnShelf"), "{told}");
    is_valid(&partner.heard());
    house.stop();
}

#[test]
fn a_question_how_far_it_is_is_answered_without_staff() {
    let folder = tempfile::tempdir().unwrap();
    let partner = Partner::listens();
    let house = house(folder.path(), &partner, "2021-2");
    let to = house.http;
    post_ok(to, &NEW.request("P-8", "Kalevala", LOAN));
    post_ok(to, &NEW.acts("P-8", "StatusRequest"));
    let told = partner.hears(1);
    let reason = between(&told, "<reasonForMessage>", "<");
    assert_eq!(reason, "StatusRequestResponse");
    assert!(told.contains("<status>RequestReceived</status>"), "{told}");
    is_valid(&partner.heard());
    house.stop();
}
