//! What a request can be refused with: the diagnostics of SRU, `info:srw/diagnostic/1/` and a
//! number. Those about queries, result sets and sorting stand in the table of `silta_cql`; here are
//! the others, and the two that servers in wide use tell of databases.

use std::fmt;

/// A condition and what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What is wrong.
    pub condition: Condition,
    /// What it is about; may be empty.
    pub details: String,
}

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

macro_rules! conditions {
    ($( $number:literal $condition:ident $message:literal $details:literal, )+) => {
        /// What can be wrong with a request, or with one record of an answer.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Condition {
            $( #[doc = concat!(stringify!($number), ": ", $message, ".")] $condition, )+
            /// With the query, a result set or sorting: 10 to 60 and 80 to 93.
            Query(silta_cql::Condition),
        }

        /// Those that are not about queries, by number.
        const OTHERS: &[Listed] = &[
            $( Listed { number: $number, message: $message, details: $details }, )+
        ];

        impl Condition {
            /// Its number.
            pub const fn number(self) -> u16 {
                match self {
                    $( Self::$condition => $number, )+
                    Self::Query(condition) => condition.number(),
                }
            }

            /// The condition of a number.
            pub fn from_number(number: u16) -> Option<Self> {
                match number {
                    $( $number => Some(Self::$condition), )+
                    _ => silta_cql::Condition::from_number(number).map(Self::Query),
                }
            }

            /// What it says.
            pub const fn message(self) -> &'static str {
                match self {
                    $( Self::$condition => $message, )+
                    Self::Query(condition) => condition.message(),
                }
            }
        }
    };
}

conditions! {
    1 System "General system error" "debugging information",
    2 Unavailable "System temporarily unavailable" "debugging information",
    3 Authentication "Authentication error" "",
    4 Operation "Unsupported operation" "operation",
    5 Version "Unsupported version" "the highest that is supported",
    6 ParameterValue "Unsupported parameter value" "parameter",
    7 MissingParameter "Mandatory parameter not supplied" "parameter",
    8 Parameter "Unsupported parameter" "parameter",
    61 RecordPosition "First record position out of range" "",
    62 NegativeRecords "Negative number of records requested" "",
    63 Retrieving "System error in retrieving records" "",
    64 RecordUnavailable "Record temporarily unavailable" "",
    65 RecordGone "Record does not exist" "",
    66 Schema "Unknown schema for retrieval" "schema",
    67 RecordSchema "Record not available in this schema" "schema",
    68 RecordDenied "Not authorised to send record" "",
    69 RecordSchemaDenied "Not authorised to send record in this schema" "schema",
    70 RecordTooLarge "Record too large to send" "the most that is sent, in bytes",
    71 Packing "Unsupported record packing" "packing",
    72 XPath "XPath retrieval unsupported" "",
    73 XPathFeature "XPath expression contains unsupported feature" "feature",
    74 XPathEvaluation "Unable to evaluate XPath expression" "",
    100 Explain "Explain not supported" "",
    101 ExplainType "Explain request type not supported" "",
    102 ExplainUnavailable "Explain record temporarily unavailable" "",
    110 Stylesheets "Stylesheets not supported" "",
    111 Stylesheet "Unsupported stylesheet" "URL of the stylesheet",
    120 ResponsePosition "Response position out of range" "",
    121 TooManyTerms "Too many terms requested" "the most there may be",
    235 Database "Database does not exist" "database",
    236 DatabaseDenied "Access to specified database denied" "database",
}

/// The whole list, by number.
pub fn listed() -> Vec<Listed> {
    let queries = silta_cql::Condition::LISTED.iter().map(|listed| Listed {
        number: listed.number,
        message: listed.message,
        details: listed.details,
    });
    let mut all: Vec<_> = OTHERS.iter().copied().chain(queries).collect();
    all.sort_by_key(|listed| listed.number);
    all
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

impl From<silta_cql::Diagnostic> for Diagnostic {
    fn from(diagnostic: silta_cql::Diagnostic) -> Self {
        Self {
            condition: Condition::Query(diagnostic.condition),
            details: diagnostic.details,
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_has_each_number_once_and_each_leads_back() {
        let all = listed();
        assert!(all.is_sorted_by(|one, next| one.number < next.number));
        for listed in all {
            let condition = Condition::from_number(listed.number).unwrap();
            assert_eq!(condition.number(), listed.number);
            assert_eq!(condition.message(), listed.message);
        }
        assert_eq!(Condition::from_number(9), None);
        assert_eq!(Condition::Version.about("2.0").to_string(), "5: 2.0");
    }
}
