//! From the consortium's words to those on the wire: what is told.

mod ill;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use silta_consortium as consortium;
use silta_consortium_api as wire;

/// Tells a caller what it may know, in the time of the libraries.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Teller<'a> {
    pub(crate) zone: &'a TimeZone,
    /// Whether the caller is told how to reach patrons.
    pub(crate) contacts: bool,
}

/// Something of the consortium that has a form on the wire.
pub(crate) trait Tell {
    type Wire;

    fn tell(self, teller: Teller<'_>) -> Self::Wire;
}

impl<T: Tell> Tell for Option<T> {
    type Wire = Option<T::Wire>;

    fn tell(self, teller: Teller<'_>) -> Self::Wire {
        self.map(|one| one.tell(teller))
    }
}

impl<T: Tell> Tell for Vec<T> {
    type Wire = Vec<T::Wire>;

    fn tell(self, teller: Teller<'_>) -> Self::Wire {
        self.into_iter().map(|one| one.tell(teller)).collect()
    }
}

impl Tell for Timestamp {
    type Wire = wire::Time;

    fn tell(self, teller: Teller<'_>) -> wire::Time {
        wire::Time::new(self, teller.zone.to_offset(self))
    }
}

impl Tell for Date {
    type Wire = wire::Date;

    fn tell(self, _: Teller<'_>) -> wire::Date {
        self.into()
    }
}

/// Ids are the same on both sides.
macro_rules! ids {
    ($($name:ident),*) => {$(
        impl Tell for consortium::$name {
            type Wire = wire::$name;

            fn tell(self, _: Teller<'_>) -> wire::$name {
                self.as_str().into()
            }
        }
    )*};
}

ids!(
    CheckinId,
    FeeId,
    HoldId,
    IllMessageId,
    IllRequestId,
    ItemBarcode,
    LibraryCode,
    LoanId,
    PatronBarcode,
    PaymentId,
    RecordId
);

impl Tell for consortium::BlockId {
    type Wire = wire::BlockId;

    fn tell(self, _: Teller<'_>) -> wire::BlockId {
        self.0.into()
    }
}

impl Tell for consortium::Redacted {
    type Wire = wire::Redacted;

    fn tell(self, _: Teller<'_>) -> wire::Redacted {
        self.expose().into()
    }
}

impl Tell for consortium::Money {
    type Wire = wire::Money;

    fn tell(self, _: Teller<'_>) -> wire::Money {
        wire::Money {
            cents: self.cents,
            // The same three letters.
            currency: self
                .currency
                .as_str()
                .parse()
                .unwrap_or(wire::Currency::EUR),
        }
    }
}

impl Tell for consortium::Refusal {
    type Wire = wire::Problem;

    fn tell(self, teller: Teller<'_>) -> wire::Problem {
        // The same names on both sides: a test goes through all of them.
        let code = wire::Code::from_name(self.code.as_str()).unwrap_or(wire::Code::Internal);
        let texts = wire::Texts {
            fi: self.text(consortium::Language::Fi),
            sv: self.text(consortium::Language::Sv),
            en: self.text(consortium::Language::En),
        };
        let facts = wire::Facts {
            fee: self.facts.fee.tell(teller),
            limit: self.facts.limit,
            until: self.facts.until.tell(teller),
            hold: None,
        };
        wire::Problem::refusal(code, texts, facts)
    }
}

impl Tell for consortium::Library {
    type Wire = wire::Library;

    fn tell(self, teller: Teller<'_>) -> wire::Library {
        wire::Library {
            code: self.code.tell(teller),
            isil: self.isil.map(Into::into),
            name: self.name,
            open: None,
            closed_dates: self.closed_dates.tell(teller),
            pickup: Some(self.pickup),
        }
    }
}

impl Tell for consortium::Patron {
    type Wire = wire::Patron;

    fn tell(self, teller: Teller<'_>) -> wire::Patron {
        wire::Patron {
            barcode: self.barcode.tell(teller),
            name: self.name.tell(teller),
            home: self.home.tell(teller),
            group: self.group,
            language: wire::Open::from_name(self.language.as_str()),
            expires: self.expires.tell(teller),
            age_class: match self.age_class {
                consortium::AgeClass::Adult => wire::AgeClass::Adult.into(),
                consortium::AgeClass::Child => wire::AgeClass::Child.into(),
                consortium::AgeClass::Institution => wire::AgeClass::Institution.into(),
            },
            blocks: self.blocks.tell(teller),
            privileges: wire::Privileges {
                checkout: self.privileges.checkout,
                renew: self.privileges.renew,
                recall: self.privileges.recall,
                hold: self.privileges.hold,
            },
            limits: wire::Limits {
                loans: self.limits.loans,
                holds: self.limits.holds,
                overdue: self.limits.overdue,
                fees: self.limits.fees.tell(teller),
            },
            counts: wire::Counts {
                loans: self.counts.loans,
                overdue: self.counts.overdue,
                holds: self.counts.holds,
                holds_ready: self.counts.holds_ready,
                fees: self.counts.fees,
                recalled: Some(self.counts.recalled),
            },
            balance: self.balance.tell(teller),
            contact: teller.contacts.then(|| self.contact.tell(teller)),
        }
    }
}

impl Tell for consortium::Contact {
    type Wire = wire::Contact;

