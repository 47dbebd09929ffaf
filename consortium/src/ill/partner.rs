//! The libraries with which we lend and borrow.

use serde::{Deserialize, Serialize};

use crate::{PartnerId, PatronBarcode, named::named};

/// A library that may ask us, and that we may ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partner {
    /// Its name: `ISIL:FI-Partner`.
    pub id: PartnerId,
    /// What it is written to in.
    pub version: IllVersion,
    /// The patron to whom our copies are lent when they are sent there.
    pub institutional_patron: PatronBarcode,
    /// Whether its requests are answered before staff looks, where there is nothing to decide.
    pub is_answered_at_once: bool,
}

named! {
    /// The versions of ISO 18626, oldest first: the newer one has words that the older one lacks.
    IllVersion {
        /// ISO 18626:2017.
        V1_2 = "1.2",
        /// ISO 18626:2021.
        V2021_2 = "2021-2",
    }
}
