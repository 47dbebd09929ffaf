//! The schemas in which records are given: one table from which answers, the explain record and
//! [diagnostic 66](silta_sru::Condition::Schema) come.

use silta_consortium::{MarcFormat, MarcRecord, RecordId};
use silta_marc::{Record, dublin_core, iso2709, marcxml, mods};
use silta_opac_translation::Holdings;
use silta_sru::{Condition, Diagnostic, Piece};
use silta_xml::{Writer, XSI};

use crate::{iso20775, opac};

/// A schema.
#[derive(Debug)]
pub(crate) struct Schema {
    /// Its short name.
    pub(crate) name: &'static str,
    /// Its URIs, that which answers tell first. One that has none goes by its name.
    pub(crate) identifiers: &'static [&'static str],
    /// For people.
    pub(crate) title: &'static str,
    /// Where its definition is found.
    pub(crate) location: Option<&'static str>,
    /// What the copies of a record are to it.
    pub(crate) copies: Copies,
    write: fn(&Whole<'_>, &mut Writer<'_, '_>),
}

/// What the copies of a record and their state are to a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Copies {
    /// Nothing.
    Apart,
    /// A part of it: a record comes without those that cannot be told now, and says so.
    Beside,
    /// All of it: a record of which they cannot be told now, or which has none, has a diagnostic
    /// in its place.
    Alone,
}

/// A record and what belongs to it.
pub(crate) struct Whole<'a> {
    pub(crate) id: &'a RecordId,
    pub(crate) marc: &'a Record,
    /// None unless the schema has them.
    pub(crate) holdings: Option<&'a Holdings>,
}

/// The namespace of the elements of Dublin Core 1.1.
const DC: &str = "http://purl.org/dc/elements/1.1/";
/// The namespace of the element around them in SRU.
const SRW_DC: &str = "info:srw/schema/1/dc-schema";
/// The same in OAI-PMH.
const OAI_DC: &str = "http://www.openarchives.org/OAI/2.0/oai_dc/";
const OAI_DC_LOCATION: &str = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd";

/// All schemas; the first is given if none is asked for.
pub(crate) const SCHEMAS: &[Schema] = &[
    Schema {
        name: "marcxml",
        identifiers: &[
            "info:srw/schema/1/marcxml-v1.1",
            "info:srw/schema/1/marcxml-1.1",
            marcxml::NAMESPACE,
        ],
        title: "MARC 21 as XML",
        location: Some(marcxml::SCHEMA),
        copies: Copies::Apart,
        write: |whole, writer| marcxml::write_into(whole.marc, writer),
    },
    Schema {
        name: "dc",
        identifiers: &["info:srw/schema/1/dc-v1.1", SRW_DC],
        title: "Dublin Core",
        location: Some("http://www.loc.gov/standards/sru/recordSchemas/dc-schema.xsd"),
        copies: Copies::Apart,
        write: write_dc,
    },
    Schema {
        name: "oai_dc",
        identifiers: &[OAI_DC],
        title: "Dublin Core as in OAI-PMH",
        location: Some(OAI_DC_LOCATION),
        copies: Copies::Apart,
        write: write_oai_dc,
    },
    Schema {
        name: "mods",
        identifiers: &[
            "info:srw/schema/1/mods-v3.7",
            mods::NAMESPACE,
            // The versions of MODS 3 differ in what they add.
            "info:srw/schema/1/mods-v3.0",
            "info:srw/schema/1/mods-v3.1",
            "info:srw/schema/1/mods-v3.2",
            "info:srw/schema/1/mods-v3.3",
            "info:srw/schema/1/mods-v3.4",
            "info:srw/schema/1/mods-v3.5",
            "info:srw/schema/1/mods-v3.6",
        ],
        title: "MODS 3.7",
        location: Some(mods::SCHEMA),
        copies: Copies::Apart,
        write: |whole, writer| mods::write_into(whole.marc, writer),
    },
    Schema {
        name: "opac",
        identifiers: &["opac", "opacxml"],
        title: "MARC 21 with holdings, and where each copy is now",
        location: None,
        copies: Copies::Beside,
        write: opac::write,
    },
    Schema {
        name: "isohold",
        identifiers: &[
            "info:srw/schema/5/iso20775-v1.0",
            iso20775::NAMESPACE,
            "info:ofi/fmt:xml:xsd:iso20775",
            "iso20775",
        ],
        title: "ISO 20775: what each library has, and where each copy is now",
        location: Some(iso20775::SCHEMA),
        copies: Copies::Alone,
        write: iso20775::write,
    },
];

