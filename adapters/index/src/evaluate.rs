//! From a query to the records that it finds.

use silta_consortium::{
    Index, IndexKind, Query,
    query::{Form, Position, Relation, Term, Truncation},
};

use crate::{
    Found,
    error::SearchError,
    fold::{fold, fold_mask, mask},
    layout::{ColumnKind, Layout},
    numbers::Bits,
    ordered,
    pattern::{Pattern, Piece},
    snapshot::{MAX_EXPANSIONS, Snapshot},
};

/// A query that is being answered.
pub(crate) struct Evaluation<'a> {
    pub(crate) snapshot: &'a Snapshot,
    /// How many terms of the index the term in hand may still stand for.
    pub(crate) expansions: usize,
    /// How many words there may still be.
    words_left: usize,
    /// How many operators stood inside each other so far.
    deepest: usize,
}

impl<'a> Evaluation<'a> {
    /// The records that a query finds.
    pub(crate) fn run(snapshot: &'a Snapshot, query: &Query) -> Result<Found, SearchError> {
        let mut evaluation = Self {
            snapshot,
            expansions: 0,
            words_left: Query::MAX_TERMS,
            deepest: 0,
        };
        let bits = evaluation.query(query, 0)?;
        Ok(Found::new(bits, evaluation.deepest))
    }

    fn query(&mut self, query: &Query, depth: usize) -> Result<Bits, SearchError> {
        self.check_depth(depth)?;
        match query {
            Query::All => Ok(self.snapshot.all()),
            Query::Term(term) => self.term(term),
            Query::And(left, right) => self.join(left, right, depth, Bits::intersect),
            Query::Or(left, right) => self.join(left, right, depth, Bits::unite),
            Query::Not(left, right) => self.join(left, right, depth, Bits::subtract),
            Query::Near(left, right, nearness) => {
                self.expansions = MAX_EXPANSIONS;
                self.near(left, right, *nearness, depth)
            }
            Query::Found(set) => {
                let found = set.kept.downcast_ref::<Found>();
                let found = found.ok_or(SearchError::ForeignSet)?;
                // Sets made of sets hold each other: without a bound nobody could let go of them.
                self.check_depth(depth + 1 + found.depth())?;
                Ok(found.bits())
            }
        }
    }

    pub(crate) fn check_depth(&mut self, depth: usize) -> Result<(), SearchError> {
        self.deepest = self.deepest.max(depth);
        if depth > Query::MAX_DEPTH {
            return Err(SearchError::TooDeep);
        }
        Ok(())
    }

    fn join(
        &mut self,
        left: &Query,
        right: &Query,
        depth: usize,
        act: fn(&mut Bits, &Bits),
    ) -> Result<Bits, SearchError> {
        let mut found = self.query(left, depth + 1)?;
        act(&mut found, &self.query(right, depth + 1)?);
        Ok(found)
    }

    fn term(&mut self, term: &Term) -> Result<Bits, SearchError> {
        self.expansions = MAX_EXPANSIONS;
        let kind = term.index.definition().kind;
        if kind != IndexKind::Ordered && term.relation != Relation::Equal {
            return Err(SearchError::NotOrdered(term.index));
        }
        match kind {
            IndexKind::Text => self.text(term),
            IndexKind::Value => self.value(term),
            IndexKind::Ordered => self.ordered(term),
        }
    }

    /// The words of a term, as the index must have them.
    pub(crate) fn words(&mut self, term: &Term) -> Result<Vec<Pattern>, SearchError> {
        let folded = folded(term);
        let words = folded.split(' ').filter(|word| !word.is_empty());
        let words: Vec<_> = words
            .map(|word| truncated(word, term, Piece::Many).word())
            .collect();
        let left = self.words_left.checked_sub(words.len().max(1));
        self.words_left = left.ok_or(SearchError::TooLong)?;
        Ok(words)
    }

