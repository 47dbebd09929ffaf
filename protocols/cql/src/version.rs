//! The versions of the language.

/// A version of CQL. They differ in little: 1.1 has no `sortby` and another default relation. All
/// else is read alike in each, `==` in 1.1 and `exact` in 2.0 too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Version {
    /// Of SRU 1.1.
    V1_1,
    /// Of SRU 1.2.
    V1_2,
    /// Of SRU 2.0 (OASIS searchRetrieve, part 5); the grammar is that of 1.2.
    V2_0,
}

impl Version {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::V1_1, Self::V1_2, Self::V2_0];

    /// The relation of a term that stands alone.
    pub const fn default_relation(self) -> &'static str {
        match self {
            Self::V1_1 => "scr",
            Self::V1_2 | Self::V2_0 => "=",
        }
    }
}
