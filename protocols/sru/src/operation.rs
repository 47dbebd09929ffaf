//! What can be asked for.

/// An operation. In 2.0 it is not named: the parameters say which it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// What the server is and what it can do.
    Explain,
    /// Terms of an index.
    Scan,
    /// Records that a query finds.
    SearchRetrieve,
}

impl Operation {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Explain, Self::Scan, Self::SearchRetrieve];

    /// As it is written.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Explain => "explain",
            Self::Scan => "scan",
            Self::SearchRetrieve => "searchRetrieve",
        }
    }

    /// The operation that is written exactly so.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|operation| operation.name() == name)
    }
}

impl std::fmt::Display for Operation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
