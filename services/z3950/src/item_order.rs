//! An item order: a partner who has found a record here asks for it. The order becomes a request of
//! inter-library loan in which we lend, as if it had come over ISO 18626; there it goes on.

use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest as _, Sha256};
use silta_consortium::{
    Change, Error, IdempotencyKey, IllContent, IllExchange, IllMessage, IllReceived, IllRequest,
    IllState, IllVersion, IllWanted, PartnerId, Record, Redacted, RefusalCode, ServiceType,
};
use silta_z3950::{
    ExtendedServicesRequest, InternationalString,
    bib1::Condition,
    extended_services::Function,
    item_order::{
        AuxiliaryStatus, ItemOrder, ItemOrderRequest, ItemOrderTask, OriginPartNotToKeep,
        OriginPartToKeep, ResultSetItem, TargetPart, TaskPackage, TaskStatus,
    },
};

use crate::{
    diagnostic::{Diagnostic, about, failed, plain},
    present::record_at,
    serving::{Serving, within},
};

/// Orders an item: only a client may whose account is that of a partner.
///
/// # Panics
///
/// If the operating system gives no random bytes.
pub(crate) async fn item_order(
    s: &Serving<'_>,
    orders: &dyn IllExchange,
    request: &ExtendedServicesRequest,
) -> Result<TaskPackage, Diagnostic> {
    let denied = || plain(Condition::ExtendedServiceNotAuthorized);
    let account = s.conversation.account.as_ref();
    let partner = account.and_then(|account| s.shared.accounts.partner(account));
    let partner = partner.ok_or_else(denied)?;
    if request.function != Function::Create {
        // An order lives on as a request of inter-library loan, and is cancelled there.
        return Err(plain(Condition::PackageCannotBeChanged));
    }
    let order = asked(request)?;
    let record = ordered(s, &order.not_to_keep).await?;
    let note = note(s, request, order.to_keep.as_ref());
    let name = match name(s, request)? {
        Some(name) => name,
        None => nameless(s, &record, note.as_ref()),
    };
    let received = received(s, partner, name.clone(), &record, note);
    let receiving = orders.receive_ill_message(change(s, received));
    let told = within(s.context.deadline, receiving).await;
    let made = told.map_err(|error| refused(&error, &name))?;
    Ok(package(request, order, &made))
}

/// The order in the parameters of a request.
fn asked(request: &ExtendedServicesRequest) -> Result<ItemOrderRequest, Diagnostic> {
    let given = request.task_specific_parameters.as_ref();
    let order = given.and_then(|given| ItemOrder::from_external(given).ok());
    match order {
        Some(ItemOrder::EsRequest(order)) => Ok(order),
        _ => Err(unreadable()),
    }
}

/// What is said of parameters that are no order.
fn unreadable() -> Diagnostic {
    let condition = Condition::ImmediateExecutionNotSupportedForParameters;
    about(condition, "taskSpecificParameters")
}

/// The record that is ordered.
async fn ordered(s: &Serving<'_>, item: &OriginPartNotToKeep) -> Result<Record, Diagnostic> {
    let Some(ResultSetItem {
        result_set_id,
        item,
    }) = &item.result_set_item
    else {
        return Err(match item.item_request {
            Some(_) => plain(Condition::ItemOrderExternalNotSupported),
            None => unreadable(),
        });
    };
    let made = s.conversation.result_sets.find(result_set_id.as_bytes())?;
    let found = record_at(s, made, *item).await?;
    let record = s.consortium().record(&s.context, &found.id);
    s.answer(record).await
}

/// What the partner calls the request: an order under the name of another one is refused, and the
/// same again is the same request.
fn name(s: &Serving<'_>, request: &ExtendedServicesRequest) -> Result<Option<String>, Diagnostic> {
    let Some(given) = &request.package_name else {
        return Ok(None);
    };
    let unfit = || {
        about(
            Condition::ImmediateExecutionNotSupportedForParameters,
            "packageName",
        )
    };
    let name = s.conversation.charset.decode(given.as_bytes());
    let name = name.ok_or_else(unfit)?.trim().to_owned();
    match name.chars().count() {
        0 => Ok(None),
        length if length <= IllMessage::MAX_REQUEST_ID => Ok(Some(name)),
        _ => Err(unfit()),
    }
}

/// What an order without a name is called: by what it asks, for whom, and the day. So it is done once
/// when it comes twice, as after a lost answer.
fn nameless(s: &Serving<'_>, record: &Record, note: Option<&Redacted>) -> String {
    let settings = &s.shared.settings;
    let day = (settings.now)().to_zoned(settings.time_zone.clone()).date();
    let digest = Sha256::digest(note.map_or("", |note| note.expose()));
    let digest: String = digest
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{day} {} {digest}", record.id.as_str())
}

