//! Every element of an outer element, found in one pass.
//!
//! Where an element of indefinite length ends is known only after all in it was read. Reading
//! level by level would look for the end of the same elements once a level; one pass that notes
//! each element keeps the work linear whatever is nested in what.

use std::{borrow::Cow, cell::Cell, fmt};

use crate::{
    header::{Header, Length, header},
    limits::Limits,
    malformed::{Malformed, Reason},
    tag::{Class, Tag},
    writer::Writer,
};

/// One outer element and all that stands in it.
pub struct Tree<'a> {
    bytes: &'a [u8],
    /// In the order of their first octets, so that the children of an element follow it.
    nodes: Vec<Node>,
    unknown: Cell<usize>,
}

#[derive(Clone, Copy)]
struct Node {
    number: u32,
    class: Class,
    constructed: bool,
    indefinite: bool,
    header: u8,
    /// Where the contents begin.
    content: u32,
    /// Octets of the contents.
    length: u32,
    /// The first element that does not stand in this one.
    next: u32,
}

/// An element whose contents are being read.
struct Open {
    index: usize,
    /// Where it ends, if its length says so.
    end: Option<usize>,
    /// What its contents cannot reach beyond.
    bound: usize,
}

impl<'a> Tree<'a> {
    /// Reads exactly one outer element.
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Malformed> {
        if bytes.len() > limits.size.min(u32::MAX as usize) {
            return Err(at(0, Reason::TooLarge { limit: limits.size }));
        }
        let mut tree = Self {
            bytes,
            nodes: Vec::with_capacity((bytes.len() / 8).clamp(8, 64)),
            unknown: Cell::new(0),
        };
        let mut open: Vec<Open> = Vec::with_capacity(16);
        let mut position = 0;
        while tree.nodes.is_empty() || !open.is_empty() {
            position = tree.step(position, &mut open, limits)?;
            while let Some(done) = open.pop_if(|last| last.end == Some(position)) {
                tree.close(done.index, position);
            }
        }
        if position < bytes.len() {
            return Err(at(position, Reason::Trailing));
        }
        Ok(tree)
    }

    /// The outer element.
    pub fn root(&self) -> Element<'_> {
        Element {
            tree: self,
            index: 0,
        }
    }

    /// How many unknown elements the readers of this tree passed by.
    pub fn unknown(&self) -> usize {
        self.unknown.get()
    }

    pub(crate) fn count_unknown(&self, more: usize) {
        self.unknown.set(self.unknown.get() + more);
    }

    /// Reads the header at a position; gives the next position.
    fn step(
        &mut self,
        position: usize,
        open: &mut Vec<Open>,
        limits: &Limits,
    ) -> Result<usize, Malformed> {
        let fault = |reason| at(position, reason);
        let bound = open.last().map_or(self.bytes.len(), |last| last.bound);
        let input = self.bytes.get(position..bound).unwrap_or_default();
        let overrun = if bound == self.bytes.len() {
            Reason::Truncated
        } else {
            Reason::Overrun
        };
        let header = header(input)
            .map_err(fault)?
            .ok_or_else(|| fault(overrun))?;
        if header.ends_contents().map_err(fault)? {
            return self.end_of_contents(position, &header, open).map_err(fault);
        }
        if self.nodes.len() >= limits.elements {
            let limit = limits.elements;
            return Err(fault(Reason::TooManyElements { limit }));
        }
        if open.len() >= limits.depth {
            let limit = limits.depth;
            return Err(fault(Reason::TooDeep { limit }));
        }
        let content = position + header.size;
        let end = match header.length {
            Length::Definite(length) if length > bound - content => return Err(fault(overrun)),
            Length::Definite(length) => Some(content + length),
            Length::Indefinite => None,
        };
        self.nodes.push(node(&header, content, end));
        if !header.constructed {
            return Ok(end.unwrap_or(content));
        }
        open.push(Open {
            index: self.nodes.len() - 1,
            end,
            bound: end.unwrap_or(bound),
        });
        Ok(content)
    }

    fn end_of_contents(
        &mut self,
        position: usize,
        header: &Header,
        open: &mut Vec<Open>,
    ) -> Result<usize, Reason> {
        let done = open.pop_if(|last| last.end.is_none());
        self.close(done.ok_or(Reason::StrayEnd)?.index, position);
        Ok(position + header.size)
    }

    /// The contents of an element end here.
    fn close(&mut self, index: usize, end: usize) {
        let next = small(self.nodes.len());
        if let Some(node) = self.nodes.get_mut(index) {
            node.length = small(end) - node.content;
            node.next = next;
        }
    }

    fn node(&self, index: u32) -> Node {
        let node = self.nodes.get(index as usize);
        *node.expect("an element is made only from a node of its tree")
    }
}

