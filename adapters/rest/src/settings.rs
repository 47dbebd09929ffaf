//! How a consortium elsewhere is called.

use std::{fmt, str::FromStr, time::Duration};

use hyper::{
    Uri,
    http::uri::{Authority, Scheme},
};
use silta_consortium_api::Token;
use thiserror::Error;

use crate::{BreakerSettings, RetrySettings, Roots};

/// How a consortium elsewhere is called. [`Settings::new`] gives the defaults, with which every
/// answer, or the reason why there is none, comes within 2 seconds.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where it is.
    pub url: BaseUrl,
    /// Whose certificates are believed if it is called over https. The system's.
    pub roots: Roots,
    /// What it knows us by. Needs the scopes read and circulate; admin where patrons and items are
    /// written.
    pub token: Token,
    /// Time to find its address and connect. 400 ms.
    pub connect_deadline: Duration,
    /// Time for one try, connecting included; shorter than `call_deadline`, so that there is time
    /// to ask what became of a lost one. 700 ms.
    pub attempt_deadline: Duration,
    /// Time for a call with all its tries; the deadline of the request counts too, if it is
    /// earlier. 1.5 s.
    pub call_deadline: Duration,
    /// Calls under way at one time; further ones wait, as long as their time allows. 64.
    pub concurrency: usize,
    /// How long a connection that nobody uses is kept; shorter than servers usually keep one. 10 s.
    pub pool_idle: Duration,
    /// Most bytes of an answer. [`MAX_BODY`](silta_consortium_api::limits::MAX_BODY).
    pub max_answer: usize,
    /// How far its clock may be from ours. 5 minutes.
    pub max_skew: Duration,
    /// How often and when something is asked again.
    pub retry: RetrySettings,
    /// When it is no longer asked at all, and for how long.
    pub breaker: BreakerSettings,
    /// Where the random parts of pauses begin; none takes it from the operating system.
    pub seed: Option<u64>,
}

impl Settings {
    /// The defaults.
    pub fn new(url: BaseUrl, token: Token) -> Self {
        Self {
            url,
            roots: Roots::System,
            token,
            connect_deadline: Duration::from_millis(400),
            attempt_deadline: Duration::from_millis(700),
            call_deadline: Duration::from_millis(1500),
            concurrency: 64,
            pool_idle: Duration::from_secs(10),
            max_answer: silta_consortium_api::limits::MAX_BODY,
            max_skew: Duration::from_secs(300),
            retry: RetrySettings::default(),
            breaker: BreakerSettings::default(),
            seed: None,
        }
    }
}

/// Where a consortium is: `https://consortium.example`, or `http://localhost:8080`. The path of the
/// API is added to it.
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl {
    scheme: Scheme,
    authority: Authority,
}

impl BaseUrl {
    /// Whether it is called over TLS.
    pub fn is_https(&self) -> bool {
        self.scheme == Scheme::HTTPS
    }

    /// Host and port, as they were given.
    pub(crate) fn authority(&self) -> &str {
        self.authority.as_str()
    }

    /// The address of a path of the API.
    pub(crate) fn at(&self, target: &str) -> Option<Uri> {
        let mut parts = hyper::http::uri::Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(target.parse().ok()?);
        Uri::from_parts(parts).ok()
    }
}

impl FromStr for BaseUrl {
    type Err = InvalidBaseUrl;

    fn from_str(text: &str) -> Result<Self, InvalidBaseUrl> {
        let uri: Uri = text.parse().map_err(|_| InvalidBaseUrl::Form)?;
        let known = |scheme: &&Scheme| **scheme == Scheme::HTTP || **scheme == Scheme::HTTPS;
        let scheme = uri.scheme().filter(known).ok_or(InvalidBaseUrl::Form)?;
        let authority = uri.authority().ok_or(InvalidBaseUrl::Form)?;
        if authority.host().is_empty() {
            return Err(InvalidBaseUrl::Form);
        }
        if authority.as_str().contains('@') {
            return Err(InvalidBaseUrl::User);
        }
        if uri.query().is_some() || !matches!(uri.path(), "" | "/") {
            return Err(InvalidBaseUrl::Path);
        }
        Ok(Self {
            scheme: scheme.clone(),
            authority: authority.clone(),
        })
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.authority)
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What was given is not where a consortium can be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidBaseUrl {
    /// It is no such address at all.
    #[error("the address of a consortium is written as in https://consortium.example")]
    Form,
    /// A path or query follows.
    #[error("the address ends after host and port: the path of the API is added to it")]
    Path,
    /// It holds a user or password.
    #[error("no user or password stands in the address: the token is given on its own")]
    User,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_host_and_perhaps_a_port() {
        for (text, shown) in [
            ("http://localhost:8080", "http://localhost:8080"),
            ("http://consortium.example/", "http://consortium.example"),
            ("http://[::1]:80", "http://[::1]:80"),
            ("https://consortium.example", "https://consortium.example"),
        ] {
            assert_eq!(text.parse::<BaseUrl>().unwrap().to_string(), shown);
        }
        for (text, why) in [
            ("", InvalidBaseUrl::Form),
            ("localhost:8080", InvalidBaseUrl::Form),
            ("/api/v1", InvalidBaseUrl::Form),
            ("ftp://localhost", InvalidBaseUrl::Form),
            ("http://me:secret@localhost", InvalidBaseUrl::User),
            ("http://localhost/api/v1", InvalidBaseUrl::Path),
            ("http://localhost?x=1", InvalidBaseUrl::Path),
        ] {
            assert_eq!(text.parse::<BaseUrl>(), Err(why), "{text}");
        }
    }

    #[test]
    fn a_target_joins_the_address() {
        let url: BaseUrl = "http://localhost:8080".parse().unwrap();
        let uri = url.at("/api/v1/items/1?x=%20").unwrap();
        assert_eq!(
            uri.to_string(),
            "http://localhost:8080/api/v1/items/1?x=%20"
        );
    }

    #[test]
    fn the_time_for_settling_is_left_and_the_token_not_shown() {
        let settings = Settings::new(
            "http://localhost".parse().unwrap(),
            "secret".parse().unwrap(),
        );
        assert!(settings.connect_deadline < settings.attempt_deadline);
        assert!(settings.attempt_deadline * 2 <= settings.call_deadline);
        assert!(settings.call_deadline < Duration::from_secs(2));
        assert!(!format!("{settings:?}").contains("secret"));
    }
}
