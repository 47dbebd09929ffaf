//! The library interoperability gateway: where the rooms of the house are joined.
//!
//! [`config`] reads what an operator wrote, [`gateway`] starts what it says, for
//! [`serve`] and [`demo`] alike; [`import`] and
//! [`harvest`] fill the catalogue. The rest serves people at a terminal:
//! [`sip2_client`], [`decode`] and [`query`].

pub mod check;
pub mod config;
pub mod decode;
pub mod demo;
pub mod gateway;
pub mod harvest;
pub mod import;
mod interfaces;
pub mod query;
pub mod serve;
pub mod sip2_client;
mod sip2_readable;