fn node(header: &Header, content: usize, end: Option<usize>) -> Node {
    Node {
        number: header.tag.number,
        class: header.tag.class,
        constructed: header.constructed,
        indefinite: end.is_none(),
        header: header.size as u8,
        content: small(content),
        length: small(end.map_or(0, |end| end - content)),
        next: 0,
    }
}

/// Positions fit: the size of a tree is checked before it is read.
fn small(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

fn at(offset: usize, reason: Reason) -> Malformed {
    Malformed {
        offset,
        field: "",
        reason,
    }
}

impl fmt::Debug for Tree<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tree of {} elements", self.nodes.len())
    }
}

/// One element of a [`Tree`].
#[derive(Clone, Copy)]
pub struct Element<'t> {
    tree: &'t Tree<'t>,
    index: u32,
}

impl<'t> Element<'t> {
    fn node(&self) -> Node {
        self.tree.node(self.index)
    }

    pub(crate) fn tree(&self) -> &'t Tree<'t> {
        self.tree
    }

    /// Its tag.
    pub fn tag(&self) -> Tag {
        let Node { class, number, .. } = self.node();
        Tag { class, number }
    }

    /// Whether elements stand in it.
    pub fn is_constructed(&self) -> bool {
        self.node().constructed
    }

    /// Where its first octet stands in the outer element.
    pub fn offset(&self) -> usize {
        let node = self.node();
        (node.content - u32::from(node.header)) as usize
    }

    /// The octets of its contents as they came, headers of inner elements included.
    pub fn content(&self) -> &'t [u8] {
        let node = self.node();
        let range = node.content as usize..(node.content + node.length) as usize;
        self.tree.bytes.get(range).unwrap_or_default()
    }

    /// The whole element as it came.
    pub fn raw(&self) -> &'t [u8] {
        let node = self.node();
        let end_of_contents = if node.indefinite { 2 } else { 0 };
        let end = (node.content + node.length + end_of_contents) as usize;
        self.tree.bytes.get(self.offset()..end).unwrap_or_default()
    }

    /// The whole element with definite lengths throughout.
    pub fn definite(&self) -> Cow<'t, [u8]> {
        if !self.subtree().any(|element| element.node().indefinite) {
            return Cow::Borrowed(self.raw());
        }
        let mut writer = Writer::with_capacity(self.raw().len() + 64);
        self.write(&mut writer);
        Cow::Owned(writer.into_bytes())
    }

    /// Writes the element with definite lengths. No deeper than the limit the tree was read with.
    fn write(&self, writer: &mut Writer) {
        writer.element(self.tag(), self.is_constructed(), |writer| {
            if !self.is_constructed() {
                return writer.octets(self.content());
            }
            let children: Vec<_> = self.children().collect();
            for child in children.iter().rev() {
                child.write(writer);
            }
        });
    }

    /// The elements in it; none in a primitive one.
    pub fn children(&self) -> Children<'t> {
        let node = self.node();
        let end = if node.constructed {
            node.next
        } else {
            self.index + 1
        };
        Children {
            tree: self.tree,
            index: self.index + 1,
            end,
        }
    }

    /// This element and all in it, in the order of their first octets.
    pub(crate) fn subtree(&self) -> impl Iterator<Item = Element<'t>> + use<'t> {
        let tree = self.tree;
        let end = self.children().end;
        (self.index..end).map(move |index| Element { tree, index })
    }

    /// The one element that an explicit tag stands around.
    pub fn only_child(&self) -> Result<Self, Malformed> {
        let mut children = self.constructed()?.children();
        let child = children
            .next()
            .ok_or_else(|| self.malformed(Reason::Missing))?;
        match children.next() {
            Some(second) => Err(second.malformed(Reason::Unexpected(second.tag()))),
            None => Ok(child),
        }
    }

    /// The element, if elements may stand in it.
    pub(crate) fn constructed(&self) -> Result<Self, Malformed> {
        if self.is_constructed() {
            Ok(*self)
        } else {
            Err(self.malformed(Reason::NotConstructed))
        }
    }

    /// The contents, if the element is primitive.
    pub fn primitive(&self) -> Result<&'t [u8], Malformed> {
        if self.is_constructed() {
            Err(self.malformed(Reason::NotPrimitive))
        } else {
            Ok(self.content())
        }
    }

    /// Something is wrong with this element.
    pub fn malformed(&self, reason: Reason) -> Malformed {
        at(self.offset(), reason)
    }
}

