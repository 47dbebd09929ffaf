//! What a client asks, as a value.

use crate::{operation::Operation, parameter::Parameter, version::Version};

/// A request, as far as it could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The version in which it is answered.
    pub version: Version,
    /// What is asked for.
    pub asked: Asked,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// What the server is and what it can do.
    Explain(ExplainRequest),
    /// Terms of an index.
    Scan(ScanRequest),
    /// Records that a query finds.
    SearchRetrieve(SearchRetrieveRequest),
}

/// What is asked of an explain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExplainRequest {
    /// How the explain record stands in the answer.
    pub packing: Option<Packing>,
    /// What every request may say.
    pub common: Common,
}

/// What is asked of a scan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScanRequest {
    /// Index and term from which is browsed; there is one if nothing was wrong.
    pub scan_clause: Option<String>,
    /// Where the term stands in the answer, from 1; 0: just before it.
    pub response_position: Option<u64>,
    /// Terms of the answer at the most; at least 1.
    pub maximum_terms: Option<u64>,
    /// What every request may say.
    pub common: Common,
}

/// What is asked of a search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchRetrieveRequest {
    /// What is looked for; there is something if nothing was wrong. May be empty.
    pub query: Option<String>,
    /// The query language, if it is named.
    pub query_type: Option<String>,
    /// The first record of the answer; at least 1. What does not fit is the greatest that does.
    pub start_record: Option<u64>,
    /// Records of the answer at the most.
    pub maximum_records: Option<u64>,
    /// How records stand in the answer.
    pub packing: Option<Packing>,
    /// The schema of records, by short name or URI.
    pub record_schema: Option<String>,
    /// A part of each record that is wanted.
    pub record_xpath: Option<String>,
    /// Seconds for which the result shall be kept.
    pub result_set_ttl: Option<u64>,
    /// The order wanted; [`crate::SortKey::read`] reads it.
    pub sort_keys: Option<String>,
    /// What is asked about facets; [`crate::FacetsAsked::read`] reads it.
    pub facets: Vec<(Parameter, String)>,
    /// What every request may say.
    pub common: Common,
}

/// What every request may say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Common {
    /// The URL of a stylesheet that the answer shall name.
    pub stylesheet: Option<String>,
    /// Media types, as in the header `Accept`.
    pub http_accept: Vec<String>,
    /// Who applies the stylesheet.
    pub rendered_by: Option<String>,
    /// The form of the answer.
    pub response_type: Option<String>,
    /// Parameters of extensions: names that begin with `x-`, and their values.
    pub extra: Vec<(String, String)>,
}

/// How XML stands in an answer: `recordPacking` of 1.1 and 1.2, `recordXMLEscaping` of 2.0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Packing {
    /// As text, escaped.
    String,
    /// As elements.
    #[default]
    Xml,
}

impl Packing {
    /// As it is written.
    pub const fn name(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Xml => "xml",
        }
    }

    pub(crate) fn of_name(name: &str) -> Option<Self> {
        [Self::String, Self::Xml]
            .into_iter()
            .find(|packing| packing.name() == name)
    }
}

impl Request {
    /// Which operation it is.
    pub const fn operation(&self) -> Operation {
        match self.asked {
            Asked::Explain(_) => Operation::Explain,
            Asked::Scan(_) => Operation::Scan,
            Asked::SearchRetrieve(_) => Operation::SearchRetrieve,
        }
    }

    /// What every request may say.
    pub const fn common(&self) -> &Common {
        match &self.asked {
            Asked::Explain(explain) => &explain.common,
            Asked::Scan(scan) => &scan.common,
            Asked::SearchRetrieve(search) => &search.common,
        }
    }

    /// How XML stands in the answer.
    pub fn packing(&self) -> Packing {
        let packing = match &self.asked {
            Asked::Explain(explain) => explain.packing,
            Asked::Scan(_) => None,
            Asked::SearchRetrieve(search) => search.packing,
        };
        packing.unwrap_or_default()
    }

    /// Its parameters but `version` and `operation`, with values, as they are sent.
    pub fn parameters(&self) -> Vec<(Parameter, String)> {
        let packing = match self.version {
            Version::V1_1 | Version::V1_2 => Parameter::RecordPacking,
            Version::V2_0 => Parameter::RecordXmlEscaping,
        };
        let packed = |given: Option<Packing>| (packing, given.map(|one| one.name().to_owned()));
        let number = |number: Option<u64>| number.map(|number| number.to_string());
        let mut facets = Vec::new();
        let optional = match &self.asked {
            Asked::Explain(explain) => vec![packed(explain.packing)],
            Asked::Scan(scan) => vec![
                (Parameter::ScanClause, scan.scan_clause.clone()),
                (Parameter::ResponsePosition, number(scan.response_position)),
                (Parameter::MaximumTerms, number(scan.maximum_terms)),
            ],
            Asked::SearchRetrieve(search) => {
                facets.clone_from(&search.facets);
                vec![
                    (Parameter::Query, search.query.clone()),
                    (Parameter::QueryType, search.query_type.clone()),
                    (Parameter::StartRecord, number(search.start_record)),
                    (Parameter::MaximumRecords, number(search.maximum_records)),
                    packed(search.packing),
                    (Parameter::RecordSchema, search.record_schema.clone()),
                    (Parameter::RecordXPath, search.record_xpath.clone()),
                    (Parameter::ResultSetTtl, number(search.result_set_ttl)),
                    (Parameter::SortKeys, search.sort_keys.clone()),
                ]
            }
        };
        let common = self.common();
        let shared = [
            (Parameter::Stylesheet, common.stylesheet.clone()),
            (Parameter::RenderedBy, common.rendered_by.clone()),
            (Parameter::ResponseType, common.response_type.clone()),
        ];
        let accepted = common.http_accept.iter();
        let accepted = accepted.map(|one| (Parameter::HttpAccept, one.clone()));
        let all = optional.into_iter().chain(shared);
        all.filter_map(|(parameter, value)| Some((parameter, value?)))
            .chain(facets)
            .chain(accepted)
            .collect()
    }
}
