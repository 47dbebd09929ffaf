//! A catalogue record: a title that the libraries have. As JSON it is a summary; in full it is
//! MARCXML or ISO 2709, by `Accept`. Its holdings are a list of [`Item`](crate::Item)s.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{RecordId, Time};

/// A record in a few words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Record {
    /// Its id: `kainet.1`.
    pub id: RecordId,
    /// The title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The author, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// When it last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<Time>,
}
