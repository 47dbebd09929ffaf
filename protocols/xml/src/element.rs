//! Elements and their attributes, as read.

use std::borrow::Cow;

/// The beginning of an element. What is within it is read with [`crate::Reader`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element<'a> {
    pub(crate) namespace: Option<Cow<'a, str>>,
    pub(crate) name: &'a str,
    pub(crate) attributes: Vec<Attribute<'a>>,
    /// Elements that are open, itself among them.
    pub(crate) depth: usize,
    pub(crate) offset: usize,
}

/// An attribute. Declarations of namespaces are none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute<'a> {
    /// Its namespace: none unless it has a prefix.
    pub namespace: Option<Cow<'a, str>>,
    /// Its name without prefix.
    pub name: &'a str,
    /// Its value.
    pub value: Cow<'a, str>,
}

impl<'a> Element<'a> {
    /// Its namespace.
    pub fn namespace(&self) -> Option<&str> {
        self.namespace.as_deref()
    }

    /// Its name without prefix.
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// Whether it has this name in this namespace.
    pub fn is(&self, namespace: &str, name: &str) -> bool {
        self.name == name && self.namespace() == Some(namespace)
    }

    /// The value of an attribute without namespace.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let mine =
            |attribute: &&Attribute<'_>| attribute.namespace.is_none() && attribute.name == name;
        self.attributes
            .iter()
            .find(mine)
            .map(|attribute| &*attribute.value)
    }

    /// The value of an attribute in a namespace.
    pub fn attribute_in(&self, namespace: &str, name: &str) -> Option<&str> {
        let mine = |attribute: &&Attribute<'_>| {
            attribute.namespace.as_deref() == Some(namespace) && attribute.name == name
        };
        self.attributes
            .iter()
            .find(mine)
            .map(|attribute| &*attribute.value)
    }

    /// All attributes in their order.
    pub fn attributes(&self) -> &[Attribute<'a>] {
        &self.attributes
    }

    /// Bytes of the document before the element.
    pub fn offset(&self) -> usize {
        self.offset
    }
}
