//! Names of CQL: context sets, their short names and what they mean in a query.

use silta_consortium::Index;
use silta_cql::{Condition, Diagnostic, Prefix};

/// A context set that names are taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContextSet {
    /// Its short name, unless a query assigns that otherwise.
    pub name: &'static str,
    /// Its URIs, of each version that is known; the first is the one that Explain tells.
    pub identifiers: &'static [&'static str],
}

/// The context sets that are known.
pub const CONTEXT_SETS: [ContextSet; 7] = [
    set("bath", &["http://zing.z3950.org/cql/bath/2.0/"]),
    set(
        CQL,
        &[
            "info:srw/cql-context-set/1/cql-v1.2",
            "info:srw/cql-context-set/1/cql-v1.1",
        ],
    ),
    set("dc", &["info:srw/cql-context-set/1/dc-v1.1"]),
    set("marc", &["info:srw/cql-context-set/1/marc-1.1"]),
    set("net", &["info:srw/cql-context-set/2/net-1.0"]),
    set("rec", &["info:srw/cql-context-set/2/rec-1.1"]),
    set("sort", &["info:srw/cql-context-set/1/sort-v1.0"]),
];

/// The set of relations and their modifiers, and of booleans' modifiers.
pub(crate) const CQL: &str = "cql";
/// The set of modifiers of sort keys.
pub(crate) const SORT: &str = "sort";
/// The set of indexes without a prefix.
const DEFAULT: &str = "dc";

const fn set(name: &'static str, identifiers: &'static [&'static str]) -> ContextSet {
    ContextSet { name, identifiers }
}

/// What the name of an index asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    Index(Index),
    /// `cql.allRecords`.
    AllRecords,
    /// `cql.resultSetId`.
    ResultSetId,
}

/// The index of a name outside a query: `dc.title`, `title`.
pub fn index_named(name: &str) -> Result<Index, Diagnostic> {
    Names::default().plain_index(name)
}

/// The prefixes that hold at one place of a query, the innermost last.
#[derive(Debug, Default)]
pub(crate) struct Names<'q> {
    prefixes: Vec<&'q Prefix>,
}

impl<'q> Names<'q> {
    /// Lets prefixes hold, until [`Names::leave`] is given what this gives.
    pub(crate) fn enter(&mut self, prefixes: &'q [Prefix]) -> usize {
        let before = self.prefixes.len();
        self.prefixes.extend(prefixes);
        before
    }

    pub(crate) fn leave(&mut self, before: usize) {
        self.prefixes.truncate(before);
    }

    pub(crate) fn index(&self, name: &str) -> Result<Named, Diagnostic> {
        let full = match name.split_once('.') {
            Some((prefix, local)) => format!("{}.{local}", self.set(prefix)?),
            None => format!("{}.{name}", self.default_set()?),
        };
        if full.eq_ignore_ascii_case("cql.allRecords") {
            return Ok(Named::AllRecords);
        }
        if full.eq_ignore_ascii_case("cql.resultSetId") {
            return Ok(Named::ResultSetId);
        }
        let index = Index::of_cql(&full);
        index
            .map(Named::Index)
            .ok_or_else(|| Condition::Index.about(name))
    }

    /// An index that stands for fields of records.
    pub(crate) fn plain_index(&self, name: &str) -> Result<Index, Diagnostic> {
        match self.index(name)? {
            Named::Index(index) => Ok(index),
            _ => Err(Condition::Index.about(name)),
        }
    }

    /// The name without its prefix, in small letters, if it is of this set; one without a prefix is.
    pub(crate) fn of_set(&self, set: &str, name: &str) -> Option<String> {
        match name.split_once('.') {
            None => Some(name.to_ascii_lowercase()),
            Some((prefix, local)) => {
                let mine = self.set(prefix).is_ok_and(|found| found == set);
                mine.then(|| local.to_ascii_lowercase())
            }
        }
    }

    /// The short name by which we know the set of a prefix.
    pub(crate) fn set(&self, prefix: &str) -> Result<&'static str, Diagnostic> {
        let same = |name: &str| name.eq_ignore_ascii_case(prefix);
        let assigned = self.prefixes.iter().rev();
        let assigned = assigned
            .filter(|assigned| assigned.name.as_deref().is_some_and(same))
            .map(|assigned| identified(&assigned.identifier))
            .next();
        assigned.unwrap_or_else(|| {
            let known = CONTEXT_SETS.iter().find(|set| same(set.name));
            let unknown = || Condition::ContextSet.about(prefix);
            known.map(|set| set.name).ok_or_else(unknown)
        })
    }

    fn default_set(&self) -> Result<&'static str, Diagnostic> {
        let mut assigned = self.prefixes.iter().rev();
        let assigned = assigned.find(|assigned| assigned.name.is_none());
        assigned.map_or(Ok(DEFAULT), |assigned| identified(&assigned.identifier))
    }
}

/// The short name by which we know the set of a URI.
fn identified(identifier: &str) -> Result<&'static str, Diagnostic> {
    let plain = |identifier: &str| identifier.trim_end_matches('/').to_ascii_lowercase();
    let wanted = plain(identifier);
    let is_it = |set: &&ContextSet| set.identifiers.iter().any(|one| plain(one) == wanted);
    let known = CONTEXT_SETS.iter().find(is_it);
    let unknown = || Condition::ContextSet.about(identifier);
    known.map(|set| set.name).ok_or_else(unknown)
}

#[cfg(test)]
mod tests {
    use silta_consortium::INDEXES;

    use super::*;

    #[test]
    fn every_index_has_a_name_of_a_known_set() {
        for row in &INDEXES {
            for name in row.cql {
                assert_eq!(index_named(name), Ok(row.index), "{name}");
            }
        }
        assert_eq!(index_named("TITLE"), Ok(Index::Title));
        assert_eq!(index_named("isbn"), Err(Condition::Index.about("isbn")));
        assert_eq!(
            index_named("foo.title"),
            Err(Condition::ContextSet.about("foo"))
        );
    }
}
