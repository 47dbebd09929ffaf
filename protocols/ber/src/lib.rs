//! The basic encoding rules (BER, X.690) as far as Z39.50 uses them, without IO: bytes in, values
//! out, and back.
//!
//! | layer | from, to |
//! | --- | --- |
//! | [`Framer`] | a stream of bytes: one outer element after the other |
//! | [`Tree`] | the bytes of one outer element: every element in it, in one pass |
//! | [`Element`], [`Seq`] | an element: integers, strings, object identifiers, fields by tag |
//! | [`Writer`] | values: bytes with definite lengths, written from the back |
//!
//! Reading accepts what servers and clients send: definite and indefinite lengths at all levels,
//! long lengths with leading zeros, strings in pieces, unknown elements between and after known
//! ones. Writing uses definite lengths throughout, which everybody reads. Every length, depth and
//! count has a limit, see [`Limits`].
#![deny(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

mod bit_string;
mod external;
mod frame;
#[doc(hidden)]
pub mod fuzzing;
mod header;
mod limits;
mod malformed;
mod oid;
mod seq;
mod tag;
mod tree;
mod value;
mod writer;

pub use bit_string::BitString;
pub use external::{Encoding, External};
pub use frame::Framer;
pub use limits::Limits;
pub use malformed::{Malformed, Reason};
pub use oid::{NotAnOid, OID_LIMIT, Oid};
pub use seq::Seq;
pub use tag::{Class, Tag};
pub use tree::{Children, Element, Tree};
pub use writer::Writer;
