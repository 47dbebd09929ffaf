//! A library of the consortium.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::LibraryCode;

/// One of the consortium's libraries: a place where items are at home and holds are picked up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Library {
    /// Its code: `KAJ`.
    pub code: LibraryCode,
    /// Its name as people say it: `Kajaani`.
    pub name: String,
    /// Its identifier among the world's libraries (ISO 15511), if it has one of its own.
    pub isil: Option<String>,
    /// Days on which nothing falls due there.
    pub closed_dates: Vec<Date>,
    /// Whether holds can be picked up there.
    pub pickup: bool,
}
