//! A message told line by line, for people.

use std::borrow::Cow;

use crate::{
    field::FieldId,
    text::Text,
    wire::{Fixed, Value},
};

/// One line of a described message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The two characters of an identified field; none for an element of the fixed part.
    pub id: Option<FieldId>,
    /// The name of the field or element.
    pub name: Cow<'static, str>,
    /// What was sent; `****` for a masked password.
    pub value: Text,
    /// What a code, flag or date means.
    pub meaning: Option<Cow<'static, str>>,
}

/// Whether a description shows passwords and PINs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Secrets {
    /// `****` stands for each.
    #[default]
    Masked,
    /// They are shown: for somebody who types them anyway.
    Shown,
}

/// Gathers the lines of a description.
pub(crate) struct Describer {
    secrets: Secrets,
    pub(crate) lines: Vec<Line>,
}

impl Describer {
    pub(crate) fn new(secrets: Secrets) -> Self {
        Self {
            secrets,
            lines: Vec::new(),
        }
    }

    pub(crate) fn element(&mut self, name: &'static str, value: &impl Fixed) {
        let Value { text, meaning } = Value::of(value);
        let name = Cow::Owned(name.replace('_', " "));
        self.lines.push(Line {
            id: None,
            name,
            value: Text::from(&*text),
            meaning,
        });
    }

    pub(crate) fn field(&mut self, id: FieldId, Value { text, meaning }: Value<'_>) {
        let masked = self.secrets == Secrets::Masked && id.is_secret() && !text.is_empty();
        let value = Text::from(if masked { "****" } else { &*text });
        self.lines.push(Line {
            id: Some(id),
            name: Cow::Borrowed(id.name()),
            value,
            meaning,
        });
    }
}
