//! The port to the catalogue, over the API.

use std::sync::Arc;

use jiff::SignedDuration;
use silta_consortium::{
    Answer, Catalogue, CataloguePart, Change, ChangePlace, ChangesAsked, Context, Error, Failure,
    Item, List, MarcRecord, NewRecord, Page, Record, RecordChange, RecordChanges, RecordId,
    ResultSet, Search,
    query::{Browse, Facet, FacetAsked, SortKey, Terms},
};
use silta_consortium_api::{self as wire, Operation, Paging, call, limits::MAX_LIMIT};

use crate::{
    Rest,
    address::{fitting, of_record, plain},
    circulation::{ask, change, page},
    exchange::Content,
    hear::{Hear, Strange},
    tell,
};

impl Catalogue for Rest {
    fn record<'a>(&'a self, context: &'a Context, id: &'a RecordId) -> Answer<'a, Record> {
        ask!(
            self,
            context,
            Record,
            of_record(Operation::Record, id),
            Hear::hear
        )
    }

    fn titled<'a>(&'a self, context: &'a Context, title: &'a str) -> Answer<'a, Vec<Record>> {
        Box::pin(async move {
            let target = plain(Operation::Records)?.with("title", title);
            match fitting(target) {
                Ok(target) => Ok(self
                    .caller
                    .list::<call::Records, _>(context, target)
                    .await?
                    .items),
                // No record has a title as long as that.
                Err(_) => Ok(Vec::new()),
            }
        })
    }

    fn holdings<'a>(
        &'a self,
        context: &'a Context,
        id: &'a RecordId,
        page: Page,
    ) -> Answer<'a, List<Item>> {
        page!(
            self,
            context,
            Holdings,
            of_record(Operation::Holdings, id),
            page
        )
    }

    fn changes<'a>(
        &'a self,
        context: &'a Context,
        asked: ChangesAsked,
    ) -> Answer<'a, RecordChanges> {
        Box::pin(async move {
            if asked.part.is_some() {
                return not_told().await;
            }
            let paging = Paging {
                cursor: asked.after.as_ref().map(cursor).transpose()?,
                limit: asked.limit.clamp(1, MAX_LIMIT),
            };
            let mut target = plain(Operation::RecordChanges)?;
            if let Some(from) = asked.from {
                target = target.with("from", wire::Time::from(from));
            }
            if let Some(until) = asked.until {
                // Over the API, until is the last instant that counts.
                let last = until.saturating_sub(SignedDuration::from_millis(1));
                target = target.with("until", wire::Time::from(last.unwrap_or(until)));
            }
            let target = fitting(target.page(&paging))?;
            let told = self
                .caller
                .ask::<call::RecordChanges, _>(context, target, heard);
            let mut told = told.await?;
            if asked.records {
                told.changes = self.with_records(context, told.changes).await?;
            }
            Ok(told)
        })
    }

    fn change_of<'a>(
        &'a self,
        context: &'a Context,
        id: &'a RecordId,
        record: bool,
    ) -> Answer<'a, RecordChange> {
        Box::pin(async move {
            let change = self.last_change(context, id).await?;
            match record {
                true => self.with_record(context, change).await,
                false => Ok(change),
            }
        })
    }

    /// The API tells no parts.
    fn parts<'a>(&'a self, _: &'a Context) -> Answer<'a, Vec<CataloguePart>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn search<'a>(&'a self, context: &'a Context, search: Search) -> Answer<'a, ResultSet> {
        Box::pin(self.found(context, search))
    }

    fn sort<'a>(
        &'a self,
        context: &'a Context,
        set: &'a ResultSet,
        keys: Vec<SortKey>,
    ) -> Answer<'a, ResultSet> {
        let search = Search {
            query: Arc::clone(&set.search.query),
            sort: keys,
        };
        Box::pin(self.found(context, search))
    }

    fn present<'a>(
        &'a self,
        context: &'a Context,
        set: &'a ResultSet,
        page: Page,
    ) -> Answer<'a, Vec<Option<Arc<MarcRecord>>>> {
        Box::pin(self.presented(context, set, page))
    }

    fn facets<'a>(
        &'a self,
        _: &'a Context,
        _: &'a ResultSet,
        _: Vec<FacetAsked>,
    ) -> Answer<'a, Vec<Facet>> {
        not_told()
    }

    fn browse<'a>(&'a self, context: &'a Context, browse: Browse) -> Answer<'a, Terms> {
        Box::pin(self.browsed(context, browse))
    }

    fn marc_record<'a>(&'a self, context: &'a Context, id: &'a RecordId) -> Answer<'a, MarcRecord> {
        Box::pin(self.marc(context, id))
    }

    fn put_record(&self, change: Change<NewRecord>) -> Answer<'_, Record> {
        change!(
            self,
            change,
            PutRecord,
            |context, body| of_record(Operation::PutRecord, &body.id),
            tell::record(body),
            Hear::hear
        )
    }

    fn delete_record(&self, change: Change<RecordId>) -> Answer<'_, ()> {
        change!(
            self,
            change,
            DeleteRecord,
            |context, id| of_record(Operation::DeleteRecord, &id),
            Content::NONE,
            Hear::hear
        )
    }
}

impl Rest {
    /// The last change of one record, deleted or not. A consortium that does not know how to tell
    /// that of one record alone tells at least of those that are there.
    async fn last_change(&self, context: &Context, id: &RecordId) -> Result<RecordChange, Error> {
        let target = plain(Operation::RecordChanges)?.with("record", id.as_str());
        let target = fitting(target)?;
        let told = self
            .caller
            .ask::<call::RecordChanges, _>(context, target, heard);
        let mut changes = told.await?.changes;
        match changes.pop() {
            Some(change) if change.id == *id && changes.is_empty() => Ok(change),
            _ => {
                let record = self.record(context, id).await?;
                Ok(RecordChange {
                    id: record.id,
                    changed: record.changed,
                    deleted: false,
                    parts: Vec::new(),
                    record: None,
                })
            }
        }
    }
}

/// Where a list goes on, as the consortium elsewhere told it.
fn cursor(place: &ChangePlace) -> Result<wire::Cursor, Failure> {
    let cursor = place.as_str().parse();
    cursor.map_err(|_| Failure::unsearchable("the place in the list of changes is none"))
}

fn heard(page: wire::RecordChanges) -> Result<RecordChanges, Strange> {
    Ok(RecordChanges {
        changes: page.items.hear()?,
        next: page.next.map(|next| ChangePlace::new(next.as_str())),
        total: Some(page.total),
        complete_until: page.complete_until.hear()?,
    })
}

/// What the API has no operation for: a clear no.
fn not_told<'a, T>() -> Answer<'a, T> {
    let what = "a catalogue elsewhere does not tell that";
    Box::pin(async move { Err(Failure::unsearchable(what).into()) })
}
