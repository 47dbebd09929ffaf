//! From a query of type 104, in CQL, to a search; and what of CQL is refused, in the words of bib-1.

use silta_consortium::Search;
use silta_cql::{Condition as Cql, Diagnostic as CqlDiagnostic, Version};
use silta_z3950::{External, bib1::Condition as Bib1, query::cql_of};

use crate::{
    conversation::Conversation,
    diagnostic::{Diagnostic, about, plain},
    limits::SessionLimits,
};

/// The version that is read, for nothing in the request says which. It holds the older ones.
const VERSION: Version = Version::V2_0;

/// What a query asks for, and in which order.
pub(crate) fn search(
    query: &External,
    conversation: &Conversation,
    limits: &SessionLimits,
) -> Result<Search, Diagnostic> {
    let octets = cql_of(query).map_err(|_| plain(Bib1::MalformedQuery))?;
    let text = conversation.charset.decode(&octets).ok_or_else(|| {
        let shown = String::from_utf8_lossy(&octets);
        about(Bib1::UntranslatableTerm, shown)
    })?;
    let made = |name: &str| {
        let made = conversation.result_sets.find(name.as_bytes());
        made.map(|made| made.found.clone())
            .map_err(|_| Cql::ResultSetUnknown.about(name))
    };
    let search = silta_cql_translation::search(&text, VERSION, &made).map_err(in_bib_1)?;
    match search.sort.len() > limits.sort_keys {
        true => Err(about(Bib1::TooManySortKeys, limits.sort_keys)),
        false => Ok(search),
    }
}

fn in_bib_1(diagnostic: CqlDiagnostic) -> Diagnostic {
    about(bib_1(diagnostic.condition), diagnostic.details)
}

/// The table: the condition of bib-1 that says the same, or the nearest there is. Addinfo holds
/// what the details of the other do.
pub(crate) const fn bib_1(condition: Cql) -> Bib1 {
    match condition {
        Cql::Syntax
        | Cql::Parentheses
        | Cql::Quotes
        | Cql::UnquotedSpecial
        | Cql::NeedlessEscape
        | Cql::PrefixTwice => Bib1::MalformedQuery,
        Cql::QueryType => Bib1::QueryTypeNotSupported,
        Cql::QueryTooLong | Cql::TermTooLong => Bib1::TooManyCharacters,
        Cql::ContextSet => Bib1::UnsupportedAttributeSet,
        Cql::Index | Cql::IndexOfSet => Bib1::UnsupportedUse,
        Cql::Relation | Cql::RelationModifier => Bib1::UnsupportedRelation,
        Cql::Indexes | Cql::RelationModifiers | Cql::RelationAndIndex | Cql::ProximityModifiers => {
            Bib1::UnsupportedCombination
        }
        Cql::RelationAndTerm | Cql::TermFormat => Bib1::IllegalTerm,
        Cql::EmptyTerm => Bib1::MalformedTerm,
        Cql::Masking | Cql::MaskPosition => Bib1::UnsupportedTruncation,
        Cql::MaskedTooShort => Bib1::TruncatedWordsTooShort,
        Cql::TooManyMasks => Bib1::TooManyTruncatedWords,
        Cql::Anchoring | Cql::AnchorPosition => Bib1::UnsupportedPosition,
        Cql::StopWords => Bib1::OnlyStopWords,
        Cql::Boolean | Cql::BooleanModifier => Bib1::OperatorUnsupported,
        Cql::TooManyBooleans => Bib1::TooManyBooleanOperators,
        Cql::Proximity | Cql::ProximityAndMask | Cql::ProximityAndAnchor => {
            Bib1::ProximityNotSupportedWithAttributes
        }
        Cql::ProximityRelation => Bib1::UnsupportedProximityRelation,
        Cql::ProximityDistance => Bib1::UnsupportedDistance,
        Cql::ProximityUnit => Bib1::UnsupportedProximityUnit,
        Cql::ProximityOrdering => Bib1::OrderedFlagNotSupported,
        Cql::CannotProcess | Cql::Feature => Bib1::UnsupportedSearch,
        Cql::ResultSets | Cql::ResultSetsRetrieveOnly => Bib1::ResultSetNotSupportedAsTerm,
        Cql::ResultSetUnknown => Bib1::ResultSetDoesNotExist,
        Cql::ResultSetUnavailable => Bib1::ResultSetInUse,
        Cql::ResultSetsAndTerms => Bib1::OnlySingleResultSetAsTerm,
        Cql::ResultSetUnpredictable => Bib1::ResourcesExhaustedPartialResults,
        Cql::ResultSetPartial => Bib1::ResourcesExhaustedValidSubset,
        Cql::TooManyRecords => Bib1::TooManyRecordsRetrieved,
        Cql::Sort
        | Cql::SortSequence
        | Cql::TooManyToSort
        | Cql::SortSchema
        | Cql::SortPath
        | Cql::SortPathOfSchema
        | Cql::SortEnded => Bib1::CannotSort,
        Cql::TooManySortKeys => Bib1::TooManySortKeys,
        Cql::SortFormats => Bib1::IncompatibleRecordFormats,
        Cql::SortDirection => Bib1::IllegalSortRelation,
        Cql::SortCase => Bib1::IllegalCaseValue,
        Cql::SortMissing => Bib1::UnsupportedMissingValueAction,
    }
}
