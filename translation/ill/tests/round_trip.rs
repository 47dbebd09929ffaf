//! What is heard of a partner is told the same, as far as the consortium has words for it.
#![allow(clippy::unwrap_used, reason = "what goes wrong here is a failed test")]

use std::{fs, path::Path};

use jiff::Timestamp;
use silta_consortium::{
    IllAnswer, IllContent, IllMessage, IllState, IllWanted, RequestingAction, RequestingMessage,
    ServiceType, SupplyingMessage, SupplyingReason,
};
use silta_ill_translation::{Habits, Heard, Parties, heard, told};
use silta_iso18626::{AgencyId, LIMITS, Message, Version};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn message(content: IllContent) -> IllMessage {
    IllMessage {
        requesting_agency_request_id: "R-1".to_owned(),
        supplying_agency_request_id: None,
        written: at("2026-11-23T10:00:00Z"),
        content,
    }
}

fn wanted() -> IllWanted {
    IllWanted {
        retry_of: None,
        service_type: ServiceType::Loan,
        record: Some("kainet.1".to_owned()),
        title: "Seitsemän veljestä".to_owned(),
        author: Some("Kivi, Aleksis".to_owned()),
        identifiers: vec!["9789510101544".to_owned(), "0356-1234".to_owned()],
        part: Some("1".to_owned()),
        need_before: Some(at("2026-12-31T21:59:59Z")),
        pickup_library: None,
        note: Some("Kiitos".into()),
    }
}

fn supplying() -> SupplyingMessage {
    SupplyingMessage {
        reason: SupplyingReason::StatusChange,
        answer: None,
        state: Some(IllState::Loaned),
        since: at("2026-11-23T09:00:00Z"),
        reason_unfilled: None,
        reason_retry: None,
        expected: None,
        due: Some(at("2026-12-31T21:59:59Z")),
        items: vec!["N0001".into()],
        url: None,
        loan_conditions: vec!["LibraryUseOnly".to_owned()],
        renewable: None,
        note: Some("Hyvää lukuhetkeä".into()),
    }
}

fn parties<'a>(ours: &'a AgencyId, theirs: &'a AgencyId) -> Parties<'a> {
    Parties {
        supplier: ours,
        requester: theirs,
        authentication: None,
        name: None,
        habits: Habits::Standard,
    }
}

/// What a partner hears of a message of ours.
fn as_heard(message: &IllMessage, version: Version) -> Heard {
    let (ours, theirs) = (AgencyId::isil("FI-Kam"), AgencyId::isil("FI-Partner"));
    let written = told(message, version, parties(&ours, &theirs));
    let text = written.write().unwrap().text;
    let read = Message::read(&text, LIMITS).unwrap();
    assert_eq!(read.message.version, version, "{text}");
    assert!(read.errors().is_empty(), "{text}");
    heard(&read.message, Habits::Standard).unwrap().unwrap()
}

#[test]
fn what_we_tell_is_heard_the_same_in_either_version() {
    let retry = IllWanted {
        retry_of: Some("R-0".to_owned()),
        service_type: ServiceType::CopyOrLoan,
        ..wanted()
    };
    let refused = SupplyingMessage {
        reason: SupplyingReason::CancelResponse,
        answer: Some(IllAnswer::No),
        state: Some(IllState::WillSupply),
        items: Vec::new(),
        loan_conditions: Vec::new(),
        ..supplying()
    };
    let unfilled = SupplyingMessage {
        reason: SupplyingReason::RequestResponse,
        state: Some(IllState::Unfilled),
        reason_unfilled: Some("NotFoundAsCited".to_owned()),
        ..refused.clone()
    };
    let renewal = RequestingMessage {
        action: RequestingAction::Renew,
        note: None,
    };
    for version in [Version::V1_2, Version::V2021_2] {
        for content in [
            IllContent::Request(Box::new(wanted())),
            IllContent::Request(Box::new(retry.clone())),
            IllContent::Supplying(Box::new(supplying())),
            IllContent::Supplying(Box::new(refused.clone())),
            IllContent::Supplying(Box::new(unfilled.clone())),
            IllContent::Requesting(renewal.clone()),
        ] {
            let message = message(content);
            assert_eq!(as_heard(&message, version).message, message);
        }
    }
}

#[test]
fn where_a_copy_is_stands_in_a_note_of_the_older_version() {
    let url = "https://copies.example.org/1";
    let copy = message(IllContent::Supplying(Box::new(SupplyingMessage {
        state: Some(IllState::CopyCompleted),
        items: Vec::new(),
        url: Some(url.to_owned()),
        note: None,
        ..supplying()
    })));
    let IllContent::Supplying(newer) = as_heard(&copy, Version::V2021_2).message.content else {
        panic!("another message");
    };
    assert_eq!(newer.url.as_deref(), Some(url));
    let IllContent::Supplying(older) = as_heard(&copy, Version::V1_2).message.content else {
        panic!("another message");
    };
    assert_eq!(older.note.unwrap().expose(), url);
}

#[test]
fn a_retry_names_the_request_before_it() {
    let retry = message(IllContent::Request(Box::new(IllWanted {
        retry_of: Some("R-0".to_owned()),
        ..wanted()
    })));
    let (ours, theirs) = (AgencyId::isil("FI-Kam"), AgencyId::isil("FI-Partner"));
    let written = told(&retry, Version::V2021_2, parties(&ours, &theirs));
    let text = written.write().unwrap().text;
    let text = text.replace(
        "<requestingAgencyPreviousRequestId>R-0</requestingAgencyPreviousRequestId>",
        "",
    );
    let read = Message::read(&text, LIMITS).unwrap();
    let wrong = heard(&read.message, Habits::Standard).unwrap().unwrap_err();
    let told = wrong.error_value.unwrap();
    assert!(
        told.starts_with("requestingAgencyPreviousRequestId"),
        "{told}"
    );
}

/// What others wrote is heard, and told again it is heard as the same.
#[test]
fn what_others_wrote_is_heard() {
    let Some(shared) = std::env::var_os("SILTA_SHARED") else {
        println!("without recorded messages: SILTA_SHARED is not set");
        return;
    };
    let mut compared = 0;
    for entry in fs::read_dir(Path::new(&shared).join("vectors/iso18626")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap_or_default();
        let Ok(read) = Message::read(&text, LIMITS) else {
            continue;
        };
        let Some(Ok(first)) = heard(&read.message, Habits::Standard) else {
            continue;
        };
        let mut again = as_heard(&first.message, Version::V2021_2).message;
        let mut expected = first.message;
        // What stands only in an answer of a lender to the request before has no place in ours.
        if let IllContent::Request(_) = expected.content {
            expected.supplying_agency_request_id = None;
        }
        // An empty status cannot be written: ours always says where it stands.
        if let (IllContent::Supplying(own), IllContent::Supplying(told)) =
            (&mut expected.content, &mut again.content)
            && own.state.is_none()
        {
            own.state = told.state;
        }
        assert_eq!(again, expected, "{name}");
        compared += 1;
    }
    println!("{compared} recorded messages");
    assert!(compared > 25, "{compared}");
}
