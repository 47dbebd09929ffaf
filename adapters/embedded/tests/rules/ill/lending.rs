//! Our copies, lent to a partner.

use silta_consortium::{
    CirculationStatus as Status, Error, FailureSource, IllAction as Action, IllContent,
    IllExchange, IllMessage, IllState as State, IllStep, IllWanted, Partner, Redacted,
    RefusalCode as Code, RequestingAction as Does, RequestingMessage, ServiceType,
    SupplyingReason as Reason,
};
use silta_embedded::{Settings, demo_partner};

use super::{INSTITUTION, step, wanted};
use crate::house::{ASA, House, VAINO, change, context, on_record, said, time};

/// The one copy of Seitsemän veljestä.
const VELJEKSET: &str = "3900000001";

#[tokio::test]
async fn a_copy_goes_out_and_comes_home() {
    let house = House::new();
    let request = house
        .asked("p-1", wanted("Seitsemän veljestä"))
        .await
        .unwrap();
    assert_eq!(request.state, State::RequestReceived);
    assert_eq!(request.record, Some("kainet.1".into()));
    assert_eq!(request.item, Some(VELJEKSET.into()));
    assert_eq!(request.pickup_library, Some("KAJ".into()));
    assert_eq!(request.patron, Some(INSTITUTION.into()));
    // Nothing is answered before staff has said something.
    assert_eq!(house.delivered().await, []);

    house.act(&request, Action::WillSupply).await.unwrap();
    let due = time("2026-04-10T23:59:59+03:00");
    let ship = IllStep {
        due: Some(due),
        ..step(&request, Action::Ship)
    };
    let shipped = house.take(ship).await.unwrap();
    assert_eq!((shipped.state, shipped.due), (State::Loaned, Some(due)));
    let loans = house.loans(INSTITUTION).await;
    assert_eq!((loans[0].item.as_str(), loans[0].due), (VELJEKSET, due));
    let told = house.delivered().await;
    let IllContent::Supplying(told) = &told[1] else {
        panic!("{told:?}");
    };
    assert_eq!((told.state, told.due), (Some(State::Loaned), Some(due)));
    assert_eq!(told.items, [VELJEKSET.into()]);

    house.does("p-1", Does::Received).await;
    house.does("p-1", Does::ShippedReturn).await;
    let home = house.act(&request, Action::ReceiveReturn).await.unwrap();
    assert_eq!(home.state, State::LoanCompleted);
    assert!(house.loans(INSTITUTION).await.is_empty());
    assert_eq!(
        house.item(VELJEKSET).await.circulation_status,
        Status::Available
    );
    let completed = (Reason::StatusChange, Some(State::LoanCompleted));
    assert_eq!(house.states_told().await, [completed]);
    // Nothing more can be done but to talk.
    assert_eq!(home.actions, [Action::Notify]);
    assert_eq!(
        house.act(&request, Action::Ship).await,
        Err(Code::RequestClosed)
    );
    let kinds: Vec<_> = home
        .messages
        .iter()
        .map(|told| told.value.as_deref().unwrap())
        .collect();
    let all = [
        "New",
        "WillSupply",
        "Loaned",
        "Received",
        "ShippedReturn",
        "LoanCompleted",
    ];
    assert_eq!(kinds, all);
}

#[tokio::test]
async fn where_there_is_nothing_to_decide_a_partner_is_answered_at_once() {
    let house = House::with(Settings {
        partners: vec![Partner {
            is_answered_at_once: true,
            ..demo_partner()
        }],
        ..Settings::default()
    });
    let answers = async |name, wanted| {
        let request = house.asked(name, wanted).await.unwrap();
        let again = house.request(&request.id).await;
        assert_eq!(again, request);
        let told = house.states_told().await;
        (request.state, request.reason, told)
    };
    let answered = |state| vec![(Reason::RequestResponse, Some(state))];

    let promised = answers("p-1", wanted("Seitsemän veljestä")).await;
    let yes = (State::WillSupply, None, answered(State::WillSupply));
    assert_eq!(promised, yes);
    let unknown = answers("p-2", wanted("A title that nobody has")).await;
    let why = Some("NotHeld".to_owned());
    assert_eq!(unknown, (State::Unfilled, why, answered(State::Unfilled)));
    // Promised to one, the only copy is not free for another: when it is, staff knows.
    let asked = (State::RequestReceived, None, vec![]);
    assert_eq!(answers("p-3", wanted("Seitsemän veljestä")).await, asked);
    // Nor does anybody but staff make copies of pages.
    let copy = |title| IllWanted {
        service_type: ServiceType::Copy,
        ..wanted(title)
    };
    assert_eq!(answers("p-4", copy("Kalevala")).await, asked);
    assert_eq!(answers("p-5", copy("A title that nobody has")).await, asked);
    // A rental that nobody has agreed to pay, the partner least of all.
    assert_eq!(answers("p-6", wanted("Musiikkia Kainuusta")).await, asked);
    // What was asked and answered once is not answered again.
    let again = answers("p-1", wanted("Seitsemän veljestä")).await;
    assert_eq!(again, (State::WillSupply, None, vec![]));
}

