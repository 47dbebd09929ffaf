//! Records as lines that people read, for clients that ask for plain text (SUTRS).

use crate::{
    field::{Content, Field},
    record::Record,
};

/// Adds a record to a text, a line for each field:
///
/// ```text
/// 00000nam a2200000 i 4500
/// 001 kainet00001
/// 245 10 $a Seitsemän veljestä / $c Aleksis Kivi.
/// ```
///
/// Line ends and other control characters within a text become blanks.
pub fn write(record: &Record, out: &mut String) {
    out.push_str(record.leader.as_str());
    out.push('\n');
    for field in &record.fields {
        write_field(field, out);
        out.push('\n');
    }
}

fn write_field(field: &Field, out: &mut String) {
    out.push_str(field.tag.as_str());
    out.push(' ');
    match &field.content {
        Content::Control(text) => push_line(out, text),
        Content::Data {
            indicators,
            subfields,
        } => {
            push_line(out, &String::from_iter(indicators));
            for subfield in subfields {
                out.push_str(" $");
                push_line(out, subfield.code.encode_utf8(&mut [0; 4]));
                out.push(' ');
                push_line(out, &subfield.value);
            }
        }
    }
}

fn push_line(out: &mut String, text: &str) {
    out.extend(
        text.chars()
            .map(|char| if char.is_control() { ' ' } else { char }),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Subfield;

    #[test]
    fn each_field_is_a_line() {
        let subfields = vec![Subfield::new('a', "Muumit /\n"), Subfield::new('c', "Tove")];
        let record = Record {
            fields: vec![
                Field::control("001".parse().unwrap(), "7"),
                Field::data("245".parse().unwrap(), ['1', ' '], subfields),
            ],
            ..Record::default()
        };
        let mut out = String::new();
        write(&record, &mut out);
        assert_eq!(
            out,
            "00000nam a2200000 i 4500\n001 7\n245 1  $a Muumit /  $c Tove\n"
        );
    }
}
