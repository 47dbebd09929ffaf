//! Repetitions: a terminal sends a request twice, or asks for the last answer again (97).
//!
//! A request with the same `AY` and `AZ` as the one before is the same transmission; the stored
//! answer goes out again and nothing is done twice. Two equal requests with another one between
//! them are two requests.

use std::{
    fmt,
    hash::{DefaultHasher, Hash, Hasher},
};

use crate::{
    seal::{Seal, Terminator},
    trailer::{Envelope, Sequence},
};

/// What a session keeps of the last request and its answer. Of the request only a fingerprint:
/// it may hold a PIN.
#[derive(Clone, Default)]
pub struct Resend {
    request: Option<Fingerprint>,
    answer: Box<[u8]>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Fingerprint {
    sequence: Sequence,
    checksum: u16,
    length: usize,
    hash: u64,
}

impl Resend {
    /// Remembers the frame that answered a request. A 96 is no answer: it is not kept, so that a
    /// 97 after it gets the last real one and no ping-pong begins.
    pub fn remember(&mut self, request: &Envelope<'_>, answer: &[u8]) {
        if !answer.starts_with(b"96") {
            self.request = Fingerprint::of(request);
            self.answer = answer.into();
        }
    }

    /// The frame that answered this very request, if it was the last one: send it as it is.
    pub fn repeated(&self, request: &Envelope<'_>) -> Option<&[u8]> {
        let fingerprint = Fingerprint::of(request)?;
        (self.request == Some(fingerprint)).then_some(&self.answer)
    }

    /// Appends what answers a 97: the last answer without its sequence number, with a checksum if
    /// the session uses error detection. False if there was none yet; the answer is 96 then.
    pub fn again(&self, checksum: bool, terminator: Terminator, out: &mut Vec<u8>) -> bool {
        let frame = self.answer.trim_ascii_end();
        let Ok(envelope) = Envelope::open(frame) else {
            return false;
        };
        if envelope.body.is_empty() {
            return false;
        }
        let seal = if checksum {
            Seal::UNNUMBERED
        } else {
            Seal::PLAIN
        };
        seal.close_bytes(envelope.body, terminator, out);
        true
    }
}

impl fmt::Debug for Resend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Resend({} bytes)", self.answer.len())
    }
}

impl Fingerprint {
    fn of(request: &Envelope<'_>) -> Option<Self> {
        let (sequence, checksum, frame) = request.transmission()?;
        let mut hasher = DefaultHasher::new();
        frame.hash(&mut hasher);
        Some(Self {
            sequence,
            checksum,
            length: frame.len(),
            hash: hasher.finish(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUEST: &[u8] =
        b"11YN20261122    090512                  AOKAI|AA2100000012345|AB33KAJ000123|AC|AY4AZEE4B";
    const OTHER: &[u8] =
        b"11YN20261122    090512                  AOKAI|AA2100000012345|AB33KAJ000213|AC|AY4AZEE4B";
    const ANSWER: &[u8] = b"121NUY...|AY4AZ1234\r";

    fn opened(frame: &[u8]) -> Envelope<'_> {
        Envelope::open(frame).unwrap()
    }

    #[test]
    fn the_same_transmission_gets_the_same_answer() {
        let mut resend = Resend::default();
        assert_eq!(resend.repeated(&opened(REQUEST)), None);
        resend.remember(&opened(REQUEST), ANSWER);
        assert_eq!(resend.repeated(&opened(REQUEST)), Some(ANSWER));
    }

    #[test]
    fn another_barcode_of_the_same_sum_is_another_request() {
        let mut resend = Resend::default();
        resend.remember(&opened(REQUEST), ANSWER);
        assert_eq!(resend.repeated(&opened(OTHER)), None);
    }

    #[test]
    fn plain_requests_are_never_repetitions() {
        let mut resend = Resend::default();
        resend.remember(&opened(b"9900802.00"), b"98...\r");
        assert_eq!(resend.repeated(&opened(b"9900802.00")), None);
    }

    #[test]
    fn a_97_gets_the_last_real_answer_without_its_number() {
        let (mut resend, mut out) = (Resend::default(), Vec::new());
        assert!(!resend.again(true, Terminator::Cr, &mut out));
        resend.remember(&opened(REQUEST), b"941AY0AZFDFD\r");
        resend.remember(&opened(b"77"), b"96AZFEF6\r");
        assert!(resend.again(true, Terminator::Cr, &mut out));
        assert!(resend.again(false, Terminator::CrLf, &mut out));
        assert_eq!(out, b"941AZFEC7\r941\r\n");
    }
}
