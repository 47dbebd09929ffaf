//! Places where requests are picked up, as messages name them.

use silta_consortium::{Library, LibraryCode, Patron, RefusalCode};
use silta_ncip::SchemeValuePair;

use crate::{refusal::No, serving::Serving};

/// The library that a text means: its code, its level among the pickup places (1 is the first), or
/// its name.
pub(crate) fn place<'l>(libraries: &'l [Library], text: &str) -> Option<&'l Library> {
    let text = text.trim();
    let same = |library: &&Library| {
        library.code.as_str().eq_ignore_ascii_case(text)
            || library.name.to_lowercase() == text.to_lowercase()
    };
    let level = || libraries.get(text.parse::<usize>().ok()?.checked_sub(1)?);
    libraries.iter().find(same).or_else(level)
}

impl Serving<'_> {
    /// The library that a text of the message names as a pickup place.
    pub(crate) async fn place(&self, given: &SchemeValuePair) -> Result<LibraryCode, No> {
        let libraries = self.libraries().await?;
        let found = place(&libraries, given.value()).map(|library| library.code.clone());
        found.ok_or_else(|| self.refuse(RefusalCode::PickupNotAllowed))
    }

    /// Where a patron picks something up: at the place that the message names, else at the library
    /// of the agency, else at the patron's own.
    pub(crate) async fn pickup(
        &self,
        given: Option<&SchemeValuePair>,
        patron: &Patron,
    ) -> Result<LibraryCode, No> {
        if let Some(given) = given.filter(|given| !given.is_empty()) {
            return self.place(given).await;
        }
        let of_agency = || self.sender.agency()?.library.clone();
        let named = self.addressed.clone().or_else(of_agency);
        Ok(named.unwrap_or_else(|| patron.home.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_has_a_code_a_level_and_a_name() {
        let library = |code: &str, name: &str| Library {
            code: code.into(),
            name: name.to_owned(),
            isil: None,
            closed_dates: Vec::new(),
            pickup: true,
        };
        let all = [library("HYR", "Hyrynsalmi"), library("RIS", "Ristijärvi")];
        let code = |text| place(&all, text).map(|library| library.code.as_str());
        for text in ["RIS", "ris", "2", " RISTIJÄRVI "] {
            assert_eq!(code(text), Some("RIS"), "{text}");
        }
        for text in ["", "0", "3", "Kajaani"] {
            assert_eq!(code(text), None, "{text}");
        }
    }
}
