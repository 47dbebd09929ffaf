//! XML as a client writes it: elements that hold a text or other elements.

use std::fmt::Write;

/// An element: a name with a text, or with other elements.
#[derive(Clone, Debug)]
pub(crate) struct Element {
    name: String,
    text: String,
    children: Vec<Self>,
}

/// An element with others in it.
pub(crate) fn el(name: &str, children: impl Into<Vec<Element>>) -> Element {
    Element {
        name: name.to_owned(),
        text: String::new(),
        children: children.into(),
    }
}

/// An element with a text.
pub(crate) fn leaf(name: &str, text: &str) -> Element {
    Element {
        name: name.to_owned(),
        text: text.to_owned(),
        children: Vec::new(),
    }
}

impl Element {
    /// Writes it, each name with this prefix (`ns1:` or nothing).
    pub(crate) fn write(&self, out: &mut String, prefix: &str) {
        let Self {
            name,
            text,
            children,
        } = self;
        let text = text
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        let _ = write!(out, "<{prefix}{name}>{text}");
        for child in children {
            child.write(out, prefix);
        }
        let _ = write!(out, "</{prefix}{name}>");
    }
}