/// A text of the client's; empty if it means nothing in the character set.
fn text(s: &Serving<'_>, given: &InternationalString) -> String {
    let text = s.conversation.charset.decode(given.as_bytes());
    text.unwrap_or_default().trim().to_owned()
}

/// For people: what the order says of itself, and who can be asked.
fn note(
    s: &Serving<'_>,
    request: &ExtendedServicesRequest,
    kept: Option<&OriginPartToKeep>,
) -> Option<Redacted> {
    let contact = kept.and_then(|kept| kept.contact.as_ref());
    let of_contact = contact.map(|contact| [&contact.name, &contact.phone, &contact.email]);
    let parts = of_contact.into_iter().flatten().flatten();
    let parts = request.description.iter().chain(parts);
    let parts: Vec<_> = parts
        .map(|part| text(s, part))
        .filter(|part| !part.is_empty())
        .collect();
    (!parts.is_empty()).then(|| parts.join(", ").into())
}

fn received(
    s: &Serving<'_>,
    partner: &PartnerId,
    name: String,
    record: &Record,
    note: Option<Redacted>,
) -> IllReceived {
    let wanted = IllWanted {
        retry_of: None,
        service_type: ServiceType::Loan,
        record: Some(record.id.as_str().to_owned()),
        title: record.title.clone(),
        author: record.author.clone(),
        identifiers: Vec::new(),
        part: None,
        need_before: None,
        pickup_library: None,
        note,
    };
    IllReceived {
        peer: partner.clone(),
        version: IllVersion::V2021_2,
        message: IllMessage {
            requesting_agency_request_id: name,
            supplying_agency_request_id: None,
            written: (s.shared.settings.now)(),
            content: IllContent::Request(Box::new(wanted)),
        },
    }
}

/// Told once: whether the order came before is seen by its name.
fn change(s: &Serving<'_>, body: IllReceived) -> Change<IllReceived> {
    static ORDERS: AtomicU64 = AtomicU64::new(0);
    let random = getrandom::u64().expect("the operating system gives random bytes");
    let order = ORDERS.fetch_add(1, Ordering::Relaxed);
    let key = IdempotencyKey::new(format!("z3950-{random:016x}-{order}"));
    Change {
        context: s.context.clone(),
        key: key.expect("a key is built of ASCII and is short"),
        body,
    }
}

/// Why an order is not taken.
fn refused(error: &Error, name: &str) -> Diagnostic {
    let code = match error {
        Error::Refused(refusal) => Some(refusal.code),
        Error::Failed(_) => None,
    };
    match code {
        // The partner is not known, or not any more.
        Some(RefusalCode::RequestUnknown) => plain(Condition::ExtendedServiceNotAuthorized),
        Some(RefusalCode::DuplicateRequest | RefusalCode::RequestClosed) => {
            about(Condition::PackageNameInUse, name)
        }
        _ => failed(error),
    }
}

/// The order as it stands now; its reference is the request's id.
fn package(
    request: &ExtendedServicesRequest,
    order: ItemOrderRequest,
    made: &IllRequest,
) -> TaskPackage {
    let (task_status, auxiliary_status) = status(made.state);
    let task = ItemOrder::TaskPackage(ItemOrderTask {
        origin_part: order.to_keep,
        target_part: TargetPart {
            auxiliary_status,
            ..TargetPart::default()
        },
    });
    TaskPackage {
        package_type: request.package_type,
        package_name: request.package_name.clone(),
        user_id: request.user_id.clone(),
        retention_time: None,
        description: request.description.clone(),
        target_reference: Some(made.id.as_str().into()),
        creation_date_time: None,
        task_status,
        package_diagnostics: None,
        task_specific_parameters: task.to_external(),
    }
}

/// How far an order is, told by where its request stands: one that came before may be over.
fn status(state: IllState) -> (TaskStatus, Option<AuxiliaryStatus>) {
    match state {
        IllState::RequestSent
        | IllState::RequestReceived
        | IllState::ExpectToSupply
        | IllState::WillSupply => (TaskStatus::Active, Some(AuxiliaryStatus::LoanQueue)),
        IllState::Loaned
        | IllState::Overdue
        | IllState::Recalled
        | IllState::HoldReturn
        | IllState::ReleaseHoldReturn
        | IllState::CopyCompleted
        | IllState::LoanCompleted
        | IllState::CompletedWithoutReturn => (TaskStatus::Complete, None),
        IllState::RetryPossible | IllState::Unfilled | IllState::Cancelled => {
            (TaskStatus::Aborted, None)
        }
    }
}
