//! A library of the consortium.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Date, Isil, LibraryCode};

/// A place where items are at home and holds are picked up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Library {
    /// Its code: `KAJ`.
    pub code: LibraryCode,
    /// Its identifier among the world's libraries (ISO 15511), if it has one of its own.
    #[serde(default)]
    pub isil: Option<Isil>,
    /// Its name as people say it: `Kajaani`.
    pub name: String,
    /// Whether it is open now; null where nobody keeps that.
    #[serde(default)]
    pub open: Option<bool>,
    /// Days on which nothing falls due there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closed_dates: Vec<Date>,
    /// Whether holds can be picked up there; true if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pickup: Option<bool>,
}
