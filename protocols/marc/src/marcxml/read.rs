//! From XML to a record.

use std::fmt;

use silta_xml::{Element, Error, Limits, Reader, decode};

use super::NAMESPACE;
use crate::{
    field::{Field, Indicators, Subfield, Tag},
    leader::Leader,
    reading::{Read, Warning},
    record::Record,
};

/// Why no record can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// The XML cannot be read.
    Xml(Error),
    /// There is no record in it.
    NoRecord,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Xml(error) => error.fmt(f),
            Self::NoRecord => f.write_str("there is no MARCXML record"),
        }
    }
}

impl std::error::Error for Malformed {}

impl From<Error> for Malformed {
    fn from(error: Error) -> Self {
        Self::Xml(error)
    }
}

/// Reads the record that this document is, or the first one of the collection that it is.
/// Elements without namespace are taken for those of MARCXML, and so are prefixes that nobody
/// declares: a [`super::Splitter`] cuts records out of what declares them. Elements of other
/// namespaces are passed over.
///
/// Limits are those of [`Limits::default`].
pub fn read(bytes: &[u8]) -> Result<Read, Malformed> {
    let text = decode(bytes)?;
    let mut reader = Reader::piece(&text, Limits::default())?;
    let root = reader.root()?;
    let record = match root.name() {
        "record" => Some(root),
        "collection" => reader.child(&root)?,
        _ => None,
    };
    let record = record.filter(|record| is_ours(record) && record.name() == "record");
    let read = RecordReader {
        reader: &mut reader,
        warnings: Vec::new(),
    };
    let read = read.record(&record.ok_or(Malformed::NoRecord)?)?;
    reader.finish()?;
    Ok(read)
}

fn is_ours(element: &Element<'_>) -> bool {
    element
        .namespace()
        .is_none_or(|namespace| namespace == NAMESPACE)
}

struct RecordReader<'r, 'a> {
    reader: &'r mut Reader<'a>,
    warnings: Vec<Warning>,
}

impl RecordReader<'_, '_> {
    fn record(mut self, record: &Element<'_>) -> Result<Read, Error> {
        let (mut leader, mut fields) = (None, Vec::new());
        while let Some(child) = self.reader.child(record)? {
            if !is_ours(&child) {
                continue;
            }
            match child.name() {
                "leader" => leader = Some(self.leader(&child)?),
                "controlfield" => fields.extend(self.control_field(&child)?),
                "datafield" => fields.extend(self.data_field(&child)?),
                other => self.warnings.push(Warning::Element(other.to_owned())),
            }
        }
        let leader = leader.unwrap_or_else(|| {
            self.warnings.push(Warning::Leader);
            Leader::default()
        });
        Ok(Read {
            record: Record { leader, fields },
            warnings: self.warnings,
        })
    }

    fn leader(&mut self, element: &Element<'_>) -> Result<Leader, Error> {
        let text = self.reader.text(element)?;
        let (leader, whole) = Leader::repaired(text.as_bytes());
        if !whole {
            self.warnings.push(Warning::Leader);
        }
        Ok(leader)
    }

    fn tag(&mut self, element: &Element<'_>) -> Option<Tag> {
        let tag = element.attribute("tag").and_then(|tag| tag.parse().ok());
        if tag.is_none() {
            self.warnings.push(Warning::Tag);
        }
        tag
    }

    fn control_field(&mut self, element: &Element<'_>) -> Result<Option<Field>, Error> {
        let Some(tag) = self.tag(element) else {
            return Ok(None);
        };
        let text = self.reader.text(element)?;
        Ok(Some(Field::control(tag, text)))
    }

    fn data_field(&mut self, element: &Element<'_>) -> Result<Option<Field>, Error> {
        let Some(tag) = self.tag(element) else {
            return Ok(None);
        };
        let indicators = ["ind1", "ind2"].map(|name| element.attribute(name).and_then(only));
        if indicators.contains(&None) {
            self.warnings.push(Warning::Indicators(tag));
        }
        let indicators: Indicators = indicators.map(|indicator| indicator.unwrap_or(' '));
        let mut subfields = Vec::new();
        while let Some(child) = self.reader.child(element)? {
            if !is_ours(&child) || child.name() != "subfield" {
                self.warnings
                    .push(Warning::Element(child.name().to_owned()));
                continue;
            }
            match child.attribute("code").and_then(only) {
                Some(code) => subfields.push(Subfield::new(code, self.reader.text(&child)?)),
                None => self.warnings.push(Warning::Delimiter(tag)),
            }
        }
        Ok(Some(Field::data(tag, indicators, subfields)))
    }
}

/// The character of a text of one character.
fn only(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.as_str().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_with_any_prefix_or_none() {
        let plain = r#"<record><leader>00000nam a2200000 i 4500</leader>
            <controlfield tag="001">7</controlfield>
            <datafield tag="245" ind1="1" ind2="0"><subfield code="a">A &amp; B</subfield></datafield>
            </record>"#;
        let default = plain.replacen("<record", &format!("<record xmlns=\"{NAMESPACE}\""), 1);
        let prefixed = plain
            .replace("</", "</m:")
            .replace('<', "<m:")
            .replace("<m:/m:", "</m:");
        let declared =
            prefixed.replacen("<m:record", &format!("<m:record xmlns:m='{NAMESPACE}'"), 1);
        let collection = format!("<collection>{plain}{plain}</collection>");
        let expected = read(plain.as_bytes()).unwrap();
        assert_eq!(expected.warnings, []);
        assert_eq!(expected.record.control("001"), Some("7"));
        assert_eq!(
            expected.record.values("245", 'a').collect::<Vec<_>>(),
            ["A & B"]
        );
        for document in [default, prefixed, declared, collection] {
            assert_eq!(
                read(document.as_bytes()).as_ref(),
                Ok(&expected),
                "{document}"
            );
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        let read = read(
            br#"<record xmlns:o="urn:other"><o:leader>ignored</o:leader><leader>short</leader>
            <datafield ind1=" " ind2=" "/><field/><controlfield tag="1">x</controlfield>
            <datafield tag="245" ind1=""><subfield>x</subfield><b/><subfield code="a"/></datafield>
            </record>"#,
        );
        let read = read.unwrap();
        let title = "245".parse().unwrap();
        let expected = [
            Warning::Leader,
            Warning::Tag,
            Warning::Element("field".into()),
            Warning::Tag,
            Warning::Indicators(title),
            Warning::Delimiter(title),
            Warning::Element("b".into()),
        ];
        assert_eq!(read.warnings, expected);
        assert_eq!(
            read.record.fields,
            [Field::data(title, [' ', ' '], vec![Subfield::new('a', "")])]
        );
    }

    #[test]
    fn other_documents_are_no_record() {
        assert_eq!(read(b"<records/>"), Err(Malformed::NoRecord));
        assert_eq!(read(b"<collection/>"), Err(Malformed::NoRecord));
        assert_eq!(
            read(b"<record xmlns='urn:other'/>"),
            Err(Malformed::NoRecord)
        );
        assert!(matches!(read(b"<record>"), Err(Malformed::Xml(_))));
    }
}
