//! The port to the catalogue, served by the store and its index.

use std::{borrow::Cow, sync::Arc};

use jiff::Timestamp;
use silta_consortium::{
    Answer, Catalogue, CataloguePart, Change, ChangesAsked, Context, Error, Failure, Index, Item,
    List, MarcRecord, NewRecord, Page, Record, RecordChange, RecordChanges, RecordId, RefusalCode,
    ResultSet, Search,
    query::{Browse, Facet, FacetAsked, SortKey, Terms},
};
use silta_index::{Found, SearchError};

use crate::{Embedded, barcode, cataloguing, change, item, put_record, record};

impl Embedded {
    /// Waits until searches see every record change that is in the store now, whoever wrote it.
    pub fn settled<'a>(&'a self, context: &'a Context) -> Answer<'a, ()> {
        Box::pin(async move {
            let newest = self.read_now(|view| Ok(record::newest(view.connection)?))?;
            Ok(self.indexer.reaches(newest, context.deadline).await?)
        })
    }

    /// Before when nothing is dated any more that is not in the store now.
    ///
    /// One transaction writes at a time, and dates its changes while it does. So it is the time at
    /// which no other can be under way: inside a transaction of our own. If the store is too busy
    /// for one, the newest date that is there will do, for dates never go back.
    async fn complete_until(&self, context: &Context) -> Result<Timestamp, Error> {
        let now = self.writer.own(context.deadline, |work| Ok(work.view.now));
        Ok(match now.await {
            Ok(now) => cataloguing::date(now),
            Err(_) => self.read_now(change::newest)?,
        })
    }

    async fn found(&self, context: &Context, search: Search) -> Result<ResultSet, Error> {
        let index = self.indexer.ready(context.deadline).await?;
        let asked = self.with_barcodes(&search)?;
        let found = match index.is_costly(&asked) {
            false => index.search(&asked),
            true => {
                let asked = asked.into_owned();
                let through = move || index.search(&asked);
                self.costly.run(context.deadline, through).await?
            }
        };
        Ok(result_set(search, found.map_err(unsearchable)?))
    }

    /// The rows of the first records that a search finds.
    pub(crate) async fn rows_found(
        &self,
        context: &Context,
        search: Search,
        limit: u32,
    ) -> Result<Vec<i64>, Error> {
        let set = self.found(context, search).await?;
        let numbers = kept(&set)?.page(0, limit as usize).map_err(unsearchable)?;
        Ok(numbers.into_iter().map(i64::from).collect())
    }

    /// What the index is asked instead, if the query names barcodes.
    fn with_barcodes<'a>(&self, search: &'a Search) -> Result<Cow<'a, Search>, Error> {
        if !barcode::is_in(&search.query) {
            return Ok(Cow::Borrowed(search));
        }
        let query = self.read_now(|view| barcode::resolved(view, &search.query))?;
        Ok(Cow::Owned(Search {
            query: Arc::new(query),
            sort: search.sort.clone(),
        }))
    }

    /// A change of a record: nobody is shown any more what it was, and soon it is found as it is.
    fn catalogued<'a, T: Send + 'a>(&'a self, change: Answer<'a, T>) -> Answer<'a, T> {
        Box::pin(async move {
            let answer = change.await;
            self.indexer.shared.kept.forget();
            self.indexer.shared.look();
            answer
        })
    }

    /// The records of these rows, in this order.
    fn presented(&self, rows: &[i64]) -> Result<Vec<Option<Arc<MarcRecord>>>, Error> {
        let kept = &self.indexer.shared.kept;
        let (looked, mut records) = kept.find(rows);
        if records.iter().all(Option::is_some) {
            return Ok(records);
        }
        self.read_now(|view| {
            let missing = records.iter_mut().zip(rows);
            for (record, row) in missing.filter(|(record, _)| record.is_none()) {
                *record = record::marc(view, *row)?.map(Arc::new);
                if let Some(record) = record {
                    kept.keep(looked, *row, record);
                }
            }
            Ok(())
        })?;
        Ok(records)
    }
}

