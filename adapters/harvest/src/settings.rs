//! One source, and how it is asked.

use std::{fmt, str::FromStr, time::Duration};

use hyper::{Uri, http::uri::Scheme};
use silta_rest::Roots;
use thiserror::Error;

/// What a source speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// OAI-PMH 2.0.
    #[default]
    Oai,
    /// SRU, of which version.
    Sru(silta_sru::Version),
}

/// A catalogue elsewhere.
#[derive(Clone, Debug)]
pub struct SourceSettings {
    /// What it is called here; what came from it is remembered by this name.
    pub name: String,
    /// Where it is asked.
    pub url: SourceUrl,
    /// What it speaks.
    pub kind: Kind,
    /// The metadataPrefix (OAI-PMH) or recordSchema (SRU) of MARCXML.
    pub format: String,
    /// The set of OAI-PMH, if not all is wanted.
    pub set: Option<String>,
    /// What is asked of an SRU server, in CQL.
    pub query: String,
    /// What its identifiers are told apart by.
    pub id_prefix: String,
    /// Records of an answer of SRU; over OAI-PMH the provider decides.
    pub page_size: u32,
    /// How much earlier than the last complete harvest the next one begins.
    pub from_overlap: Duration,
    /// Time for one answer.
    pub deadline: Duration,
    /// How often a request is sent again.
    pub retries: u32,
    /// The pause before the first time, twice as long before each further one.
    pub retry_pause: Duration,
    /// The longest pause, also if the source asks for a longer one.
    pub longest_pause: Duration,
    /// Bytes of an answer at the most, unpacked.
    pub max_answer: usize,
    /// How many of a hundred records a full harvest may find gone.
    pub delete_limit: u32,
    /// Whose certificates are believed.
    pub roots: Roots,
}

impl SourceSettings {
    /// The defaults for a source.
    pub fn new(name: &str, url: SourceUrl, kind: Kind) -> Self {
        Self {
            name: name.to_owned(),
            url,
            kind,
            format: match kind {
                Kind::Oai => "marc21".to_owned(),
                Kind::Sru(_) => "marcxml".to_owned(),
            },
            set: None,
            query: "cql.allRecords=1".to_owned(),
            id_prefix: name.to_owned(),
            page_size: 100,
            from_overlap: Duration::from_secs(60),
            deadline: Duration::from_secs(120),
            retries: 5,
            retry_pause: Duration::from_secs(2),
            longest_pause: Duration::from_secs(600),
            max_answer: 64 << 20,
            delete_limit: 20,
            roots: Roots::System,
        }
    }

    /// Everything on which it depends what the source is asked for: another harvest begins anew.
    pub(crate) fn asked(&self) -> String {
        let Self {
            url,
            kind,
            format,
            set,
            query,
            id_prefix,
            ..
        } = self;
        let what = match kind {
            Kind::Oai => set.as_deref().unwrap_or_default(),
            Kind::Sru(_) => query,
        };
        let kind = match kind {
            Kind::Oai => "oai",
            Kind::Sru(_) => "sru",
        };
        [kind, &url.to_string(), format, what, id_prefix].join("\n")
    }
}

/// Where a source is asked: `https://catalogue.example/oai`.
#[derive(Clone, PartialEq, Eq)]
pub struct SourceUrl(Uri);

/// What was given is not where a source can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidUrl {
    /// It is no such address at all.
    #[error("the address of a source is written as in https://catalogue.example/oai")]
    Form,
    /// It holds a user or password.
    #[error("no user or password stands in the address of a source")]
    User,
}

impl SourceUrl {
    /// The address with more in its query.
    pub(crate) fn with(&self, parameters: &[(&str, &str)]) -> String {
        let url = self.0.to_string();
        let escaped =
            |text| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC);
        let pairs: Vec<String> = parameters
            .iter()
            .map(|(name, value)| format!("{name}={}", escaped(value)))
            .collect();
        let joint = if self.0.query().is_some() { '&' } else { '?' };
        format!("{url}{joint}{}", pairs.join("&"))
    }

    /// Whether it is called over TLS.
    pub fn is_https(&self) -> bool {
        self.0.scheme() == Some(&Scheme::HTTPS)
    }
}

impl FromStr for SourceUrl {
    type Err = InvalidUrl;

    fn from_str(text: &str) -> Result<Self, InvalidUrl> {
        let uri: Uri = text.parse().map_err(|_| InvalidUrl::Form)?;
        let known = |scheme: &&Scheme| **scheme == Scheme::HTTP || **scheme == Scheme::HTTPS;
        uri.scheme().filter(known).ok_or(InvalidUrl::Form)?;
        let authority = uri.authority().ok_or(InvalidUrl::Form)?;
        match authority.as_str().contains('@') {
            true => Err(InvalidUrl::User),
            false if authority.host().is_empty() => Err(InvalidUrl::Form),
            false => Ok(Self(uri)),
        }
    }
}

impl fmt::Display for SourceUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for SourceUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_join_the_address() {
        let url: SourceUrl = "http://localhost/oai?key=1".parse().unwrap();
        assert_eq!(
            url.with(&[("a", "ä b")]),
            "http://localhost/oai?key=1&a=%C3%A4%20b"
        );
        let url: SourceUrl = "https://localhost".parse().unwrap();
        assert_eq!(
            url.with(&[("a", "1"), ("b", "")]),
            "https://localhost/?a=1&b="
        );
        assert_eq!("/oai".parse::<SourceUrl>(), Err(InvalidUrl::Form));
        assert_eq!("ftp://a/oai".parse::<SourceUrl>(), Err(InvalidUrl::Form));
        assert_eq!(
            "http://u:p@a/oai".parse::<SourceUrl>(),
            Err(InvalidUrl::User)
        );
    }
}
