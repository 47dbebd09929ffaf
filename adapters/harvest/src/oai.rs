//! OAI-PMH: Identify, then one list of records.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use silta_embedded::{Harvested, Said};
use silta_oai_pmh::{Body, Code, Datestamp, DeletedRecord, Faults, Granularity, Record, Response};
use silta_xml::Limits;

use crate::{
    Fault, SourceSettings,
    machine::{Meant, check_marc},
    place::UnderWay,
    settings::with,
};

/// What the provider said of itself; nothing before its Identify.
#[derive(Debug, Default)]
pub(crate) struct Oai {
    known: Option<(Granularity, DeletedRecord)>,
}

impl Oai {
    /// Whether it may not tell of a deletion.
    pub(crate) fn forgets(&self) -> bool {
        self.known
            .is_some_and(|(_, deleted)| deleted != DeletedRecord::Persistent)
    }

    pub(crate) fn next(
        &self,
        settings: &SourceSettings,
        complete: Option<Timestamp>,
        way: &mut UnderWay,
    ) -> String {
        let Some((granularity, _)) = self.known else {
            return with(&settings.url, &[("verb", "Identify")]);
        };
        if let Some(token) = &way.next {
            let list = [("verb", "ListRecords"), ("resumptionToken", token)];
            return with(&settings.url, &list);
        }
        if !way.full && way.from.is_none() {
            way.from = complete.map(|complete| from(complete, settings, granularity));
        }
        let mut list = vec![
            ("verb", "ListRecords"),
            ("metadataPrefix", &*settings.format),
        ];
        list.extend(way.from.as_deref().map(|from| ("from", from)));
        list.extend(settings.set.as_deref().map(|set| ("set", set)));
        with(&settings.url, &list)
    }

    pub(crate) fn answer(
        &mut self,
        text: &str,
        limits: Limits,
        way: &mut UnderWay,
    ) -> Result<Meant, Fault> {
        let response = Response::read(text, limits)?;
        if self.known.is_none() {
            return match response.body {
                Body::Identify(identify) => {
                    self.known = Some((identify.granularity, identify.deleted_record));
                    Ok(Meant::Known)
                }
                Body::Faults(faults) => Err(refused(&faults)),
                _ => Err(Fault::OtherVerb),
            };
        }
        match response.body {
            Body::ListRecords(page) => {
                way.began.get_or_insert(response.response_date);
                let records = page.entries.into_iter().map(harvested);
                let records = records.collect::<Result<_, _>>()?;
                let token = page.continuation.and_then(|more| more.token);
                Ok(Meant::Records(
                    records,
                    token.map(|token| token.to_string()),
                ))
            }
            Body::Faults(faults) if faults.has(Code::NoRecordsMatch) && way.next.is_none() => {
                way.began.get_or_insert(response.response_date);
                Ok(Meant::Records(Vec::new(), None))
            }
            Body::Faults(faults) if faults.has(Code::BadResumptionToken) && way.next.is_some() => {
                Ok(Meant::Lost(told(&faults)))
            }
            Body::Faults(faults) => Err(refused(&faults)),
            _ => Err(Fault::OtherVerb),
        }
    }
}

/// From when an incremental harvest asks, as finely as the provider takes it.
fn from(complete: Timestamp, settings: &SourceSettings, granularity: Granularity) -> String {
    let overlap = SignedDuration::try_from(settings.from_overlap).unwrap_or(SignedDuration::MAX);
    let from = complete
        .checked_sub(overlap)
        .unwrap_or(Timestamp::UNIX_EPOCH);
    match granularity {
        Granularity::Second => Datestamp::second_of(from),
        Granularity::Day => Datestamp::Day(from.to_zoned(TimeZone::UTC).date()),
    }
    .to_string()
}

fn harvested(record: Record) -> Result<Harvested, Fault> {
    let said = match &record.metadata {
        Some(metadata) => {
            check_marc(metadata.as_str())?;
            Said::MarcXml(metadata.as_str().to_owned())
        }
        None => Said::Deleted,
    };
    Ok(Harvested {
        identifier: Some(record.header.identifier),
        said,
    })
}

fn told(faults: &Faults) -> String {
    let all = faults.iter();
    let all = all.map(|fault| format!("{}: {}", fault.code.name(), fault.message));
    all.collect::<Vec<_>>().join(", ")
}

fn refused(faults: &Faults) -> Fault {
    Fault::Refused(told(faults))
}
