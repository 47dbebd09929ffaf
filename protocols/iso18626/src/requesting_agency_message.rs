//! The requesting library tells what it does or asks for, and is told that the message came in.

use crate::{
    codes::Action,
    error_data::ErrorData,
    header::{ConfirmationHeader, RequestingAgencyMessageHeader},
    structure::structure,
};

structure! {
    /// A message from the requesting library (`requestingAgencyMessage`).
    #[derive(Debug)]
    RequestingAgencyMessage {
        /// Who writes to whom.
        header: RequestingAgencyMessageHeader = "header" [Once, Once],
        /// What it does or asks for.
        action: Action = "action" [Once, Once],
        /// For people; some peers hide more in it.
        note: Option<String> = "note" [Optional, Optional],
    }
}

structure! {
    /// That a message of the requesting library came in, or was not accepted
    /// (`requestingAgencyMessageConfirmation`).
    #[derive(Debug)]
    RequestingAgencyMessageConfirmation {
        /// Which message, and how it was received.
        confirmation_header: ConfirmationHeader = "confirmationHeader" [Once, Once],
        /// What it was about.
        action: Option<Action> = "action" [Optional, Optional],
        /// What is wrong with it.
        error_data: Vec<ErrorData> = "errorData" [Optional, Many],
    }
}
