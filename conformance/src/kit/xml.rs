//! A small strict reader of XML answers and records: well-formed, UTF-8, namespaces of elements resolved. What
//! no record needs (DOCTYPE, other entities than the five) is a fault.

/// An element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Node {
    /// The local name.
    pub(crate) name: String,
    /// The prefix that it is written with; empty where the default namespace serves.
    pub(crate) prefix: String,
    pub(crate) namespace: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Self>,
    /// Its own text, without that of its children.
    pub(crate) text: String,
}

/// The root element.
pub(crate) fn parse(bytes: &[u8]) -> Result<Node, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "the XML is not UTF-8")?;
    let mut reader = Reader {
        rest: text.strip_prefix('\u{FEFF}').unwrap_or(text),
    };
    if let Some(after) = reader.rest.strip_prefix("<?xml") {
        reader.rest = after.split_once("?>").ok_or("an open XML declaration")?.1;
    }
    reader.misc()?;
    let root = reader.element(&[], 0)?;
    reader.misc()?;
    match reader.rest {
        "" => Ok(root),
        rest => Err(format!("after the root element: {:.20}", rest)),
    }
}

/// An echoed query of a few hundred booleans is as deep.
const DEEPEST: usize = 2_000;

struct Reader<'a> {
    rest: &'a str,
}

/// Prefix (empty for the default) and namespace, the innermost last.
type Scope = Vec<(String, String)>;

impl<'a> Reader<'a> {
    /// Blanks, comments and instructions around the root element.
    fn misc(&mut self) -> Result<(), String> {
        loop {
            self.rest = self.rest.trim_start();
            if let Some(after) = self.rest.strip_prefix("<!--") {
                self.rest = after.split_once("-->").ok_or("an open comment")?.1;
            } else if let Some(after) = self.rest.strip_prefix("<?") {
                self.rest = after.split_once("?>").ok_or("an open instruction")?.1;
            } else {
                return Ok(());
            }
        }
    }

    fn element(&mut self, outer: &[(String, String)], depth: usize) -> Result<Node, String> {
        if depth > DEEPEST {
            return Err("elements nested too deeply".to_owned());
        }
        self.expect("<")?;
        let qualified = self.name()?;
        let mut node = Node::default();
        let mut scope: Scope = outer.to_vec();
        self.attributes(&mut node, &mut scope)?;
        let (prefix, local) = qualified.split_once(':').unwrap_or(("", qualified));
        local.clone_into(&mut node.name);
        prefix.clone_into(&mut node.prefix);
        node.namespace = scope
            .iter()
            .rev()
            .find(|(own, _)| own == prefix)
            .map(|(_, namespace)| namespace.clone())
            .unwrap_or_default();
        if !prefix.is_empty() && node.namespace.is_empty() {
            return Err(format!("the prefix {prefix} is not declared"));
        }
        if self.rest.starts_with("/>") {
            self.expect("/>")?;
            return Ok(node);
        }
        self.expect(">")?;
        self.content(&mut node, &scope, depth)?;
        self.expect("</")?;
        self.expect(qualified)?;
        self.rest = self.rest.trim_start();
        self.expect(">")?;
        Ok(node)
    }

    fn attributes(&mut self, node: &mut Node, scope: &mut Scope) -> Result<(), String> {
        loop {
            let before = self.rest;
            self.rest = self.rest.trim_start();
            if self.rest.starts_with(['>', '/']) {
                return Ok(());
            }
            if before.len() == self.rest.len() {
                return Err("an attribute without a blank before it".to_owned());
            }
            let name = self.name()?.to_owned();
            self.rest = self.rest.trim_start();
            self.expect("=")?;
            self.rest = self.rest.trim_start();
            let quote = if self.rest.starts_with('"') {
                "\""
            } else {
                "'"
            };
            self.expect(quote)?;
            let (raw, after) = self.rest.split_once(quote).ok_or("an open attribute")?;
            self.rest = after;
            let value = characters(raw)?;
            if node.attributes.iter().any(|(own, _)| *own == name) {
                return Err(format!("the attribute {name} comes twice"));
            }
            match name.strip_prefix("xmlns") {
                Some("") => scope.push((String::new(), value.clone())),
                Some(prefix) if prefix.starts_with(':') => {
                    scope.push((prefix.trim_start_matches(':').to_owned(), value.clone()));
                }
                _ => {}
            }
            node.attributes.push((name, value));
        }
    }

