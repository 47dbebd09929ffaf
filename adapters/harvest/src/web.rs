//! One answer over HTTP, within a deadline and a size.

use std::{io::Read as _, time::Duration};

use bytes::Bytes;
use flate2::read::MultiGzDecoder;
use http_body_util::{BodyExt as _, Empty, LengthLimitError, Limited};
use hyper::{
    HeaderMap, Request, Response, StatusCode, Uri,
    body::Incoming,
    header::{ACCEPT_ENCODING, CONTENT_ENCODING, LOCATION, RETRY_AFTER, USER_AGENT},
};
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use jiff::Timestamp;
use silta_rest::Connector;
use tokio::time::timeout;

use crate::{Fault, SourceSettings, retry::Miss};

/// Redirects that are followed from one request at the most.
pub const MAX_REDIRECTS: u32 = 5;
const OURSELVES: &str = concat!("silta/", env!("CARGO_PKG_VERSION"));

type Calls = Client<Connector, Empty<Bytes>>;

/// The connections to one source.
#[derive(Debug)]
pub(crate) struct Web {
    plain: Calls,
    safe: Calls,
    deadline: Duration,
    max_answer: usize,
}

impl Web {
    pub(crate) fn new(settings: &SourceSettings) -> Self {
        let calls = |connector| Client::builder(TokioExecutor::new()).build(connector);
        Self {
            plain: calls(Connector::tcp(settings.deadline, None)),
            safe: calls(Connector::tcp(settings.deadline, Some(&settings.roots))),
            deadline: settings.deadline,
            max_answer: settings.max_answer,
        }
    }

    /// The text at an address.
    pub(crate) async fn get(&self, url: &str) -> Result<String, Miss> {
        let whole = timeout(self.deadline, self.follow(url)).await;
        let (head, body) = whole.unwrap_or_else(|_| Err(again("no answer within deadline")))?;
        let gzip = head.get(CONTENT_ENCODING).map(|name| name.as_bytes());
        let bytes = match gzip {
            None | Some(b"identity") => body.to_vec(),
            Some(b"gzip" | b"x-gzip") => self.unpack(&body)?,
            Some(other) => {
                let other = String::from_utf8_lossy(other).into_owned();
                return Err(Miss::Never(Fault::Encoding(format!("it is {other}"))));
            }
        };
        let text = silta_xml::decode(&bytes);
        let text = text.map_err(|error| Miss::Never(Fault::Encoding(error.to_string())))?;
        Ok(text.into_owned())
    }

    fn unpack(&self, packed: &[u8]) -> Result<Vec<u8>, Miss> {
        let mut bytes = Vec::new();
        let most = self.max_answer as u64 + 1;
        let mut unpacking = MultiGzDecoder::new(packed).take(most);
        // Half an answer is asked for again.
        let read = unpacking.read_to_end(&mut bytes);
        read.map_err(|error| again(&format!("gzip: {error}")))?;
        match bytes.len() > self.max_answer {
            true => Err(Miss::Never(Fault::TooLong(self.max_answer))),
            false => Ok(bytes),
        }
    }

    async fn follow(&self, url: &str) -> Result<(HeaderMap, Bytes), Miss> {
        let mut uri = address(url)?;
        for _ in 0..=MAX_REDIRECTS {
            let (head, body) = self.ask(&uri).await?.into_parts();
            if head.status.is_redirection() {
                uri = redirect(&uri, &head.headers)?;
                continue;
            }
            check(head.status, &head.headers)?;
            let whole = Limited::new(body, self.max_answer).collect().await;
            let whole = whole.map_err(|error| match error.is::<LengthLimitError>() {
                true => Miss::Never(Fault::TooLong(self.max_answer)),
                false => again("the answer broke off"),
            })?;
            return Ok((head.headers, whole.to_bytes()));
        }
        Err(Miss::Never(Fault::Redirects))
    }

    async fn ask(&self, uri: &Uri) -> Result<Response<Incoming>, Miss> {
        let calls = match uri.scheme_str() {
            Some("https") => &self.safe,
            _ => &self.plain,
        };
        let request = Request::get(uri.clone())
            .header(USER_AGENT, OURSELVES)
            .header(ACCEPT_ENCODING, "gzip")
            .body(Empty::new());
        let request = request.map_err(|error| again(&error.to_string()))?;
        calls.request(request).await.map_err(|error| {
            let causes = std::iter::successors(Some(&error as &dyn std::error::Error), |cause| {
                cause.source()
            });
            let why: Vec<String> = causes.map(ToString::to_string).collect();
            again(&why.join(": "))
        })
    }
}

fn again(why: &str) -> Miss {
    Miss::Again {
        why: why.to_owned(),
        after: None,
    }
}

fn address(url: &str) -> Result<Uri, Miss> {
    let uri = url.parse();
    uri.map_err(|_| Miss::Never(Fault::Redirect(url.to_owned())))
}

/// Where a redirect leads; never from a safe address to another kind.
fn redirect(from: &Uri, head: &HeaderMap) -> Result<Uri, Miss> {
    let to = head.get(LOCATION).and_then(|to| to.to_str().ok());
    let to = to.unwrap_or_default();
    let nowhere = || Miss::Never(Fault::Redirect(to.to_owned()));
    let uri = match (to.starts_with('/'), from.scheme(), from.authority()) {
        (true, Some(scheme), Some(authority)) if !to.starts_with("//") => {
            address(&format!("{scheme}://{authority}{to}"))?
        }
        _ => address(to)?,
    };
    let safe = |uri: &Uri| uri.scheme_str() == Some("https");
    let known = safe(&uri) || uri.scheme_str() == Some("http");
    match known && (safe(&uri) || !safe(from)) {
        true => Ok(uri),
        false => Err(nowhere()),
    }
}

fn check(status: StatusCode, head: &HeaderMap) -> Result<(), Miss> {
    let busy = matches!(
        status,
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS
    );
    match status {
        status if status.is_success() => Ok(()),
        status if busy || status.is_server_error() => Err(Miss::Again {
            why: format!("HTTP {}", status.as_u16()),
            after: head
                .get(RETRY_AFTER)
                .filter(|_| busy)
                .and_then(|after| retry_after(after.to_str().ok()?)),
        }),
        status => Err(Miss::Never(Fault::Status(status.as_u16()))),
    }
}

/// Seconds, or a date.
fn retry_after(text: &str) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    let left = date.duration_since(Timestamp::now());
    Some(Duration::try_from(left).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_leads_to_no_less_safe_place() {
        let table = [
            ("http://a/oai?x=1", "/other?x=1", Some("http://a/other?x=1")),
            ("http://a/oai", "https://b/oai", Some("https://b/oai")),
            ("https://a/oai", "http://a/oai", None),
            ("http://a/oai", "ftp://a/oai", None),
            ("http://a/oai", "", None),
        ];
        for (from, to, expected) in table {
            let from = from.parse().expect("an address");
            let head = HeaderMap::from_iter([(LOCATION, to.parse().expect("a header"))]);
            let led = redirect(&from, &head).ok().map(|uri| uri.to_string());
            assert_eq!(led.as_deref(), expected, "{from} {to}");
        }
    }

    #[test]
    fn a_pause_is_seconds_or_a_date() {
        assert_eq!(retry_after(" 7 "), Some(Duration::from_secs(7)));
        let past = "Wed, 21 Oct 2015 07:28:00 GMT";
        assert_eq!(retry_after(past), Some(Duration::ZERO));
        assert_eq!(retry_after("soon"), None);
    }
}
