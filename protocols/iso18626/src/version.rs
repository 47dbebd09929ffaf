//! The two versions that are written.

use std::fmt;

/// A version of the schema. All versions share one namespace, and no message but a confirmation or
/// a meagre request is valid under both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Version {
    /// 1.2 of November 2017, for ISO 18626:2017.
    V1_2,
    /// 2021-2 of June 2022, for ISO 18626:2021.
    V2021_2,
}

impl Version {
    /// Both, the older first.
    pub const ALL: [Self; 2] = [Self::V1_2, Self::V2021_2];

    /// The value of the attribute `version`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::V1_2 => "1.2",
            Self::V2021_2 => "2021-2",
        }
    }

    /// The version of exactly that name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.name() == name)
    }

    /// The version nearest to what a message says of itself: 1.0 and 1.1 are taken for 1.2, and
    /// 1.3, as 2021-1 was called once, for 2021-2.
    pub fn of_declared(declared: &str) -> Option<Self> {
        let declared = declared.trim();
        if declared.starts_with("20") || declared.starts_with("1.3") {
            return Some(Self::V2021_2);
        }
        declared.starts_with("1.").then_some(Self::V1_2)
    }

    /// Which of the two values that stand for both versions is that of this one.
    pub(crate) fn of<T>(self, [old, new]: [T; 2]) -> T {
        match self {
            Self::V1_2 => old,
            Self::V2021_2 => new,
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_are_read_generously() {
        for version in Version::ALL {
            assert_eq!(Version::of_name(version.name()), Some(version));
            assert_eq!(Version::of_declared(version.name()), Some(version));
        }
        assert_eq!(Version::of_declared(" 1.0 "), Some(Version::V1_2));
        assert_eq!(Version::of_declared("2021-1"), Some(Version::V2021_2));
        assert_eq!(Version::of_declared("1.3"), Some(Version::V2021_2));
        assert_eq!(Version::of_declared("new"), None);
    }
}
