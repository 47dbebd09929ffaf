//! Taking back.

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{IgnoredAny, MapAccess, Visitor},
};

use crate::{
    CheckinId, Hold, Item, ItemBarcode, LibraryCode, Loan, Money, Open, PatronBarcode, Time,
    open::words,
};

/// An item comes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CheckinRequest {
    /// What.
    pub item: ItemBarcode,
    /// Where.
    pub library: LibraryCode,
    /// The terminal, by the name of its account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terminal: Option<String>,
    /// When, by the terminal's clock; now if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<Time>,
    /// When it was given back, if that was earlier (a book drop, an off-line return).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned_at: Option<Time>,
    /// It was taken in by a terminal off-line: record it as it happened.
    #[serde(default)]
    pub already_happened: Happened,
    /// Whether a waiting hold is caught; if not, it is only reported. Yes if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capture_hold: Option<bool>,
}

/// Whether something happened off-line: `true`, or an object as in a checkout.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Happened(pub bool);

impl Serialize for Happened {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(self.0)
    }
}

impl<'de> Deserialize<'de> for Happened {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct BoolOrObject;

        impl<'de> Visitor<'de> for BoolOrObject {
            type Value = Happened;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a boolean or an object")
            }

            fn visit_bool<E>(self, happened: bool) -> Result<Happened, E> {
                Ok(Happened(happened))
            }

            fn visit_unit<E>(self) -> Result<Happened, E> {
                Ok(Happened(false))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Happened, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Happened(true))
            }
        }

        deserializer.deserialize_any(BoolOrObject)
    }
}

impl JsonSchema for Happened {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Happened".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": ["boolean", "object", "null"]})
    }
}

words! {
    /// Where a returned item goes next.
    pub enum Routing {
        /// To another library, for a hold there.
        HoldElsewhere = "hold_elsewhere",
        /// To the hold shelf here.
        HoldHere = "hold_here",
        /// To another consortium that lent it, or that asked for it.
        Ill = "ill",
        /// To its shelf here.
        None = "none",
        /// To the library where it is at home.
        Transfer = "transfer",
    }
}

/// What came of a return. An item that was not on loan is taken in as well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Checkin {
    /// The return's id, by which it can be undone.
    pub id: CheckinId,
    /// The item as it is now.
    pub item: Item,
    /// Who had it; null if it was not on loan.
    #[serde(default)]
    pub last_borrower: Option<PatronBarcode>,
    /// Where it goes next.
    pub routing: Open<Routing>,
    /// To which library, if it goes to another or waits here for a hold.
    #[serde(default)]
    pub destination: Option<LibraryCode>,
    /// The sorter's bin.
    #[serde(default)]
    pub sort_bin: Option<String>,
    /// The hold that was caught, or that waits.
    #[serde(default)]
    pub hold: Option<Hold>,
    /// A fee that the return brought.
    #[serde(default)]
    pub fee: Option<Money>,
}

/// What came of undoing a return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CheckinCancelled {
    /// The loan that stands again; null if the item was not on loan before. It is never left out:
    /// any JSON of somebody else would pass for this answer then.
    #[serde(deserialize_with = "Option::deserialize")]
    pub loan: Option<Loan>,
}

/// The latest return of an item, while it can still be undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LastCheckin {
    /// The return's id.
    pub id: CheckinId,
    /// Of which item.
    pub item: ItemBarcode,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn off_line_is_told_by_a_boolean_or_an_object() {
        for (text, happened) in [
            ("true", true),
            ("false", false),
            ("null", false),
            ("{\"due\":null}", true),
        ] {
            assert_eq!(
                serde_json::from_str::<Happened>(text).unwrap(),
                Happened(happened)
            );
        }
        assert!(serde_json::from_str::<Happened>("1").is_err());
        assert!(serde_json::from_str::<Happened>("[]").is_err());
    }
}
