//! 24 and 25: records of a result set.

use std::{sync::Arc, time::Instant};

use silta_consortium::{MarcRecord, Page};
use silta_z3950::{
    DatabaseName, NamePlusRecord, PresentRequest, PresentResponse, PresentStatus, Record, Records,
    bib1::Condition,
};

use crate::{
    composition::{self, Wanted},
    diagnostic::{Diagnostic, about, plain},
    holdings,
    records::{self, Syntax},
    result_sets::Made,
    service::now,
    serving::Serving,
};

/// Records that are asked of the catalogue at one time.
const AT_A_TIME: u64 = 32;

/// Octets around the contents of a record in a response.
const AROUND_RECORD: usize = 64;

/// The count by which a client asks for all that there are: the greatest that most can say.
const ALL: i64 = i32::MAX as i64;

/// Records in a row: positions begin with 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Places {
    first: u64,
    count: u64,
}

impl Places {
    /// The first records of a set.
    pub(crate) fn first(count: u64) -> Self {
        Self { first: 1, count }
    }

    /// Those that a request names, if they are in the set; diagnostic 13 tells the first place
    /// that is not.
    fn of(start: i64, count: i64, total: u64) -> Result<Self, Diagnostic> {
        let outside = |place: &dyn ToString| about(Condition::PresentOutOfRange, place.to_string());
        let Ok(count_asked) = u64::try_from(count) else {
            return Err(outside(&start));
        };
        let first = match u64::try_from(start) {
            _ if count == 0 => 1,
            Ok(first @ 1..) if first <= total => first,
            _ => return Err(outside(&start)),
        };
        let left = total - first.min(total) + 1;
        match count_asked {
            count_asked if count_asked <= left || count == 0 => Ok(Self {
                first,
                count: count_asked,
            }),
            _ if count >= ALL => Ok(Self { first, count: left }),
            _ => Err(outside(&(total + 1))),
        }
    }
}

/// The records of a response.
pub(crate) struct Fetched {
    pub(crate) records: Vec<NamePlusRecord>,
    pub(crate) status: PresentStatus,
    /// The position of the last of them; 0 if there are none.
    pub(crate) last: u64,
}

pub(crate) async fn present(s: &mut Serving<'_>, request: PresentRequest) -> PresentResponse {
    match serve(s, &request).await {
        Ok(response) => response,
        Err(diagnostic) => PresentResponse {
            present_status: PresentStatus::Failure,
            records: Some(s.refuse(diagnostic).into()),
            ..PresentResponse::default()
        },
    }
}

async fn serve(s: &Serving<'_>, request: &PresentRequest) -> Result<PresentResponse, Diagnostic> {
    let made = s
        .conversation
        .result_sets
        .find(request.result_set_id.as_bytes())?
        .clone();
    let total = made.found.total;
    let places = places(s, request, total)?;
    let wanted = composition::wanted(request, &made.database)?;
    let Fetched {
        records,
        status,
        last,
    } = fetch(s, &made, &places, &wanted).await?;
    let next = match places.first() {
        Some(places) if last == 0 && total > 0 => places.first as i64,
        _ => next_position(last, total),
    };
    Ok(PresentResponse {
        number_of_records_returned: records.len() as i64,
        next_result_set_position: next,
        present_status: status,
        records: (!records.is_empty()).then_some(Records::ResponseRecords(records)),
        ..PresentResponse::default()
    })
}

/// The position after the last record that was sent; 0 at the end of the set.
pub(crate) fn next_position(last: u64, total: u64) -> i64 {
    match last < total {
        true => i64::try_from(last + 1).unwrap_or(i64::MAX),
        false => 0,
    }
}

fn places(
    s: &Serving<'_>,
    request: &PresentRequest,
    total: u64,
) -> Result<Vec<Places>, Diagnostic> {
    let (start, count) = (
        request.result_set_start_point,
        request.number_of_records_requested,
    );
    let further = request.additional_ranges.as_deref().unwrap_or_default();
    if further.len() > s.limits().additional_ranges {
        return Err(plain(Condition::AdditionalRangesNotSupported));
    }
    let further = further
        .iter()
        .map(|range| (range.starting_position, range.number_of_records));
    std::iter::once((start, count))
        .chain(further)
        .map(|(start, count)| Places::of(start, count, total))
        .collect()
}

/// Gathers the records at some places, until the message is full.
pub(crate) async fn fetch(
    s: &Serving<'_>,
    made: &Made,
    places: &[Places],
    wanted: &Wanted,
) -> Result<Fetched, Diagnostic> {
    // One budget for all of them, however many, whatever the search took.
    let holdings_deadline = now() + s.shared.settings.holdings_deadline;
    let asked: u64 = places.iter().map(|places| places.count).sum();
    let mut filling = Filling {
        database: DatabaseName::from(&*made.database),
        alone: asked == 1,
        size: 0,
        preferred: s.conversation.preferred_message_size,
        exceptional: s.conversation.exceptional_record_size,
        most: s.limits().records as usize,
        fetched: Fetched {
            records: Vec::with_capacity(asked.min(AT_A_TIME) as usize),
            status: PresentStatus::Success,
            last: 0,
        },
    };
    for places in places {
        let mut done = 0;
        while done < places.count {
            let count = (places.count - done).min(AT_A_TIME);
            let found = some(s, made, places.first + done, count).await?;
            let made_up = make_up(s, &found, wanted, holdings_deadline).await;
            for record in made_up {
                if !filling.add(record, places.first + done) {
                    return Ok(filling.fetched);
                }
                done += 1;
            }
        }
    }
    Ok(filling.fetched)
}

