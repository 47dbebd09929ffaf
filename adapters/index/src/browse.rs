//! Reading an index from a place on.

use std::{cmp::Ordering, io};

use silta_consortium::{
    Index,
    query::{Browse, TermEntry, Terms},
};
use tantivy::{
    DocAddress, TantivyDocument, postings::TermInfo, schema::Value as _, termdict::TermDictionary,
};

use crate::{
    error::{SearchError, StoreError},
    fold::{fold, unfold},
    layout::{ColumnKind, Layout},
    snapshot::{Segment, Snapshot},
    tokens::{HEADING, WORDS_BEGIN, heading_text, push_heading},
};

/// A part of an index.
pub(crate) fn browse(snapshot: &Snapshot, browse: &Browse) -> Result<Terms, SearchError> {
    let count = browse.count.min(Browse::MAX_COUNT) as usize;
    let most = Browse::MAX_COUNT as i32;
    let before = browse.before.clamp(-most, most);
    let forward = cursors(snapshot, browse)?;
    let mut entries = Vec::new();
    let mut back = Merge::new(forward.clone(), Ordering::Greater);
    while entries.len() < before.max(0) as usize
        && let Some(met) = back.next()?
    {
        entries.extend(entry(snapshot, &met)?);
    }
    entries.reverse();
    entries.truncate(count);
    let stands_before = entries.len() as u32;
    let mut pass = before.min(0).unsigned_abs();
    let mut forward = Merge::new(forward, Ordering::Less);
    let at_end = loop {
        let Some(met) = forward.next()? else {
            break true;
        };
        // A term whose records are all deleted isn't there any more.
        match entry(snapshot, &met)? {
            None => {}
            Some(_) if entries.len() == count => break false,
            Some(_) if pass > 0 => pass -= 1,
            Some(entry) => entries.push(entry),
        }
    };
    Ok(Terms {
        entries,
        before: stands_before,
        at_end,
    })
}

/// A place in the dictionary of one column of one segment.
#[derive(Clone)]
struct Cursor<'a> {
    place: u32,
    segment: &'a Segment,
    column: usize,
    /// Terms of the kind wanted begin here ...
    low: u64,
    /// ... and end before this.
    high: u64,
    /// The next term forward; the next one back stands before it.
    next: u64,
}

fn cursors<'a>(snapshot: &'a Snapshot, browse: &Browse) -> Result<Vec<Cursor<'a>>, SearchError> {
    let layout = Layout::current();
    let mut cursors = Vec::new();
    for column in layout.asked(browse.index).iter().copied() {
        let kind = layout.columns[column].kind;
        // In an index of text, the values that are searched as well are not read.
        if kind != ColumnKind::Text && layout.text_columns(browse.index).next().is_some() {
            continue;
        }
        let from = start(kind, browse);
        for (segment, place) in snapshot.segments.iter().zip(0..) {
            let terms = segment.terms(column);
            let headings_end = match kind {
                ColumnKind::Text => lower_bound(terms, WORDS_BEGIN)?,
                _ => 0,
            };
            let (low, high) = match browse.headings && kind == ColumnKind::Text {
                true => (0, headings_end),
                false => (headings_end, terms.num_terms() as u64),
            };
            cursors.push(Cursor {
                place,
                segment,
                column,
                low,
                high,
                next: lower_bound(terms, &from)?.clamp(low, high),
            });
        }
    }
    Ok(cursors)
}

/// The term from which reading begins.
fn start(kind: ColumnKind, browse: &Browse) -> String {
    match kind {
        ColumnKind::Text if browse.headings => {
            let mut term = String::new();
            push_heading(&fold(&browse.from), &mut term);
            term
        }
        ColumnKind::Text => fold(&browse.from),
        ColumnKind::Value(form) => form.asked(&browse.from, false).pop().unwrap_or_default(),
        ColumnKind::Ordered(_) => browse.from.trim().to_owned(),
    }
}

/// The ordinal of the first term that is not before `term`.
fn lower_bound(terms: &TermDictionary, term: &str) -> io::Result<u64> {
    let mut found = terms.range().ge(term).into_stream()?;
    Ok(if found.advance() {
        found.term_ord()
    } else {
        terms.num_terms() as u64
    })
}

/// Many dictionaries read as one, in one direction.
struct Merge<'a> {
    cursors: Vec<(Cursor<'a>, Option<Vec<u8>>)>,
    /// How a term compares with those that come after it.
    first: Ordering,
}

/// A term, and where it stands.
struct Met<'a> {
    term: Vec<u8>,
    at: Vec<(u32, &'a Segment, usize, TermInfo)>,
}

