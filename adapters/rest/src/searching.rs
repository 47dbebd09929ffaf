//! Searching a catalogue elsewhere: queries go over the API as CQL, records come as MARCXML.
//!
//! The API has no result sets, so what is remembered of a search is its query, which is asked anew
//! for each part of the result: a record that comes or goes meanwhile moves those after it.

use std::sync::Arc;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use jiff::Timestamp;
use silta_consortium::{
    Context, Error, Failure, MarcFormat, MarcRecord, Page, Query, Record, RecordChange, RecordId,
    RefusalCode, ResultSet, Search,
    query::{Browse, TermEntry, Terms},
};
use silta_consortium_api::{self as wire, Format, Operation, Paging, Target, call};
use silta_cql_translation::{NotInCql, write};

use crate::{
    Rest,
    address::{fits, of_record, plain},
    hear::{Hear, Strange},
};

/// Records that are fetched at the same time for one part of a result.
const FETCHED_AT_ONCE: usize = 8;

/// What is remembered of a result set.
struct Asked {
    query: String,
}

impl Rest {
    /// Finds records; as many as there are now.
    pub(crate) async fn found(
        &self,
        context: &Context,
        search: Search,
    ) -> Result<ResultSet, Error> {
        let query = in_cql(&search)?;
        let (_, total) = self
            .part(context, &query, Page { skip: 0, limit: 1 })
            .await?;
        Ok(ResultSet {
            total,
            search,
            kept: Arc::new(Asked { query }),
        })
    }

    /// The records at some places of a result, at the most as many as the API tells at one time.
    pub(crate) async fn presented(
        &self,
        context: &Context,
        set: &ResultSet,
        page: Page,
    ) -> Result<Vec<Option<Arc<MarcRecord>>>, Error> {
        if page.limit == 0 {
            return Ok(Vec::new());
        }
        let asked: &Asked = set.kept.downcast_ref().ok_or_else(foreign)?;
        let (records, _) = self.part(context, &asked.query, page).await?;
        let fetched = records.into_iter().map(|record| async move {
            let fetched = self
                .if_still_there(context, record.id, record.changed)
                .await?;
            Ok(fetched.map(Arc::new))
        });
        in_order(fetched).await
    }

    /// The same changes with what the records say now.
    pub(crate) async fn with_records(
        &self,
        context: &Context,
        changes: Vec<RecordChange>,
    ) -> Result<Vec<RecordChange>, Error> {
        let fetched = changes.into_iter();
        in_order(fetched.map(|change| self.with_record(context, change))).await
    }

    /// The same change with what the record says now. One that was deleted since is told as that;
    /// it comes again with the date of its deletion.
    pub(crate) async fn with_record(
        &self,
        context: &Context,
        mut change: RecordChange,
    ) -> Result<RecordChange, Error> {
        if !change.deleted {
            let id = change.id.clone();
            change.record = self.if_still_there(context, id, change.changed).await?;
            change.deleted = change.record.is_none();
        }
        Ok(change)
    }

    /// One record as it was catalogued, in MARCXML.
    pub(crate) async fn marc(&self, context: &Context, id: &RecordId) -> Result<MarcRecord, Error> {
        let target = of_record(Operation::Record, id)?;
        let record = self
            .caller
            .ask::<call::Record, _>(context, target, Hear::hear);
        let Record { id, changed, .. } = record.await?;
        self.as_catalogued(context, id, changed).await
    }

