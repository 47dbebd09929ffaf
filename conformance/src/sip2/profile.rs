//! What the subject has: accounts, patrons, items. A small TOML file; the demo library's stands
//! here and serves as the example.

use std::{collections::BTreeMap, time::Duration};

use serde::Deserialize;

use super::charset::Charset;
use crate::kit::{self, ProfileError, ProfileFile, profile::time_zone};

/// What the subject has. Everything that is left out is skipped, with the reason.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// A name for people.
    pub name: String,
    /// AO of the requests; institution of the subject.
    pub institution: String,
    /// IANA name of the subject's time zone.
    pub time_zone: String,
    /// ISO 4217 code of the currency of fees.
    pub currency: String,
    /// Seconds the subject may take for one answer.
    #[serde(default = "ten_seconds")]
    pub timeout_seconds: u16,
    /// Location codes that may serve as pickup place.
    #[serde(default)]
    pub locations: Vec<String>,
    /// Barcodes of books that are available, at home where `self_check` stands, and without holds.
    #[serde(default)]
    pub spare: Vec<String>,
    /// Terminal logins by role.
    #[serde(default)]
    pub account: BTreeMap<String, Account>,
    /// Patrons by role.
    #[serde(default)]
    pub patron: BTreeMap<String, Patron>,
    /// Items by role.
    #[serde(default)]
    pub item: BTreeMap<String, Item>,
}

/// A terminal login.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// CN.
    pub user: String,
    /// CO.
    pub password: String,
    /// CP, and AP of checkins.
    pub location: String,
    #[serde(default)]
    pub(crate) charset: Charset,
}

/// A patron.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Patron {
    /// AA.
    pub card: String,
    /// The right AD.
    pub pin: Option<String>,
    /// AE as the subject writes it.
    pub name: Option<String>,
    /// Unpaid fees.
    #[serde(default)]
    pub fees: Vec<Fee>,
    /// How many loans the patron has, where that is part of the role.
    pub loans: Option<u32>,
    /// The three digits of the patron's own language.
    pub language: Option<String>,
}

/// An unpaid fee.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fee {
    /// CG.
    pub id: String,
    /// What was owed in the beginning, such as `2.50`.
    pub amount: String,
}

/// An item.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// AB.
    pub barcode: String,
    /// AJ as the subject writes it.
    pub title: Option<String>,
    /// AQ: the location code of the item's home.
    pub home: Option<String>,
    /// The fee of a checkout.
    pub fee: Option<String>,
    /// The role of the patron who has it or for whom it waits.
    pub patron: Option<String>,
    /// Where the hold that waits for it is to be fetched.
    pub pickup: Option<String>,
}

impl Patron {
    /// The PIN, or nothing.
    pub(crate) fn pin(&self) -> &str {
        self.pin.as_deref().unwrap_or_default()
    }

    /// The same patron with another PIN.
    pub(crate) fn with_pin(&self, pin: &str) -> Self {
        Self {
            pin: Some(pin.to_owned()),
            ..self.clone()
        }
    }

    /// The same patron with a wrong PIN.
    pub(crate) fn with_wrong_pin(&self) -> Self {
        self.with_pin(if self.pin() == "9753" { "9754" } else { "9753" })
    }

    /// A card the subject is sure not to know.
    pub(crate) fn unknown() -> Self {
        Self {
            card: "NO-SUCH-CARD-1".to_owned(),
            pin: Some("1234".to_owned()),
            ..Self::default()
        }
    }
}

impl Item {
    /// The item with this barcode.
    pub(crate) fn of(barcode: &str) -> Self {
        Self {
            barcode: barcode.to_owned(),
            ..Self::default()
        }
    }

    /// A barcode the subject is sure not to know.
    pub(crate) fn unknown() -> Self {
        Self::of("NO-SUCH-ITEM-1")
    }
}

impl ProfileFile for Profile {
    const DEMO: &'static str = include_str!("demo.toml");

    fn checked(self) -> Result<Self, ProfileError> {
        time_zone(&self.time_zone)?;
        Ok(self)
    }
}

impl kit::Profile for Profile {
    /// `account.ROLE`, `patron.ROLE`, `patron.ROLE.pin` (or `name`, `fees`, `loans`, `language`),
    /// `item.ROLE`, `item.ROLE.title` (or `home`, `fee`, `patron`, `pickup`), `spare.N` (at least N
    /// spare items), `locations.N`.
    fn has(&self, need: &str) -> bool {
        let mut parts = need.split('.');
        let (kind, role, value) = (parts.next(), parts.next().unwrap_or_default(), parts.next());
        let enough = |count: usize| role.parse().is_ok_and(|wanted: usize| count >= wanted);
        match kind {
            Some("account") => self.account.contains_key(role),
            Some("patron") => self.patron.get(role).is_some_and(|patron| match value {
                Some("pin") => patron.pin.is_some(),
                Some("name") => patron.name.is_some(),
                Some("fees") => !patron.fees.is_empty(),
                Some("loans") => patron.loans.is_some(),
                Some("language") => patron.language.is_some(),
                Some(_) => false,
                None => true,
            }),
            Some("item") => self.item.get(role).is_some_and(|item| match value {
                Some("title") => item.title.is_some(),
                Some("home") => item.home.is_some(),
                Some("fee") => item.fee.is_some(),
                Some("patron") => item.patron.is_some(),
                Some("pickup") => item.pickup.is_some(),
                Some(_) => false,
                None => true,
            }),
            Some("spare") => enough(self.spare.len()),
            Some("locations") => enough(self.locations.len()),
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
        for case in super::super::suite(None)
            .expect("no vectors, no file")
            .cases
        {
            for need in &case.needs {
                assert!(demo.has(need), "{} needs {need}", case.id);
            }
        }
    }

    #[test]
    fn an_empty_profile_has_nothing() {
        let text = "name = \"x\"\ninstitution = \"X\"\ntime_zone = \"Europe/Helsinki\"\ncurrency = \"EUR\"\n";
        let profile = Profile::parse(text).expect("small but whole");
        for need in [
            "account.self_check",
            "patron.ordinary.pin",
            "item.fee",
            "spare.1",
            "locations.1",
            "nonsense",
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
