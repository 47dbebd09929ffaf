//! 35 and 36: the terms around a term, in their order.

use silta_ber::Oid;

use crate::{
    other_information::OtherInformation,
    query::{AttributeList, AttributesPlusTerm, Term},
    records::DiagRec,
    strings::{DatabaseName, InternationalString, ReferenceId},
    tables::{choice, codes, sequence},
};

sequence! {
    /// A client looks through a list of terms.
    ScanRequest {
        /// What the response carries too.
        [2] reference_id: Option<ReferenceId>,
        /// Where.
        [3] database_names: Vec<DatabaseName>,
        /// The attribute set of attributes that name none.
        [own] attribute_set: Option<Oid>,
        /// Which list, and where to begin.
        [own] term_list_and_start_point: AttributesPlusTerm,
        /// Terms to leave out between two.
        [5] step_size: Option<i64>,
        /// How many terms.
        [6] number_of_terms_requested: i64,
        /// Where among them the starting term should stand; 1 is first.
        [7] preferred_position_in_response: Option<i64>,
        /// Anything else.
        [201] other_info: Option<OtherInformation>,
    }
}

sequence! {
    /// The terms.
    #[derive(Default)]
    ScanResponse {
        /// As in the request.
        [2] reference_id: Option<ReferenceId>,
        /// Terms left out between two.
        [3] step_size: Option<i64>,
        /// Whether all that was asked for came.
        [4] scan_status: ScanStatus,
        /// How many came.
        [5] number_of_entries_returned: i64,
        /// Where among them the starting term stands.
        [6] position_of_term: Option<i64>,
        /// The terms.
        [7] entries: Option<ListEntries>,
        /// The attribute set of attributes that name none.
        [8] attribute_set: Option<Oid>,
        /// Anything else.
        [201] other_info: Option<OtherInformation>,
    }
}

codes! {
    /// Whether all terms that were asked for came.
    #[derive(Default)]
    ScanStatus {
        /// All came.
        #[default]
        0 Success "success",
        /// Some may not be seen by this client.
        1 Partial1 "partial-1",
        /// More do not fit into a message.
        2 Partial2 "partial-2",
        /// The client stopped it.
        3 Partial3 "partial-3",
        /// The server stopped it.
        4 Partial4 "partial-4",
        /// The list has an end.
        5 Partial5 "partial-5",
        /// None came.
        6 Failure "failure",
    }
}

sequence! {
    /// Terms, and what went wrong.
    #[derive(Default)]
    ListEntries {
        /// The terms.
        [1] entries: Option<Vec<Entry>>,
        /// What went wrong with all of them.
        [2] nonsurrogate_diagnostics: Option<Vec<DiagRec>>,
    }
}

choice! {
    /// A term, or why it is not there.
    Entry {
        /// A term.
        [1] TermInfo(TermInfo),
        /// Why this term cannot be sent.
        [2] SurrogateDiagnostic(DiagRec),
    }
}

sequence! {
    /// A term of a list.
    TermInfo {
        /// The term, fit for a query.
        [own] term: Term,
        /// What to show instead.
        [0] display_term: Option<InternationalString>,
        /// Attributes to search with.
        [44] suggested_attributes: Option<AttributeList>,
        /// Other terms for it.
        [4] alternative_term: Option<Vec<AttributesPlusTerm>>,
        /// Records that have it.
        [2] global_occurrences: Option<i64>,
        /// The same, by attributes and databases.
        [3] by_attributes: Option<Vec<OccurrenceByAttributes>>,
        /// Anything else.
        [201] other_term_info: Option<OtherInformation>,
    }
}

impl TermInfo {
    /// A term and how many records have it.
    pub fn new(term: Term, global_occurrences: i64) -> Self {
        Self {
            term,
            display_term: None,
            suggested_attributes: None,
            alternative_term: None,
            global_occurrences: Some(global_occurrences),
            by_attributes: None,
            other_term_info: None,
        }
    }
}

sequence! {
    /// How often a term occurs with some attributes.
    #[derive(Default)]
    OccurrenceByAttributes {
        /// The attributes.
        [1 around 44] attributes: Option<AttributeList>,
        /// How often.
        [own] occurrences: Option<Occurrences>,
        /// Anything else.
        [201] other_occur_info: Option<OtherInformation>,
    }
}

choice! {
    /// How often.
    Occurrences {
        /// In all databases.
        [2 explicit] Global(i64),
        /// In each.
        [3] ByDatabase(Vec<DatabaseOccurrences>),
    }
}

sequence! {
    /// How often in one database.
    DatabaseOccurrences {
        /// The database.
        [own] db: DatabaseName,
        /// How often.
        [1] num: Option<i64>,
        /// Anything else.
        [201] other_db_info: Option<OtherInformation>,
    }
}
