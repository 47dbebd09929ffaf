//! The API over the embedded consortium: the demo library on disk, a clock that stands.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot be set up fails there"
)]

mod access;
mod bad_input;
mod changing;
mod cursors;
mod house;
mod idempotency;
mod ill_requests;
mod looking;
mod outcomes;
mod pins;
mod records_written;
mod temporary_items;
