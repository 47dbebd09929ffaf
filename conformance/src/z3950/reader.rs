//! A tolerant BER reader for answers: any legal form of a length, and what is wrong in words.

use super::ber::Class;

/// Levels of an answer that are read; none needs a third of them.
const DEEPEST: usize = 40;

/// One value that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) class: Class,
    pub(crate) tag: u32,
    pub(crate) constructed: bool,
    /// The octets of a primitive value.
    pub(crate) content: Vec<u8>,
    /// The values of a constructed one.
    pub(crate) children: Vec<Self>,
}

/// Where the first value of `bytes` ends; nothing while more is to come.
pub(crate) fn end_of(bytes: &[u8]) -> Result<Option<usize>, String> {
    let mut reader = Reader { bytes, at: 0 };
    match reader.skip(0) {
        Ok(()) => Ok(Some(reader.at)),
        Err(Fault::More) => Ok(None),
        Err(Fault::Wrong(why)) => Err(why),
    }
}

/// The one value that `bytes` are.
pub(crate) fn read(bytes: &[u8]) -> Result<Element, String> {
    let mut reader = Reader { bytes, at: 0 };
    let element = reader.element(0).map_err(|fault| match fault {
        Fault::More => "the value is cut short".to_owned(),
        Fault::Wrong(why) => why,
    })?;
    match bytes.len() - reader.at {
        0 => Ok(element),
        rest => Err(format!("{rest} octets follow the value")),
    }
}

enum Fault {
    More,
    Wrong(String),
}

type Read<T> = Result<T, Fault>;

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

struct Header {
    class: Class,
    tag: u32,
    constructed: bool,
    /// Nothing if indefinite.
    length: Option<usize>,
}

impl<'a> Reader<'a> {
    fn octet(&mut self) -> Read<u8> {
        let octet = *self.bytes.get(self.at).ok_or(Fault::More)?;
        self.at += 1;
        Ok(octet)
    }

    fn take(&mut self, count: usize) -> Read<&'a [u8]> {
        let end = self.at.checked_add(count).ok_or(Fault::More)?;
        let taken = self.bytes.get(self.at..end).ok_or(Fault::More)?;
        self.at = end;
        Ok(taken)
    }

    fn header(&mut self) -> Read<Header> {
        let lead = self.octet()?;
        let class = match lead >> 6 {
            0 => Class::Universal,
            1 => Class::Application,
            2 => Class::Context,
            _ => Class::Private,
        };
        let constructed = lead & 0x20 != 0;
        let tag = match lead & 0x1F {
            0x1F => self.long_tag()?,
            small => u32::from(small),
        };
        let length = self.length()?;
        if length.is_none() && !constructed {
            return wrong("a primitive value of indefinite length");
        }
        Ok(Header {
            class,
            tag,
            constructed,
            length,
        })
    }

    fn long_tag(&mut self) -> Read<u32> {
        let mut tag = 0u32;
        loop {
            let octet = self.octet()?;
            if tag >> 24 != 0 {
                return wrong("a tag number of more than four octets");
            }
            tag = tag << 7 | u32::from(octet & 0x7F);
            if octet & 0x80 == 0 {
                return Ok(tag);
            }
        }
    }

    fn length(&mut self) -> Read<Option<usize>> {
        match self.octet()? {
            short @ 0..0x80 => Ok(Some(usize::from(short))),
            0x80 => Ok(None),
            0xFF => wrong("a length that begins with 0xFF"),
            long => {
                let octets = self.take(usize::from(long & 0x7F))?;
                octets
                    .iter()
                    .try_fold(0usize, |length, &octet| {
                        (length >> 32 == 0).then_some(length << 8 | usize::from(octet))
                    })
                    .map_or_else(|| wrong("a length beyond 2^40"), |length| Ok(Some(length)))
            }
        }
    }

    fn skip(&mut self, depth: usize) -> Read<()> {
        let header = self.header()?;
        if depth > DEEPEST {
            return wrong("values nested too deeply");
        }
        match header.length {
            Some(length) => self.take(length).map(drop),
            None => {
                while !self.at_end_of_contents()? {
                    self.skip(depth + 1)?;
                }
                Ok(())
            }
        }
    }

    /// Whether the two zeros come next; they are taken if so.
    fn at_end_of_contents(&mut self) -> Read<bool> {
        let ended = match self.bytes.get(self.at..) {
            Some([0, 0, ..]) => true,
            Some([0] | []) | None => return Err(Fault::More),
            Some(_) => false,
        };
        self.at += if ended { 2 } else { 0 };
        Ok(ended)
    }

    fn element(&mut self, depth: usize) -> Read<Element> {
        let header = self.header()?;
        if depth > DEEPEST {
            return wrong("values nested too deeply");
        }
        let mut element = Element {
            class: header.class,
            tag: header.tag,
            constructed: header.constructed,
            content: Vec::new(),
            children: Vec::new(),
        };
        match header.length {
            None => {
                while !self.at_end_of_contents()? {
                    element.children.push(self.element(depth + 1)?);
                }
            }
            Some(length) if header.constructed => {
                let mut inner = Reader {
                    bytes: self.take(length)?,
                    at: 0,
                };
                while inner.at < inner.bytes.len() {
                    let child = inner.element(depth + 1).map_err(|fault| match fault {
                        Fault::More => {
                            Fault::Wrong("a value is longer than the one around it".to_owned())
                        }
                        wrong => wrong,
                    })?;
                    element.children.push(child);
                }
            }
            Some(length) => element.content = self.take(length)?.to_vec(),
        }
        Ok(element)
    }
}

