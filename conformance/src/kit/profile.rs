//! Profiles as files.

use std::path::Path;

use serde::de::DeserializeOwned;

/// Reads the TOML of a profile.
pub(crate) fn parse<P: DeserializeOwned>(text: &str) -> Result<P, ProfileError> {
    toml::from_str(text).map_err(|e| ProfileError::Syntax(e.to_string()))
}

/// Reads the file.
pub(crate) fn load<P: DeserializeOwned>(path: &Path) -> Result<P, ProfileError> {
    parse(&std::fs::read_to_string(path)?)
}

/// Why a profile cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// The file cannot be read.
    #[error("cannot read the profile: {0}")]
    Read(#[from] std::io::Error),
    /// The file is no such TOML.
    #[error("the profile is not as described: {0}")]
    Syntax(String),
}
