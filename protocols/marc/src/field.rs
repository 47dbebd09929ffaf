//! Fields and subfields.

use std::{fmt, str::FromStr};

/// The tag of a field: three printable ASCII characters, nearly always digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag([u8; 3]);

/// What qualifies a data field: two characters, blank where they say nothing.
pub type Indicators = [char; 2];

/// A field of a record.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Field {
    /// Its tag.
    pub tag: Tag,
    /// What it holds.
    pub content: Content,
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Content {
    /// Text without subfields: fields 001 to 009.
    Control(String),
    /// Subfields: all other fields.
    Data {
        /// What qualifies the field.
        indicators: Indicators,
        /// In the order of the record.
        subfields: Vec<Subfield>,
    },
}

/// A piece of a data field.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Subfield {
    /// What it is: a letter or a digit.
    pub code: char,
    /// Its text.
    pub value: String,
}

impl Tag {
    /// A tag of these bytes; `None` if one of them is no printable ASCII character.
    pub fn new(bytes: [u8; 3]) -> Option<Self> {
        let printable = bytes.iter().all(u8::is_ascii_graphic);
        printable.then_some(Self(bytes))
    }

    /// The three characters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The three characters as bytes.
    pub fn as_bytes(&self) -> &[u8; 3] {
        &self.0
    }

    /// Whether it is the tag of a control field, 00X.
    pub fn is_control(&self) -> bool {
        self.0.starts_with(b"00")
    }
}

impl Field {
    /// A control field.
    pub fn control(tag: Tag, text: impl Into<String>) -> Self {
        Self {
            tag,
            content: Content::Control(text.into()),
        }
    }

    /// A data field.
    pub fn data(tag: Tag, indicators: Indicators, subfields: Vec<Subfield>) -> Self {
        let content = Content::Data {
            indicators,
            subfields,
        };
        Self { tag, content }
    }

    /// The text of a control field.
    pub fn control_text(&self) -> Option<&str> {
        match &self.content {
            Content::Control(text) => Some(text),
            Content::Data { .. } => None,
        }
    }

    /// The indicators of a data field, blank for a control field.
    pub fn indicators(&self) -> Indicators {
        match &self.content {
            Content::Control(_) => [' ', ' '],
            Content::Data { indicators, .. } => *indicators,
        }
    }

    /// The subfields of a data field, none for a control field.
    pub fn subfields(&self) -> &[Subfield] {
        match &self.content {
            Content::Control(_) => &[],
            Content::Data { subfields, .. } => subfields,
        }
    }

    /// The first subfield with this code.
    pub fn subfield(&self, code: char) -> Option<&str> {
        self.values(code).next()
    }

    /// All subfields with this code.
    pub fn values(&self, code: char) -> impl Iterator<Item = &str> {
        let mine = move |subfield: &&Subfield| subfield.code == code;
        self.subfields()
            .iter()
            .filter(mine)
            .map(|subfield| subfield.value.as_str())
    }

    /// The subfields whose code is one of `codes`, in the order of the field, with a blank
    /// between them.
    pub fn text(&self, codes: &str) -> String {
        let mut text = String::new();
        for subfield in self
            .subfields()
            .iter()
            .filter(|one| codes.contains(one.code))
        {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&subfield.value);
        }
        text
    }
}

impl Subfield {
    /// A subfield.
    pub fn new(code: char, value: impl Into<String>) -> Self {
        Self {
            code,
            value: value.into(),
        }
    }
}

/// A text is not three printable ASCII characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotATag;

impl fmt::Display for NotATag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a tag is three printable ASCII characters")
    }
}

impl std::error::Error for NotATag {}

impl FromStr for Tag {
    type Err = NotATag;

    fn from_str(text: &str) -> Result<Self, NotATag> {
        let bytes = text.as_bytes().try_into().map_err(|_| NotATag)?;
        Self::new(bytes).ok_or(NotATag)
    }
}

impl PartialEq<str> for Tag {
    fn eq(&self, text: &str) -> bool {
        <[u8; 3]>::try_from(text.as_bytes()).is_ok_and(|bytes| bytes == self.0)
    }
}

impl PartialEq<&str> for Tag {
    fn eq(&self, text: &&str) -> bool {
        self == *text
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tag({:?})", self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subfields_are_found_by_code() {
        let title = Field::data(
            "245".parse().unwrap(),
            ['1', '0'],
            vec![
                Subfield::new('a', "Seitsemän veljestä :"),
                Subfield::new('b', "romaani"),
                Subfield::new('a', "twice"),
            ],
        );
        assert_eq!(title.subfield('a'), Some("Seitsemän veljestä :"));
        assert_eq!(title.values('a').count(), 2);
        assert_eq!(title.subfield('c'), None);
        assert_eq!(title.text("ab"), "Seitsemän veljestä : romaani twice");
        assert_eq!(title.control_text(), None);
    }

    #[test]
    fn tags_are_three_characters() {
        assert!(
            "245"
                .parse::<Tag>()
                .is_ok_and(|tag| tag == "245" && !tag.is_control())
        );
        assert!("00a".parse::<Tag>().is_ok_and(|tag| tag.is_control()));
        for bad in ["", "24", "2455", "24 ", "2\u{e4}"] {
            assert_eq!(bad.parse::<Tag>(), Err(NotATag), "{bad:?}");
        }
    }
}
