//! Putting found records in order.

use std::cmp::Ordering;

use silta_consortium::query::{Missing, SortKey};
use tantivy::DocId;

use crate::{
    Found,
    error::SearchError,
    layout::{Layout, Sort},
    numbers::Bits,
    snapshot::Snapshot,
};

/// A found record: its number, and where the index has it.
#[derive(Clone, Copy)]
struct Hit {
    number: u32,
    segment: u32,
    document: DocId,
}

/// The numbers of found records in the order that keys ask for, those of equal keys in the order of
/// their numbers; at most [`Found::MAX_SORTED`] of them. Records that are gone come last.
pub(crate) fn sorted(
    snapshot: &Snapshot,
    found: &Bits,
    keys: &[SortKey],
) -> Result<Vec<u32>, SearchError> {
    let columns: Vec<_> = keys.iter().map(column).collect::<Result<_, _>>()?;
    let (hits, gone) = hits(snapshot, found);
    let mut ranks = Vec::with_capacity(keys.len());
    for (column, key) in columns.into_iter().zip(keys) {
        ranks.push(rank(snapshot, &hits, column, key)?);
    }
    let mut order: Vec<u32> = (0..hits.len() as u32).collect();
    let compare = |one: &u32, other: &u32| {
        let (one, other) = (*one as usize, *other as usize);
        let by_keys = ranks.iter().map(|ranks| ranks[one].cmp(&ranks[other]));
        let first = by_keys
            .into_iter()
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal);
        first.then_with(|| hits[one].number.cmp(&hits[other].number))
    };
    if order.len() > Found::MAX_SORTED {
        order.select_nth_unstable_by(Found::MAX_SORTED, compare);
        order.truncate(Found::MAX_SORTED);
    }
    order.sort_unstable_by(compare);
    let mut numbers: Vec<u32> = order.iter().map(|hit| hits[*hit as usize].number).collect();
    numbers.extend(gone.iter().take(Found::MAX_SORTED - numbers.len()));
    Ok(numbers)
}

fn column(key: &SortKey) -> Result<&'static Sort, SearchError> {
    let mut sorts = Layout::current().sorts.iter();
    sorts
        .find(|sort| sort.index == key.index)
        .ok_or(SearchError::NotSortable(key.index))
}

/// Where the index has the records of a set, and those that it has no more.
fn hits(snapshot: &Snapshot, found: &Bits) -> (Vec<Hit>, Vec<u32>) {
    let mut gone = found.clone();
    let mut hits = Vec::new();
    for (segment, place) in snapshot.segments.iter().zip(0..) {
        for (number, document) in segment.numbers.iter().zip(0..) {
            if found.contains(*number) && segment.is_alive(document) {
                gone.remove(*number);
                hits.push(Hit {
                    number: *number,
                    segment: place,
                    document,
                });
            }
        }
    }
    (hits, gone.numbers())
}

/// For each hit a number that is smaller the earlier the record stands by one key.
fn rank(
    snapshot: &Snapshot,
    hits: &[Hit],
    column: &Sort,
    key: &SortKey,
) -> Result<Vec<u32>, SearchError> {
    let missing = match key.missing {
        Missing::First => 0,
        Missing::Last => u32::MAX,
    };
    let mut ranks = vec![missing; hits.len()];
    let values = values(snapshot, hits, column)?;
    let mut rank = 0;
    let mut last: Option<&[u8]> = None;
    for (value, hit) in values.iter() {
        if last != Some(value) {
            rank += 1;
            last = Some(value);
        }
        ranks[hit as usize] = if key.descending {
            u32::MAX - rank
        } else {
            rank
        };
    }
    Ok(ranks)
}

/// What hits are sorted by, in order.
struct Values {
    bytes: Vec<u8>,
    /// From where to where in `bytes`, and of which hit.
    places: Vec<(u32, u32, u32)>,
}

impl Values {
    fn iter(&self) -> impl Iterator<Item = (&[u8], u32)> {
        self.places
            .iter()
            .map(|(from, to, hit)| (&self.bytes[*from as usize..*to as usize], *hit))
    }
}

fn values(snapshot: &Snapshot, hits: &[Hit], column: &Sort) -> Result<Values, SearchError> {
    let (mut bytes, mut places) = (
        Vec::new(),
        Vec::<(u32, u32, u32)>::with_capacity(hits.len()),
    );
    let numbered = hits.iter().zip(0u32..).collect::<Vec<_>>();
    for hits in numbered.chunk_by(|(one, _), (other, _)| one.segment == other.segment) {
        let Some((first, _)) = hits.first() else {
            continue;
        };
        let reader = &snapshot.segments[first.segment as usize].reader;
        let Some(values) = reader.fast_fields().str(&column.name)? else {
            continue;
        };
        // The dictionary is read once from its beginning to its end.
        let ordinals = hits
            .iter()
            .filter_map(|(hit, place)| Some((values.ords().first(hit.document)?, *place)));
        let mut ordinals: Vec<_> = ordinals.collect();
        ordinals.sort_unstable();
        let sorted: Vec<u64> = ordinals.iter().map(|(ordinal, _)| *ordinal).collect();
        let mut next = ordinals.iter();
        let mut last = None;
        values
            .dictionary()
            .sorted_ords_to_term_cb(&sorted, |value| {
                let Some((ordinal, hit)) = next.next() else {
                    return;
                };
                let place = match last {
                    Some((same, place)) if same == *ordinal => place,
                    _ => {
                        let from = bytes.len() as u32;
                        bytes.extend_from_slice(value);
                        (from, bytes.len() as u32)
                    }
                };
                last = Some((*ordinal, place));
                places.push((place.0, place.1, *hit));
            })?;
    }
    // Each segment's values are in order already: the stable sort merges them.
    let value = |place: &(u32, u32, u32)| &bytes[place.0 as usize..place.1 as usize];
    places.sort_by(|one, other| value(one).cmp(value(other)));
    Ok(Values { bytes, places })
}
