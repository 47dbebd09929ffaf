//! SearchResult-1: how many records each part of a query found.

use crate::{
    oid::SEARCH_RESULT_1,
    query::{Query, Term},
    strings::{DatabaseName, InternationalString},
    tables::{choice, external, sequence},
    unit::IntUnit,
    value::Null,
};

external! {
    /// Reports about the parts of a query, for additional search information.
    SearchInfoReport(Vec<SubqueryReport>) = SEARCH_RESULT_1
}

sequence! {
    /// How many records a part of a query found.
    SubqueryReport {
        /// What the part is called.
        [1] subquery_id: Option<InternationalString>,
        /// Whether it is the whole query.
        [2] full_query: bool,
        /// The part.
        [3] subquery_expression: Option<QueryExpression>,
        /// How the server understood it.
        [4] subquery_interpretation: Option<QueryExpression>,
        /// What the server would suggest instead.
        [5] subquery_recommendation: Option<QueryExpression>,
        /// Records found.
        [6] subquery_count: Option<i64>,
        /// How much it weighs.
        [7] subquery_weight: Option<IntUnit>,
        /// Records found in each database.
        [8] results_by_db: Option<Vec<ResultsByDb>>,
    }
}

sequence! {
    /// Records found in some databases.
    ResultsByDb {
        /// Which.
        [1] databases: Databases,
        /// How many.
        [2] count: Option<i64>,
        /// The result set that holds them.
        [3] result_set_name: Option<InternationalString>,
    }
}

choice! {
    /// Some databases of a search.
    Databases {
        /// All.
        [1] All(Null),
        /// These.
        [2] List(Vec<DatabaseName>),
    }
}

choice! {
    /// A part of a query.
    QueryExpression {
        /// A term.
        [1] Term(QueryTerm),
        /// A query.
        [2] Query(Box<Query>),
    }
}

sequence! {
    /// A term of a query.
    QueryTerm {
        /// The term.
        [1] query_term: Term,
        /// A word about it.
        [2] term_comment: Option<InternationalString>,
    }
}
