//! The consortium API served.
//!
//! A request goes one way: [`router`] hands it to the front desk (`desk.rs`), which finds its
//! operation in the one table of the wire crate, asks for token, scope and idempotency key, and
//! hands it on to the file of its resource (`checkouts.rs`, `holds.rs`, ...). That translates the
//! body into the consortium's words, asks the port, and tells the answer in those of the wire
//! (`tell.rs`). Whatever is no answer is a problem (`fault.rs`).
//!
//! What this crate does *not* know: sockets, files, SQL, or whether a loan is allowed.

mod asking;
mod checkins;
mod checkouts;
mod desk;
mod fault;
mod holds;
mod ill_requests;
mod items;
mod libraries;
pub mod limits;
mod loans;
mod operations;
mod paging;
mod patrons;
mod payments;
mod records;
mod renewals;
mod running;
mod searching;
mod service;
mod staff_notices;
mod tell;
mod temporary_items;
mod token;

pub use desk::{openapi, router};
pub use service::{ApiSettings, Consortium, Now};
pub use silta_consortium_api::Scope;
pub use token::{InvalidTokenHash, Token, TokenHash, Tokens, new_token};
