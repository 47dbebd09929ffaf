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

/// A document as it was read.
#[derive(Debug)]
pub(crate) struct Tree<'a> {
    /// Its elements in their order: each before those in it.
    elements: Vec<Data<'a>>,
    /// Where those stand that are open.
    open: Vec<Open>,
}

/// An element without those in it.
#[derive(Debug)]
struct Data<'a> {
    name: &'a str,
    in_namespace: bool,
    scheme: Option<Cow<'a, str>>,
    version: Option<Cow<'a, str>>,
    text: Cow<'a, str>,
    /// It and all elements in it.
    count: usize,
}

/// An element that is open.
#[derive(Clone, Copy, Debug)]
struct Open {
    /// The elements before it.
    at: usize,
    /// Whether it is kept itself.
    kept: bool,
}

/// An element with all that is in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node<'t> {
    /// It, and then all elements in it.
    elements: &'t [Data<'t>],
}

/// What is kept of elements that do not end: the root element and the service.
const KEPT: usize = 2;
/// Elements that most messages have.
const USUAL_COUNT: usize = 32;

impl<'a> Tree<'a> {
    /// The tree of a document, and why it does not go on if it does not.
    pub(crate) fn read(text: &'a str, reading: &Reading) -> (Self, Result<(), Halt>) {
        let mut tree = Self {
            elements: Vec::with_capacity(USUAL_COUNT),
            open: Vec::with_capacity(reading.limits.depth.min(USUAL_COUNT)),
        };
        let result = tree.grow(text, reading);
        // At an error the root element and the service belong to the tree as well; what is open
        // within them may be cut in the middle of a name or a number, and does not.
        if let Some(cut) = tree.open.get(KEPT) {
            tree.elements.truncate(cut.at);
        }
        tree.open.truncate(KEPT);
        while !tree.open.is_empty() {
            tree.close();
        }
        (tree, result)
    }

    /// The root element; one without a name if there is none.
    pub(crate) fn root(&self) -> Node<'_> {
        Node {
            elements: &self.elements,
        }
    }

    /// Adds the elements of a document.
    fn grow(&mut self, text: &'a str, reading: &Reading) -> Result<(), Halt> {
        let mut reader = Reader::new(text, reading.limits).map_err(Halt::Xml)?;
        let mut count = 0;
        loop {
            match reader.event() {
                Ok(Event::Start(element)) => {
                    count += 1;
                    if count > reading.elements {
                        return Err(Halt::TooManyElements);
                    }
                    self.begin(&element);
                }
                Ok(Event::Text(piece)) => self.add(piece),
                Ok(Event::End) => self.close(),
                Ok(Event::Done) => return Ok(()),
                Err(error) => return Err(Halt::Xml(error)),
            }
        }
    }

    /// Version 1 has an element around loans and requests that version 2 has not: what is in it
    /// stands as if it were not there.
    fn begin(&mut self, element: &Element<'a>) {
        let kept = self.open.is_empty() || element.name() != "UserTransaction";
        let at = self.elements.len();
        self.open.push(Open { at, kept });
        if kept {
            self.elements.push(Data::of(element));
        }
    }

    fn add(&mut self, piece: Cow<'a, str>) {
        let innermost = self.open.last().filter(|open| open.kept);
        if let Some(element) = innermost.and_then(|open| self.elements.get_mut(open.at)) {
            if element.text.is_empty() {
                element.text = piece;
            } else {
                element.text.to_mut().push_str(&piece);
            }
        }
    }

    fn close(&mut self) {
        let ended = self.open.pop().filter(|open| open.kept);
        let end = self.elements.len();
        if let Some(open) = ended
            && let Some(element) = self.elements.get_mut(open.at)
        {
            element.count = end - open.at;
        }
    }
}

impl<'a> Data<'a> {
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
            count: 1,
        }
    }
}

impl<'t> Node<'t> {
    /// Its name.
    pub(crate) fn name(&self) -> &'t str {
        self.elements.first().map_or("", |one| one.name)
    }

    /// Whether it is in the namespace of version 2.
    pub(crate) fn in_namespace(&self) -> bool {
        self.elements.first().is_some_and(|one| one.in_namespace)
    }

    /// The attribute `Scheme`.
    pub(crate) fn scheme(&self) -> Option<&'t str> {
        self.elements.first()?.scheme.as_deref()
    }

    /// The attribute `version`.
    pub(crate) fn version(&self) -> Option<&'t str> {
        self.elements.first()?.version.as_deref()
    }

    /// Its own text, without that of the elements in it.
    pub(crate) fn text(&self) -> &'t str {
        self.elements.first().map_or("", |one| &one.text)
    }

    /// The elements in it, without those in them.
    pub(crate) fn children(&self) -> impl Iterator<Item = Self> + use<'t> {
        let mut rest = self.elements.get(1..).unwrap_or_default();
        std::iter::from_fn(move || {
            let count = rest.first()?.count;
            let (elements, after) = rest.split_at_checked(count)?;
            rest = after;
            Some(Self { elements })
        })
    }

    /// The first element of this name in it.
    pub(crate) fn child(&self, name: &str) -> Option<Self> {
        self.children().find(|child| child.name() == name)
    }

    /// All elements of this name in it.
    pub(crate) fn all(
        &self,
        name: &'static str,
        context: &Context,
    ) -> Result<impl Iterator<Item = Self> + use<'t>, Flaw> {
        let all = || self.children().filter(move |child| child.name() == name);
        match self.elements.len() > context.repeats && all().count() > context.repeats {
            true => Err(Flaw::too_many().within(name)),
            false => Ok(all()),
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
