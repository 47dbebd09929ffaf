//! Counting the values of found records.
//!
//! The values of a facet stand beside the documents, as numbers in the order of the values. They are
//! counted over all records found, never over a sample of them; what the values are is read only of
//! those that are told, unless the index is in several segments, whose values must be joined.

use silta_consortium::{
    IndexKind,
    query::{Facet, FacetAsked, FacetOrder, FacetValue},
};
use tantivy::{DocId, columnar::StrColumn};

use crate::{
    Found,
    browse::heading_as_written,
    error::{SearchError, StoreError},
    fold::unfold,
    layout::{FacetField, Layout},
    snapshot::{Segment, Snapshot},
    tokens::heading_text,
};

/// The facets that are asked for.
pub(crate) fn facets(
    snapshot: &Snapshot,
    found: &Found,
    asked: &[FacetAsked],
) -> Result<Vec<Facet>, SearchError> {
    let hits = hits(snapshot, found);
    asked
        .iter()
        .map(|asked| facet(snapshot, &hits, asked))
        .collect()
}

/// The documents found in each segment that has some.
fn hits<'a>(snapshot: &'a Snapshot, found: &Found) -> Vec<(&'a Segment, Vec<DocId>)> {
    let found = found.bits();
    let of = |segment: &'a Segment| {
        let numbers = segment.numbers.iter().zip(0..);
        let here = numbers
            .filter(|(number, document)| found.contains(**number) && segment.is_alive(*document));
        (segment, here.map(|(_, document)| document).collect())
    };
    let hits = snapshot.segments.iter().map(of);
    hits.filter(|(_, documents): &(_, Vec<_>)| !documents.is_empty())
        .collect()
}

fn facet(
    snapshot: &Snapshot,
    hits: &[(&Segment, Vec<DocId>)],
    asked: &FacetAsked,
) -> Result<Facet, SearchError> {
    let field = Layout::current().facets.iter();
    let field = { field }
        .find(|field| field.index == asked.index)
        .ok_or(SearchError::NoFacet(asked.index))?;
    let mut parts = Vec::new();
    for (segment, documents) in hits {
        parts.extend(counted(segment, documents, field)?);
    }
    let (total, keys) = match parts.as_slice() {
        [part] => part.wanted(asked)?,
        parts => Joined::of(parts)?.wanted(asked),
    };
    let mut values = Vec::with_capacity(keys.len());
    for (key, records) in keys {
        let value = shown(snapshot, asked, &key)?;
        values.push(FacetValue { value, records });
    }
    Ok(Facet {
        index: asked.index,
        values,
        total,
    })
}

/// A value of a facet as the index has it, and in how many records it stands.
type Key = (String, u64);

/// The counts of one segment.
struct Part {
    values: StrColumn,
    /// Values by their numbers, which have their order, and in how many records each stands.
    counts: Vec<(u64, u64)>,
}

fn counted(
    segment: &Segment,
    documents: &[DocId],
    field: &FacetField,
) -> Result<Option<Part>, StoreError> {
    let Some(values) = segment.reader.fast_fields().str(&field.name)? else {
        return Ok(None);
    };
    let mut counts = vec![0_u32; values.num_terms()];
    let mut here = Vec::new();
    for document in documents {
        here.clear();
        here.extend(values.term_ords(*document));
        // A record counts once for a value, however often it has it.
        if here.len() > 1 {
            here.sort_unstable();
            here.dedup();
        }
        here.iter().for_each(|value| counts[*value as usize] += 1);
    }
    let counts = counts.into_iter().zip(0..);
    let counts = counts.filter(|(count, _)| *count > 0);
    Ok(Some(Part {
        counts: counts.map(|(count, value)| (value, count.into())).collect(),
        values,
    }))
}

impl Part {
    /// How many values there are, and those that are wanted.
    fn wanted(&self, asked: &FacetAsked) -> Result<(u64, Vec<Key>), StoreError> {
        let (total, chosen) = chosen(self.counts.clone(), asked);
        let mut keys = Vec::with_capacity(chosen.len());
        for (value, records) in chosen {
            let mut key = String::new();
            self.values.ord_to_str(value, &mut key)?;
            keys.push((key, records));
        }
        Ok((total, keys))
    }

    /// All values, in order.
    fn each(&self, mut each: impl FnMut(&[u8], u64)) -> Result<(), StoreError> {
        let numbers: Vec<u64> = self.counts.iter().map(|(value, _)| *value).collect();
        let mut counts = self.counts.iter();
        let dictionary = self.values.dictionary();
        dictionary.sorted_ords_to_term_cb(&numbers, |value| {
            if let Some((_, count)) = counts.next() {
                each(value, *count);
            }
        })?;
        Ok(())
    }
}

/// The counts of several segments.
struct Joined {
    bytes: Vec<u8>,
    /// From where to where in `bytes` a value stands, in the order of the values, and its count.
    values: Vec<(usize, usize, u64)>,
}

impl Joined {
    fn of(parts: &[Part]) -> Result<Self, StoreError> {
        let (mut bytes, mut values) = (Vec::new(), Vec::new());
        for part in parts {
            part.each(|value, count| {
                let from = bytes.len();
                bytes.extend_from_slice(value);
                values.push((from, bytes.len(), count));
            })?;
        }
        // Each segment's values are in order already: the stable sort merges them.
        let text = |value: &(usize, usize, u64)| &bytes[value.0..value.1];
        values.sort_by(|one, other| text(one).cmp(text(other)));
        values.dedup_by(|next, kept| {
            let same = text(next) == text(kept);
            if same {
                kept.2 += next.2;
            }
            same
        });
        Ok(Self { bytes, values })
    }

    fn wanted(&self, asked: &FacetAsked) -> (u64, Vec<Key>) {
        let counts = self.values.iter().zip(0..);
        let (total, chosen) = chosen(
            counts.map(|((.., count), at)| (at, *count)).collect(),
            asked,
        );
        let key = |(at, records): (u64, u64)| {
            let (from, to, _) = self.values[at as usize];
            let text = String::from_utf8_lossy(&self.bytes[from..to]);
            (text.into_owned(), records)
        };
        (total, chosen.into_iter().map(key).collect())
    }
}

/// How many values stand in enough records, and those that are wanted, of values in their order.
fn chosen(mut counts: Vec<(u64, u64)>, asked: &FacetAsked) -> (u64, Vec<(u64, u64)>) {
    counts.retain(|(_, count)| *count >= asked.minimum);
    let total = counts.len() as u64;
    match asked.order {
        FacetOrder::Frequent => counts.sort_by_key(|(_, count)| u64::MAX - count),
        FacetOrder::Rare => counts.sort_by_key(|(_, count)| *count),
        FacetOrder::Value => {}
        FacetOrder::ValueDescending => counts.reverse(),
    }
    let limit = asked.page.limit.min(FacetAsked::MAX_LIMIT) as usize;
    let chosen = counts.into_iter().skip(asked.page.skip as usize);
    (total, chosen.take(limit).collect())
}

/// A value as people read it: a heading as one record has it, without the mark that leads to what
/// follows it there.
fn shown(snapshot: &Snapshot, asked: &FacetAsked, key: &str) -> Result<String, StoreError> {
    if asked.index.definition().kind != IndexKind::Text {
        return Ok(key.to_owned());
    }
    let written = heading_as_written(snapshot, asked.index, key)?;
    let written = written.map(|text| {
        let marks = |letter: char| matches!(letter, ',' | '/' | ':' | ';' | '=' | ' ');
        text.trim_end_matches(marks).to_owned()
    });
    Ok(written.unwrap_or_else(|| unfold(heading_text(key))))
}
