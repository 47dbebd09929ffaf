//! What a repository answers (section 3.2), as a value.

use jiff::Timestamp;

use crate::{
    fault::Faults,
    header::{Header, Record},
    identify::Identify,
    name::{MetadataPrefix, ResumptionToken, SetSpec},
    verb::{Argument, Verb},
};

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// When it was made; told to the second.
    pub response_date: Timestamp,
    /// Where the repository is asked.
    pub base_url: String,
    /// What was asked, as far as it was understood.
    pub request: Option<(Verb, Vec<(Argument, String)>)>,
    /// The answer itself.
    pub body: Body,
}

/// The answer itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// There is none, and why.
    Faults(Faults),
    /// One record.
    GetRecord(Record),
    /// What the repository is.
    Identify(Identify),
    /// Headers.
    ListIdentifiers(Page<Header>),
    /// Formats; at least one.
    ListMetadataFormats(Vec<MetadataFormat>),
    /// Records.
    ListRecords(Page<Record>),
    /// Sets.
    ListSets(Page<Set>),
}

/// A part of a list; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// What is in it.
    pub entries: Vec<T>,
    /// How the list goes on; none if it was told whole.
    pub continuation: Option<Continuation>,
}

/// How a list goes on (section 3.5).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Continuation {
    /// What to ask with next; none at the end of the list.
    pub token: Option<ResumptionToken>,
    /// Until when the token is good at least.
    pub expiration_date: Option<Timestamp>,
    /// How long the whole list is, perhaps by estimate.
    pub complete_list_size: Option<u64>,
    /// How much was told before this part.
    pub cursor: Option<u64>,
}

/// A format in which records can be had (section 4.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetadataFormat {
    /// What it is called in requests.
    pub prefix: MetadataPrefix,
    /// Where its schema is found.
    pub schema: String,
    /// Its namespace.
    pub namespace: String,
}

/// A set (section 4.6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set {
    /// What it is called in requests.
    pub spec: SetSpec,
    /// Its name, for people.
    pub name: String,
}
