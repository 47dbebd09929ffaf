//! Answers taken apart for judging. Servers write definite and indefinite lengths, both are read.

use crate::{Fault, catalogue::z3950::request::USMARC};

/// Elements that may stand in each other.
const DEPTH: usize = 32;

const UNIVERSAL: u8 = 0x00;
const CONTEXT: u8 = 0x80;

/// One element.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Element<'a> {
    class: u8,
    tag: u32,
    contents: &'a [u8],
}

/// How many octets the first element has in all; none if it isn't there whole.
pub(crate) fn length(bytes: &[u8]) -> Result<Option<usize>, Fault> {
    Ok(first(bytes, DEPTH)?.map(|(_, length)| length))
}

/// What a search answers: hits.
pub(crate) fn hits(apdu: &[u8], reference: [u8; 4]) -> Result<u64, Fault> {
    let answer = apdu_of(23, apdu, reference)?;
    if !answer.is_true(22)? {
        return Err("the search failed".into());
    }
    answer.number(23)
}

/// What a Present answers: so many records in USMARC, each as long as it says. The first one.
pub(crate) fn records(apdu: &[u8], reference: [u8; 4], count: u64) -> Result<&[u8], Fault> {
    let answer = apdu_of(25, apdu, reference)?;
    if answer.number(27)? != 0 || answer.number(24)? != count {
        return Err("the Present did not bring what was asked for".into());
    }
    let mut seen = 0;
    let mut one = None;
    for entry in answer.field(28)?.children() {
        let record = marc(entry?)?;
        one.get_or_insert(record);
        seen += 1;
    }
    match one {
        Some(one) if seen == count => Ok(one),
        _ => Err(format!("{seen} records instead of {count}").into()),
    }
}

/// Init was granted.
pub(crate) fn granted(apdu: &[u8], reference: [u8; 4]) -> Result<(), Fault> {
    match apdu_of(21, apdu, reference)?.is_true(12)? {
        true => Ok(()),
        false => Err("no session".into()),
    }
}

/// A Close was answered by one.
pub(crate) fn closed(apdu: &[u8]) -> Result<(), Fault> {
    // Not every server gives its reference id back here.
    let (answer, _) = first(apdu, DEPTH)?.ok_or("no answer")?;
    match (answer.class, answer.tag) {
        (CONTEXT, 48) => Ok(()),
        other => Err(format!("{other:?} instead of a Close").into()),
    }
}

fn apdu_of(kind: u32, apdu: &[u8], reference: [u8; 4]) -> Result<Element<'_>, Fault> {
    let (answer, _) = first(apdu, DEPTH)?.ok_or("no answer")?;
    if (answer.class, answer.tag) != (CONTEXT, kind) {
        return Err(format!("an APDU {} instead of {kind}", answer.tag).into());
    }
    match answer.field(2)?.contents == reference {
        true => Ok(answer),
        false => Err("the answer to another request".into()),
    }
}

/// The octets of a NamePlusRecord.
fn marc(entry: Element<'_>) -> Result<&[u8], Fault> {
    let record = entry.field(1)?.field(1)?;
    let external = record.child(UNIVERSAL, 8)?;
    if external.child(UNIVERSAL, 6)?.contents != USMARC {
        return Err("a record in another syntax".into());
    }
    let octets = external.field(1)?.contents;
    let said = octets.get(..5).and_then(|said| str::from_utf8(said).ok());
    match said.and_then(|said| said.parse().ok()) == Some(octets.len()) {
        true => Ok(octets),
        false => Err("a record that is not as long as it says".into()),
    }
}

impl<'a> Element<'a> {
    fn children(self) -> impl Iterator<Item = Result<Element<'a>, Fault>> {
        let mut rest = self.contents;
        std::iter::from_fn(move || {
            let next = match first(rest, DEPTH) {
                Ok(None) if rest.is_empty() => return None,
                Ok(next) => next.ok_or_else(|| "half an element".into()),
                Err(fault) => Err(fault),
            };
            let (child, length) = match next {
                Ok(next) => next,
                Err(fault) => {
                    rest = &[];
                    return Some(Err(fault));
                }
            };
            rest = &rest[length..];
            Some(Ok(child))
        })
    }

    fn child(self, class: u8, tag: u32) -> Result<Self, Fault> {
        for child in self.children() {
            let child = child?;
            if (child.class, child.tag) == (class, tag) {
                return Ok(child);
            }
        }
        Err(format!("no field {tag}").into())
    }

    fn field(self, tag: u32) -> Result<Self, Fault> {
        self.child(CONTEXT, tag)
    }

    fn number(self, tag: u32) -> Result<u64, Fault> {
        let octets = self.field(tag)?.contents;
        let add = |number: u64, octet: &u8| number << 8 | u64::from(*octet);
        match octets.len() {
            1..=8 => Ok(octets.iter().fold(0, add)),
            _ => Err("not a number".into()),
        }
    }

    fn is_true(self, tag: u32) -> Result<bool, Fault> {
        Ok(self.number(tag)? != 0)
    }
}

