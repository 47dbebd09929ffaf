//! The copies of one library, summed up.

use jiff::Zoned;
use silta_consortium::{CirculationStatus, Item};

use crate::{Circulation, Place};

/// The copies of one library: a holding of ISO 20775.
#[derive(Clone, Debug)]
pub struct Holding<'a> {
    /// The library.
    pub place: Place<'a>,
    /// At least one, in the order in which the consortium told them.
    pub copies: Vec<Circulation<'a>>,
}

impl<'a> Holding<'a> {
    /// One holding for these copies; none if there are none.
    pub(crate) fn of(copies: Vec<Circulation<'a>>) -> Option<Self> {
        let place = copies.first()?.place();
        Some(Self { place, copies })
    }

    /// How many copies can be had now.
    pub fn available(&self) -> usize {
        let copies = self.copies.iter();
        copies.filter(|copy| copy.is_available()).count()
    }

    /// How many copies are ordered, and not here yet.
    pub fn on_order(&self) -> usize {
        let ordered =
            |copy: &&Circulation<'_>| copy.item.circulation_status == CirculationStatus::OnOrder;
        self.copies.iter().filter(ordered).count()
    }

    /// When the first copy is expected back; none if one can be had now, or none is expected.
    pub fn earliest(&self) -> Option<Zoned> {
        match self.available() {
            0 => self.copies.iter().filter_map(Circulation::due).min(),
            _ => None,
        }
    }

    /// How many wait for these copies. Each copy tells of those who wait for the title, so the
    /// longest queue is the queue.
    pub fn queue(&self) -> u32 {
        let queues = self.copies.iter().map(|copy| copy.item.hold_queue);
        queues.max().unwrap_or_default()
    }
}

/// Whether two copies are of one library.
pub(crate) fn are_of_one_library(one: &Item, other: &Item) -> bool {
    one.permanent_location == other.permanent_location
}
