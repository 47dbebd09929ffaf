//! The front desk: who asks, for what, and whether that can be asked at all.

use std::{
    error::Error,
    io,
    sync::{Arc, LazyLock},
};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{
        HeaderMap, HeaderName, HeaderValue, Method as HttpMethod, StatusCode, Uri, header,
        request::Parts,
    },
    response::{IntoResponse as _, Response},
    routing::{any, get},
};
use http_body_util::LengthLimitError;
use silta_consortium::IdempotencyKey;
use silta_consortium_api::{
    Code, Format, KeyRule, Method, OPENAPI_PATH, Operation, Query, Routed, Scope, Spec, VERSION,
    header as names,
    limits::{MAX_BODY, MAX_TARGET},
    route,
};
use tracing::{debug, error};

use crate::{
    asking::{Asking, Reply, missing_key},
    checkins, checkouts,
    fault::Fault,
    holds, ill_requests, items, libraries, loans, operations, patrons, payments, records, renewals,
    searching,
    service::{ApiSettings, Shared},
    staff_notices, temporary_items,
    token::Token,
};

/// The API under `/api`: everything that the wire crate's table lists, and its document.
pub fn router(settings: ApiSettings) -> Router {
    let shared = Arc::new(Shared::new(settings));
    Router::new()
        .route(OPENAPI_PATH, get(document))
        .route("/api", any(nowhere))
        .route("/api/", any(nowhere))
        .route("/api/{*rest}", any(answer))
        .with_state(shared)
}

/// The OpenAPI document as it is served, for anybody.
pub fn openapi() -> &'static str {
    static DOCUMENT: LazyLock<String> = LazyLock::new(silta_consortium_api::openapi::to_json);
    &DOCUMENT
}

async fn document() -> Response {
    let json = HeaderValue::from_static(Format::Json.as_str());
    versioned(([(header::CONTENT_TYPE, json)], openapi()).into_response())
}

async fn nowhere() -> Response {
    versioned(not_found().into_response())
}

fn not_found() -> Fault {
    Fault::new(Code::NotFound, "/api/openapi.json lists all paths")
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let (operation, values) = match find(&parts.method, &parts.uri) {
        Ok(found) => found,
        Err(fault) => return versioned(fault.into_response()),
    };
    let answer = serve(shared, operation, values, &parts, body).await;
    let answer = answer.unwrap_or_else(Fault::into_response);
    // The path would name patrons.
    let status = answer.status().as_u16();
    debug!(operation = operation.spec().id, status, "answered");
    versioned(answer)
}

fn versioned(mut response: Response) -> Response {
    let name = HeaderName::from_static(names::API_VERSION);
    let version = HeaderValue::from_static(VERSION);
    response.headers_mut().insert(name, version);
    response
}

async fn serve(
    shared: Arc<Shared>,
    operation: Operation,
    values: Vec<String>,
    parts: &Parts,
    body: Body,
) -> Result<Response, Fault> {
    let spec = operation.spec();
    let token = authorize(&parts.headers, &shared, spec)?;
    let asking = Asking {
        account: token.name.clone(),
        contacts: [Scope::Admin, Scope::Circulate]
            .iter()
            .any(|scope| token.scopes.contains(scope)),
        key: key(&parts.headers, spec)?,
        query: Query::parse(parts.uri.query().unwrap_or_default())?,
        format: accepted(&parts.headers, spec)?,
        sent: sent(&parts.headers, spec)?,
        body: read(body, spec).await?,
        shared: Arc::clone(&shared),
    };
    let reply = match &asking.key {
        None => carry_out(&asking, operation, &values).await?,
        Some(key) => {
            let run = shared.running.begin(key).ok_or_else(Fault::in_progress)?;
            // A change that was begun is ended, even if the caller goes away.
            let change = tokio::spawn(async move {
                let reply = carry_out(&asking, operation, &values).await;
                drop(run);
                reply
            });
            change.await.unwrap_or_else(|broken| {
                error!(operation = spec.id, %broken, "a change was broken off");
                Err(Fault::new(
                    Code::Internal,
                    "the log of the gateway says more",
                ))
            })?
        }
    };
    Ok(respond(spec, reply))
}

fn respond(spec: &Spec, reply: Reply) -> Response {
    let status = StatusCode::from_u16(spec.success).unwrap_or(StatusCode::OK);
    let form = HeaderValue::from_static(reply.format.as_str());
    match reply.body {
        Some(body) => (status, [(header::CONTENT_TYPE, form)], body).into_response(),
        None => status.into_response(),
    }
}

