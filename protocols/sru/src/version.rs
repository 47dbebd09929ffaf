//! The versions and their namespaces.

/// A version of SRU.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// 1.1, of 2004.
    V1_1,
    /// 1.2, of 2007; the namespaces are those of 1.1.
    V1_2,
    /// 2.0: OASIS searchRetrieve 1.0, of 2013.
    V2_0,
}

impl Version {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::V1_1, Self::V1_2, Self::V2_0];

    /// The highest, which is told to those who ask for another that is not known.
    pub const HIGHEST: Self = Self::V2_0;

    /// As it is written.
    pub const fn name(self) -> &'static str {
        match self {
            Self::V1_1 => "1.1",
            Self::V1_2 => "1.2",
            Self::V2_0 => "2.0",
        }
    }

    /// The version that is written so.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.name() == name)
    }

    /// The query language that belongs to it.
    pub const fn cql(self) -> silta_cql::Version {
        match self {
            Self::V1_1 => silta_cql::Version::V1_1,
            Self::V1_2 => silta_cql::Version::V1_2,
            Self::V2_0 => silta_cql::Version::V2_0,
        }
    }

    /// The namespace of answers.
    pub const fn namespace(self) -> &'static str {
        match self {
            Self::V1_1 | Self::V1_2 => "http://www.loc.gov/zing/srw/",
            Self::V2_0 => "http://docs.oasis-open.org/ns/search-ws/sruResponse",
        }
    }

    /// The namespace of answers to a scan.
    pub const fn scan_namespace(self) -> &'static str {
        match self {
            Self::V1_1 | Self::V1_2 => self.namespace(),
            Self::V2_0 => "http://docs.oasis-open.org/ns/search-ws/scan",
        }
    }

    /// The namespace of diagnostics.
    pub const fn diagnostic_namespace(self) -> &'static str {
        match self {
            Self::V1_1 | Self::V1_2 => "http://www.loc.gov/zing/srw/diagnostic/",
            Self::V2_0 => "http://docs.oasis-open.org/ns/search-ws/diagnostic",
        }
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
