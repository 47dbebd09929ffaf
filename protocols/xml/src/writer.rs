//! From elements to text.

use crate::{XML, is_char};

/// Elements within one another in most documents, and namespaces in force.
const USUAL_DEPTH: usize = 16;
const USUAL_BINDINGS: usize = 4;

/// Writes elements one after the other. Namespaces are declared where they are first needed:
/// as the default one, or with the prefix that [`Writer::declare`] gives them. Characters that
/// XML cannot hold become U+FFFD.
#[derive(Debug)]
pub struct Writer<'o, 'n> {
    out: &'o mut String,
    /// Prefixes and names of elements that are open.
    open: Vec<(&'n str, &'n str)>,
    bindings: Vec<Binding<'n>>,
    /// Whether the last tag can take attributes still.
    in_tag: bool,
}

#[derive(Debug)]
struct Binding<'n> {
    /// Elements open where it was declared, the one that declares it among them.
    depth: usize,
    prefix: &'n str,
    namespace: &'n str,
}

impl<'o, 'n> Writer<'o, 'n> {
    /// A writer that adds to a text.
    pub fn new(out: &'o mut String) -> Self {
        Self {
            out,
            open: Vec::with_capacity(USUAL_DEPTH),
            bindings: Vec::with_capacity(USUAL_BINDINGS),
            in_tag: false,
        }
    }

    /// The declaration that a document begins with: version 1.0, UTF-8.
    pub fn declaration(&mut self) -> &mut Self {
        self.out
            .push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        self
    }

    /// Gives a namespace a prefix within the element that is started next; that element declares
    /// it.
    pub fn declare(&mut self, prefix: &'n str, namespace: &'n str) -> &mut Self {
        self.bindings.push(Binding {
            depth: self.open.len() + 1,
            prefix,
            namespace,
        });
        self
    }

    /// Begins an element. An empty namespace means none.
    pub fn start(&mut self, namespace: &'n str, name: &'n str) -> &mut Self {
        self.close_tag();
        let depth = self.open.len() + 1;
        let prefix = self.prefix(namespace, true).unwrap_or_else(|| {
            self.bindings.push(Binding {
                depth,
                prefix: "",
                namespace,
            });
            ""
        });
        self.out.push('<');
        self.push_name(prefix, name);
        self.open.push((prefix, name));
        self.in_tag = true;
        self.push_declarations(depth);
        self
    }

    /// The declarations of the element at this depth, which has just begun.
    fn push_declarations(&mut self, depth: usize) {
        // Bindings stand in the order of their depth: those of this element are the last.
        if self.bindings.last().is_none_or(|last| last.depth < depth) {
            return;
        }
        let first = self.bindings.partition_point(|one| one.depth < depth);
        for at in first..self.bindings.len() {
            if let Some(&Binding {
                prefix, namespace, ..
            }) = self.bindings.get(at)
            {
                match prefix {
                    "" => self.push_attribute("", "xmlns", namespace),
                    prefix => self.push_attribute("xmlns", prefix, namespace),
                }
            }
        }
    }

    /// An attribute of the element that was started last.
    pub fn attribute(&mut self, name: &str, value: &str) -> &mut Self {
        debug_assert!(
            self.in_tag,
            "attributes come right after the start of an element"
        );
        self.push_attribute("", name, value);
        self
    }

    /// An attribute in a namespace that has a prefix here; without one it is left out.
    pub fn attribute_in(&mut self, namespace: &str, name: &str, value: &str) -> &mut Self {
        debug_assert!(
            self.in_tag,
            "attributes come right after the start of an element"
        );
        let prefix = self.prefix(namespace, false);
        debug_assert!(prefix.is_some(), "attributes need a declared prefix");
        if let Some(prefix) = prefix {
            self.push_attribute(prefix, name, value);
        }
        self
    }

    /// Text of the innermost element.
    pub fn text(&mut self, text: &str) -> &mut Self {
        if !text.is_empty() {
            self.close_tag();
            push_escaped(self.out, text, IN_TEXT);
        }
        self
    }

    /// An element with only text.
    pub fn element(&mut self, namespace: &'n str, name: &'n str, text: &str) -> &mut Self {
        match self.bindings.last() {
            // Nearly all elements are in the default namespace that was declared last, outside them.
            Some(last)
                if last.prefix.is_empty()
                    && last.depth <= self.open.len()
                    && std::ptr::eq(last.namespace, namespace) =>
            {
                self.close_tag();
                self.push_element(name, text);
                self
            }
            _ => self.start(namespace, name).text(text).end(),
        }
    }

