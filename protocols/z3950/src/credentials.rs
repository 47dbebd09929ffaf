//! What proves who somebody is. Neither logs nor descriptions show it.

use std::fmt;

use silta_ber::{Element, External, Malformed, Tag, Writer};

use crate::{describe::Lines, sample::Choices, strings::Secret, value::Value};

/// `user/password` in one text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSecret(pub Secret);

/// A VisibleString by the book; GeneralString is met too.
impl Value for OpenSecret {
    const TAG: Option<Tag> = Some(Tag::VISIBLE_STRING);
    const CONSTRUCTED: bool = false;

    fn is(tag: Tag) -> bool {
        tag == Tag::VISIBLE_STRING || tag == Tag::GENERAL_STRING
    }

    fn read(element: Element<'_>) -> Result<Self, Malformed> {
        Secret::read(element).map(Self)
    }

    fn write(&self, writer: &mut Writer) {
        self.0.write(writer);
    }

    fn tell(&self, name: &str, lines: &mut Lines) {
        self.0.tell(name, lines);
    }

    fn sample(choices: &mut Choices<'_>) -> Self {
        Self(Secret::sample(choices))
    }
}

/// A proof of another standard.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretExternal(pub External);

impl fmt::Debug for SecretExternal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("****")
    }
}

impl Value for SecretExternal {
    const TAG: Option<Tag> = External::TAG;
    const CONSTRUCTED: bool = External::CONSTRUCTED;

    fn read(element: Element<'_>) -> Result<Self, Malformed> {
        <External as Value>::read(element).map(Self)
    }

    fn write(&self, writer: &mut Writer) {
        self.0.write(writer);
    }

    fn tell(&self, name: &str, lines: &mut Lines) {
        if lines.shows_secrets() {
            self.0.tell(name, lines);
        } else {
            lines.line(name, "****");
        }
    }

    fn sample(choices: &mut Choices<'_>) -> Self {
        Self(External::sample(choices))
    }
}
