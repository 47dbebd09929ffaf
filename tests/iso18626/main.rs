//! Inter-library loan over ISO 18626: the whole gateway on loopback, and a partner of the test's own
//! making at the other end of real connections.
#![allow(clippy::unwrap_used, reason = "what goes wrong here is a failed test")]

#[path = "../support/mod.rs"]
mod support;

mod borrowing;
mod hostile;
mod lending;
mod schema;
mod staff;
mod trouble;
