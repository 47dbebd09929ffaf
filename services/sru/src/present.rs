//! Records of a result, in the schema that is wanted.

use std::{sync::Arc, time::Instant};

use silta_consortium::{MarcRecord, Page, ResultSet};
use silta_opac_translation::Holdings;
use silta_sru::{Condition, Diagnostic, Record, RecordData};

use crate::{
    holdings,
    schemas::{Copies, Schema},
    service::now,
    serving::Serving,
};

/// Records that are asked of the catalogue at one time.
const AT_A_TIME: u64 = 100;

/// Bytes around a record in an answer.
const AROUND_RECORD: usize = 200;

/// Which records are wanted.
pub(crate) struct Wanted {
    pub(crate) schema: &'static Schema,
    /// The place of the first, from 1.
    pub(crate) first: u64,
    pub(crate) most: u64,
}

/// The records of an answer.
#[derive(Default)]
pub(crate) struct Fetched {
    pub(crate) records: Vec<Record>,
    /// The place of the first that comes after them; none if there is no such.
    pub(crate) next: Option<u64>,
}

/// As many records as are wanted and fit into an answer; at least one, if there is one.
pub(crate) async fn present(
    s: &Serving<'_>,
    set: &ResultSet,
    wanted: &Wanted,
) -> Result<Fetched, Diagnostic> {
    let end = wanted.first.saturating_add(wanted.most).min(set.total + 1);
    // One budget for all of them, however many, whatever the search took.
    let holdings_deadline = now() + s.shared.settings.holdings_deadline;
    let mut fetched = Fetched::default();
    let (mut place, mut size) = (wanted.first, 0);
    'answer: while place < end {
        let count = AT_A_TIME.min(end - place);
        for data in some(s, set, (place, count), wanted.schema, holdings_deadline).await? {
            let data = data.map_or_else(RecordData::Diagnostic, RecordData::Xml);
            if let RecordData::Xml(piece) = &data {
                size += AROUND_RECORD + piece.as_str().len();
            }
            if size > s.limits().response_size && !fetched.records.is_empty() {
                break 'answer;
            }
            fetched.records.push(Record {
                schema: wanted.schema.identifier().into(),
                data,
                position: place,
                extra: Vec::new(),
            });
            place += 1;
        }
    }
    fetched.next = (place <= set.total).then_some(place);
    Ok(fetched)
}

/// The records at these places, each as it is wanted or with what stands in its place.
async fn some(
    s: &Serving<'_>,
    set: &ResultSet,
    (place, count): (u64, u64),
    schema: &Schema,
    holdings_deadline: Instant,
) -> Result<Vec<Result<silta_sru::Piece, Diagnostic>>, Diagnostic> {
    let number = |number: u64| u32::try_from(number).map_err(|_| Condition::RecordPosition.plain());
    let page = Page {
        skip: number(place - 1)?,
        limit: number(count)?,
    };
    let mut found: Vec<Option<Arc<MarcRecord>>> = s
        .answer(s.consortium().present(&s.context, set, page))
        .await?;
    // Whatever it gives, each place gets its answer.
    found.resize(page.limit as usize, None);
    let present: Vec<_> = found.iter().flatten().map(|record| &record.id).collect();
    let holdings = match schema.copies {
        Copies::Apart => Vec::new(),
        Copies::Beside | Copies::Alone => holdings::of(s, &present, holdings_deadline).await,
    };
    let mut holdings = holdings.iter();
    let written = found.iter().map(|found| {
        let record = found
            .as_ref()
            .ok_or_else(|| Condition::RecordGone.plain())?;
        one(s, record, holdings.next(), schema)
    });
    Ok(written.collect())
}

fn one(
    s: &Serving<'_>,
    record: &MarcRecord,
    holdings: Option<&Holdings>,
    schema: &Schema,
) -> Result<silta_sru::Piece, Diagnostic> {
    let written = schema.written(record, holdings)?;
    let most = s.limits().record_size;
    match written.as_str().len() > most {
        true => Err(Condition::RecordTooLarge.about(most)),
        false => Ok(written),
    }
}
