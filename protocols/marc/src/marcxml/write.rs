//! From a record to XML.

use silta_xml::Writer;

use super::NAMESPACE;
use crate::{
    field::{Content, Field, Tag},
    leader::{CharacterCoding, Leader},
    record::Record,
};

/// Adds a record to a text, as an element `record` that declares its namespace.
///
/// What is written is valid by the schema: control fields come first; a field with a tag that
/// the schema does not allow, or without subfields, is left out; an indicator it does not allow
/// becomes blank, such a code `?`, and characters that XML cannot hold U+FFFD. The leader says
/// UTF-8, as the text is Unicode now.
pub fn write(record: &Record, out: &mut String) {
    write_into(record, &mut Writer::new(out));
}

/// The same as a part of a larger document.
pub fn write_into(record: &Record, writer: &mut Writer<'_, '_>) {
    writer.start(NAMESPACE, "record");
    writer.element(NAMESPACE, "leader", valid_leader(record.leader).as_str());
    for field in &record.fields {
        if let Content::Control(text) = &field.content
            && is_control_tag(field.tag)
        {
            writer.start(NAMESPACE, "controlfield");
            writer.attribute("tag", field.tag.as_str()).text(text).end();
        }
    }
    for field in &record.fields {
        if is_data_tag(field.tag) && !field.subfields().is_empty() {
            write_data_field(field, writer);
        }
    }
    writer.end();
}

fn write_data_field(field: &Field, writer: &mut Writer<'_, '_>) {
    writer
        .start(NAMESPACE, "datafield")
        .attribute("tag", field.tag.as_str());
    for (name, indicator) in ["ind1", "ind2"].into_iter().zip(field.indicators()) {
        let valid = indicator.is_ascii_lowercase() || indicator.is_ascii_digit();
        let indicator = if valid { indicator } else { ' ' };
        writer.attribute(name, indicator.encode_utf8(&mut [0; 4]));
    }
    for subfield in field.subfields() {
        let valid = subfield.code.is_ascii_graphic() && !"@|".contains(subfield.code);
        let code = if valid { subfield.code } else { '?' };
        writer.start(NAMESPACE, "subfield");
        writer
            .attribute("code", code.encode_utf8(&mut [0; 4]))
            .text(&subfield.value)
            .end();
    }
    writer.end();
}

/// The leader with what the schema does not allow made blank or usual.
fn valid_leader(leader: Leader) -> Leader {
    let leader = leader.with_character_coding(CharacterCoding::Utf8);
    let (mut valid, usual) = (*leader.as_bytes(), Leader::default());
    for (at, (byte, usual)) in valid.iter_mut().zip(usual.as_bytes()).enumerate() {
        let fits = match at {
            0..5 | 12..17 => byte.is_ascii_digit(),
            6 => byte.is_ascii_alphanumeric(),
            5 | 7..10 | 17..20 => byte.is_ascii_alphanumeric() || *byte == b' ',
            _ => byte == usual,
        };
        if !fits {
            *byte = if matches!(at, 5 | 7..10 | 17..20) {
                b' '
            } else {
                *usual
            };
        }
    }
    Leader::new(valid).unwrap_or_default()
}

fn is_control_tag(tag: Tag) -> bool {
    matches!(tag.as_bytes(), [b'0', b'0', last] if last.is_ascii_alphanumeric() && *last != b'0')
}

/// Digits with capitals or with small letters, not both, and no control field.
fn is_data_tag(tag: Tag) -> bool {
    let bytes = tag.as_bytes();
    let one_case = |is_letter: fn(&u8) -> bool| {
        bytes
            .iter()
            .all(|byte| byte.is_ascii_digit() || is_letter(byte))
    };
    !bytes.starts_with(b"00")
        && (one_case(u8::is_ascii_uppercase) || one_case(u8::is_ascii_lowercase))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Subfield, marcxml};

    fn tag(tag: &str) -> Tag {
        tag.parse().unwrap()
    }

    #[test]
    fn only_what_the_schema_allows_is_written() {
        let title = Field::data(
            tag("245"),
            ['1', 'É'],
            vec![Subfield::new('@', "<A>\u{1f}")],
        );
        let record = Record {
            leader: "0001znam##220001x8aa450 ".parse().unwrap(),
            fields: vec![
                title.clone(),
                Field::control(tag("001"), "7"),
                Field {
                    tag: tag("00a"),
                    ..title.clone()
                },
                Field {
                    tag: tag("2aA"),
                    ..title
                },
                Field::data(tag("500"), [' ', ' '], vec![]),
                Field::control(tag("FMT"), "BK"),
            ],
        };
        let mut out = String::new();
        write(&record, &mut out);
        assert_eq!(
            out,
            concat!(
                r#"<record xmlns="http://www.loc.gov/MARC21/slim">"#,
                "<leader>00010nam a22000108aa4500</leader>",
                r#"<controlfield tag="001">7</controlfield>"#,
                r#"<datafield tag="245" ind1="1" ind2=" ">"#,
                "<subfield code=\"?\">&lt;A&gt;\u{fffd}</subfield></datafield></record>",
            )
        );
        assert_eq!(marcxml::read(out.as_bytes()).unwrap().warnings, []);
    }
}
