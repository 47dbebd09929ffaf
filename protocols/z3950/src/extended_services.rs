//! 46 and 47: something is to be done beyond searching: an item ordered, a record updated. The
//! parameters and the task package stay as they are wrapped.

use silta_ber::{External, Oid};

use crate::{
    other_information::OtherInformation,
    records::DiagRec,
    strings::{ElementSetName, InternationalString, ReferenceId, UserId},
    tables::{codes, sequence},
    unit::IntUnit,
};

sequence! {
    /// A client has something done.
    ExtendedServicesRequest {
        /// What the response carries too.
        [2] reference_id: Option<ReferenceId>,
        /// Whether to make, delete or change a package.
        [3] function: Function,
        /// What kind of service.
        [4] package_type: Oid,
        /// What the package is called.
        [5] package_name: Option<InternationalString>,
        /// Whose it is.
        [6] user_id: Option<UserId>,
        /// How long to keep it.
        [7] retention_time: Option<IntUnit>,
        /// Who may do what with it.
        [8] permissions: Option<Vec<Permission>>,
        /// A word about it.
        [9] description: Option<InternationalString>,
        /// What is to be done.
        [10] task_specific_parameters: Option<External>,
        /// Whether to wait until it is.
        [11] wait_action: WaitAction,
        /// How much of the package to send back.
        [own] elements: Option<ElementSetName>,
        /// Anything else.
        [201] other_info: Option<OtherInformation>,
    }
}

codes! {
    /// What to do with a package.
    Function {
        /// Make it.
        1 Create "create",
        /// Delete it.
        2 Delete "delete",
        /// Change it.
        3 Modify "modify",
    }
}

codes! {
    /// Whether to wait until all is done.
    WaitAction {
        /// Wait, or refuse.
        1 Wait "wait",
        /// Wait if that is possible.
        2 WaitIfPossible "waitIfPossible",
        /// Do not wait.
        3 DontWait "dontWait",
        /// Do not send the package back.
        4 DontReturnPackage "dontReturnPackage",
    }
}

sequence! {
    /// What one user may do with a package.
    Permission {
        /// The user.
        [1] user_id: Option<UserId>,
        /// What they may do.
        [2] allowable_functions: Vec<AllowableFunction>,
    }
}

codes! {
    /// What a user may do with a package.
    AllowableFunction {
        /// Delete it.
        1 Delete "delete",
        /// Change what it says.
        2 ModifyContents "modifyContents",
        /// Change who may do what.
        3 ModifyPermissions "modifyPermissions",
        /// See it.
        4 Present "present",
        /// Have it done.
        5 Invoke "invoke",
    }
}

sequence! {
    /// What became of it.
    ExtendedServicesResponse {
        /// As in the request.
        [2] reference_id: Option<ReferenceId>,
        /// Whether it is done.
        [3] operation_status: OperationStatus,
        /// What went wrong.
        [4] diagnostics: Option<Vec<DiagRec>>,
        /// The package as it is now.
        [5] task_package: Option<External>,
        /// Anything else.
        [201] other_info: Option<OtherInformation>,
    }
}

codes! {
    /// Whether a service is done.
    OperationStatus {
        /// It is.
        1 Done "done",
        /// It will be.
        2 Accepted "accepted",
        /// It will not be.
        3 Failure "failure",
    }
}
