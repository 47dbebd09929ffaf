//! OAI-PMH over the demo library, asked over its router as harvesters ask.

#![expect(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

mod copies;
mod harvest;
mod parts;
mod support;