    fn tell(self, teller: Teller<'_>) -> wire::Contact {
        let known = |text: consortium::Redacted| (!text.is_empty()).then(|| text.tell(teller));
        wire::Contact {
            address: known(self.address),
            email: known(self.email),
            phone: known(self.phone),
            birth_date: known(self.birth_date),
        }
    }
}

impl Tell for consortium::Block {
    type Wire = wire::Block;

    fn tell(self, teller: Teller<'_>) -> wire::Block {
        wire::Block {
            id: self.id.tell(teller),
            code: wire::Open::from_name(self.code.as_str()),
            text: self.text.into(),
            since: self.since.tell(teller),
        }
    }
}

impl Tell for consortium::CirculationStatus {
    type Wire = wire::Open<wire::CirculationStatus>;

    fn tell(self, _: Teller<'_>) -> Self::Wire {
        use wire::CirculationStatus as Wire;

        let status = match self {
            Self::Available => Wire::Available,
            Self::ClaimedReturned => Wire::ClaimedReturned,
            Self::InProcess => Wire::InProcess,
            Self::InTransit => Wire::InTransit,
            Self::Lost => Wire::Lost,
            Self::Missing => Wire::Missing,
            Self::NotForLoan => Wire::NotForLoan,
            Self::OnHoldShelf => Wire::OnHoldShelf,
            Self::OnLoan => Wire::OnLoan,
            Self::OnOrder => Wire::OnOrder,
            Self::Recalled => Wire::Recalled,
        };
        status.into()
    }
}

impl Tell for consortium::Item {
    type Wire = wire::Item;

    fn tell(self, teller: Teller<'_>) -> wire::Item {
        wire::Item {
            barcode: self.barcode.tell(teller),
            title: self.title,
            author: self.author,
            media_type: wire::Open::from_name(self.media_type.as_str()),
            circulation_status: self.circulation_status.tell(teller),
            due: self.due.tell(teller),
            hold_queue: self.hold_queue,
            home: self.home.tell(teller),
            current_location: self.current_location.tell(teller),
            permanent_location: self.permanent_location.tell(teller),
            fee: self.fee.tell(teller),
            shelf_mark: self.shelf_mark,
            age_limit: self.age_limit,
            record: self.record.tell(teller),
            destination: self.destination.tell(teller),
            shelf_until: self.shelf_until.tell(teller),
            collection: self.collection,
            properties: self.properties,
        }
    }
}

impl Tell for consortium::Loan {
    type Wire = wire::Loan;

    fn tell(self, teller: Teller<'_>) -> wire::Loan {
        wire::Loan {
            id: self.id.tell(teller),
            patron: self.patron.tell(teller),
            item: self.item.tell(teller),
            title: self.title,
            author: self.author,
            media_type: wire::Open::from_name(self.media_type.as_str()),
            record: self.record.tell(teller),
            due: self.due.tell(teller),
            renewals: self.renewals,
            renewable: self.renewable,
            library: self.library.tell(teller),
            lent: Some(self.lent.tell(teller)),
            recalled: Some(self.recalled),
        }
    }
}

impl Tell for consortium::Hold {
    type Wire = wire::Hold;

    fn tell(self, teller: Teller<'_>) -> wire::Hold {
        let (record, item) = match self.target {
            consortium::HoldTarget::Record(record) => (Some(record.tell(teller)), None),
            consortium::HoldTarget::Item(item) => (None, Some(item.tell(teller))),
        };
        wire::Hold {
            id: self.id.tell(teller),
            patron: self.patron.tell(teller),
            record,
            item,
            pickup_library: self.pickup_library.tell(teller),
            title: self.title,
            placed: self.placed.tell(teller),
            ready_until: self.ready_until.tell(teller),
            expires: self.expires.map(|at| at.tell(teller).into()),
            position: self.position,
            status: match self.status {
                consortium::HoldStatus::Waiting => wire::HoldStatus::Waiting.into(),
                consortium::HoldStatus::InTransit => wire::HoldStatus::InTransit.into(),
                consortium::HoldStatus::Ready => wire::HoldStatus::Ready.into(),
            },
            copy: self.item.tell(teller),
        }
    }
}

impl Tell for consortium::Fee {
    type Wire = wire::Fee;

