//! The port to the catalogue: what the libraries have, described.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Answer, Context, Item, List, Page, RecordId};

/// The catalogue. Searching and browsing join it together with the search protocols.
pub trait Catalogue: Send + Sync {
    /// One record. Unknown: refused with `item_unknown`.
    fn record<'a>(&'a self, context: &'a Context, id: &'a RecordId) -> Answer<'a, Record>;

    /// The records with exactly this title, letter case and Unicode form aside: how a terminal
    /// that knows no id names one.
    fn titled<'a>(&'a self, context: &'a Context, title: &'a str) -> Answer<'a, Vec<Record>>;

    /// The copies of a record with their state now, in the order of their barcodes.
    fn holdings<'a>(
        &'a self,
        context: &'a Context,
        id: &'a RecordId,
        page: Page,
    ) -> Answer<'a, List<Item>>;

    /// Records that changed since `from`, deletions among them, in order of (changed, id).
    fn changes<'a>(
        &'a self,
        context: &'a Context,
        from: Timestamp,
        page: Page,
    ) -> Answer<'a, List<RecordChange>>;
}

/// A catalogue record: a title that the libraries have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Its id: `kainet.1`.
    pub id: RecordId,
    /// The title.
    pub title: String,
    /// The author, if there is one.
    pub author: Option<String>,
    /// When it last changed.
    pub changed: Timestamp,
}

/// That a record changed, or is gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordChange {
    /// Which record.
    pub id: RecordId,
    /// When.
    pub changed: Timestamp,
    /// Whether it is gone; that stays known for ever.
    pub deleted: bool,
}
