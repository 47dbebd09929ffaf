//! The only room of the house that listens.
//!
//! [`bind`] takes an address, [`serve`] pumps a sans-IO [`Service`](silta_session::Service) over
//! the connections that come in, [`http::serve`] does the same for an axum router. Both have the
//! same budget of connections ([`Limits`]) and the same end ([`Shutdown`]).

pub mod admin;
mod deadline_io;
pub mod http;
mod input;
pub mod limits;
pub mod listener;
pub mod pump;
pub mod shutdown;

pub use limits::{HttpLimits, Limits, raise_descriptors};
pub use listener::{Bound, bind, serve};
pub use pump::pump;
pub use shutdown::Shutdown;
