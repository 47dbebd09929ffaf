//! From a stream of XML to one record after the other.

use memchr::{memchr, memmem};

use super::NAMESPACE;
use crate::piece::{Buffer, Piece, TooLong};

/// Bytes a tag outside of records may have.
const TAG_LIMIT: usize = 64 * 1024;

/// Elements around a record whose namespaces are kept in mind.
const DEPTH_LIMIT: usize = 64;

/// Cuts a stream of XML into its MARCXML records, wherever in the document they are, and holds
/// no more than the limit and what it was given last. It looks at tags only, so that something
/// wrong within a record costs no other record; [`super::read`] sees the rest.
///
/// The stream must be in UTF-8: in UTF-16, no record will be found.
#[derive(Debug)]
pub struct Splitter {
    buffer: Buffer,
    limit: usize,
    /// How far into what waits everything is known.
    at: usize,
    /// What ends the comment or the like in which `at` stands.
    passing_over: Option<&'static [u8]>,
    /// Whether a record begins where the buffer does.
    in_record: bool,
    /// Its name with prefix.
    name: Vec<u8>,
    around: Around,
}

/// The elements around records.
#[derive(Debug, Default)]
struct Around {
    depth: usize,
    /// Depth, prefix, and whether it means MARCXML.
    bindings: Vec<(usize, Vec<u8>, bool)>,
}

/// Blanks that may stand before the `>` of the tag that ends a record.
const BLANKS_LIMIT: usize = 64;

/// What was found of a record.
enum Found {
    /// So many bytes are one.
    Record(usize),
    /// More bytes are needed.
    Nothing,
    /// Look again.
    Again,
}

impl Splitter {
    /// A splitter for records of at most `limit` bytes.
    pub fn new(limit: usize) -> Self {
        Self {
            buffer: Buffer::default(),
            limit,
            at: 0,
            passing_over: None,
            in_record: false,
            name: Vec::new(),
            around: Around::default(),
        }
    }

