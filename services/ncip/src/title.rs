//! Titles, as messages name them.

use silta_consortium::{MediaType, RecordId};
use silta_ncip::{BibliographicDescription, BibliographicId, Text};

use crate::{codes::medium_type, refusal::No, serving::Serving};

impl Serving<'_> {
    /// The record that an id means. Some clients send the number of a record as that of a title,
    /// under a code of their own.
    pub(crate) fn record(&self, id: &BibliographicId) -> Result<RecordId, No> {
        let number = match id {
            BibliographicId::Item(id) => &id.bibliographic_item_identifier,
            BibliographicId::Record(id) => &id.bibliographic_record_identifier,
        };
        match number.as_str() {
            "" => Err(self.missing("BibliographicId")),
            number => Ok(number.into()),
        }
    }

    /// A title in few words.
    pub(crate) fn brief(
        &self,
        title: &str,
        author: Option<&str>,
        record: &RecordId,
        kind: Option<MediaType>,
    ) -> BibliographicDescription {
        BibliographicDescription {
            author: author.map(Text::from),
            bibliographic_record_ids: vec![self.record_id(record)],
            title: Some(title.into()),
            medium_type: kind.map(medium_type),
            ..BibliographicDescription::default()
        }
    }
}
