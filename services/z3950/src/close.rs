//! 48: the end of a session.

use silta_z3950::{Close, CloseReason, ReferenceId};

/// The answer to a client's Close.
pub(crate) fn answer(reference_id: Option<ReferenceId>) -> Close {
    Close {
        reference_id,
        ..because(CloseReason::Finished, "as you wished")
    }
}

/// A Close of ours, with a word about it.
pub(crate) fn because(close_reason: CloseReason, word: &str) -> Close {
    Close {
        close_reason,
        diagnostic_information: Some(word.into()),
        ..Close::default()
    }
}
