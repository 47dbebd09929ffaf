//! A record in some format: a piece of XML that stands for itself.

use silta_xml::{Element, Error, Reader, Writer};

/// One element with all that is within it, its namespaces declared by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadata(String);

impl Metadata {
    /// What `write` writes: one element. What it leaves open is ended.
    pub fn written(write: impl FnOnce(&mut Writer<'_, '_>)) -> Self {
        let mut text = String::new();
        let mut writer = Writer::new(&mut text);
        write(&mut writer);
        writer.finish();
        Self(text)
    }

    /// The XML.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Takes an element out of a document.
    pub(crate) fn cut<'a>(reader: &mut Reader<'a>, root: &Element<'a>) -> Result<Self, Error> {
        reader.cut(root).map(Self)
    }
}
