//! The port to the catalogue: what the libraries have, described.

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    Answer, CataloguePart, Change, ChangesAsked, Context, Item, List, Page, RecordChange,
    RecordChanges, RecordId, ResultSet, Search,
    query::{Browse, Facet, FacetAsked, SortKey, Terms},
};

/// The catalogue.
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

    /// Records that changed, deletions among them. A list that is read to its end has every record
    /// once that did not change meanwhile; one that did stands in the next list, from the time at
    /// which this one was begun. A place that this catalogue did not give is a failure of kind
    /// `Unsearchable`, blamed on the caller.
    fn changes<'a>(
        &'a self,
        context: &'a Context,
        asked: ChangesAsked,
    ) -> Answer<'a, RecordChanges>;

    /// The last change of one record, which may be that it is gone; with what it says, if that is
    /// wanted. One that never was: refused with `item_unknown`.
    fn change_of<'a>(
        &'a self,
        context: &'a Context,
        id: &'a RecordId,
        record: bool,
    ) -> Answer<'a, RecordChange>;

    /// The parts of the catalogue to which something belongs.
    fn parts<'a>(&'a self, context: &'a Context) -> Answer<'a, Vec<CataloguePart>>;

    /// Finds records. What the table of indexes rules out (a comparison in a text index, a sort key
    /// that does not sort) and a term that stands for too many others is a failure of kind
    /// `Unsearchable`, blamed on the caller.
    fn search<'a>(&'a self, context: &'a Context, search: Search) -> Answer<'a, ResultSet>;

    /// The same records in another order.
    fn sort<'a>(
        &'a self,
        context: &'a Context,
        set: &'a ResultSet,
        keys: Vec<SortKey>,
    ) -> Answer<'a, ResultSet>;

    /// The records of a result set at these places, in its order; none where a record was deleted
    /// since. Places beyond its end are not an error.
    fn present<'a>(
        &'a self,
        context: &'a Context,
        set: &'a ResultSet,
        page: Page,
    ) -> Answer<'a, Vec<Option<Arc<MarcRecord>>>>;

    /// Counts the values that the records of a result set have: one facet for each that is asked
    /// for, in this order. The counts are exact, of the records as they are now. An index that has
    /// no facet is a failure of kind `Unsearchable`, blamed on the caller.
    fn facets<'a>(
        &'a self,
        context: &'a Context,
        set: &'a ResultSet,
        asked: Vec<FacetAsked>,
    ) -> Answer<'a, Vec<Facet>>;

    /// A part of an index.
    fn browse<'a>(&'a self, context: &'a Context, browse: Browse) -> Answer<'a, Terms>;

    /// One record as it was catalogued. Unknown: refused with `item_unknown`.
    fn marc_record<'a>(&'a self, context: &'a Context, id: &'a RecordId) -> Answer<'a, MarcRecord>;

    /// Creates or replaces a record: the date of its last change moves, even if it says the same as
    /// before. One that was deleted is there again. Bytes that are not one whole record, an id that
    /// the catalogue gives to none, and a number (001) that is another record's are a failure of
    /// the caller. The key counts as in [`Circulation`](crate::Circulation).
    fn put_record(&self, change: Change<NewRecord>) -> Answer<'_, Record>;

    /// Deletes a record; that it is gone, and since when, stays known for ever. Its copies stay in
    /// circulation. Unknown, or deleted already: refused with `item_unknown`. The key counts as in
    /// [`Circulation`](crate::Circulation).
    fn delete_record(&self, change: Change<RecordId>) -> Answer<'_, ()>;
}

/// A record as an administrator writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewRecord {
    /// Its id: `kainet.1`.
    pub id: RecordId,
    /// What the bytes are.
    pub format: MarcFormat,
    /// The record, one and whole.
    pub bytes: Vec<u8>,
}

/// A record as it was catalogued, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarcRecord {
    /// Its id: `kainet.1`.
    pub id: RecordId,
    /// When it last changed.
    pub changed: Timestamp,
    /// What the bytes are.
    pub format: MarcFormat,
    /// The bytes as they came.
    pub bytes: Arc<[u8]>,
}

/// How a record came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MarcFormat {
    /// ISO 2709, in UTF-8 or MARC-8 as its leader says.
    Iso2709,
    /// MARCXML in UTF-8: one `record` element.
    MarcXml,
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
