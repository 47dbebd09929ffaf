//! The library's rules on a real store on disk, at a time that stands still.

mod demo;
mod fees;
mod holds;
mod house;
mod laws;
mod ledger;
mod lending;
mod offline;
mod pins;
mod undo;