#[tokio::test]
async fn a_partner_without_a_card_is_promised_nothing_at_once() {
    let house = House::with(Settings {
        partners: vec![Partner {
            is_answered_at_once: true,
            institutional_patron: "nobody".into(),
            ..demo_partner()
        }],
        ..Settings::default()
    });
    let request = house.asked("p-1", wanted("Seitsemän veljestä"));
    assert_eq!(request.await.unwrap().state, State::RequestReceived);
}

#[tokio::test]
async fn a_returned_copy_goes_to_who_waits_for_it() {
    let house = House::new();
    let request = house
        .asked("p-1", wanted("Seitsemän veljestä"))
        .await
        .unwrap();
    house.act(&request, Action::Ship).await.unwrap();
    house
        .place(on_record(ASA, "kainet.1", "SOT"))
        .await
        .unwrap();
    house.act(&request, Action::ReceiveReturn).await.unwrap();
    let item = house.item(VELJEKSET).await;
    assert_eq!(item.circulation_status, Status::InTransit);
    assert_eq!(item.destination, Some("SOT".into()));
}

#[tokio::test]
async fn the_same_again_is_one_request_and_another_is_refused() {
    let house = House::new();
    let first = house.asked("p-1", wanted("Kalevala")).await.unwrap();
    assert_eq!(house.asked("p-1", wanted("Kalevala")).await.unwrap(), first);
    let other = house.asked("p-1", wanted("Rautatie")).await;
    assert_eq!(other, Err(Code::DuplicateRequest));
    // A name that we gave to a request of ours is taken too.
    let ours = house.ask().await;
    let taken = house.asked(&ours.requesting_agency_request_id, wanted("Kalevala"));
    assert_eq!(taken.await, Err(Code::DuplicateRequest));
    // What the borrower says of it, it cannot say of a request that we made.
    let told = RequestingMessage {
        action: Does::Received,
        note: None,
    };
    let of_ours = house.hear(
        &ours.requesting_agency_request_id,
        IllContent::Requesting(told),
    );
    assert_eq!(of_ours.await, Err(Code::RequestUnknown));
}

#[tokio::test]
async fn titles_are_found_by_id_number_and_name() {
    let house = House::new();
    let found = async |name: &str, wanted| house.asked(name, wanted).await.unwrap().record;
    let by_id = IllWanted {
        record: Some("kainet.2".into()),
        ..wanted("something else")
    };
    assert_eq!(found("id", by_id).await, Some("kainet.2".into()));
    let numbered = house.isbn_of_some_record().await;
    let (start, rest) = numbered.1.split_at(3);
    let hyphenated = format!("{start}-{rest}");
    let by_number = IllWanted {
        // Odd ones stand in nobody's way.
        identifiers: ["978*567890?", "'1234567'8", "ABC", hyphenated.as_str()]
            .map(Into::into)
            .to_vec(),
        ..wanted("something else")
    };
    assert_eq!(
        found("isbn", by_number).await,
        Some(numbered.0.as_str().into())
    );
    let by_name = IllWanted {
        author: Some("Aleksis Kivi".into()),
        ..wanted("  seitsemän VELJESTÄ ")
    };
    assert_eq!(found("name", by_name).await, Some("kainet.1".into()));
    let by_another = IllWanted {
        author: Some("Mika Waltari".into()),
        ..wanted("Seitsemän veljestä")
    };
    assert_eq!(found("other", by_another).await, None);
    assert_eq!(found("none", wanted("Tätä ei ole")).await, None);
}

