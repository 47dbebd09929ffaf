//! A message as a tree, before anything is understood of it: elements by name, in any namespace,
//! under the names of version 2.

use std::borrow::Cow;

use jiff::tz::TimeZone;
use silta_xml::{Element, Event, Reader};

use crate::{
    flaw::Flaw,
    out::new_name,
    reading::Reading,
    version::{Edition, NAMESPACE},
};

/// What reading a value depends on.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    pub(crate) edition: Edition,
    /// The clock of dates without a zone.
    pub(crate) zone: TimeZone,
    /// How often an element may stand beside its like.
    pub(crate) repeats: usize,
}

/// An element with all that is in it.
#[derive(Debug, Default)]
pub(crate) struct Node<'a> {
    pub(crate) name: &'a str,
    /// Whether it is in the namespace of version 2.
    pub(crate) in_namespace: bool,
    /// The attribute `Scheme`.
    pub(crate) scheme: Option<Cow<'a, str>>,
    /// The attribute `version`.
    pub(crate) version: Option<Cow<'a, str>>,
    text: Cow<'a, str>,
    pub(crate) children: Vec<Self>,
}

/// What is kept of elements that do not end: the document, the root element and the service.
const KEPT: usize = 3;

impl<'a> Node<'a> {
    /// The tree of a document, and why it does not go on if it does not.
    pub(crate) fn read(text: &'a str, reading: &Reading) -> (Self, Result<(), Halt>) {
        let mut open = vec![Self::default()];
        let result = grow(&mut open, text, reading);
        // At an error the root element and the service belong to the tree as well; what is open
        // within them may be cut in the middle of a name or a number, and does not.
        open.truncate(KEPT);
        while open.len() > 1 {
            close(&mut open);
        }
        let mut document = open.pop().unwrap_or_default();
        (document.children.pop().unwrap_or_default(), result)
    }

    fn of(element: &Element<'a>) -> Self {
        let attribute = |name| {
            let mut attributes = element.attributes().iter();
            let found = attributes.find(|one| one.name == name);
            found.map(|one| one.value.clone())
        };
        Self {
            name: new_name(element.name()),
            in_namespace: element.namespace() == Some(NAMESPACE),
            scheme: attribute("Scheme"),
            version: attribute("version"),
            text: Cow::Borrowed(""),
            children: Vec::new(),
        }
    }

    /// Its own text, without that of the elements in it.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The first element of this name in it.
    pub(crate) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// All elements of this name in it.
    pub(crate) fn all(&self, name: &str, context: &Context) -> Result<Vec<&Self>, Flaw> {
        let named = self.children.iter().filter(|child| child.name == name);
        let all: Vec<_> = named.collect();
        match all.len() > context.repeats {
            true => Err(Flaw::too_many().within(name)),
            false => Ok(all),
        }
    }

    /// Whether an element of this name is in it.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.child(name).is_some()
    }
}

/// Why a document was not read to its end.
#[derive(Debug)]
pub(crate) enum Halt {
    Xml(silta_xml::Error),
    TooManyElements,
}

/// Adds the elements of a document to those that are open.
fn grow<'a>(open: &mut Vec<Node<'a>>, text: &'a str, reading: &Reading) -> Result<(), Halt> {
    let mut reader = Reader::new(text, reading.limits).map_err(Halt::Xml)?;
    let mut elements = 0;
    loop {
        match reader.event().map_err(Halt::Xml)? {
            Event::Start(element) => {
                elements += 1;
                if elements > reading.elements {
                    return Err(Halt::TooManyElements);
                }
                open.push(Node::of(&element));
            }
            Event::Text(piece) => {
                if let Some(last) = open.last_mut() {
                    if last.text.is_empty() {
                        last.text = piece;
                    } else {
                        last.text.to_mut().push_str(&piece);
                    }
                }
            }
            Event::End => close(open),
            Event::Done => return Ok(()),
        }
    }
}

/// Puts the innermost element into the one around it. Version 1 has an element around loans and
/// requests that version 2 has not.
fn close(open: &mut Vec<Node<'_>>) {
    if let Some(last) = open.pop()
        && let Some(parent) = open.last_mut()
    {
        match last.name {
            "UserTransaction" => parent.children.extend(last.children),
            _ => parent.children.push(last),
        }
    }
}