    fn text(&mut self, term: &Term) -> Result<Bits, SearchError> {
        let words = self.words(term)?;
        let whole = term.form == Form::Heading || term.complete || term.position == Position::First;
        let mut found = match term.form {
            _ if words.is_empty() => self.snapshot.none(),
            _ if whole => self.headings(term, words)?,
            Form::AnyWord => self.any_word(term.index, &words)?,
            Form::Phrase if words.len() > 1 => self.phrase(term.index, words)?,
            _ => self.all_words(term.index, &words)?,
        };
        // Numbers are also looked for as one value, whatever words their hyphens make of them.
        if matches!(term.index, Index::Any | Index::FullText) && is_one_value(&term.text) {
            found.unite(&self.whole_value(term, &term.text)?);
        }
        Ok(found)
    }

    fn any_word(&mut self, index: Index, words: &[Pattern]) -> Result<Bits, SearchError> {
        let mut found = self.snapshot.none();
        for word in words {
            self.add_word(index, word, &mut found)?;
        }
        Ok(found)
    }

    fn all_words(&mut self, index: Index, words: &[Pattern]) -> Result<Bits, SearchError> {
        let mut found: Option<Bits> = None;
        for word in words {
            let mut here = self.snapshot.none();
            self.add_word(index, word, &mut here)?;
            match &mut found {
                Some(found) => found.intersect(&here),
                None => found = Some(here),
            }
        }
        Ok(found.unwrap_or_else(|| self.snapshot.none()))
    }

    fn add_word(
        &mut self,
        index: Index,
        word: &Pattern,
        found: &mut Bits,
    ) -> Result<(), SearchError> {
        self.expansions = MAX_EXPANSIONS;
        for column in Layout::current().text_columns(index) {
            self.add(column, word, found)?;
        }
        if let (Index::Any | Index::FullText, Some(text)) = (index, word.literal())
            && has_digit(&text)
        {
            self.add_values(index, &text, found)?;
        }
        Ok(())
    }

    /// Puts the records in which a pattern is met in a column into a set.
    fn add(
        &mut self,
        column: usize,
        pattern: &Pattern,
        found: &mut Bits,
    ) -> Result<(), SearchError> {
        let marked = self.snapshot.plain_finds_marked;
        for segment in &self.snapshot.segments {
            segment.expand(column, pattern, marked, &mut self.expansions, |term| {
                segment.add(column, term, found)
            })?;
        }
        Ok(())
    }

    /// Records with a field that is, or begins with, the words of a term.
    fn headings(&mut self, term: &Term, words: Vec<Pattern>) -> Result<Bits, SearchError> {
        let whole = match term.form {
            Form::Heading => {
                let mut whole = truncated(&folded(term), term, Piece::Rest);
                whole.across_words();
                vec![whole]
            }
            Form::AnyWord => words,
            Form::AllWords | Form::Phrase => vec![Pattern::join(&words)],
        };
        let mut found = self.snapshot.none();
        for pattern in whole {
            let open = (term.form != Form::Heading && !term.complete).then(|| {
                let mut open = pattern.clone();
                open.end(Piece::Letter(' '));
                open.end(Piece::Rest);
                open
            });
            for pattern in [Some(pattern), open].into_iter().flatten() {
                let pattern = pattern.heading();
                for column in Layout::current().text_columns(term.index) {
                    self.add(column, &pattern, &mut found)?;
                }
            }
        }
        Ok(found)
    }

    fn value(&mut self, term: &Term) -> Result<Bits, SearchError> {
        let words: Vec<&str> = term.text.split_whitespace().collect();
        let left = self.words_left.checked_sub(words.len().max(1));
        self.words_left = left.ok_or(SearchError::TooLong)?;
        let mut found = self.whole_value(term, &term.text)?;
        if words.len() > 1 && matches!(term.form, Form::AllWords | Form::AnyWord) {
            let mut each: Option<Bits> = None;
            for word in words {
                let here = self.whole_value(term, word)?;
                match &mut each {
                    None => each = Some(here),
                    Some(each) if term.form == Form::AllWords => each.intersect(&here),
                    Some(each) => each.unite(&here),
                }
            }
            found.unite(&each.unwrap_or_default());
        }
        Ok(found)
    }