impl fmt::Debug for Element<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} octets", self.tag(), self.content().len())
    }
}

/// The elements in an element.
#[derive(Clone, Debug)]
pub struct Children<'t> {
    tree: &'t Tree<'t>,
    index: u32,
    end: u32,
}

impl<'t> Iterator for Children<'t> {
    type Item = Element<'t>;

    fn next(&mut self) -> Option<Element<'t>> {
        if self.index >= self.end {
            return None;
        }
        let element = Element {
            tree: self.tree,
            index: self.index,
        };
        let node = element.node();
        self.index = if node.constructed {
            node.next
        } else {
            self.index + 1
        };
        Some(element)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(bytes: &[u8]) -> Result<String, Reason> {
        fn told(element: Element<'_>) -> String {
            if !element.is_constructed() {
                return format!(
                    "{}={:?}",
                    element.tag(),
                    String::from_utf8_lossy(element.content())
                );
            }
            let children: Vec<_> = element.children().map(told).collect();
            format!("{}{{{}}}", element.tag(), children.join(" "))
        }
        let tree = Tree::parse(bytes, &Limits::DEFAULT).map_err(|malformed| malformed.reason)?;
        Ok(told(tree.root()))
    }

    #[test]
    fn definite_and_indefinite_lengths_say_the_same() {
        let told = "[22]{[21]{[45]=\"ab\"} [2]=\"\"}";
        let definite = b"\xb6\x09\xb5\x05\x9f\x2d\x02ab\x82\x00";
        let indefinite = b"\xb6\x80\xb5\x80\x9f\x2d\x81\x02ab\0\0\x82\x00\0\0";
        assert_eq!(tags(definite), Ok(told.into()));
        assert_eq!(tags(indefinite), Ok(told.into()));
        let tree = Tree::parse(indefinite, &Limits::DEFAULT).unwrap();
        assert_eq!(&*tree.root().definite(), definite);
        assert_eq!(tree.root().raw(), indefinite);
    }

    #[test]
    fn broken_structure_is_refused() {
        assert_eq!(tags(b"\xb6\x03\x82\x00"), Err(Reason::Truncated));
        assert_eq!(tags(b"\xb6\x03\x82\x02a"), Err(Reason::Truncated));
        assert_eq!(tags(b"\xb6\x05\xb5\x02\x82\x01aa"), Err(Reason::Overrun));
        assert_eq!(tags(b"\xb6\x02\0\0"), Err(Reason::StrayEnd));
        assert_eq!(tags(b"\xb6\x80\0\x01a\0\0"), Err(Reason::StrayEnd));
        assert_eq!(tags(b"\xb6\x80\x82\x00"), Err(Reason::Truncated));
        assert_eq!(tags(b"\xb6\x00\0"), Err(Reason::Trailing));
        assert_eq!(tags(b""), Err(Reason::Truncated));
    }

    #[test]
    fn depth_and_count_are_limited_at_once() {
        let limits = Limits {
            depth: 100,
            ..Limits::DEFAULT
        };
        for (levels, accepted) in [(100, true), (101, false), (20_000, false)] {
            let nested = [[0xA0, 0x80].repeat(levels), [0, 0].repeat(levels)].concat();
            let read = Tree::parse(&nested, &limits);
            assert_eq!(read.is_ok(), accepted);
            if let Err(malformed) = read {
                assert_eq!(malformed.reason, Reason::TooDeep { limit: 100 });
                assert_eq!(malformed.offset, 200, "nothing deeper was looked at");
            }
        }
        let many = [&b"\xa0\x80"[..], &[0x80, 0].repeat(200_000), b"\0\0"].concat();
        let malformed = Tree::parse(&many, &Limits::DEFAULT).unwrap_err();
        assert_eq!(malformed.reason, Reason::TooManyElements { limit: 200_000 });
    }

    #[test]
    fn an_element_is_noted_in_twenty_octets() {
        assert_eq!(size_of::<Node>(), 20);
    }
}
