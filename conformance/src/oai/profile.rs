//! What the repository has. A small TOML file; the demo library's stands here and serves as the
//! example.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use serde::Deserialize;

use crate::kit::{self, ProfileError, ProfileFile, Schemas};

/// Where a repository stands when the target does not say.
pub(crate) const BASE: &str = "/oai";

/// What the repository has. Everything that is left out is skipped, with the reason.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// A name for people.
    pub name: String,
    /// Seconds the repository may take for one answer.
    #[serde(default = "twenty_seconds")]
    pub timeout_seconds: u16,
    /// The domain in its identifiers, `oai:DOMAIN:...`.
    pub repository: Option<String>,
    /// How it tells deletions: `persistent`, `transient` or `no`.
    pub deleted: Option<String>,
    /// Optional services: `sets`, `gzip`, `seconds` (datestamps).
    #[serde(default)]
    pub services: Vec<String>,
    /// Its formats, by metadataPrefix.
    #[serde(default)]
    pub format: BTreeMap<String, Format>,
    /// Items known by heart, by role.
    #[serde(default)]
    pub item: BTreeMap<String, Item>,
    /// The path of the base URL; comes with the target.
    #[serde(skip)]
    pub base: String,
    /// The XML schemas that every answer is held against.
    #[serde(skip)]
    pub xml_schemas: Option<Arc<Schemas>>,
}

/// A format.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Format {
    /// The local name of the element that a record is.
    pub element: String,
    /// Its namespace.
    pub namespace: String,
}

/// An item known by heart.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Its identifier.
    pub identifier: String,
    /// Its title, as every format has it.
    pub title: String,
    /// A set that it is in.
    pub set: Option<String>,
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
    /// `repository`, `deleted`, `service.NAME`, `format.PREFIX`, `item.ROLE`, `item.ROLE.set`.
    fn has(&self, need: &str) -> bool {
        match need.split_once('.') {
            Some(("service", name)) => self.services.iter().any(|own| own == name),
            Some(("format", prefix)) => self.format.contains_key(prefix),
            Some(("item", role)) => {
                let (role, value) = role.split_once('.').unwrap_or((role, ""));
                self.item.get(role).is_some_and(|item| match value {
                    "" => true,
                    "set" => item.set.is_some(),
                    _ => false,
                })
            }
            Some(_) => false,
            None => match need {
                "repository" => self.repository.is_some(),
                "deleted" => self.deleted.is_some(),
                _ => false,
            },
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
        let demo = Profile::demo();
        for case in super::super::suite().cases {
            for need in &case.needs {
                assert!(demo.has(need), "{} needs {need}", case.id);
            }
        }
    }

    #[test]
    fn a_small_profile_has_little() {
        let small = Profile::parse("name = \"x\"\n").expect("whole");
        for need in ["deleted", "service.sets", "format.marc21", "item.known"] {
            assert!(!small.has(need), "{need}");
        }
        assert!(matches!(
            Profile::parse("x = 1"),
            Err(ProfileError::Syntax(_))
        ));
    }
}
