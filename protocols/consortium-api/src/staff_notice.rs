//! What staff should look at.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{ItemBarcode, PatronBarcode, Redacted, Time};

/// Something for staff to look at: mostly what had to be recorded against the rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StaffNotice {
    /// When.
    pub at: Time,
    /// What, in words.
    pub text: Redacted,
    /// Which item, if one is concerned.
    #[serde(default)]
    pub item: Option<ItemBarcode>,
    /// Which patron, if one is concerned.
    #[serde(default)]
    pub patron: Option<PatronBarcode>,
}
