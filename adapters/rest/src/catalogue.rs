//! The port to the catalogue, over the API.

use std::sync::Arc;

use jiff::SignedDuration;
use silta_consortium::{
    Answer, Catalogue, CataloguePart, Change, ChangePlace, ChangesAsked, Context, Failure, Item,
    List, MarcRecord, NewRecord, Page, Record, RecordChange, RecordChanges, RecordId, ResultSet,
    Search,
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
            if asked.part.is_some() || asked.records {
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
            self.caller
                .ask::<call::RecordChanges, _>(context, target, heard)
                .await
        })
    }

    fn change_of<'a>(
        &'a self,
        _: &'a Context,
        _: &'a RecordId,
        _: bool,
    ) -> Answer<'a, RecordChange> {
        not_told()
    }

    fn parts<'a>(&'a self, _: &'a Context) -> Answer<'a, Vec<CataloguePart>> {
        not_told()
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

/// Where a list goes on, as the consortium elsewhere told it.
fn cursor(place: &ChangePlace) -> Result<wire::Cursor, Failure> {
    let cursor = place.as_str().parse();
    cursor.map_err(|_| Failure::unsearchable("the place in the list of changes is none"))
}

fn heard(page: wire::List<wire::RecordChange>) -> Result<RecordChanges, Strange> {
    Ok(RecordChanges {
        changes: page.items.hear()?,
        next: page.next.map(|next| ChangePlace::new(next.as_str())),
        total: Some(page.total),
        complete_until: None,
    })
}

/// What the API has no operation for: a clear no.
fn not_told<'a, T>() -> Answer<'a, T> {
    let what = "a catalogue elsewhere does not tell that";
    Box::pin(async move { Err(Failure::unsearchable(what).into()) })
}
