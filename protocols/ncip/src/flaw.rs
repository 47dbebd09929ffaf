//! What keeps an element from being read, and where it stands.

/// Longest text of which a flaw tells all, in characters.
const MAX_SHOWN: usize = 60;

/// What keeps an element from being read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FlawKind {
    /// It must be there, and is not.
    Missing,
    /// Its text cannot be what it should; the beginning of it.
    Value(String),
    /// It stands more often than [`crate::Reading::repeats`].
    TooMany,
}

/// What keeps an element from being read, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// What is wrong.
    pub kind: FlawKind,
    /// The element, from within the service: `UserId/UserIdentifierValue`. Names are those of
    /// version 2.
    pub path: String,
}

impl Flaw {
    pub(crate) fn missing(element: &str) -> Self {
        let path = element.to_owned();
        let kind = FlawKind::Missing;
        Self { kind, path }
    }

    pub(crate) fn value(text: &str) -> Self {
        let kind = FlawKind::Value(text.chars().take(MAX_SHOWN).collect());
        let path = String::new();
        Self { kind, path }
    }

    pub(crate) fn too_many() -> Self {
        let kind = FlawKind::TooMany;
        let path = String::new();
        Self { kind, path }
    }

    /// The same, seen from the element around it.
    pub(crate) fn within(self, element: &str) -> Self {
        let path = match self.path.as_str() {
            "" => element.to_owned(),
            inner => format!("{element}/{inner}"),
        };
        Self { path, ..self }
    }
}