/// The first element and its octets in all; none if it isn't there whole.
fn first(bytes: &[u8], depth: usize) -> Result<Option<(Element<'_>, usize)>, Fault> {
    if depth == 0 {
        return Err("elements too deep in each other".into());
    }
    let Some((class, tag, mut at)) = identifier(bytes)? else {
        return Ok(None);
    };
    let Some(octet) = bytes.get(at).copied() else {
        return Ok(None);
    };
    at += 1;
    let element = |contents| Element {
        class,
        tag,
        contents,
    };
    if octet == 0x80 {
        let begin = at;
        loop {
            match bytes.get(at..at + 2) {
                None => return Ok(None),
                Some([0, 0]) => return Ok(Some((element(&bytes[begin..at]), at + 2))),
                Some(_) => {}
            }
            match first(&bytes[at..], depth - 1)? {
                Some((_, length)) => at += length,
                None => return Ok(None),
            }
        }
    }
    let length = match octet {
        0..=0x7F => usize::from(octet),
        0x81..=0x84 => {
            let octets = usize::from(octet & 0x7F);
            let Some(octets) = bytes.get(at..at + octets) else {
                return Ok(None);
            };
            at += octets.len();
            octets
                .iter()
                .fold(0, |length, octet| length << 8 | usize::from(*octet))
        }
        _ => return Err("a length that nobody needs".into()),
    };
    let contents = bytes.get(at..at + length);
    Ok(contents.map(|contents| (element(contents), at + length)))
}

/// Class, tag and the octets they take.
fn identifier(bytes: &[u8]) -> Result<Option<(u8, u32, usize)>, Fault> {
    let Some(octet) = bytes.first() else {
        return Ok(None);
    };
    let class = octet & 0xC0;
    if octet & 31 != 31 {
        return Ok(Some((class, u32::from(octet & 31), 1)));
    }
    let mut tag = 0;
    for (at, octet) in bytes.iter().enumerate().skip(1).take(3) {
        tag = tag << 7 | u32::from(octet & 0x7F);
        if octet & 0x80 == 0 {
            return Ok(Some((class, tag, at + 1)));
        }
    }
    match bytes.len() {
        0..4 => Ok(None),
        _ => Err("a tag that the standard does not have".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &[u8] = b"00011record";

    /// A PresentResponse with one record, in definite or indefinite lengths.
    fn response(indefinite: bool) -> Vec<u8> {
        let around = |tag: &[u8], contents: &[u8]| match indefinite {
            true => [tag, &[0x80], contents, &[0, 0]].concat(),
            false => [tag, &[contents.len() as u8], contents].concat(),
        };
        let octets = [&[0x81, RECORD.len() as u8], RECORD].concat();
        let kind = [&[6, USMARC.len() as u8], USMARC].concat();
        let external = around(&[0x28], &[kind, octets].concat());
        let record = around(&[0xA1], &around(&[0xA1], &external));
        let records = around(&[0xBC], &around(&[0x30], &record));
        let fields = [
            &b"\x82\x04ref1\x98\x01\x01\x99\x01\x00\x9B\x01\x00"[..],
            &records,
        ]
        .concat();
        around(&[0xB9], &fields)
    }

    #[test]
    fn reads_both_kinds_of_lengths_and_waits_for_the_whole() {
        for indefinite in [false, true] {
            let apdu = response(indefinite);
            assert_eq!(length(&apdu).unwrap(), Some(apdu.len()));
            for end in 0..apdu.len() {
                assert_eq!(length(&apdu[..end]).unwrap(), None, "{end}");
            }
            assert_eq!(records(&apdu, *b"ref1", 1).unwrap(), RECORD);
            assert!(records(&apdu, *b"ref2", 1).is_err());
            assert!(records(&apdu, *b"ref1", 2).is_err());
            assert!(hits(&apdu, *b"ref1").is_err());
        }
    }

    #[test]
    fn reads_hits() {
        let apdu = b"\xB7\x10\x82\x04ref1\x97\x02\x01\x00\x98\x01\x00\x96\x01\xFF";
        assert_eq!(hits(apdu, *b"ref1").unwrap(), 256);
    }
}