    /// Adds bytes as they came. Take out what is complete with [`Splitter::next_piece`] before
    /// adding more: the splitter holds all it is given.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.push(bytes);
    }

    /// Says that nothing more will come.
    pub fn end(&mut self) {
        self.buffer.ended = true;
    }

    /// The next record; `None` if more bytes are needed, or if all have been handed out.
    pub fn next_piece(&mut self) -> Option<Result<Piece<'_>, TooLong>> {
        loop {
            let found = match (self.passing_over, self.in_record) {
                (Some(end), _) => self.pass_over(end),
                (None, true) => self.within(),
                (None, false) => self.outside(),
            };
            let at_end = self.buffer.ended && matches!(found, Found::Nothing);
            let length = match found {
                Found::Record(length) => length,
                Found::Nothing if at_end => self.buffer.waiting().len(),
                _ => self.at,
            };
            let is_record = self.in_record || matches!(found, Found::Record(_));
            if is_record && length > self.limit {
                return Some(Err(self.refuse()));
            }
            match found {
                Found::Record(length) => return Some(Ok(self.take(length))),
                Found::Nothing if at_end && self.in_record => return Some(Ok(self.take(length))),
                Found::Nothing => return None,
                Found::Again => {}
            }
        }
    }

    fn take(&mut self, length: usize) -> Piece<'_> {
        self.leave_record();
        self.buffer.take(length)
    }

    /// Goes on within the record as if it were none.
    fn refuse(&mut self) -> TooLong {
        let refusal = self.buffer.refuse(self.limit);
        // One that is a single tag has been left already.
        self.around.depth += usize::from(self.in_record);
        self.leave_record();
        self.buffer.skip(1);
        refusal
    }

    fn leave_record(&mut self) {
        self.in_record = false;
        self.passing_over = None;
        self.at = 0;
    }

    /// In a comment or the like: looks for its end.
    fn pass_over(&mut self, end: &'static [u8]) -> Found {
        let waiting = self.buffer.waiting();
        let rest = waiting.get(self.at..).unwrap_or_default();
        if let Some(found) = memmem::find(rest, end) {
            self.at += found + end.len();
            self.passing_over = None;
            self.drop_known();
            return Found::Again;
        }
        // The beginning of the end may stand at the end.
        self.at = self.at.max((waiting.len() + 1).saturating_sub(end.len()));
        self.drop_known();
        Found::Nothing
    }

    /// Outside of records nothing is kept.
    fn drop_known(&mut self) {
        if !self.in_record {
            self.buffer.skip(self.at);
            self.at = 0;
        }
    }

    /// Goes on to the next tag and gives what stands from there; passes over comments and the
    /// like on the way.
    fn markup(&mut self) -> Result<&[u8], Found> {
        let rest = self.buffer.waiting().get(self.at..).unwrap_or_default();
        let found = memchr(b'<', rest);
        self.at += found.unwrap_or(rest.len());
        self.drop_known();
        let rest = self.buffer.waiting().get(self.at..).unwrap_or_default();
        if !self.buffer.ended && rest.len() < 9 && b"<![CDATA[".starts_with(rest) {
            return Err(Found::Nothing);
        }
        let skipped: (usize, &'static [u8]) = match rest {
            [] | [_] => return Err(Found::Nothing),
            [b'<', b'!', b'-', b'-', ..] => (4, b"-->"),
            [b'<', b'!', b'-'] if !self.buffer.ended => return Err(Found::Nothing),
            [b'<', b'!', b'[', ..] if rest.starts_with(b"<![CDATA[") => (9, b"]]>"),
            [b'<', b'!', ..] => return Err(self.doctype()),
            [b'<', b'?', ..] => (2, b"?>"),
            _ => return Ok(self.buffer.waiting().get(self.at..).unwrap_or_default()),
        };
        self.at += skipped.0;
        self.passing_over = Some(skipped.1);
        Err(Found::Again)
    }

    /// A document type: to its end, or to that of what it has in brackets.
    fn doctype(&mut self) -> Found {
        let rest = self.buffer.waiting().get(self.at..).unwrap_or_default();
        let Some(found) = rest.iter().position(|byte| [b'[', b'>'].contains(byte)) else {
            if rest.len() > TAG_LIMIT || self.buffer.ended {
                self.at += 1;
                return Found::Again;
            }
            return Found::Nothing;
        };
        if found > TAG_LIMIT {
            self.at += 1;
            return Found::Again;
        }
        if rest.get(found) == Some(&b'[') {
            self.passing_over = Some(b"]");
        }
        self.at += found + 1;
        Found::Again
    }

    /// Within a record: looks for its end, or for another one that begins.
    fn within(&mut self) -> Found {
        let name = std::mem::take(&mut self.name);
        let found = self.tag_named(&name);
        self.name = name;
        found
    }

    fn tag_named(&mut self, name: &[u8]) -> Found {
        let ended = self.buffer.ended;
        let markup = match self.markup() {
            Ok(markup) => markup,
            Err(found) => return found,
        };
        if markup.len() < name.len() + 3 && !ended {
            return Found::Nothing;
        }
        let closing = markup.get(1) == Some(&b'/');
        let named = markup.get(1 + usize::from(closing)..).unwrap_or_default();
        let follows = named.strip_prefix(name).unwrap_or_default();
        let blanks = follows
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace())
            .count();
        let end = follows.get(blanks).copied();
        if !closing && follows.first().is_some_and(|byte| is_end_of_name(*byte)) {
            return Found::Record(self.at);
        }
        match end {
            Some(b'>') if closing && blanks <= BLANKS_LIMIT => {
                Found::Record(self.at + 2 + name.len() + blanks + 1)
            }
            None if closing && !follows.is_empty() && blanks <= BLANKS_LIMIT && !ended => {
                Found::Nothing
            }
            _ => {
                self.at += 1;
                Found::Again
            }
        }
    }

    /// Outside of records: looks for one that begins.
    fn outside(&mut self) -> Found {
        let ended = self.buffer.ended;
        let markup = match self.markup() {
            Ok(markup) => markup,
            Err(found) => return found,
        };
        let end = end_of_tag(markup);
        if end.unwrap_or(markup.len()) > TAG_LIMIT {
            self.at += 1;
            return Found::Again;
        }
        let Some(tag) = end.and_then(|end| markup.get(1..end)) else {
            if ended {
                self.at += 1;
                return Found::Again;
            }
            return Found::Nothing;
        };
        let length = tag.len() + 2;
        if tag.starts_with(b"/") {
            self.around.close();
            self.at += length;
            return Found::Again;
        }
        let tag = tag.to_vec();
        let name = tag
            .split(|byte| is_end_of_name(*byte))
            .next()
            .unwrap_or_default();
        let empty = tag.ends_with(b"/");
        self.around.open(&tag);
        let is_record = self.around.is_record(name);
        if empty || is_record {
            self.around.close();
        }
        if is_record && empty {
            return Found::Record(length);
        }
        if is_record {
            self.in_record = true;
            self.name = name.to_vec();
        }
        self.at += length;
        Found::Again
    }
}

