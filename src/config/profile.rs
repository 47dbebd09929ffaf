//! Profiles: the built-in ones, those of the file, and how one begins with another.

use std::{collections::BTreeMap, ops::Range};

use silta_sip2_service::Profile;
use toml::de::{DeTable, DeValue};

use super::{
    fault::Fault, nearest::nearest, profile_keys, reader::Reader, section, settings::ProfileEntry,
};

/// The profile of terminals that name none.
pub(super) const DEFAULT: &str = "generic";

/// The names of the profiles that are always there.
pub fn names() -> Vec<&'static str> {
    profile_keys::built_in()
        .iter()
        .map(|(name, ..)| *name)
        .collect()
}

/// The built-in profile of that name.
pub fn built_in(name: &str) -> Option<Profile> {
    let all = profile_keys::built_in().into_iter();
    all.filter(|(known, ..)| *known == name)
        .map(|(.., profile)| profile)
        .next()
}

/// Every profile that a terminal may name.
#[derive(Debug)]
pub(super) struct Profiles {
    known: BTreeMap<String, Profile>,
    /// Those of the file with a fault in their base: named, but not usable.
    broken: Vec<String>,
}

impl Profiles {
    /// The profile of that name. One with a fault of its own, that was reported already, counts as
    /// the default one.
    pub(super) fn find(&self, name: &str) -> Result<Profile, String> {
        match self.known.get(name) {
            Some(profile) => Ok(profile.clone()),
            None if self.broken.iter().any(|broken| broken == name) => Ok(Profile::default()),
            None => Err(self.advice(name)),
        }
    }

    fn advice(&self, name: &str) -> String {
        let names: Vec<&str> = self.known.keys().map(String::as_str).collect();
        match nearest(name, names.iter().copied()) {
            Some(near) => format!("did you mean {near:?}?"),
            None => format!(
                "name one of {}, or define it under [sip2.profiles.{name}]",
                names.join(", ")
            ),
        }
    }
}

/// Reads `[sip2.profiles.NAME]`, in whatever order they stand.
pub(super) fn read(reader: &mut Reader, sip2: &DeTable<'_>) -> Profiles {
    let mut resolver = Resolver {
        given: reader.table(sip2, "sip2.profiles"),
        profiles: Profiles {
            known: profile_keys::built_in()
                .into_iter()
                .map(|(name, _, profile)| (name.to_owned(), profile))
                .collect(),
            broken: Vec::new(),
        },
        reader,
    };
    for (name, found) in resolver.given.into_iter().flatten() {
        let name: &str = name.get_ref();
        if names().contains(&name) {
            resolver.reader.faults.push(Fault::error(
                found.span(),
                format!("the profile {name:?} is there already"),
                format!("it is built in, as {}", names().join(", ")),
                format!("give yours another name, with base = {name:?}"),
            ));
        } else {
            resolver.resolve(name, &mut Vec::new());
        }
    }
    resolver.profiles
}

struct Resolver<'r, 'f, 't> {
    reader: &'r mut Reader,
    given: Option<&'f DeTable<'t>>,
    profiles: Profiles,
}

impl Resolver<'_, '_, '_> {
    /// Makes a profile of the file known, after the one that it begins with.
    fn resolve(&mut self, name: &str, chain: &mut Vec<String>) {
        if self.profiles.known.contains_key(name) || self.profiles.broken.iter().any(|b| b == name)
        {
            return;
        }
        let path = format!("sip2.profiles.{name}");
        let Some(table) = self.given.and_then(|given| self.reader.table(given, &path)) else {
            self.profiles.broken.push(name.to_owned());
            return;
        };
        chain.push(name.to_owned());
        let mut entry = ProfileEntry::default();
        let base = base(table);
        let base_name = base.as_ref().map_or(DEFAULT, |(base, _)| base.as_str());
        let sound = self.base_is_sound(base_name, base.as_ref().map(|(_, place)| place), chain);
        if let Some(profile) = self.profiles.known.get(base_name) {
            entry.profile = profile.clone();
        }
        self.reader
            .keys("sip2.profiles", &section::profile(), table, &mut entry);
        if sound {
            self.profiles.known.insert(name.to_owned(), entry.profile);
        } else {
            self.profiles.broken.push(name.to_owned());
        }
        chain.pop();
    }

    fn base_is_sound(
        &mut self,
        base: &str,
        place: Option<&Range<usize>>,
        chain: &mut Vec<String>,
    ) -> bool {
        if chain.iter().any(|name| name == base) {
            self.reader.faults.push(Fault::error(
                place.cloned(),
                "profiles begin with each other",
                format!("{} > {base}", chain.join(" > ")),
                format!("let one of them begin with a built-in one, as base = {DEFAULT:?}"),
            ));
            return false;
        }
        if self.given.is_some_and(|given| given.contains_key(base)) {
            self.resolve(base, chain);
        }
        if self.profiles.broken.iter().any(|broken| broken == base) {
            return false;
        }
        let known = self.profiles.find(base);
        if let Err(advice) = &known {
            self.reader.faults.push(Fault::error(
                place.cloned(),
                format!("there is no profile {base:?}"),
                "a profile begins with a built-in one or one of this file",
                advice,
            ));
        }
        known.is_ok()
    }
}

/// The name that stands as `base`, with its place.
fn base(table: &DeTable<'_>) -> Option<(String, Range<usize>)> {
    let found = table.get("base")?;
    match found.get_ref() {
        DeValue::String(name) => Some((name.to_string(), found.span())),
        _ => None,
    }
}
