//! What the subject has: libraries, patrons, items. A small TOML file; the demo library's stands
//! here and serves as the example.

use std::{collections::BTreeMap, time::Duration};

use serde::Deserialize;

use super::document::Document;
use crate::kit::{
    self, ProfileError, ProfileFile,
    profile::{built_in, time_zone},
};

/// The tokens that the demo library knows: for everything, and for looking up alone.
const DEMO_TOKEN: &str = "demo";
const DEMO_READ_TOKEN: &str = "demo-read";

/// What the subject has. Everything that is left out is skipped, with the reason.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// A name for people.
    pub name: String,
    /// IANA name of the subject's time zone.
    pub time_zone: String,
    /// ISO 4217 code of the currency of fees.
    pub currency: String,
    /// Seconds the subject may take for one answer.
    #[serde(default = "ten_seconds")]
    pub timeout_seconds: u16,
    /// Codes of libraries where holds may be picked up; the first is where the cases work.
    #[serde(default)]
    pub libraries: Vec<String>,
    /// Barcodes of books that are available, at home in the first library, and without holds.
    #[serde(default)]
    pub spare: Vec<String>,
    /// How long the subject waits; cases wait for the short ones only.
    #[serde(default)]
    pub limits: Limits,
    /// How often a loan may be renewed.
    pub renewals: Option<u32>,
    /// The id of a record that is not there, which may be written and deleted.
    pub new_record: Option<String>,
    /// Another library that may be sent requests of inter-library loan: `ISIL:FI-Partner`.
    pub partner: Option<String>,
    /// Patrons by role.
    #[serde(default)]
    pub patron: BTreeMap<String, Patron>,
    /// Items by role.
    #[serde(default)]
    pub item: BTreeMap<String, Item>,
    /// The bearer token; stands in no file.
    #[serde(skip)]
    pub token: String,
    /// A second one with the scope `read` alone; stands in no file either. Without it what needs it
    /// is skipped.
    #[serde(skip)]
    pub read_token: Option<String>,
    /// The path before all paths of the API; comes with the target.
    #[serde(skip)]
    pub base: String,
    /// The OpenAPI document that every answer is checked against.
    #[serde(skip)]
    pub document: Document,
}

/// How long the subject waits, in seconds.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// For the rest of a body.
    pub body: Option<u16>,
}

/// Seconds the suite is ready to wait for a limit to strike.
const PATIENCE: u16 = 30;

/// A patron.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Patron {
    /// The card's number.
    pub barcode: String,
    /// The right PIN.
    pub pin: Option<String>,
    /// The name as the subject writes it.
    pub name: Option<String>,
    /// The code of the home library.
    pub home: Option<String>,
    /// `fi`, `sv` or `en`.
    pub language: Option<String>,
    /// Unpaid fees.
    #[serde(default)]
    pub fees: Vec<Fee>,
    /// How many loans the patron has, where that is part of the role.
    pub loans: Option<u32>,
}

/// An unpaid fee.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fee {
    /// The fee's id.
    pub id: String,
    /// What was owed in the beginning, such as `2.50`.
    pub amount: String,
}

/// An item.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// The number on the copy.
    pub barcode: String,
    /// The title as the subject writes it.
    pub title: Option<String>,
    /// The code of the library that owns it.
    pub home: Option<String>,
    /// The fee of a checkout, such as `2.00`.
    pub fee: Option<String>,
    /// The age from which it is lent.
    pub age_limit: Option<u8>,
}

impl ProfileFile for Profile {
    const DEMO: &'static str = include_str!("demo.toml");

    fn checked(self) -> Result<Self, ProfileError> {
        time_zone(&self.time_zone)?;
        Ok(self)
    }

    /// With the tokens that the demo library knows.
    fn demo() -> Self {
        Self {
            token: DEMO_TOKEN.to_owned(),
            read_token: Some(DEMO_READ_TOKEN.to_owned()),
            ..built_in()
        }
    }
}

impl kit::Profile for Profile {
    /// `patron.ROLE`, `patron.ROLE.pin` (or `name`, `home`, `language`, `fees`, `loans`),
    /// `item.ROLE`, `item.ROLE.title` (or `home`, `fee`, `age_limit`), `spare.N` (at least N spare
    /// items), `libraries.N`, `renewals`, `new_record`,
    /// `partner`, `read_token`.
    fn has(&self, need: &str) -> bool {
        let mut parts = need.split('.');
        let (kind, role, value) = (parts.next(), parts.next().unwrap_or_default(), parts.next());
        let enough = |count: usize| role.parse().is_ok_and(|wanted: usize| count >= wanted);
        match kind {
            Some("patron") => self.patron.get(role).is_some_and(|patron| match value {
                Some("pin") => patron.pin.is_some(),
                Some("name") => patron.name.is_some(),
                Some("home") => patron.home.is_some(),
                Some("language") => patron.language.is_some(),
                Some("fees") => !patron.fees.is_empty(),
                Some("loans") => patron.loans.is_some(),
                Some(_) => false,
                None => true,
            }),
            Some("item") => self.item.get(role).is_some_and(|item| match value {
                Some("title") => item.title.is_some(),
                Some("home") => item.home.is_some(),
                Some("fee") => item.fee.is_some(),
                Some("age_limit") => item.age_limit.is_some(),
                Some(_) => false,
                None => true,
            }),
            Some("spare") => enough(self.spare.len()),
            Some("libraries") => enough(self.libraries.len()),
            Some("limits") => {
                let limit = self.limits.body.filter(|_| role == "body");
                limit.is_some_and(|seconds| seconds <= PATIENCE)
            }
            Some("new_record") => self.new_record.is_some(),
            Some("partner") => self.partner.is_some(),
            Some("renewals") => self.renewals.is_some(),
            Some("read_token") => self.read_token.is_some(),
            _ => false,
        }
    }

    fn timeout(&self) -> Duration {
        Duration::from_secs(u64::from(self.timeout_seconds))
    }
}

fn ten_seconds() -> u16 {
    10
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
    fn an_empty_profile_has_nothing() {
        let text = "name = \"x\"\ntime_zone = \"Europe/Helsinki\"\ncurrency = \"EUR\"\n";
        let profile = Profile::parse(text).expect("small but whole");
        for need in [
            "patron.ordinary.pin",
            "item.fee",
            "spare.1",
            "libraries.1",
            "renewals",
            "new_record",
            "partner",
            "read_token",
            "x",
        ] {
            assert!(!profile.has(need), "{need}");
        }
        assert!(matches!(
            Profile::parse(&text.replace("Europe/Helsinki", "Kainuu")),
            Err(ProfileError::TimeZone(_))
        ));
        assert!(matches!(
            Profile::parse("colour = 1"),
            Err(ProfileError::Syntax(_))
        ));
    }
}
