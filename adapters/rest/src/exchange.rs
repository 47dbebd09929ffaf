//! One request and its answer over a pooled connection, within a deadline.

use std::{io, sync::Arc, time::Instant};

use bytes::Bytes;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::{
    HeaderMap, StatusCode, Version,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST, HeaderName, HeaderValue, USER_AGENT},
};
use hyper_util::{
    client::legacy::{Client, Error},
    rt::{TokioExecutor, TokioTimer},
};
use silta_consortium::IdempotencyKey;
use silta_consortium_api::{Format, Target, header};
use tokio::time::timeout_at;

use crate::{
    Settings,
    network::{ConnectFault, Connector, Network},
    settings::BaseUrl,
    tls::Tls,
    trouble::{Effect, Trouble, TroubleKind},
};

const JSON_OR_PROBLEM: HeaderValue =
    HeaderValue::from_static("application/json, application/problem+json");
const OURSELVES: HeaderValue =
    HeaderValue::from_static(concat!("silta/", env!("CARGO_PKG_VERSION")));
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static(header::IDEMPOTENCY_KEY);
/// Most bytes that are read at one time, hence of an answer's headers.
const READ_BUFFER: usize = 64 << 10;
/// Most headers of an answer.
const MAX_HEADERS: usize = 64;

/// A request, as often as it is sent.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) target: Target,
    pub(crate) key: Option<IdempotencyKey>,
    /// The form in which the answer is wanted.
    pub(crate) accept: Format,
    pub(crate) body: Content,
}

/// What is sent along.
#[derive(Clone, Debug)]
pub(crate) struct Content {
    /// What the bytes are.
    pub(crate) format: Format,
    /// They may be none.
    pub(crate) bytes: Bytes,
}

impl Content {
    pub(crate) const NONE: Self = Self::json(Bytes::new());

    /// JSON, or nothing.
    pub(crate) const fn json(bytes: Bytes) -> Self {
        Self {
            format: Format::Json,
            bytes,
        }
    }
}

/// An answer that came whole.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// The connections to one consortium.
#[derive(Debug)]
pub(crate) struct Exchange {
    client: Client<Connector, Full<Bytes>>,
    url: BaseUrl,
    /// What the headers of every request begin with; the host too, which the client would put
    /// together every time.
    headers: HeaderMap,
    max_answer: usize,
}

impl Exchange {
    pub(crate) fn new(settings: &Settings, network: Arc<dyn Network>) -> Self {
        let connector = Connector {
            network,
            deadline: settings.connect_deadline,
            tls: settings.url.is_https().then(|| Tls::new(&settings.roots)),
        };
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(settings.pool_idle)
            .pool_max_idle_per_host(settings.concurrency)
            .http1_max_buf_size(READ_BUFFER)
            .http1_max_headers(MAX_HEADERS)
            .build(connector);
        // A token is visible ASCII, so this is one; an empty value would be refused like a wrong one.
        let authorization = HeaderValue::from_str(&settings.token.to_authorization());
        let mut authorization = authorization.unwrap_or(HeaderValue::from_static(""));
        authorization.set_sensitive(true);
        // An authority is visible ASCII too.
        let host = HeaderValue::from_str(settings.url.authority());
        let headers = HeaderMap::from_iter([
            (HOST, host.unwrap_or(HeaderValue::from_static(""))),
            (ACCEPT, JSON_OR_PROBLEM),
            (AUTHORIZATION, authorization),
            (USER_AGENT, OURSELVES),
        ]);
        Self {
            client,
            url: settings.url.clone(),
            headers,
            max_answer: settings.max_answer,
        }
    }

