//! The trailer of a frame: `AY` with the sequence number, `AZ` with the checksum.
//!
//! The terminal decides whether a session uses it; an answer mirrors its request. The checksum is
//! over the bytes on the wire from the first through the letters `AZ`: their sum plus the
//! checksum is nought in 16 bits.

use std::fmt;

use nom::{
    IResult, Parser,
    bytes::complete::{tag, take_while, take_while_m_n},
    combinator::{all_consuming, opt},
    sequence::preceded,
};

use silta_charset::Charset;

use crate::seal::Seal;

/// Digits a sequence number may have. The standard has one; some clients never wrap (AY10).
pub const SEQUENCE_LIMIT: usize = 9;

/// A sequence number as it was received, to be echoed as such.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sequence {
    digits: [u8; SEQUENCE_LIMIT],
    length: usize,
}

impl Sequence {
    /// The one digit a client sends: `number` modulo 10.
    pub fn new(number: usize) -> Self {
        let mut digits = [0; SEQUENCE_LIMIT];
        digits[0] = b'0' + (number % 10) as u8;
        Self { digits, length: 1 }
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        let digits = self.digits.get(..self.length).unwrap_or_default();
        std::str::from_utf8(digits).unwrap_or_default()
    }

    fn read(received: &[u8]) -> Option<Self> {
        let mut digits = [0; SEQUENCE_LIMIT];
        digits.get_mut(..received.len())?.copy_from_slice(received);
        let all_digits = !received.is_empty() && received.iter().all(u8::is_ascii_digit);
        all_digits.then_some(Self {
            digits,
            length: received.len(),
        })
    }
}

impl fmt::Debug for Sequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AY{}", self.as_str())
    }
}

/// A frame taken apart: the message and its trailer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Envelope<'a> {
    frame: &'a [u8],
    /// The bytes of the message without the trailer.
    pub body: &'a [u8],
    /// The number after `AY`.
    pub sequence: Option<Sequence>,
    checksum: Option<Checksum>,
}

/// The number after `AZ`, and how many bytes of the frame it is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Checksum {
    value: u16,
    covers: usize,
}

/// What comparing the checksum gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Check {
    /// There is none, or a sequence number without one: the terminal does without.
    Absent,
    /// It fits.
    Right,
    /// It fits the characters and not the bytes, as several clients reckon. Worth a count.
    RightByCharacters,
    /// The frame was damaged; the answer is 96 and nothing happens.
    Wrong,
}

/// The trailer cannot be read; the answer is 96.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damaged;

impl fmt::Display for Damaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("trailer unreadable: expected AY with digits and AZ with hexadecimal digits")
    }
}

impl std::error::Error for Damaged {}

impl fmt::Debug for Envelope<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Envelope")
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("sequence", &self.sequence)
            .field("checksum", &self.checksum)
            .finish()
    }
}

impl<'a> Envelope<'a> {
    /// Takes a frame apart.
    pub fn open(frame: &'a [u8]) -> Result<Self, Damaged> {
        let plain = Self {
            frame,
            body: frame,
            sequence: None,
            checksum: None,
        };
        let Some(at) = trailer_position(frame) else {
            return Ok(plain);
        };
        let (body, trailer) = frame.split_at_checked(at).ok_or(Damaged)?;
        let Trailer { sequence, checksum } = read_trailer(trailer).ok_or(Damaged)?;
        let sequence = match sequence {
            Some(digits) => Some(Sequence::read(digits).ok_or(Damaged)?),
            None => None,
        };
        let checksum = checksum.map(|value| Checksum {
            value,
            covers: covered(frame, at),
        });
        Ok(Self {
            frame,
            body,
            sequence,
            checksum,
        })
    }