    /// An element without prefix and attributes.
    fn push_element(&mut self, name: &str, text: &str) {
        self.out.push('<');
        self.out.push_str(name);
        if text.is_empty() {
            self.out.push_str("/>");
            return;
        }
        self.out.push('>');
        push_escaped(self.out, text, IN_TEXT);
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    /// An element that is written already: well-formed, its namespaces declared by itself, as
    /// [`crate::Reader::cut`] or another writer makes it. It is not looked at.
    pub fn piece(&mut self, piece: &str) -> &mut Self {
        self.close_tag();
        self.out.push_str(piece);
        self
    }

    /// Ends the innermost element.
    pub fn end(&mut self) -> &mut Self {
        let Some((prefix, name)) = self.open.pop() else {
            return self;
        };
        if std::mem::take(&mut self.in_tag) {
            self.out.push_str("/>");
        } else {
            self.out.push_str("</");
            self.push_name(prefix, name);
            self.out.push('>');
        }
        let depth = self.open.len();
        while self.bindings.pop_if(|last| last.depth > depth).is_some() {}
        self
    }

    /// Ends all elements.
    pub fn finish(&mut self) {
        while !self.open.is_empty() {
            self.end();
        }
    }

    /// The prefix of a namespace here, the empty one if it is the default.
    fn prefix(&self, namespace: &str, default: bool) -> Option<&'n str> {
        // Nearly all elements are in the namespace that was declared last.
        let last = self.bindings.last().filter(|_| default);
        if let Some(last) = last.filter(|last| std::ptr::eq(last.namespace, namespace)) {
            return Some(last.prefix);
        }
        if namespace == XML {
            return Some("xml");
        }
        let in_force = |(at, binding): &(usize, &Binding<'n>)| {
            let later = self.bindings.get(at + 1..).unwrap_or_default();
            is_same(binding.namespace, namespace)
                && (default || !binding.prefix.is_empty())
                && later.iter().all(|later| later.prefix != binding.prefix)
        };
        let found = self.bindings.iter().enumerate().rfind(in_force);
        let none = default
            && namespace.is_empty()
            && self.bindings.iter().all(|one| !one.prefix.is_empty());
        found
            .map(|(_, binding)| binding.prefix)
            .or_else(|| none.then_some(""))
    }

    fn close_tag(&mut self) {
        if std::mem::take(&mut self.in_tag) {
            self.out.push('>');
        }
    }

    fn push_name(&mut self, prefix: &str, name: &str) {
        if !prefix.is_empty() {
            self.out.push_str(prefix);
            self.out.push(':');
        }
        self.out.push_str(name);
    }

    fn push_attribute(&mut self, prefix: &str, name: &str, value: &str) {
        self.out.push(' ');
        self.push_name(prefix, name);
        self.out.push_str("=\"");
        push_escaped(self.out, value, IN_ATTRIBUTE);
        self.out.push('"');
    }
}

/// Whether two texts are the same: mostly they are the same constant, and need not be compared.
fn is_same(one: &str, other: &str) -> bool {
    std::ptr::eq(one, other) || one == other
}

/// Where a byte is special.
const IN_TEXT: u8 = 1;
const IN_ATTRIBUTE: u8 = 2;

/// Of each byte, where it cannot be written as it is.
#[expect(
    clippy::indexing_slicing,
    reason = "the index stands below the length, and the compiler computes this"
)]
const SPECIAL: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < table.len() {
        table[byte] = special(byte as u8);
        byte += 1;
    }
    table
};

/// The first byte of U+FFFE and U+FFFF, which XML cannot hold, is EF.
const fn special(byte: u8) -> u8 {
    match byte {
        b'&' | b'<' | b'>' | 0xEF => IN_TEXT | IN_ATTRIBUTE,
        b'\t' | b'\n' | b'"' => IN_ATTRIBUTE,
        0..=0x1F => IN_TEXT | IN_ATTRIBUTE,
        _ => 0,
    }
}

/// Whether a byte may be special somewhere, told with few comparisons and without branches: so many
/// bytes are looked at at once. One bit lies between `<` and `>`, and between `&` and `"`.
fn is_suspect(byte: u8) -> bool {
    let markup = (byte & !2) == b'<';
    let other = (byte & !4) == b'"';
    markup | other | (byte < b' ') | (byte == 0xEF)
}

