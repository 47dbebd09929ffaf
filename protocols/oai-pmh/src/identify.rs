//! What a repository says of itself (section 4.2).

use crate::datestamp::{Datestamp, Granularity};

/// How a repository treats what is gone (section 2.5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DeletedRecord {
    /// It says nothing of it.
    No,
    /// It says so for ever.
    Persistent,
    /// It may say so for a while.
    Transient,
}

impl DeletedRecord {
    /// Its name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Persistent => "persistent",
            Self::Transient => "transient",
        }
    }

    /// The policy of that name.
    pub fn of_name(name: &str) -> Option<Self> {
        let all = [Self::No, Self::Persistent, Self::Transient];
        all.into_iter().find(|one| one.name() == name)
    }
}

/// What a repository says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identify {
    /// Its name, for people.
    pub repository_name: String,
    /// Where it is asked.
    pub base_url: String,
    /// Whom to write to; at least one address.
    pub admin_emails: Vec<String>,
    /// No record has an earlier datestamp.
    pub earliest_datestamp: Datestamp,
    /// What it does with what is gone.
    pub deleted_record: DeletedRecord,
    /// How finely it tells times.
    pub granularity: Granularity,
    /// The encodings in which answers can be had: `gzip`.
    pub compression: Vec<String>,
    /// How its identifiers are made, if after the scheme `oai`.
    pub oai_identifier: Option<OaiIdentifier>,
}

/// Identifiers of the form `oai:domain:local` (the guideline "oai-identifier", version 2.0).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OaiIdentifier {
    /// The domain: `kainet.fi`.
    pub repository_identifier: String,
    /// One that exists.
    pub sample_identifier: String,
}

impl OaiIdentifier {
    /// The namespace of the description.
    pub const NAMESPACE: &'static str = "http://www.openarchives.org/OAI/2.0/oai-identifier";
    /// Where its schema is found.
    pub const SCHEMA: &'static str = "http://www.openarchives.org/OAI/2.0/oai-identifier.xsd";
}
