//! The HTTP side: arguments in, a document out.

use std::sync::Arc;

use axum::{
    body::{Body, to_bytes},
    extract::{Request as HttpRequest, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse as _, Response as HttpResponse},
};
use percent_encoding::percent_decode_str;
use silta_sru::{Arguments, Response, soap};

use crate::service::Shared;

/// Most bytes after the question mark of a URL; more get 414. Longer queries come by POST.
pub const MAX_QUERY_STRING: usize = 32 << 10;
/// Most bytes of a form or envelope; more get 413. A query of the greatest length fits, escaped.
pub const MAX_BODY: usize = 256 << 10;

pub(crate) async fn by_get(
    State(shared): State<Arc<Shared>>,
    request: HttpRequest,
) -> HttpResponse {
    let query = request.uri().query().unwrap_or_default();
    if query.len() > MAX_QUERY_STRING {
        return StatusCode::URI_TOO_LONG.into_response();
    }
    serve(
        &shared,
        request.uri(),
        request.headers(),
        &Arguments::of_query(query),
    )
    .await
}

/// What stands in the address counts as well, as with GET.
pub(crate) async fn by_post(
    State(shared): State<Arc<Shared>>,
    request: HttpRequest,
) -> HttpResponse {
    let (parts, body) = request.into_parts();
    let query = parts.uri.query().unwrap_or_default();
    if query.len() > MAX_QUERY_STRING {
        return StatusCode::URI_TOO_LONG.into_response();
    }
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let Ok(body) = str::from_utf8(&body) else {
        return (StatusCode::BAD_REQUEST, "the body is not UTF-8\n").into_response();
    };
    match &*media_type(&parts.headers) {
        "" | "application/x-www-form-urlencoded" => {
            let mut arguments = Arguments::of_query(query);
            arguments.add_query(body);
            serve(&shared, &parts.uri, &parts.headers, &arguments).await
        }
        "text/xml" | "application/xml" | "application/soap+xml" => {
            enveloped(&shared, &parts.uri, body).await
        }
        _ => StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response(),
    }
}

/// The media type of a body, without its parameters; RFC 9110, 8.3.1: it differs in no letter case.
fn media_type(headers: &HeaderMap) -> String {
    let whole = headers.get(header::CONTENT_TYPE);
    let whole = whole.and_then(|value| value.to_str().ok());
    let media_type = whole.unwrap_or_default().split(';').next();
    media_type.unwrap_or_default().trim().to_ascii_lowercase()
}

async fn enveloped(shared: &Shared, uri: &Uri, body: &str) -> HttpResponse {
    match soap::read(body) {
        Ok(arguments) => {
            let response = shared.answer(&database(uri), &arguments).await;
            document(soap::write(&response), TEXT_XML)
        }
        Err(fault) => {
            let mut answer = document(soap::write_fault(&fault), TEXT_XML);
            *answer.status_mut() = StatusCode::BAD_REQUEST;
            answer
        }
    }
}

async fn serve(
    shared: &Shared,
    uri: &Uri,
    headers: &HeaderMap,
    arguments: &Arguments,
) -> HttpResponse {
    let response = shared.answer(&database(uri), arguments).await;
    let content_type = content_type(&response, headers);
    document(response.write(), content_type)
}

/// What the path names after `/sru`.
fn database(uri: &Uri) -> String {
    let rest = uri.path().strip_prefix("/sru").unwrap_or_default();
    let decoded = percent_decode_str(rest.trim_matches('/')).decode_utf8_lossy();
    decoded.into_owned()
}

fn document(text: String, content_type: &'static str) -> HttpResponse {
    let mut answer = Body::from(text).into_response();
    let content_type = HeaderValue::from_static(content_type);
    answer
        .headers_mut()
        .insert(header::CONTENT_TYPE, content_type);
    answer
}

const TEXT_XML: &str = "text/xml; charset=utf-8";

/// The media types of answers, by the names that ask for them. The one of 2.0 is not given unasked,
/// since browsers and older clients do not know it.
const MEDIA_TYPES: [(&str, &str); 3] = [
    ("text/xml", TEXT_XML),
    ("application/xml", "application/xml; charset=utf-8"),
    ("application/sru+xml", "application/sru+xml; charset=utf-8"),
];

/// The first that is asked for of those that are known: by the parameter, else by the header.
fn content_type(response: &Response, headers: &HeaderMap) -> &'static str {
    let accept = headers.get_all(header::ACCEPT).iter();
    let accept = accept.filter_map(|value| value.to_str().ok());
    let parameter = response.request.common().http_accept.iter();
    let asked = parameter.map(String::as_str).chain(accept);
    let names = asked.flat_map(|list| list.split(','));
    let known = names.filter_map(|name| {
        let name = name.split(';').next().unwrap_or_default().trim();
        let found = MEDIA_TYPES.iter().find(|(known, _)| *known == name);
        found.map(|(_, media_type)| *media_type)
    });
    known.into_iter().next().unwrap_or(TEXT_XML)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_media_type_differs_in_no_letter_case() {
        for (written, read) in [
            ("Text/XML;charset=\"utf-8\"", "text/xml"),
            (
                "application/X-WWW-Form-Urlencoded ; a=b",
                "application/x-www-form-urlencoded",
            ),
            ("", ""),
        ] {
            let value = HeaderValue::from_static(written);
            let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, value)]);
            assert_eq!(media_type(&headers), read);
        }
    }
}