/// The operation that is asked for, and the values of its path.
fn find(method: &HttpMethod, uri: &Uri) -> Result<(Operation, Vec<String>), Fault> {
    let target = uri.path_and_query().map_or("", |target| target.as_str());
    if target.len() > MAX_TARGET {
        let detail = format!("path and query have at most {MAX_TARGET} bytes");
        return Err(Fault::new(Code::TargetTooLong, detail));
    }
    // HEAD is GET of which only the head is wanted.
    let name = match *method {
        HttpMethod::HEAD => "GET",
        _ => method.as_str(),
    };
    let asked = Method::from_name(name);
    match route(asked.unwrap_or(Method::Get), uri.path()) {
        Routed::Found { operation, values } if asked.is_some() => Ok((operation, values)),
        Routed::Nowhere => Err(not_found()),
        Routed::Found { .. } | Routed::OtherMethods(_) => {
            Err(Fault::method_not_allowed(allowed(uri.path())))
        }
    }
}

/// The methods that a path knows.
fn allowed(path: &str) -> String {
    let mut methods: Vec<&str> = Operation::ALL
        .iter()
        .map(|operation| operation.spec().method)
        .filter(|method| matches!(route(*method, path), Routed::Found { .. }))
        .map(Method::as_str)
        .collect();
    methods.sort_unstable();
    methods.dedup();
    if methods.contains(&"GET") {
        methods.push("HEAD");
    }
    methods.join(", ")
}

/// Whose token it is, if it allows the operation.
fn authorize<'a>(headers: &HeaderMap, shared: &'a Shared, spec: &Spec) -> Result<&'a Token, Fault> {
    let Some(given) = only(headers, names::AUTHORIZATION) else {
        return Err(Fault::unauthorized(
            "",
            "send one Authorization: Bearer TOKEN",
        ));
    };
    let Ok(given) = names::Token::of_authorization(given) else {
        let detail = "the header Authorization is Bearer TOKEN";
        return Err(Fault::unauthorized("", detail));
    };
    let known = shared.settings.tokens.find(given.expose());
    let token = known.ok_or_else(|| {
        Fault::unauthorized(", error=\"invalid_token\"", "this token is not known")
    })?;
    match token.scopes.contains(&spec.scope) {
        true => Ok(token),
        false => Err(Fault::forbidden(format!(
            "it needs the scope {}",
            spec.scope
        ))),
    }
}

/// The value of a header that stands there exactly once.
fn only<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    }
}

/// The key of a change. A question has none, and checking a PIN does nothing that could be done
/// twice.
fn key(headers: &HeaderMap, spec: &Spec) -> Result<Option<IdempotencyKey>, Fault> {
    if spec.key != KeyRule::Required {
        return Ok(None);
    }
    let key = only(headers, names::IDEMPOTENCY_KEY).ok_or_else(missing_key)?;
    IdempotencyKey::new(key)
        .map(Some)
        .map_err(|_| missing_key())
}

/// The form in which the caller takes what is answered.
fn accepted(headers: &HeaderMap, spec: &Spec) -> Result<Format, Fault> {
    let accept = headers.get_all(names::ACCEPT).iter();
    let accept: Vec<&str> = accept.filter_map(|value| value.to_str().ok()).collect();
    let forms: &[Format] = match spec.answer.marc {
        true => &[Format::Json, Format::MarcXml, Format::Marc],
        false => &[Format::Json],
    };
    match Format::negotiate(Some(&accept.join(",")), forms) {
        Some(form) => Ok(form),
        None if spec.answer.is_none() => Ok(Format::Json),
        None => {
            let names: Vec<_> = forms.iter().map(|form| form.as_str()).collect();
            let detail = format!("answers are {}", names.join(", "));
            Err(Fault::new(Code::NotAcceptable, detail))
        }
    }
}

/// What the body is, if the operation has one, and the form is one that it takes. What says
/// nothing is JSON.
fn sent(headers: &HeaderMap, spec: &Spec) -> Result<Format, Fault> {
    if spec.request.is_none() {
        return Ok(Format::Json);
    }
    let format = match headers.get(names::CONTENT_TYPE) {
        Some(named) => named.to_str().ok().and_then(Format::of_content_type),
        None => Some(Format::Json),
    };
    let (taken, detail): (&[Format], _) = match spec.request.marc {
        true => (
            &[Format::MarcXml, Format::Marc],
            "a record is application/marcxml+xml, in UTF-8, or application/marc",
        ),
        false => (&[Format::Json], "bodies are application/json, in UTF-8"),
    };
    let format = format.filter(|format| taken.contains(format));
    format.ok_or_else(|| Fault::new(Code::UnsupportedMediaType, detail))
}

