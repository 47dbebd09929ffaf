//! One source, and how it is asked.

use std::time::Duration;

use silta_rest::{HttpUrl, Roots};

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
    /// Where it is asked, as `https://catalogue.example/oai`.
    pub url: HttpUrl,
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
    pub fn new(name: &str, url: HttpUrl, kind: Kind) -> Self {
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

/// An address with more in its query.
pub(crate) fn with(url: &HttpUrl, parameters: &[(&str, &str)]) -> String {
    let escaped =
        |text| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC);
    let pairs: Vec<String> = parameters
        .iter()
        .map(|(name, value)| format!("{name}={}", escaped(value)))
        .collect();
    let joint = if url.uri().query().is_some() {
        '&'
    } else {
        '?'
    };
    format!("{url}{joint}{}", pairs.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_join_the_address() {
        let url = "http://localhost/oai?key=1".parse().unwrap();
        assert_eq!(
            with(&url, &[("a", "ä b")]),
            "http://localhost/oai?key=1&a=%C3%A4%20b"
        );
        let url = "https://localhost".parse().unwrap();
        assert_eq!(
            with(&url, &[("a", "1"), ("b", "")]),
            "https://localhost/?a=1&b="
        );
    }
}
