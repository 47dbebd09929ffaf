//! Copies of a partner, borrowed for a patron of ours.

use silta_consortium::{
    CirculationStatus as Status, HoldStatus, IllAction as Action, IllAnswer, IllContent,
    IllRequest, IllState as State, IllStep, NewTemporaryItem, RefusalCode as Code,
    RequestingAction as Does, SupplyingMessage, SupplyingReason as Reason, TemporaryItems as _,
};

use super::{answered, loaned, stands, step};
use crate::house::{ASA, House, VAINO, change, said, time};

const COPY: &str = "FI-Partner-77";
const DUE: &str = "2026-03-20T23:59:59+02:00";

impl House {
    /// The partner's copy is here for a patron of ours.
    async fn borrowed(&self, told: SupplyingMessage) -> IllRequest {
        let request = self.ask().await;
        self.answer(&request, told).await;
        self.act(&request, Action::Received).await.unwrap()
    }

    /// Another system has a copy made for the patron, as with AcceptItem of NCIP.
    async fn accepts(&self, barcode: &str) {
        let new = NewTemporaryItem {
            barcode: barcode.into(),
            title: "Sillanrakentajat".into(),
            author: None,
            patron: VAINO.into(),
            pickup_library: "SOT".into(),
            request_id: "accept-1".into(),
            agency: "FI-Partner".into(),
            due: Some(time(DUE)),
            renewable: true,
            library_use_only: false,
        };
        said(self.store.create_temporary_item(change(new)).await).unwrap();
    }
}

