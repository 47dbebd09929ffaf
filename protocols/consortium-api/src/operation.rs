//! What became of a change, by its idempotency key.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Problem;

/// The outcome of an operation, so that a caller that lost the answer can settle it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
#[schemars(rename = "OperationOutcome")]
pub enum Outcome {
    /// It was done.
    Applied {
        /// The body of the first answer; null if it had none.
        #[serde(default)]
        answer: serde_json::Value,
    },
    /// The library said no.
    Refused {
        /// The problem of the first answer.
        problem: Box<Problem>,
    },
    /// No such key is known: it was not done.
    Unknown,
}
