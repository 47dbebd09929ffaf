//! The versions of NCIP, and how a message says which it is in.

use std::fmt;

/// The namespace of every element and attribute of version 2. Version 1 has none.
pub const NAMESPACE: &str = "http://www.niso.org/2008/ncip";

/// A version of NCIP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Version {
    /// 1.0, of the DTD of 2002.
    V1_0,
    /// 2.0
    V2_0,
    /// 2.01
    V2_01,
    /// 2.02, of 2012.
    V2_02,
}

/// Which of the two forms a message has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edition {
    /// No namespace, `Scheme` and `Value` as elements, `Unique...Id`.
    One,
    /// One namespace, `Scheme` as an attribute.
    Two,
}

impl Version {
    /// All of them, from the oldest.
    pub const ALL: [Self; 4] = [Self::V1_0, Self::V2_0, Self::V2_01, Self::V2_02];

    /// What the attribute `version` of a message in it is.
    pub const fn uri(self) -> &'static str {
        match self {
            Self::V1_0 => "http://www.niso.org/ncip/v1_0/imp1/dtd/ncip_v1_0.dtd",
            Self::V2_0 => "http://www.niso.org/schemas/ncip/v2_0/ncip_v2_0.xsd",
            Self::V2_01 => "http://www.niso.org/schemas/ncip/v2_01/ncip_v2_01.xsd",
            Self::V2_02 => "http://www.niso.org/schemas/ncip/v2_02/ncip_v2_02.xsd",
        }
    }

    /// The version that an attribute means, however it spells the address of the schema: the file
    /// tells more than the folder, which often stays at `v2_0`.
    pub(crate) fn of_uri(uri: &str) -> Option<Self> {
        let names = [
            ("v2_02", Self::V2_02),
            ("v2_01", Self::V2_01),
            ("v2_", Self::V2_0),
            ("v1_", Self::V1_0),
        ];
        let named = names.into_iter().find(|(name, _)| uri.contains(name));
        named.map(|(_, version)| version)
    }

    pub(crate) const fn edition(self) -> Edition {
        match self {
            Self::V1_0 => Edition::One,
            Self::V2_0 | Self::V2_01 | Self::V2_02 => Edition::Two,
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V1_0 => "1.0",
            Self::V2_0 => "2.0",
            Self::V2_01 => "2.01",
            Self::V2_02 => "2.02",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_that_was_met_is_known() {
        let of = |uri| Version::of_uri(uri).map(|version| version.to_string());
        for version in Version::ALL {
            assert_eq!(Version::of_uri(version.uri()), Some(version));
        }
        let xc = "http://www.niso.org/schemas/ncip/v2_0/imp1/xsd/ncip_v2_01.xsd";
        assert_eq!(of(xc).as_deref(), Some("2.01"));
        let broker = "http://www.niso.org/ncip/v2_02/imp1/xsd/ncip_v2_02.xsd";
        assert_eq!(of(broker).as_deref(), Some("2.02"));
        let dtd = "http://www.niso.org/ncip/v1_01/imp1/dtd/ncip_v1_01.dtd";
        assert_eq!(of(dtd).as_deref(), Some("1.0"));
        assert_eq!(of("5.6"), None);
    }
}
