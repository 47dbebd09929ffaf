//! The fields of a SEQUENCE, one after the other.

use crate::{
    malformed::{Malformed, Reason},
    tag::Tag,
    tree::{Children, Element},
};

/// How far ahead of its place a field is looked for. No SEQUENCE of Z39.50 has more fields.
const LOOK_AHEAD: usize = 24;

/// Takes the fields out of a SEQUENCE.
///
/// A field is taken by its tag, in its place or from among the next ones: elements between
/// that nobody asks for do not hide it, and optional fields may stand in another order. What is
/// left over at the end is unknown, see [`Seq::finish`].
#[derive(Clone, Debug)]
pub struct Seq<'t> {
    element: Element<'t>,
    rest: Children<'t>,
    /// Which of the next elements were taken ahead of their turn, the next one in the lowest bit.
    taken: u32,
}

impl<'t> Seq<'t> {
    /// The fields of a constructed element, whatever its tag.
    pub fn of(element: Element<'t>) -> Result<Self, Malformed> {
        Ok(Self {
            element,
            rest: element.constructed()?.children(),
            taken: 0,
        })
    }

    /// The field of a tag, if it is there.
    pub fn opt(&mut self, tag: Tag) -> Option<Element<'t>> {
        self.find(|found| found == tag)
    }

    /// The field of a tag.
    pub fn req(&mut self, tag: Tag) -> Result<Element<'t>, Malformed> {
        self.opt(tag)
            .ok_or_else(|| self.element.malformed(Reason::Missing))
    }

    /// The first field whose tag fits.
    pub fn find(&mut self, fits: impl Fn(Tag) -> bool) -> Option<Element<'t>> {
        for (ahead, element) in self.rest.clone().take(LOOK_AHEAD).enumerate() {
            let bit = 1 << ahead;
            if self.taken & bit == 0 && fits(element.tag()) {
                self.taken |= bit;
                self.pass_taken();
                return Some(element);
            }
        }
        None
    }

    /// The element these fields stand in.
    pub fn element(&self) -> Element<'t> {
        self.element
    }

    /// The elements that were not taken.
    pub fn unknown(&self) -> impl Iterator<Item = Element<'t>> + use<'t> {
        let taken = self.taken;
        let is_taken = move |ahead: usize| ahead < LOOK_AHEAD && taken & (1 << ahead) != 0;
        let rest = self.rest.clone().enumerate();
        rest.filter_map(move |(ahead, element)| (!is_taken(ahead)).then_some(element))
    }

    /// Ends the reading: what was not taken is unknown, passed by, and counted in
    /// [`Tree::unknown`](crate::Tree::unknown).
    pub fn finish(self) {
        let unknown = self.unknown().count();
        if unknown > 0 {
            self.element.tree().count_unknown(unknown);
        }
    }

    fn pass_taken(&mut self) {
        while self.taken & 1 != 0 {
            self.rest.next();
            self.taken >>= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limits, Tree};

    #[test]
    fn fields_are_taken_by_tag_and_the_rest_is_counted() {
        let bytes = b"\xb4\x0d\x82\x00\x9f\x87\x67\x01x\x84\x00\x83\x00\x83\x00";
        let tree = Tree::parse(bytes, &Limits::DEFAULT).unwrap();
        let mut seq = Seq::of(tree.root()).unwrap();
        assert_eq!(seq.req(Tag::context(2)).unwrap().offset(), 2);
        assert!(seq.opt(Tag::context(1)).is_none());
        assert_eq!(seq.req(Tag::context(3)).unwrap().offset(), 11);
        assert_eq!(seq.req(Tag::context(4)).unwrap().offset(), 9);
        assert_eq!(
            seq.req(Tag::context(5)).unwrap_err().reason,
            Reason::Missing
        );
        let unknown: Vec<_> = seq.unknown().map(|element| element.tag()).collect();
        assert_eq!(unknown, [Tag::context(999), Tag::context(3)]);
        seq.finish();
        assert_eq!(tree.unknown(), 2);
    }
}
