//! One message by HTTP POST, and the text of the answer, within a deadline and a size.

use std::{error::Error, iter, time::Duration};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::{
    Request, StatusCode,
    header::{ACCEPT, CONTENT_TYPE, USER_AGENT},
};
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use silta_rest::{Connector, HttpUrl};
use tokio::time::timeout;

use crate::settings::Peer;

/// Most bytes of a partner's answer: a confirmation has some two thousand.
pub const MAX_ANSWER: usize = 256 << 10;
const OURSELVES: &str = concat!("silta/", env!("CARGO_PKG_VERSION"));
/// How long a connection that nobody uses is kept.
const IDLE: Duration = Duration::from_secs(10);

/// Why a message did not get through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Missed {
    /// The partner cannot be reached, or says nothing: neither would another message get through.
    Peer(String),
    /// Something else, which may be this message's own.
    Message(String),
}

/// The connections to one partner.
#[derive(Debug)]
pub(crate) struct Post {
    client: Client<Connector, Full<Bytes>>,
    url: HttpUrl,
    deadline: Duration,
}

impl Post {
    /// None if it is not known where the partner listens.
    pub(crate) fn new(peer: &Peer, deadline: Duration) -> Option<Self> {
        let url = peer.url.clone()?;
        let roots = Some(&peer.roots).filter(|_| url.is_https());
        Some(Self {
            client: Client::builder(TokioExecutor::new())
                .pool_idle_timeout(IDLE)
                .build(Connector::tcp(deadline, roots)),
            url,
            deadline,
        })
    }

    /// The answer to a message.
    pub(crate) async fn send(&self, message: String) -> Result<String, Missed> {
        let answer = timeout(self.deadline, self.ask(message)).await;
        answer.unwrap_or_else(|_| {
            let seconds = self.deadline.as_secs_f32();
            Err(Missed::Peer(format!("no answer within {seconds} s")))
        })
    }

    async fn ask(&self, message: String) -> Result<String, Missed> {
        let request = Request::post(self.url.uri().clone())
            .header(CONTENT_TYPE, "application/xml; charset=utf-8")
            .header(ACCEPT, "application/xml")
            .header(USER_AGENT, OURSELVES)
            .body(Full::from(message))
            .map_err(|error| Missed::Message(error.to_string()))?;
        let response = self.client.request(request).await.map_err(|error| {
            let first: &(dyn Error + 'static) = &error;
            let causes = iter::successors(Some(first), |cause| (**cause).source());
            let why: Vec<String> = causes.map(ToString::to_string).collect();
            Missed::Peer(why.join(": "))
        })?;
        check(response.status())?;
        let body = Limited::new(response.into_body(), MAX_ANSWER)
            .collect()
            .await;
        let body = body.map_err(|error| match error.is::<LengthLimitError>() {
            true => Missed::Message(format!("the answer has more than {MAX_ANSWER} bytes")),
            false => Missed::Peer("the answer broke off".to_owned()),
        })?;
        let text = silta_xml::decode(&body.to_bytes()).map(|text| text.into_owned());
        text.map_err(|error| Missed::Message(format!("the answer is no text: {error}")))
    }
}

/// A confirmation comes with 200; a redirect is not followed, as what is secret would be.
fn check(status: StatusCode) -> Result<(), Missed> {
    let busy = matches!(
        status,
        StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT
            | StatusCode::TOO_MANY_REQUESTS
    );
    match status {
        status if status.is_success() => Ok(()),
        status if status.is_redirection() => Err(Missed::Message(format!(
            "HTTP {}: it listens elsewhere; redirects are not followed",
            status.as_u16()
        ))),
        status if busy => Err(Missed::Peer(format!("HTTP {}", status.as_u16()))),
        status => Err(Missed::Message(format!("HTTP {}", status.as_u16()))),
    }
}
