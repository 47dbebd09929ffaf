//! Acts that have happened already.

use crate::{date_time::DateTime, structure::structure};

structure! {
    /// Says that the act has happened already, at a desk without connection perhaps, and is to be
    /// written down rather than decided.
    MandatedAction {
        one "DateEventOccurred" date_event_occurred: DateTime,
    }
}
