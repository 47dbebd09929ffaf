//! The trailer of a frame: `AY` with the sequence number, `AZ` with the checksum.
//!
//! The terminal decides whether a session uses it; an answer mirrors its request. The checksum is
//! over the bytes on the wire from the first through the letters `AZ`: their sum plus the
//! checksum is nought in 16 bits.

use std::fmt;

use nom::{
    IResult, Parser,
    branch::alt,
    bytes::complete::{tag, take_while_m_n},
    combinator::{all_consuming, opt},
};

use silta_charset::Charset;

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
        let (_, (sequence, checksum)) = read_trailer(trailer).map_err(|_| Damaged)?;
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
/// without fields, or at the end of a value whose delimiter is missing.
fn trailer_position(frame: &[u8]) -> Option<usize> {
    let end = frame
        .iter()
        .rposition(|b| !matches!(b, b'|' | b' ' | 0))
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
    let sequence = last
        .windows(3)
        .rposition(|w| matches!(w, [b'A', b'Y', d] if d.is_ascii_digit()));
    let checksum = last
        .windows(2)
        .rposition(|two| two == b"AZ")
        .filter(|_| segment == 0);
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
    match read_trailer(tail) {
        Ok((_, (_, checksum))) => without_fields || checksum.is_some(),
        Err(_) => without_fields,
    }
}

/// `AY` and digits, `AZ` and three or four hexadecimal digits; either may be missing. Stray
/// delimiters, blanks and NUL may follow.
fn read_trailer(trailer: &[u8]) -> IResult<&[u8], (Option<&[u8]>, Option<u16>)> {
    let digits = take_while_m_n(1, SEQUENCE_LIMIT, |byte: u8| byte.is_ascii_digit());
    let hex = take_while_m_n(3, 4, |byte: u8| byte.is_ascii_hexdigit()).map(hexadecimal);
    let strays = take_while_m_n(0, usize::MAX, |byte| matches!(byte, b'|' | b' ' | 0));
    let (sequence, sum) = ((tag("AY"), digits), (tag("AZ"), hex));
    let both = (
        sequence.map(|(_, digits)| digits),
        opt(sum.map(|(_, sum)| sum)),
    );
    let (sum_tag, sum_hex) = (
        tag("AZ"),
        take_while_m_n(3, 4, |byte: u8| byte.is_ascii_hexdigit()).map(hexadecimal),
    );
    let alone = (sum_tag, sum_hex);
    let parts = alt((
        both.map(|(digits, sum)| (Some(digits), sum)),
        alone.map(|(_, sum): (&[u8], u16)| (None, Some(sum))),
    ));
    all_consuming((parts, strays))
        .map(|(parts, _)| parts)
        .parse(trailer)
}

fn hexadecimal(digits: &[u8]) -> u16 {
    digits
        .iter()
        .filter_map(|digit| char::from(*digit).to_digit(16))
        .fold(0, |value, digit| value << 4 | digit as u16)
}

/// What ends a message on its way out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Terminator {
    /// CR, as the standard says. Some clients hang on anything else.
    #[default]
    Cr,
    /// CR and LF, for terminals that wait for both.
    CrLf,
}

impl Terminator {
    /// The bytes.
    pub fn bytes(self) -> &'static [u8] {
        match self {
            Self::Cr => b"\r",
            Self::CrLf => b"\r\n",
        }
    }
}

/// The trailer a message is sent with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seal {
    /// The number after `AY`; none in 96, 97 and an answer sent again.
    pub sequence: Option<Sequence>,
    /// Whether there is an `AZ`. Without it no `AY` is sent either.
    pub checksum: bool,
}

impl Seal {
    /// No trailer.
    pub const PLAIN: Self = Self {
        sequence: None,
        checksum: false,
    };

    /// A checksum without sequence number: 96, 97, and answers sent again.
    pub const UNNUMBERED: Self = Self {
        sequence: None,
        checksum: true,
    };

    /// A request of a client that uses error detection.
    pub fn numbered(sequence: Sequence) -> Self {
        Self {
            sequence: Some(sequence),
            checksum: true,
        }
    }

    /// Appends the frame of `message`: its bytes, the trailer, the terminator.
    pub fn close(self, message: &str, charset: Charset, terminator: Terminator, out: &mut Vec<u8>) {
        let start = out.len();
        charset.encode(message, out);
        self.finish(start, terminator, out);
    }

    /// The same for a message that is bytes already.
    pub(crate) fn close_bytes(self, message: &[u8], terminator: Terminator, out: &mut Vec<u8>) {
        let start = out.len();
        out.extend_from_slice(message);
        self.finish(start, terminator, out);
    }

    fn finish(self, start: usize, terminator: Terminator, out: &mut Vec<u8>) {
        if self.checksum {
            if let Some(sequence) = self.sequence {
                out.extend_from_slice(b"AY");
                out.extend_from_slice(sequence.as_str().as_bytes());
            }
            out.extend_from_slice(b"AZ");
            let sum = checksum(out.get(start..).unwrap_or_default());
            let hex = |shift: u16| {
                let digit = u32::from(sum >> shift & 0xF);
                char::from_digit(digit, 16)
                    .unwrap_or('0')
                    .to_ascii_uppercase() as u8
            };
            out.extend_from_slice(&[hex(12), hex(8), hex(4), hex(0)]);
        }
        out.extend_from_slice(terminator.bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(frame: &[u8]) -> Envelope<'_> {
        Envelope::open(frame).unwrap()
    }

    fn sealed(message: &str, seal: Seal) -> String {
        let mut out = Vec::new();
        seal.close(message, Charset::Utf8, Terminator::Cr, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn known_checksums() {
        assert_eq!(sealed("97", Seal::UNNUMBERED), "97AZFEF5\r");
        assert_eq!(sealed("96", Seal::UNNUMBERED), "96AZFEF6\r");
        assert_eq!(
            sealed("941", Seal::numbered(Sequence::new(10))),
            "941AY0AZFDFD\r"
        );
        assert_eq!(sealed("941", Seal::PLAIN), "941\r");
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
