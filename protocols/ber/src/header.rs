//! Tag and length, the beginning of every element.

use nom::{
    IResult, Parser,
    error::{Error, ErrorKind},
    number::streaming::u8 as octet,
};

use crate::{
    malformed::Reason,
    tag::{Class, Tag},
};

/// Octets a tag number may have after its first.
const TAG_OCTETS: usize = 4;

/// Octets a length may have after its first, leading zeros included.
const LENGTH_OCTETS: usize = 8;

/// How the parsers below say what is wrong: nom's own kinds of errors, which stay in this file.
const TAG_TOO_LONG: ErrorKind = ErrorKind::TooLarge;
const LENGTH_TOO_LONG: ErrorKind = ErrorKind::LengthValue;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) tag: Tag,
    pub(crate) constructed: bool,
    pub(crate) length: Length,
    /// Octets of the header itself.
    pub(crate) size: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Length {
    Definite(usize),
    Indefinite,
}

impl Header {
    /// Whether it is the mark at the end of an indefinite length, which is two octets of nought
    /// and no other spelling of the same (X.690, 8.1.5): whoever counts its octets counts two.
    pub(crate) fn ends_contents(&self) -> Result<bool, Reason> {
        let written = (self.constructed, self.length, self.size);
        match self.tag == Tag::END_OF_CONTENTS {
            true if written != (false, Length::Definite(0), 2) => Err(Reason::StrayEnd),
            ends => Ok(ends),
        }
    }
}

/// The header at the start of the input; `None` while it is not complete.
pub(crate) fn header(input: &[u8]) -> Result<Option<Header>, Reason> {
    match (identifier, length).parse(input) {
        Ok((_, ((_, false), Length::Indefinite))) => Err(Reason::IndefinitePrimitive),
        Ok((rest, ((tag, constructed), length))) => Ok(Some(Header {
            tag,
            constructed,
            length,
            size: input.len() - rest.len(),
        })),
        Err(nom::Err::Incomplete(_)) => Ok(None),
        Err(nom::Err::Error(error) | nom::Err::Failure(error)) => Err(match error.code {
            TAG_TOO_LONG => Reason::TagTooLong,
            _ => Reason::LengthTooLong,
        }),
    }
}

/// Tag, and whether elements stand inside.
fn identifier(input: &[u8]) -> IResult<&[u8], (Tag, bool)> {
    let (input, first) = octet(input)?;
    let class = match first >> 6 {
        0 => Class::Universal,
        1 => Class::Application,
        2 => Class::Context,
        _ => Class::Private,
    };
    let (input, number) = match first & 0x1F {
        0x1F => high_number(input)?,
        low => (input, u32::from(low)),
    };
    Ok((input, (Tag { class, number }, first & 0x20 != 0)))
}

/// Seven bits an octet, the highest bit set in all but the last.
fn high_number(mut input: &[u8]) -> IResult<&[u8], u32> {
    let mut number = 0;
    for _ in 0..TAG_OCTETS {
        let (rest, next) = octet(input)?;
        (input, number) = (rest, number << 7 | u32::from(next & 0x7F));
        if next & 0x80 == 0 {
            return Ok((input, number));
        }
    }
    Err(nom::Err::Failure(Error::new(input, TAG_TOO_LONG)))
}

fn length(input: &[u8]) -> IResult<&[u8], Length> {
    let (mut input, first) = octet(input)?;
    if first < 0x80 {
        return Ok((input, Length::Definite(usize::from(first))));
    }
    if first == 0x80 {
        return Ok((input, Length::Indefinite));
    }
    let octets = usize::from(first & 0x7F);
    if octets > LENGTH_OCTETS {
        return Err(nom::Err::Failure(Error::new(input, LENGTH_TOO_LONG)));
    }
    let mut length = 0_u64;
    for _ in 0..octets {
        let (rest, next) = octet(input)?;
        (input, length) = (rest, length << 8 | u64::from(next));
    }
    // What no address can reach is refused later by the size limit.
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    Ok((input, Length::Definite(length)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Option<(Tag, bool, Length, usize)>, Reason> {
        let header = header(bytes)?;
        Ok(header.map(|h| (h.tag, h.constructed, h.length, h.size)))
    }

    #[test]
    fn headers_of_every_shape() {
        let search = (Tag::context(22), true, Length::Indefinite, 2);
        assert_eq!(read(b"\xb6\x80"), Ok(Some(search)));
        let scan = (Tag::context(35), true, Length::Definite(5), 6);
        assert_eq!(read(b"\xbf\x23\x83\x00\x00\x05"), Ok(Some(scan)));
        let schema = (Tag::context(300), false, Length::Definite(200), 5);
        assert_eq!(read(b"\x9f\x82\x2c\x81\xc8"), Ok(Some(schema)));
    }

    #[test]
    fn an_incomplete_header_waits() {
        for bytes in [&b""[..], b"\xb6", b"\xbf", b"\xbf\x82", b"\xb6\x84\x00\x00"] {
            assert_eq!(read(bytes), Ok(None), "{bytes:x?}");
        }
    }

    #[test]
    fn the_end_of_contents_has_one_spelling() {
        let ends = |bytes: &[u8]| header(bytes).unwrap().unwrap().ends_contents();
        assert_eq!(ends(b"\0\0"), Ok(true));
        assert_eq!(ends(b"\x80\0"), Ok(false));
        for other in [
            &b"\0\x81\0"[..],
            b"\0\x82\0\0",
            b"\x1f\0\0",
            b"\x20\0",
            b"\0\x01",
        ] {
            assert_eq!(ends(other), Err(Reason::StrayEnd), "{other:x?}");
        }
    }

    #[test]
    fn what_cannot_be_a_header_is_refused_at_once() {
        assert_eq!(read(b"\x84\x80"), Err(Reason::IndefinitePrimitive));
        assert_eq!(read(b"\xbf\x81\x81\x81\x81"), Err(Reason::TagTooLong));
        assert_eq!(read(b"\xb6\xff"), Err(Reason::LengthTooLong));
        assert_eq!(read(b"\xb6\x89"), Err(Reason::LengthTooLong));
    }
}
