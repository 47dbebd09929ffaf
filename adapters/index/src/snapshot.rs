//! The index as it was after a commit: searches go on in it while others write.

use std::sync::Arc;

use tantivy::{
    DocId, InvertedIndexReader, Searcher, SegmentReader, postings::TermInfo,
    schema::IndexRecordOption, termdict::TermDictionary,
};

use crate::{
    cache::Cache,
    error::{SearchError, StoreError},
    layout::Layout,
    numbers::Bits,
    pattern::Pattern,
    tokens::WORDS_BEGIN,
};

/// How many terms of the index one word of a query may stand for. A term counts in each field and
/// part of the index that has it.
pub const MAX_EXPANSIONS: usize = 50_000;

/// The index as it was after a commit.
pub(crate) struct Snapshot {
    pub(crate) searcher: Searcher,
    pub(crate) segments: Vec<Segment>,
    /// The highest number of a record.
    pub(crate) highest: u32,
    /// What was found in it.
    pub(crate) cache: Cache,
    /// Whether `a` finds `ä`.
    pub(crate) plain_finds_marked: bool,
}

impl Snapshot {
    /// What a searcher sees; what an earlier snapshot has in memory is used again.
    pub(crate) fn new(
        searcher: Searcher,
        earlier: Option<&Self>,
        plain_finds_marked: bool,
    ) -> Result<Self, StoreError> {
        let readers = searcher.segment_readers();
        let segments = readers.iter().map(|reader| Segment::open(reader, earlier));
        let segments = segments.collect::<Result<Vec<_>, _>>()?;
        let highest = segments
            .iter()
            .flat_map(|one| one.numbers.iter().copied())
            .max();
        Ok(Self {
            searcher,
            segments,
            highest: highest.unwrap_or(0),
            cache: Cache::default(),
            plain_finds_marked,
        })
    }

    /// All records.
    pub(crate) fn all(&self) -> Bits {
        let mut all = self.none();
        for segment in &self.segments {
            let numbers = segment.numbers.iter().zip(0..);
            let alive = numbers.filter(|(_, document)| segment.is_alive(*document));
            alive.for_each(|(number, _)| all.insert(*number));
        }
        all
    }

    /// No record.
    pub(crate) fn none(&self) -> Bits {
        Bits::up_to(self.highest)
    }
}

/// A part of the index that is written once; records in it can only be marked as deleted.
pub(crate) struct Segment {
    pub(crate) reader: SegmentReader,
    /// The number of each document's record.
    pub(crate) numbers: Arc<[u32]>,
    columns: Vec<Arc<InvertedIndexReader>>,
}

impl Segment {
    fn open(reader: &SegmentReader, earlier: Option<&Snapshot>) -> Result<Self, StoreError> {
        let layout = Layout::current();
        let same = |known: &&Self| known.reader.segment_id() == reader.segment_id();
        let known = earlier.and_then(|earlier| earlier.segments.iter().find(same));
        let numbers = match known {
            Some(known) => Arc::clone(&known.numbers),
            None => numbers(reader)?,
        };
        let columns = layout
            .columns
            .iter()
            .map(|column| reader.inverted_index(column.field));
        Ok(Self {
            numbers,
            columns: columns.collect::<Result<_, _>>()?,
            reader: reader.clone(),
        })
    }

    /// Whether a document has not been deleted.
    pub(crate) fn is_alive(&self, document: DocId) -> bool {
        !self.reader.is_deleted(document)
    }

    /// The terms of a column.
    pub(crate) fn terms(&self, column: usize) -> &TermDictionary {
        self.columns[column].terms()
    }

    /// The postings of a column.
    pub(crate) fn column(&self, column: usize) -> &InvertedIndexReader {
        &self.columns[column]
    }

    /// Looks at each document in which a term of a column stands, deleted ones aside.
    pub(crate) fn documents(
        &self,
        column: usize,
        term: &TermInfo,
        mut each: impl FnMut(DocId),
    ) -> Result<(), StoreError> {
        let basic = IndexRecordOption::Basic;
        let mut block = self.columns[column].read_block_postings_from_terminfo(term, basic)?;
        let alive = self.reader.alive_bitset();
        while !block.docs().is_empty() {
            match alive {
                None => block.docs().iter().for_each(|document| each(*document)),
                Some(alive) => {
                    let documents = block.docs().iter().copied();
                    documents
                        .filter(|document| alive.is_alive(*document))
                        .for_each(&mut each);
                }
            }
            block.advance();
        }
        Ok(())
    }

    /// Puts the records in which a term of a column stands into a set.
    pub(crate) fn add(
        &self,
        column: usize,
        term: &TermInfo,
        set: &mut Bits,
    ) -> Result<(), StoreError> {
        self.documents(column, term, |document| {
            set.insert(self.numbers[document as usize])
        })
    }

    /// Looks at each term of a column that a pattern means; `left` says how many it still may.
    pub(crate) fn expand(
        &self,
        column: usize,
        pattern: &Pattern,
        plain_finds_marked: bool,
        left: &mut usize,
        mut each: impl FnMut(&TermInfo) -> Result<(), StoreError>,
    ) -> Result<(), SearchError> {
        let terms = self.terms(column);
        let (prefix, all) = pattern.prefix(plain_finds_marked);
        if let Some(text) = pattern.literal()
            && text == prefix
        {
            if let Some(term) = terms.get(text)? {
                each(&term)?;
            }
            return Ok(());
        }
        let mut count = |term: &TermInfo| {
            let limit = MAX_EXPANSIONS;
            *left = left
                .checked_sub(1)
                .ok_or(SearchError::TooManyTerms { limit })?;
            each(term).map_err(SearchError::from)
        };
        // Headings stand before all words; characters above all others after what begins so.
        let from = if prefix.is_empty() {
            WORDS_BEGIN
        } else {
            &prefix
        };
        let end = format!("{prefix}\u{10ffff}");
        if all {
            let mut found = terms.range().ge(from).lt(&end).into_stream()?;
            while found.advance() {
                count(found.value())?;
            }
            return Ok(());
        }
        let automaton = pattern.automaton(plain_finds_marked);
        let mut found = terms.search(automaton).ge(from).lt(&end).into_stream()?;
        while found.advance() {
            count(found.value())?;
        }
        Ok(())
    }
}

/// The number of each document's record.
fn numbers(reader: &SegmentReader) -> Result<Arc<[u32]>, StoreError> {
    let column = reader
        .fast_fields()
        .column_first_or_default::<u64>("number")?;
    let number = |document| u32::try_from(column.get_val(document)).unwrap_or(u32::MAX);
    Ok((0..reader.max_doc()).map(number).collect())
}