#[tokio::test]
async fn no_copy_is_picked_that_could_not_be_sent() {
    let house = House::new();
    let item = async |name: &str, title: &str| house.asked(name, wanted(title)).await.unwrap().item;
    assert_eq!(item("on loan", "Putkinotko").await, None);
    assert_eq!(item("reference", "Suomen kartasto").await, None);
    assert_eq!(item("on its way", "Rautatie").await, None);
    assert_eq!(item("on the shelf", "Tuntematon sotilas").await, None);
    assert_eq!(item("waited for", "Nummisuutarit").await, None);
    assert_eq!(
        item("free", "Seitsemän veljestä").await,
        Some(VELJEKSET.into())
    );
    // It is promised already.
    assert_eq!(item("second", "Seitsemän veljestä").await, None);
}

#[tokio::test]
async fn what_speaks_against_a_loan_speaks_against_shipping() {
    let house = House::new();
    let request = house.asked("p-1", wanted("Suomen kartasto")).await.unwrap();
    let ship = |item: &str| IllStep {
        item: Some(item.into()),
        ..step(&request, Action::Ship)
    };
    assert_eq!(
        house.take(ship("3900000007")).await,
        Err(Code::ItemNotForLoan)
    );
    assert_eq!(
        house.take(ship("3900000005")).await,
        Err(Code::ItemOnLoanToOther)
    );
    assert_eq!(
        house.take(ship("3900000003")).await,
        Err(Code::ItemOnHoldForOther)
    );
    assert_eq!(house.take(ship("none")).await, Err(Code::ItemUnknown));
    // What was refused changed nothing, and told nothing.
    let stands = house.request(&request.id).await;
    assert_eq!(stands.state, State::RequestReceived);
    assert_eq!(house.delivered().await, []);
    // The same copy is not sent for two requests.
    house.take(ship(VELJEKSET)).await.unwrap();
    let other = house.asked("p-2", wanted("Kalevala")).await.unwrap();
    let again = IllStep {
        item: Some(VELJEKSET.into()),
        ..step(&other, Action::Ship)
    };
    assert_eq!(house.take(again).await, Err(Code::ItemOnLoanToOther));
}

#[tokio::test]
async fn renewing_recalling_and_losing_change_the_loan() {
    let house = House::new();
    let request = house
        .asked("p-1", wanted("Seitsemän veljestä"))
        .await
        .unwrap();
    house.act(&request, Action::Ship).await.unwrap();
    assert_eq!(
        house.act(&request, Action::AcceptRenewal).await,
        Err(Code::RequestClosed)
    );
    let wished = house.does("p-1", Does::Renew).await;
    assert!(wished.actions.contains(&Action::AcceptRenewal));
    let until = time("2026-05-20T23:59:59+03:00");
    let renew = IllStep {
        due: Some(until),
        ..step(&request, Action::AcceptRenewal)
    };
    let renewed = house.take(renew).await.unwrap();
    assert_eq!((renewed.due, renewed.state), (Some(until), State::Loaned));
    assert_eq!(house.loans(INSTITUTION).await[0].due, until);
    assert!(!renewed.actions.contains(&Action::AcceptRenewal));

    let recalled = house.act(&request, Action::Recall).await.unwrap();
    assert_eq!(recalled.state, State::Recalled);
    let loan = &house.loans(INSTITUTION).await[0];
    assert!(loan.recalled && Some(loan.due) == recalled.due && loan.due < until);

    house
        .act(&request, Action::CompletedWithoutReturn)
        .await
        .unwrap();
    assert!(house.loans(INSTITUTION).await.is_empty());
    assert_eq!(house.item(VELJEKSET).await.circulation_status, Status::Lost);
}

