//! A record: a leader and fields.

use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};

use crate::{
    field::{Content, Field},
    leader::Leader,
};

/// A description of a title, a name or holdings, as MARC has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Record {
    /// What kind of record this is.
    pub leader: Leader,
    /// In the order of the record.
    pub fields: Vec<Field>,
}

impl Record {
    /// The text of the first control field with this tag: `control("001")` is the record's
    /// number in the system it comes from.
    pub fn control(&self, tag: &str) -> Option<&str> {
        self.fields(tag).find_map(Field::control_text)
    }

    /// All fields with this tag.
    pub fn fields(&self, tag: &str) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(move |field| field.tag == *tag)
    }

    /// The first field with this tag.
    pub fn field(&self, tag: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.tag == *tag)
    }

    /// All subfields with this code in fields with this tag.
    pub fn values(&self, tag: &str, code: char) -> impl Iterator<Item = &str> {
        self.fields(tag).flat_map(move |field| field.values(code))
    }

    /// Composes all text (Unicode NFC), as it is compared and indexed.
    pub fn to_nfc(&mut self) {
        for field in &mut self.fields {
            match &mut field.content {
                Content::Control(text) => compose(text),
                Content::Data { subfields, .. } => {
                    subfields
                        .iter_mut()
                        .for_each(|subfield| compose(&mut subfield.value));
                }
            }
        }
    }
}

fn compose(text: &mut String) {
    if !text.is_ascii() && is_nfc_quick(text.chars()) != IsNormalized::Yes {
        *text = text.nfc().collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Subfield;

    #[test]
    fn fields_are_found_by_tag() {
        let author = |name: &str| {
            let subfields = vec![Subfield::new('a', name)];
            Field::data("700".parse().unwrap(), ['1', ' '], subfields)
        };
        let mut record = Record {
            leader: Leader::default(),
            fields: vec![
                Field::control("001".parse().unwrap(), "7"),
                author("Jansson"),
                author("A\u{308}ijo\u{308}"),
            ],
        };
        assert_eq!(record.control("001"), Some("7"));
        assert_eq!(record.control("003"), None);
        assert_eq!(
            record.field("700").and_then(|field| field.subfield('a')),
            Some("Jansson")
        );
        record.to_nfc();
        assert_eq!(
            record.values("700", 'a').collect::<Vec<_>>(),
            ["Jansson", "Äijö"]
        );
    }
}
