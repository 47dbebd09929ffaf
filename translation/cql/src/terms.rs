//! From a term of CQL to the consortium's, by the kind of the index.

use silta_consortium::{
    Index, Query,
    query::{Form, Position, Relation, Term, Truncation},
};
use silta_cql::{Condition, Diagnostic, Pattern, Piece};

use crate::{
    balance::{Join, joined},
    relation::{How, Meaning},
    words::{Truncated, is_only_masks, words},
};

/// A term of CQL that becomes terms of the consortium.
pub(crate) struct Terms<'c> {
    pub(crate) index: Index,
    pub(crate) meaning: Meaning,
    pub(crate) term: &'c silta_cql::Term,
}

impl Terms<'_> {
    pub(crate) fn text(&self) -> Result<Query, Diagnostic> {
        let pattern = match self.meaning.how {
            How::All | How::Any => return self.word_list(),
            _ => self.pattern(self.term)?,
        };
        if self.index == Index::Any && is_only_masks(&pattern.pieces) {
            return Ok(Query::All);
        }
        if self.meaning.how == How::Whole {
            return self.made(Form::Heading, &whole(&pattern)?);
        }
        self.phrase(&pattern)
    }

    /// Words that follow each other, from the first of a field or as all of it where they are
    /// anchored.
    fn phrase(&self, pattern: &Pattern) -> Result<Query, Diagnostic> {
        let words = words(&pattern.pieces);
        let truncated = match pattern.text() {
            Some(text) => Truncated {
                text: text.to_owned(),
                truncation: Truncation::None,
            },
            None => Truncated::words(&words),
        };
        let anchors = Self::anchors(pattern)?;
        has_text(&words)?;
        Ok(Query::Term(self.anchored(
            Form::Phrase,
            &truncated,
            anchors,
        )))
    }

    /// Each of the words, or one of them.
    fn word_list(&self) -> Result<Query, Diagnostic> {
        let patterns = self.patterns()?;
        let anchors: Vec<_> = patterns
            .iter()
            .map(Self::anchors)
            .collect::<Result<_, _>>()?;
        let (form, how): (_, Join) = match self.meaning.how {
            How::All => (Form::AllWords, Query::And),
            _ => (Form::AnyWord, Query::Or),
        };
        let first = anchors.first().copied().unwrap_or_default();
        let alike = anchors.iter().all(|anchors| *anchors == first);
        let words = words_of(&patterns);
        has_text(&words)?;
        // Of all words, only one can be the first; and a blank that was escaped makes a phrase.
        if alike
            && words.len() == patterns.len()
            && (form == Form::AnyWord || first == Anchors::default())
        {
            let truncated = match self.plain_text(&words, first) {
                Some(text) => Truncated {
                    text,
                    truncation: Truncation::None,
                },
                None => Truncated::words(&words),
            };
            return Ok(Query::Term(self.anchored(form, &truncated, first)));
        }
        let each: Result<_, _> = patterns
            .iter()
            .map(|pattern| self.phrase(pattern))
            .collect();
        Ok(joined(each?, how))
    }

    /// The term as it came, blanks and all, if nothing in it is masked or anchored.
    fn plain_text(&self, words: &[Vec<Piece>], anchors: Anchors) -> Option<String> {
        let plain = words
            .iter()
            .all(|word| matches!(word.as_slice(), [Piece::Text(_)]));
        (plain && anchors == Anchors::default()).then(|| self.term.unmasked())
    }

    /// A value is always whole: anchors say nothing of it.
    pub(crate) fn value(&self) -> Result<Query, Diagnostic> {
        let form = match self.meaning.how {
            How::All => Form::AllWords,
            How::Any => Form::AnyWord,
            How::Whole => Form::Heading,
            _ => Form::Phrase,
        };
        if matches!(form, Form::Heading | Form::Phrase) {
            return self.made(form, &whole(&self.pattern(self.term)?)?);
        }
        let patterns = self.patterns()?;
        let words = words_of(&patterns);
        has_text(&words)?;
        match self.plain_text(&words, Anchors::default()) {
            Some(text) => self.made(
                form,
                &Truncated {
                    text,
                    truncation: Truncation::None,
                },
            ),
            None => self.made(form, &Truncated::words(&words)),
        }
    }

    pub(crate) fn ordered(&self) -> Result<Query, Diagnostic> {
        let how: Join = match self.meaning.how {
            How::Order(relation) => return self.time(relation, &self.pattern(self.term)?),
            How::All | How::Within => Query::And,
            _ => Query::Or,
        };
        let patterns = self.patterns()?;
        if self.meaning.how == How::Within {
            let [from, until] = patterns.as_slice() else {
                return Err(Condition::TermFormat.about(self.term.raw()));
            };
            let from = self.time(Relation::GreaterOrEqual, from)?;
            let until = self.time(Relation::LessOrEqual, until)?;
            return Ok(how(from.into(), until.into()));
        }
        let each = patterns
            .iter()
            .map(|pattern| self.time(Relation::Equal, pattern));
        Ok(joined(each.collect::<Result<_, _>>()?, how))
    }

    fn time(&self, relation: Relation, pattern: &Pattern) -> Result<Query, Diagnostic> {
        let truncated = whole(pattern)?;
        let masked = truncated.truncation != Truncation::None;
        if masked && relation != Relation::Equal {
            return Err(Condition::RelationAndTerm.about(self.term.raw()));
        }
        if !masked && !may_be_date(&truncated.text) {
            return Err(Condition::TermFormat.about(self.term.raw()));
        }
        let term = self.anchored(Form::Phrase, &truncated, Anchors::default());
        Ok(Query::Term(Term { relation, ..term }))
    }

    fn made(&self, form: Form, truncated: &Truncated) -> Result<Query, Diagnostic> {
        Ok(Query::Term(self.anchored(
            form,
            truncated,
            Anchors::default(),
        )))
    }

    fn anchored(&self, form: Form, truncated: &Truncated, anchors: Anchors) -> Term {
        Term {
            index: self.index,
            relation: Relation::Equal,
            form,
            position: match anchors.begins {
                true => Position::First,
                false => Position::Any,
            },
            complete: anchors.ends,
            truncation: truncated.truncation,
            text: truncated.text.clone(),
        }
    }

    fn pattern(&self, term: &silta_cql::Term) -> Result<Pattern, Diagnostic> {
        let pattern = match self.meaning.unmasked {
            false => term.pattern().map_err(|fault| fault.diagnostic())?,
            true => silta_cql::Term::literal(&term.unmasked())
                .pattern()
                .map_err(|fault| fault.diagnostic())?,
        };
        match words(&pattern.pieces).is_empty() {
            true => Err(Condition::EmptyTerm.plain()),
            false => Ok(pattern),
        }
    }

    /// The words of the term, at least one.
    fn patterns(&self) -> Result<Vec<Pattern>, Diagnostic> {
        let patterns = self.term.words().map(|word| self.pattern(&word));
        let patterns: Vec<_> = patterns.collect::<Result<_, _>>()?;
        match patterns.is_empty() {
            true => Err(Condition::EmptyTerm.plain()),
            false => Ok(patterns),
        }
    }

    /// What the index can do with anchors: a field cannot be looked for from its end alone.
    fn anchors(pattern: &Pattern) -> Result<Anchors, Diagnostic> {
        let Pattern { begins, ends, .. } = *pattern;
        match ends && !begins {
            true => {
                let place = pattern.term().raw().chars().count() - 1;
                Err(Condition::AnchorPosition.about(place))
            }
            false => Ok(Anchors { begins, ends }),
        }
    }
}

