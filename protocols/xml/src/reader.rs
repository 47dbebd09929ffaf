//! From text to elements.

use std::borrow::Cow;

use quick_xml::{
    XmlVersion,
    escape::resolve_xml_entity,
    events::{
        BytesRef,
        attributes::{Attribute as RawAttribute, Attributes},
    },
};

use crate::{
    XML,
    element::{Attribute, Element},
    error::{Error, Fault},
    is_char, is_name,
    limits::Limits,
    sound::{illegal_character, stand_apart},
};

/// Reads a document element by element. After an error nothing more can be read.
#[derive(Debug)]
pub struct Reader<'a> {
    text: &'a str,
    events: quick_xml::Reader<&'a [u8]>,
    limits: Limits,
    bindings: Vec<Binding<'a>>,
    /// Elements that are open.
    depth: usize,
    /// Whether the root element has begun.
    begun: bool,
    /// Where the last event begins.
    offset: usize,
    /// Whether prefixes that nobody declared are taken for no namespace.
    piece: bool,
}

/// What comes next in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// An element begins.
    Start(Element<'a>),
    /// Text of the innermost element. One text may come in several pieces.
    Text(Cow<'a, str>),
    /// The innermost element ends.
    End,
    /// The document has ended.
    Done,
}

/// What a prefix means as long as an element of this depth is open.
#[derive(Debug)]
struct Binding<'a> {
    depth: usize,
    prefix: &'a str,
    namespace: Cow<'a, str>,
}

impl<'a> Reader<'a> {
    /// A reader of a whole document.
    pub fn new(text: &'a str, limits: Limits) -> Result<Self, Error> {
        Limits::check(text.len(), limits.total, Fault::TooLong)
            .map_err(|fault| fault.at(text, 0))?;
        if let Some(offset) = illegal_character(text) {
            return Err(Fault::Character.at(text, offset));
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut events = quick_xml::Reader::from_str(text);
        events.config_mut().expand_empty_elements = true;
        events.config_mut().check_comments = true;
        Ok(Self {
            text,
            events,
            limits,
            bindings: Vec::new(),
            depth: 0,
            begun: false,
            offset: 0,
            piece: false,
        })
    }

    /// A reader of an element that was cut out of a document: prefixes that nobody declares in
    /// it mean no namespace.
    pub fn piece(text: &'a str, limits: Limits) -> Result<Self, Error> {
        Self::new(text, limits).map(|reader| Self {
            piece: true,
            ..reader
        })
    }

    /// The root element.
    pub fn root(&mut self) -> Result<Element<'a>, Error> {
        match self.event()? {
            Event::Start(element) => Ok(element),
            _ => Err(Fault::NoRoot.at(self.text, self.offset)),
        }
    }

