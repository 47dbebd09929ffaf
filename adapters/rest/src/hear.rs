//! From the words on the wire to those of the consortium: what is heard.
//!
//! A word that only a newer version of the API knows is taken for the kind that says "anything
//! else" where there is one; elsewhere the answer cannot be understood, and that is said.

mod ill;

use jiff::Timestamp;
use silta_consortium::{
    AgeClass, Block, BlockId, CheckinId, CirculationStatus, Contact, Counts, Currency, Fee, FeeId,
    FeeType, Hold, HoldId, HoldStatus, HoldTarget, IllMessageId, IllRequestId, Item, ItemBarcode,
    Language, Lent, Library, LibraryCode, Limits, Loan, LoanId, MediaType, Money, Patron,
    PatronBarcode, PaymentId, Privileges, Receipt, Record, RecordChange, RecordId, Redacted,
    RefusalCode, RenewalOutcome, Renewed, Returned, Routing, StaffNotice,
};
use silta_consortium_api as wire;

use crate::answer::refusal;

/// Where something stands that cannot be understood: a JSON pointer or the name of a member, never
/// its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Strange(pub(crate) String);

impl Strange {
    pub(crate) fn at(member: &str) -> Self {
        Self(member.to_owned())
    }
}

type Heard<T> = Result<T, Strange>;

/// Something on the wire that has a meaning in the consortium's words.
pub(crate) trait Hear {
    type Meaning;

    fn hear(self) -> Heard<Self::Meaning>;
}

impl Hear for () {
    type Meaning = ();

    fn hear(self) -> Heard<()> {
        Ok(())
    }
}

impl<T: Hear> Hear for Option<T> {
    type Meaning = Option<T::Meaning>;

    fn hear(self) -> Heard<Self::Meaning> {
        self.map(T::hear).transpose()
    }
}

impl<T: Hear> Hear for Vec<T> {
    type Meaning = Vec<T::Meaning>;

    fn hear(self) -> Heard<Self::Meaning> {
        self.into_iter().map(T::hear).collect()
    }
}

