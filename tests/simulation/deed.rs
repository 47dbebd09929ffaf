//! What was ever done at the made-up consortium, from which the judge counts.

use std::time::Duration;

use jiff::Timestamp;

/// Something that was done under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) at: Duration,
    pub(crate) key: String,
    pub(crate) deed: Deed,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    Lent {
        patron: String,
        item: String,
        due: Timestamp,
    },
    /// The patron has it already: nothing was done.
    StillLent {
        patron: String,
        item: String,
    },
    /// A checkout was undone.
    Unlent {
        patron: String,
        item: String,
    },
    Renewed {
        patron: String,
        item: String,
        due: Timestamp,
    },
    /// Those that could be renewed, and those that could not.
    AllRenewed {
        patron: String,
        renewed: Vec<String>,
        refused: Vec<String>,
    },
    /// Who had it, if anybody.
    Returned {
        item: String,
        borrower: Option<String>,
    },
    /// A return was undone: who has it again, and until when, if anybody had it.
    Unreturned {
        item: String,
        borrower: Option<(String, Timestamp)>,
    },
    Held {
        patron: String,
        item: String,
    },
    Unheld {
        patron: String,
        item: String,
    },
    /// The first time that this payment was booked, or a further time, when it is not.
    Paid {
        patron: String,
        transaction: String,
        cents: i64,
        again: bool,
    },
    Blocked {
        patron: String,
        block: String,
    },
    Unblocked {
        patron: String,
        block: String,
    },
    /// The block was gone already: nothing was done.
    StillFree {
        patron: String,
    },
}

impl Deed {
    /// Whether something is otherwise than before.
    pub(crate) fn changes(&self) -> bool {
        match self {
            Self::StillFree { .. }
            | Self::StillLent { .. }
            | Self::Paid { again: true, .. }
            | Self::Returned { borrower: None, .. }
            | Self::Unreturned { borrower: None, .. } => false,
            Self::AllRenewed { renewed, .. } => !renewed.is_empty(),
            _ => true,
        }
    }
}