    /// The next element within `parent`, which is open still. What remains of the one before it
    /// is passed over, and so is text between elements.
    pub fn child(&mut self, parent: &Element<'_>) -> Result<Option<Element<'a>>, Error> {
        while self.depth >= parent.depth {
            match self.event()? {
                Event::Start(element) if element.depth == parent.depth + 1 => {
                    return Ok(Some(element));
                }
                Event::Done => break,
                _ => {}
            }
        }
        Ok(None)
    }

    /// The text of an element that has just begun, with that of the elements within it.
    pub fn text(&mut self, element: &Element<'_>) -> Result<Cow<'a, str>, Error> {
        let mut text = Cow::Borrowed("");
        while self.depth >= element.depth {
            match self.event()? {
                Event::Text(piece) if text.is_empty() => text = piece,
                Event::Text(piece) => text.to_mut().push_str(&piece),
                Event::Done => break,
                _ => {}
            }
            self.limit(text.len(), self.limits.text, Fault::TextTooLong)?;
        }
        Ok(text)
    }

    /// Reads on to the end of the document, which must be well-formed.
    pub fn finish(&mut self) -> Result<(), Error> {
        while self.event()? != Event::Done {}
        Ok(())
    }

    /// What comes next.
    pub fn event(&mut self) -> Result<Event<'a>, Error> {
        use quick_xml::events::Event as Parsed;
        loop {
            self.offset = self.position();
            let parsed = self
                .events
                .read_event()
                .map_err(|error| self.syntax(&error))?;
            let text = match parsed {
                Parsed::Start(start) => {
                    let end = self.offset + 1 + start.len();
                    let tag = self.text.get(self.offset + 1..end).unwrap_or_default();
                    let name = tag.get(..start.name().0.len()).unwrap_or_default();
                    return self.start(tag, name).map(Event::Start);
                }
                Parsed::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    while self
                        .bindings
                        .pop_if(|last| last.depth > self.depth)
                        .is_some()
                    {}
                    return Ok(Event::End);
                }
                Parsed::Text(text) => {
                    if text.as_bytes().contains(&b']') && text.contains("]]>") {
                        return Err(self.unsound("]]> in a text"));
                    }
                    text.xml10_content()
                }
                Parsed::CData(_) if self.depth == 0 => {
                    return Err(Fault::OutsideRoot.at(self.text, self.offset));
                }
                Parsed::CData(text) => text.xml10_content(),
                Parsed::GeneralRef(reference) => self.reference(&reference)?,
                Parsed::DocType(doctype) => {
                    self.doctype(&doctype)?;
                    continue;
                }
                Parsed::Eof => return self.done(),
                Parsed::Decl(_) if self.offset > 0 => {
                    return Err(self.unsound("an XML declaration that is not at the beginning"));
                }
                Parsed::PI(instruction) if !is_name(instruction.target()) => {
                    return Err(self.unsound("an instruction without a name"));
                }
                Parsed::Empty(_) | Parsed::Comment(_) | Parsed::Decl(_) | Parsed::PI(_) => continue,
            };
            if self.depth > 0 {
                self.limit(text.len(), self.limits.text, Fault::TextTooLong)?;
                return Ok(Event::Text(text));
            }
            if !text.trim_ascii().is_empty() {
                return Err(Fault::OutsideRoot.at(self.text, self.offset));
            }
        }
    }

