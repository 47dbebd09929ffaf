//! `sortKeys`: the order wanted, where it does not stand in the query.

use silta_consortium::{
    Search,
    query::{Missing, SortKey},
};
use silta_cql::Condition;
use silta_cql_translation::index_named;
use silta_sru::{Diagnostic, MissingValue};

use crate::schemas::Schema;

/// Adds the keys of the parameter to a search that has none of its own.
pub(crate) fn add_keys(text: Option<&str>, search: &mut Search) -> Result<(), Diagnostic> {
    let keys = silta_sru::SortKey::read(text.unwrap_or_default())?;
    if !keys.is_empty() && !search.sort.is_empty() {
        return Err(Condition::Sort.about("sortby and sortKeys").into());
    }
    for key in &keys {
        search.sort.push(key_of(key)?);
    }
    Ok(())
}

fn key_of(key: &silta_sru::SortKey) -> Result<SortKey, Diagnostic> {
    check_schema(key)?;
    // `/dc:title` and `/title` are what a path to an element of Dublin Core looks like.
    let name = key.path.trim_start_matches('/').replace(':', ".");
    let unknown = || Condition::SortPath.about(&key.path);
    let index = index_named(&name).map_err(|_| unknown())?;
    if !index.definition().sort {
        return Err(unknown().into());
    }
    if key.case_sensitive {
        return Err(Condition::SortCase.about("1").into());
    }
    let descending = !key.ascending;
    let lowest = match &key.missing {
        MissingValue::High => false,
        MissingValue::Low => true,
        MissingValue::Abort => return Err(Condition::SortMissing.about("abort").into()),
        MissingValue::Omit => return Err(Condition::SortMissing.about("omit").into()),
        MissingValue::Constant(value) => return Err(Condition::SortMissing.about(value).into()),
    };
    Ok(SortKey {
        index,
        descending,
        missing: match lowest == descending {
            true => Missing::Last,
            false => Missing::First,
        },
    })
}

/// Paths are names of indexes, or of elements of Dublin Core.
fn check_schema(key: &silta_sru::SortKey) -> Result<(), Diagnostic> {
    let name = match key.schema.as_str() {
        "" | "cql" => return Ok(()),
        name => name,
    };
    let unknown = |_| Condition::SortSchema.about(name);
    match Schema::of(Some(name)).map_err(unknown)?.name {
        "dc" | "oai_dc" => Ok(()),
        _ => Err(Condition::SortPathOfSchema.about(&key.path).into()),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use silta_consortium::{Index, Query};

    use super::*;

    fn sorted(text: &str) -> Result<Vec<SortKey>, String> {
        let mut search = Search {
            query: Arc::new(Query::All),
            sort: Vec::new(),
        };
        let added = add_keys(Some(text), &mut search);
        added
            .map(|()| search.sort)
            .map_err(|fault| fault.to_string())
    }

    #[test]
    fn keys_are_those_of_sortby() {
        let key = |descending, missing| SortKey {
            index: Index::Title,
            descending,
            missing,
        };
        for (text, expected) in [
            ("title", key(false, Missing::Last)),
            ("/dc:title,dc,0", key(true, Missing::First)),
            ("dc.title,,1,0,lowValue", key(false, Missing::First)),
            ("dc.title,cql,0,0,lowValue", key(true, Missing::Last)),
        ] {
            assert_eq!(sorted(text), Ok(vec![expected]), "{text}");
        }
        for (text, told) in [
            ("colour", "88: colour"),
            ("bath.isbn", "88: bath.isbn"),
            ("title,foo", "87: foo"),
            ("title,marcxml", "89: title"),
            ("title,,1,1", "91: 1"),
            ("title,,1,0,omit", "92: omit"),
            ("title,,1,0,\"x\"", "92: x"),
            ("title,,x", "90: x"),
        ] {
            assert_eq!(sorted(text), Err(told.into()), "{text}");
        }
    }
}
