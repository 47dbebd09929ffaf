//! From CQL to PQF and back, by way of the consortium's queries.
#![allow(dead_code, reason = "each of the tests uses a part")]

use std::sync::{Arc, OnceLock};

use silta_consortium::{Query, ResultSet, Search};
use silta_cql::{Condition, Version};
use silta_rpn_translation::{Charset, Terms};
use silta_z3950::{bib1, pqf};

/// Names of result sets that are kept; each is another.
const KEPT: [&str; 2] = ["a", "a set"];

fn kept() -> &'static [(&'static str, ResultSet)] {
    static SETS: OnceLock<Vec<(&str, ResultSet)>> = OnceLock::new();
    SETS.get_or_init(|| {
        let set = |name: &'static str| {
            let search = Search {
                query: Arc::new(Query::All),
                sort: Vec::new(),
            };
            let kept: Arc<&'static str> = Arc::new(name);
            let total = 1;
            (
                name,
                ResultSet {
                    total,
                    search,
                    kept,
                },
            )
        };
        KEPT.map(set).to_vec()
    })
}

fn named(name: &str) -> Option<ResultSet> {
    let mut kept = kept().iter();
    kept.find(|(known, _)| *known == name)
        .map(|(_, set)| set.clone())
}

fn name_of(set: &ResultSet) -> Option<String> {
    let mut kept = kept().iter();
    kept.find(|(_, known)| known == set)
        .map(|(name, _)| (*name).to_owned())
}

/// What a query in CQL looks for; else the diagnostic of SRU.
pub(crate) fn search_of_cql(text: &str) -> Result<Search, String> {
    let find = |name: &str| named(name).ok_or_else(|| Condition::ResultSetUnknown.about(name));
    let search = silta_cql_translation::search(text, Version::V2_0, &find);
    search.map_err(|diagnostic| diagnostic.to_string())
}

/// What a query in PQF looks for; else the diagnostic of bib-1.
pub(crate) fn search_of_pqf(text: &str) -> Result<Search, String> {
    let rpn = pqf::parse(text).map_err(|fault| fault.to_string())?;
    let find = |name: &[u8]| {
        let found = str::from_utf8(name).ok().and_then(named);
        found.ok_or_else(|| bib1::Condition::ResultSetDoesNotExist.plain())
    };
    let terms = Terms {
        charset: Charset::Utf8,
        limit: usize::MAX,
    };
    let query = silta_rpn_translation::read(&rpn, terms, &find).map_err(|diagnostic| {
        let about = String::from_utf8_lossy(diagnostic.addinfo.as_bytes()).into_owned();
        format!("{}: {about}", diagnostic.condition)
    })?;
    Ok(Search {
        query: Arc::new(query),
        sort: Vec::new(),
    })
}

/// A search in CQL.
pub(crate) fn cql(search: &Search) -> Result<String, String> {
    let written = silta_cql_translation::write(search, &name_of);
    written
        .map(|query| query.to_string())
        .map_err(|not| not.to_string())
}

/// A search in PQF.
pub(crate) fn pqf(search: &Search) -> Result<String, String> {
    let written = silta_rpn_translation::write(search, &name_of);
    written
        .map(|query| pqf::print(&query))
        .map_err(|not| not.to_string())
}

/// A query in CQL as PQF.
pub(crate) fn pqf_of(text: &str) -> Result<String, String> {
    pqf(&search_of_cql(text)?)
}

/// A query in PQF as CQL.
pub(crate) fn cql_of(text: &str) -> Result<String, String> {
    cql(&search_of_pqf(text)?)
}
