//! The library's rules on a real store on disk, at a time that stands still.

#![expect(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

mod changes;
mod demo;
mod fees;
mod holds;
mod house;
mod ill;
mod import;
mod laws;
mod ledger;
mod lending;
mod offline;
mod pins;
mod records;
mod searching;
mod temporary_items;
mod undo;
mod written;
