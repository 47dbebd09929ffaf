//! The catalogue searched: the product beside other servers that have the same records.

mod contest;
pub(crate) mod harvest;
pub(crate) mod library;
mod load;
mod peer;
pub(crate) mod sru;
pub(crate) mod z3950;
