//! What the responder has. A small TOML file; the demo library's stands here and serves as the
//! example.

use std::{collections::BTreeMap, fmt, sync::Arc, time::Duration};

use serde::Deserialize;

use crate::kit::{self, ProfileError, ProfileFile, Schemas};

/// Where a responder stands when the target does not say.
pub(crate) const BASE: &str = "/ncip";

/// What the responder has. Everything that is left out is skipped, with the reason.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// A name for people.
    pub name: String,
    /// Seconds the responder may take for one answer.
    #[serde(default = "twenty_seconds")]
    pub timeout_seconds: u16,
    /// Its agency.
    pub agency: String,
    /// The agency that asks.
    pub partner: Option<Partner>,
    /// What follows the local time of a due date: `+02:00` in winter and `+03:00` in summer are
    /// those of Helsinki.
    #[serde(default)]
    pub offsets: Vec<String>,
    /// The currency of its fees.
    pub currency: Option<String>,
    /// Where holds are picked up.
    #[serde(default)]
    pub libraries: Vec<Library>,
    /// Its patrons, by role.
    #[serde(default)]
    pub patron: BTreeMap<String, Patron>,
    /// Its items, by role.
    #[serde(default)]
    pub item: BTreeMap<String, Item>,
    /// Items that are available at the first library and wanted by nobody.
    #[serde(default)]
    pub spare: Vec<Item>,
    /// Optional services: `version-1`, `open-lookup` (items without credentials), `fees`,
    /// `update-request`, `page`, `temporary-items`, `undo`.
    #[serde(default)]
    pub services: Vec<String>,
    /// The path that takes messages; comes with the target.
    #[serde(skip)]
    pub base: String,
    /// The XML schemas that every answer is held against.
    #[serde(skip)]
    pub xml_schemas: Option<Arc<Schemas>>,
}

/// An agency that may ask on behalf of patrons.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partner {
    /// Its id.
    pub agency: String,
    /// What proves it: FromAgencyAuthentication.
    pub password: String,
}

/// Without the password.
impl fmt::Debug for Partner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Partner").finish_non_exhaustive()
    }
}

/// A place where holds are picked up.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Library {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// A patron known by heart.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Patron {
    /// The number on the card.
    pub barcode: String,
    /// The PIN.
    pub pin: String,
    /// A part of the name.
    #[serde(default)]
    pub name: Option<String>,
    /// How many loans they have.
    #[serde(default)]
    pub loans: Option<usize>,
    /// What they owe in all, in minor units; up to half of it may have been paid since.
    #[serde(default)]
    pub owes: Option<i64>,
}

/// Without name and PIN.
impl fmt::Debug for Patron {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Patron").finish_non_exhaustive()
    }
}

/// An item known by heart.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Its barcode.
    pub barcode: String,
    /// Its title.
    #[serde(default)]
    pub title: Option<String>,
    /// The id of its record.
    #[serde(default)]
    pub record: Option<String>,
    /// What borrowing it costs, in minor units.
    #[serde(default)]
    pub fee: Option<i64>,
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
    /// `partner`, `offsets`, `currency`, `libraries.N`, `spare.N`, `service.NAME`, `patron.ROLE`
    /// and `item.ROLE` with `.name`, `.loans`, `.owes`, `.title`, `.record`, `.fee`.
    fn has(&self, need: &str) -> bool {
        let words: Vec<&str> = need.split('.').collect();
        match words[..] {
            ["partner"] => self.partner.is_some(),
            ["offsets"] => !self.offsets.is_empty(),
            ["currency"] => self.currency.is_some(),
            ["libraries", many] => many
                .parse()
                .is_ok_and(|many: usize| self.libraries.len() >= many),
            ["spare", many] => many
                .parse()
                .is_ok_and(|many: usize| self.spare.len() >= many),
            ["service", name] => self.services.iter().any(|own| own == name),
            ["patron", role] => self.patron.contains_key(role),
            ["patron", role, value] => self.patron.get(role).is_some_and(|patron| match value {
                "name" => patron.name.is_some(),
                "loans" => patron.loans.is_some(),
                "owes" => patron.owes.is_some(),
                _ => false,
            }),
            ["item", role] => self.item.contains_key(role),
            ["item", role, value] => self.item.get(role).is_some_and(|item| match value {
                "title" => item.title.is_some(),
                "record" => item.record.is_some(),
                "fee" => item.fee.is_some(),
                _ => false,
            }),
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
        let demo = Profile::demo();
        for case in super::super::suite().cases {
            for need in &case.needs {
                assert!(demo.has(need), "{} needs {need}", case.id);
            }
        }
    }

    #[test]
    fn a_small_profile_has_little() {
        let small = Profile::parse("name = \"x\"\nagency = \"A\"\n").expect("whole");
        for need in [
            "partner",
            "service.page",
            "patron.ordinary",
            "item.here.title",
            "spare.1",
        ] {
            assert!(!small.has(need), "{need}");
        }
        assert!(matches!(
            Profile::parse("x = 1"),
            Err(ProfileError::Syntax(_))
        ));
    }
}
