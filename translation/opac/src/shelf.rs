//! The copies at one place and call number.

use silta_consortium::Item;

use crate::{Circulation, Place};

/// The copies at one place and call number: an entry of an OPAC record.
#[derive(Clone, Debug)]
pub struct Shelf<'a> {
    /// The library.
    pub place: Place<'a>,
    /// The collection.
    pub shelving_location: Option<&'a str>,
    /// The shelf mark.
    pub call_number: Option<&'a str>,
    /// At least one, in the order in which the consortium told them.
    pub copies: Vec<Circulation<'a>>,
}

impl<'a> Shelf<'a> {
    /// One shelf for these copies; none if there are none.
    pub(crate) fn of(copies: Vec<Circulation<'a>>) -> Option<Self> {
        let first = copies.first()?;
        Some(Self {
            place: first.place(),
            shelving_location: first.shelving_location(),
            call_number: first.call_number(),
            copies,
        })
    }
}

/// Whether two copies stand on one shelf.
pub(crate) fn stand_together(one: &Item, other: &Item) -> bool {
    one.permanent_location == other.permanent_location
        && one.collection == other.collection
        && one.shelf_mark == other.shelf_mark
}
