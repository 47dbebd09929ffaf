//! How long something is lent.

use crate::{date_time::DateTime, structure::choice};

choice! {
    /// How long something is lent.
    LoanPeriod {
        one "DateDue" DateDue: DateTime,
        ; "IndeterminateLoanPeriodFlag" Indeterminate,
        "NonReturnableFlag" NonReturnable,
    }
}

choice! {
    /// How long a loan of a user is, among others.
    LoanedPeriod {
        one "DateDue" DateDue: DateTime,
        ; "IndeterminateLoanPeriodFlag" Indeterminate,
    }
}

choice! {
    /// How long an item is at a library that another one sent it to.
    ReturnPeriod {
        one "DateForReturn" DateForReturn: DateTime,
        ; "IndeterminateLoanPeriodFlag" Indeterminate,
        "NonReturnableFlag" NonReturnable,
    }
}
