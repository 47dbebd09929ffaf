//! Profiles as files.

use std::path::Path;

use serde::de::DeserializeOwned;

/// What a subject has, as a TOML file says it.
pub trait ProfileFile: DeserializeOwned {
    /// The file of the demo library, which is part of the program and serves as the example.
    const DEMO: &'static str;

    /// What was read, if it holds together.
    fn checked(self) -> Result<Self, ProfileError> {
        Ok(self)
    }

    /// The demo library.
    #[must_use]
    fn demo() -> Self {
        built_in()
    }

    /// Reads the TOML of a profile.
    fn parse(text: &str) -> Result<Self, ProfileError> {
        let read: Self = toml::from_str(text).map_err(|e| ProfileError::Syntax(e.to_string()))?;
        read.checked()
    }

    /// Reads the file.
    fn load(path: &Path) -> Result<Self, ProfileError> {
        Self::parse(&std::fs::read_to_string(path)?)
    }

    /// The file, or the demo library if none is named.
    fn chosen(path: Option<&Path>) -> Result<Self, ProfileError> {
        path.map_or_else(|| Ok(Self::demo()), Self::load)
    }
}

/// What the file of the demo library says.
#[expect(
    clippy::expect_used,
    reason = "the text is part of the program and a test reads it"
)]
pub(crate) fn built_in<P: ProfileFile>() -> P {
    P::parse(P::DEMO).expect("the built-in profile is well-formed")
}

/// Why a profile cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// It names no database.
    #[error("the profile names no database")]
    NoDatabase,
    /// The file cannot be read.
    #[error("cannot read the profile: {0}")]
    Read(#[from] std::io::Error),
    /// The file is no such TOML.
    #[error("the profile is not as described: {0}")]
    Syntax(String),
    /// No such time zone.
    #[error("the profile names the time zone {0}, which is not an IANA name")]
    TimeZone(String),
}

/// A time zone that there is.
pub(crate) fn time_zone(name: &str) -> Result<(), ProfileError> {
    let known = jiff::tz::TimeZone::get(name);
    known
        .map(drop)
        .map_err(|_| ProfileError::TimeZone(name.to_owned()))
}
