//! The catalogue searched: the product beside other servers that have the same records.

mod contest;
mod library;
mod load;
mod peer;
pub(crate) mod sru;
pub(crate) mod z3950;
