//! What the tests of the whole gateway share: a gateway on real sockets with its store on disk, in
//! this process or as the program itself, and a terminal's end of the wire.
#![allow(dead_code, reason = "each test binary uses its part")]
#![allow(clippy::unwrap_used, reason = "what goes wrong here is a failed test")]

pub(crate) mod answer;
pub(crate) mod api;
pub(crate) mod house;
pub(crate) mod http;
pub(crate) mod ledger;
pub(crate) mod messages;
pub(crate) mod mutation;
pub(crate) mod ncip;
pub(crate) mod partner;
pub(crate) mod program;
pub(crate) mod proxy;
pub(crate) mod random;
pub(crate) mod terminal;
pub(crate) mod text;

/// Whether the long form of a test is asked for (`SILTA_LONG=1`).
pub(crate) fn long() -> bool {
    std::env::var_os("SILTA_LONG").is_some_and(|value| value != "0")
}