#[tokio::test]
async fn staff_is_told_of_wishes_once() {
    let house = House::new();
    let before = house.notices().await.len();
    let request = house
        .asked("p-1", wanted("Seitsemän veljestä"))
        .await
        .unwrap();
    let wished = house.does("p-1", Does::Cancel).await;
    assert!(wished.actions.contains(&Action::AcceptCancel));
    // The very same message, and another one that says the same.
    house.does("p-1", Does::Cancel).await;
    let mut later = super::message(
        "p-1",
        IllContent::Requesting(RequestingMessage {
            action: Does::Cancel,
            note: None,
        }),
    );
    later.written = time("2026-03-02T13:00:00+02:00");
    let told = house.hear_message(later).await.unwrap();
    assert_eq!(told.messages.len(), 3);
    let notices = house.notices().await;
    assert_eq!(notices.len(), before + 1);
    assert!(
        notices[0].text.contains("wants it no more"),
        "{}",
        notices[0].text
    );
    let cancelled = house.act(&request, Action::AcceptCancel).await.unwrap();
    assert_eq!(cancelled.state, State::Cancelled);
    let told = (Reason::CancelResponse, Some(State::Cancelled));
    assert_eq!(house.states_told().await, [told]);
    // Out of order: kept, and nothing else.
    let late = house.does("p-1", Does::ShippedReturn).await;
    assert_eq!(
        (late.state, late.actions),
        (State::Cancelled, vec![Action::Notify])
    );
    assert_eq!(house.notices().await.len(), before + 1);
}

#[tokio::test]
async fn a_question_is_answered_without_staff_and_fills_no_outbox() {
    let house = House::new();
    let request = house
        .asked("p-1", wanted("Seitsemän veljestä"))
        .await
        .unwrap();
    for _ in 0..3 {
        house.does("p-1", Does::StatusRequest).await;
    }
    let told = (Reason::StatusRequestResponse, Some(State::RequestReceived));
    assert_eq!(house.states_told().await, [told, told]);
    // Asked in the same second, it tells where it stands by then.
    house.act(&request, Action::WillSupply).await.unwrap();
    house.does("p-1", Does::StatusRequest).await;
    let promised = Some(State::WillSupply);
    let told = [
        (Reason::RequestResponse, promised),
        (Reason::StatusRequestResponse, promised),
    ];
    assert_eq!(house.states_told().await, told);
}

#[tokio::test]
async fn a_wish_that_was_answered_can_be_wished_again() {
    let house = House::new();
    let request = house
        .asked("p-1", wanted("Seitsemän veljestä"))
        .await
        .unwrap();
    house.act(&request, Action::Ship).await.unwrap();
    let before = house.notices().await.len();
    for _ in 0..2 {
        house.does("p-1", Does::Renew).await;
        house.does("p-1", Does::Renew).await;
        house.act(&request, Action::RefuseRenewal).await.unwrap();
    }
    assert_eq!(house.notices().await.len(), before + 2);
}

#[tokio::test]
async fn a_request_is_tried_again_where_that_was_offered() {
    let house = House::new();
    let request = house.asked("p-1", wanted("Putkinotko")).await.unwrap();
    let again = |of: &str| IllWanted {
        retry_of: Some(of.into()),
        ..wanted("Seitsemän veljestä")
    };
    assert_eq!(
        house.asked("p-2", again("p-1")).await,
        Err(Code::RequestClosed)
    );
    assert_eq!(
        house.asked("p-2", again("p-0")).await,
        Err(Code::RequestUnknown)
    );
    let later = IllStep {
        reason: Some("OnLoan".into()),
        ..step(&request, Action::RetryPossible)
    };
    let offered = house.take(later).await.unwrap();
    assert_eq!(offered.reason.as_deref(), Some("OnLoan"));
    let reopened = house.asked("p-2", again("p-1")).await.unwrap();
    assert_eq!(reopened.id, request.id);
    assert_eq!(reopened.state, State::RequestReceived);
    assert_eq!(reopened.requesting_agency_request_id, "p-2");
    assert_eq!(reopened.item, Some(VELJEKSET.into()));
    assert_eq!(
        (reopened.reason, reopened.title.as_str()),
        (None, "Seitsemän veljestä")
    );
    // The old name is known, and says nothing any more.
    let late = house.does("p-1", Does::Cancel).await;
    assert!(!late.actions.contains(&Action::AcceptCancel));
    assert_eq!(
        house.asked("p-1", wanted("Kalevala")).await,
        Err(Code::DuplicateRequest)
    );
}