/// Ids are the same on both sides.
macro_rules! ids {
    ($($name:ident),*) => {$(
        impl Hear for wire::$name {
            type Meaning = $name;

            fn hear(self) -> Heard<$name> {
                Ok(self.into_string().into())
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

impl Hear for wire::BlockId {
    type Meaning = BlockId;

    fn hear(self) -> Heard<BlockId> {
        Ok(BlockId(self.into_string()))
    }
}

impl Hear for wire::Time {
    type Meaning = Timestamp;

    fn hear(self) -> Heard<Timestamp> {
        Ok(self.timestamp())
    }
}

impl Hear for wire::Redacted {
    type Meaning = Redacted;

    fn hear(self) -> Heard<Redacted> {
        Ok(self.expose().into())
    }
}

impl Hear for wire::Money {
    type Meaning = Money;

    fn hear(self) -> Heard<Money> {
        let currency: Currency = self
            .currency
            .as_str()
            .parse()
            .map_err(|_| Strange::at("currency"))?;
        Ok(Money {
            cents: self.cents,
            currency,
        })
    }
}

/// Words that are the same on both sides. After `or` stands what another word is taken for, if there
/// is a kind for anything else.
macro_rules! words {
    ($($name:ident $(or $other:ident)?: $($word:ident),*;)*) => {$(
        impl Hear for wire::$name {
            type Meaning = $name;

            fn hear(self) -> Heard<$name> {
                Ok(match self {
                    $(Self::$word => $name::$word,)*
                })
            }
        }

        impl Hear for wire::Open<wire::$name> {
            type Meaning = $name;

            fn hear(self) -> Heard<$name> {
                match self.known() {
                    Some(word) => word.hear(),
                    None => words!(@other $name $($other)?),
                }
            }
        }
    )*};
    (@other $name:ident $other:ident) => { Ok($name::$other) };
    (@other $name:ident) => { Err(Strange::at(stringify!($name))) };
}

words! {
    AgeClass: Adult, Child, Institution;
    CirculationStatus: Available, ClaimedReturned, InProcess, InTransit, Lost, Missing, NotForLoan,
        OnHoldShelf, OnLoan, OnOrder, Recalled;
    FeeType or Other: Administrative, ComputerAccess, Damage, Hold, Other, Overdue, Processing,
        Rental, Replacement;
    HoldStatus: InTransit, Ready, Waiting;
    Language or Fi: En, Fi, Sv;
    MediaType or Other: Book, Cd, Dvd, Ebook, Magazine, Map, Other, Score;
    Routing: HoldElsewhere, HoldHere, Ill, None, Transfer;
}

impl Hear for wire::Library {
    type Meaning = Library;

    fn hear(self) -> Heard<Library> {
        Ok(Library {
            code: self.code.hear()?,
            name: self.name,
            isil: self.isil.map(wire::Isil::into_string),
            closed_dates: self
                .closed_dates
                .into_iter()
                .map(wire::Date::civil)
                .collect(),
            pickup: self.pickup.unwrap_or(true),
        })
    }
}

impl Hear for wire::Patron {
    type Meaning = Patron;

    fn hear(self) -> Heard<Patron> {
        Ok(Patron {
            barcode: self.barcode.hear()?,
            name: self.name.hear()?,
            home: self.home.hear()?,
            group: self.group,
            language: self.language.hear()?,
            expires: self.expires.map(wire::Date::civil),
            age_class: self.age_class.hear()?,
            blocks: self.blocks.hear()?,
            privileges: Privileges {
                checkout: self.privileges.checkout,
                renew: self.privileges.renew,
                recall: self.privileges.recall,
                hold: self.privileges.hold,
            },
            limits: Limits {
                loans: self.limits.loans,
                holds: self.limits.holds,
                overdue: self.limits.overdue,
                fees: self.limits.fees.hear()?,
            },
            counts: Counts {
                loans: self.counts.loans,
                overdue: self.counts.overdue,
                holds: self.counts.holds,
                holds_ready: self.counts.holds_ready,
                fees: self.counts.fees,
                recalled: self.counts.recalled.unwrap_or(0),
            },
            balance: self.balance.hear()?,
            contact: self.contact.hear()?.unwrap_or_default(),
        })
    }
}

impl Hear for wire::Block {
    type Meaning = Block;

    /// A block of a kind that nobody knows here is a block all the same.
    fn hear(self) -> Heard<Block> {
        let code = RefusalCode::from_name(self.code.as_str());
        Ok(Block {
            id: self.id.hear()?,
            code: code.unwrap_or(RefusalCode::PatronBlocked),
            text: self.text.expose().to_owned(),
            since: self.since.hear()?,
        })
    }
}

impl Hear for wire::Contact {
    type Meaning = Contact;

    fn hear(self) -> Heard<Contact> {
        Ok(Contact {
            address: self.address.hear()?.unwrap_or_default(),
            email: self.email.hear()?.unwrap_or_default(),
            phone: self.phone.hear()?.unwrap_or_default(),
            birth_date: self.birth_date.hear()?.unwrap_or_default(),
        })
    }
}

impl Hear for wire::Item {
    type Meaning = Item;

    fn hear(self) -> Heard<Item> {
        Ok(Item {
            barcode: self.barcode.hear()?,
            record: self.record.hear()?,
            title: self.title,
            author: self.author,
            media_type: self.media_type.hear()?,
            circulation_status: self.circulation_status.hear()?,
            due: self.due.hear()?,
            hold_queue: self.hold_queue,
            home: self.home.hear()?,
            current_location: self.current_location.hear()?,
            permanent_location: self.permanent_location.hear()?,
            destination: self.destination.hear()?,
            shelf_until: self.shelf_until.hear()?,
            fee: self.fee.hear()?,
            shelf_mark: self.shelf_mark,
            collection: self.collection,
            age_limit: self.age_limit,
            properties: self.properties,
        })
    }
}

impl Hear for wire::Loan {
    type Meaning = Loan;

    fn hear(self) -> Heard<Loan> {
        Ok(Loan {
            id: self.id.hear()?,
            patron: self.patron.hear()?,
            item: self.item.hear()?,
            title: self.title,
            author: self.author,
            media_type: self.media_type.hear()?,
            record: self.record.hear()?,
            // Whoever does not tell when it was lent: the beginning of time is no guess of a day.
            lent: self.lent.hear()?.unwrap_or(Timestamp::UNIX_EPOCH),
            due: self.due.hear()?,
            renewals: self.renewals,
            renewable: self.renewable,
            recalled: self.recalled.unwrap_or(false),
            library: self.library.hear()?,
        })
    }
}

/// The noes that something would have met.
fn overridden(problems: &[wire::Problem]) -> Heard<Vec<silta_consortium::Refusal>> {
    let refusals = problems.iter().map(refusal);
    refusals
        .collect::<Option<_>>()
        .ok_or_else(|| Strange::at("overridden"))
}

impl Hear for wire::Lent {
    type Meaning = Lent;

    fn hear(self) -> Heard<Lent> {
        Ok(Lent {
            loan: self.loan.hear()?,
            was_on_loan: self.was_on_loan.unwrap_or(false),
            renewed: self.renewed.unwrap_or(false),
            fee: self.fee.hear()?,
            overridden: overridden(&self.overridden)?,
        })
    }
}

/// What came of a renewal, which has the form of a loan.
pub(crate) fn renewed(lent: wire::Lent) -> Heard<Renewed> {
    let lent = lent.hear()?;
    Ok(Renewed {
        loan: lent.loan,
        fee: lent.fee,
        overridden: lent.overridden,
    })
}

impl Hear for wire::Checkin {
    type Meaning = Returned;

    fn hear(self) -> Heard<Returned> {
        Ok(Returned {
            id: self.id.hear()?,
            item: self.item.hear()?,
            last_borrower: self.last_borrower.hear()?,
            routing: self.routing.hear()?,
            destination: self.destination.hear()?,
            sort_bin: self.sort_bin,
            hold: self.hold.hear()?,
            fee: self.fee.hear()?,
        })
    }
}

impl Hear for wire::CheckinCancelled {
    type Meaning = Option<Loan>;

    fn hear(self) -> Heard<Option<Loan>> {
        self.loan.hear()
    }
}

impl Hear for wire::LastCheckin {
    type Meaning = CheckinId;

    fn hear(self) -> Heard<CheckinId> {
        self.id.hear()
    }
}

impl Hear for wire::RenewalOutcomes {
    type Meaning = Vec<RenewalOutcome>;

    fn hear(self) -> Heard<Vec<RenewalOutcome>> {
        self.items.hear()
    }
}

impl Hear for wire::RenewalOutcome {
    type Meaning = RenewalOutcome;

    fn hear(self) -> Heard<RenewalOutcome> {
        let strange = || Strange::at("outcome");
        let result = match self.outcome.known().ok_or_else(strange)? {
            wire::RenewalResult::Renewed => Ok(self.due.ok_or_else(strange)?.hear()?),
            wire::RenewalResult::Refused => Err(self
                .problem
                .as_ref()
                .and_then(refusal)
                .ok_or_else(strange)?),
        };
        Ok(RenewalOutcome {
            item: self.item.hear()?,
            title: self.title.unwrap_or_default(),
            result,
        })
    }
}

impl Hear for wire::Hold {
    type Meaning = Hold;

    fn hear(self) -> Heard<Hold> {
        let target = match (self.record, self.item) {
            (Some(record), None) => HoldTarget::Record(record.hear()?),
            (None, Some(item)) => HoldTarget::Item(item.hear()?),
            _ => return Err(Strange::at("record or item")),
        };
        // A day without a time ends as late as it can anywhere: it is for the consortium to end it.
        let expires = match self.expires {
            Some(wire::When::Time(time)) => Some(time.hear()?),
            Some(wire::When::Date(date)) => Some(end_of(date)?),
            None => None,
        };
        Ok(Hold {
            id: self.id.hear()?,
            patron: self.patron.hear()?,
            target,
            item: self.copy.hear()?,
            pickup_library: self.pickup_library.hear()?,
            title: self.title,
            placed: self.placed.hear()?,
            ready_until: self.ready_until.hear()?,
            expires,
            position: self.position,
            status: self.status.hear()?,
        })
    }
}

fn end_of(date: wire::Date) -> Heard<Timestamp> {
    let last = date.civil().at(23, 59, 59, 0);
    let zoned = last.to_zoned(jiff::tz::TimeZone::UTC);
    zoned
        .map(|at| at.timestamp())
        .map_err(|_| Strange::at("expires"))
}

impl Hear for wire::Fee {
    type Meaning = Fee;

    fn hear(self) -> Heard<Fee> {
        Ok(Fee {
            id: self.id.hear()?,
            kind: self.kind.hear()?,
            amount: self.amount.hear()?,
            text: self.text,
            created: self.created.hear()?,
            item: self.item.hear()?,
        })
    }
}

impl Hear for wire::Payment {
    type Meaning = Receipt;

    fn hear(self) -> Heard<Receipt> {
        Ok(Receipt {
            id: self.id.hear()?,
            amount: self.amount.hear()?,
            balance: self.balance.hear()?,
        })
    }
}

impl Hear for wire::Record {
    type Meaning = Record;

    fn hear(self) -> Heard<Record> {
        Ok(Record {
            id: self.id.hear()?,
            title: self.title.unwrap_or_default(),
            author: self.author,
            changed: self.changed.hear()?.unwrap_or(Timestamp::UNIX_EPOCH),
        })
    }
}

impl Hear for wire::RecordChange {
    type Meaning = RecordChange;

    fn hear(self) -> Heard<RecordChange> {
        Ok(RecordChange {
            id: self.id.hear()?,
            changed: self.changed.hear()?,
            deleted: self.deleted,
            parts: Vec::new(),
            record: None,
        })
    }
}

impl Hear for wire::StaffNotice {
    type Meaning = StaffNotice;

    fn hear(self) -> Heard<StaffNotice> {
        Ok(StaffNotice {
            at: self.at.hear()?,
            text: self.text.expose().to_owned(),
            item: self.item.hear()?,
            patron: self.patron.hear()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_word_is_anything_else_or_not_understood() {
        let media = wire::Open::<wire::MediaType>::from_name("hologram");
        assert_eq!(media.hear(), Ok(MediaType::Other));
        let status = wire::Open::<wire::CirculationStatus>::from_name("on_the_moon");
        assert_eq!(status.hear(), Err(Strange::at("CirculationStatus")));
        let routing = wire::Open::<wire::Routing>::from_name("by_drone");
        assert!(routing.hear().is_err());
    }

    #[test]
    fn a_hold_is_on_a_record_or_on_an_item() {
        let hold = |target: &str| {
            let text = format!(
                r#"{{"id":"1","patron":"p","pickup_library":"KAJ","title":"t","position":1,
                    "placed":"2026-11-02T10:00:00+02:00","status":"waiting","expires":"2026-12-24"{target}}}"#
            );
            serde_json::from_str::<wire::Hold>(&text).unwrap().hear()
        };
        let on_record = hold(r#","record":"kainet.1""#).unwrap();
        assert_eq!(on_record.target, HoldTarget::Record("kainet.1".into()));
        assert_eq!(
            on_record.expires,
            Some("2026-12-24T23:59:59Z".parse().unwrap())
        );
        assert!(hold("").is_err() && hold(r#","record":"r","item":"i""#).is_err());
    }
}