    fn start(&mut self, tag: &'a str, name: &'a str) -> Result<Element<'a>, Error> {
        if self.depth == 0 && self.begun {
            return Err(Fault::OutsideRoot.at(self.text, self.offset));
        }
        self.begun = true;
        self.depth += 1;
        self.limit(self.depth, self.limits.depth, Fault::TooDeep)?;
        let mut attributes = self.attributes(tag, name.len())?;
        let (prefix, name) = self.name(name)?;
        let namespace = self.resolve(prefix)?;
        for attribute in &mut attributes {
            let (prefix, name) = self.name(attribute.name)?;
            attribute.name = name;
            if !prefix.is_empty() {
                attribute.namespace = self.resolve(prefix)?;
            }
        }
        self.differ(&attributes)?;
        Ok(Element {
            namespace,
            name,
            attributes,
            depth: self.depth,
            offset: self.offset,
        })
    }

    /// Puts declarations of namespaces in force and gives the other attributes, whose names have
    /// their prefixes still.
    fn attributes(&mut self, tag: &'a str, name: usize) -> Result<Vec<Attribute<'a>>, Error> {
        if !stand_apart(tag.get(name..).unwrap_or_default()) {
            return Err(self.unsound("two attributes without a blank between them"));
        }
        let (mut attributes, mut count) = (Vec::new(), 0);
        // Names that come twice are looked for here: the limit keeps that cheap.
        for attribute in Attributes::new(tag, name).with_checks(false) {
            let attribute = attribute.map_err(|error| self.syntax(&error))?;
            count += 1;
            self.limit(count, self.limits.attributes, Fault::TooManyAttributes)?;
            let value = self.value(&attribute)?;
            let name = attribute.key.0;
            let prefix = name.strip_prefix("xmlns");
            if let Some(prefix) = prefix.filter(|rest| rest.is_empty() || rest.starts_with(':')) {
                self.bind(prefix, value)?;
                continue;
            }
            if attributes
                .iter()
                .any(|known: &Attribute<'_>| known.name == name)
            {
                return Err(self.twice(name));
            }
            attributes.push(Attribute {
                namespace: None,
                name,
                value,
            });
        }
        Ok(attributes)
    }

    /// Whether no two attributes are the same under two prefixes (Namespaces in XML 1.0, section 6.3).
    fn differ(&self, attributes: &[Attribute<'a>]) -> Result<(), Error> {
        let mut rest = attributes;
        while let Some((one, others)) = rest.split_first() {
            let same =
                |other: &Attribute<'_>| other.name == one.name && other.namespace == one.namespace;
            if one.namespace.is_some() && others.iter().any(same) {
                return Err(self.twice(one.name));
            }
            rest = others;
        }
        Ok(())
    }

    /// Puts a namespace in force. The prefix has its colon still; without one, it is the default.
    fn bind(&mut self, prefix: &'a str, namespace: Cow<'a, str>) -> Result<(), Error> {
        let named = prefix.strip_prefix(':');
        if named.is_some_and(|prefix| !is_name(prefix)) {
            return Err(Fault::Name(prefix.to_owned()).at(self.text, self.offset));
        }
        let (prefix, depth) = (named.unwrap_or_default(), self.depth);
        // Both mean what they mean (Namespaces in XML 1.0, section 3).
        if prefix == "xmlns" || (prefix == "xml") != (namespace == XML) {
            return Err(self.unsound("a reserved prefix or namespace"));
        }
        if self
            .bindings
            .iter()
            .any(|known| known.depth == depth && known.prefix == prefix)
        {
            return Err(self.twice(prefix));
        }
        self.bindings.push(Binding {
            depth,
            prefix,
            namespace,
        });
        let count = self.bindings.len();
        self.limit(count, self.limits.namespaces, Fault::TooManyNamespaces)
    }

    fn twice(&self, name: &str) -> Error {
        self.unsound(&format!("attribute {name} comes twice"))
    }

    fn unsound(&self, what: &str) -> Error {
        Fault::Syntax(what.to_owned()).at(self.text, self.offset)
    }

    /// The value of an attribute with references and white space replaced.
    fn value(&self, attribute: &RawAttribute<'a>) -> Result<Cow<'a, str>, Error> {
        let seldom = |byte| byte < b' ' || byte == b'&' || byte == b'<';
        if !attribute.value.bytes().any(seldom) {
            return Ok(attribute.value.clone());
        }
        if attribute.value.contains('<') {
            return Err(self.unsound("< in the value of an attribute"));
        }
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        let value = value.map_err(|error| self.syntax(&error))?;
        if !value.chars().all(is_char) {
            return Err(Fault::Character.at(self.text, self.offset));
        }
        Ok(value)
    }

    /// A prefix, empty if there is none, and the name it stands before.
    fn name(&self, name: &'a str) -> Result<(&'a str, &'a str), Error> {
        if is_name(name) {
            return Ok(("", name));
        }
        let parts = name.split_once(':').filter(|(prefix, _)| is_name(prefix));
        let fault = || Fault::Name(name.to_owned()).at(self.text, self.offset);
        parts.filter(|(_, name)| is_name(name)).ok_or_else(fault)
    }

    /// What a prefix means here; the empty one is that of elements without prefix.
    fn resolve(&self, prefix: &str) -> Result<Option<Cow<'a, str>>, Error> {
        if prefix == "xml" {
            return Ok(Some(Cow::Borrowed(XML)));
        }
        let binding = self
            .bindings
            .iter()
            .rfind(|binding| binding.prefix == prefix);
        let bound = binding.filter(|binding| !binding.namespace.is_empty());
        if bound.is_none() && !prefix.is_empty() && !self.piece {
            return Err(Fault::Prefix(prefix.to_owned()).at(self.text, self.offset));
        }
        Ok(bound.map(|binding| binding.namespace.clone()))
    }

    fn reference(&self, reference: &BytesRef<'_>) -> Result<Cow<'a, str>, Error> {
        let char = reference
            .resolve_char_ref()
            .map_err(|error| self.syntax(&error))?;
        if let Some(char) = char {
            let fault = || Fault::Character.at(self.text, self.offset);
            return is_char(char)
                .then(|| Cow::Owned(char.into()))
                .ok_or_else(fault);
        }
        let name: &str = reference;
        let unknown = || Fault::Entity(name.to_owned()).at(self.text, self.offset);
        resolve_xml_entity(name)
            .map(Cow::Borrowed)
            .ok_or_else(unknown)
    }

    fn doctype(&self, doctype: &str) -> Result<(), Error> {
        if self.begun {
            return Err(Fault::Doctype.at(self.text, self.offset));
        }
        if doctype.contains("<!ENTITY") {
            return Err(Fault::EntityDeclaration.at(self.text, self.offset));
        }
        Ok(())
    }

    fn done(&self) -> Result<Event<'a>, Error> {
        match (self.begun, self.depth) {
            (true, 0) => Ok(Event::Done),
            (true, _) => Err(Fault::Unclosed.at(self.text, self.offset)),
            (false, _) => Err(Fault::NoRoot.at(self.text, self.offset)),
        }
    }

    fn position(&self) -> usize {
        usize::try_from(self.events.buffer_position()).unwrap_or(usize::MAX)
    }

    fn limit(&self, value: usize, limit: usize, fault: Fault) -> Result<(), Error> {
        Limits::check(value, limit, fault).map_err(|fault| fault.at(self.text, self.offset))
    }

    fn syntax(&self, error: &dyn std::error::Error) -> Error {
        Fault::Syntax(error.to_string()).at(self.text, self.offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATRON: &str = r#"<?xml version="1.0"?>
<!DOCTYPE NCIPMessage SYSTEM "http://example.org/ncip.dtd">
<n:message xmlns:n="urn:ncip" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="x">
  <!-- a comment --><?an instruction?>
  <n:user n:scheme="s" id='a "b" &amp; &#xE4;'>A &lt; B<![CDATA[ & <C>]]></n:user>
  <plain xmlns="urn:other"><inner/>text</plain>
  <n:last/>
</n:message>"#;

    fn fault(text: &str) -> Fault {
        let mut reader = match Reader::new(text, limits()) {
            Ok(reader) => reader,
            Err(error) => return error.fault,
        };
        reader.finish().expect_err(text).fault
    }

    fn limits() -> Limits {
        Limits {
            total: 1000,
            depth: 3,
            attributes: 3,
            namespaces: 3,
            text: 20,
        }
    }

    #[test]
    fn elements_come_with_namespaces_and_text() {
        let mut reader = Reader::new(PATRON, Limits::default()).unwrap();
        let root = reader.root().unwrap();
        assert!(root.is("urn:ncip", "message"));
        assert_eq!(root.attribute_in(crate::XSI, "type"), Some("x"));
        assert_eq!(root.attribute("type"), None);
        let user = reader.child(&root).unwrap().unwrap();
        assert_eq!(user.attribute("id"), Some("a \"b\" & ä"));
        assert_eq!(user.attribute_in("urn:ncip", "scheme"), Some("s"));
        assert_eq!(reader.text(&user).unwrap(), "A < B & <C>");
        let plain = reader.child(&root).unwrap().unwrap();
        assert!(plain.is("urn:other", "plain"));
        assert!(
            reader
                .child(&plain)
                .unwrap()
                .unwrap()
                .is("urn:other", "inner")
        );
        assert!(reader.child(&root).unwrap().unwrap().is("urn:ncip", "last"));
        assert_eq!(reader.child(&root), Ok(None));
        assert_eq!(reader.finish(), Ok(()));
    }

    #[test]
    fn lines_end_as_xml_says() {
        let mut reader = Reader::new("<a b='1\r\n2\t3'>x\r\ny\rz&#13;</a>", limits()).unwrap();
        let root = reader.root().unwrap();
        assert_eq!(root.attribute("b"), Some("1 2 3"));
        assert_eq!(reader.text(&root).unwrap(), "x\ny\nz\r");
    }

    #[test]
    fn nothing_is_resolved() {
        assert_eq!(fault("<a>&eacute;</a>"), Fault::Entity("eacute".into()));
        assert_eq!(
            fault("<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"),
            Fault::EntityDeclaration
        );
        assert_eq!(
            fault("<!DOCTYPE a [ <!ENTITY % b SYSTEM 'c'> %b; ]><a/>"),
            Fault::EntityDeclaration
        );
        assert_eq!(fault("<a><!DOCTYPE a></a>"), Fault::Doctype);
        let mut reader = Reader::new("<!DOCTYPE a [<!ELEMENT a ANY>]><a/>", limits()).unwrap();
        assert_eq!(reader.finish(), Ok(()));
    }

    #[test]
    fn limits_hold_exactly() {
        let nested = |depth| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
        let attributes = |count| {
            format!(
                "<a{}/>",
                (0..count).map(|n| format!(" a{n}=''")).collect::<String>()
            )
        };
        let namespaces = |count| {
            let more = (1..count)
                .map(|n| format!(" xmlns:p{n}='u'"))
                .collect::<String>();
            format!("<a xmlns='u'><b{more}/></a>")
        };
        let text = |length: usize| format!("<a>{}&amp;</a>", "x".repeat(length - 1));
        let total = |length: usize| format!("<a/>{}", " ".repeat(length - 4));
        type Case<'a> = (&'a dyn Fn(usize) -> String, usize, Fault);
        let cases: [Case<'_>; 5] = [
            (&nested, 3, Fault::TooDeep),
            (&attributes, 3, Fault::TooManyAttributes),
            (&namespaces, 3, Fault::TooManyNamespaces),
            (&text, 20, Fault::TextTooLong),
            (&total, 1000, Fault::TooLong),
        ];
        for (made, limit, expected) in cases {
            let reads = |text: String| -> Result<(), Error> {
                let mut reader = Reader::new(&text, limits())?;
                let root = reader.root()?;
                reader.text(&root)?;
                reader.finish()
            };
            assert_eq!(reads(made(limit)), Ok(()), "{expected}");
            assert_eq!(reads(made(limit + 1)).unwrap_err().fault, expected);
        }
    }

    #[test]
    fn what_is_not_well_formed_is_refused() {
        for text in [
            "<a>",
            "<a></b>",
            "<a",
            "<a b></a>",
            "<a b=c/>",
            "<a b='1' b='2'/>",
            "<a>&</a>",
            "<a b='1'c='2'/>",
            "<a b='<'/>",
            "<a>]]></a>",
            "<a><!-- -- --></a>",
            "<a><?<?b c?></a>",
            "<a/><?xml version='1.0'?>",
            "<a xmlns:p='u'><b xmlns:q='u' p:c='1' q:c='2'/></a>",
            "<a xmlns:xml='u'/>",
            "<a xmlns:xmlns='u'/>",
        ] {
            assert!(
                matches!(fault(text), Fault::Syntax(_) | Fault::Unclosed),
                "{text}"
            );
        }
        assert_eq!(fault(""), Fault::NoRoot);
        assert_eq!(fault("<a/><b/>"), Fault::OutsideRoot);
        assert_eq!(fault("<a/>text"), Fault::OutsideRoot);
        assert_eq!(fault("text<a/>"), Fault::OutsideRoot);
        assert_eq!(fault("<![CDATA[]]><a/>"), Fault::OutsideRoot);
        assert_eq!(fault("<p:a/>"), Fault::Prefix("p".into()));
        assert_eq!(fault("<a p:b=''/>"), Fault::Prefix("p".into()));
        assert_eq!(fault("<1a/>"), Fault::Name("1a".into()));
        assert_eq!(fault("<a\u{d7}/>"), Fault::Name("a\u{d7}".into()));
        assert_eq!(fault("<:a/>"), Fault::Name(":a".into()));
        for text in [
            "<a>\0</a>",
            "<a>&#0;</a>",
            "<a>&#x1F;</a>",
            "<a>\u{ffff}</a>",
            "<a b='&#2;'/>",
        ] {
            assert!(
                matches!(fault(text), Fault::Character | Fault::Syntax(_)),
                "{text:?}"
            );
        }
    }

    #[test]
    fn errors_say_where() {
        let mut reader = Reader::new("<a>\n  <ä>\n  </b></a>", limits()).unwrap();
        let error = reader.finish().unwrap_err();
        assert_eq!((error.line, error.column, error.offset), (3, 3, 13));
        assert!(
            error
                .to_string()
                .starts_with("line 3, column 3: not well-formed:"),
            "{error}"
        );
    }

    #[test]
    fn a_piece_needs_no_declarations() {
        let mut reader = Reader::piece("<m:record><m:leader/></m:record>", limits()).unwrap();
        let root = reader.root().unwrap();
        assert_eq!((root.namespace(), root.name()), (None, "record"));
    }
}
