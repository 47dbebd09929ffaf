//! searchRetrieve: a query finds records, and some of them come along.

use silta_consortium::{Query, ResultSet, Search};
use silta_cql_translation::translate;
use silta_sru::{Condition, Diagnostic, Found, Response, SearchRetrieveRequest};

use crate::{
    facets,
    present::{Wanted, present},
    schemas::Schema,
    serving::Serving,
    sort,
};

/// What was found. The query as a tree goes to the response, however the search ends.
pub(crate) async fn search_retrieve(
    s: &Serving<'_>,
    asked: &SearchRetrieveRequest,
    response: &mut Response,
) -> Result<Found, Diagnostic> {
    refuse_unserved(asked)?;
    let schema = Schema::of(asked.record_schema.as_deref())?;
    let text = asked.query.as_deref().unwrap_or_default();
    let query = silta_cql::parse(text, s.version.cql()).map_err(|fault| fault.diagnostic(text))?;
    let query = response.query.insert(query);
    let mut search = translate(query, &|id| {
        let unknown = || silta_cql::Condition::ResultSetUnknown.about(id);
        s.shared.result_sets.find(id, s.now).ok_or_else(unknown)
    })?;
    sort::add_keys(asked.sort_keys.as_deref(), &mut search)?;
    let counting = facets::wanted(&asked.facets, s.limits())?;
    let most = asked.maximum_records;
    let most = most.unwrap_or_else(|| s.limits().default_records.into());
    let most = most.min(s.limits().records.into());
    let set = find(s, search, most).await?;
    let wanted = Wanted {
        schema,
        first: asked.start_record.unwrap_or(1),
        most,
    };
    let mut found = Found {
        number_of_records: set.total,
        ..Found::default()
    };
    if set.total > 0 && wanted.first > set.total {
        // How many there are is known, and of use to the client.
        response.diagnostics.push(Condition::RecordPosition.plain());
        return Ok(found);
    }
    found.facets = facets::counted(s, &set, counting).await?;
    let fetched = present(s, &set, &wanted).await?;
    found.next_record_position = fetched.next;
    found.records = fetched.records;
    if let Some(seconds) = asked.result_set_ttl.filter(|_| set.total > 0) {
        found.result_set = s.shared.result_sets.keep(&set, seconds, s.now);
    }
    Ok(found)
}

/// Finds records, unless they have been found already: clients count first, and fetch then.
async fn find(s: &Serving<'_>, search: Search, most: u64) -> Result<ResultSet, Diagnostic> {
    if let Query::Found(set) = &*search.query {
        return match search.sort.is_empty() {
            true => Ok(set.clone()),
            false => {
                s.answer(s.consortium().sort(&s.context, set, search.sort))
                    .await
            }
        };
    }
    let sets = &s.shared.result_sets;
    if most > 0
        && let Some(set) = sets.take_counted(&search, s.now)
    {
        return Ok(set);
    }
    let found = s.consortium().search(&s.context, search.clone());
    let set = s.answer(found).await?;
    if most == 0 {
        sets.note_counted(search, &set, s.now);
    }
    Ok(set)
}

fn refuse_unserved(asked: &SearchRetrieveRequest) -> Result<(), Diagnostic> {
    if let Some(kind) = asked
        .query_type
        .as_deref()
        .filter(|kind| !kind.eq_ignore_ascii_case("cql"))
    {
        return Err(silta_cql::Condition::QueryType.about(kind).into());
    }
    if asked.record_xpath.is_some() {
        return Err(Condition::XPath.plain());
    }
    Ok(())
}
