//! Words that follow each other, or stand near each other.

use silta_consortium::{
    Index, IndexKind, Query,
    query::{Form, Nearness, Position, Term},
};
use tantivy::{
    DocId, DocSet as _, TERMINATED,
    postings::{Postings as _, TermInfo},
    schema::IndexRecordOption,
};

use crate::{
    error::SearchError,
    evaluate::Evaluation,
    layout::{ColumnKind, Layout},
    numbers::Bits,
    pattern::Pattern,
    snapshot::Segment,
};

/// In how many places the words of a phrase, or words near each other, may stand while they are
/// compared: what they take of memory.
pub const MAX_PLACES: usize = 8_000_000;

/// A word of a document: the document in the upper half, its place in the lower.
type Place = u64;

/// Words of a document, from the first to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Span {
    document: DocId,
    first: u32,
    last: u32,
}

/// A query of words, made ready to be looked for in one column after the other.
enum Words {
    /// Words that follow each other; each of them may be one of several.
    Phrase(Vec<Vec<Pattern>>),
    Near(Box<Self>, Box<Self>, Nearness),
}

impl Evaluation<'_> {
    /// Records in which words follow each other in one field.
    pub(crate) fn phrase(
        &mut self,
        index: Index,
        words: Vec<Pattern>,
    ) -> Result<Bits, SearchError> {
        let words = words.into_iter().map(|word| vec![word]).collect();
        self.spans(index, &Words::Phrase(words))
    }

    /// Records in which two terms stand near each other.
    pub(crate) fn near(
        &mut self,
        left: &Query,
        right: &Query,
        nearness: Nearness,
        depth: usize,
    ) -> Result<Bits, SearchError> {
        let mut index = None;
        let words = self.nearby(left, right, nearness, depth, &mut index)?;
        let index = index.ok_or(SearchError::NearNotTerms)?;
        self.spans(index, &words)
    }

    fn nearby(
        &mut self,
        left: &Query,
        right: &Query,
        nearness: Nearness,
        depth: usize,
        index: &mut Option<Index>,
    ) -> Result<Words, SearchError> {
        if nearness.distance > Nearness::MAX_DISTANCE {
            return Err(SearchError::TooFar);
        }
        let left = self.operand(left, depth + 1, index)?;
        let right = self.operand(right, depth + 1, index)?;
        Ok(Words::Near(left.into(), right.into(), nearness))
    }

    fn operand(
        &mut self,
        query: &Query,
        depth: usize,
        index: &mut Option<Index>,
    ) -> Result<Words, SearchError> {
        self.check_depth(depth)?;
        let term = match query {
            Query::Near(left, right, nearness) => {
                return self.nearby(left, right, *nearness, depth, index);
            }
            Query::Term(term) if is_words(term) => term,
            _ => return Err(SearchError::NearNotTerms),
        };
        if *index.get_or_insert(term.index) != term.index {
            return Err(SearchError::NearNotTerms);
        }
        let words = self.words(term)?;
        Ok(Words::Phrase(match term.form {
            Form::AnyWord => vec![words],
            _ => words.into_iter().map(|word| vec![word]).collect(),
        }))
    }

    fn spans(&mut self, index: Index, words: &Words) -> Result<Bits, SearchError> {
        let mut found = self.snapshot.none();
        for segment in &self.snapshot.segments {
            for column in Layout::current().text_columns(index) {
                for span in self.spans_in(segment, column, words)? {
                    found.insert(segment.numbers[span.document as usize]);
                }
            }
        }
        Ok(found)
    }

    fn spans_in(
        &mut self,
        segment: &Segment,
        column: usize,
        words: &Words,
    ) -> Result<Vec<Span>, SearchError> {
        match words {
            Words::Phrase(words) => {
                let mut terms = Vec::with_capacity(words.len());
                for choices in words {
                    terms.push(self.terms_in(segment, column, choices)?);
                }
                follow(segment, column, &terms)
            }
            Words::Near(left, right, nearness) => {
                let left = self.spans_in(segment, column, left)?;
                if left.is_empty() {
                    return Ok(left);
                }
                let right = self.spans_in(segment, column, right)?;
                near(&left, &right, *nearness)
            }
        }
    }

    fn terms_in(
        &mut self,
        segment: &Segment,
        column: usize,
        patterns: &[Pattern],
    ) -> Result<Vec<TermInfo>, SearchError> {
        let mut terms = Vec::new();
        let marked = self.snapshot.plain_finds_marked;
        for pattern in patterns {
            segment.expand(column, pattern, marked, &mut self.expansions, |term| {
                terms.push(term.clone());
                Ok(())
            })?;
        }
        Ok(terms)
    }
}

