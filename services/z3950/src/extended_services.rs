//! 46 and 47: an item is ordered. Other extended services are not served, and that is said.

use silta_z3950::{
    ExtendedServicesRequest, ExtendedServicesResponse,
    bib1::Condition,
    extended_services::{OperationStatus, WaitAction},
    item_order::TaskPackage,
    oid::ITEM_ORDER,
};

use crate::{
    diagnostic::{Diagnostic, about_oid},
    item_order::item_order,
    serving::Serving,
};

pub(crate) async fn extended_services(
    s: &mut Serving<'_>,
    request: &ExtendedServicesRequest,
) -> ExtendedServicesResponse {
    let told = request.wait_action != WaitAction::DontReturnPackage;
    let (operation_status, diagnostics, task_package) = match serve(s, request).await {
        // The request is written down; the copy is still to be sent, whoever waits.
        Ok(package) => {
            let package = told.then(|| package.to_external());
            (OperationStatus::Accepted, None, package)
        }
        Err(diagnostic) => {
            let refused = s.refuse(diagnostic);
            (OperationStatus::Failure, Some(vec![refused.into()]), None)
        }
    };
    ExtendedServicesResponse {
        reference_id: None,
        operation_status,
        diagnostics,
        task_package,
        other_info: None,
    }
}

async fn serve(
    s: &Serving<'_>,
    request: &ExtendedServicesRequest,
) -> Result<TaskPackage, Diagnostic> {
    let kind = request.package_type;
    let orders = s.shared.settings.orders.as_deref();
    let Some(orders) = orders.filter(|_| kind == ITEM_ORDER) else {
        return Err(about_oid(Condition::ExtendedServiceNotSupported, kind));
    };
    item_order(s, orders, request).await
}
