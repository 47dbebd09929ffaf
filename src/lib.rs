//! The library interoperability gateway.
