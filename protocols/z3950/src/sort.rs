//! 43 and 44: a result set in another order.

use silta_ber::Oid;

use crate::{
    composition::Specification,
    other_information::OtherInformation,
    query::AttributeList,
    records::DiagRec,
    strings::{DatabaseName, InternationalString, OctetString, ReferenceId},
    tables::{choice, codes, sequence},
    value::Null,
};

sequence! {
    /// A client sorts result sets into one.
    #[derive(Default)]
    SortRequest {
        /// What the response carries too.
        [2] reference_id: Option<ReferenceId>,
        /// The result sets.
        [3] input_result_set_names: Vec<InternationalString>,
        /// What the sorted one is to be called.
        [4] sorted_result_set_name: InternationalString,
        /// By what, the most important first.
        [5] sort_sequence: Vec<SortKeySpec>,
        /// Anything else.
        [201] other_info: Option<OtherInformation>,
    }
}

sequence! {
    /// By what to sort.
    SortKeySpec {
        /// The key.
        [own] sort_element: SortElement,
        /// In which direction.
        [1] sort_relation: SortRelation,
        /// Whether capitals are different letters.
        [2] case_sensitivity: CaseSensitivity,
        /// What about records without the key.
        [3] missing_value_action: Option<MissingValueAction>,
    }
}

choice! {
    /// The key, for all databases or for each.
    SortElement {
        /// The same for all.
        [1] Generic(SortKey),
        /// For each.
        [2] DatabaseSpecific(Vec<DatabaseSortKey>),
    }
}

sequence! {
    /// The key for one database.
    DatabaseSortKey {
        /// The database.
        [own] database_name: DatabaseName,
        /// The key.
        [own] db_sort: SortKey,
    }
}

choice! {
    /// A sort key.
    SortKey {
        /// By name.
        [0] Sortfield(InternationalString),
        /// By elements of the record.
        [1] ElementSpec(Specification),
        /// By attributes, as in a query.
        [2] SortAttributes(SortAttributes),
    }
}

sequence! {
    /// A sort key by attributes.
    SortAttributes {
        /// The attribute set of attributes that name none.
        [own] id: Oid,
        /// The attributes.
        [44] list: AttributeList,
    }
}

codes! {
    /// In which direction.
    SortRelation {
        /// Upwards.
        0 Ascending "ascending",
        /// Downwards.
        1 Descending "descending",
        /// The rarest first.
        3 AscendingByFrequency "ascendingByFrequency",
        /// The most frequent first.
        4 DescendingByFrequency "descendingByfrequency",
    }
}

codes! {
    /// Whether capitals are different letters.
    CaseSensitivity {
        /// They are.
        0 CaseSensitive "caseSensitive",
        /// They are not.
        1 CaseInsensitive "caseInsensitive",
    }
}

choice! {
    /// What about records without the key.
    MissingValueAction {
        /// Do not sort at all.
        [1] Abort(Null),
        /// Take the key as empty.
        [2] Null(Null),
        /// Take this in its place.
        [3] MissingValueData(OctetString),
    }
}

sequence! {
    /// What became of it.
    #[derive(Default)]
    SortResponse {
        /// As in the request.
        [2] reference_id: Option<ReferenceId>,
        /// Whether it is sorted.
        [3] sort_status: SortStatus,
        /// What is left of the result set, if it is not.
        [4] result_set_status: Option<SortedResultSetStatus>,
        /// What went wrong.
        [5] diagnostics: Option<Vec<DiagRec>>,
        /// Records in the sorted result set.
        [6] result_count: Option<i64>,
        /// Anything else.
        [201] other_info: Option<OtherInformation>,
    }
}

codes! {
    /// Whether a result set is sorted.
    #[derive(Default)]
    SortStatus {
        /// It is.
        #[default]
        0 Success "success",
        /// Some records could not be.
        1 Partial1 "partial-1",
        /// It is not.
        2 Failure "failure",
    }
}

codes! {
    /// What is left of a result set that could not be sorted.
    SortedResultSetStatus {
        /// Nothing in it.
        1 Empty "empty",
        /// Some of it sorted.
        2 Interim "interim",
        /// As before.
        3 Unchanged "unchanged",
        /// It is gone.
        4 None "none",
    }
}
