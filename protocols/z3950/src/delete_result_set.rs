//! 26 and 27: result sets are no longer needed.

use crate::{
    other_information::OtherInformation,
    strings::{InternationalString, ReferenceId, ResultSetId},
    tables::{codes, sequence},
};

sequence! {
    /// A client deletes result sets.
    DeleteResultSetRequest {
        /// What the response carries too.
        [2] reference_id: Option<ReferenceId>,
        /// All, or those of the list.
        [32] delete_function: DeleteFunction,
        /// The list.
        [own] result_set_list: Option<Vec<ResultSetId>>,
        /// Anything else.
        [201] other_info: Option<OtherInformation>,
    }
}

codes! {
    /// Which result sets to delete.
    DeleteFunction {
        /// Those of the list.
        0 List "list",
        /// All.
        1 All "all",
    }
}

sequence! {
    /// What became of them.
    #[derive(Default)]
    DeleteResultSetResponse {
        /// As in the request.
        [2] reference_id: Option<ReferenceId>,
        /// What became of all together.
        [0] delete_operation_status: DeleteSetStatus,
        /// What became of each of the list.
        [1] delete_list_statuses: Option<Vec<ListStatus>>,
        /// How many are still there, when all should go.
        [34] number_not_deleted: Option<i64>,
        /// Which are still there, when all should go.
        [35] bulk_statuses: Option<Vec<ListStatus>>,
        /// A word about it.
        [36] delete_message: Option<InternationalString>,
        /// Anything else.
        [201] other_info: Option<OtherInformation>,
    }
}

sequence! {
    /// What became of one result set.
    ListStatus {
        /// Its name.
        [own] id: ResultSetId,
        /// What became of it.
        [33] status: DeleteSetStatus,
    }
}

codes! {
    /// What became of a result set.
    #[derive(Default)]
    DeleteSetStatus {
        /// It is gone.
        #[default]
        0 Success "success",
        /// There was none of that name.
        1 ResultSetDidNotExist "resultSetDidNotExist",
        /// The server had deleted it before.
        2 PreviouslyDeletedByTarget "previouslyDeletedByTarget",
        /// The server failed.
        3 SystemProblemAtTarget "systemProblemAtTarget",
        /// The client may not.
        4 AccessNotAllowed "accessNotAllowed",
        /// The client stopped it.
        5 ResourceControlAtOrigin "resourceControlAtOrigin",
        /// The server stopped it.
        6 ResourceControlAtTarget "resourceControlAtTarget",
        /// All at once cannot be deleted.
        7 BulkDeleteNotSupported "bulkDeleteNotSupported",
        /// Some of all are still there.
        8 NotAllRsltSetsDeletedOnBulkDlte "notAllRsltSetsDeletedOnBulkDlte",
        /// Some of the list are still there.
        9 NotAllRequestedResultSetsDeleted "notAllRequestedResultSetsDeleted",
        /// It is in use.
        10 ResultSetInUse "resultSetInUse",
    }
}