#[tokio::test]
async fn a_copy_comes_is_lent_and_goes_home() {
    let house = House::new();
    let request = house.ask().await;
    assert_eq!(request.state, State::RequestSent);
    let IllContent::Request(wanted) = &house.delivered().await[0] else {
        panic!("it is asked for");
    };
    assert_eq!(wanted.title, "Sillanrakentajat");
    assert_eq!(wanted.pickup_library, Some("SOT".into()));

    house
        .answer(
            &request,
            stands(Reason::RequestResponse, Some(State::WillSupply)),
        )
        .await;
    let lent = house.answer(&request, loaned(COPY, DUE)).await;
    assert_eq!((lent.state, lent.due), (State::Loaned, Some(time(DUE))));
    let here = house.act(&request, Action::Received).await.unwrap();
    assert_eq!(here.item, Some(COPY.into()));
    let item = house.item(COPY).await;
    assert_eq!(item.circulation_status, Status::OnHoldShelf);
    assert_eq!(item.current_location.as_str(), "SOT");
    assert_eq!(
        house.act(&request, Action::Received).await,
        Err(Code::RequestClosed)
    );
    assert_eq!(
        house.checkout(ASA, COPY).await.err(),
        Some(Code::ItemOnHoldForOther)
    );
    assert_eq!(
        house.checkout(VAINO, COPY).await.unwrap().loan.due,
        time(DUE)
    );
    assert_eq!(
        house.act(&request, Action::Return).await,
        Err(Code::TemporaryItemInUse)
    );
    house.checkin(COPY, "SOT").await;
    let gone = house.act(&request, Action::Return).await.unwrap();
    assert!(!gone.actions.contains(&Action::Return));
    let told = house.delivered().await;
    let done: Vec<_> = told
        .iter()
        .map(|content| match content {
            IllContent::Requesting(told) => told.action,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(done, [Does::Received, Does::ShippedReturn]);
    let over = house
        .answer(
            &request,
            stands(Reason::StatusChange, Some(State::LoanCompleted)),
        )
        .await;
    assert_eq!(over.state, State::LoanCompleted);
}

#[tokio::test]
async fn its_barcode_can_be_ours_or_none() {
    let house = House::new();
    let request = house.ask().await;
    house.answer(&request, loaned(COPY, DUE)).await;
    let labelled = IllStep {
        barcode: Some("SILTA-1".into()),
        ..step(&request, Action::Received)
    };
    assert_eq!(
        house.take(labelled).await.unwrap().item,
        Some("SILTA-1".into())
    );
    assert_eq!(house.item("SILTA-1").await.title, "Sillanrakentajat");

    let other = house.ask().await;
    let without = SupplyingMessage {
        items: Vec::new(),
        ..loaned(COPY, DUE)
    };
    house.answer(&other, without).await;
    let holds = house.holds(VAINO).await.len();
    assert_eq!(
        house.act(&other, Action::Received).await.unwrap().item,
        None
    );
    assert_eq!(house.holds(VAINO).await.len(), holds);
    house.act(&other, Action::Return).await.unwrap();
}

#[tokio::test]
async fn a_barcode_that_is_taken_is_refused_and_nothing_is_told() {
    let house = House::new();
    let request = house.ask().await;
    house.answer(&request, loaned("3900000001", DUE)).await;
    house.delivered().await;
    assert_eq!(
        house.act(&request, Action::Received).await,
        Err(Code::TemporaryItemInUse)
    );
    assert_eq!(house.delivered().await, []);
    assert!(
        house
            .request(&request.id)
            .await
            .actions
            .contains(&Action::Received)
    );
}

#[tokio::test]
async fn one_copy_is_that_of_one_request() {
    let house = House::new();
    house.accepts(COPY).await;
    let first = house.borrowed(loaned(COPY, DUE)).await;
    assert_eq!(first.item, Some(COPY.into()));
    // Another lender's copy with the same barcode is another copy.
    let second = house.ask().await;
    house.answer(&second, loaned(COPY, DUE)).await;
    assert_eq!(
        house.act(&second, Action::Received).await,
        Err(Code::TemporaryItemInUse)
    );
    house.act(&first, Action::Return).await.unwrap();
    house.accepts(COPY).await;
    let second = house.act(&second, Action::Received).await.unwrap();
    assert_eq!(second.item, Some(COPY.into()));
}

#[tokio::test]
async fn more_time_is_more_time_for_the_patron() {
    let house = House::new();
    let request = house.borrowed(loaned(COPY, DUE)).await;
    house.checkout(VAINO, COPY).await.unwrap();
    assert_eq!(
        house.renew(VAINO, COPY).await.err(),
        Some(Code::RenewalNotPermitted)
    );
    let wished = house.act(&request, Action::Renew).await.unwrap();
    assert!(!wished.actions.contains(&Action::Renew));
    let refused = house
        .answer(&request, answered(Reason::RenewResponse, IllAnswer::No))
        .await;
    assert!(refused.actions.contains(&Action::Renew));
    assert_eq!(house.item(COPY).await.due, Some(time(DUE)));
    house.act(&request, Action::Renew).await.unwrap();
    let later = time("2026-04-20T23:59:59+03:00");
    let yes = SupplyingMessage {
        due: Some(later),
        ..answered(Reason::RenewResponse, IllAnswer::Yes)
    };
    assert_eq!(house.answer(&request, yes).await.due, Some(later));
    assert_eq!(house.item(COPY).await.due, Some(later));
}

#[tokio::test]
async fn a_recall_shortens_the_loan_of_the_patron() {
    let house = House::new();
    let request = house.borrowed(loaned(COPY, DUE)).await;
    house.checkout(VAINO, COPY).await.unwrap();
    let soon = time("2026-03-08T23:59:59+02:00");
    let recall = SupplyingMessage {
        due: Some(soon),
        ..stands(Reason::StatusChange, Some(State::Recalled))
    };
    house.answer(&request, recall).await;
    let loan = &house.loans(VAINO).await[0];
    assert_eq!(
        (loan.due, loan.recalled, loan.renewable),
        (soon, true, false)
    );
}

#[tokio::test]
async fn conditions_of_the_lender_hold() {
    let house = House::new();
    let terms = SupplyingMessage {
        loan_conditions: vec!["LibraryUseOnly".into()],
        ..loaned(COPY, DUE)
    };
    let request = house.borrowed(terms).await;
    assert_eq!(request.loan_conditions, ["LibraryUseOnly"]);
    assert_eq!(
        house.checkout(VAINO, COPY).await.err(),
        Some(Code::ItemNotForLoan)
    );
    let holds = house.holds(VAINO).await;
    let hold = holds
        .iter()
        .find(|hold| hold.item == Some(COPY.into()))
        .unwrap();
    assert_eq!(hold.status, HoldStatus::Ready);
}

#[tokio::test]
async fn what_comes_out_of_order_is_kept_and_changes_nothing() {
    let house = House::new();
    let request = house.ask().await;
    let no = SupplyingMessage {
        reason_unfilled: Some("NotFoundAsCited".into()),
        ..stands(Reason::RequestResponse, Some(State::Unfilled))
    };
    let unfilled = house.answer(&request, no).await;
    assert_eq!(unfilled.reason.as_deref(), Some("NotFoundAsCited"));
    let late = house.answer(&request, loaned(COPY, DUE)).await;
    assert_eq!(
        (late.state, late.item, late.due),
        (State::Unfilled, None, None)
    );
    assert_eq!(late.messages.len(), 3);
    // Told the very same again, it is the same message.
    assert_eq!(
        house
            .answer(&request, loaned(COPY, DUE))
            .await
            .messages
            .len(),
        3
    );
}

#[tokio::test]
async fn a_cancellation_is_settled_by_the_lender() {
    let house = House::new();
    let request = house.ask().await;
    let wished = house.act(&request, Action::Cancel).await.unwrap();
    assert_eq!(wished.state, State::RequestSent);
    assert_eq!(
        house.act(&request, Action::Cancel).await,
        Err(Code::RequestClosed)
    );
    let denied = house
        .answer(&request, answered(Reason::CancelResponse, IllAnswer::No))
        .await;
    assert!(denied.actions.contains(&Action::Cancel));
    house.act(&request, Action::Cancel).await.unwrap();
    let over = house
        .answer(&request, answered(Reason::CancelResponse, IllAnswer::Yes))
        .await;
    assert_eq!(over.state, State::Cancelled);
}

#[tokio::test]
async fn it_is_tried_again_under_another_name() {
    let house = House::new();
    let request = house.ask().await;
    let later = SupplyingMessage {
        reason_retry: Some("OnLoan".into()),
        ..stands(Reason::RequestResponse, Some(State::RetryPossible))
    };
    house.answer(&request, later).await;
    house.delivered().await;
    let again = house.act(&request, Action::Retry).await.unwrap();
    assert_eq!((again.state, again.reason), (State::RequestSent, None));
    assert_ne!(
        again.requesting_agency_request_id,
        request.requesting_agency_request_id
    );
    let IllContent::Request(wanted) = &house.delivered().await[0] else {
        panic!("it is asked for again");
    };
    assert_eq!(
        wanted.retry_of,
        Some(request.requesting_agency_request_id.clone())
    );
    // What the lender says under the old name comes too late.
    let late = house.answer(&request, loaned(COPY, DUE)).await;
    assert_eq!(late.state, State::RequestSent);
}

#[tokio::test]
async fn for_whom_it_was_is_forgotten_a_week_after_it_is_over() {
    let house = House::new();
    let (over, open) = (house.ask().await, house.ask().await);
    house
        .answer(
            &over,
            stands(Reason::RequestResponse, Some(State::Unfilled)),
        )
        .await;
    house.delivered().await;
    house.days_pass(6);
    let house = house.reopened();
    assert_eq!(house.request(&over.id).await.patron, Some(VAINO.into()));
    house.days_pass(2);
    let house = house.reopened();
    // What is written now comes after what was forgotten.
    house.ask().await;
    let forgotten = house.request(&over.id).await;
    assert_eq!((forgotten.patron, forgotten.note), (None, None));
    assert!(forgotten.messages.iter().all(|told| told.note.is_none()));
    assert_eq!(forgotten.title, "Sillanrakentajat");
    assert_eq!(house.request(&open.id).await.patron, Some(VAINO.into()));
}

#[tokio::test]
async fn for_whom_it_was_is_known_as_long_as_the_copy_is_here() {
    let house = House::new();
    house.accepts(COPY).await;
    let request = house.borrowed(loaned(COPY, DUE)).await;
    house
        .answer(
            &request,
            stands(Reason::StatusChange, Some(State::CompletedWithoutReturn)),
        )
        .await;
    house.delivered().await;
    house.days_pass(20);
    let house = house.reopened();
    house.ask().await;
    let kept = house.request(&request.id).await;
    assert_eq!(kept.patron, Some(VAINO.into()));
}