fn wrong<T>(why: &str) -> Read<T> {
    Err(Fault::Wrong(why.to_owned()))
}

impl Element {
    /// The field of this context tag.
    pub(crate) fn field(&self, tag: u32) -> Option<&Self> {
        self.children
            .iter()
            .find(|child| (child.class, child.tag) == (Class::Context, tag))
    }

    /// The field below the fields of these context tags.
    pub(crate) fn below(&self, tags: &[u32]) -> Option<&Self> {
        tags.iter()
            .try_fold(self, |element, &tag| element.field(tag))
    }

    /// Whether it has this universal tag.
    pub(crate) fn is_universal(&self, tag: u32) -> bool {
        (self.class, self.tag) == (Class::Universal, tag)
    }

    /// An INTEGER that fits 64 bits, in as few octets as it needs.
    pub(crate) fn integer(&self) -> Result<i64, String> {
        let octets = &self.content;
        if self.constructed || octets.is_empty() || octets.len() > 8 {
            return Err(format!("an INTEGER of {} octets", octets.len()));
        }
        if let [0, 0..0x80, ..] | [0xFF, 0x80..=0xFF, ..] = octets[..] {
            return Err("an INTEGER with more octets than it needs".to_owned());
        }
        let sign = if octets[0] & 0x80 == 0 { 0 } else { -1 };
        Ok(octets
            .iter()
            .fold(sign, |value, &octet| value << 8 | i64::from(octet)))
    }

    /// A BOOLEAN.
    pub(crate) fn boolean(&self) -> Result<bool, String> {
        match (self.constructed, &*self.content) {
            (false, [octet]) => Ok(*octet != 0),
            _ => Err(format!("a BOOLEAN of {} octets", self.content.len())),
        }
    }

    /// The numbers of the bits that are set in a BIT STRING.
    pub(crate) fn bits(&self) -> Result<Vec<u8>, String> {
        let (false, Some((&unused @ 0..8, octets))) =
            (self.constructed, self.content.split_first())
        else {
            return Err("no BIT STRING".to_owned());
        };
        if octets.is_empty() && unused > 0 {
            return Err("a BIT STRING without octets and with unused bits".to_owned());
        }
        let set = |at: usize| {
            octets
                .get(at / 8)
                .is_some_and(|o| o & 0x80 >> (at % 8) != 0)
        };
        Ok((0..octets.len() * 8)
            .filter(|&at| set(at))
            .filter_map(|at| u8::try_from(at).ok())
            .collect())
    }

