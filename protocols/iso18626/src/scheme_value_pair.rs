//! A value from an open list.

use crate::{
    draft::Draft,
    findings::Findings,
    node::Node,
    structure::{Holds, Value},
    version::Version,
};

/// A value from a list that anyone may add to, with the address of the list if it was told
/// (`type_schemeValuePair`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct SchemeValuePair {
    /// The value: `ISIL`, `LibraryUseOnly`, `EUR`.
    pub value: String,
    /// The list, a URI (attribute `scheme`).
    pub scheme: Option<String>,
}

/// A part of a country: in 1.2 a value of ISO 3166-2 with its scheme, in 2021-2 text alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Region(pub SchemeValuePair);

impl SchemeValuePair {
    /// Whether it is this value, whatever its case. Schemes are not compared: peers leave them out
    /// or write them in many ways.
    pub fn is(&self, value: &str) -> bool {
        self.value.eq_ignore_ascii_case(value)
    }
}

impl From<&str> for SchemeValuePair {
    /// A value without scheme.
    fn from(value: &str) -> Self {
        Self {
            value: value.to_owned(),
            scheme: None,
        }
    }
}

impl Value for SchemeValuePair {
    const HOLDS: Holds = Holds::SchemeValuePair;

    fn read(node: &Node<'_>, _: &mut Findings) -> Option<Self> {
        Some(Self {
            value: node.text.clone().into_owned(),
            scheme: node.scheme.clone().map(Into::into),
        })
    }

    fn write(&self, name: &'static str, _: &mut Draft) -> Option<Node<'_>> {
        let scheme = self.scheme.as_deref().filter(|scheme| !scheme.is_empty());
        Some(Node {
            scheme: scheme.map(Into::into),
            ..Node::of_text(name, self.value.as_str())
        })
    }

    fn is_nothing(&self) -> bool {
        self.value.is_empty() && self.scheme.is_none()
    }
}

impl Value for Region {
    const HOLDS: Holds = Holds::SchemeValuePair;

    fn read(node: &Node<'_>, findings: &mut Findings) -> Option<Self> {
        if node.scheme.is_some() {
            findings.sign(Version::V1_2);
        }
        SchemeValuePair::read(node, findings).map(Self)
    }

    fn write(&self, name: &'static str, draft: &mut Draft) -> Option<Node<'_>> {
        let mut node = self.0.write(name, draft)?;
        if draft.version() == Version::V2021_2 && node.scheme.take().is_some() {
            draft.lose_scheme();
        }
        Some(node)
    }

    fn is_nothing(&self) -> bool {
        self.0.is_nothing()
    }
}
