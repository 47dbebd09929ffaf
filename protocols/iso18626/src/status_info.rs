//! Where the request stands.

use crate::{codes::Status, date_time::DateTime, structure::structure};

structure! {
    /// Where the request stands (`statusInfo`).
    #[derive(Debug)]
    StatusInfo {
        /// Where it stands. None if the element was empty, by which Alma and Rapido mean that
        /// nothing has changed; a message without it cannot be written.
        status: Option<Status> = "status" [Once, Once],
        /// When the item may be there.
        expected_delivery_date: Option<DateTime> = "expectedDeliveryDate" [Optional, Optional],
        /// When it must be back.
        due_date: Option<DateTime> = "dueDate" [Optional, Optional],
        /// Since when it stands there.
        last_change: DateTime = "lastChange" [Once, Once],
    }
}

impl StatusInfo {
    /// A status about which nothing more is said.
    pub const fn new(status: Status, last_change: DateTime) -> Self {
        Self {
            status: Some(status),
            expected_delivery_date: None,
            due_date: None,
            last_change,
        }
    }
}
