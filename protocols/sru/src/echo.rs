//! The request as it was understood, told back.

use silta_cql::{Node, xcql};
use silta_xml::Writer;

use crate::{
    parameter::Parameter::{self, *},
    request::Asked,
    response::Response,
    version::Version,
};

/// How deep the query may be of which the tree is told. Many readers of XML take no more than 256
/// levels, of which each operator makes two, and would lose the whole answer.
pub const MAX_X_QUERY_DEPTH: usize = 100;

/// In the order of the schemas. What is asked about facets stands together, after the schema.
const SEARCH_RETRIEVE: &[Parameter] = &[
    QueryType,
    Query,
    StartRecord,
    MaximumRecords,
    RecordXmlEscaping,
    RecordPacking,
    RecordSchema,
    RecordXPath,
    ResultSetTtl,
    SortKeys,
    Stylesheet,
    RenderedBy,
];
const SCAN_1: &[Parameter] = &[ScanClause, ResponsePosition, MaximumTerms, Stylesheet];
const SCAN_2: &[Parameter] = &[
    ScanClause,
    ResponsePosition,
    MaximumTerms,
    HttpAccept,
    Stylesheet,
];
const EXPLAIN: &[Parameter] = &[RecordXmlEscaping, RecordPacking, Stylesheet];

impl Response {
    /// Writes the echo; nothing where what the schemas want in it was not understood.
    pub(crate) fn echo<'n>(&self, ns: &'n str, writer: &mut Writer<'_, 'n>) {
        let version = self.request.version;
        let is_2_0 = version == Version::V2_0;
        let (name, order) = match &self.request.asked {
            Asked::SearchRetrieve(search) if search.query.is_some() => {
                ("echoedSearchRetrieveRequest", SEARCH_RETRIEVE)
            }
            Asked::Scan(scan) if scan.scan_clause.is_some() => match (version, self.clause()) {
                (Version::V2_0, _) => ("echoedScanRequest", SCAN_2),
                (_, Some(_)) => ("echoedScanRequest", SCAN_1),
                (_, None) => return,
            },
            Asked::Explain(_) => ("echoedExplainRequest", EXPLAIN),
            _ => return,
        };
        writer.start(ns, name);
        if !is_2_0 {
            writer.element(ns, "version", version.name());
        }
        let given = self.request.parameters();
        for parameter in order {
            let mine = given.iter().filter(|(known, _)| known == parameter);
            for (_, value) in mine {
                writer.element(ns, parameter.name(), value);
            }
            match parameter {
                Query if !is_2_0 => self.x_query(ns, writer),
                RecordSchema if is_2_0 => self.facet_parameters(ns, writer),
                ScanClause if !is_2_0 => self.x_scan_clause(ns, writer),
                _ => {}
            }
        }
        if is_2_0 && order == SEARCH_RETRIEVE {
            self.last_of_2_0(ns, writer);
        }
        writer.end();
    }

    /// `facetLimit=10&facetSort=alphanumeric`: the schema has one element for all of them.
    fn facet_parameters<'n>(&self, ns: &'n str, writer: &mut Writer<'_, 'n>) {
        let Asked::SearchRetrieve(search) = &self.request.asked else {
            return;
        };
        let given = search.facets.iter();
        let given: Vec<_> = given
            .map(|(parameter, value)| format!("{}={value}", parameter.name()))
            .collect();
        if !given.is_empty() {
            writer.element(ns, "facetParameters", &given.join("&"));
        }
    }

    fn last_of_2_0<'n>(&self, ns: &'n str, writer: &mut Writer<'_, 'n>) {
        let common = self.request.common();
        for (name, value) in &common.extra {
            writer.element(ns, "extraRequestParameter", &format!("{name}={value}"));
        }
        for value in &common.http_accept {
            writer.element(ns, "httpAccept", value);
        }
        if let Some(value) = &common.response_type {
            writer.element(ns, "responseType", value);
        }
    }

    /// The query as a tree. The schema of 1.1 wants the element, which may be empty: it is if the
    /// query could not be read, has what XCQL cannot say, or is nested deeper than
    /// [`MAX_X_QUERY_DEPTH`].
    fn x_query<'n>(&self, ns: &'n str, writer: &mut Writer<'_, 'n>) {
        writer.start(ns, "xQuery");
        let query = self.query.as_ref();
        if let Some(query) = query.filter(|query| depth(&query.root) <= MAX_X_QUERY_DEPTH) {
            let _ = xcql::write(query, self.request.version.cql(), writer);
        }
        writer.end();
    }

    /// The clause of a scan that could be read.
    fn clause(&self) -> Option<&silta_cql::SearchClause> {
        match &self.query.as_ref()?.root {
            Node::Clause(clause) => Some(clause),
            Node::Triple(_) | Node::Scope(_) => None,
        }
    }

    /// The clause as a tree: what stands in the element that XCQL has around it.
    fn x_scan_clause<'n>(&self, ns: &'n str, writer: &mut Writer<'_, 'n>) {
        writer.start(ns, "xScanClause");
        if let Some(clause) = self.clause() {
            xcql::write_clause(clause, self.request.version.cql(), writer);
        }
        writer.end();
    }
}

/// How many operators stand inside each other.
fn depth(node: &Node) -> usize {
    match node {
        Node::Clause(_) => 0,
        Node::Triple(triple) => 1 + depth(&triple.left).max(depth(&triple.right)),
        Node::Scope(scope) => 1 + depth(&scope.root),
    }
}