impl<'a> Merge<'a> {
    fn new(cursors: Vec<Cursor<'a>>, first: Ordering) -> Self {
        let cursors = cursors.into_iter().map(|cursor| (cursor, None)).collect();
        Self { cursors, first }
    }

    fn next(&mut self) -> io::Result<Option<Met<'a>>> {
        let mut term: Option<Vec<u8>> = None;
        for (cursor, here) in &mut self.cursors {
            if here.is_none() {
                *here = cursor.read(self.first)?;
            }
            if let Some(here) = here
                && term
                    .as_ref()
                    .is_none_or(|term| (*here).cmp(term) == self.first)
            {
                term = Some(here.clone());
            }
        }
        let Some(term) = term else {
            return Ok(None);
        };
        let mut at = Vec::new();
        for (cursor, here) in &mut self.cursors {
            if here.as_ref() == Some(&term) {
                *here = None;
                cursor.pass(self.first);
                let info = cursor.segment.terms(cursor.column).get(&term)?;
                at.extend(info.map(|info| (cursor.place, cursor.segment, cursor.column, info)));
            }
        }
        Ok(Some(Met { term, at }))
    }
}

impl Cursor<'_> {
    /// The ordinal of the term that comes next.
    fn ordinal(&self, first: Ordering) -> Option<u64> {
        match first {
            Ordering::Greater => (self.next > self.low).then(|| self.next - 1),
            _ => (self.next < self.high).then_some(self.next),
        }
    }

    fn read(&self, first: Ordering) -> io::Result<Option<Vec<u8>>> {
        let Some(ordinal) = self.ordinal(first) else {
            return Ok(None);
        };
        let mut term = Vec::new();
        let found = self
            .segment
            .terms(self.column)
            .ord_to_term(ordinal, &mut term)?;
        Ok(found.then_some(term))
    }

    /// Passes the term that comes next.
    fn pass(&mut self, first: Ordering) {
        match first {
            Ordering::Greater => self.next -= 1,
            _ => self.next += 1,
        }
    }
}

/// A term as it is shown; `None` if all its records are deleted.
fn entry(snapshot: &Snapshot, met: &Met<'_>) -> Result<Option<TermEntry>, SearchError> {
    let (mut records, mut one) = (0, None);
    for here in met.at.chunk_by(|(one, ..), (other, ..)| one == other) {
        let [(place, segment, column, term), rest @ ..] = here else {
            continue;
        };
        // In the same segment a record may have the term in several columns.
        let exact = rest.is_empty() && !segment.reader.has_deletes();
        if exact && one.is_some() {
            records += u64::from(term.doc_freq);
            continue;
        }
        let mut documents = Vec::new();
        segment.documents(*column, term, |document| documents.push(document))?;
        for (_, segment, column, term) in rest {
            segment.documents(*column, term, |document| documents.push(document))?;
        }
        documents.sort_unstable();
        documents.dedup();
        records += documents.len() as u64;
        let first = documents.first();
        one = one.or_else(|| first.map(|document| DocAddress::new(*place, *document)));
    }
    let Some(one) = one else {
        return Ok(None);
    };
    let term = String::from_utf8_lossy(&met.term);
    let shown = unfold(heading_text(&term));
    let display = match term.starts_with(HEADING) {
        true => display(snapshot, one, &term)?,
        false => None,
    };
    Ok(Some(TermEntry {
        display: display.unwrap_or_else(|| shown.clone()),
        term: shown,
        records,
    }))
}

/// The heading of a term as a record has it, if any record with it is left.
pub(crate) fn heading_as_written(
    snapshot: &Snapshot,
    index: Index,
    term: &str,
) -> Result<Option<String>, StoreError> {
    for (segment, place) in snapshot.segments.iter().zip(0..) {
        for column in Layout::current().text_columns(index) {
            let Some(info) = segment.terms(column).get(term)? else {
                continue;
            };
            let mut one = None;
            segment.documents(column, &info, |document| {
                one.get_or_insert_with(|| DocAddress::new(place, document));
            })?;
            let Some(one) = one else { continue };
            if let Some(text) = display(snapshot, one, term)? {
                return Ok(Some(text));
            }
        }
    }
    Ok(None)
}

/// A heading as a record has it.
fn display(
    snapshot: &Snapshot,
    record: DocAddress,
    term: &str,
) -> Result<Option<String>, StoreError> {
    let document: TantivyDocument = snapshot.searcher.doc(record)?;
    let texts = document
        .get_all(Layout::current().display)
        .filter_map(|text| text.as_str());
    let is_it = |text: &&str| {
        let mut heading = String::new();
        push_heading(&fold(text), &mut heading);
        heading == term
    };
    Ok(texts.into_iter().find(is_it).map(ToOwned::to_owned))
}