    /// None if it was deleted since it was told of.
    async fn if_still_there(
        &self,
        context: &Context,
        id: RecordId,
        changed: Timestamp,
    ) -> Result<Option<MarcRecord>, Error> {
        match self.as_catalogued(context, id, changed).await {
            Ok(record) => Ok(Some(record)),
            Err(Error::Refused(no)) if no.code == RefusalCode::ItemUnknown => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn as_catalogued(
        &self,
        context: &Context,
        id: RecordId,
        changed: Timestamp,
    ) -> Result<MarcRecord, Error> {
        let target = of_record(Operation::Record, &id)?;
        let bytes = self.caller.fetch(context, target, Format::MarcXml).await?;
        Ok(MarcRecord {
            id,
            changed,
            format: MarcFormat::MarcXml,
            bytes: bytes.as_ref().into(),
        })
    }

    /// The records at some places of what a query finds, and how many it finds in all.
    async fn part(
        &self,
        context: &Context,
        query: &str,
        page: Page,
    ) -> Result<(Vec<Record>, u64), Error> {
        let start = page.skip.saturating_add(1);
        let paging = Paging {
            cursor: None,
            limit: page.limit.clamp(1, wire::limits::MAX_LIMIT),
        };
        let target = plain(Operation::Records)?
            .with("query", query)
            .with("start", start)
            .page(&paging);
        let target = short_enough(target)?;
        let told = self.caller.ask::<call::Records, _>(context, target, listed);
        told.await
    }

    /// A part of an index.
    pub(crate) async fn browsed(&self, context: &Context, browse: Browse) -> Result<Terms, Error> {
        if browse.headings || browse.before > 0 {
            let what = "of an index elsewhere, words can be told from one on, but no headings and \
                        none before it";
            return Err(Failure::unsearchable(what).into());
        }
        let passed_over = browse.before.unsigned_abs();
        let count = browse.count.min(Browse::MAX_COUNT);
        let paging = Paging {
            cursor: None,
            limit: count
                .saturating_add(passed_over)
                .clamp(1, wire::limits::MAX_LIMIT),
        };
        let name = browse.index.definition().cql.first();
        let target = plain(Operation::Terms)?
            .with("index", name.copied().unwrap_or_default())
            .with("from", &browse.from)
            .page(&paging);
        let target = short_enough(target)?;
        let told = self.caller.ask::<call::Terms, _>(context, target, terms);
        let mut terms = told.await?;
        terms
            .entries
            .drain(..terms.entries.len().min(passed_over as usize));
        terms.at_end &= terms.entries.len() <= count as usize;
        terms.entries.truncate(count as usize);
        Ok(terms)
    }
}

/// What these give, some of them at the same time; the first error ends it.
async fn in_order<T>(
    fetching: impl Iterator<Item = impl Future<Output = Result<T, Error>>>,
) -> Result<Vec<T>, Error> {
    let fetching = stream::iter(fetching).buffered(FETCHED_AT_ONCE);
    fetching.try_collect().await
}

/// A search as the consortium elsewhere reads it.
fn in_cql(search: &Search) -> Result<String, Failure> {
    let search = Search {
        query: Arc::new(without_result_sets(&search.query)),
        sort: search.sort.clone(),
    };
    let written = write(&search, &|_| None).map_err(|not| {
        Failure::unsearchable(match not {
            NotInCql::ResultSet => "a result set has no name elsewhere",
            NotInCql::Relation => "an index without order, or a word with masks, is compared",
            NotInCql::OnlyMasks => "a word is nothing but masks",
        })
    })?;
    Ok(written.to_string())
}

/// The query with the searches in the place of the result sets that they made.
fn without_result_sets(query: &Query) -> Query {
    let inside = |query: &Query| Box::new(without_result_sets(query));
    match query {
        Query::Found(set) => without_result_sets(&set.search.query),
        Query::And(left, right) => Query::And(inside(left), inside(right)),
        Query::Or(left, right) => Query::Or(inside(left), inside(right)),
        Query::Not(left, right) => Query::Not(inside(left), inside(right)),
        Query::Near(left, right, nearness) => Query::Near(inside(left), inside(right), *nearness),
        Query::All | Query::Term(_) => query.clone(),
    }
}

fn short_enough(target: Target) -> Result<Target, Failure> {
    match fits(&target) {
        true => Ok(target),
        false => Err(Failure::unsearchable(
            "the query is longer than an address over the API",
        )),
    }
}

fn foreign() -> Failure {
    Failure::unsearchable("the result set is not of this catalogue")
}

fn listed(page: wire::List<wire::Record>) -> Result<(Vec<Record>, u64), Strange> {
    Ok((page.items.hear()?, page.total))
}

fn terms(page: wire::List<wire::Term>) -> Result<Terms, Strange> {
    let entry = |told: wire::Term| TermEntry {
        display: told.term.clone(),
        term: told.term,
        records: told.count,
    };
    Ok(Terms {
        entries: page.items.into_iter().map(entry).collect(),
        before: 0,
        at_end: page.next.is_none(),
    })
}
