//! Messages out of a stream of bytes. Nothing of the protocol says where one ends: there is no
//! length and no end but that of the root element.

use std::fmt;

/// The name of the root element.
const ROOT: &str = "NCIPMessage";

/// Consumed bytes that are kept in front of what waits, so that taking a message out of many does not
/// move all the others.
const SLACK: usize = 64 << 10;

/// Bytes that have come, and how far they were looked through.
#[derive(Default)]
pub(crate) struct Framer {
    bytes: Vec<u8>,
    /// Where what waits begins.
    start: usize,
    /// How far into that no message ends.
    seen: usize,
}

impl Framer {
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        if self.start > SLACK || self.start == self.bytes.len() {
            self.bytes.drain(..self.start);
            self.start = 0;
        }
        self.bytes.extend_from_slice(bytes);
    }

    /// How many bytes wait. White space between messages is none.
    pub(crate) fn buffered(&self) -> usize {
        self.waiting().len()
    }

    /// The next whole message: until its end tag, or what is no XML until its line ends.
    pub(crate) fn next(&mut self) -> Option<Vec<u8>> {
        self.skip_space();
        let mut seen = self.seen;
        let waiting = self.waiting();
        let wide = Wide::of(waiting);
        let end = match wide.is_markup(waiting)? {
            true => wide.end_tag(waiting, &mut seen),
            false => waiting
                .iter()
                .position(|byte| *byte == b'\n')
                .map(|at| at + 1),
        };
        self.seen = seen;
        Some(self.split(end?))
    }

    /// What waits, as it is.
    pub(crate) fn rest(&mut self) -> Option<Vec<u8>> {
        self.skip_space();
        let all = self.buffered();
        (all > 0).then(|| self.split(all))
    }

    fn waiting(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }

    fn split(&mut self, end: usize) -> Vec<u8> {
        let message = self.waiting().iter().take(end).copied().collect();
        self.start += end;
        self.seen = 0;
        self.skip_space();
        message
    }

    /// The line end after a message, in either width.
    fn skip_space(&mut self) {
        let is_space = |byte: &&u8| byte.is_ascii_whitespace() || **byte == 0;
        let space = self.waiting().iter().take_while(is_space).count();
        if space > 0 {
            self.start += space;
            self.seen = 0;
        }
    }
}

/// What waits may be a patron's secret.
impl fmt::Debug for Framer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Framer({} bytes)", self.buffered())
    }
}

/// In how many bytes the characters of markup stand: UTF-16 says so with its mark of byte order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wide {
    One,
    BigEndian,
    LittleEndian,
}

impl Wide {
    fn of(bytes: &[u8]) -> Self {
        match bytes {
            [0xFE, 0xFF, ..] => Self::BigEndian,
            [0xFF, 0xFE, ..] => Self::LittleEndian,
            _ => Self::One,
        }
    }

    /// Whether a message that begins so is XML; not known before its first characters are there.
    fn is_markup(self, bytes: &[u8]) -> Option<bool> {
        match (self, bytes) {
            (Self::One, [0xFE | 0xFF | 0xEF] | [0xEF, 0xBB] | []) => None,
            (Self::One, [0xEF, 0xBB, 0xBF, ..]) => Some(true),
            (Self::One, [first, ..]) => Some(*first == b'<'),
            _ => Some(true),
        }
    }

    fn width(self) -> usize {
        match self {
            Self::One => 1,
            Self::BigEndian | Self::LittleEndian => 2,
        }
    }

    /// The character that begins at a place, if it is one of ASCII.
    fn ascii(self, bytes: &[u8], at: usize) -> Option<u8> {
        match self {
            Self::One => bytes.get(at).copied(),
            Self::BigEndian if bytes.get(at) == Some(&0) => bytes.get(at + 1).copied(),
            Self::LittleEndian if bytes.get(at + 1) == Some(&0) => bytes.get(at).copied(),
            Self::BigEndian | Self::LittleEndian => None,
        }
    }

    /// Where the first end tag of the root ends. `seen` is where the search goes on when more has
    /// come, so that each byte is looked at once.
    fn end_tag(self, bytes: &[u8], seen: &mut usize) -> Option<usize> {
        let step = self.width();
        let mut at = *seen;
        while at + step <= bytes.len() {
            if self.ascii(bytes, at) == Some(b'<') {
                match self.tag(bytes, at) {
                    Tag::End(end) => return Some(end),
                    Tag::Other => {}
                    Tag::Cut => break,
                }
            }
            at += step;
        }
        *seen = at;
        None
    }

    /// The tag that begins at a place.
    fn tag(self, bytes: &[u8], start: usize) -> Tag {
        /// Longest end tag that is looked at: name, prefix and white space.
        const MOST: usize = 256;
        let step = self.width();
        let mut name = String::new();
        for n in 1..=MOST {
            let at = start + n * step;
            if at + step > bytes.len() {
                return Tag::Cut;
            }
            match self.ascii(bytes, at) {
                Some(b'/') if n == 1 => {}
                Some(_) | None if n == 1 => return Tag::Other,
                Some(b'>') => {
                    let local = name.rsplit(':').next().unwrap_or_default();
                    let is_root = local.trim_end() == ROOT;
                    return if is_root {
                        Tag::End(at + step)
                    } else {
                        Tag::Other
                    };
                }
                Some(b'<') => return Tag::Other,
                Some(byte) => name.push(char::from(byte)),
                None => name.push(char::REPLACEMENT_CHARACTER),
            }
        }
        Tag::Other
    }
}

/// What begins with a `<`.
enum Tag {
    /// The end tag of the root, and where it ends.
    End(usize),
    Other,
    /// It is not all there.
    Cut,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(stream: &[u8], chunk: usize) -> Vec<Vec<u8>> {
        let mut framer = Framer::default();
        let mut frames = Vec::new();
        for piece in stream.chunks(chunk) {
            framer.push(piece);
            frames.extend(std::iter::from_fn(|| framer.next()));
        }
        frames.extend(framer.rest());
        frames
    }

    #[test]
    fn messages_end_with_their_root_however_they_are_cut() {
        let one = "<NCIPMessage>\n<a/>\n</NCIPMessage>";
        let two = "<n:NCIPMessage><b></b></n:NCIPMessage >";
        let stream = format!("{one}\n{two}{one}\r\nhello\n \n{one}half <NCIP");
        for chunk in 1..stream.len() {
            let read = frames(stream.as_bytes(), chunk);
            let read: Vec<_> = read
                .iter()
                .map(|one| str::from_utf8(one).unwrap())
                .collect();
            assert_eq!(
                read,
                [one, two, one, "hello\n", one, "half <NCIP"],
                "{chunk}"
            );
        }
    }

    #[test]
    fn utf_16_is_told_by_its_mark() {
        let text = "\u{feff}<NCIPMessage>å</NCIPMessage>";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for message in [little, big] {
            let stream = [message.clone(), message.clone()].concat();
            for chunk in [1, 7, 1000] {
                assert_eq!(frames(&stream, chunk), [message.clone(), message.clone()]);
            }
        }
    }
}
