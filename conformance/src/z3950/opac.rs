//! OPAC records: the bibliographic record and the holdings with their circulation data.

use super::{
    reader::Element,
    record::{Encoding, External, external},
    request::OPAC,
};
use crate::{Outcome, Stop};

/// An OPACRecord.
#[derive(Clone, Debug)]
pub(crate) struct Opac {
    pub(crate) bibliographic: External,
    pub(crate) holdings: Vec<Holdings>,
}

/// A HoldingsAndCircData.
#[derive(Clone, Debug)]
pub(crate) struct Holdings {
    pub(crate) local_location: Option<String>,
    pub(crate) call_number: Option<String>,
    pub(crate) circulation: Vec<Circulation>,
}

/// A CircRecord.
#[derive(Clone, Debug)]
pub(crate) struct Circulation {
    pub(crate) available_now: bool,
    pub(crate) availability_date: Option<String>,
    pub(crate) item_id: Option<String>,
    pub(crate) on_hold: bool,
}

/// Reads the OPAC record in an EXTERNAL.
pub(crate) fn read(record: &External) -> Outcome<Opac> {
    let Encoding::Single(root) = &record.of(OPAC)?.encoding else {
        return Err(Stop::failed("an OPAC record that is not single-ASN1-type"));
    };
    opac(root).map_err(Stop::failed)
}

fn opac(root: &Element) -> Result<Opac, String> {
    if !root.is_universal(16) {
        return Err("an OPACRecord that is no SEQUENCE".to_owned());
    }
    let bibliographic = root
        .field(1)
        .ok_or("an OPACRecord without bibliographicRecord")?;
    let holdings = root.field(2).map_or(&[][..], |list| &list.children);
    Ok(Opac {
        bibliographic: external(bibliographic)?,
        holdings: holdings
            .iter()
            .filter(|one| one.tag == 2)
            .map(holdings_and_circulation)
            .collect::<Result<_, _>>()?,
    })
}

fn holdings_and_circulation(value: &Element) -> Result<Holdings, String> {
    if let Some(odd) = value
        .children
        .iter()
        .find(|child| !(1..=19).contains(&child.tag))
    {
        return Err(format!("holdings with the tag {}", odd.tag));
    }
    let circulation = value.field(19).map_or(&[][..], |list| &list.children);
    Ok(Holdings {
        local_location: text(value, 9)?,
        call_number: text(value, 11)?,
        circulation: circulation
            .iter()
            .map(circulation_record)
            .collect::<Result<_, _>>()?,
    })
}

fn circulation_record(value: &Element) -> Result<Circulation, String> {
    let flag = |tag, name| {
        value
            .field(tag)
            .ok_or_else(|| format!("a CircRecord without {name}"))?
            .boolean()
    };
    flag(6, "renewable")?;
    Ok(Circulation {
        available_now: flag(1, "availableNow")?,
        availability_date: text(value, 2)?,
        item_id: text(value, 5)?,
        on_hold: flag(7, "onHold")?,
    })
}

fn text(value: &Element, tag: u32) -> Result<Option<String>, String> {
    value.field(tag).map(Element::text).transpose()
}

impl Opac {
    /// The circulation entry of an item, and the holdings it stands in.
    pub(crate) fn item(&self, barcode: &str) -> Option<(&Holdings, &Circulation)> {
        self.holdings.iter().find_map(|holdings| {
            let mut entries = holdings.circulation.iter();
            let found = entries.find(|entry| entry.item_id.as_deref() == Some(barcode));
            found.map(|entry| (holdings, entry))
        })
    }
}
