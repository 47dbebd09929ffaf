//! From text to markup: where tags, texts and references begin and end (XML 1.0). What they mean
//! is the reader's.

use memchr::{memchr, memchr2, memmem};

/// Goes through a document from piece to piece.
#[derive(Debug)]
pub(crate) struct Scanner<'a> {
    text: &'a str,
    /// Where the next piece begins.
    at: usize,
}

/// A piece of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Markup<'a> {
    /// A tag begins, of an element with this name. It is read to its end with
    /// [`Scanner::in_tag`] before anything else is.
    Start(Name<'a>),
    /// The end tag of an element with this name.
    End(&'a str),
    /// Characters as they stand there, at least one.
    Text(&'a str),
    /// What is in a CDATA section.
    Cdata(&'a str),
    /// What is between `&` and `;`.
    Reference(&'a str),
    /// What is between `<!DOCTYPE` and `>`.
    Doctype(&'a str),
    /// A processing instruction with this target, or an XML declaration.
    Instruction(&'a str),
    /// A comment.
    Comment,
    /// The document has ended.
    Done,
}

/// A piece of a start tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InTag<'a> {
    /// An attribute: its name, and its value as it stands between the quotes.
    Attribute(&'a str, &'a str),
    /// The tag has ended.
    End,
    /// The tag has ended, and so has the element.
    EmptyEnd,
}

/// What stands where a name should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Name<'a> {
    pub(crate) text: &'a str,
    /// Whether it is known to be a name without prefix: nearly all are of ASCII letters.
    pub(crate) is_plain: bool,
}

/// What is wrong with a piece, in words.
pub(crate) type Unsound = &'static str;

impl<'a> Scanner<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// Bytes of the document before the next piece.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// Passes over the end tag of an element with this name, if that is the next piece. It is that
    /// so often that it is looked for before all else.
    pub(crate) fn passes_end_of(&mut self, name: &str) -> bool {
        let ends = match self.rest().as_bytes() {
            [b'<', b'/', rest @ ..] => {
                rest.split_at_checked(name.len())
                    .is_some_and(|(end, after)| {
                        after.starts_with(b">") && are_same(end, name.as_bytes())
                    })
            }
            _ => false,
        };
        if ends {
            self.at += name.len() + "</>".len();
        }
        ends
    }

    /// Passes over the end of the start tag that was begun, if that is next: most tags have no
    /// attributes.
    pub(crate) fn passes_end_of_tag(&mut self) -> bool {
        let ends = self.rest().starts_with('>');
        self.at += usize::from(ends);
        ends
    }

    /// The next piece.
    pub(crate) fn markup(&mut self) -> Result<Markup<'a>, Unsound> {
        let rest = self.rest();
        match rest.as_bytes() {
            [] => Ok(Markup::Done),
            [b'<', b'/', ..] => self.end_tag(),
            [b'<', b'!', ..] => self.declaration(),
            [b'<', b'?', ..] => {
                let inner = self.until(2, "?>").ok_or("an instruction does not end")?;
                let target = inner.split(is_blank).next().unwrap_or_default();
                Ok(Markup::Instruction(target))
            }
            [b'<', ..] => {
                self.at += 1;
                Ok(Markup::Start(self.name()))
            }
            [b'&', ..] => {
                // Names of entities are not so long that they go on beyond a tag.
                let length = memchr2(b';', b'<', rest.as_bytes());
                let ends = |length: &usize| rest.as_bytes().get(*length) == Some(&b';');
                let length = length.filter(ends).ok_or("& without ;")?;
                self.at += length + 1;
                Ok(Markup::Reference(rest.get(1..length).unwrap_or_default()))
            }
            bytes => {
                let length = memchr2(b'<', b'&', bytes).unwrap_or(bytes.len());
                self.at += length;
                Ok(Markup::Text(rest.get(..length).unwrap_or_default()))
            }
        }
    }

    /// The next piece of the start tag that was begun.
    pub(crate) fn in_tag(&mut self) -> Result<InTag<'a>, Unsound> {
        let blanks = self.skip_blanks();
        let (end, length) = match self.rest().as_bytes() {
            [b'>', ..] => (InTag::End, 1),
            [b'/', b'>', ..] => (InTag::EmptyEnd, 2),
            [] => return Err("a tag does not end"),
            _ if blanks == 0 => return Err("no blank before an attribute"),
            _ => return self.attribute(),
        };
        self.at += length;
        Ok(end)
    }

    fn attribute(&mut self) -> Result<InTag<'a>, Unsound> {
        const NO_VALUE: Unsound = "an attribute without a value in quotes";
        let name = self.name().text;
        self.skip_blanks();
        if !self.rest().starts_with('=') {
            return Err(NO_VALUE);
        }
        self.at += 1;
        self.skip_blanks();
        let quote = match self.rest().as_bytes() {
            [quote @ (b'"' | b'\''), ..] => *quote,
            _ => return Err(NO_VALUE),
        };
        self.at += 1;
        let rest = self.rest();
        let length =
            memchr(quote, rest.as_bytes()).ok_or("the value of an attribute does not end")?;
        self.at += length + 1;
        Ok(InTag::Attribute(
            name,
            rest.get(..length).unwrap_or_default(),
        ))
    }

    fn end_tag(&mut self) -> Result<Markup<'a>, Unsound> {
        self.at += 2;
        let name = self.name();
        self.skip_blanks();
        if !self.rest().starts_with('>') {
            return Err("an end tag does not end after its name");
        }
        self.at += 1;
        Ok(Markup::End(name.text))
    }

    /// What begins with `<!`.
    fn declaration(&mut self) -> Result<Markup<'a>, Unsound> {
        const COMMENT: &str = "<!--";
        const CDATA: &str = "<![CDATA[";
        const DOCTYPE: &str = "<!DOCTYPE";
        let rest = self.rest();
        if rest.starts_with(COMMENT) {
            self.until(COMMENT.len(), "--")
                .ok_or("a comment does not end")?;
            if !self.rest().starts_with('>') {
                return Err("-- in a comment");
            }
            self.at += 1;
            return Ok(Markup::Comment);
        }
        if rest.starts_with(CDATA) {
            let inner = self
                .until(CDATA.len(), "]]>")
                .ok_or("a CDATA section does not end")?;
            return Ok(Markup::Cdata(inner));
        }
        let doctype = rest
            .strip_prefix(DOCTYPE)
            .filter(|rest| rest.starts_with(is_blank));
        let inner = doctype.ok_or("<! that begins nothing")?;
        let length = doctype_length(inner).ok_or("a document type does not end")?;
        self.at += DOCTYPE.len() + length + 1;
        Ok(Markup::Doctype(inner.get(..length).unwrap_or_default()))
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// What stands after so many bytes and before an end, and passes over both.
    fn until(&mut self, begin: usize, end: &str) -> Option<&'a str> {
        let inner = self.rest().get(begin..)?;
        let length = memmem::find(inner.as_bytes(), end.as_bytes())?;
        self.at += begin + length + end.len();
        inner.get(..length)
    }

    /// What is up to the end of a name; whether it can be one is not looked at beyond the first
    /// byte that is seldom in one.
    fn name(&mut self) -> Name<'a> {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        let first = bytes.first().map_or(Kind::Seldom, kind);
        let letters = leading_letters(bytes);
        let after = bytes.get(letters..).unwrap_or_default();
        let goes_on = |byte: &u8| matches!(kind(byte), Kind::Begins | Kind::GoesOn);
        let more = after.iter().take_while(|byte| goes_on(byte)).count();
        let after = after.get(more..).unwrap_or_default();
        let seldom = after.iter().take_while(|byte| kind(byte) != Kind::Ends);
        let seldom = seldom.count();
        let length = letters + more + seldom;
        self.at += length;
        Name {
            text: rest.get(..length).unwrap_or_default(),
            is_plain: first == Kind::Begins && seldom == 0,
        }
    }

    fn skip_blanks(&mut self) -> usize {
        let rest = self.rest().bytes();
        let blanks = rest.take_while(|byte| is_blank(char::from(*byte))).count();
        self.at += blanks;
        blanks
    }
}

