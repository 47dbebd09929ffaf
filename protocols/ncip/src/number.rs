//! Numbers, as elements hold them.

use std::{num::NonZeroU32, str::FromStr};

use crate::{
    flaw::Flaw,
    node::{Context, Node},
    out::Out,
    structure::{Content, Read},
};

fn read<T: FromStr>(node: &Node<'_>) -> Read<T> {
    let text = node.text().trim();
    text.parse().map_err(|_| Flaw::value(text))
}

/// `xs:nonNegativeInteger`
impl Content for u32 {
    fn read(node: &Node<'_>, _: &Context) -> Read<Self> {
        read(node)
    }

    fn write(&self, name: &'static str, out: &mut Out<'_>) {
        out.element(name, &self.to_string());
    }
}

/// `xs:positiveInteger`
impl Content for NonZeroU32 {
    fn read(node: &Node<'_>, _: &Context) -> Read<Self> {
        read(node)
    }

    fn write(&self, name: &'static str, out: &mut Out<'_>) {
        out.element(name, &self.to_string());
    }
}

/// `xs:integer`
impl Content for i64 {
    fn read(node: &Node<'_>, _: &Context) -> Read<Self> {
        read(node)
    }

    fn write(&self, name: &'static str, out: &mut Out<'_>) {
        out.element(name, &self.to_string());
    }
}
