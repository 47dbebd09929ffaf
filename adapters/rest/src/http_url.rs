//! Where somebody else is called over HTTP.

use std::{fmt, str::FromStr};

use hyper::{Uri, http::uri::Scheme};
use thiserror::Error;

/// An address at which another system is called: `https://library.example/iso18626`. It holds no
/// user and no password, so it may be shown.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpUrl(Uri);

/// What was given is no such address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidHttpUrl {
    /// It is no address of HTTP at all.
    #[error("an address is written as in https://library.example/path")]
    Form,
    /// It holds a user or password.
    #[error("no user or password stands in an address")]
    User,
}

impl HttpUrl {
    /// Whether it is called over TLS.
    pub fn is_https(&self) -> bool {
        self.0.scheme() == Some(&Scheme::HTTPS)
    }

    /// The address as requests are made with.
    pub fn uri(&self) -> &Uri {
        &self.0
    }
}

impl FromStr for HttpUrl {
    type Err = InvalidHttpUrl;

    fn from_str(text: &str) -> Result<Self, InvalidHttpUrl> {
        let uri: Uri = text.parse().map_err(|_| InvalidHttpUrl::Form)?;
        let known = |scheme: &&Scheme| **scheme == Scheme::HTTP || **scheme == Scheme::HTTPS;
        uri.scheme().filter(known).ok_or(InvalidHttpUrl::Form)?;
        let authority = uri.authority().ok_or(InvalidHttpUrl::Form)?;
        match authority.as_str().contains('@') {
            true => Err(InvalidHttpUrl::User),
            false if authority.host().is_empty() => Err(InvalidHttpUrl::Form),
            false => Ok(Self(uri)),
        }
    }
}

impl fmt::Display for HttpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for HttpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_of_http_and_holds_no_secret() {
        let url: HttpUrl = "https://partner.example/iso18626?key=1".parse().unwrap();
        assert_eq!(url.to_string(), "https://partner.example/iso18626?key=1");
        assert!(url.is_https());
        for (text, why) in [
            ("", InvalidHttpUrl::Form),
            ("/iso18626", InvalidHttpUrl::Form),
            ("ftp://partner.example", InvalidHttpUrl::Form),
            ("http://me:secret@partner.example", InvalidHttpUrl::User),
        ] {
            assert_eq!(text.parse::<HttpUrl>(), Err(why), "{text}");
        }
    }
}