/// Where a field begins and ends with a term.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Anchors {
    begins: bool,
    ends: bool,
}

/// A pattern as one, anchors aside.
fn whole(pattern: &Pattern) -> Result<Truncated, Diagnostic> {
    match words(&pattern.pieces)
        .iter()
        .all(|word| is_only_masks(word))
    {
        true => Err(Condition::MaskedTooShort.about(1)),
        false => Ok(Truncated::whole(pattern)),
    }
}

/// The words of patterns, which are parted by a blank that was escaped too.
fn words_of(patterns: &[Pattern]) -> Vec<Vec<Piece>> {
    let words = patterns.iter().flat_map(|pattern| words(&pattern.pieces));
    words.collect()
}

/// Words that are nothing but `*` stand for every word there is.
fn has_text(words: &[Vec<Piece>]) -> Result<(), Diagnostic> {
    match words.iter().any(|word| is_only_masks(word)) {
        true => Err(Condition::MaskedTooShort.about(1)),
        false => Ok(()),
    }
}

/// Whether a year of four digits stands in a text.
fn may_be_date(text: &str) -> bool {
    let mut runs = text.split(|letter: char| !letter.is_ascii_digit());
    runs.any(|run| matches!(run.len(), 4 | 6 | 8) && !run.starts_with('0'))
}
