//! The HTTP side: arguments in, a document out.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request as HttpRequest, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response as HttpResponse},
    routing::get,
};
use silta_oai_pmh::{Code, Fault, Faults, Request};
use tower_http::compression::CompressionLayer;

use crate::{
    answer::Asking,
    arguments::{self, MAX_BODY},
    settings::OaiSettings,
};

const XML: HeaderValue = HeaderValue::from_static("text/xml; charset=utf-8");
/// Seconds after which a harvester may ask again if the catalogue does not answer.
const RETRY_AFTER: &str = "10";

/// OAI-PMH at `/oai`, by GET and POST, compressed for those who take that.
pub fn router(settings: OaiSettings) -> Router {
    Router::new()
        .route("/oai", get(by_get).post(by_post))
        .layer(CompressionLayer::new().gzip(true))
        .with_state(Arc::new(settings))
}

async fn by_get(State(settings): State<Arc<OaiSettings>>, request: HttpRequest) -> HttpResponse {
    let query = request.uri().query().unwrap_or_default();
    serve(&settings, arguments::read(query)).await
}

/// The arguments of a form; what stands in the address counts as well, as with GET.
async fn by_post(State(settings): State<Arc<OaiSettings>>, request: HttpRequest) -> HttpResponse {
    let (parts, body) = request.into_parts();
    let Ok(form) = to_bytes(body, MAX_BODY).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let query = parts.uri.query().unwrap_or_default();
    let text = str::from_utf8(&form).map(|form| format!("{query}&{form}"));
    let arguments = match &text {
        Ok(text) => arguments::read(text),
        Err(_) => Err(Fault::new(Code::BadArgument, "the form is not UTF-8")),
    };
    serve(&settings, arguments).await
}

async fn serve(
    settings: &OaiSettings,
    arguments: Result<Vec<(String, String)>, Fault>,
) -> HttpResponse {
    let request = arguments.map_err(Faults::from).and_then(|arguments| {
        let pairs: Vec<_> = arguments
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        Request::read(&pairs)
    });
    // By the runtime's clock, so that tests can move it.
    let deadline = tokio::time::Instant::now().into_std() + settings.answer_deadline;
    let verb = request
        .as_ref()
        .map_or("none", |request| request.verb().name());
    let asking = Asking { settings, deadline };
    match asking.answer(request).await {
        Ok(response) => {
            tracing::debug!(verb, "answered");
            let mut answer = Body::from(response.write()).into_response();
            answer.headers_mut().insert(header::CONTENT_TYPE, XML);
            answer
        }
        Err(failure) => {
            tracing::warn!(verb, %failure, "the catalogue gave no answer to a harvester");
            let retry = [(header::RETRY_AFTER, RETRY_AFTER)];
            let text = "the catalogue does not answer now; ask again later\n";
            (StatusCode::SERVICE_UNAVAILABLE, retry, text).into_response()
        }
    }
}
