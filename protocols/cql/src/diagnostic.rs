//! What a query can be refused with: the diagnostics of SRU (`info:srw/diagnostic/1/`) about
//! queries, result sets and sorting.

use std::fmt;

/// A condition of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its number.
    pub number: u16,
    /// What it says.
    pub message: &'static str,
    /// What its details hold; empty where nothing is prescribed.
    pub details: &'static str,
}

/// A condition and what it is about. A response writes its URI, details and message, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What is wrong.
    pub condition: Condition,
    /// What it is about; may be empty.
    pub details: String,
}

macro_rules! conditions {
    ($( $number:literal $condition:ident $message:literal $details:literal, )+) => {
        /// What can be wrong with a query.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Condition {
            $( #[doc = concat!(stringify!($number), ": ", $message, ".")] $condition, )+
        }

        impl Condition {
            /// All conditions, by number.
            pub const LISTED: &'static [Listed] = &[
                $( Listed { number: $number, message: $message, details: $details }, )+
            ];

            /// Its number.
            pub const fn number(self) -> u16 {
                match self { $( Self::$condition => $number, )+ }
            }

            /// The condition of a number.
            pub const fn from_number(number: u16) -> Option<Self> {
                match number { $( $number => Some(Self::$condition), )+ _ => None }
            }

            /// What it says.
            pub const fn message(self) -> &'static str {
                match self { $( Self::$condition => $message, )+ }
            }
        }
    };
}

impl Condition {
    /// The condition with what it is about.
    pub fn about(self, details: impl ToString) -> Diagnostic {
        Diagnostic {
            condition: self,
            details: details.to_string(),
        }
    }

    /// The condition by itself.
    pub fn plain(self) -> Diagnostic {
        self.about("")
    }

    /// Its name everywhere: `info:srw/diagnostic/1/10`.
    pub fn uri(self) -> String {
        format!("info:srw/diagnostic/1/{}", self.number())
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.condition.number())?;
        match self.details.as_str() {
            "" => Ok(()),
            details => write!(f, ": {details}"),
        }
    }
}

impl std::error::Error for Diagnostic {}

conditions! {
    10 Syntax "Query syntax error" "what was expected, and where",
    11 QueryType "Unsupported query type" "query type",
    12 QueryTooLong "Too many characters in query" "the most there may be",
    13 Parentheses "Invalid or unsupported use of parentheses" "character offset",
    14 Quotes "Invalid or unsupported use of quotes" "character offset",
    15 ContextSet "Unsupported context set" "URI or short name of the set",
    16 Index "Unsupported index" "index",
    17 IndexOfSet "Unsupported combination of index and context set" "index and set",
    18 Indexes "Unsupported combination of indexes" "indexes",
    19 Relation "Unsupported relation" "relation",
    20 RelationModifier "Unsupported relation modifier" "modifier",
    21 RelationModifiers "Unsupported combination of relation modifiers" "modifiers",
    22 RelationAndIndex "Unsupported combination of relation and index" "relation and index",
    23 TermTooLong "Too many characters in term" "the most there may be",
    24 RelationAndTerm "Unsupported combination of relation and term" "relation and term",
    25 UnquotedSpecial "Special characters not quoted in term" "character offset",
    26 NeedlessEscape "Non special character escaped in term" "character offset",
    27 EmptyTerm "Empty term unsupported" "",
    28 Masking "Masking character not supported" "the character",
    29 MaskedTooShort "Masked words too short" "the fewest characters there may be",
    30 TooManyMasks "Too many masking characters in term" "the most there may be",
    31 Anchoring "Anchoring character not supported" "",
    32 AnchorPosition "Anchoring character in unsupported position" "character offset",
    33 ProximityAndMask "Combination of proximity/adjacency and masking characters not supported" "",
    34 ProximityAndAnchor "Combination of proximity/adjacency and anchoring characters not supported" "",
    35 StopWords "Term contains only stopwords" "term",
    36 TermFormat "Term in invalid format for index or relation" "term",
    37 Boolean "Unsupported boolean operator" "boolean",
    38 TooManyBooleans "Too many boolean operators in query" "the most there may be",
    39 Proximity "Proximity not supported" "",
    40 ProximityRelation "Unsupported proximity relation" "relation",
    41 ProximityDistance "Unsupported proximity distance" "distance",
    42 ProximityUnit "Unsupported proximity unit" "unit",
    43 ProximityOrdering "Unsupported proximity ordering" "ordering",
    44 ProximityModifiers "Unsupported combination of proximity modifiers" "modifiers",
    45 PrefixTwice "Prefix assigned to multiple identifiers" "prefix",
    46 BooleanModifier "Unsupported boolean modifier" "modifier",
    47 CannotProcess "Cannot process query; reason unknown" "",
    48 Feature "Query feature unsupported" "feature",
    49 MaskPosition "Masking character in unsupported position" "term",
    50 ResultSets "Result sets not supported" "",
    51 ResultSetUnknown "Result set does not exist" "result set",
    52 ResultSetUnavailable "Result set temporarily unavailable" "result set",
    53 ResultSetsRetrieveOnly "Result sets only supported for retrieval" "",
    55 ResultSetsAndTerms "Combination of result sets with search terms not supported" "",
    58 ResultSetUnpredictable "Result set created with unpredictable partial results available" "",
    59 ResultSetPartial "Result set created with valid partial results available" "",
    60 TooManyRecords "Result set not created: too many matching records" "the most there may be",
    80 Sort "Sort not supported" "",
    82 SortSequence "Unsupported sort sequence" "sequence",
    83 TooManyToSort "Too many records to sort" "the most there may be",
    84 TooManySortKeys "Too many sort keys to sort" "the most there may be",
    86 SortFormats "Cannot sort: incompatible record formats" "",
    87 SortSchema "Unsupported schema for sort" "schema",
    88 SortPath "Unsupported path for sort" "path",
    89 SortPathOfSchema "Path unsupported for schema" "path",
    90 SortDirection "Unsupported direction" "direction",
    91 SortCase "Unsupported case" "case",
    92 SortMissing "Unsupported missing value action" "action",
    93 SortEnded "Sort ended due to missing value" "",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_order_and_each_number_leads_back() {
        assert!(Condition::LISTED.is_sorted_by(|one, next| one.number < next.number));
        for listed in Condition::LISTED {
            let condition = Condition::from_number(listed.number).unwrap();
            assert_eq!(condition.number(), listed.number);
            assert_eq!(condition.message(), listed.message);
        }
        assert_eq!(Condition::from_number(9), None);
        assert_eq!(Condition::Syntax.uri(), "info:srw/diagnostic/1/10");
        assert_eq!(Condition::Index.about("dc.x").to_string(), "16: dc.x");
    }
}