fn is_words(term: &Term) -> bool {
    term.index.definition().kind == IndexKind::Text
        && term.form != Form::Heading
        && term.position == Position::Any
        && !term.complete
}

impl Layout {
    /// The columns with words that an index asks.
    pub(crate) fn text_columns(&self, index: Index) -> impl Iterator<Item = usize> + '_ {
        let text = |column: &usize| self.columns[*column].kind == ColumnKind::Text;
        self.asked(index).iter().copied().filter(text)
    }
}

/// Where words follow each other, each given as the terms it may be.
fn follow(
    segment: &Segment,
    column: usize,
    words: &[Vec<TermInfo>],
) -> Result<Vec<Span>, SearchError> {
    // The rarest word first: the others are looked for only where it stands.
    let mut order: Vec<usize> = (0..words.len()).collect();
    order.sort_by_key(|word| {
        words[*word]
            .iter()
            .map(|term| u64::from(term.doc_freq))
            .sum::<u64>()
    });
    let mut places = vec![Vec::new(); words.len()];
    let mut documents: Option<Vec<DocId>> = None;
    for word in order {
        let here = places_of(segment, column, &words[word], documents.as_deref())?;
        if here.is_empty() {
            return Ok(Vec::new());
        }
        let mut found: Vec<_> = here.iter().map(|place| (place >> 32) as DocId).collect();
        found.dedup();
        documents = Some(found);
        places[word] = here;
    }
    let mut places = places.into_iter();
    let mut begun = places.next().unwrap_or_default();
    for (next, distance) in places.zip(1..) {
        let mut next = next.into_iter().peekable();
        begun.retain(|place| {
            while next.next_if(|next| *next < place + distance).is_some() {}
            next.peek() == Some(&(place + distance))
        });
    }
    let length = words.len() as u32 - 1;
    let span = |place: Place| {
        let first = place as u32;
        Span {
            document: (place >> 32) as DocId,
            first,
            last: first + length,
        }
    };
    Ok(begun.into_iter().map(span).collect())
}

/// Where terms stand, in order; with `within`, in these documents only.
fn places_of(
    segment: &Segment,
    column: usize,
    terms: &[TermInfo],
    within: Option<&[DocId]>,
) -> Result<Vec<Place>, SearchError> {
    let mut places = Vec::new();
    let mut here = Vec::new();
    for term in terms {
        let all = IndexRecordOption::WithFreqsAndPositions;
        let mut postings = segment
            .column(column)
            .read_postings_from_terminfo(term, all)?;
        let mut wanted = within.map(|documents| documents.iter());
        loop {
            let document = match &mut wanted {
                None => postings.doc(),
                Some(wanted) => match wanted.next() {
                    Some(document) if postings.doc() < *document => {
                        if postings.seek(*document) != *document {
                            continue;
                        }
                        *document
                    }
                    Some(document) if postings.doc() == *document => *document,
                    Some(_) => continue,
                    None => TERMINATED,
                },
            };
            if document == TERMINATED {
                break;
            }
            if segment.is_alive(document) {
                postings.positions(&mut here);
                places.extend(
                    here.iter()
                        .map(|place| u64::from(document) << 32 | u64::from(*place)),
                );
            }
            bounded(places.len())?;
            if wanted.is_none() {
                postings.advance();
            }
        }
    }
    if terms.len() > 1 {
        places.sort_unstable();
        places.dedup();
    }
    Ok(places)
}

/// Where a span of the left is near one of the right.
fn near(left: &[Span], right: &[Span], nearness: Nearness) -> Result<Vec<Span>, SearchError> {
    let mut found = Vec::new();
    let distance = nearness.distance.max(1);
    let longest = right.iter().map(|other| other.last - other.first).max();
    let reach = distance + longest.unwrap_or(0);
    for one in left {
        let first = (one.document, one.first.saturating_sub(reach));
        let from = right.partition_point(|other| (other.document, other.first) < first);
        for other in &right[from..] {
            if other.document != one.document || other.first > one.last.saturating_add(distance) {
                break;
            }
            let after = other.first > one.last;
            let before = one.first > other.last && one.first - other.last <= distance;
            if after || before && !nearness.ordered {
                found.push(Span {
                    document: one.document,
                    first: one.first.min(other.first),
                    last: one.last.max(other.last),
                });
            }
        }
        bounded(found.len())?;
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

fn bounded(places: usize) -> Result<(), SearchError> {
    if places > MAX_PLACES {
        return Err(SearchError::TooManyPlaces);
    }
    Ok(())
}