/// The record at a place of a set.
pub(crate) async fn record_at(
    s: &Serving<'_>,
    made: &Made,
    place: i64,
) -> Result<Arc<MarcRecord>, Diagnostic> {
    let places = Places::of(place, 1, made.found.total)?;
    let found = some(s, made, places.first, places.count).await?;
    let record = found.into_iter().next().flatten();
    record.ok_or_else(|| plain(Condition::RecordDeleted))
}

/// Records of a set; none where one was deleted since.
async fn some(
    s: &Serving<'_>,
    made: &Made,
    first: u64,
    count: u64,
) -> Result<Vec<Option<Arc<MarcRecord>>>, Diagnostic> {
    let number =
        |number| u32::try_from(number).map_err(|_| about(Condition::PresentOutOfRange, first));
    let page = Page {
        skip: number(first - 1)?,
        limit: number(count)?,
    };
    let asked = s.consortium().present(&s.context, &made.found, page);
    let unsearchable = Condition::UnsupportedSearch.code();
    let mut found = s.answer(asked).await.map_err(|diagnostic| {
        // Of a sorted set not every place can be had.
        match diagnostic.condition == unsearchable {
            true => about(Condition::PresentOutOfRange, first),
            false => diagnostic,
        }
    })?;
    // Whatever it gives, each place gets its answer.
    found.resize(page.limit as usize, None);
    Ok(found)
}

/// Records in the form that is wanted, or why one cannot be.
async fn make_up(
    s: &Serving<'_>,
    found: &[Option<Arc<MarcRecord>>],
    wanted: &Wanted,
    holdings_deadline: Instant,
) -> Vec<Result<silta_z3950::External, Diagnostic>> {
    let deleted = || plain(Condition::RecordDeleted);
    let in_utf_8 = s.conversation.records_in_utf_8;
    if wanted.syntax != Syntax::Opac {
        let made_up = |found: &Option<Arc<MarcRecord>>| {
            let record = found.as_ref().ok_or_else(deleted)?;
            records::make_up(record, wanted, in_utf_8)
        };
        return found.iter().map(made_up).collect();
    }
    let present: Vec<_> = found.iter().flatten().map(|record| &record.id).collect();
    let mut holdings = holdings::of(s, &present, holdings_deadline)
        .await
        .into_iter();
    let made_up = |found: &Option<Arc<MarcRecord>>| {
        let record = found.as_ref().ok_or_else(deleted)?;
        records::opac(
            record,
            wanted,
            in_utf_8,
            holdings.next().unwrap_or_default(),
        )
    };
    found.iter().map(made_up).collect()
}

/// A response that is being filled.
struct Filling {
    database: DatabaseName,
    /// Whether one record alone was asked for.
    alone: bool,
    size: usize,
    preferred: usize,
    exceptional: usize,
    most: usize,
    fetched: Fetched,
}

impl Filling {
    /// Adds a record, or a diagnostic in its place; false if it must wait for the next response.
    fn add(&mut self, made_up: Result<silta_z3950::External, Diagnostic>, place: u64) -> bool {
        let size = match &made_up {
            Ok(record) => records::size(record),
            Err(_) => 0,
        };
        let made_up = match made_up {
            Ok(_) if size > self.exceptional => {
                Err(about(Condition::RecordExceedsExceptionalSize, size))
            }
            Ok(_) if size > self.preferred && !self.alone => {
                Err(about(Condition::RecordExceedsPreferredSize, size))
            }
            made_up => made_up,
        };
        let size = AROUND_RECORD + if made_up.is_ok() { size } else { 0 };
        let begun = !self.fetched.records.is_empty();
        if begun && self.size + size > self.preferred || self.fetched.records.len() >= self.most {
            self.fetched.status = PresentStatus::Partial2;
            return false;
        }
        self.size += size;
        self.fetched.last = place;
        self.fetched.records.push(NamePlusRecord {
            name: Some(self.database.clone()),
            record: match made_up {
                Ok(record) => Record::RetrievalRecord(record),
                Err(diagnostic) => Record::SurrogateDiagnostic(diagnostic.into()),
            },
        });
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_outside_are_told() {
        for (start, count, total, place) in [
            (0, 1, 5, "0"),
            (-1, 1, 5, "-1"),
            (6, 1, 5, "6"),
            (5, 2, 5, "6"),
            (1, 1, 0, "1"),
            (2, -1, 5, "2"),
            (i64::MAX, i64::MAX, 5, "9223372036854775807"),
        ] {
            let diagnostic = Places::of(start, count, total).unwrap_err();
            assert_eq!(diagnostic.condition, 13);
            assert_eq!(
                diagnostic.addinfo.as_bytes(),
                place.as_bytes(),
                "{start}+{count}"
            );
        }
        let places = |start, count| Places::of(start, count, 5).unwrap();
        assert_eq!(places(2, 4), Places { first: 2, count: 4 });
        assert_eq!(places(2, ALL), Places { first: 2, count: 4 });
        assert_eq!(places(9, 0), Places { first: 1, count: 0 });
    }
}
