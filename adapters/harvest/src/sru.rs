//! SRU: one search, page by page. It tells neither dates nor deletions, so each harvest is a full
//! one; what did not change is not written.

use silta_embedded::{Harvested, Said};
use silta_marc::marcxml;
use silta_sru::{Retrieved, RetrievedData, RetrievedRecord, Version};
use silta_xml::Limits;

use crate::{
    Fault, SourceSettings,
    machine::{Meant, check_marc},
    place::UnderWay,
    settings::with,
};

/// How the server is spoken to.
#[derive(Debug)]
pub(crate) struct Sru {
    pub(crate) version: Version,
}

impl Sru {
    pub(crate) fn next(&self, settings: &SourceSettings, way: &mut UnderWay) -> String {
        way.full = true;
        let most = settings.page_size.to_string();
        let mut search = Vec::new();
        // The parameters are gone from 2.0.
        if self.version < Version::V2_0 {
            search.push(("version", self.version.name()));
            search.push(("operation", "searchRetrieve"));
        }
        search.extend([
            ("query", &*settings.query),
            ("startRecord", way.next.as_deref().unwrap_or("1")),
            ("maximumRecords", &*most),
            ("recordSchema", &*settings.format),
        ]);
        with(&settings.url, &search)
    }

    pub(crate) fn answer(
        &self,
        text: &str,
        limits: Limits,
        way: &mut UnderWay,
    ) -> Result<Meant, Fault> {
        let retrieved = Retrieved::read(text, limits)?;
        let begun = way.next.is_some();
        let changed = begun && way.total.is_some() && retrieved.number_of_records != way.total;
        if changed {
            return Ok(Meant::Lost("its length changes".to_owned()));
        }
        if let (true, Some(diagnostic)) =
            (retrieved.records.is_empty(), retrieved.diagnostics.first())
        {
            return Err(Fault::Refused(diagnostic.to_string()));
        }
        way.total = retrieved.number_of_records;
        let start = way.next.as_deref().and_then(|next| next.parse().ok());
        let next = next(start.unwrap_or(1), &retrieved)?;
        let records: Vec<Harvested> = retrieved
            .records
            .into_iter()
            .map(harvested)
            .collect::<Result<_, _>>()?;
        way.blind |= records.iter().any(|record| record.identifier.is_none());
        Ok(Meant::Records(records, next.map(|next| next.to_string())))
    }
}

/// Where the list goes on. Servers are known that do not tell it, so the number of all is looked at
/// as well.
fn next(start: u64, retrieved: &Retrieved) -> Result<Option<u64>, Fault> {
    let count = retrieved.records.len() as u64;
    let after = start.saturating_add(count);
    let left = retrieved.number_of_records.map(|all| after <= all);
    match (left, retrieved.next_record_position) {
        (Some(false), _) | (None, None) => Ok(None),
        (Some(true), _) if count == 0 => Err(Fault::Endless(format!("record {start}"))),
        (Some(true), None) => Ok(Some(after)),
        (_, Some(next)) if next > start => Ok(Some(next.min(after))),
        (_, Some(next)) => Err(Fault::Endless(format!("record {next}"))),
    }
}

fn harvested(record: RetrievedRecord) -> Result<Harvested, Fault> {
    Ok(match record.data {
        RetrievedData::Diagnostic(diagnostic) => Harvested {
            identifier: record.identifier,
            said: Said::Unavailable(diagnostic.to_string()),
        },
        RetrievedData::Xml(xml) => {
            check_marc(&xml)?;
            Harvested {
                identifier: record.identifier.or_else(|| number(&xml)),
                said: Said::MarcXml(xml),
            }
        }
    })
}

/// The number of a record where the server tells no identifier: 001, with the agency that gave it.
fn number(xml: &str) -> Option<String> {
    let read = marcxml::read(xml.as_bytes()).ok()?;
    let number = read.record.control("001")?.trim();
    let agency = read.record.control("003").unwrap_or_default().trim();
    match (number, agency) {
        ("", _) => None,
        (number, "") => Some(number.to_owned()),
        (number, agency) => Some(format!("({agency}){number}")),
    }
}
