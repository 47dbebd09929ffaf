//! One copy as it is now: what can be told of it, and by which rule.

use jiff::{Zoned, tz::TimeZone};
use silta_consortium::{CirculationStatus, Item, Library};

use crate::Place;

/// One copy as it is now.
#[derive(Clone, Copy, Debug)]
pub struct Circulation<'a> {
    /// The copy itself.
    pub item: &'a Item,
    libraries: &'a [Library],
    zone: &'a TimeZone,
}

/// Whether a copy can be had now.
pub fn is_available(item: &Item) -> bool {
    item.circulation_status == CirculationStatus::Available
}

impl<'a> Circulation<'a> {
    /// A copy, told with the names of these libraries and the time of their zone.
    pub const fn new(item: &'a Item, libraries: &'a [Library], zone: &'a TimeZone) -> Self {
        Self {
            item,
            libraries,
            zone,
        }
    }

    /// Where it stands when nobody has it.
    pub fn place(&self) -> Place<'a> {
        Place::of(&self.item.permanent_location, self.libraries)
    }

    /// The collection it stands in.
    pub fn shelving_location(&self) -> Option<&'a str> {
        self.item.collection.as_deref()
    }

    /// Where it is found there.
    pub fn call_number(&self) -> Option<&'a str> {
        self.item.shelf_mark.as_deref()
    }

    /// The number on it.
    pub fn item_id(&self) -> &'a str {
        self.item.barcode.as_str()
    }

    /// Whether it can be had now.
    pub fn is_available(&self) -> bool {
        is_available(self.item)
    }

    /// When it is expected back, by the clock of the libraries.
    pub fn due(&self) -> Option<Zoned> {
        let due = self.item.due?;
        Some(due.to_zoned(self.zone.clone()))
    }

    /// What stands against lending it, in words for people.
    pub const fn restriction(&self) -> Option<&'static str> {
        Some(match self.item.circulation_status {
            CirculationStatus::Available => return None,
            CirculationStatus::ClaimedReturned => "Claimed returned",
            CirculationStatus::InProcess => "In process",
            CirculationStatus::InTransit => "In transit",
            CirculationStatus::Lost => "Lost",
            CirculationStatus::Missing => "Missing",
            CirculationStatus::NotForLoan => "Not for loan",
            CirculationStatus::OnHoldShelf => "On the hold shelf",
            CirculationStatus::OnLoan => "On loan",
            CirculationStatus::OnOrder => "On order",
            CirculationStatus::Recalled => "Recalled",
        })
    }

    /// Whether the loan can be renewed: nobody else waits.
    pub fn is_renewable(&self) -> bool {
        self.item.circulation_status == CirculationStatus::OnLoan && self.item.hold_queue == 0
    }

    /// Whether somebody waits for it, or it is kept for somebody.
    pub fn is_on_hold(&self) -> bool {
        self.item.hold_queue > 0 || self.item.circulation_status == CirculationStatus::OnHoldShelf
    }

    /// Where it can be had now, if that is not where it stands as a rule.
    pub fn temporary_location(&self) -> Option<Place<'a>> {
        let item = self.item;
        let elsewhere = self.is_available() && item.current_location != item.permanent_location;
        elsewhere.then(|| Place::of(&item.current_location, self.libraries))
    }
}
