//! What patrons pay.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{FeeId, Money, Open, PatronBarcode, PaymentId, open::words};

/// A payment that was taken. The same transaction id, patron and amount from the same account
/// within 24 hours is one payment, whatever its idempotency key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PaymentRequest {
    /// Who paid.
    pub patron: PatronBarcode,
    /// How much.
    pub amount: Money,
    /// For which fee; absent pays the oldest first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<FeeId>,
    /// How: a word of the API, or the code that the machine gives it. `cash` if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<Open<PaymentMethod>>,
    /// The paying machine's own id of the transaction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transaction_id: Option<String>,
    /// The terminal, by the name of its account: each terminal numbers its transactions by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terminal: Option<String>,
}

words! {
    /// How a payment was made.
    pub enum PaymentMethod {
        /// A bank card.
        Card = "card",
        /// Coins and notes.
        Cash = "cash",
    }
}

/// A payment as booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Payment {
    /// The payment's id.
    pub id: PaymentId,
    /// Who paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patron: Option<PatronBarcode>,
    /// How much was paid.
    pub amount: Money,
    /// What the patron still owes.
    pub balance: Money,
}
