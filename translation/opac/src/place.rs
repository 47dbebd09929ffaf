//! Libraries as others know them.

use silta_consortium::{Library, LibraryCode};

/// A library as others know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// Its code among its own: `KAJ`.
    pub code: &'a LibraryCode,
    /// Its identifier among the world's libraries (ISO 15511), if it has one.
    pub isil: Option<&'a str>,
    /// Its name; its code if it has none.
    pub name: &'a str,
}

impl<'a> Place<'a> {
    /// The library of a code, as it stands among those that are known.
    pub fn of(code: &'a LibraryCode, libraries: &'a [Library]) -> Self {
        let known = libraries.iter().find(|library| library.code == *code);
        let name = known.map(|library| library.name.as_str());
        Self {
            code,
            isil: known.and_then(|library| library.isil.as_deref()),
            name: name
                .filter(|name| !name.is_empty())
                .unwrap_or_else(|| code.as_str()),
        }
    }

    /// What names it best among the world's libraries: its ISIL, or else its code.
    pub fn identifier(&self) -> &'a str {
        self.isil.unwrap_or_else(|| self.code.as_str())
    }
}
