//! Part of a list, as much as was asked for.

use serde::{Deserialize, Serialize};

/// Which part of a list is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Page {
    /// How many to pass over; 0 begins with the first.
    pub skip: u32,
    /// How many at the most.
    pub limit: u32,
}

impl Page {
    /// Everything, up to [`Page::MAX_LIMIT`].
    pub const ALL: Self = Self {
        skip: 0,
        limit: Self::MAX_LIMIT,
    };

    /// The most that one page holds.
    pub const MAX_LIMIT: u32 = 10_000;
}

/// A part of a list, and how long the whole list is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct List<T> {
    /// The part asked for.
    pub items: Vec<T>,
    /// The length of the whole list.
    pub total: u32,
}
