//! The parameters of requests, as one table: reading, the echo and the documents come from it.

use crate::{
    operation::Operation::{self, Explain, Scan, SearchRetrieve},
    version::Version::{self, V1_1, V1_2, V2_0},
};

/// A parameter as the table describes it.
#[derive(Clone, Copy, Debug)]
pub struct ParameterSpec {
    /// Which.
    pub parameter: Parameter,
    /// Its name on the wire, spelt exactly so.
    pub name: &'static str,
    /// The operations that it belongs to.
    pub operations: &'static [Operation],
    /// The versions in which it is read.
    pub versions: &'static [Version],
    /// What its value is.
    pub value: &'static str,
}

macro_rules! parameters {
    ($( $name:literal $parameter:ident $operations:expr, $versions:expr, $value:literal; )+) => {
        /// A parameter of a request.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Parameter {
            $( #[doc = concat!("`", $name, "`: ", $value, ".")] $parameter, )+
        }

        /// All parameters, by name.
        pub const PARAMETERS: &[ParameterSpec] = &[
            $( ParameterSpec {
                parameter: Parameter::$parameter,
                name: $name,
                operations: $operations,
                versions: $versions,
                value: $value,
            }, )+
        ];

        impl Parameter {
            /// Its name on the wire.
            pub const fn name(self) -> &'static str {
                match self { $( Self::$parameter => $name, )+ }
            }
        }
    };
}

const ANY: &[Operation] = &Operation::ALL;
const SEARCH: &[Operation] = &[SearchRetrieve];
const TERMS: &[Operation] = &[Scan];
const RECORDS: &[Operation] = &[Explain, SearchRetrieve];
const ALL: &[Version] = &[V1_1, V1_2, V2_0];
const V1: &[Version] = &[V1_1];
const V2: &[Version] = &[V2_0];

parameters! {
    "facetCount" FacetCount SEARCH, V2, "the fewest records a term of a facet stands in to be told, from 1: `2`, `2:dc.subject`";
    "facetHighValue" FacetHighValue SEARCH, V2, "where the range of a facet ends; not served";
    "facetLimit" FacetLimit SEARCH, V2, "terms of each facet at the most: `10`, `10:dc.subject,5:dc.date`; a number alone is for all facets";
    "facetLowValue" FacetLowValue SEARCH, V2, "where the range of a facet begins; not served";
    "facetRangeField" FacetRangeField SEARCH, V2, "the index of a facet of ranges; not served";
    "facetSort" FacetSort SEARCH, V2, "the order of the terms of facets: `recordCount` or `alphanumeric`, then `ascending` or `descending`: `alphanumeric:dc.date`";
    "facetStart" FacetStart SEARCH, V2, "the first term of a facet that is told, from 1: `11`, `11:dc.subject`";
    "httpAccept" HttpAccept ANY, V2, "media types, as in the header `Accept`; may stand more than once";
    "maximumRecords" MaximumRecords SEARCH, ALL, "records of the answer at the most, from 0";
    "maximumTerms" MaximumTerms TERMS, ALL, "terms of the answer at the most, from 1";
    "operation" OperationName ANY, ALL, "`searchRetrieve`, `scan` or `explain`; needed in 1.1 and 1.2";
    "query" Query SEARCH, ALL, "what is looked for, in CQL; needed";
    "queryType" QueryType SEARCH, V2, "the query language: `cql`";
    "recordPacking" RecordPacking RECORDS, ALL, "1.1 and 1.2: `xml` or `string`; 2.0: `packed`, or these two as `recordXMLEscaping`";
    "recordSchema" RecordSchema SEARCH, ALL, "the schema of records, by short name or URI";
    "recordXMLEscaping" RecordXmlEscaping RECORDS, V2, "`xml` or `string`";
    "recordXPath" RecordXPath SEARCH, V1, "a part of each record";
    "renderedBy" RenderedBy ANY, V2, "who applies the stylesheet: `client`";
    "responsePosition" ResponsePosition TERMS, ALL, "where the term of the clause stands in the answer, from 0 to one after its end";
    "responseType" ResponseType ANY, V2, "the form of the answer: its namespace, or `sru`";
    "resultSetTTL" ResultSetTtl SEARCH, ALL, "seconds for which the result shall be kept, from 0";
    "scanClause" ScanClause TERMS, ALL, "index and term from which is browsed, in CQL; needed";
    "sortKeys" SortKeys SEARCH, ALL, "the order wanted, each key `path,schema,ascending,caseSensitive,missingValue`";
    "startRecord" StartRecord SEARCH, ALL, "the first record of the answer, from 1";
    "stylesheet" Stylesheet ANY, ALL, "the URL of a stylesheet that the answer shall name";
    "version" VersionName ANY, ALL, "`1.1`, `1.2` or `2.0`";
}

impl Parameter {
    /// What the table says of it.
    pub fn spec(self) -> &'static ParameterSpec {
        PARAMETERS
            .iter()
            .find(|spec| spec.parameter == self)
            .unwrap_or_else(|| unreachable!("the table has every parameter"))
    }

    /// The parameter of that name.
    pub fn of_name(name: &str) -> Option<Self> {
        let found = PARAMETERS.iter().find(|spec| spec.name == name);
        found.map(|spec| spec.parameter)
    }

    /// Whether it may stand more than once.
    pub const fn repeats(self) -> bool {
        matches!(self, Self::HttpAccept)
    }
}

impl ParameterSpec {
    /// Whether an operation of a version takes it.
    pub fn is_taken(&self, operation: Operation, version: Version) -> bool {
        self.operations.contains(&operation) && self.versions.contains(&version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_names_lead_back() {
        assert!(PARAMETERS.is_sorted_by_key(|spec| spec.name));
        for spec in PARAMETERS {
            assert_eq!(Parameter::of_name(spec.name), Some(spec.parameter));
            assert_eq!(spec.parameter.spec().name, spec.parameter.name());
        }
        assert_eq!(Parameter::of_name("startrecord"), None);
    }
}
