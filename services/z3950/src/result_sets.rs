//! The result sets of a session, by name.

use std::sync::Arc;

use silta_consortium::ResultSet;
use silta_z3950::bib1::Condition;

use crate::{
    diagnostic::{Diagnostic, about, plain},
    limits::SessionLimits,
};

/// The name that need not be negotiated.
const DEFAULT: &[u8] = b"default";

/// A result set that a session has made.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    /// What was found.
    pub(crate) found: ResultSet,
    /// The database it was found in, as the client called it.
    pub(crate) database: Arc<str>,
}

/// The result sets of a session. Few as a rule, so they stand in a row.
#[derive(Debug, Default)]
pub(crate) struct ResultSets {
    sets: Vec<(Box<[u8]>, Made)>,
}

impl ResultSets {
    /// The result set of a name; without one, diagnostic 30.
    pub(crate) fn find(&self, name: &[u8]) -> Result<&Made, Diagnostic> {
        let found = self.place(name).and_then(|place| self.sets.get(place));
        found.map(|(_, made)| made).ok_or_else(|| unknown(name))
    }

    pub(crate) fn has(&self, name: &[u8]) -> bool {
        self.place(name).is_some()
    }

    /// Whether a result set of this name may be made: `named` says whether other names than
    /// `default` were negotiated.
    pub(crate) fn may_make(
        &self,
        name: &[u8],
        named: bool,
        limits: &SessionLimits,
    ) -> Result<(), Diagnostic> {
        let default = name.eq_ignore_ascii_case(DEFAULT);
        if !default && !named {
            return Err(plain(Condition::ResultSetNamingNotSupported));
        }
        if name.is_empty() || name.len() > limits.result_set_name {
            let shown = name.get(..limits.result_set_name).unwrap_or(name);
            let shown = String::from_utf8_lossy(shown);
            return Err(about(Condition::IllegalResultSetName, shown));
        }
        // Whoever has reached the limit can still search.
        if !default && !self.has(name) && self.sets.len() >= limits.result_sets {
            return Err(about(Condition::TooManyResultSets, limits.result_sets));
        }
        Ok(())
    }

    /// Makes one, in place of another of this name.
    pub(crate) fn put(&mut self, name: &[u8], made: Made) {
        match self.place(name).and_then(|place| self.sets.get_mut(place)) {
            Some((_, old)) => *old = made,
            None => self.sets.push((name.into(), made)),
        }
    }

    /// Deletes one, and says whether there was one.
    pub(crate) fn delete(&mut self, name: &[u8]) -> bool {
        let place = self.place(name);
        if let Some(place) = place {
            self.sets.swap_remove(place);
        }
        place.is_some()
    }

    pub(crate) fn delete_all(&mut self) {
        self.sets = Vec::new();
    }

    /// `default` is one name however it is spelled; the others are the client's own.
    fn place(&self, name: &[u8]) -> Option<usize> {
        let default = name.eq_ignore_ascii_case(DEFAULT);
        let same = |known: &[u8]| known == name || default && known.eq_ignore_ascii_case(DEFAULT);
        self.sets.iter().position(|(known, _)| same(known))
    }
}

fn unknown(name: &[u8]) -> Diagnostic {
    let name = String::from_utf8_lossy(name);
    about(Condition::ResultSetDoesNotExist, name)
}
