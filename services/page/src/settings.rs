//! What the pages are served with.

use std::{fmt, sync::Arc, time::Duration};

use jiff::tz::TimeZone;
use silta_consortium::{Catalogue, Circulation};

use crate::interfaces::Interface;

/// The consortium as the pages need it: the catalogue, and the names of the libraries.
pub trait Consortium: Catalogue + Circulation {}

impl<T: Catalogue + Circulation> Consortium for T {}

/// What the pages are served with.
pub struct PageSettings {
    /// The catalogue that is searched.
    pub consortium: Arc<dyn Consortium>,
    /// What the catalogue is called, for people.
    pub title: String,
    /// What is served here, for integrators; what is switched off is not in it.
    pub interfaces: Vec<Interface>,
    /// How long the consortium has for an answer.
    pub answer_deadline: Duration,
    /// How long it has for the copies of all records of a page; then the page says that it does
    /// not know.
    pub holdings_deadline: Duration,
    /// The time zone of the libraries, in which due dates are told.
    pub time_zone: TimeZone,
}

impl fmt::Debug for PageSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageSettings")
            .field("title", &self.title)
            .field("interfaces", &self.interfaces)
            .finish_non_exhaustive()
    }
}