impl Schema {
    /// The schema of a short name or URI.
    pub(crate) fn of(name: Option<&str>) -> Result<&'static Self, Diagnostic> {
        let is_it = |schema: &&Self| match name {
            None => true,
            Some(name) => {
                schema.name.eq_ignore_ascii_case(name) || schema.identifiers.contains(&name)
            }
        };
        let unknown = || Condition::Schema.about(name.unwrap_or_default());
        SCHEMAS.iter().find(is_it).ok_or_else(unknown)
    }

    /// Its name everywhere.
    pub(crate) const fn identifier(&self) -> &'static str {
        match self.identifiers {
            [first, ..] => first,
            [] => self.name,
        }
    }

    /// A record in this schema, or what stands in its place.
    pub(crate) fn written(
        &self,
        record: &MarcRecord,
        holdings: Option<&Holdings>,
    ) -> Result<Piece, Diagnostic> {
        self.tellable(record, holdings)?;
        let read = match record.format {
            MarcFormat::Iso2709 => iso2709::read(&record.bytes).map_err(|error| error.to_string()),
            MarcFormat::MarcXml => marcxml::read(&record.bytes).map_err(|error| error.to_string()),
        };
        let read = read.map_err(|error| {
            tracing::error!(record = %record.id, error, "a record cannot be read");
            Condition::Retrieving.about(record.id.as_str())
        })?;
        let whole = Whole {
            id: &record.id,
            marc: &read.record,
            holdings,
        };
        Ok(Piece::written(|writer| (self.write)(&whole, writer)))
    }

    /// Whether a record can be told in this schema at all.
    fn tellable(&self, record: &MarcRecord, holdings: Option<&Holdings>) -> Result<(), Diagnostic> {
        match (self.copies, holdings.and_then(Holdings::copies)) {
            (Copies::Alone, None) => Err(Condition::RecordUnavailable.about(record.id.as_str())),
            (Copies::Alone, Some(0)) => Err(Condition::RecordSchema.about(self.name)),
            _ => Ok(()),
        }
    }
}

fn write_dc(whole: &Whole<'_>, writer: &mut Writer<'_, '_>) {
    writer.declare("dc", DC).declare("srw_dc", SRW_DC);
    writer.start(SRW_DC, "dc");
    write_elements(whole, writer);
    writer.end();
}

fn write_oai_dc(whole: &Whole<'_>, writer: &mut Writer<'_, '_>) {
    let location = format!("{OAI_DC} {OAI_DC_LOCATION}");
    writer.declare("dc", DC).declare("oai_dc", OAI_DC);
    writer.declare("xsi", XSI).start(OAI_DC, "dc");
    writer.attribute_in(XSI, "schemaLocation", &location);
    write_elements(whole, writer);
    writer.end();
}

fn write_elements(whole: &Whole<'_>, writer: &mut Writer<'_, '_>) {
    for (element, value) in &dublin_core::of(whole.marc) {
        writer.element(DC, element.name(), value);
    }
    // By this number the record is found again.
    writer.element(DC, "identifier", whole.id.as_str());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_uris_lead_to_one_schema() {
        for schema in SCHEMAS {
            for name in schema.identifiers.iter().chain([&schema.name]) {
                assert_eq!(Schema::of(Some(name)).unwrap().name, schema.name);
            }
        }
        assert_eq!(Schema::of(None).unwrap().name, "marcxml");
        let unknown = Schema::of(Some("foo")).unwrap_err();
        assert_eq!(unknown.to_string(), "66: foo");
    }
}
