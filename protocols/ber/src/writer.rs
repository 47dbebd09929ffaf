//! Values to bytes, from the back.
//!
//! The length of an element stands before its contents. Writing the last octet first, each
//! length is known when its turn comes, and nothing is moved or measured twice.

use crate::{
    bit_string::BitString,
    tag::{Class, Tag},
};

/// Room a writer begins with when nothing else is said, in octets.
const CAPACITY: usize = 1024;

/// Writes elements with definite lengths, the last one first.
#[derive(Clone, Debug, Default)]
pub struct Writer {
    buffer: Vec<u8>,
    /// Where the octets written so far begin.
    start: usize,
}

impl Writer {
    /// An empty writer.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty writer with room for so many octets.
    pub fn with_capacity(octets: usize) -> Self {
        Self {
            buffer: vec![0; octets],
            start: octets,
        }
    }

    /// What was written.
    pub fn as_bytes(&self) -> &[u8] {
        self.buffer.get(self.start..).unwrap_or_default()
    }

    /// What was written.
    pub fn into_bytes(mut self) -> Vec<u8> {
        self.buffer.drain(..self.start);
        self.buffer
    }

    /// An element around what `contents` writes.
    pub fn element(&mut self, tag: Tag, constructed: bool, contents: impl FnOnce(&mut Self)) {
        let before = self.written();
        contents(self);
        self.length(self.written() - before);
        self.identifier(tag, constructed);
    }

    /// An element around the elements that `contents` writes, the last one first.
    pub fn constructed(&mut self, tag: Tag, contents: impl FnOnce(&mut Self)) {
        self.element(tag, true, contents);
    }

    /// An element of these octets.
    pub fn primitive(&mut self, tag: Tag, octets: &[u8]) {
        self.octets(octets);
        self.length(octets.len());
        self.identifier(tag, false);
    }

    /// Octets as they are, before all written so far.
    pub fn octets(&mut self, octets: &[u8]) {
        if octets.len() > self.start {
            self.grow(octets.len());
        }
        let start = self.start - octets.len();
        if let Some(room) = self.buffer.get_mut(start..self.start) {
            room.copy_from_slice(octets);
        }
        self.start = start;
    }

    /// The contents of an INTEGER: as few octets as hold it.
    pub fn integer(&mut self, value: i64) {
        let octets = value.to_be_bytes();
        let sign_bits = value.leading_zeros().max(value.leading_ones());
        let redundant = (sign_bits as usize - 1) / 8;
        self.octets(octets.get(redundant..).unwrap_or_default());
    }

    /// The contents of a BOOLEAN: `01` for true. Any octet but zero is true, but programs that show
    /// the number show -1 for `FF`, and others wait for a 1.
    pub fn boolean(&mut self, value: bool) {
        self.octet(if value { 1 } else { 0 });
    }

    /// The contents of a BIT STRING.
    pub fn bit_string(&mut self, bits: &BitString) {
        self.octets(bits.octets());
        self.octet(bits.unused());
    }

    fn written(&self) -> usize {
        self.buffer.len() - self.start
    }

    fn octet(&mut self, octet: u8) {
        self.octets(&[octet]);
    }

    fn length(&mut self, length: usize) {
        if length < 0x80 {
            return self.octet(length as u8);
        }
        let octets = length.to_be_bytes();
        let zeros = length.leading_zeros() as usize / 8;
        self.octets(octets.get(zeros..).unwrap_or_default());
        self.octet(0x80 | (octets.len() - zeros) as u8);
    }

    fn identifier(&mut self, tag: Tag, constructed: bool) {
        let class = match tag.class {
            Class::Universal => 0x00,
            Class::Application => 0x40,
            Class::Context => 0x80,
            Class::Private => 0xC0,
        };
        let first = class | if constructed { 0x20 } else { 0 };
        if tag.number < 0x1F {
            return self.octet(first | tag.number as u8);
        }
        self.octet(tag.number as u8 & 0x7F);
        let mut rest = tag.number >> 7;
        while rest > 0 {
            self.octet(rest as u8 | 0x80);
            rest >>= 7;
        }
        self.octet(first | 0x1F);
    }

    /// Makes room in front, at least fourfold so that long messages move few times.
    #[cold]
    fn grow(&mut self, octets: usize) {
        let written = self.written();
        let capacity = (written + octets).max(self.buffer.len() * 4).max(CAPACITY);
        let mut buffer = vec![0; capacity];
        if let Some(end) = buffer.get_mut(capacity - written..) {
            end.copy_from_slice(self.as_bytes());
        }
        (self.buffer, self.start) = (buffer, capacity - written);
    }
}

impl AsRef<[u8]> for Writer {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limits, Tree};

    fn written(write: impl FnOnce(&mut Writer)) -> Vec<u8> {
        let mut writer = Writer::new();
        write(&mut writer);
        writer.into_bytes()
    }

    #[test]
    fn integers_take_as_few_octets_as_they_need() {
        for value in [
            0,
            1,
            -1,
            127,
            128,
            -128,
            -129,
            255,
            65_536,
            i64::MAX,
            i64::MIN,
        ] {
            let bytes = written(|w| w.element(Tag::INTEGER, false, |w| w.integer(value)));
            let tree = Tree::parse(&bytes, &Limits::DEFAULT).unwrap();
            assert_eq!(tree.root().integer(), Ok(value));
        }
        assert_eq!(written(|w| w.integer(127)), [0x7F]);
        assert_eq!(written(|w| w.integer(128)), [0, 0x80]);
        assert_eq!(written(|w| w.integer(-128)), [0x80]);
        assert_eq!(written(|w| w.integer(64 * 1024 * 1024)), [4, 0, 0, 0]);
    }

    #[test]
    fn long_contents_and_high_tags() {
        for length in [0, 127, 128, 255, 256, 70_000] {
            for number in [0, 30, 31, 127, 128, 300, (1 << 28) - 1] {
                let tag = Tag::context(number);
                let bytes =
                    written(|w| w.constructed(tag, |w| w.primitive(tag, &vec![b'x'; length])));
                let tree = Tree::parse(&bytes, &Limits::DEFAULT).unwrap();
                let child = tree.root().only_child().unwrap();
                assert_eq!((child.tag(), child.content().len()), (tag, length));
            }
        }
        assert_eq!(
            written(|w| w.primitive(Tag::context(300), b"")),
            [0x9F, 0x82, 0x2C, 0]
        );
    }
}