    fn tell(self, teller: Teller<'_>) -> wire::Fee {
        wire::Fee {
            id: self.id.tell(teller),
            kind: wire::Open::from_name(self.kind.as_str()),
            amount: self.amount.tell(teller),
            text: self.text,
            created: self.created.tell(teller),
            item: self.item.tell(teller),
        }
    }
}

impl Tell for consortium::Receipt {
    type Wire = wire::Payment;

    fn tell(self, teller: Teller<'_>) -> wire::Payment {
        wire::Payment {
            id: self.id.tell(teller),
            patron: None,
            amount: self.amount.tell(teller),
            balance: self.balance.tell(teller),
        }
    }
}

impl Tell for consortium::Lent {
    type Wire = wire::Lent;

    fn tell(self, teller: Teller<'_>) -> wire::Lent {
        wire::Lent {
            loan: self.loan.tell(teller),
            was_on_loan: Some(self.was_on_loan),
            renewed: Some(self.renewed),
            fee: self.fee.tell(teller),
            overridden: self.overridden.tell(teller),
        }
    }
}

impl Tell for consortium::Renewed {
    type Wire = wire::Lent;

    fn tell(self, teller: Teller<'_>) -> wire::Lent {
        wire::Lent {
            loan: self.loan.tell(teller),
            was_on_loan: Some(true),
            renewed: Some(true),
            fee: self.fee.tell(teller),
            overridden: self.overridden.tell(teller),
        }
    }
}

impl Tell for consortium::Returned {
    type Wire = wire::Checkin;

    fn tell(self, teller: Teller<'_>) -> wire::Checkin {
        wire::Checkin {
            id: self.id.tell(teller),
            item: self.item.tell(teller),
            last_borrower: self.last_borrower.tell(teller),
            routing: match self.routing {
                consortium::Routing::None => wire::Routing::None.into(),
                consortium::Routing::HoldHere => wire::Routing::HoldHere.into(),
                consortium::Routing::HoldElsewhere => wire::Routing::HoldElsewhere.into(),
                consortium::Routing::Ill => wire::Routing::Ill.into(),
                consortium::Routing::Transfer => wire::Routing::Transfer.into(),
            },
            destination: self.destination.tell(teller),
            sort_bin: self.sort_bin,
            hold: self.hold.tell(teller),
            fee: self.fee.tell(teller),
        }
    }
}

impl Tell for consortium::RenewalOutcome {
    type Wire = wire::RenewalOutcome;

    fn tell(self, teller: Teller<'_>) -> wire::RenewalOutcome {
        let (outcome, due, problem) = match self.result {
            Ok(due) => (wire::RenewalResult::Renewed, Some(due.tell(teller)), None),
            Err(refusal) => (
                wire::RenewalResult::Refused,
                None,
                Some(refusal.tell(teller)),
            ),
        };
        wire::RenewalOutcome {
            item: self.item.tell(teller),
            title: Some(self.title),
            outcome: outcome.into(),
            due,
            problem,
        }
    }
}

impl Tell for consortium::Record {
    type Wire = wire::Record;

    fn tell(self, teller: Teller<'_>) -> wire::Record {
        wire::Record {
            id: self.id.tell(teller),
            title: Some(self.title),
            author: self.author,
            changed: Some(self.changed.tell(teller)),
        }
    }
}

impl Tell for consortium::RecordChange {
    type Wire = wire::RecordChange;

    fn tell(self, teller: Teller<'_>) -> wire::RecordChange {
        wire::RecordChange {
            id: self.id.tell(teller),
            changed: self.changed.tell(teller),
            deleted: self.deleted,
        }
    }
}

impl Tell for consortium::StaffNotice {
    type Wire = wire::StaffNotice;

    fn tell(self, teller: Teller<'_>) -> wire::StaffNotice {
        wire::StaffNotice {
            at: self.at.tell(teller),
            text: self.text.into(),
            item: self.item.tell(teller),
            patron: self.patron.tell(teller),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_and_state_has_its_name_on_the_wire() {
        for code in consortium::RefusalCode::ALL {
            let known = wire::Code::from_name(code.as_str());
            assert!(known.is_some_and(wire::Code::is_refusal), "{code:?}");
        }
        for (kind, name) in consortium::MediaType::ALL {
            assert!(wire::MediaType::from_name(name).is_some(), "{kind:?}");
        }
        for (kind, name) in consortium::FeeType::ALL {
            assert!(wire::FeeType::from_name(name).is_some(), "{kind:?}");
        }
        for language in consortium::Language::ALL {
            assert!(wire::Language::from_name(language.as_str()).is_some());
        }
    }

    #[test]
    fn times_are_told_in_the_zone_of_the_libraries() {
        let zone = TimeZone::get("Europe/Helsinki").unwrap();
        let teller = Teller {
            zone: &zone,
            contacts: false,
        };
        let summer: Timestamp = "2026-07-01T09:00:00Z".parse().unwrap();
        assert_eq!(summer.tell(teller).to_string(), "2026-07-01T12:00:00+03:00");
    }
}
