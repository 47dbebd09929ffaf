//! Barcodes, codes and ids, each a type of its own. Those that lead to a person show nothing of
//! themselves in `Debug`. Whether a thing of that name exists is for the consortium to say, so any
//! text can be read.

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// Declares ids over a string. `shown` ids print themselves, `redacted` ones do not.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident, $shown:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The id in clear, for the wire or the store.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The id in clear.
            pub fn into_string(self) -> String {
                self.0
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self(id)
            }
        }

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({"type": "string"})
            }
        }

        ids!(@debug $name, $shown);
    )*};
    (@debug $name:ident, shown) => {
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({:?})", stringify!($name), self.0)
            }
        }
    };
    (@debug $name:ident, redacted) => {
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "([redacted])"))
            }
        }
    };
}

ids! {
    /// Another library by its identifier with its kind: `ISIL:FI-Partner`.
    Agency, shown;
    /// The id of a block that somebody set.
    BlockId, shown;
    /// The id of a return, by which it can be undone.
    CheckinId, shown;
    /// The id of a fee: `F1`.
    FeeId, shown;
    /// The id of a hold.
    HoldId, shown;
    /// The id of a message of an inter-library loan request.
    IllMessageId, shown;
    /// The id of an inter-library loan request.
    IllRequestId, shown;
    /// A library's identifier among the world's (ISO 15511): `FI-Kam`.
    Isil, shown;
    /// The number on an item. With a loan it tells what a person reads.
    ItemBarcode, redacted;
    /// The code of a library of the consortium: `KAJ`.
    LibraryCode, shown;
    /// The id of a loan.
    LoanId, shown;
    /// The number on a patron's card.
    PatronBarcode, redacted;
    /// The id of a payment as booked.
    PaymentId, shown;
    /// The id of a catalogue record: `kainet.1`.
    RecordId, shown;
}