    /// Records with a value that a text is.
    fn whole_value(&mut self, term: &Term, text: &str) -> Result<Bits, SearchError> {
        let mut found = self.snapshot.none();
        let masked = term.truncation == Truncation::Masked;
        let text = if masked { mask(text) } else { text.to_owned() };
        let open = matches!(term.truncation, Truncation::Right | Truncation::Masked);
        for column in Layout::current().asked(term.index) {
            let ColumnKind::Value(form) = Layout::current().columns[*column].kind else {
                continue;
            };
            for value in form.asked(&text, open) {
                self.add(*column, &truncated(&value, term, Piece::Rest), &mut found)?;
            }
        }
        Ok(found)
    }

    /// Puts the records with an identifier that a word is into a set.
    fn add_values(
        &mut self,
        index: Index,
        word: &str,
        found: &mut Bits,
    ) -> Result<(), SearchError> {
        for column in Layout::current().asked(index) {
            let ColumnKind::Value(form) = Layout::current().columns[*column].kind else {
                continue;
            };
            for value in form.asked(word, false) {
                self.add(*column, &Pattern::of(&value), found)?;
            }
        }
        Ok(())
    }

    /// Records with a year or time that relates so to the term's.
    fn ordered(&mut self, term: &Term) -> Result<Bits, SearchError> {
        let mut found = self.snapshot.none();
        for column in Layout::current().asked(term.index) {
            let ColumnKind::Ordered(form) = Layout::current().columns[*column].kind else {
                continue;
            };
            if !matches!(term.truncation, Truncation::None) {
                let pattern = truncated(&folded_date(term), term, Piece::Rest);
                self.add(*column, &pattern, &mut found)?;
                continue;
            }
            let meant = form
                .asked(&term.text)
                .ok_or_else(|| SearchError::NotADate {
                    index: term.index,
                    term: term.text.clone(),
                })?;
            for (first, after) in ordered::ranges(term.relation, &meant) {
                for segment in &self.snapshot.segments {
                    let mut terms = segment.terms(*column).range();
                    if let Some(first) = &first {
                        terms = terms.ge(first);
                    }
                    if let Some(after) = &after {
                        terms = terms.lt(after);
                    }
                    let mut terms = terms.into_stream()?;
                    while terms.advance() {
                        segment.add(*column, terms.value(), &mut found)?;
                    }
                }
            }
        }
        Ok(found)
    }
}

/// The text of a term, folded; masks stand in it as characters of their own.
pub(crate) fn folded(term: &Term) -> String {
    match term.truncation {
        Truncation::Masked => fold_mask(&mask(&term.text)),
        _ => fold(&term.text),
    }
}

/// The text of a truncated date.
fn folded_date(term: &Term) -> String {
    match term.truncation {
        Truncation::Masked => mask(term.text.trim()),
        _ => term.text.trim().to_owned(),
    }
}

/// A text with what may stand before and after it.
fn truncated(text: &str, term: &Term, open: Piece) -> Pattern {
    let mut pattern = Pattern::of(text);
    if matches!(term.truncation, Truncation::Left | Truncation::Both) {
        pattern.begin(open);
    }
    if matches!(term.truncation, Truncation::Right | Truncation::Both) {
        pattern.end(open);
    }
    pattern
}

/// Whether a text may be one number or id, and not words.
fn is_one_value(text: &str) -> bool {
    let of_number = |letter: char| !letter.is_alphabetic() || matches!(letter, 'x' | 'X');
    has_digit(text) && (text.chars().all(of_number) || !text.contains(char::is_whitespace))
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|letter| letter.is_ascii_digit())
}
