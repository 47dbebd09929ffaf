//! NCIP over the demo library, message by message.
#![allow(clippy::unwrap_used, reason = "what goes wrong here is a failed test")]

mod access;
mod hostile;
mod house;
mod loans;
mod lookups;
mod refusals;
mod requests;
mod sent;
mod vectors;
mod wire;
