//! Who asks, until when an answer is of use, and under which key a change is made.

use std::time::Instant;

use serde::{Deserialize, Serialize};

use crate::{AccountId, IdempotencyKey, LibraryCode};

/// The protocol through which a request came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Protocol {
    /// The consortium API itself.
    Api,
    /// ISO 18626, inter-library loan.
    Iso18626,
    /// NCIP.
    Ncip,
    /// OAI-PMH.
    OaiPmh,
    /// SIP2, self-checks.
    Sip2,
    /// SRU.
    Sru,
    /// Z39.50.
    Z3950,
}

/// Where a request comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The protocol.
    pub protocol: Protocol,
    /// The account of the terminal, partner or program; none for an anonymous reader.
    pub account: Option<AccountId>,
    /// The library in which it stands.
    pub library: Option<LibraryCode>,
}

/// What goes with every request: who asks, and how long an answer is worth waiting for.
#[derive(Clone, Debug)]
pub struct Context {
    /// Who asks.
    pub origin: Origin,
    /// After this instant nobody waits for the answer.
    pub deadline: Instant,
}

/// A request that changes something.
#[derive(Clone, Debug)]
pub struct Change<T> {
    /// Who asks, and until when.
    pub context: Context,
    /// Names this change: asked for again, it is not done again and gets its first answer.
    pub key: IdempotencyKey,
    /// What is to be done.
    pub body: T,
}
