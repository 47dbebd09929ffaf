//! From text to elements.

use std::borrow::Cow;

use memchr::memchr;

use crate::{
    XML,
    element::{Attribute, Element},
    error::{Error, Fault},
    is_name,
    limits::Limits,
    scan::{InTag, Markup, Name, Scanner, is_blank},
    sound::illegal_character,
    value,
};

/// Elements within one another in most documents, and namespaces in force.
const USUAL_DEPTH: usize = 16;
const USUAL_BINDINGS: usize = 4;

/// Reads a document element by element. After an error nothing more can be read.
#[derive(Debug)]
pub struct Reader<'a> {
    text: &'a str,
    scanner: Scanner<'a>,
    limits: Limits,
    bindings: Vec<Binding<'a>>,
    /// The names of the elements that are open, with their prefixes.
    open: Vec<&'a str>,
    /// Whether the innermost element has no content, so that it ends next.
    empty: bool,
    /// Whether the root element has begun.
    begun: bool,
    /// Whether there was a document type.
    typed: bool,
    /// Where the last event begins.
    offset: usize,
    /// Whether there is a `]` anywhere, without which `]]>` is in no text.
    has_brackets: bool,
    /// Whether there is a carriage return anywhere, without which all line ends are as they should be.
    has_returns: bool,
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
        Ok(Self {
            text,
            scanner: Scanner::new(text),
            limits,
            bindings: Vec::with_capacity(USUAL_BINDINGS),
            open: Vec::with_capacity(USUAL_DEPTH),
            empty: false,
            begun: false,
            typed: false,
            offset: 0,
            has_brackets: memchr(b']', text.as_bytes()).is_some(),
            has_returns: memchr(b'\r', text.as_bytes()).is_some(),
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
            _ => Err(self.at(Fault::NoRoot)),
        }
    }

    /// The next element within `parent`, which is open still. What remains of the one before it
    /// is passed over, and so is text between elements.
    pub fn child(&mut self, parent: &Element<'_>) -> Result<Option<Element<'a>>, Error> {
        while self.open.len() >= parent.depth {
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
        while self.open.len() >= element.depth {
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
        if std::mem::take(&mut self.empty) {
            return Ok(self.end());
        }
        loop {
            self.offset = self.scanner.position();
            if self
                .open
                .last()
                .is_some_and(|name| self.scanner.passes_end_of(name))
            {
                return Ok(self.end());
            }
            let markup = match self.scanner.markup() {
                Ok(markup) => markup,
                Err(what) => return Err(self.unsound(what)),
            };
            let text = match markup {
                Markup::Start(name) => return self.start(name),
                Markup::End(name) if self.open.last() == Some(&name) => return Ok(self.end()),
                Markup::End(_) => {
                    return Err(self.unsound("the end of an element that is not open"));
                }
                Markup::Text(text) if self.has_brackets && text.contains("]]>") => {
                    return Err(self.unsound("]]> in a text"));
                }
                Markup::Cdata(_) if self.open.is_empty() => return Err(self.at(Fault::OutsideRoot)),
                Markup::Text(text) | Markup::Cdata(text) if self.has_returns => value::text(text),
                Markup::Text(text) | Markup::Cdata(text) => Cow::Borrowed(text),
                Markup::Reference(name) => {
                    let char = value::reference(name).map_err(|fault| self.at(fault))?;
                    Cow::Owned(char.into())
                }
                Markup::Doctype(doctype) => {
                    self.doctype(doctype)?;
                    continue;
                }
                Markup::Instruction("xml") if self.offset > 0 => {
                    return Err(self.unsound("an XML declaration that is not at the beginning"));
                }
                Markup::Instruction(target) if !is_name(target) => {
                    return Err(self.unsound("an instruction without a name"));
                }
                Markup::Instruction(_) | Markup::Comment => continue,
                Markup::Done => return self.done(),
            };
            if !self.open.is_empty() {
                self.limit(text.len(), self.limits.text, Fault::TextTooLong)?;
                return Ok(Event::Text(text));
            }
            if !text.chars().all(is_blank) {
                return Err(self.at(Fault::OutsideRoot));
            }
        }
    }

    fn start(&mut self, name: Name<'a>) -> Result<Event<'a>, Error> {
        if self.open.is_empty() && self.begun {
            return Err(self.at(Fault::OutsideRoot));
        }
        self.begun = true;
        self.open.push(name.text);
        self.limit(self.open.len(), self.limits.depth, Fault::TooDeep)?;
        let mut attributes = match self.scanner.passes_end_of_tag() {
            true => Vec::new(),
            false => self.attributes()?,
        };
        let (prefix, name) = match name.is_plain {
            true => ("", name.text),
            false => self.name(name.text)?,
        };
        let namespace = self.resolve(prefix)?;
        for attribute in &mut attributes {
            let (prefix, name) = self.name(attribute.name)?;
            attribute.name = name;
            if !prefix.is_empty() {
                attribute.namespace = self.resolve(prefix)?;
            }
        }
        self.differ(&attributes)?;
        Ok(Event::Start(Element {
            namespace,
            name,
            attributes,
            depth: self.open.len(),
            offset: self.offset,
        }))
    }

    fn end(&mut self) -> Event<'a> {
        self.open.pop();
        let depth = self.open.len();
        while self.bindings.pop_if(|last| last.depth > depth).is_some() {}
        Event::End
    }

    /// Puts declarations of namespaces in force and gives the other attributes, whose names have
    /// their prefixes still.
    fn attributes(&mut self) -> Result<Vec<Attribute<'a>>, Error> {
        let (mut attributes, mut count) = (Vec::new(), 0);
        loop {
            let (name, raw) = match self.scanner.in_tag() {
                Ok(InTag::Attribute(name, raw)) => (name, raw),
                Ok(InTag::End) => return Ok(attributes),
                Ok(InTag::EmptyEnd) => {
                    self.empty = true;
                    return Ok(attributes);
                }
                Err(what) => return Err(self.unsound(what)),
            };
            count += 1;
            self.limit(count, self.limits.attributes, Fault::TooManyAttributes)?;
            let value = value::attribute(raw).map_err(|fault| self.at(fault))?;
            let prefix = name.strip_prefix("xmlns");
            if let Some(prefix) = prefix.filter(|rest| rest.is_empty() || rest.starts_with(':')) {
                self.bind(prefix, value)?;
                continue;
            }
            // The limit keeps looking for names that come twice cheap.
            let is_same = |known: &Attribute<'_>| known.name == name;
            if attributes.iter().any(is_same) {
                return Err(self.twice(name));
            }
            attributes.push(Attribute {
                namespace: None,
                name,
                value,
            });
        }
    }

    /// Whether no two attributes are the same under two prefixes (Namespaces in XML 1.0, section 6.3).
    fn differ(&self, attributes: &[Attribute<'a>]) -> Result<(), Error> {
        let mut rest = attributes;
        while let [one, others @ ..] = rest {
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
        let length = namespace.len();
        self.limit(length, self.limits.namespace, Fault::NamespaceTooLong)?;
        let named = prefix.strip_prefix(':');
        if named.is_some_and(|prefix| !is_name(prefix)) {
            return Err(self.at(Fault::Name(prefix.to_owned())));
        }
        let (prefix, depth) = (named.unwrap_or_default(), self.open.len());
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
        self.at(Fault::Syntax(what.to_owned()))
    }

    /// A prefix, empty if there is none, and the name it stands before.
    fn name(&self, name: &'a str) -> Result<(&'a str, &'a str), Error> {
        if is_name(name) {
            return Ok(("", name));
        }
        let parts = name.split_once(':').filter(|(prefix, _)| is_name(prefix));
        let fault = || self.at(Fault::Name(name.to_owned()));
        parts.filter(|(_, name)| is_name(name)).ok_or_else(fault)
    }

    /// What a prefix means here; the empty one is that of elements without prefix.
    fn resolve(&self, prefix: &str) -> Result<Option<Cow<'a, str>>, Error> {
        if prefix == "xml" {
            return Ok(Some(Cow::Borrowed(XML)));
        }
        // Nearly all prefixes are empty, and to compare two empty texts as memory can take some
        // processors longer than to read the element.
        let is_same = |binding: &&Binding<'_>| match prefix.is_empty() {
            true => binding.prefix.is_empty(),
            false => binding.prefix == prefix,
        };
        let binding = self.bindings.iter().rfind(is_same);
        let bound = binding.filter(|binding| !binding.namespace.is_empty());
        if bound.is_none() && !prefix.is_empty() && !self.piece {
            return Err(self.at(Fault::Prefix(prefix.to_owned())));
        }
        Ok(bound.map(|binding| binding.namespace.clone()))
    }

    fn doctype(&mut self, doctype: &str) -> Result<(), Error> {
        if self.begun || std::mem::replace(&mut self.typed, true) {
            return Err(self.at(Fault::Doctype));
        }
        match doctype.contains("<!ENTITY") {
            true => Err(self.at(Fault::EntityDeclaration)),
            false => Ok(()),
        }
    }

    fn done(&self) -> Result<Event<'a>, Error> {
        match (self.begun, self.open.len()) {
            (true, 0) => Ok(Event::Done),
            (true, _) => Err(self.at(Fault::Unclosed)),
            (false, _) => Err(self.at(Fault::NoRoot)),
        }
    }

    fn limit(&self, value: usize, limit: usize, fault: Fault) -> Result<(), Error> {
        Limits::check(value, limit, fault).map_err(|fault| self.at(fault))
    }

    fn at(&self, fault: Fault) -> Error {
        fault.at(self.text, self.offset)
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
            namespace: 60,
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
        assert_eq!(fault("<a b='&eacute;'/>"), Fault::Entity("eacute".into()));
        assert_eq!(fault("<a><!DOCTYPE a></a>"), Fault::Doctype);
        assert_eq!(fault("<!DOCTYPE a><!DOCTYPE a><a/>"), Fault::Doctype);
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
        let namespace = |length: usize| format!("<a xmlns='&lt;{}'/>", "x".repeat(length - 1));
        type Case<'a> = (&'a dyn Fn(usize) -> String, usize, Fault);
        let cases: [Case<'_>; 6] = [
            (&nested, 3, Fault::TooDeep),
            (&attributes, 3, Fault::TooManyAttributes),
            (&namespaces, 3, Fault::TooManyNamespaces),
            (&namespace, 60, Fault::NamespaceTooLong),
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
            "<a b/>",
            "<a b='1/>",
            "<a/ >",
            "< a/>",
            "</a>",
            "<a></a",
            "<a></a b='1'>",
            "<a></ a>",
            "<a><b></a></b>",
            "<a><!-- ></a>",
            "<a><!--></a>",
            "<a><![CDATA[]]</a>",
            "<a><![cdata[]]></a>",
            "<a><?b</a>",
            "<a>& b</a>",
            "<a>&amp</a>",
            "<!doctype a><a/>",
            "<!DOCTYPE a [<a/>",
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