    /// The octets of a string, whether in one piece or in several.
    pub(crate) fn octets(&self) -> Vec<u8> {
        if self.constructed {
            self.children.iter().flat_map(Self::octets).collect()
        } else {
            self.content.clone()
        }
    }

    /// A string as text.
    pub(crate) fn text(&self) -> Result<String, String> {
        String::from_utf8(self.octets()).map_err(|_| "a string that is not UTF-8".to_owned())
    }

    /// An OBJECT IDENTIFIER in its dotted form.
    pub(crate) fn oid(&self) -> Result<String, String> {
        let whole = self.content.last().is_some_and(|last| last & 0x80 == 0);
        if self.constructed || !whole {
            return Err("no OBJECT IDENTIFIER".to_owned());
        }
        let mut arcs = Vec::new();
        let mut arc = 0u64;
        for &octet in &self.content {
            arc = arc << 7 | u64::from(octet & 0x7F);
            if octet & 0x80 == 0 {
                arcs.push(arc);
                arc = 0;
            }
        }
        let first = arcs.remove(0);
        let lead = (first / 40).min(2);
        Ok(arcs
            .iter()
            .fold(format!("{lead}.{}", first - lead * 40), |dotted, arc| {
                format!("{dotted}.{arc}")
            }))
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::ber::{Length, bits, boolean, group, integer, null, octets, oid},
        *,
    };

    #[test]
    fn what_was_written_is_read_whatever_the_lengths() {
        let apdu = group(
            23,
            [
                integer(24, -129),
                boolean(22, true),
                bits(4, &[0, 8, 21]),
                oid(6, "1.2.840.10003.5.109.10").universal(),
                octets(105, "ä".repeat(100)),
                group(99, [null(5)]),
            ],
        );
        for length in [Length::Shortest, Length::Octets(5), Length::Indefinite] {
            let bytes = apdu.clone().lengthened_throughout(length).bytes();
            assert_eq!(end_of(&bytes), Ok(Some(bytes.len())));
            for short in 0..bytes.len() {
                assert_eq!(end_of(&bytes[..short]), Ok(None), "{short}");
                assert!(read(&bytes[..short]).is_err());
            }
            let root = read(&bytes).expect("well-formed");
            let field = |tag| root.field(tag).expect("there");
            assert_eq!(field(24).integer(), Ok(-129));
            assert_eq!(field(22).boolean(), Ok(true));
            assert_eq!(field(4).bits(), Ok(vec![0, 8, 21]));
            assert_eq!(field(105).text(), Ok("ä".repeat(100)));
            assert!(root.below(&[99, 5]).is_some());
            assert_eq!(root.children[3].oid(), Ok("1.2.840.10003.5.109.10".into()));
            assert!(root.children[3].is_universal(6));
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (bytes, why) in [
            (&[0x84, 0x80][..], "primitive value of indefinite"),
            (&[0xA4, 0xFF], "begins with 0xFF"),
            (
                &[0xA4, 0x03, 0x85, 0x05, 0x01],
                "longer than the one around it",
            ),
            (&[0x84, 0x00, 0x00], "1 octets follow"),
            (
                &[0xBF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0x00],
                "more than four octets",
            ),
        ] {
            let fault = read(bytes).expect_err("wrong");
            assert!(fault.contains(why), "{fault}");
        }
        assert!(end_of(&[0xA0, 0x80].repeat(100)).is_err());
        assert!(read(&[0x84, 0x02, 0x00, 0x01]).unwrap().integer().is_err());
        assert!(read(&[0x84, 0x00]).unwrap().boolean().is_err());
    }
}
