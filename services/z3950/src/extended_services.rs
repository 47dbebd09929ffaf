//! 46 and 47: orders and updates. None is served yet, and that is said.

use silta_z3950::{
    ExtendedServicesRequest, ExtendedServicesResponse, bib1::Condition,
    extended_services::OperationStatus,
};

use crate::{diagnostic::about_oid, serving::Serving};

pub(crate) fn extended_services(
    s: &mut Serving<'_>,
    request: &ExtendedServicesRequest,
) -> ExtendedServicesResponse {
    let kind = request.package_type;
    let refused = s.refuse(about_oid(Condition::ExtendedServiceNotSupported, kind));
    ExtendedServicesResponse {
        reference_id: None,
        operation_status: OperationStatus::Failure,
        diagnostics: Some(vec![refused.into()]),
        task_package: None,
        other_info: None,
    }
}
