//! From a stream of bytes to one outer element after the other.
//!
//! There is no mark between elements: where one ends follows from its lengths alone. The scanner
//! remembers how far it came, so that the work is linear however the bytes arrive.

use crate::{
    header::{Length, header},
    limits::Limits,
    malformed::{Malformed, Reason},
};

/// Bytes an idle framer may keep allocated.
const IDLE_LIMIT: usize = 1024;

/// Cuts a stream into outer elements.
#[derive(Debug)]
pub struct Framer {
    buffer: Vec<u8>,
    /// Where the first byte not yet handed out stands.
    start: usize,
    scan: Scan,
    limits: Limits,
    /// Once the stream is broken, nothing after can be understood.
    broken: Option<Malformed>,
}

/// How far into the outer element the scanner came.
#[derive(Clone, Copy, Debug, Default)]
struct Scan {
    /// Where the next header, or the end of the element, is expected.
    at: usize,
    /// How many elements of indefinite length are open.
    open: usize,
    /// Headers read.
    elements: usize,
    /// Whether `at` is the end of the outer element.
    done: bool,
}

impl Framer {
    /// A framer for elements within these limits.
    pub fn new(limits: Limits) -> Self {
        Self {
            buffer: Vec::new(),
            start: 0,
            scan: Scan::default(),
            limits,
            broken: None,
        }
    }

    /// Changes the limits from the next frame on.
    pub fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
    }

    /// Adds bytes as they came. Take out what is complete with [`Framer::next_frame`] before
    /// reading more: the framer holds all it is given.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.broken.is_some() {
            return;
        }
        if self.start >= self.buffer.len().div_ceil(2) {
            self.buffer.drain(..self.start);
            self.start = 0;
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// Bytes given and not yet handed out: above nought, part of an element has come.
    pub fn buffered(&self) -> usize {
        self.buffer.len() - self.start
    }

    /// The first byte not yet handed out.
    pub fn peek(&self) -> Option<u8> {
        self.buffer.get(self.start).copied()
    }

    /// The next complete element, header included. An error is final: the bytes after it belong
    /// to nothing, and the same error is given again.
    pub fn next_frame(&mut self) -> Result<Option<&[u8]>, Malformed> {
        if let Some(malformed) = self.broken {
            return Err(malformed);
        }
        let waiting = self.buffer.get(self.start..).unwrap_or_default();
        match self.scan.advance(waiting, &self.limits) {
            Err(reason) => Err(self.give_up(reason)),
            Ok(false) => {
                if waiting.is_empty() {
                    self.buffer.clear();
                    self.buffer.shrink_to(IDLE_LIMIT);
                    self.start = 0;
                }
                Ok(None)
            }
            Ok(true) => {
                let frame = self.start..self.start + self.scan.at;
                (self.start, self.scan) = (frame.end, Scan::default());
                Ok(self.buffer.get(frame))
            }
        }
    }

    fn give_up(&mut self, reason: Reason) -> Malformed {
        let malformed = Malformed {
            offset: self.scan.at,
            field: "",
            reason,
        };
        self.broken = Some(malformed);
        (self.buffer, self.start) = (Vec::new(), 0);
        malformed
    }
}

impl Scan {
    /// Reads headers as far as they have come; true when the whole element has.
    fn advance(&mut self, waiting: &[u8], limits: &Limits) -> Result<bool, Reason> {
        while !self.done {
            // The inside of a definite element is passed by unread, and may not have come yet.
            let Some(input) = waiting.get(self.at..) else {
                return Ok(false);
            };
            let Some(header) = header(input)? else {
                return Ok(false);
            };
            self.elements += 1;
            if self.elements > limits.elements {
                let limit = limits.elements;
                return Err(Reason::TooManyElements { limit });
            }
            let end = self.at + header.size;
            let length = match header.length {
                Length::Indefinite => {
                    self.open += 1;
                    0
                }
                Length::Definite(_) if header.ends_contents()? => {
                    self.open = self.open.checked_sub(1).ok_or(Reason::StrayEnd)?;
                    0
                }
                Length::Definite(length) => length,
            };
            if self.open > limits.depth {
                let limit = limits.depth;
                return Err(Reason::TooDeep { limit });
            }
            if length > limits.size || end + length > limits.size {
                return Err(Reason::TooLarge { limit: limits.size });
            }
            (self.at, self.done) = (end + length, self.open == 0);
        }
        Ok(waiting.len() >= self.at)
    }
}

