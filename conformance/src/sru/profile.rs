//! What the subject has. A small TOML file; the demo library's stands here and serves as the
//! example.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use serde::Deserialize;

use crate::kit::{self, ProfileError, ProfileFile, Schemas};

/// Where SRU stands when the target does not say.
pub(crate) const BASE: &str = "/sru";

/// What the subject has. Everything that is left out is skipped, with the reason.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// A name for people.
    pub name: String,
    /// Seconds the subject may take for one answer.
    #[serde(default = "twenty_seconds")]
    pub timeout_seconds: u16,
    /// What the path may add to the base to name the database.
    pub database: Option<String>,
    /// The versions that it serves: `1.1`, `1.2`, `2.0`.
    pub versions: Vec<String>,
    /// The short names of its record schemas.
    #[serde(default)]
    pub schemas: Vec<String>,
    /// Optional services: `scan`, `sort`, `result_sets`, `soap`, `post`, `proximity`, `gzip`.
    #[serde(default)]
    pub services: Vec<String>,
    /// A query with 20 to 100 hits.
    pub many: Option<String>,
    /// A query of which some hits are among those of `many`.
    pub crossing: Option<String>,
    /// A query with more hits than a single answer holds.
    pub most: Option<String>,
    /// Records known by heart, by role.
    #[serde(default)]
    pub work: BTreeMap<String, Work>,
    /// How much the subject takes and gives.
    #[serde(default)]
    pub limits: Limits,
    /// The path before all others; comes with the target.
    #[serde(skip)]
    pub base: String,
    /// The XML schemas that every answer is held against.
    #[serde(skip)]
    pub xml_schemas: Option<Arc<Schemas>>,
}

/// A record known by heart.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Work {
    /// What finds it alone.
    pub query: String,
    /// Title proper, or its beginning.
    pub title: String,
    /// Main heading, `Surname, Name`.
    pub creator: Option<String>,
    /// A copy of it.
    pub barcode: Option<String>,
    /// Ways to write its ISBN that mean the same.
    #[serde(default)]
    pub isbn: Vec<String>,
}

/// How much the subject takes and gives.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Records of one answer.
    pub records: Option<u64>,
    /// Octets of a query.
    pub query: Option<usize>,
    /// Octets of an address.
    pub address: Option<usize>,
    /// Octets of a body.
    pub body: Option<usize>,
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
    /// `version.V`, `schema.NAME`, `service.NAME`, `database`, `many`, `crossing`, `most`,
    /// `work.ROLE`, `work.ROLE.creator` (or `barcode`, `isbn`), `limits.NAME`.
    fn has(&self, need: &str) -> bool {
        let listed = |list: &[String], name: &str| list.iter().any(|own| own == name);
        match need.split_once('.') {
            Some(("version", version)) => listed(&self.versions, version),
            Some(("schema", name)) => listed(&self.schemas, name),
            Some(("service", name)) => listed(&self.services, name),
            Some(("work", role)) => {
                let (role, value) = role.split_once('.').unwrap_or((role, ""));
                self.work.get(role).is_some_and(|work| match value {
                    "" => true,
                    "creator" => work.creator.is_some(),
                    "barcode" => work.barcode.is_some(),
                    "isbn" => work.isbn.len() > 1,
                    _ => false,
                })
            }
            Some(("limits", "records")) => self.limits.records.is_some(),
            Some(("limits", "query")) => self.limits.query.is_some(),
            Some(("limits", "address")) => self.limits.address.is_some(),
            Some(("limits", "body")) => self.limits.body.is_some(),
            Some(_) => false,
            None => match need {
                "database" => self.database.is_some(),
                "many" => self.many.is_some(),
                "crossing" => self.crossing.is_some(),
                "most" => self.most.is_some(),
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
        let small = Profile::parse("name = \"x\"\nversions = [\"1.1\"]\n").expect("whole");
        assert!(small.has("version.1.1"));
        for need in [
            "version.2.0",
            "schema.dc",
            "service.scan",
            "many",
            "work.known",
            "limits.body",
        ] {
            assert!(!small.has(need), "{need}");
        }
        assert!(matches!(
            Profile::parse("x = 1"),
            Err(ProfileError::Syntax(_))
        ));
    }
}
