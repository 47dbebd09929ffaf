//! How much one outer element may claim.

/// Limits on what is read; each refusal names the one it broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Octets of one outer element, its header included. A claim above it is refused as soon as
    /// its length is read.
    pub size: usize,
    /// Elements inside each other, the outer one included.
    pub depth: usize,
    /// Elements in one outer element, itself included. One takes 20 octets of memory while read.
    pub elements: usize,
}

impl Limits {
    /// 4 MiB, 160 levels, 200,000 elements: a hundred nested operators, a thousand OPAC records.
    pub const DEFAULT: Self = Self {
        size: 4 * 1024 * 1024,
        depth: 160,
        elements: 200_000,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}
