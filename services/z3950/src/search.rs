//! 22 and 23: a search makes a result set, and may bring its first records along.

use std::sync::Arc;

use silta_consortium::{Query as Found, Search};
use silta_rpn_translation::Terms;
use silta_z3950::{
    ElementSetNames, Options, PresentStatus, Query, RpnQuery, SearchRequest, SearchResponse,
    bib1::Condition, oid::CQL, search::ResultSetStatus,
};

use crate::{
    composition::{Wanted, element_set},
    cql,
    diagnostic::{Diagnostic, about},
    present::{Fetched, Places, fetch, next_position},
    records::Syntax,
    result_sets::Made,
    serving::Serving,
};

pub(crate) async fn search(s: &mut Serving<'_>, request: SearchRequest) -> SearchResponse {
    match find(s, &request).await {
        Ok(made) => with_records(s, &request, &made).await,
        Err(diagnostic) => SearchResponse {
            search_status: false,
            result_set_status: Some(ResultSetStatus::None),
            records: Some(s.refuse(diagnostic).into()),
            ..SearchResponse::default()
        },
    }
}

/// Makes the result set. By the book, a search that fails takes the set of its name with it, if it
/// was to replace it.
async fn find(s: &mut Serving<'_>, request: &SearchRequest) -> Result<Made, Diagnostic> {
    let name = request.result_set_name.as_bytes();
    let named = s.conversation.options.contains(Options::NAMED_RESULT_SETS);
    s.conversation
        .result_sets
        .may_make(name, named, s.limits())?;
    if !request.replace_indicator && s.conversation.result_sets.has(name) {
        return Err(about(
            Condition::ResultSetExists,
            request.result_set_name.to_text(),
        ));
    }
    let found = look(s, request).await;
    match &found {
        Ok(made) => s.conversation.result_sets.put(name, made.clone()),
        Err(_) => {
            s.conversation.result_sets.delete(name);
        }
    }
    found
}

async fn look(s: &Serving<'_>, request: &SearchRequest) -> Result<Made, Diagnostic> {
    let database = s.database(&request.database_names)?;
    let search = what_for(s, &request.query)?;
    let found = s.answer(s.consortium().search(&s.context, search)).await?;
    Ok(Made {
        found,
        database: database.to_text().into(),
    })
}

fn what_for(s: &Serving<'_>, query: &Query) -> Result<Search, Diagnostic> {
    match query {
        Query::Type1(rpn) | Query::Type101(rpn) => Ok(Search {
            query: Arc::new(of_rpn(s, rpn)?),
            sort: Vec::new(),
        }),
        Query::Type104(external) if external.direct_reference == Some(CQL) => {
            cql::search(external, s.conversation, s.limits())
        }
        other => Err(about(
            Condition::QueryTypeNotSupported,
            format_args!("type-{}", other.number()),
        )),
    }
}

fn of_rpn(s: &Serving<'_>, query: &RpnQuery) -> Result<Found, Diagnostic> {
    let terms = Terms {
        charset: s.conversation.charset,
        limit: s.limits().term,
    };
    let sets = &s.conversation.result_sets;
    silta_rpn_translation::read(query, terms, &|name| Ok(sets.find(name)?.found.clone()))
}

/// The answer to a search that succeeded, with as many records as the client wants at once.
async fn with_records(s: &mut Serving<'_>, request: &SearchRequest, made: &Made) -> SearchResponse {
    let hits = made.found.total;
    let mut response = SearchResponse {
        result_count: i64::try_from(hits).unwrap_or(i64::MAX),
        next_result_set_position: i64::from(hits > 0),
        search_status: true,
        ..SearchResponse::default()
    };
    let (count, names) = at_once(request, hits);
    if count == 0 {
        return response;
    }
    let fetched = match wanted(request, names) {
        Ok(wanted) => fetch(s, made, &[Places::first(count)], &wanted).await,
        Err(diagnostic) => Err(diagnostic),
    };
    match fetched {
        Ok(Fetched {
            records,
            status,
            last,
        }) => {
            response.number_of_records_returned = records.len() as i64;
            response.next_result_set_position = next_position(last, hits);
            response.present_status = Some(status);
            response.records = Some(silta_z3950::Records::ResponseRecords(records));
        }
        Err(diagnostic) => {
            response.present_status = Some(PresentStatus::Failure);
            response.records = Some(s.refuse(diagnostic).into());
        }
    }
    response
}

/// How many records go along with the answer, and how much of each.
fn at_once(request: &SearchRequest, hits: u64) -> (u64, Option<&ElementSetNames>) {
    let bound = |bound: i64| u64::try_from(bound).unwrap_or(0);
    if hits <= bound(request.small_set_upper_bound) {
        (hits, request.small_set_element_set_names.as_ref())
    } else if hits < bound(request.large_set_lower_bound) {
        let count = bound(request.medium_set_present_number).min(hits);
        (count, request.medium_set_element_set_names.as_ref())
    } else {
        (0, None)
    }
}

fn wanted(request: &SearchRequest, names: Option<&ElementSetNames>) -> Result<Wanted, Diagnostic> {
    Ok(Wanted {
        syntax: Syntax::preferred(request.preferred_record_syntax)?,
        elements: element_set(names)?,
    })
}
