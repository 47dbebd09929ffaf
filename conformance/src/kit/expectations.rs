//! Cases that are known to fail, each with its reason.

use std::{collections::BTreeMap, path::Path};

use serde::Deserialize;

/// Cases that are known to fail. It works both ways: a listed case that fails does not fail the
/// run, a listed case that passes does, so that the list cannot grow stale.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectations {
    /// Reason by case id.
    #[serde(default)]
    pub fails: BTreeMap<String, String>,
}

impl Expectations {
    /// Reads TOML: a table `[fails]` of `"case id" = "reason"`.
    pub fn parse(text: &str) -> Result<Self, ExpectationsError> {
        let this: Self =
            toml::from_str(text).map_err(|e| ExpectationsError::Syntax(e.to_string()))?;
        match this
            .fails
            .iter()
            .find(|(_, reason)| reason.trim().is_empty())
        {
            Some((id, _)) => Err(ExpectationsError::NoReason(id.clone())),
            None => Ok(this),
        }
    }

    /// Reads the file.
    pub fn load(path: &Path) -> Result<Self, ExpectationsError> {
        Self::parse(&std::fs::read_to_string(path)?)
    }

    pub(crate) fn reason(&self, id: &str) -> Option<&str> {
        self.fails.get(id).map(String::as_str)
    }
}

/// Why a list of expectations cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExpectationsError {
    /// A case is listed without a reason.
    #[error("the expectation for {0} gives no reason")]
    NoReason(String),
    /// The file cannot be read.
    #[error("cannot read the expectations: {0}")]
    Read(#[from] std::io::Error),
    /// The file is no such TOML.
    #[error("the expectations are not as described: {0}")]
    Syntax(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listed_case_has_a_reason() {
        let good = Expectations::parse("[fails]\n\"sip2/a\" = \"not built yet\"\n").expect("good");
        assert_eq!(good.reason("sip2/a"), Some("not built yet"));
        assert_eq!(good.reason("sip2/b"), None);
        assert!(matches!(
            Expectations::parse("[fails]\n\"sip2/a\" = \" \"\n"),
            Err(ExpectationsError::NoReason(_))
        ));
        assert!(matches!(
            Expectations::parse("[passes]\n"),
            Err(ExpectationsError::Syntax(_))
        ));
    }
}
