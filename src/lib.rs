//! The library interoperability gateway: where the rooms of the house are joined.
//!
//! [`config`] reads what an operator wrote, [`gateway`] starts what it says; [`demo`] does the same
//! with a library that needs no configuration. The rest serves people at a terminal:
//! [`sip2_client`] and [`decode`].

pub mod config;
pub mod gateway;
