//! Records as they come in the answers: NamePlusRecord, EXTERNAL, surrogate diagnostics.

use super::{
    answer::{Diagnostic, diag_rec},
    reader::Element,
    request::{SUTRS, USMARC, XML},
};
use crate::{Outcome, Stop, kit::xml, z3950::marc::Marc};

/// One record of a response.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    /// The database it is from, if that is said.
    pub(crate) database: Option<String>,
    pub(crate) content: Content,
}

/// What stands in the place of a record.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    Retrieved(External),
    Surrogate(Diagnostic),
}

/// An EXTERNAL.
#[derive(Clone, Debug)]
pub(crate) struct External {
    /// The dotted OID of direct-reference.
    pub(crate) syntax: String,
    pub(crate) encoding: Encoding,
}

/// The alternatives of EXTERNAL's encoding that records use.
#[derive(Clone, Debug)]
pub(crate) enum Encoding {
    Octets(Vec<u8>),
    Single(Element),
}

/// Reads a NamePlusRecord.
pub(super) fn read(value: &Element) -> Result<Record, String> {
    if !value.is_universal(16) {
        return Err("a NamePlusRecord that is no SEQUENCE".to_owned());
    }
    let database = value.field(0).map(Element::text).transpose()?;
    let choice = value
        .field(1)
        .and_then(|record| record.children.first())
        .ok_or("a NamePlusRecord without a record")?;
    let inner = choice
        .children
        .first()
        .ok_or("a NamePlusRecord with an empty record")?;
    let content = match choice.tag {
        1 if inner.is_universal(8) => Content::Retrieved(external(inner)?),
        1 => return Err("a retrievalRecord that is no EXTERNAL".to_owned()),
        2 => Content::Surrogate(diag_rec(inner)?),
        other => return Err(format!("a record of the alternative {other}")),
    };
    Ok(Record { database, content })
}

/// Reads the fields of an EXTERNAL, whatever its tag.
pub(super) fn external(value: &Element) -> Result<External, String> {
    let syntax = value
        .children
        .iter()
        .find(|child| child.is_universal(6))
        .ok_or("an EXTERNAL without direct-reference")?
        .oid()?;
    let encoding = match (value.field(0), value.field(1)) {
        (Some(single), None) => match &single.children[..] {
            [one] => Encoding::Single(one.clone()),
            several => return Err(format!("single-ASN1-type of {} values", several.len())),
        },
        (None, Some(octets)) => Encoding::Octets(octets.octets()),
        _ => return Err("an EXTERNAL whose encoding is neither single nor octets".to_owned()),
    };
    Ok(External { syntax, encoding })
}

impl Record {
    /// The retrieved record; fails for a surrogate diagnostic.
    pub(crate) fn retrieved(&self) -> Outcome<&External> {
        match &self.content {
            Content::Retrieved(external) => Ok(external),
            Content::Surrogate(diagnostic) => Err(Stop::failed(format!(
                "a record came as surrogate {diagnostic}"
            ))),
        }
    }

    /// The surrogate diagnostic, if it is one.
    pub(crate) const fn surrogate(&self) -> Option<&Diagnostic> {
        match &self.content {
            Content::Retrieved(_) => None,
            Content::Surrogate(diagnostic) => Some(diagnostic),
        }
    }

    /// The record as MARC, from MARC 21 or MARCXML.
    pub(crate) fn marc(&self) -> Outcome<Marc> {
        self.retrieved()?.marc()
    }
}

impl External {
    /// Fails unless it is of this syntax.
    pub(crate) fn of(&self, syntax: &str) -> Outcome<&Self> {
        if self.syntax == syntax {
            Ok(self)
        } else {
            Err(Stop::failed(format!(
                "the record is of syntax {} and should be of {syntax}",
                self.syntax
            )))
        }
    }

    /// The octets of an octet-aligned encoding.
    pub(crate) fn octets(&self) -> Outcome<&[u8]> {
        match &self.encoding {
            Encoding::Octets(octets) => Ok(octets),
            Encoding::Single(_) => Err(Stop::failed("the record is not octet-aligned")),
        }
    }

    /// The record as MARC, from MARC 21 or MARCXML.
    pub(crate) fn marc(&self) -> Outcome<Marc> {
        let octets = self.octets()?;
        let read = match &*self.syntax {
            USMARC => Marc::from_iso2709(octets),
            XML => xml::parse(octets).and_then(|root| Marc::from_xml(&root)),
            other => Err(format!("the syntax {other} is not MARC")),
        };
        read.map_err(Stop::failed)
    }

    /// The text of a SUTRS record, in either of its forms.
    pub(crate) fn sutrs(&self) -> Outcome<String> {
        self.of(SUTRS)?;
        let text = match &self.encoding {
            Encoding::Single(text) if text.is_universal(27) => text.text(),
            Encoding::Single(_) => Err("a SUTRS record that is no GeneralString".to_owned()),
            Encoding::Octets(octets) => String::from_utf8(octets.clone())
                .map_err(|_| "a SUTRS record that is not UTF-8".to_owned()),
        };
        text.map_err(Stop::failed)
    }
}
