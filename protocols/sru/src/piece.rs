//! XML that stands for itself: a record, or data of an extension.

use silta_xml::Writer;

/// Bytes that a record seldom exceeds, so that it is not moved while it is written.
const USUAL: usize = 4 << 10;

/// One element with all that is within it, its namespaces declared by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece(String);

impl Piece {
    /// What `write` writes: one element. What it leaves open is ended.
    pub fn written(write: impl FnOnce(&mut Writer<'_, '_>)) -> Self {
        let mut text = String::with_capacity(USUAL);
        let mut writer = Writer::new(&mut text);
        write(&mut writer);
        writer.finish();
        Self(text)
    }

    /// The XML.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