impl Around {
    fn open(&mut self, tag: &[u8]) {
        self.depth += 1;
        if self.depth > DEPTH_LIMIT {
            return;
        }
        let Ok(tag) = std::str::from_utf8(tag) else {
            return;
        };
        for (name, value) in declarations(tag) {
            let ours = value == NAMESPACE;
            self.bindings
                .push((self.depth, name.as_bytes().to_vec(), ours));
            if self.bindings.len() > DEPTH_LIMIT {
                self.bindings.remove(0);
            }
        }
    }

    fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        let depth = self.depth;
        while self.bindings.pop_if(|(at, ..)| *at > depth).is_some() {}
    }

    /// Whether an element with this name is a record of MARCXML, or of no namespace at all.
    fn is_record(&self, name: &[u8]) -> bool {
        let mut parts = name.rsplitn(2, |byte| *byte == b':');
        let (local, prefix) = (parts.next(), parts.next().unwrap_or_default());
        let binding = self.bindings.iter().rfind(|(_, bound, _)| bound == prefix);
        local == Some(b"record") && binding.is_none_or(|(.., ours)| *ours)
    }
}

/// Prefixes and namespaces that a tag declares.
fn declarations(tag: &str) -> impl Iterator<Item = (&str, &str)> {
    tag.split("xmlns").skip(1).filter_map(|declaration| {
        let (name, value) = declaration.split_once('=')?;
        let name = name.trim_end();
        let prefix = name
            .strip_prefix(':')
            .or_else(|| name.is_empty().then_some(""))?;
        let value = value.trim_start();
        let quote = value
            .chars()
            .next()
            .filter(|quote| ['"', '\''].contains(quote))?;
        Some((prefix, value.split(quote).nth(1)?))
    })
}

