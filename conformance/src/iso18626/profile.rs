//! What the server has. A small TOML file; the demo library's stands here and serves as the example.

use std::{fmt, sync::Arc, time::Duration};

use serde::Deserialize;

use super::Mailbox;
use crate::kit::{self, ProfileError, ProfileFile, Schemas};

/// Where a server takes messages when the target does not say.
pub(crate) const BASE: &str = "/iso18626";

/// What the server has. Everything that is left out is skipped, with the reason.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// A name for people.
    pub name: String,
    /// Seconds the server may take for one answer, or to send a message.
    #[serde(default = "twenty_seconds")]
    pub timeout_seconds: u16,
    /// Its agency, an ISIL.
    pub agency: String,
    /// The agency as which the suite writes, an ISIL that the server knows.
    pub partner: String,
    /// A title that it has and lends.
    pub title: Option<String>,
    /// The barcode of a copy that it can send away, and get back.
    pub item: Option<String>,
    /// What its staff does, by the consortium API.
    pub staff: Option<Staff>,
    /// The path that takes messages; comes with the target.
    #[serde(skip)]
    pub base: String,
    /// Where the server's messages arrive; comes with `--listen`.
    #[serde(skip)]
    pub(crate) mailbox: Option<Arc<Mailbox>>,
    /// The XML schemas that every message is held against.
    #[serde(skip)]
    pub xml_schemas: Option<Arc<Schemas>>,
}

/// How the suite acts for the server's staff.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Staff {
    /// Where the consortium API stands on the same host.
    pub base: String,
    /// Its bearer token; comes from the command line.
    #[serde(skip)]
    pub token: String,
    /// The card of a patron for whom something is borrowed.
    pub patron: String,
    /// Where it is picked up.
    pub pickup_library: String,
}

/// Without token and card.
impl fmt::Debug for Staff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Staff")
            .field("base", &self.base)
            .finish_non_exhaustive()
    }
}

impl ProfileFile for Profile {
    const DEMO: &'static str = include_str!("demo.toml");

    fn checked(self) -> Result<Self, ProfileError> {
        Ok(Self {
            base: BASE.to_owned(),
            ..self
        })
    }
}

impl kit::Profile for Profile {
    /// `title`, `item`, `staff`, `mailbox`.
    fn has(&self, need: &str) -> bool {
        match need {
            "title" => self.title.is_some(),
            "item" => self.item.is_some(),
            "staff" => self.staff.is_some(),
            "mailbox" => self.mailbox.is_some(),
            _ => false,
        }
    }

    fn timeout(&self) -> Duration {
        Duration::from_secs(u64::from(self.timeout_seconds))
    }
}

fn twenty_seconds() -> u16 {
    20
}

#[cfg(test)]
mod tests {
    use super::*;
    use kit::Profile as _;

    #[test]
    fn the_demo_profile_has_everything_a_case_needs() {
        let demo = Profile {
            mailbox: Some(Arc::new(Mailbox::open("127.0.0.1:0").expect("a free port"))),
            ..Profile::demo()
        };
        for case in super::super::suite().cases {
            for need in &case.needs {
                assert!(demo.has(need), "{} needs {need}", case.id);
            }
        }
    }

    #[test]
    fn a_small_profile_has_little() {
        let small = Profile::parse("name = \"x\"\nagency = \"A\"\npartner = \"B\"\n");
        let small = small.expect("whole");
        for need in ["title", "item", "staff", "mailbox"] {
            assert!(!small.has(need), "{need}");
        }
    }
}
