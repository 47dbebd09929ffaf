//! Why the harvest of a source ends early.

use thiserror::Error;

use crate::{MAX_ANSWERS, MAX_REDIRECTS, MAX_RESTARTS};

/// Why the harvest of a source ends early. What was written stays, and the next one goes on there.
#[derive(Debug, Error)]
pub enum Fault {
    /// It cannot be reached, or gives no good answer, however often it is asked.
    #[error("no answer after {tries} tries: {why}")]
    NoAnswer {
        /// How often it was asked.
        tries: u32,
        /// What went wrong the last time.
        why: String,
    },
    /// It asks for a longer pause than the longest one.
    #[error("it asks to be left alone for {0} s, which is longer than longest_pause")]
    LongPause(u64),
    /// It refuses the request.
    #[error("it answers with HTTP {0}")]
    Status(u16),
    /// It leads from one address to the next.
    #[error("more than {MAX_REDIRECTS} redirects")]
    Redirects,
    /// It leads to an address that is none, or not safe any more.
    #[error("it redirects to {0}, where nobody follows")]
    Redirect(String),
    /// An answer is longer than may be.
    #[error("an answer is longer than max_answer, {0} bytes")]
    TooLong(usize),
    /// An answer is not in the encoding that it says.
    #[error("an answer cannot be read: {0}")]
    Encoding(String),
    /// An answer is none of OAI-PMH.
    #[error("no answer of OAI-PMH: {0}")]
    Oai(#[from] silta_oai_pmh::Unreadable),
    /// An answer is none of SRU.
    #[error("no answer of SRU: {0}")]
    Sru(#[from] silta_sru::RetrievedUnreadable),
    /// It says no, in words of the protocol.
    #[error("it refuses: {0}")]
    Refused(String),
    /// It answers something that was not asked.
    #[error("it answers another request than it was asked")]
    OtherVerb,
    /// A record is no MARCXML: its root element.
    #[error("{0} is no MARCXML (http://www.loc.gov/MARC21/slim): look at the format")]
    NotMarc(String),
    /// The list does not get on: the same place twice.
    #[error("the list does not get on: {0} leads to itself")]
    Endless(String),
    /// A list has more answers than any can have.
    #[error("a list of more than {MAX_ANSWERS} answers")]
    TooManyAnswers,
    /// The list had to be begun again and again.
    #[error("the list broke off more than {MAX_RESTARTS} times: {0}")]
    Unsteady(String),
    /// The place in the store was not written by this program.
    #[error("the place of the harvest in the store cannot be read: {0}")]
    Place(#[from] serde_json::Error),
    /// What was received cannot be written.
    #[error(transparent)]
    Store(#[from] silta_embedded::HarvestError),
}
