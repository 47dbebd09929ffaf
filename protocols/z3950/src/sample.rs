//! Values made up from arbitrary numbers, for laws and fuzzing.

use std::slice::Iter;

/// Choices drawn one after the other; nought when they run out, which ends every value.
#[derive(Clone, Debug)]
pub struct Choices<'a>(Iter<'a, u8>);

impl<'a> Choices<'a> {
    /// Choices from these octets.
    pub fn new(octets: &'a [u8]) -> Self {
        Self(octets.iter())
    }

    /// A number below a limit.
    pub fn below(&mut self, limit: usize) -> usize {
        let mut draw = || usize::from(self.0.next().copied().unwrap_or(0));
        if limit <= 256 {
            return draw() % limit.max(1);
        }
        let (low, high) = (draw(), draw());
        (high << 8 | low) % limit
    }

    /// One of several.
    pub(crate) fn one<T: Copy>(&mut self, of: &[T]) -> T {
        let chosen = of.get(self.below(of.len())).or_else(|| of.first());
        *chosen.expect("one of none")
    }

    /// Octets of a string.
    pub(crate) fn octets(&mut self) -> Vec<u8> {
        const STRINGS: &[&[u8]] = &[
            b"",
            b"F",
            b"default",
            b"kalevala",
            "seitsem\u{e4}n veljest\u{e4}".as_bytes(),
            b"a \"b\" \\ {c} @and\n",
            b"\x00\xff\xfe",
            &[b'x'; 130],
        ];
        let mut octets = self.one(STRINGS).to_vec();
        for _ in 0..self.below(4) {
            octets.push(self.below(256) as u8);
        }
        octets
    }
}
