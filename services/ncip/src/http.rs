//! The HTTP side: a message by POST, and always an answer in XML.

use std::{borrow::Cow, net::SocketAddr};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{ConnectInfo, Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::post,
};
use percent_encoding::percent_decode;

use crate::{mend::mend, service::NcipService};

/// Most bytes of a body; more get 413.
pub const MAX_BODY: usize = silta_ncip::MAX_MESSAGE;

/// NCIP at `/ncip`. The listener tells the address of the client as [`ConnectInfo`]; without it, wrong
/// passwords of agencies are not counted.
pub fn router(service: NcipService) -> Router {
    Router::new()
        .route("/ncip", post(by_post))
        .route("/ncip/", post(by_post))
        .with_state(service)
}

/// Clients refuse whatever is not 200 and `application/xml`; what is wrong is said in the message.
async fn by_post(State(service): State<NcipService>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let client = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let address = client.map(|ConnectInfo(client)| client.ip());
    let answer = service.answer(&mend(message(&body)), address).await;
    let mut answer = Body::from(answer).into_response();
    let media_type = HeaderValue::from_static("application/xml; charset=utf-8");
    answer
        .headers_mut()
        .insert(header::CONTENT_TYPE, media_type);
    answer
}

/// The message in a body, whatever the header says of it: some clients send XML as a form, older
/// ones a form with the XML in it.
fn message(body: &[u8]) -> Cow<'_, [u8]> {
    const FIELDS: [&str; 2] = ["xml", "XForms:Model"];
    let is_form = body
        .trim_ascii_start()
        .first()
        .is_some_and(u8::is_ascii_alphabetic);
    if !is_form {
        return Cow::Borrowed(body);
    }
    let mut fields = body.split(|byte| *byte == b'&');
    let found = fields.find_map(|field| {
        let at = field.iter().position(|byte| *byte == b'=')?;
        let (name, value) = field.split_at(at);
        let name = percent_decode(name.trim_ascii()).decode_utf8_lossy();
        FIELDS.contains(&&*name).then_some(&value[1..])
    });
    let Some(value) = found else {
        return Cow::Borrowed(body);
    };
    let spaced: Vec<u8> = value
        .iter()
        .map(|byte| if *byte == b'+' { b' ' } else { *byte })
        .collect();
    Cow::Owned(percent_decode(&spaced).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_may_stand_in_a_form() {
        for (body, read) in [
            ("<a b='x=1&amp;y=2'/>", "<a b='x=1&amp;y=2'/>"),
            ("xml=%3Ca%2F%3E", "<a/>"),
            ("x=1&XForms%3AModel=%3Ca+b%3D%271%27%2F%3E", "<a b='1'/>"),
            ("x=1", "x=1"),
            ("", ""),
        ] {
            assert_eq!(message(body.as_bytes()), read.as_bytes(), "{body}");
        }
    }
}
