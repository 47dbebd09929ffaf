//! 26 and 27: result sets are no longer needed.

use silta_z3950::{
    DeleteResultSetRequest, DeleteResultSetResponse, DeleteSetStatus,
    delete_result_set::{DeleteFunction, ListStatus},
};

use crate::{metrics::ApduOutcome, serving::Serving};

pub(crate) fn delete_result_set(
    s: &mut Serving<'_>,
    request: DeleteResultSetRequest,
) -> DeleteResultSetResponse {
    let sets = &mut s.conversation.result_sets;
    let mut response = DeleteResultSetResponse::default();
    match request.delete_function {
        DeleteFunction::All => sets.delete_all(),
        DeleteFunction::List => {
            let listed = request.result_set_list.unwrap_or_default();
            let delete = |id: silta_z3950::ResultSetId| {
                let status = match sets.delete(id.as_bytes()) {
                    true => DeleteSetStatus::Success,
                    false => DeleteSetStatus::ResultSetDidNotExist,
                };
                ListStatus { id, status }
            };
            let statuses: Vec<_> = listed.into_iter().map(delete).collect();
            response.delete_operation_status = of_all(&statuses);
            response.delete_list_statuses = Some(statuses);
        }
        DeleteFunction::Other(_) => {
            response.delete_operation_status = DeleteSetStatus::SystemProblemAtTarget;
            response.delete_message = Some("no such function".into());
        }
    }
    if response.delete_operation_status != DeleteSetStatus::Success {
        s.outcome = ApduOutcome::Refused;
    }
    response
}

/// What became of all of a list together.
fn of_all(statuses: &[ListStatus]) -> DeleteSetStatus {
    let gone = |listed: &ListStatus| listed.status == DeleteSetStatus::Success;
    match statuses {
        [one] => one.status,
        all if all.iter().all(gone) => DeleteSetStatus::Success,
        _ => DeleteSetStatus::NotAllRequestedResultSetsDeleted,
    }
}
