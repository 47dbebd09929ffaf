//! The limits of the API, each with its name. Whoever serves it keeps them; whoever calls it can
//! rely on them.

/// Most bytes of a JSON body, request or answer: 1 MiB.
pub const MAX_BODY: usize = 1 << 20;
/// Deepest nesting of arrays and objects in a body. (What reads JSON here would stop at 128.)
pub const MAX_DEPTH: usize = 64;
/// Entries of a list's page when the caller names no number.
pub const DEFAULT_LIMIT: u32 = 50;
/// Most entries of a list's page.
pub const MAX_LIMIT: u32 = 1000;
/// Fewest characters of an idempotency key.
pub const MIN_KEY: usize = 8;
/// Most characters of an idempotency key.
pub const MAX_KEY: usize = 128;
/// Days for which an idempotency key and its answer are kept.
pub const KEY_DAYS: u32 = 30;
/// Most characters of a cursor.
pub const MAX_CURSOR: usize = 512;
/// Most bytes of path and query together: 8 KiB.
pub const MAX_TARGET: usize = 8 << 10;
/// Most characters of a bearer token.
pub const MAX_TOKEN: usize = 512;