    /// The text of the message.
    pub fn text(&self, charset: Charset) -> silta_charset::Decoded<'a> {
        charset.decode(self.body)
    }

    /// Compares the checksum, over the bytes and, where they are not ASCII, over the characters.
    pub fn check(&self, charset: Charset) -> Check {
        let Some(Checksum { value, covers }) = self.checksum else {
            return Check::Absent;
        };
        let covered = self.frame.get(..covers).unwrap_or_default();
        if checksum(covered) == value {
            return Check::Right;
        }
        if covered.is_ascii() {
            return Check::Wrong;
        }
        let points = charset
            .decode(covered)
            .text
            .chars()
            .map(u32::from)
            .fold(0, u32::wrapping_add);
        if (points as u16).wrapping_neg() == value {
            Check::RightByCharacters
        } else {
            Check::Wrong
        }
    }

    /// Whether the terminal uses error detection in this message.
    pub fn has_checksum(&self) -> bool {
        self.checksum.is_some()
    }

    /// The trailer an answer must carry: the same sequence number and a checksum, or none.
    pub fn seal(&self) -> Seal {
        match self.checksum {
            Some(_) => Seal {
                sequence: self.sequence,
                checksum: true,
            },
            None => Seal::PLAIN,
        }
    }

    /// What makes two frames the same transmission, if they have both numbers.
    pub(crate) fn transmission(&self) -> Option<(Sequence, u16, &'a [u8])> {
        Some((self.sequence?, self.checksum?.value, self.frame))
    }
}

/// The checksum of bytes that end with the letters `AZ`.
pub fn checksum(bytes: &[u8]) -> u16 {
    bytes
        .iter()
        .fold(0_u16, |sum, byte| sum.wrapping_add(u16::from(*byte)))
        .wrapping_neg()
}

/// The bytes of a frame through the letters `AZ` of the trailer at `at`.
fn covered(frame: &[u8], at: usize) -> usize {
    let trailer = frame.get(at..).unwrap_or_default();
    trailer
        .windows(2)
        .position(|two| two == b"AZ")
        .map_or(at, |az| at + az + 2)
}

/// Where a trailer begins: after the last delimiter, or right after the fixed part of a message
/// without fields, or at the end of a value whose delimiter is missing (and only there: a value
/// with its delimiter is a value).
fn trailer_position(frame: &[u8]) -> Option<usize> {
    let end = frame
        .iter()
        .rposition(|byte| !is_stray(*byte))
        .map_or(0, |last| last + 1);
    let trimmed = frame.get(..end)?;
    let segment = trimmed
        .iter()
        .rposition(|b| *b == b'|')
        .map_or(0, |delimiter| delimiter + 1);
    let last = trimmed.get(segment..)?;
    if segment > 0 && (last.starts_with(b"AY") || last.starts_with(b"AZ")) {
        return Some(segment);
    }
    let has_delimiter = frame
        .get(end..)
        .is_some_and(|strays| strays.contains(&b'|'));
    if segment > 0 && has_delimiter {
        // A whole field: whatever its value looks like, it is no trailer.
        return None;
    }
    let sequence = last
        .windows(3)
        .rposition(|w| matches!(w, [b'A', b'Y', d] if d.is_ascii_digit()));
    let checksum = last
        .windows(2)
        .rposition(|two| two == b"AZ")
        .filter(|at| segment == 0 && last.get(*at..).and_then(read_trailer).is_some());
    let followed = |at: &usize| {
        last.get(*at..)
            .is_some_and(|tail| is_trailer_like(tail, segment == 0))
    };
    sequence
        .filter(followed)
        .or(checksum)
        .map(|at| segment + at)
}

/// Inside a value only a whole trailer counts as one; in a frame without fields `AY3` is enough.
fn is_trailer_like(tail: &[u8], without_fields: bool) -> bool {
    without_fields || read_trailer(tail).is_some_and(|trailer| trailer.checksum.is_some())
}

/// What a trailer says.
struct Trailer<'a> {
    sequence: Option<&'a [u8]>,
    checksum: Option<u16>,
}

/// `AY` and digits, `AZ` and three or four hexadecimal digits; either may be missing. Stray
/// delimiters, blanks and NUL may follow.
fn read_trailer(trailer: &[u8]) -> Option<Trailer<'_>> {
    let digits = take_while_m_n(1, SEQUENCE_LIMIT, |byte: u8| byte.is_ascii_digit());
    let hex = take_while_m_n(3, 4, |byte: u8| byte.is_ascii_hexdigit()).map(hexadecimal);
    let sequence = opt(preceded(tag("AY"), digits));
    let checksum = opt(preceded(tag("AZ"), hex));
    let mut whole = all_consuming((sequence, checksum, take_while(is_stray)));
    let read: IResult<&[u8], _, ()> = whole.parse(trailer);
    let (_, (sequence, checksum, _)) = read.ok()?;
    (sequence.is_some() || checksum.is_some()).then_some(Trailer { sequence, checksum })
}

