//! How much a query may ask of its reader.

/// Octets of a query. The terms of a group after a relation count with the index and relation that
/// they inherit.
pub const LENGTH_LIMIT: usize = 64 << 10;

/// Parentheses inside each other.
pub const DEPTH_LIMIT: usize = 128;

/// Search clauses, and so one boolean less.
pub const CLAUSE_LIMIT: usize = 1024;

/// Modifiers of one relation, boolean or sort key.
pub const MODIFIER_LIMIT: usize = 16;

/// Prefix assignments in a query.
pub const PREFIX_LIMIT: usize = 64;

/// Sort keys.
pub const SORT_KEY_LIMIT: usize = 16;
