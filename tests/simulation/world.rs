//! The little world of a simulation: who and what is in it, and its clock.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use silta_consortium::{
    AgeClass, CirculationStatus, Contact, Counts, Item, Language, Library, Limits, MediaType,
    Money, Patron, Privileges, RecordId,
};
use tokio::time::Instant;

use crate::books::Books;

pub(crate) const LIBRARY: &str = "KAJ";
pub(crate) const PATRONS: [&str; 3] = ["SIM-1", "SIM-2", "SIM-3"];
pub(crate) const ITEMS: [&str; 4] = ["3900000001", "3900000002", "3900000003", "3900000004"];
pub(crate) const PIN: &str = "1234";
/// What each patron owes at first, in cents.
pub(crate) const DEBT: i64 = 100_000;
/// Sunday, 22 November 2026, 9.00 UTC.
const BEGINNING: Timestamp = Timestamp::constant(1_795_338_000, 0);

/// The clock: what has passed since the beginning. The runtime's, so nobody waits for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock(Instant);

impl Clock {
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn passed(self) -> Duration {
        self.0.elapsed()
    }

    pub(crate) fn now(self) -> Timestamp {
        time(self.passed())
    }
}

/// The time of day when so much has passed; whole seconds, as the wire has it.
pub(crate) fn time(passed: Duration) -> Timestamp {
    BEGINNING + SignedDuration::from_secs(passed.as_secs().cast_signed())
}

pub(crate) fn title(item: &str) -> String {
    format!("Kirja {item}")
}

pub(crate) fn record(item: &str) -> RecordId {
    format!("kainet.{item}").into()
}

pub(crate) fn library() -> Library {
    Library {
        code: LIBRARY.into(),
        name: "Kajaanin pääkirjasto".to_owned(),
        isil: None,
        closed_dates: Vec::new(),
        pickup: true,
    }
}

pub(crate) fn item(books: &Books, barcode: &str) -> Item {
    let loan = books.loan(barcode);
    Item {
        barcode: barcode.into(),
        record: record(barcode),
        title: title(barcode),
        author: None,
        media_type: MediaType::Book,
        circulation_status: match loan {
            Some(_) => CirculationStatus::OnLoan,
            None => CirculationStatus::Available,
        },
        due: loan.map(|loan| loan.due),
        hold_queue: u32::try_from(books.queue(barcode)).unwrap(),
        home: LIBRARY.into(),
        current_location: LIBRARY.into(),
        permanent_location: LIBRARY.into(),
        destination: None,
        shelf_until: None,
        fee: None,
        shelf_mark: None,
        collection: None,
        age_limit: None,
        properties: None,
    }
}

pub(crate) fn patron(books: &Books, card: &str) -> Patron {
    let count = |number| u32::try_from(number).unwrap();
    let blocks = books.blocks_of(card);
    let may = blocks.is_empty();
    Patron {
        barcode: card.into(),
        name: name(card).into(),
        home: LIBRARY.into(),
        group: "adult".to_owned(),
        language: Language::Fi,
        expires: None,
        age_class: AgeClass::Adult,
        blocks,
        privileges: Privileges {
            checkout: may,
            renew: may,
            recall: may,
            hold: may,
        },
        limits: Limits {
            loans: None,
            holds: None,
            overdue: None,
            fees: None,
        },
        counts: Counts {
            loans: count(books.loans_of(card).len()),
            holds: count(books.holds_of(card).len()),
            ..Counts::default()
        },
        balance: Money::euros(books.owed(card)),
        contact: Contact::default(),
    }
}

pub(crate) fn name(card: &str) -> String {
    format!("Simulanen, {card}")
}
