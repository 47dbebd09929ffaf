//! How the catalogue changed: what harvesters and mirrors keep in step with.

use std::fmt;

use jiff::Timestamp;

use crate::{LibraryCode, MarcRecord, MediaType, RecordId};

/// Which changes are asked for. Each record is told once, by its last change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangesAsked {
    /// Changed then or later.
    pub from: Option<Timestamp>,
    /// Changed before then.
    pub until: Option<Timestamp>,
    /// Only of this part of the catalogue.
    pub part: Option<CataloguePart>,
    /// Where the list goes on; none at its beginning. The rest is asked for as before.
    pub after: Option<ChangePlace>,
    /// How many at the most.
    pub limit: u32,
    /// Whether the records themselves are wanted.
    pub records: bool,
}

impl ChangesAsked {
    /// All there are, as many as one list holds, without the records.
    pub const ALL: Self = Self {
        from: None,
        until: None,
        part: None,
        after: None,
        limit: crate::Page::MAX_LIMIT,
        records: false,
    };
}

/// Changes in the order of (changed, id).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordChanges {
    /// As many as were asked for, or all that are left.
    pub changes: Vec<RecordChange>,
    /// Where the list goes on, if it does.
    pub next: Option<ChangePlace>,
    /// How long the whole list is. Told with its beginning alone, and only where counting is cheap.
    pub total: Option<u64>,
    /// No change that comes later is dated before then: whoever begins the next list there misses
    /// nothing. The clock alone cannot tell, since what is being written now may have its date
    /// already. Told with the beginning of a list, unless the catalogue cannot say.
    pub complete_until: Option<Timestamp>,
}

/// That a record changed, or is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordChange {
    /// Which record.
    pub id: RecordId,
    /// When; a whole second.
    pub changed: Timestamp,
    /// Whether it is gone, or hidden from the public; that stays known for ever.
    pub deleted: bool,
    /// The parts of the catalogue that it belongs to, or did.
    pub parts: Vec<CataloguePart>,
    /// What it says, if that was asked for and it is not gone.
    pub record: Option<MarcRecord>,
}

/// A part of the catalogue that can be harvested alone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum CataloguePart {
    /// What a library has copies of.
    Library(LibraryCode),
    /// What is of a kind.
    MediaType(MediaType),
    /// What is in a language, by its code of three letters (MARC 21, 008/35-37).
    Language(String),
}

/// Where a list of changes goes on. Only the catalogue that gave it knows what it means; it stays
/// good while records change, and over a restart.
#[derive(Clone, PartialEq, Eq)]
pub struct ChangePlace(String);

impl ChangePlace {
    /// A place that a catalogue describes so.
    pub fn new(place: impl Into<String>) -> Self {
        Self(place.into())
    }

    /// As it was described.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ChangePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChangePlace({})", self.0)
    }
}
