//! The names of things: barcodes, codes and ids, each a type of its own so that none is taken for
//! another. Those that lead to a person show nothing of themselves in `Debug`.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Declares an id over a string. `shown` ids print themselves, `redacted` ones do not.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident, shown) => {
        id!(@type $(#[$doc])* $name);

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({:?})", stringify!($name), self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
    ($(#[$doc:meta])* $name:ident, redacted) => {
        id!(@type $(#[$doc])* $name);

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "([redacted])"))
            }
        }
    };
    (@type $(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The id in clear, for the wire or the store.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The same, taken out.
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
    };
}

id!(
    /// The number on a patron's card. At most [`PatronBarcode::MAX_LEN`] characters are looked up.
    PatronBarcode, redacted
);
id!(
    /// The number on an item. With a loan it tells what a person reads, hence it is redacted too.
    ItemBarcode, redacted
);
id!(
    /// An account that a terminal or partner logs in with: `sc-kajaani`.
    AccountId, shown
);
id!(
    /// The id of a return, by which it can be undone.
    CheckinId, shown
);
id!(
    /// The id of a fee: `F1`.
    FeeId, shown
);
id!(
    /// The id of a hold.
    HoldId, shown
);
id!(
    /// The id of a message of an inter-library loan request.
    IllMessageId, shown
);
id!(
    /// The id of an inter-library loan request of ours.
    IllRequestId, shown
);
id!(
    /// The code of a library of the consortium: `KAJ`.
    LibraryCode, shown
);
id!(
    /// The id of a loan.
    LoanId, shown
);
id!(
    /// Another library that we lend to or borrow from: `ISIL:FI-Partner`.
    PartnerId, shown
);
id!(
    /// The id of a payment as booked.
    PaymentId, shown
);
id!(
    /// The id of a catalogue record: `kainet.1`.
    RecordId, shown
);

impl PatronBarcode {
    /// Longest barcode that can exist; a longer one is unknown without a look-up.
    pub const MAX_LEN: usize = 64;
}

impl ItemBarcode {
    /// Longest barcode that can exist; a longer one is unknown without a look-up.
    pub const MAX_LEN: usize = 64;
}

/// A patron's secret code. It is wiped from memory when dropped and never printed.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Pin(String);

impl Pin {
    /// The PIN in clear, for the check alone.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Pin {
    fn from(pin: &str) -> Self {
        Self(pin.to_owned())
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin([redacted])")
    }
}

/// Names one change for ever: the same key is the same change, however often it is asked for.
///
/// 8 to 128 visible ASCII characters; the consortium remembers it for 30 days.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// Fewest characters of a key.
    pub const MIN_LEN: usize = 8;
    /// Most characters of a key.
    pub const MAX_LEN: usize = 128;

    /// Takes a key from a caller.
    pub fn new(key: impl Into<String>) -> Result<Self, InvalidIdempotencyKey> {
        let key = key.into();
        let fits = (Self::MIN_LEN..=Self::MAX_LEN).contains(&key.len());
        match fits && key.bytes().all(|byte| byte.is_ascii_graphic()) {
            true => Ok(Self(key)),
            false => Err(InvalidIdempotencyKey),
        }
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The caller's idempotency key is not 8 to 128 visible ASCII characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("an idempotency key has 8 to 128 visible ASCII characters")]
pub struct InvalidIdempotencyKey;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_to_a_person_is_not_printed() {
        let printed = format!(
            "{:?} {:?} {:?}",
            PatronBarcode::from("2900000001"),
            ItemBarcode::from("3900000001"),
            Pin::from("1234"),
        );
        assert!(
            !printed.contains("900000001") && !printed.contains("1234"),
            "{printed}"
        );
    }

    #[test]
    fn keys_have_8_to_128_visible_ascii_characters() {
        assert!(IdempotencyKey::new("12345678").is_ok());
        assert!(IdempotencyKey::new("x".repeat(128)).is_ok());
        for bad in ["1234567", "12345 678", "1234567ä", &"x".repeat(129)] {
            assert_eq!(
                IdempotencyKey::new(bad),
                Err(InvalidIdempotencyKey),
                "{bad}"
            );
        }
    }
}