    /// Sends a request and takes the whole answer. Redirects are answers like others: nobody follows.
    pub(crate) async fn send(
        &self,
        request: &Request,
        until: Instant,
    ) -> Result<Received, Trouble> {
        let Some(request) = self.message(request) else {
            return Err(Trouble::new(TroubleKind::Malformed, Effect::Nothing).at("address"));
        };
        let answer = async {
            let answer = self
                .client
                .request(request)
                .await
                .map_err(|error| broken(&error))?;
            let (head, body) = answer.into_parts();
            let whole = Limited::new(body, self.max_answer).collect().await;
            let body = whole.map_err(|error| match error.is::<LengthLimitError>() {
                true => Trouble::new(TroubleKind::AnswerTooLarge, Effect::Open),
                false => Trouble::new(TroubleKind::HalfAnswer, Effect::Open),
            })?;
            Ok(Received {
                status: head.status,
                headers: head.headers,
                body: body.to_bytes(),
            })
        };
        match timeout_at(until.into(), answer).await {
            Ok(answer) => answer,
            Err(_) => Err(Trouble::new(TroubleKind::Timeout, Effect::Open)),
        }
    }

    fn message(&self, request: &Request) -> Option<hyper::Request<Full<Bytes>>> {
        let spec = request.target.operation().spec();
        let mut message = hyper::Request::new(Full::new(request.body.bytes.clone()));
        *message.method_mut() = spec.method.as_str().parse().ok()?;
        *message.uri_mut() = self.url.at(request.target.as_str())?;
        *message.version_mut() = Version::HTTP_11;
        let headers = message.headers_mut();
        headers.clone_from(&self.headers);
        if let Some(key) = &request.key {
            headers.insert(IDEMPOTENCY_KEY, HeaderValue::from_str(key.as_str()).ok()?);
        }
        if request.accept != Format::Json {
            let accept = format!("{}, application/problem+json", request.accept.as_str());
            headers.insert(ACCEPT, HeaderValue::try_from(accept).ok()?);
        }
        if !request.body.bytes.is_empty() {
            let format = HeaderValue::from_static(request.body.format.as_str());
            headers.insert(CONTENT_TYPE, format);
        }
        Some(message)
    }
}

/// Why no answer began.
fn broken(error: &Error) -> Trouble {
    let causes = || std::iter::successors(std::error::Error::source(error), |cause| cause.source());
    if error.is_connect() {
        let fault = causes().find_map(|cause| cause.downcast_ref::<ConnectFault>());
        let kind = match fault {
            Some(ConnectFault::Name) => TroubleKind::Name,
            Some(ConnectFault::Slow) => TroubleKind::ConnectTimeout,
            Some(ConnectFault::Io(io)) if io.kind() == io::ErrorKind::ConnectionRefused => {
                TroubleKind::ConnectionRefused
            }
            Some(ConnectFault::Tls(_)) => TroubleKind::Tls,
            Some(ConnectFault::Io(_)) | None => TroubleKind::Connect,
        };
        let trouble = Trouble::new(kind, Effect::Nothing);
        return match fault {
            Some(ConnectFault::Tls(why)) => trouble.at(reason(why)),
            _ => trouble,
        };
    }
    let spoken = causes().find_map(|cause| cause.downcast_ref::<hyper::Error>());
    let kind = match spoken {
        Some(error) if error.is_parse() => TroubleKind::NotHttp,
        _ => TroubleKind::Reset,
    };
    Trouble::new(kind, Effect::Open)
}

/// What is wrong with a handshake, as operators call it.
fn reason(error: &rustls::Error) -> &'static str {
    use rustls::{CertificateError as Certificate, Error};

    match error {
        Error::InvalidCertificate(fault) => match fault {
            Certificate::Expired | Certificate::ExpiredContext { .. } => "certificate expired",
            Certificate::NotValidYet | Certificate::NotValidYetContext { .. } => {
                "certificate not valid yet"
            }
            Certificate::NotValidForName | Certificate::NotValidForNameContext { .. } => {
                "certificate for another name"
            }
            Certificate::UnknownIssuer => "certificate of an unknown authority",
            Certificate::BadSignature => "certificate with a wrong signature",
            Certificate::Revoked => "certificate revoked",
            _ => "certificate not valid",
        },
        Error::InvalidMessage(_) => "no TLS is spoken there",
        Error::AlertReceived(_) => "it refuses the handshake",
        _ => "handshake failed",
    }
}
