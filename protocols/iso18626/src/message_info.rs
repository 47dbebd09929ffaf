//! Why the supplying library writes.

use crate::{
    codes::{ReasonForMessage, YesNo},
    scheme_value_pair::SchemeValuePair,
    structure::structure,
};

structure! {
    /// Why the supplying library writes (`messageInfo`).
    #[derive(Debug)]
    MessageInfo {
        /// Why.
        reason_for_message: ReasonForMessage = "reasonForMessage" [Once, Once],
        /// The answer to a renewal or a cancellation.
        answer_yes_no: Option<YesNo> = "answerYesNo" [Optional, Optional],
        /// For people; some peers hide more in it.
        note: Option<String> = "note" [Optional, Optional],
        /// Why it is not supplied.
        reason_unfilled: Option<SchemeValuePair> = "reasonUnfilled" [Optional, Optional],
        /// What would have to be otherwise: `CostExceedsMaxCost`, `OnLoan`, `LoanCondition`.
        reason_retry: Option<SchemeValuePair> = "reasonRetry" [Optional, Optional],
    }
}

impl MessageInfo {
    /// A reason about which nothing more is said.
    pub const fn new(reason_for_message: ReasonForMessage) -> Self {
        Self {
            reason_for_message,
            answer_yes_no: None,
            note: None,
            reason_unfilled: None,
            reason_retry: None,
        }
    }
}
