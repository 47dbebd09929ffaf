//! From bytes to a record.

use std::borrow::Cow;

use super::{
    DELIMITER, Malformed,
    raw::{Raw, has_subfields},
    write,
};
use crate::{
    field::{Content, Field, Subfield, Tag},
    leader::CharacterCoding,
    marc8,
    reading::{Read, Warning},
    record::Record,
};

/// Reads the record that these bytes are, decoding its text as the leader says.
pub fn read(bytes: &[u8]) -> Result<Read, Malformed> {
    let (raw, warnings) = Raw::read(bytes)?;
    let mut decoder = Decoder {
        coding: Coding::of(&raw, bytes),
        warnings,
    };
    if raw.leader.character_coding() == CharacterCoding::Marc8 && decoder.coding == Coding::Utf8 {
        decoder.warnings.push(Warning::Utf8NotMarc8);
    }
    let fields = raw
        .fields
        .iter()
        .map(|(tag, body)| decoder.field(*tag, body))
        .collect();
    Ok(Read {
        record: Record {
            leader: raw.leader,
            fields,
        },
        warnings: decoder.warnings,
    })
}

/// What the text of a record really is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coding {
    /// ASCII without escapes, which every encoding has.
    Ascii,
    Utf8,
    Marc8,
}

impl Coding {
    fn of(raw: &Raw<'_>, bytes: &[u8]) -> Self {
        if raw.leader.character_coding() == CharacterCoding::Utf8 {
            return Self::Utf8;
        }
        match bytes.is_ascii() {
            true if marc8::plain(bytes).is_some() => Self::Ascii,
            true => Self::Marc8,
            // Bytes of ANSEL are next to never valid UTF-8: a mark comes before an ASCII letter.
            false if std::str::from_utf8(bytes).is_ok() => Self::Utf8,
            false => Self::Marc8,
        }
    }
}

struct Decoder {
    coding: Coding,
    warnings: Vec<Warning>,
}

impl Decoder {
    fn field(&mut self, tag: Tag, body: &[u8]) -> Field {
        let content = if has_subfields(tag, body) {
            self.data(tag, body)
        } else {
            Content::Control(self.control(tag, body))
        };
        let field = Field { tag, content };
        if self.coding != Coding::Utf8 && !write::has_ascii_codes(&field) {
            self.once(Warning::Code(tag));
        }
        if self.coding == Coding::Marc8
            && marc8::plain(body).is_none()
            && write::body(&field, CharacterCoding::Marc8) != body
        {
            self.once(Warning::Respelled(tag));
        }
        field
    }

    fn control(&mut self, tag: Tag, body: &[u8]) -> String {
        let text = self.text(tag, body);
        if !text.contains(char::from(DELIMITER)) {
            return text;
        }
        self.once(Warning::Delimiter(tag));
        text.replace(char::from(DELIMITER), "")
    }

    fn data(&mut self, tag: Tag, body: &[u8]) -> Content {
        let mut subfields = Vec::new();
        let mut missing_code = false;
        let mut take = |subfield: Option<Subfield>| match subfield {
            Some(subfield) => subfields.push(subfield),
            None => missing_code = true,
        };
        let head = if self.coding == Coding::Marc8 {
            // Each subfield begins with the usual sets anew.
            let mut pieces = body.split(|byte| *byte == DELIMITER);
            let head = self.text(tag, pieces.next().unwrap_or_default());
            for piece in pieces {
                take(self.subfield(tag, piece));
            }
            head
        } else {
            let text = self.unicode(tag, body);
            let mut pieces = text.split(char::from(DELIMITER));
            let head = pieces.next().unwrap_or_default().to_owned();
            for piece in pieces {
                let mut value = piece.chars();
                take(value.next().map(|code| Subfield::new(code, value.as_str())));
            }
            head
        };
        if missing_code {
            self.once(Warning::Delimiter(tag));
        }
        let mut head = head.chars();
        let indicators = [head.next(), head.next()];
        if indicators.contains(&None) {
            self.once(Warning::Indicators(tag));
        }
        if !head.as_str().is_empty() {
            self.once(Warning::StrayText(tag));
            subfields.insert(0, Subfield::new('a', head.as_str()));
        }
        Content::Data {
            indicators: indicators.map(|indicator| indicator.unwrap_or(' ')),
            subfields,
        }
    }

    /// A code and a value in MARC-8; `None` if there is not even a code.
    fn subfield(&mut self, tag: Tag, piece: &[u8]) -> Option<Subfield> {
        let (code, value) = piece.split_first()?;
        if code.is_ascii() {
            return Some(Subfield::new(char::from(*code), self.text(tag, value)));
        }
        let text = self.text(tag, piece);
        let mut value = text.chars();
        Some(Subfield::new(value.next()?, value.as_str()))
    }

    fn text(&mut self, tag: Tag, bytes: &[u8]) -> String {
        if self.coding == Coding::Marc8 {
            let decoded = marc8::decode(bytes);
            if decoded.unknown > 0 {
                self.once(Warning::Marc8(tag));
            }
            return decoded.text;
        }
        self.unicode(tag, bytes).into_owned()
    }

    /// Text in UTF-8, in which ASCII is too.
    fn unicode<'b>(&mut self, tag: Tag, bytes: &'b [u8]) -> Cow<'b, str> {
        let text = String::from_utf8_lossy(bytes);
        // It is the octets themselves where nothing had to be put in the place of any.
        if matches!(text, Cow::Owned(_)) {
            self.once(Warning::Utf8(tag));
        }
        text
    }

    /// Warns, but not twice in a row of the same.
    fn once(&mut self, warning: Warning) {
        if self.warnings.last() != Some(&warning) {
            self.warnings.push(warning);
        }
    }
}