/// Where the `>` of a tag stands, outside of quotes.
fn end_of_tag(markup: &[u8]) -> Option<usize> {
    let mut quote = None;
    markup.iter().position(|byte| {
        match (quote, *byte) {
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
        quote.is_none() && *byte == b'>'
    })
}

fn is_end_of_name(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == b'/' || byte == b'>'
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PIECE_LIMIT;

    /// Number, offset and text of the pieces; refusals without text.
    fn pieces(stream: &str, limit: usize) -> Vec<(u64, u64, String)> {
        let whole = in_chunks(stream, limit, stream.len().max(1));
        for chunk in [1, 2, 7, 31] {
            assert_eq!(
                in_chunks(stream, limit, chunk),
                whole,
                "in chunks of {chunk}"
            );
        }
        whole
    }

    fn in_chunks(stream: &str, limit: usize, chunk: usize) -> Vec<(u64, u64, String)> {
        let mut splitter = Splitter::new(limit);
        let mut pieces = Vec::new();
        let mut chunks = stream.as_bytes().chunks(chunk);
        loop {
            let chunk = chunks.next();
            match chunk {
                Some(bytes) => splitter.push(bytes),
                None => splitter.end(),
            }
            while let Some(piece) = splitter.next_piece() {
                pieces.push(match piece {
                    Ok(piece) => {
                        let text = String::from_utf8_lossy(piece.bytes).into_owned();
                        (piece.number, piece.offset, text)
                    }
                    Err(refused) => (refused.number, refused.offset, String::new()),
                });
            }
            if chunk.is_none() {
                return pieces;
            }
        }
    }

    fn texts(stream: &str) -> Vec<String> {
        pieces(stream, PIECE_LIMIT)
            .into_iter()
            .map(|(.., text)| text)
            .collect()
    }

    #[test]
    fn records_are_cut_out_of_a_collection() {
        let stream = concat!(
            "\u{feff}<?xml version=\"1.0\"?><!DOCTYPE collection [<!ELEMENT a ANY>]>\n",
            r#"<!-- <record> --><m:collection xmlns:m="http://www.loc.gov/MARC21/slim">"#,
            "<m:record a='>'>one<![CDATA[</m:record>]]></m:record>\n",
            "<m:record>two<!-- </m:record> --></m:record ><m:record/><m:recording/>",
            "</m:collection>\n",
        );
        let read = pieces(stream, PIECE_LIMIT);
        assert_eq!(read.len(), 3, "{read:?}");
        assert_eq!(
            read[0].2,
            "<m:record a='>'>one<![CDATA[</m:record>]]></m:record>"
        );
        assert_eq!(read[1].2, "<m:record>two<!-- </m:record> --></m:record >");
        assert_eq!(read[2].2, "<m:record/>");
        let offset = stream.find("<m:record>two").unwrap();
        assert_eq!((read[1].0, read[1].1), (2, offset as u64));
    }

    /// Found by a law: a record that is a single tag was handed out whatever its length.
    #[test]
    fn a_single_tag_beyond_the_limit_is_refused() {
        let stream = format!(
            "<c><record a='{}'/><record/><record b=''/></c>",
            "x".repeat(20)
        );
        let read: Vec<_> = pieces(&stream, 16)
            .into_iter()
            .map(|(.., text)| text)
            .collect();
        assert_eq!(read, ["", "<record/>", "<record b=''/>"]);
    }

    #[test]
    fn records_of_other_namespaces_are_none() {
        let stream = concat!(
            r#"<ListRecords xmlns="http://www.openarchives.org/OAI/2.0/"><record><metadata>"#,
            r#"<record xmlns="http://www.loc.gov/MARC21/slim">one</record>"#,
            "</metadata></record><record/></ListRecords>",
        );
        assert_eq!(
            texts(stream),
            [r#"<record xmlns="http://www.loc.gov/MARC21/slim">one</record>"#]
        );
    }

    #[test]
    fn a_record_without_end_costs_no_other() {
        let stream = "<collection><record>one<record>two</record><record>three";
        assert_eq!(
            texts(stream),
            ["<record>one", "<record>two</record>", "<record>three"]
        );
        assert_eq!(texts("<record>a < b & \"</record><record/>").len(), 2);
    }

    #[test]
    fn the_limit_is_exact_and_the_next_record_is_read() {
        let stream = "<c><record>1234</record><record>12345</record><record/></c>";
        let read = pieces(stream, 21);
        let expected = [
            (1, 3, "<record>1234</record>".to_owned()),
            (2, 24, String::new()),
            (3, 46, "<record/>".to_owned()),
        ];
        assert_eq!(read, expected);
    }

    #[test]
    fn a_flood_without_end_keeps_no_memory() {
        for beginning in [
            "",
            "<record>",
            "<!--",
            "<record><![CDATA[",
            "<a b='",
            "<!DOCTYPE [",
        ] {
            let mut splitter = Splitter::new(1000);
            splitter.push(beginning.as_bytes());
            for _ in 0..2_000 {
                splitter.push(&[b'x'; 100]);
                let _ = splitter.next_piece();
                assert!(
                    splitter.buffer.waiting().len() <= TAG_LIMIT + 200,
                    "{beginning}"
                );
            }
        }
    }
}
