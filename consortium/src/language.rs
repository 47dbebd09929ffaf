//! The languages in which the consortium speaks to people.

use serde::{Deserialize, Serialize};

/// A language that every text for patrons exists in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Finnish, the default.
    #[default]
    Fi,
    /// Swedish.
    Sv,
    /// English.
    En,
}

impl Language {
    /// All of them, in the order of the variants.
    pub const ALL: [Self; 3] = [Self::Fi, Self::Sv, Self::En];

    /// The two letters of ISO 639-1.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fi => "fi",
            Self::Sv => "sv",
            Self::En => "en",
        }
    }
}
