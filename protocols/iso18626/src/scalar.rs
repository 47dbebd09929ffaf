//! Texts, truth values and whole numbers as elements.

use crate::{
    draft::Draft,
    findings::Findings,
    node::Node,
    structure::{Holds, Value},
    version::Version,
};

impl Value for String {
    const HOLDS: Holds = Holds::Text;

    fn read(node: &Node<'_>, _: &mut Findings) -> Option<Self> {
        Some(node.text.clone().into_owned())
    }

    fn write(&self, name: &'static str, _: &mut Draft) -> Option<Node<'_>> {
        Some(Node::of_text(name, self.as_str()))
    }

    fn is_nothing(&self) -> bool {
        self.is_empty()
    }
}

impl Value for bool {
    const HOLDS: Holds = Holds::Boolean;

    fn read(node: &Node<'_>, findings: &mut Findings) -> Option<Self> {
        match &*node.text.to_ascii_lowercase() {
            "true" | "1" | "y" => Some(true),
            "false" | "0" | "n" => Some(false),
            _ => {
                findings.tell_value(&node.text);
                None
            }
        }
    }

    fn write(&self, name: &'static str, _: &mut Draft) -> Option<Node<'_>> {
        Some(Node::of_text(name, if *self { "true" } else { "false" }))
    }
}

/// A place in an order, which 2021-2 does not let be negative.
impl Value for i64 {
    const HOLDS: Holds = Holds::Integer;

    fn read(node: &Node<'_>, findings: &mut Findings) -> Option<Self> {
        let number = node.text.parse().ok();
        match number {
            None => findings.tell_value(&node.text),
            Some(..0) => findings.sign(Version::V1_2),
            Some(_) => {}
        }
        number
    }

    fn write(&self, name: &'static str, draft: &mut Draft) -> Option<Node<'_>> {
        let sayable = *self >= 0 || draft.version() == Version::V1_2;
        sayable.then(|| Node::of_text(name, self.to_string()))
    }
}