#[tokio::test]
async fn copies_to_keep_are_completed_and_not_shipped() {
    let house = House::new();
    let copy = IllWanted {
        service_type: ServiceType::Copy,
        ..wanted("Kalevala")
    };
    let request = house.asked("p-1", copy).await.unwrap();
    assert_eq!(
        house.act(&request, Action::Ship).await,
        Err(Code::RequestClosed)
    );
    let done = IllStep {
        url: Some("https://example.org/1.pdf".into()),
        ..step(&request, Action::CopyCompleted)
    };
    let done = house.take(done).await.unwrap();
    assert_eq!(done.state, State::CopyCompleted);
    let IllContent::Supplying(told) = &house.delivered().await[0] else {
        panic!("the lender tells it");
    };
    assert_eq!(told.url.as_deref(), Some("https://example.org/1.pdf"));
}

#[tokio::test]
async fn a_return_at_a_machine_leaves_others_loans_alone() {
    let house = House::new();
    let request = house
        .asked("p-1", wanted("Seitsemän veljestä"))
        .await
        .unwrap();
    house.act(&request, Action::Ship).await.unwrap();
    house.checkin(VELJEKSET, "KAJ").await;
    house.checkout(VAINO, VELJEKSET).await.unwrap();
    house.does("p-1", Does::Renew).await;
    assert_eq!(
        house.act(&request, Action::AcceptRenewal).await,
        Err(Code::NotOnLoan)
    );
    house.act(&request, Action::ReceiveReturn).await.unwrap();
    assert_eq!(house.loans(VAINO).await.len(), 1);
}

#[tokio::test]
async fn of_what_a_partner_writes_only_so_much_is_kept() {
    let house = House::new();
    let long = "ä".repeat(IllMessage::MAX_TEXT + 1);
    let wordy = IllWanted {
        author: Some(long.clone()),
        note: Some(long.as_str().into()),
        identifiers: vec![long.clone(); 100],
        ..wanted(&long)
    };
    let request = house.asked("p-1", wordy.clone()).await.unwrap();
    let most = |text: &str| text.chars().count() == IllMessage::MAX_TEXT;
    assert!(most(&request.title) && most(&request.author.unwrap()));
    let note = |note: &Option<Redacted>| most(note.as_ref().unwrap().expose());
    assert!(note(&request.note) && note(&request.messages[0].note));
    // Known by what was cut off too.
    assert_eq!(house.asked("p-1", wordy).await.unwrap().id, request.id);
    let other = wanted(&format!("{long}?"));
    assert_eq!(house.asked("p-1", other).await, Err(Code::DuplicateRequest));
    let name = "n".repeat(IllMessage::MAX_REQUEST_ID);
    house.asked(&name, wanted("Kalevala")).await.unwrap();
    for malformed in [String::new(), format!("{name}n")] {
        let received = super::received(super::message(
            &malformed,
            IllContent::Request(wanted("Kalevala").into()),
        ));
        let heard = IllExchange::receive_ill_message(&house.store, change(received));
        assert!(
            matches!(heard.await, Err(Error::Failed(failure)) if failure.blame == FailureSource::Caller)
        );
    }
}

#[tokio::test]
async fn strangers_are_unknown() {
    let house = House::new();
    let mut stranger = super::received(super::message(
        "p-1",
        IllContent::Request(wanted("Kalevala").into()),
    ));
    stranger.peer = "ISIL:FI-Stranger".into();
    let heard = IllExchange::receive_ill_message(&house.store, change(stranger));
    assert_eq!(said(heard.await), Err(Code::RequestUnknown));
}

impl House {
    /// A record of the demo with an ISBN, and that.
    async fn isbn_of_some_record(&self) -> (String, String) {
        use silta_consortium::{Catalogue as _, Index, query::Browse};
        said(self.store.settled(&context()).await).unwrap();
        let browse = Browse {
            index: Index::Isbn,
            from: "978".into(),
            count: 1,
            before: 0,
            headings: false,
        };
        let terms = said(self.store.browse(&context(), browse).await).unwrap();
        let isbn = terms.entries[0].term.clone();
        let found = self.found(Index::Isbn, &isbn).await;
        (found[0].clone(), isbn)
    }
}
