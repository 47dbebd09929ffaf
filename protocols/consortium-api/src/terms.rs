//! Terms of an index, for browsing.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A term of an index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Term {
    /// The term as it is indexed.
    pub term: String,
    /// In how many records.
    pub count: u64,
}
