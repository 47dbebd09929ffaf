//! What is wrong with a message, as a confirmation tells it.

use crate::{codes::ErrorType, structure::structure};

structure! {
    /// What is wrong with a message (`errorData`). 1.2 has room for one.
    #[derive(Debug)]
    ErrorData {
        /// What kind of fault.
        error_type: ErrorType = "errorType" [Once, Once],
        /// Which element or value, for people.
        error_value: Option<String> = "errorValue" [Optional, Optional],
    }
}

impl ErrorData {
    /// An error of this kind.
    pub fn new(error_type: ErrorType, error_value: impl Into<String>) -> Self {
        Self {
            error_type,
            error_value: Some(error_value.into()),
        }
    }
}