impl Default for Framer {
    fn default() -> Self {
        Self::new(Limits::DEFAULT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits {
        size: 1000,
        depth: 10,
        elements: 100,
    };

    fn frames(bytes: &[u8], chunk: usize) -> (Vec<Vec<u8>>, Option<Reason>) {
        let mut framer = Framer::new(LIMITS);
        let mut frames = Vec::new();
        for chunk in bytes.chunks(chunk) {
            framer.push(chunk);
            loop {
                match framer.next_frame() {
                    Ok(Some(frame)) => frames.push(frame.to_vec()),
                    Ok(None) => break,
                    Err(malformed) => return (frames, Some(malformed.reason)),
                }
            }
        }
        (frames, None)
    }

    #[test]
    fn elements_of_every_length_form_are_cut_out() {
        let elements: [&[u8]; 4] = [
            b"\xb4\x03\x82\x01x",
            b"\xb6\x80\xb5\x80\x82\x81\x01x\0\0\xa1\x02\x80\0\0\0",
            b"\xb8\x84\0\0\0\x02\x82\0",
            b"\xbf\x30\x80\0\0",
        ];
        let wire = [elements.concat(), b"\xb6".to_vec()].concat();
        for chunk in 1..wire.len() {
            let (cut, fault) = frames(&wire, chunk);
            assert_eq!((cut, fault), (elements.map(<[u8]>::to_vec).to_vec(), None));
        }
    }

    #[test]
    fn what_is_too_large_or_deep_is_refused_as_soon_as_it_shows() {
        let large = Some(Reason::TooLarge { limit: 1000 });
        assert_eq!(frames(b"\xb6\x84\x7f\xff\xff\xff", 1).1, large);
        assert_eq!(
            frames(b"\xb6\x88\xff\xff\xff\xff\xff\xff\xff\xff", 1).1,
            large
        );
        assert_eq!(frames(b"\xb6\x80\x82\x82\x03\xe8", 1).1, large);
        let exact = [&b"\xb6\x82\x03\xe4"[..], &[0; 996]].concat();
        assert_eq!(frames(&exact, 7).0.len(), 1);
        assert_eq!(frames(b"\xb6\x82\x03\xe5", 1).1, large);
        let deep = Some(Reason::TooDeep { limit: 10 });
        assert_eq!(frames(&[0xB6, 0x80].repeat(11), 1).1, deep);
        let many = Some(Reason::TooManyElements { limit: 100 });
        let wire = [&b"\xb6\x80"[..], &[0x82, 0].repeat(100)].concat();
        assert_eq!(frames(&wire, 9).1, many);
        assert_eq!(frames(b"\0\0", 1).1, Some(Reason::StrayEnd));
    }

    #[test]
    fn a_broken_stream_stays_broken_and_keeps_nothing() {
        let mut framer = Framer::new(LIMITS);
        framer.push(b"\xb6\xff");
        let fault = framer.next_frame().unwrap_err();
        framer.push(b"\xb4\x00");
        assert_eq!(framer.next_frame(), Err(fault));
        assert_eq!(framer.buffered(), 0);
    }

    #[test]
    fn an_idle_framer_is_small() {
        let mut framer = Framer::default();
        framer.push(&[&b"\xb6\x82\xc3\x50"[..], &[b'x'; 50_000]].concat());
        assert!(framer.next_frame().unwrap().is_some());
        assert_eq!(framer.next_frame(), Ok(None));
        assert!(framer.buffer.capacity() <= IDLE_LIMIT);
    }
}
