//! From a stream of bytes to one APDU after the other.

use silta_ber::{Limits, Malformed, Reason, Tag};

use crate::apdu::can_begin;

/// Octets an APDU may have before a session is open.
pub const FIRST_APDU_LIMIT: usize = 1024 * 1024;

/// Octets an APDU may have in a session.
pub const APDU_LIMIT: usize = 4 * 1024 * 1024;

/// Elements the APDU of a client may have: the largest query within the limits of
/// [`query`](crate::query) with half a dozen attributes for each term has 25,000. Responses may
/// have more, see [`Limits::DEFAULT`].
pub const ELEMENT_LIMIT: usize = 50_000;

/// Cuts a stream into APDUs. Takes linear time however the bytes arrive.
#[derive(Debug)]
pub struct Framer {
    framer: silta_ber::Framer,
    limits: Limits,
    /// What does not begin as an APDU is refused before its length is believed.
    refused: Option<Malformed>,
}

impl Framer {
    /// A framer for APDUs within these limits.
    pub fn new(limits: Limits) -> Self {
        Self {
            framer: silta_ber::Framer::new(limits),
            limits,
            refused: None,
        }
    }

    /// Changes how many octets an APDU may have, from the next one on: more is due to a client
    /// once its session is open.
    pub fn set_size_limit(&mut self, size: usize) {
        self.limits.size = size;
        self.framer.set_limits(self.limits);
    }

    /// The limits in force, which [`decode_within`](crate::decode_within) wants too.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Adds bytes as they came. Take out what is complete with [`Framer::next_frame`] before
    /// reading more: the framer holds all it is given.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.refused.is_none() {
            self.framer.push(bytes);
        }
    }

    /// Bytes given and not yet handed out: above nought, part of an APDU has come.
    pub fn buffered(&self) -> usize {
        self.framer.buffered()
    }

    /// The bytes of the next complete APDU. An error is final.
    pub fn next_frame(&mut self) -> Result<Option<&[u8]>, Malformed> {
        if let Some(octet) = self.framer.peek().filter(|octet| !can_begin(*octet)) {
            let reason = Reason::Unexpected(Tag::universal(u32::from(octet & 0x1F)));
            self.refused.get_or_insert(Malformed {
                offset: 0,
                field: "Apdu",
                reason,
            });
        }
        match self.refused {
            Some(malformed) => Err(malformed),
            None => self.framer.next_frame(),
        }
    }
}

impl Default for Framer {
    /// For what a client sends first; see [`Framer::set_size_limit`].
    fn default() -> Self {
        Self::new(Limits {
            size: FIRST_APDU_LIMIT,
            elements: ELEMENT_LIMIT,
            ..Limits::DEFAULT
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_apdu_is_refused_at_its_first_octet() {
        for bytes in ["HELLO", "GET / HTTP/1.1\r\n", "\0\0"] {
            let mut framer = Framer::default();
            framer.push(bytes.as_bytes());
            let fault = framer.next_frame().unwrap_err();
            framer.push(b"\xb4\x00");
            assert_eq!(framer.next_frame(), Err(fault));
        }
    }

    #[test]
    fn the_limit_grows_with_the_session() {
        let claim = b"\xb6\x83\x20\x00\x00";
        let mut framer = Framer::default();
        framer.push(claim);
        let reason = framer.next_frame().unwrap_err().reason;
        assert_eq!(
            reason,
            Reason::TooLarge {
                limit: FIRST_APDU_LIMIT
            }
        );
        let mut framer = Framer::default();
        framer.push(b"\xb4\x00");
        assert_eq!(framer.next_frame(), Ok(Some(&b"\xb4\x00"[..])));
        framer.set_size_limit(APDU_LIMIT);
        framer.push(claim);
        assert_eq!(framer.next_frame(), Ok(None));
    }
}
