//! An element with all that is within it: what is read from text before it gets a type, and what
//! a value becomes before it is text.

use std::borrow::Cow;

use silta_xml::{Element, Event, Reader, Writer};

use crate::{NAMESPACE, read::Unreadable};

/// Elements of one document, at the most.
pub const MAX_ELEMENTS: usize = 10_000;

/// An element. Namespaces are gone: only its local name counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Node<'a> {
    pub(crate) name: &'a str,
    /// The attribute `scheme`, whose list the text is from.
    pub(crate) scheme: Option<Cow<'a, str>>,
    /// The text right within it, trimmed.
    pub(crate) text: Cow<'a, str>,
    pub(crate) children: Vec<Self>,
}

impl<'a> Node<'a> {
    /// An element with nothing in it.
    pub(crate) fn empty(name: &'a str) -> Self {
        Self {
            name,
            ..Self::default()
        }
    }

    /// An element with text.
    pub(crate) fn of_text(name: &'a str, text: impl Into<Cow<'a, str>>) -> Self {
        Self {
            text: text.into(),
            ..Self::empty(name)
        }
    }

    /// Whether it says nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty() && self.scheme.is_none() && self.children.is_empty()
    }

    /// The first element of that name within it.
    pub(crate) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    pub(crate) fn child_mut(&mut self, name: &str) -> Option<&mut Self> {
        self.children.iter_mut().find(|child| child.name == name)
    }

    /// Reads on to the end of an element that has just begun; `count` is how many elements there
    /// were.
    pub(crate) fn read(
        reader: &mut Reader<'a>,
        element: &Element<'a>,
        count: &mut usize,
    ) -> Result<Self, Unreadable> {
        *count += 1;
        if *count > MAX_ELEMENTS {
            return Err(Unreadable::TooManyElements);
        }
        let mut node = Self::empty(element.name());
        // A Finnish system writes `schema`.
        let mut attributes = element.attributes().iter();
        node.scheme = attributes
            .find(|one| matches!(one.name, "scheme" | "schema") && !one.value.is_empty())
            .map(|one| one.value.clone());
        loop {
            match reader.event()? {
                Event::Start(child) => node.children.push(Self::read(reader, &child, count)?),
                Event::Text(text) if node.text.is_empty() => node.text = text,
                Event::Text(text) => node.text.to_mut().push_str(&text),
                Event::End | Event::Done => break,
            }
        }
        node.text = trimmed(node.text);
        Ok(node)
    }

    pub(crate) fn write<'n>(&self, writer: &mut Writer<'_, 'n>)
    where
        'a: 'n,
    {
        writer.start(NAMESPACE, self.name);
        if let Some(scheme) = &self.scheme {
            writer.attribute_in(NAMESPACE, "scheme", scheme);
        }
        writer.text(&self.text);
        for child in &self.children {
            child.write(writer);
        }
        writer.end();
    }
}

fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}