    fn content(
        &mut self,
        node: &mut Node,
        scope: &[(String, String)],
        depth: usize,
    ) -> Result<(), String> {
        loop {
            let at = self.rest.find('<').ok_or("an element without its end")?;
            let (raw, after) = self.rest.split_at(at);
            node.text += &characters(raw)?;
            self.rest = after;
            if self.rest.starts_with("</") {
                return Ok(());
            }
            if let Some(after) = self.rest.strip_prefix("<!--") {
                self.rest = after.split_once("-->").ok_or("an open comment")?.1;
            } else if let Some(after) = self.rest.strip_prefix("<![CDATA[") {
                let (raw, after) = after.split_once("]]>").ok_or("an open CDATA section")?;
                node.text += raw;
                self.rest = after;
            } else {
                node.children.push(self.element(scope, depth + 1)?);
            }
        }
    }

    fn name(&mut self) -> Result<&'a str, String> {
        let end = self
            .rest
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, ':' | '_' | '-' | '.')))
            .unwrap_or(self.rest.len());
        let (name, after) = self.rest.split_at(end);
        let sound = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
        self.rest = after;
        if sound {
            Ok(name)
        } else {
            Err(format!("no name: {:.20}", after))
        }
    }

    fn expect(&mut self, wanted: &str) -> Result<(), String> {
        self.rest = self
            .rest
            .strip_prefix(wanted)
            .ok_or_else(|| format!("{wanted} should come before {:.20}", self.rest))?;
        Ok(())
    }
}

/// Text with its references resolved; only characters that XML allows.
fn characters(raw: &str) -> Result<String, String> {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('&') {
        let (reference, after) = after.split_once(';').ok_or("an ampersand of its own")?;
        text += before;
        text.push(resolved(reference).ok_or_else(|| format!("the reference &{reference};"))?);
        rest = after;
    }
    text += rest;
    let legal = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
    match text.chars().find(|&c| !legal(c)) {
        None if raw.contains('<') => Err("a < in a value".to_owned()),
        None => Ok(text),
        Some(c) => Err(format!("the character {c:?}, which XML forbids")),
    }
}

fn resolved(reference: &str) -> Option<char> {
    match reference {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = reference.strip_prefix('#')?;
            let code = match number.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

impl Node {
    /// The value of an attribute that has to be there.
    pub(crate) fn attribute(&self, name: &str) -> Result<String, String> {
        self.attributes
            .iter()
            .find(|(own, _)| own == name)
            .map(|(_, value)| value.clone())
            .ok_or_else(|| format!("a {} without {name}", self.name))
    }

    /// The children of this name, in the namespace of this element or any other.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first child of this name.
    pub(crate) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The text of the first child of this name.
    pub(crate) fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| child.text.as_str())
    }

    /// The names of the children, in their order.
    pub(crate) fn names(&self) -> Vec<&str> {
        self.children
            .iter()
            .map(|child| child.name.as_str())
            .collect()
    }

    /// This element and all below it, each before its children.
    pub(crate) fn every(&self) -> Vec<&Self> {
        let below = self.children.iter().flat_map(Self::every);
        std::iter::once(self).chain(below).collect()
    }

    /// All text in it, a blank between the elements.
    pub(crate) fn words(&self) -> String {
        let texts: Vec<_> = self.every().iter().map(|node| node.text.trim()).collect();
        texts.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_formed_text_is_read() {
        let root = parse(
            "<?xml version=\"1.0\"?>\n<!-- c --><m:a xmlns:m='urn:m' b=\"&lt;&#228;\"><m:c/>x<![CDATA[<&]]><!-- y -->&amp;</m:a >\n"
                .as_bytes(),
        )
        .expect("well-formed");
        assert_eq!((&*root.name, &*root.namespace), ("a", "urn:m"));
        assert_eq!(root.attribute("b"), Ok("<ä".to_owned()));
        assert_eq!(root.text, "x<&&");
        assert_eq!(root.children[0].namespace, "urn:m");
    }

    #[test]
    fn what_is_not_well_formed_is_a_fault() {
        for wrong in [
            "",
            "<a>",
            "<a></b>",
            "<a/><b/>",
            "<a b=c/>",
            "<a b=\"1\" b=\"2\"/>",
            "<a>&auml;</a>",
            "<a>&</a>",
            "<a>\u{1}</a>",
            "<a>&#0;</a>",
            "<p:a/>",
            "<a><b></a></b>",
            "<!DOCTYPE a><a/>",
            "<a b=\"<\"/>",
        ] {
            assert!(parse(wrong.as_bytes()).is_err(), "{wrong}");
        }
        assert!(parse(b"<a>\xE4</a>").is_err());
    }
}
