//! Records in the syntaxes that are served.

use std::{borrow::Cow, sync::Arc};

use silta_consortium::{MarcFormat, MarcRecord};
use silta_marc::{CharacterCoding, Record, iso2709, json, line, marcxml};
use silta_z3950::{
    Encoding, External, Oid,
    bib1::Condition,
    oid::{APPLICATION_XML, JSON, OPAC, SUTRS, USMARC, XML},
    opac::{HoldingsRecord, OpacRecord},
};

use crate::{
    composition::{ElementSet, Wanted},
    diagnostic::{Diagnostic, about, about_oid},
};

/// A syntax that records are served in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Syntax {
    /// MARC-in-JSON.
    Json,
    /// MARC 21 as ISO 2709.
    Marc21,
    /// The record with its holdings as they are now.
    Opac,
    /// Text for people.
    Sutrs,
    /// MARCXML.
    Xml,
}

impl Syntax {
    const LISTED: [(Oid, Self); 6] = [
        (USMARC, Self::Marc21),
        (XML, Self::Xml),
        (APPLICATION_XML, Self::Xml),
        (SUTRS, Self::Sutrs),
        (OPAC, Self::Opac),
        (JSON, Self::Json),
    ];

    pub(crate) fn of_oid(oid: Oid) -> Option<Self> {
        let listed = Self::LISTED.iter().find(|(listed, _)| *listed == oid);
        listed.map(|(_, syntax)| *syntax)
    }

    /// The syntax that is preferred; MARC 21 if none is.
    pub(crate) fn preferred(oid: Option<Oid>) -> Result<Self, Diagnostic> {
        let Some(oid) = oid else {
            return Ok(Self::Marc21);
        };
        Self::of_oid(oid).ok_or_else(|| about_oid(Condition::RecordSyntaxNotSupported, oid))
    }
}

/// The fields of a brief record.
const BRIEF: [&str; 16] = [
    "001", "003", "005", "007", "008", "020", "022", "040", "100", "110", "111", "245", "250",
    "260", "264", "300",
];

/// A record in the form that is wanted.
pub(crate) fn make_up(
    record: &MarcRecord,
    wanted: &Wanted,
    in_utf_8: bool,
) -> Result<External, Diagnostic> {
    let mut text = String::new();
    match wanted.syntax {
        Syntax::Marc21 | Syntax::Opac => {
            let bytes = marc21(record, wanted.elements, in_utf_8)?;
            return Ok(External::octet_aligned(USMARC, bytes));
        }
        Syntax::Xml => marcxml::write(&read(record, wanted.elements)?, &mut text),
        Syntax::Json => json::write(&read(record, wanted.elements)?, &mut text),
        Syntax::Sutrs => {
            line::write(&read(record, wanted.elements)?, &mut text);
            return Ok(External::single_asn1(SUTRS, general_string(&text)));
        }
    }
    let kind = if wanted.syntax == Syntax::Xml {
        XML
    } else {
        JSON
    };
    Ok(External::octet_aligned(kind, text.into_bytes()))
}

/// A record with its holdings.
pub(crate) fn opac(
    record: &MarcRecord,
    wanted: &Wanted,
    in_utf_8: bool,
    holdings: Vec<HoldingsRecord>,
) -> Result<External, Diagnostic> {
    let opac = OpacRecord {
        bibliographic_record: Some(make_up(record, wanted, in_utf_8)?),
        holdings_data: Some(holdings),
    };
    let external = opac.to_external();
    debug_assert_eq!(external.direct_reference, Some(OPAC));
    Ok(external)
}

/// Octets of a record.
pub(crate) fn size(record: &External) -> usize {
    match &record.encoding {
        Encoding::SingleAsn1Type(octets) => octets.len(),
        Encoding::OctetAligned(octets) => octets.len(),
        Encoding::Arbitrary(_) => 0,
    }
}

/// The record as it came, byte for byte, where that is what is wanted.
fn marc21(
    record: &MarcRecord,
    elements: ElementSet,
    in_utf_8: bool,
) -> Result<Arc<[u8]>, Diagnostic> {
    let as_it_came = record.format == MarcFormat::Iso2709
        && elements == ElementSet::Full
        && says_its_length(&record.bytes)
        && (!in_utf_8 || is_in_utf_8(&record.bytes));
    if as_it_came {
        return Ok(Arc::clone(&record.bytes));
    }
    let mut read = read(record, elements)?;
    if in_utf_8 || record.format == MarcFormat::MarcXml {
        read.to_nfc();
        read.leader = read.leader.with_character_coding(CharacterCoding::Utf8);
    }
    let written = iso2709::write(&read).map_err(|unwritable| {
        let why = format!("{unwritable}; XML holds it");
        about(Condition::SystemErrorInPresenting, why)
    })?;
    Ok(written.into())
}

/// Whether a record is as long as its leader says.
fn says_its_length(bytes: &[u8]) -> bool {
    let said = bytes.get(..5).and_then(|said| str::from_utf8(said).ok());
    said.and_then(|said| said.parse().ok()) == Some(bytes.len())
}

fn is_in_utf_8(bytes: &[u8]) -> bool {
    bytes.get(9) == Some(&b'a')
}

fn read(record: &MarcRecord, elements: ElementSet) -> Result<Record, Diagnostic> {
    let broken = |why: String| about(Condition::SystemErrorInPresenting, why);
    let read = match record.format {
        MarcFormat::Iso2709 => {
            iso2709::read(&record.bytes).map_err(|why| broken(why.to_string()))?
        }
        MarcFormat::MarcXml => {
            marcxml::read(&record.bytes).map_err(|why| broken(why.to_string()))?
        }
    };
    let mut record = read.record;
    if elements == ElementSet::Brief {
        record
            .fields
            .retain(|field| BRIEF.contains(&field.tag.as_str()));
    }
    Ok(record)
}

/// Text as one BER element: a GeneralString.
fn general_string(text: &str) -> Vec<u8> {
    const GENERAL_STRING: u8 = 27;
    let mut element = vec![GENERAL_STRING];
    let length = text.len().to_be_bytes();
    match text.len() {
        short @ ..0x80 => element.push(short as u8),
        _ => {
            let length: Cow<'_, [u8]> = length
                .iter()
                .copied()
                .skip_while(|octet| *octet == 0)
                .collect();
            element.push(0x80 | length.len() as u8);
            element.extend_from_slice(&length);
        }
    }
    element.extend_from_slice(text.as_bytes());
    element
}