/// Where the first byte stands that cannot be written as it is.
fn first_special(bytes: &[u8], place: u8) -> Option<usize> {
    if are_plain(bytes) {
        return None;
    }
    let is_special = |byte: &u8| SPECIAL.get(usize::from(*byte)).unwrap_or(&0) & place != 0;
    let mut before = 0;
    for chunk in bytes.chunks(TOGETHER) {
        if !are_plain(chunk)
            && let Some(at) = chunk.iter().position(is_special)
        {
            return Some(before + at);
        }
        before += chunk.len();
    }
    None
}

/// Bytes that are looked at together in a long text, and in a short one.
const TOGETHER: usize = 32;
const FEW: usize = 16;

/// Whether no byte may be special.
fn are_plain(bytes: &[u8]) -> bool {
    let Some(last) = bytes.last_chunk::<FEW>() else {
        let place = |byte: &u8| SPECIAL.get(usize::from(*byte)).unwrap_or(&0);
        return bytes.iter().fold(0, |all, byte| all | place(byte)) == 0;
    };
    let (chunks, rest) = bytes.as_chunks::<TOGETHER>();
    // What the last few have in common with those before is looked at twice.
    chunks.iter().all(is_plain_chunk)
        && rest.first_chunk::<FEW>().is_none_or(is_plain_chunk)
        && is_plain_chunk(last)
}

fn is_plain_chunk<const N: usize>(bytes: &[u8; N]) -> bool {
    let any = bytes
        .iter()
        .fold(false, |any, byte| any | is_suspect(*byte));
    !any
}

fn push_escaped(out: &mut String, text: &str, place: u8) {
    let mut rest = text;
    while let Some(at) = first_special(rest.as_bytes(), place) {
        let (plain, from) = rest.split_at_checked(at).unwrap_or_default();
        out.push_str(plain);
        let mut chars = from.chars();
        match chars.next() {
            Some('&') => out.push_str("&amp;"),
            Some('<') => out.push_str("&lt;"),
            Some('>') => out.push_str("&gt;"),
            Some('"') => out.push_str("&quot;"),
            Some('\r') => out.push_str("&#13;"),
            Some('\t') => out.push_str("&#9;"),
            Some('\n') => out.push_str("&#10;"),
            Some(char) if is_char(char) => out.push(char),
            _ => out.push(char::REPLACEMENT_CHARACTER),
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn namespaces_are_declared_once() {
        let mut out = String::new();
        let mut writer = Writer::new(&mut out);
        writer
            .declare("xsi", crate::XSI)
            .start("urn:oai", "metadata");
        writer
            .declare("dc", "urn:dc")
            .declare("oai_dc", "urn:oai_dc")
            .start("urn:oai_dc", "dc");
        writer.attribute_in(crate::XSI, "schemaLocation", "a b");
        writer.element("urn:dc", "title", "T").end();
        writer
            .start("urn:marc", "record")
            .start("urn:marc", "leader")
            .end()
            .end();
        writer.element("", "none", "").end().finish();
        assert_eq!(
            out,
            concat!(
                r#"<metadata xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns="urn:oai">"#,
                r#"<oai_dc:dc xmlns:dc="urn:dc" xmlns:oai_dc="urn:oai_dc" xsi:schemaLocation="a b">"#,
                "<dc:title>T</dc:title></oai_dc:dc>",
                r#"<record xmlns="urn:marc"><leader/></record>"#,
                r#"<none xmlns=""/></metadata>"#,
            )
        );
    }

    #[test]
    fn what_has_a_meaning_is_escaped_wherever_it_stands() {
        for at in 0..3 * TOGETHER {
            let (before, after) = ("ä".repeat(at), "b".repeat(at % 7));
            let mut out = String::new();
            push_escaped(
                &mut out,
                &format!("{before}<{after}\t\u{ffff}{after}"),
                IN_TEXT,
            );
            assert_eq!(out, format!("{before}&lt;{after}\t\u{fffd}{after}"));
            out.clear();
            push_escaped(
                &mut out,
                &format!("{before}\t{after}\"\u{b}{after}"),
                IN_ATTRIBUTE,
            );
            assert_eq!(out, format!("{before}&#9;{after}&quot;\u{fffd}{after}"));
        }
    }

    #[test]
    fn what_has_a_meaning_is_escaped() {
        let mut out = String::new();
        let mut writer = Writer::new(&mut out);
        writer
            .start("", "a")
            .attribute("b", "\"<&>\t\n\r'")
            .text("]]> & <\r\n\t\u{1f}\"'")
            .end();
        assert_eq!(
            out,
            "<a b=\"&quot;&lt;&amp;&gt;&#9;&#10;&#13;'\">]]&gt; &amp; &lt;&#13;\n\t\u{fffd}\"'</a>"
        );
    }
}
