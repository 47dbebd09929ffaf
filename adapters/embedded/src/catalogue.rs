//! The port to the catalogue, served by the store and its index.

use jiff::Timestamp;
use silta_consortium::{
    Answer, Catalogue, Context, Failure, Item, List, MarcRecord, Page, Record, RecordChange,
    RecordId, RefusalCode, ResultSet, Search,
    query::{Browse, SortKey, Terms},
};

use crate::{Embedded, item, record};

impl Catalogue for Embedded {
    fn record<'a>(&'a self, _: &'a Context, id: &'a RecordId) -> Answer<'a, Record> {
        self.read(|view| record::find(view, id))
    }

    fn titled<'a>(&'a self, _: &'a Context, title: &'a str) -> Answer<'a, Vec<Record>> {
        self.read(|view| record::titled(view, title))
    }

    fn holdings<'a>(
        &'a self,
        _: &'a Context,
        id: &'a RecordId,
        page: Page,
    ) -> Answer<'a, List<Item>> {
        self.read(move |view| item::holdings(view, id, page))
    }

    fn changes<'a>(
        &'a self,
        _: &'a Context,
        from: Timestamp,
        page: Page,
    ) -> Answer<'a, List<RecordChange>> {
        self.read(move |view| record::changes(view, from, page))
    }

    fn search<'a>(&'a self, _: &'a Context, _: Search) -> Answer<'a, ResultSet> {
        not_indexed()
    }

    fn sort<'a>(
        &'a self,
        _: &'a Context,
        _: &'a ResultSet,
        _: Vec<SortKey>,
    ) -> Answer<'a, ResultSet> {
        not_indexed()
    }

    fn present<'a>(
        &'a self,
        _: &'a Context,
        _: &'a ResultSet,
        _: Page,
    ) -> Answer<'a, Vec<Option<MarcRecord>>> {
        not_indexed()
    }

    fn browse<'a>(&'a self, _: &'a Context, _: Browse) -> Answer<'a, Terms> {
        not_indexed()
    }

    fn marc_record<'a>(&'a self, _: &'a Context, id: &'a RecordId) -> Answer<'a, MarcRecord> {
        self.read(|view| {
            let row = record::require(view, id)?;
            record::marc(view, row)?.ok_or_else(|| RefusalCode::ItemUnknown.into())
        })
    }
}

/// Until the index joins, nothing is found by searching.
fn not_indexed<'a, T>() -> Answer<'a, T> {
    let what = "this catalogue has no index yet";
    Box::pin(async move { Err(Failure::unsearchable(what).into()) })
}
