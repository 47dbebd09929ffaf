//! The HTTP side: a message by POST, its confirmation in the answer.

use std::net::SocketAddr;

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::post,
};

use crate::service::{Iso18626Service, Said};

/// Most bytes of a body; more get 413.
pub const MAX_BODY: usize = silta_iso18626::LIMITS.total;

/// Seconds after which a partner may try again when the consortium gave no answer.
const RETRY_AFTER: &str = "10";

/// ISO 18626 at `/iso18626`. The listener tells the address of the client as [`ConnectInfo`].
pub fn router(service: Iso18626Service) -> Router {
    Router::new()
        .route("/iso18626", post(by_post))
        .with_state(service)
}

async fn by_post(State(service): State<Iso18626Service>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    if !is_xml(&parts.headers) {
        return StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response();
    }
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let client = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let address = client.map(|ConnectInfo(client)| client.ip());
    match service.answer(&body, address).await {
        Said::Confirmation(document) => {
            let mut response = Body::from(document).into_response();
            let media_type = HeaderValue::from_static("application/xml; charset=utf-8");
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, media_type);
            response
        }
        Said::NoMessage(why) => (StatusCode::BAD_REQUEST, format!("{why}\n")).into_response(),
        Said::NoAnswer => {
            let later = [(header::RETRY_AFTER, RETRY_AFTER)];
            let why = "the message could not be taken now; it was not confirmed\n";
            (StatusCode::SERVICE_UNAVAILABLE, later, why).into_response()
        }
    }
}

/// Whether the body is said to be XML; RFC 9110, 8.3.1: it differs in no letter case.
fn is_xml(headers: &HeaderMap) -> bool {
    let whole = headers.get(header::CONTENT_TYPE);
    let whole = whole.and_then(|value| value.to_str().ok());
    let media_type = whole.unwrap_or_default().split(';').next();
    let media_type = media_type.unwrap_or_default().trim().to_ascii_lowercase();
    matches!(&*media_type, "application/xml" | "text/xml")
}
