//! OAI-PMH over the demo library, asked over its router as harvesters ask.

mod copies;
mod harvest;
mod support;