fn is_stray(byte: u8) -> bool {
    matches!(byte, b'|' | b' ' | 0)
}

fn hexadecimal(digits: &[u8]) -> u16 {
    digits
        .iter()
        .filter_map(|digit| char::from(*digit).to_digit(16))
        .fold(0, |value, digit| value << 4 | digit as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(frame: &[u8]) -> Envelope<'_> {
        Envelope::open(frame).unwrap()
    }

    /// An item's properties (CH) may hold what a damaged message once left there.
    #[test]
    fn a_value_that_looks_like_a_trailer_is_none() {
        let frame = b"201AB1|CHplain}AY3AZF114|";
        let envelope = opened(frame);
        assert_eq!((envelope.body, envelope.seal()), (&frame[..], Seal::PLAIN));
        let mut sealed = Vec::new();
        Seal::numbered(Sequence::new(5)).close_bytes(frame, crate::Terminator::Cr, &mut sealed);
        let envelope = opened(sealed.trim_ascii_end());
        assert_eq!(envelope.body, frame);
        assert_eq!(envelope.check(Charset::Utf8), Check::Right);
    }

    #[test]
    fn trailers_are_mirrored_as_received() {
        for (frame, body, sequence) in [
            ("941AY0AZFDFD", "941", Some("0")),
            ("9900802.00|AY0AZFC2D", "9900802.00|", Some("0")),
            (
                "1720261122    090512AOx|AY10AZ0000",
                "1720261122    090512AOx|",
                Some("10"),
            ),
            (
                "1720261122    090512AOx|AZ0000",
                "1720261122    090512AOx|",
                None,
            ),
            ("97AZFEF5", "97", None),
            (
                "66..AOx|C4::SIP=HASH(0x5)AY8AZD634",
                "66..AOx|C4::SIP=HASH(0x5)",
                Some("8"),
            ),
            ("9300CNx|COy|AY1AZf359| ", "9300CNx|COy|", Some("1")),
        ] {
            let envelope = opened(frame.as_bytes());
            assert_eq!(envelope.body, body.as_bytes(), "{frame}");
            assert_eq!(
                envelope.seal().sequence.as_ref().map(Sequence::as_str),
                sequence
            );
            assert!(envelope.seal().checksum);
        }
    }

    #[test]
    fn a_sequence_number_alone_is_plain() {
        for frame in ["1720261122    090512AOx|AY3", "9900802.00AY3"] {
            let envelope = opened(frame.as_bytes());
            assert!(envelope.sequence.is_some());
            assert_eq!(envelope.seal(), Seal::PLAIN);
            assert_eq!(envelope.check(Charset::Utf8), Check::Absent);
        }
    }

    #[test]
    fn values_that_look_like_trailers_are_values() {
        for frame in [
            "17..AOx|ABAZ1234|",
            "17..AOx|AJJAZZ",
            "17..AOx|ABAY3|",
            "9300CNMAYA|COx|",
        ] {
            assert_eq!(opened(frame.as_bytes()).body, frame.as_bytes());
        }
    }

    #[test]
    fn unreadable_trailers_are_damage() {
        for frame in [
            "17..AOx|AY2AZGHIJ",
            "17..AOx|AYAAZF59F",
            "17..AOx|AZ12",
            "941AY1AZ",
            "17..|AY1234567890AZ1234",
            "17..AOx|AY1AZ12345",
        ] {
            assert_eq!(Envelope::open(frame.as_bytes()), Err(Damaged), "{frame}");
        }
    }

    #[test]
    fn checksums_are_over_bytes_and_leniently_over_characters() {
        let check = |frame: &str| opened(frame.as_bytes()).check(Charset::Utf8);
        assert_eq!(check("9300CNkaj-sc1|COsähkö|CPKAJ|AY1AZF33E"), Check::Right);
        assert_eq!(
            check("9300CNkaj-sc1|COsähkö|CPKAJ|AY1AZF444"),
            Check::RightByCharacters
        );
        assert_eq!(check("9300CNkaj-sc1|COsähkö|CPKAJ|AY1AZF445"), Check::Wrong);
        assert_eq!(
            check("9300CNkaj-sc1|COsalaisuus1|CPKAJ|AY1AZf359"),
            Check::Right
        );
        assert_eq!(check("9300CNkaj-sc1|COsalaisuus1|CPKAJ|"), Check::Absent);
    }
}
