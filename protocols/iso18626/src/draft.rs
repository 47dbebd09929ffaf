//! A message on its way to the wire: what its version cannot say is told.

use std::fmt;

use thiserror::Error;

use crate::version::Version;

/// Something of a message that its version cannot say and that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// The element and those around it, by their names in 2021-2: `deliveryInfo/URL`.
    pub path: String,
    /// Why.
    pub reason: Reason,
}

/// A message that its version cannot say: something that must be there has no word in it. The
/// writer is to blame, or has to say it otherwise to a peer of that version.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("version {version} cannot say it: {path}: {reason}")]
pub struct Unwritable {
    /// The version.
    pub version: Version,
    /// The element and those around it, by their names in 2021-2: `statusInfo/status`.
    pub path: String,
    /// Why.
    pub reason: Reason,
}

/// Why something cannot be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The version has no such element.
    Element,
    /// The version has fewer of them; the first ones were written.
    TooMany,
    /// The version has no such value.
    Value,
    /// The version has no scheme there; the value was written.
    Scheme,
    /// It must be there, and the message has none.
    Missing,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Element => "there is no such element",
            Self::TooMany => "there can be no more",
            Self::Value => "there is no such value",
            Self::Scheme => "there is no scheme",
            Self::Missing => "it must be there",
        })
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.reason)
    }
}

/// Collects what cannot be said.
#[derive(Debug)]
pub(crate) struct Draft {
    version: Version,
    path: Vec<&'static str>,
    losses: Vec<Loss>,
    failure: Option<Unwritable>,
}

impl Draft {
    pub(crate) const fn new(version: Version) -> Self {
        Self {
            version,
            path: Vec::new(),
            losses: Vec::new(),
            failure: None,
        }
    }

    pub(crate) const fn version(&self) -> Version {
        self.version
    }

    /// Does something within an element.
    pub(crate) fn within<T>(
        &mut self,
        element: &'static str,
        act: impl FnOnce(&mut Self) -> T,
    ) -> T {
        self.path.push(element);
        let done = act(self);
        self.path.pop();
        done
    }

    /// Notes that an element of the one at hand is left out.
    pub(crate) fn lose(&mut self, element: &'static str, reason: Reason) {
        let path = self.within(element, |draft| draft.path.join("/"));
        self.losses.push(Loss { path, reason });
    }

    /// Notes that the scheme of the value at hand is left out.
    pub(crate) fn lose_scheme(&mut self) {
        let path = self.path.join("/");
        self.losses.push(Loss {
            path,
            reason: Reason::Scheme,
        });
    }

    /// Notes that there is no message without an element of the one at hand.
    pub(crate) fn fail(&mut self, element: &'static str, reason: Reason) {
        let path = self.within(element, |draft| draft.path.join("/"));
        let version = self.version;
        self.failure.get_or_insert(Unwritable {
            version,
            path,
            reason,
        });
    }

    pub(crate) fn finish(self) -> Result<Vec<Loss>, Unwritable> {
        match self.failure {
            Some(failure) => Err(failure),
            None => Ok(self.losses),
        }
    }
}