/// What a byte is where a name may be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A letter of ASCII, or `_`.
    Begins,
    /// What may stand in a name but not begin it, in ASCII.
    GoesOn,
    /// It ends the name.
    Ends,
    /// The colon, what is no part of names, and all that is not ASCII.
    Seldom,
}

/// Whether two texts of the same length are the same. For names this is quicker than the comparison
/// of any memory: there is no call.
fn are_same(one: &[u8], other: &[u8]) -> bool {
    let (ones, others) = (one.as_chunks::<8>(), other.as_chunks::<8>());
    if let (Some(last), Some(other_last)) = (one.last_chunk::<8>(), other.last_chunk::<8>()) {
        // The last eight may be looked at twice in part.
        let mut eights = ones.0.iter().zip(others.0);
        return last == other_last && eights.all(|(one, other)| one == other);
    }
    one.iter().zip(other).all(|(one, other)| one == other)
}

fn kind(byte: &u8) -> Kind {
    *KINDS.get(usize::from(*byte)).unwrap_or(&Kind::Seldom)
}

/// How many letters of ASCII a text surely begins with, eight looked at together.
fn leading_letters(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = ONES << 7;
    let (eights, _) = bytes.as_chunks();
    let mut letters = 0;
    for eight in eights {
        let eight = u64::from_le_bytes(*eight);
        let small = (eight | (ONES * 0x20)) & !HIGH;
        // Nothing is carried from one byte to the next: each is below 80 hexadecimal.
        let from_a = small + ONES * (0x80 - b'a' as u64);
        let after_z = small + ONES * (0x7f - b'z' as u64);
        let others = !(from_a & !after_z & !eight) & HIGH;
        letters += others.trailing_zeros() as usize / 8;
        if others != 0 {
            break;
        }
    }
    letters
}

