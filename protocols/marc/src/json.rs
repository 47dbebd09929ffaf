//! MARC-in-JSON: records as JSON, in the form that is common among programs that read MARC.
//!
//! ```json
//! {"leader": "00000nam a2200000 i 4500",
//!  "fields": [{"001": "kainet00001"},
//!             {"245": {"ind1": "1", "ind2": "0", "subfields": [{"a": "Seitsemän veljestä"}]}}]}
//! ```

use std::fmt;

use serde_json::{Map, Value};

use crate::{
    field::{Content, Field, Subfield, Tag},
    leader::{CharacterCoding, Leader},
    reading::{Read, Warning},
    record::Record,
};

/// Why no record can be read: no JSON, in the words of its parser, or none with fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed(pub String);

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no MARC-in-JSON: {}", self.0)
    }
}

impl std::error::Error for Malformed {}

/// Adds a record to a text, as one JSON object. The leader says UTF-8, as the text is Unicode.
pub fn write(record: &Record, out: &mut String) {
    let leader = record.leader.with_character_coding(CharacterCoding::Utf8);
    out.push_str("{\"leader\":");
    push_string(out, leader.as_str());
    out.push_str(",\"fields\":[");
    for (place, field) in record.fields.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        out.push('{');
        push_string(out, field.tag.as_str());
        out.push(':');
        match &field.content {
            Content::Control(text) => push_string(out, text),
            Content::Data {
                indicators,
                subfields,
            } => push_data(out, *indicators, subfields),
        }
        out.push('}');
    }
    out.push_str("]}");
}

fn push_data(out: &mut String, [first, second]: [char; 2], subfields: &[Subfield]) {
    out.push_str("{\"ind1\":");
    push_string(out, first.encode_utf8(&mut [0; 4]));
    out.push_str(",\"ind2\":");
    push_string(out, second.encode_utf8(&mut [0; 4]));
    out.push_str(",\"subfields\":[");
    for (place, Subfield { code, value }) in subfields.iter().enumerate() {
        out.push_str(if place > 0 { ",{" } else { "{" });
        push_string(out, code.encode_utf8(&mut [0; 4]));
        out.push(':');
        push_string(out, value);
        out.push('}');
    }
    out.push_str("]}");
}

fn push_string(out: &mut String, text: &str) {
    out.push('"');
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\0'..='\u{1f}' => out.push_str(&format!("\\u{:04x}", u32::from(char))),
            char => out.push(char),
        }
    }
    out.push('"');
}

/// Reads the record that this JSON object is.
pub fn read(bytes: &[u8]) -> Result<Read, Malformed> {
    let value: Value =
        serde_json::from_slice(bytes).map_err(|error| Malformed(error.to_string()))?;
    let fields = value.get("fields").and_then(Value::as_array);
    let fields = fields.ok_or_else(|| Malformed("there are no fields".to_owned()))?;
    let mut warnings = Vec::new();
    let leader = value
        .get("leader")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let (leader, whole) = Leader::repaired(leader.as_bytes());
    if !whole {
        warnings.push(Warning::Leader);
    }
    let fields = fields.iter().filter_map(Value::as_object).flatten();
    let fields = fields
        .filter_map(|(tag, content)| read_field(tag, content, &mut warnings))
        .collect();
    Ok(Read {
        record: Record { leader, fields },
        warnings,
    })
}

fn read_field(tag: &str, content: &Value, warnings: &mut Vec<Warning>) -> Option<Field> {
    let Ok(tag) = tag.parse::<Tag>() else {
        warnings.push(Warning::Tag);
        return None;
    };
    match content {
        Value::String(text) => Some(Field::control(tag, text)),
        Value::Object(data) => Some(read_data(tag, data, warnings)),
        _ => {
            warnings.push(Warning::Json);
            None
        }
    }
}

fn read_data(tag: Tag, data: &Map<String, Value>, warnings: &mut Vec<Warning>) -> Field {
    let indicators = ["ind1", "ind2"].map(|name| only(data.get(name)?.as_str()?));
    if indicators.contains(&None) {
        warnings.push(Warning::Indicators(tag));
    }
    let subfields = data.get("subfields").and_then(Value::as_array);
    let mut read = Vec::new();
    for (code, value) in subfields
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
        .flatten()
    {
        match (only(code), value.as_str()) {
            (Some(code), Some(value)) => read.push(Subfield::new(code, value)),
            _ => warnings.push(Warning::Delimiter(tag)),
        }
    }
    Field::data(
        tag,
        indicators.map(|indicator| indicator.unwrap_or(' ')),
        read,
    )
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
    fn a_record_is_one_object() {
        let text = concat!(
            r#"{"leader":"00000nam a2200000 i 4500","fields":[{"001":"a\"\\\u0007"},"#,
            r#"{"245":{"ind1":"1","ind2":" ","subfields":[{"a":"Ä"},{"a":"B"}]}}]}"#,
        );
        let Read { record, warnings } = read(text.as_bytes()).unwrap();
        assert_eq!(warnings, []);
        assert_eq!(record.control("001"), Some("a\"\\\u{7}"));
        assert_eq!(record.values("245", 'a').collect::<Vec<_>>(), ["Ä", "B"]);
        let mut written = String::new();
        write(&record, &mut written);
        assert_eq!(written, text);
    }

    #[test]
    fn what_is_wrong_is_said() {
        let read_text = |text: &str| read(text.as_bytes());
        assert!(read_text("{").is_err());
        assert!(read_text("[]").is_err());
        assert!(read_text(r#"{"leader":""}"#).is_err());
        let text =
            r#"{"fields":[{"1":"x"},{"245":7},{"500":{"subfields":[{"aa":"x"},{"a":1}]}},5]}"#;
        let tag: Tag = "500".parse().unwrap();
        let expected = [
            Warning::Leader,
            Warning::Tag,
            Warning::Json,
            Warning::Indicators(tag),
            Warning::Delimiter(tag),
            Warning::Delimiter(tag),
        ];
        assert_eq!(read_text(text).unwrap().warnings, expected);
    }
}
