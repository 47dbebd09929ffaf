//! The consortium API.