/// What each byte is.
#[expect(
    clippy::indexing_slicing,
    reason = "the index stands below the length, and the compiler computes this"
)]
const KINDS: [Kind; 256] = {
    let mut kinds = [Kind::Seldom; 256];
    let mut byte = 0;
    while byte < kinds.len() {
        kinds[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => Kind::Begins,
            b'0'..=b'9' | b'-' | b'.' => Kind::GoesOn,
            b' ' | b'\t' | b'\n' | b'\r' | b'=' | b'/' | b'>' => Kind::Ends,
            _ => Kind::Seldom,
        };
        byte += 1;
    }
    kinds
};

/// White space (XML 1.0, section 2.3).
pub(crate) fn is_blank(char: char) -> bool {
    matches!(char, ' ' | '\t' | '\n' | '\r')
}

/// How far the `>` is that ends a document type: what is in brackets, in quotes, in comments or in
/// instructions does not end it.
fn doctype_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let has_meaning = |byte: &u8| matches!(byte, b'"' | b'\'' | b'<' | b'>' | b'[' | b']');
    let (mut brackets, mut declarations) = (0_usize, 0_usize);
    let mut at = 0;
    loop {
        at += bytes.get(at..)?.iter().position(has_meaning)?;
        let rest = bytes.get(at..)?;
        let passed_over = match rest {
            [b'>', ..] if brackets == 0 && declarations == 0 => return Some(at),
            [b'"', ..] => Some((1, "\"")),
            [b'\'', ..] => Some((1, "'")),
            [b'<', b'!', b'-', b'-', ..] => Some((4, "-->")),
            [b'<', b'?', ..] => Some((2, "?>")),
            _ => None,
        };
        if let Some((begin, end)) = passed_over {
            at += begin + memmem::find(rest.get(begin..)?, end.as_bytes())? + end.len();
            continue;
        }
        match rest.first()? {
            b'[' => brackets += 1,
            b']' => brackets = brackets.checked_sub(1)?,
            b'<' => declarations += 1,
            _ => declarations = declarations.checked_sub(1)?,
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Result<Vec<Markup<'_>>, Unsound> {
        let mut scanner = Scanner::new(text);
        let mut pieces = Vec::new();
        loop {
            let piece = scanner.markup()?;
            pieces.push(piece);
            match piece {
                Markup::Start(_) => while let InTag::Attribute(..) = scanner.in_tag()? {},
                Markup::Done => return Ok(pieces),
                _ => {}
            }
        }
    }

    fn plain(text: &str) -> Name<'_> {
        Name {
            text,
            is_plain: true,
        }
    }

    #[test]
    fn letters_are_counted() {
        for byte in 0..=255 {
            for at in 0..20 {
                let mut text = *b"AZazMmNnAZazMmNnAZazMmNn";
                text[at] = byte;
                let right = if byte.is_ascii_alphabetic() { 24 } else { at };
                assert_eq!(leading_letters(&text), right, "{byte}");
            }
        }
        assert_eq!(leading_letters(b"abcdefghijk"), 8);
    }

    #[test]
    fn an_end_tag_is_that_of_its_name() {
        for name in [
            "a",
            "abcdefg",
            "abcdefgh",
            "abcdefghijk",
            "abcdefghijklmnopqrs",
        ] {
            let text = format!("</{name}>");
            assert!(Scanner::new(&text).passes_end_of(name), "{name}");
            for at in 0..text.len() {
                let mut other = text.clone().into_bytes();
                other[at] = b'X';
                let other = String::from_utf8(other).unwrap();
                assert!(!Scanner::new(&other).passes_end_of(name), "{other}");
                assert!(!Scanner::new(&text[..at]).passes_end_of(name), "{text}");
            }
        }
    }

    #[test]
    fn what_is_plain_is_a_name() {
        for text in ["a", "_", "a-b.1", "1a", "-a", "a:b", "ä", "aä", "", "a{"] {
            let mut scanner = Scanner::new(text);
            let name = scanner.name();
            assert_eq!(name.text, text);
            assert_eq!(
                name.is_plain,
                text.is_ascii() && crate::is_name(text),
                "{text}"
            );
        }
    }

    #[test]
    fn a_document_comes_in_pieces() {
        let text = "<?xml version='1.0'?><!DOCTYPE a><a b = '>' c=\"/>\"\n>x]&#65;<!-- -<b> -->\
            <![CDATA[]>&]]></a\t>\r\n";
        let pieces = [
            Markup::Instruction("xml"),
            Markup::Doctype(" a"),
            Markup::Start(plain("a")),
            Markup::Text("x]"),
            Markup::Reference("#65"),
            Markup::Comment,
            Markup::Cdata("]>&"),
            Markup::End("a"),
            Markup::Text("\r\n"),
            Markup::Done,
        ];
        assert_eq!(all(text), Ok(pieces.into()));
    }

    #[test]
    fn a_tag_comes_in_pieces() {
        let mut scanner = Scanner::new("<n:a b = '>' c=\"'\"\n/>");
        let prefixed = Name {
            text: "n:a",
            is_plain: false,
        };
        assert_eq!(scanner.markup(), Ok(Markup::Start(prefixed)));
        assert_eq!(scanner.in_tag(), Ok(InTag::Attribute("b", ">")));
        assert_eq!(scanner.in_tag(), Ok(InTag::Attribute("c", "'")));
        assert_eq!(scanner.in_tag(), Ok(InTag::EmptyEnd));
        assert_eq!(scanner.markup(), Ok(Markup::Done));
    }

    #[test]
    fn a_document_type_ends_where_nothing_in_it_does() {
        let inner = " a SYSTEM \"x>y\" [<!ELEMENT a (#PCDATA)> <!-- ]> ' --> <?p ]>\" ?>\
            <!ATTLIST a b CDATA ']>'> ä ] ";
        let text = format!("<!DOCTYPE{inner}><a/>");
        let pieces = all(&text);
        assert_eq!(
            pieces.as_ref().map(|all| all.first().copied()),
            Ok(Some(Markup::Doctype(inner)))
        );
        for endless in [
            "<!DOCTYPE a",
            "<!DOCTYPE a 'x>",
            "<!DOCTYPE a [ >",
            "<!DOCTYPE a ]>",
        ] {
            assert_eq!(
                all(endless),
                Err("a document type does not end"),
                "{endless}"
            );
        }
    }
}
