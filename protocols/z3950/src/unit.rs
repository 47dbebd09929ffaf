//! Numbers with units, and names or numbers.

use crate::{
    strings::InternationalString,
    tables::{choice, sequence},
};

choice! {
    /// A name or a number.
    StringOrNumeric {
        /// A name.
        [1] String(InternationalString),
        /// A number.
        [2] Numeric(i64),
    }
}

sequence! {
    /// A number with its unit.
    IntUnit {
        /// The number.
        [1] value: i64,
        /// The unit.
        [2] unit_used: Unit,
    }
}

sequence! {
    /// A unit.
    #[derive(Default)]
    Unit {
        /// The system, `SI` for example.
        [1 explicit] unit_system: Option<InternationalString>,
        /// What is measured: mass.
        [2] unit_type: Option<StringOrNumeric>,
        /// In what: kilograms.
        [3] unit: Option<StringOrNumeric>,
        /// Power of ten to multiply by.
        [4] scale_factor: Option<i64>,
    }
}
