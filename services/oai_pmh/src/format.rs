//! The formats in which records are given: one table from which ListMetadataFormats and the
//! answers come.

use silta_consortium::{MarcFormat, MarcRecord, RecordId};
use silta_marc::{Field, Record, Subfield, dublin_core, iso2709, marcxml, mods};
use silta_oai_pmh::{Metadata, MetadataFormat};
use silta_xml::{Writer, XSI};

/// A format.
#[derive(Debug)]
pub(crate) struct Format {
    pub(crate) prefix: &'static str,
    pub(crate) namespace: &'static str,
    pub(crate) schema: &'static str,
    /// Whether the copies of a record stand in it.
    pub(crate) tells_copies: bool,
    write: fn(&RecordId, &Record, &mut Writer<'_, '_>),
}

/// The namespace of the element around a record in Dublin Core.
const OAI_DC: &str = "http://www.openarchives.org/OAI/2.0/oai_dc/";
const OAI_DC_SCHEMA: &str = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd";
/// The namespace of the elements of Dublin Core 1.1.
const DC: &str = "http://purl.org/dc/elements/1.1/";

/// All formats, that which every repository must have first.
pub(crate) const FORMATS: &[Format] = &[
    Format {
        prefix: "oai_dc",
        namespace: OAI_DC,
        schema: OAI_DC_SCHEMA,
        tells_copies: false,
        write: write_oai_dc,
    },
    Format {
        prefix: "marc21",
        namespace: marcxml::NAMESPACE,
        schema: marcxml::SCHEMA,
        tells_copies: true,
        write: write_marc21,
    },
    Format {
        prefix: "mods",
        namespace: mods::NAMESPACE,
        schema: mods::SCHEMA,
        tells_copies: false,
        write: write_mods,
    },
];

impl Format {
    /// The format of that prefix.
    pub(crate) fn of_prefix(prefix: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.prefix == prefix)
    }

    /// As ListMetadataFormats tells it.
    pub(crate) fn told(&self) -> Option<MetadataFormat> {
        Some(MetadataFormat {
            prefix: self.prefix.parse().ok()?,
            schema: self.schema.to_owned(),
            namespace: self.namespace.to_owned(),
        })
    }

    /// A record in this format, with the fields of its copies. One whose bytes cannot be read any more still comes, with nothing
    /// but its number: a harvester must not lose it over that.
    pub(crate) fn written(&self, record: &MarcRecord, copies: Vec<Field>) -> Metadata {
        let read = match record.format {
            MarcFormat::Iso2709 => iso2709::read(&record.bytes).map_err(|error| error.to_string()),
            MarcFormat::MarcXml => marcxml::read(&record.bytes).map_err(|error| error.to_string()),
        };
        let mut marc = match read {
            Ok(read) => read.record,
            Err(error) => {
                tracing::error!(record = %record.id, error, "a record cannot be read");
                Record::default()
            }
        };
        if !copies.is_empty() {
            // Those of the system that it was catalogued in are older.
            let told = copies.first().map(|field| field.tag);
            marc.fields.retain(|field| Some(field.tag) != told);
            marc.fields.extend(copies);
        }
        Metadata::written(|writer| (self.write)(&record.id, &marc, writer))
    }
}

/// MARCXML, with the record's number here in 999 $c: numbers of several sources would collide.
fn write_marc21(id: &RecordId, record: &Record, writer: &mut Writer<'_, '_>) {
    let number = id.as_str().rsplit('.').next().unwrap_or_default();
    let mut record = record.clone();
    if let Ok(tag) = "999".parse() {
        let number = vec![Subfield::new('c', number)];
        record.fields.push(Field::data(tag, [' ', ' '], number));
    }
    marcxml::write_into(&record, writer);
}

/// MODS; a record of which nothing is known has its id for a number.
fn write_mods(id: &RecordId, record: &Record, writer: &mut Writer<'_, '_>) {
    let nameless = match (record.fields.is_empty(), "001".parse()) {
        (true, Ok(tag)) => Some(Record {
            fields: vec![Field::control(tag, id.as_str())],
            ..Record::default()
        }),
        _ => None,
    };
    mods::write_into(nameless.as_ref().unwrap_or(record), writer);
}

fn write_oai_dc(id: &RecordId, record: &Record, writer: &mut Writer<'_, '_>) {
    writer
        .declare("dc", DC)
        .declare("oai_dc", OAI_DC)
        .declare("xsi", XSI);
    writer.start(OAI_DC, "dc").attribute_in(
        XSI,
        "schemaLocation",
        &format!("{OAI_DC} {OAI_DC_SCHEMA}"),
    );
    let elements = dublin_core::of(record);
    if record.fields.is_empty() {
        writer.element(DC, "identifier", id.as_str());
    }
    for (element, value) in &elements {
        writer.element(DC, element.name(), value);
    }
    writer.end();
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn record(bytes: &[u8]) -> MarcRecord {
        MarcRecord {
            id: "kainet.7".into(),
            changed: Timestamp::UNIX_EPOCH,
            format: MarcFormat::Iso2709,
            bytes: bytes.into(),
        }
    }

    #[test]
    fn a_record_that_cannot_be_read_comes_with_its_number() {
        for format in FORMATS {
            let written = format.written(&record(b"rubbish"), Vec::new());
            assert!(written.as_str().contains('7'), "{}", written.as_str());
        }
    }

    #[test]
    fn mods_is_in_its_own_namespace_without_prefixes() {
        let title = vec![Subfield::new('a', "Kalevala")];
        let marc = Record {
            fields: vec![Field::data("245".parse().unwrap(), ['0', '0'], title)],
            ..Record::default()
        };
        let format = Format::of_prefix("mods").unwrap();
        let written = format.written(&record(&iso2709::write(&marc).unwrap()), Vec::new());
        let text = written.as_str();
        assert!(
            text.contains(" xmlns=\"http://www.loc.gov/mods/v3\""),
            "{text}"
        );
        assert!(text.contains("<titleInfo><title>Kalevala</title></titleInfo>"));
        assert!(text.starts_with("<mods ") && text.contains("xsi:schemaLocation="));
    }

    #[test]
    fn dublin_core_says_where_its_schema_is() {
        let format = Format::of_prefix("oai_dc").unwrap();
        let title = vec![Subfield::new('a', "Kalevala")];
        let marc = Record {
            fields: vec![Field::data("245".parse().unwrap(), ['0', '0'], title)],
            ..Record::default()
        };
        let written = format.written(&record(&iso2709::write(&marc).unwrap()), Vec::new());
        assert!(
            written.as_str().starts_with("<oai_dc:dc xmlns:dc="),
            "{}",
            written.as_str()
        );
        assert!(written.as_str().contains("xsi:schemaLocation="));
        assert!(written.as_str().contains("<dc:title>Kalevala</dc:title>"));
    }
}