/// The body, if the operation has one.
async fn read(body: Body, spec: &Spec) -> Result<Bytes, Fault> {
    if spec.request.is_none() {
        return Ok(Bytes::new());
    }
    to_bytes(body, MAX_BODY)
        .await
        .map_err(|error| broken(&error))
}

/// Why a body did not come whole.
fn broken(error: &axum::Error) -> Fault {
    let first: &(dyn Error + 'static) = error;
    let mut causes = std::iter::successors(Some(first), |&cause| cause.source());
    let is_late = |cause: &(dyn Error + 'static)| {
        let io = cause.downcast_ref::<io::Error>();
        io.is_some_and(|io| io.kind() == io::ErrorKind::TimedOut)
    };
    let found = causes.find_map(|cause| {
        if cause.is::<LengthLimitError>() {
            Some((
                Code::TooLarge,
                format!("a body has at most {MAX_BODY} bytes"),
            ))
        } else if is_late(cause) {
            Some((Code::RequestTimeout, "nothing was changed".to_owned()))
        } else {
            None
        }
    });
    match found {
        Some((code, detail)) => Fault::new(code, detail),
        None => Fault::malformed("", "the body did not come whole"),
    }
}

/// Leads an operation to the file of its resource.
async fn carry_out(
    asking: &Asking,
    operation: Operation,
    values: &[String],
) -> Result<Reply, Fault> {
    use Operation as Op;

    let value = |at: usize| values.get(at).map_or("", String::as_str);
    let (first, second) = (value(0), value(1));
    match operation {
        Op::Libraries => libraries::list(asking).await,
        Op::Library => libraries::one(asking, first).await,
        Op::Patron => patrons::one(asking, first).await,
        Op::VerifyPin => patrons::verify(asking, first).await,
        Op::PatronLoans => patrons::loans(asking, first).await,
        Op::PatronHolds => patrons::holds(asking, first).await,
        Op::PatronFees => patrons::fees(asking, first).await,
        Op::ChargePatron => patrons::charge(asking, first).await,
        Op::BlockPatron => patrons::block(asking, first).await,
        Op::LiftBlock => patrons::lift_block(asking, first, second).await,
        Op::RenewAll => renewals::renew_all(asking, first).await,
        Op::PutPatron => patrons::put(asking, first).await,
        Op::PutPin => patrons::put_pin(asking, first).await,
        Op::Item => items::one(asking, first).await,
        Op::ChangeItem => items::change(asking, first).await,
        Op::PutItem => items::put(asking, first).await,
        Op::DeleteItem => items::delete(asking, first).await,
        Op::ItemLoans => loans::of_item(asking).await,
        Op::Recall => loans::recall(asking, first).await,
        Op::Checkout => checkouts::checkout(asking).await,
        Op::CancelCheckout => checkouts::cancel(asking, first).await,
        Op::LastCheckins => checkins::latest(asking).await,
        Op::Checkin => checkins::checkin(asking).await,
        Op::CancelCheckin => checkins::cancel(asking, first).await,
        Op::Renew => renewals::renew(asking).await,
        Op::PlaceHold => holds::place(asking).await,
        Op::Hold => holds::one(asking, first).await,
        Op::ChangeHold => holds::change(asking, first).await,
        Op::CancelHold => holds::cancel(asking, first).await,
        Op::Pay => payments::pay(asking).await,
        Op::Records => records::found(asking).await,
        Op::Record => records::one(asking, first).await,
        Op::Holdings => records::holdings(asking, first).await,
        Op::OutcomeOf => operations::outcome(asking, first).await,
        Op::Terms => searching::terms(asking).await,
        Op::StaffNotices => staff_notices::list(asking).await,
        Op::RecordChanges => records::changes(asking).await,
        Op::PutRecord => records::put(asking, first).await,
        Op::DeleteRecord => records::delete(asking, first).await,
        Op::CreateTemporaryItem => temporary_items::create(asking).await,
        Op::DeleteTemporaryItem => temporary_items::delete(asking, first).await,
        Op::IllRequests => ill_requests::list(asking).await,
        Op::CreateIllRequest => ill_requests::create(asking).await,
        Op::IllRequest => ill_requests::one(asking, first).await,
        Op::ChangeIllRequest => ill_requests::change(asking, first).await,
        Op::UndeliveredIllMessages => ill_requests::undelivered(asking).await,
        Op::ResendIllMessage => ill_requests::resend(asking, first).await,
    }
}