fn result_set(search: Search, found: Arc<Found>) -> ResultSet {
    ResultSet {
        total: found.total(),
        search,
        kept: found,
    }
}

/// What this catalogue remembers of a result set.
fn kept(set: &ResultSet) -> Result<&Found, Failure> {
    let found = set.kept.downcast_ref();
    found.ok_or_else(|| Failure::unsearchable("the result set is not of this catalogue"))
}

fn unsearchable(error: SearchError) -> Failure {
    match error {
        SearchError::Store(error) => Failure::unavailable(error.to_string()),
        error => Failure::unsearchable(error.to_string()),
    }
}

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
        context: &'a Context,
        asked: ChangesAsked,
    ) -> Answer<'a, RecordChanges> {
        Box::pin(async move {
            // Before the list is read: what is dated before then is in it.
            let complete_until = match asked.after {
                None => Some(self.complete_until(context).await?),
                Some(_) => None,
            };
            Ok(RecordChanges {
                complete_until,
                ..self.read_now(|view| change::changes(view, &asked))?
            })
        })
    }

    fn change_of<'a>(
        &'a self,
        _: &'a Context,
        id: &'a RecordId,
        record: bool,
    ) -> Answer<'a, RecordChange> {
        self.read(move |view| change::of_record(view, id, record))
    }

    fn parts<'a>(&'a self, _: &'a Context) -> Answer<'a, Vec<CataloguePart>> {
        self.read(change::all_parts)
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
        Box::pin(async move {
            let index = self.indexer.ready(context.deadline).await?;
            let found = index.sort(kept(set)?, &keys).map_err(unsearchable)?;
            let search = Search {
                query: Arc::clone(&set.search.query),
                sort: keys,
            };
            Ok(result_set(search, found))
        })
    }

    fn present<'a>(
        &'a self,
        _: &'a Context,
        set: &'a ResultSet,
        page: Page,
    ) -> Answer<'a, Vec<Option<Arc<MarcRecord>>>> {
        Box::pin(async move {
            let numbers = kept(set)?.page(page.skip.into(), page.limit as usize);
            let numbers = numbers.map_err(unsearchable)?;
            let rows: Vec<i64> = numbers.into_iter().map(i64::from).collect();
            self.presented(&rows)
        })
    }

    fn facets<'a>(
        &'a self,
        context: &'a Context,
        set: &'a ResultSet,
        asked: Vec<FacetAsked>,
    ) -> Answer<'a, Vec<Facet>> {
        Box::pin(async move {
            let index = self.indexer.ready(context.deadline).await?;
            let found = kept(set)?;
            let counted = match index.are_facets_costly(found, &asked) {
                false => index.facets(found, &asked),
                true => {
                    let found = found.clone();
                    let counting = move || index.facets(&found, &asked);
                    self.costly.run(context.deadline, counting).await?
                }
            };
            Ok(counted.map_err(unsearchable)?)
        })
    }

    fn browse<'a>(&'a self, context: &'a Context, browse: Browse) -> Answer<'a, Terms> {
        Box::pin(async move {
            if browse.index == Index::Barcode {
                return Ok(self.read_now(|view| barcode::browse(view, &browse))?);
            }
            let index = self.indexer.ready(context.deadline).await?;
            Ok(index.browse(&browse).map_err(unsearchable)?)
        })
    }

    fn marc_record<'a>(&'a self, _: &'a Context, id: &'a RecordId) -> Answer<'a, MarcRecord> {
        Box::pin(async move {
            let row = self.read_now(|view| record::require(view, id))?;
            let records = self.presented(&[row])?;
            let found = records.into_iter().next().flatten();
            let found = found.ok_or_else(|| Error::Refused(RefusalCode::ItemUnknown.into()))?;
            Ok(Arc::unwrap_or_clone(found))
        })
    }

    fn put_record(&self, change: Change<NewRecord>) -> Answer<'_, Record> {
        self.catalogued(self.writer.change("put_record", change, put_record::put))
    }

    fn delete_record(&self, change: Change<RecordId>) -> Answer<'_, ()> {
        let deleted = self
            .writer
            .change("delete_record", change, put_record::delete);
        self.catalogued(deleted)
    }
}
