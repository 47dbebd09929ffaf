//! What the subject has: databases, services, records known by heart. A small TOML file; the demo
//! library's stands here and serves as the example.

use std::{collections::BTreeMap, time::Duration};

use serde::Deserialize;

use crate::kit::{self, ProfileError, ProfileFile};

/// What the subject has. Everything that is left out is skipped, with the reason.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// A name for people.
    pub name: String,
    /// Names of databases; the cases search the first, the others hold the same records.
    pub databases: Vec<String>,
    /// Seconds the subject may take for one answer.
    #[serde(default = "ten_seconds")]
    pub timeout_seconds: u16,
    /// Optional services: `delete_set`, `named_sets`, `scan`, `sort`, and the character sets that
    /// it negotiates, `utf8`, `latin1`.
    #[serde(default)]
    pub services: Vec<String>,
    /// Record syntaxes beside MARC 21: `xml`, `sutrs`, `opac`.
    #[serde(default)]
    pub syntaxes: Vec<String>,
    /// Use attributes of bib-1 that it searches.
    #[serde(default)]
    pub uses: Vec<i64>,
    /// A search, in prefix notation, with twenty to sixty hits.
    pub many: Option<String>,
    /// A search of which some hits are among those of `many`.
    pub crossing: Option<String>,
    /// The two in CQL, where queries of type 104 are served.
    pub cql: Option<Cql>,
    /// Who may log in.
    pub user: Option<User>,
    /// Whether every session has to log in.
    #[serde(default)]
    pub login_required: bool,
    /// Records known by heart, by role.
    #[serde(default)]
    pub work: BTreeMap<String, Work>,
    /// Items and how they stand, by role.
    #[serde(default)]
    pub item: BTreeMap<String, Item>,
    /// How long the subject waits; cases wait for the short ones only.
    #[serde(default)]
    pub limits: Limits,
}

/// Searches in CQL.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cql {
    /// What finds the same as `many` of the profile.
    pub many: String,
    /// What finds the same as `crossing` of the profile.
    pub crossing: String,
}

/// A user name with its password.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// userId.
    pub name: String,
    /// password.
    pub password: String,
}

/// A record known by heart.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Work {
    /// What use attribute 12 finds.
    pub id: String,
    /// Title proper, or its beginning.
    pub title: String,
    /// Main heading, `Surname, Name`.
    pub author: Option<String>,
}

/// An item and how the holdings of its record shall show it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// The id of its record.
    pub record: String,
    /// itemId.
    pub barcode: String,
    /// What localLocation holds.
    pub location: Option<String>,
    /// availableNow.
    pub available: bool,
    /// Whether availabilityDate has to be there.
    #[serde(default)]
    pub due: bool,
    /// onHold, where it is known.
    pub on_hold: Option<bool>,
}

/// How long the subject waits, in seconds.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// For the first APDU of a connection.
    pub first_apdu: Option<u16>,
    /// For the rest of an APDU that has begun.
    pub partial_apdu: Option<u16>,
    /// Between the APDUs of a session.
    pub idle: Option<u16>,
}

/// Seconds the suite is ready to wait for a limit to strike.
pub(super) const PATIENCE: u16 = 20;

impl ProfileFile for Profile {
    const DEMO: &'static str = include_str!("demo.toml");

    fn checked(self) -> Result<Self, ProfileError> {
        match self.databases.is_empty() {
            true => Err(ProfileError::NoDatabase),
            false => Ok(self),
        }
    }
}

impl Profile {
    /// The database that the cases search.
    pub(super) fn database(&self) -> &str {
        self.databases.first().map_or("", String::as_str)
    }
}

impl kit::Profile for Profile {
    /// `databases.N` (at least N), `service.NAME`, `syntax.NAME`, `uses`, `many`, `crossing`, `cql`,
    /// `user`, `anonymous` (sessions without login), `work.ROLE`, `work.ROLE.author`, `item.ROLE`,
    /// `limits.NAME` (known and short enough to wait for).
    fn has(&self, need: &str) -> bool {
        let mut parts = need.split('.');
        let (kind, role, value) = (parts.next(), parts.next().unwrap_or_default(), parts.next());
        let holds = |names: &[String]| names.iter().any(|name| name == role);
        match kind {
            Some("databases") => role
                .parse()
                .is_ok_and(|wanted: usize| self.databases.len() >= wanted),
            Some("service") => holds(&self.services),
            Some("syntax") => holds(&self.syntaxes),
            Some("uses") => !self.uses.is_empty(),
            Some("many") => self.many.is_some(),
            Some("crossing") => self.crossing.is_some(),
            Some("cql") => self.cql.is_some(),
            Some("user") => self.user.is_some(),
            Some("anonymous") => !self.login_required,
            Some("work") => self.work.get(role).is_some_and(|work| match value {
                Some("author") => work.author.is_some(),
                Some(_) => false,
                None => true,
            }),
            Some("item") => self.item.contains_key(role),
            Some("limits") => match role {
                "first_apdu" => short(self.limits.first_apdu),
                "partial_apdu" => short(self.limits.partial_apdu),
                "idle" => short(self.limits.idle),
                _ => false,
            },
            _ => false,
        }
    }

    fn timeout(&self) -> Duration {
        Duration::from_secs(u64::from(self.timeout_seconds))
    }
}

fn short(limit: Option<u16>) -> bool {
    limit.is_some_and(|seconds| seconds <= PATIENCE)
}

const fn ten_seconds() -> u16 {
    10
}

#[cfg(test)]
mod tests {
    use super::*;
    use kit::Profile as _;

    #[test]
    fn the_demo_profile_has_what_the_cases_need_but_short_limits() {
        let demo = Profile::demo();
        let suite = super::super::suite(None).expect("no vectors, no file");
        for case in suite.cases {
            for need in &case.needs {
                assert!(
                    demo.has(need) || need.starts_with("limits."),
                    "{} needs {need}",
                    case.id
                );
            }
        }
    }

    #[test]
    fn a_small_profile_has_little() {
        let profile = Profile::parse("name = \"x\"\ndatabases = [\"d\"]\nlimits.idle = 21\n")
            .expect("small but whole");
        assert_eq!(profile.database(), "d");
        assert!(profile.has("databases.1") && profile.has("anonymous"));
        for need in [
            "databases.2",
            "service.scan",
            "syntax.xml",
            "uses",
            "many",
            "user",
            "work.known",
            "item.lost",
            "limits.idle",
            "nonsense",
        ] {
            assert!(!profile.has(need), "{need}");
        }
        assert!(matches!(
            Profile::parse("name = \"x\"\ndatabases = []\n"),
            Err(ProfileError::NoDatabase)
        ));
        assert!(matches!(
            Profile::parse("colour = 1"),
            Err(ProfileError::Syntax(_))
        ));
    }
}
