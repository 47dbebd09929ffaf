//! Facets: what the records of a result have in the indexes that are asked for, counted.

use std::sync::Arc;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use silta_consortium::{
    INDEXES, Index, Page, Query, ResultSet, Search,
    query::{FacetAsked, FacetOrder, FacetValue},
};
use silta_cql_translation::{index_named, write};
use silta_sru::{Diagnostic, Facet, FacetTerm, FacetWish, FacetsAsked, Parameter};

use crate::{explain::title_of, limits::SruLimits, serving::Serving};

/// A facet that is wanted, and the name by which it is.
pub(crate) struct Wanted {
    name: String,
    asked: FacetAsked,
}

/// What is to be counted.
pub(crate) fn wanted(
    given: &[(Parameter, String)],
    limits: &SruLimits,
) -> Result<Vec<Wanted>, Diagnostic> {
    let Some(asked) = FacetsAsked::read(given)? else {
        return Ok(Vec::new());
    };
    let mut wanted = Vec::new();
    for (name, wish) in &asked.named {
        let index = index_named(name)?;
        if !index.definition().facet {
            return Err(silta_cql::Condition::Index.about(name).into());
        }
        wanted.push(one(name, index, asked.wish(*wish), limits));
    }
    if asked.all {
        for row in INDEXES.iter().filter(|row| row.facet) {
            if wanted.iter().all(|one| one.asked.index != row.index) {
                let name = row.cql.first().copied().unwrap_or_default();
                wanted.push(one(
                    name,
                    row.index,
                    asked.wish(FacetWish::default()),
                    limits,
                ));
            }
        }
    }
    wanted.retain(|one| one.asked.page.limit > 0);
    Ok(wanted)
}

fn one(name: &str, index: Index, wish: FacetWish, limits: &SruLimits) -> Wanted {
    let most = limits.facet_terms.min(FacetAsked::MAX_LIMIT);
    let limit = wish
        .limit
        .unwrap_or_else(|| limits.default_facet_terms.into());
    let start = wish.start.unwrap_or(1) - 1;
    let order = match wish
        .order
        .map(|order| (order.alphanumeric, order.descending))
    {
        None | Some((false, true)) => FacetOrder::Frequent,
        Some((false, false)) => FacetOrder::Rare,
        Some((true, false)) => FacetOrder::Value,
        Some((true, true)) => FacetOrder::ValueDescending,
    };
    let asked = FacetAsked {
        index,
        order,
        minimum: wish.minimum.unwrap_or(1),
        page: Page {
            skip: u32::try_from(start).unwrap_or(u32::MAX),
            limit: u32::try_from(limit).unwrap_or(u32::MAX).min(most),
        },
    };
    Wanted {
        name: name.to_owned(),
        asked,
    }
}

/// The facets of a result, in the order in which they are wanted.
pub(crate) async fn counted(
    s: &Serving<'_>,
    set: &ResultSet,
    wanted: Vec<Wanted>,
) -> Result<Vec<Facet>, Diagnostic> {
    if wanted.is_empty() || set.total == 0 {
        return Ok(Vec::new());
    }
    let asked = wanted.iter().map(|one| one.asked).collect();
    let counted = s
        .answer(s.consortium().facets(&s.context, set, asked))
        .await?;
    let facets = wanted.into_iter().zip(counted);
    let told = facets.map(|(wanted, facet)| Facet {
        label: title_of(facet.index),
        index: wanted.name,
        terms: facet
            .values
            .into_iter()
            .map(|value| term(s, set, facet.index, value))
            .collect(),
    });
    Ok(told.collect())
}

/// A term, with the query that finds its records if CQL can say it: a result set that is part of
/// what was asked has no name that lasts.
fn term(s: &Serving<'_>, set: &ResultSet, index: Index, value: FacetValue) -> FacetTerm {
    let term = Box::new(Query::Term(value.term(index)));
    let narrowed = match &*set.search.query {
        Query::All => *term,
        query => Query::And(Box::new(query.clone()), term),
    };
    let search = Search {
        query: Arc::new(narrowed),
        sort: Vec::new(),
    };
    let query = write(&search, &|_| None)
        .ok()
        .map(|query| query.to_string());
    let url = |query: &String| {
        let base = &s.shared.settings.base_url;
        format!(
            "{base}?query={}",
            utf8_percent_encode(query, NON_ALPHANUMERIC)
        )
    };
    FacetTerm {
        actual_term: value.value,
        request_url: query.as_ref().map(url),
        query,
        count: value.records,
    }
}
