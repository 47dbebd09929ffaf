//! Which searches and counts take so long that others should not have to wait for them.

use silta_consortium::{
    Query,
    query::{FacetAsked, Term, Truncation},
};

use crate::{
    evaluate::folded,
    fold::{MANY, ONE},
};

/// How many words of one query may be without their beginning: each is compared with every word of
/// the index, about a second for a million records.
pub const MAX_OPEN_WORDS: usize = 16;

/// How many records, counted once for each facet, are counted while others wait: some milliseconds.
pub const FACETED_AT_ONCE: u64 = 100_000;

/// Whether facets of so many records are not counted while others wait.
pub(crate) fn are_facets_costly(records: u64, asked: &[FacetAsked]) -> bool {
    let shown: u64 = asked.iter().map(|asked| u64::from(asked.page.limit)).sum();
    // To show a heading a record is read, which takes as long as to count some hundred.
    let counted = records.saturating_mul(asked.len() as u64);
    counted.saturating_add(shown * 100) > FACETED_AT_ONCE
}

/// How many words of a query are given without their beginning. All else is found by how it begins.
pub(crate) fn open_words(query: &Query) -> usize {
    // Whoever asks this has not seen yet how deep the query is.
    let (mut waiting, mut open) = (vec![query], 0);
    while let Some(query) = waiting.pop() {
        match query {
            Query::Term(term) => open += open_words_of(term),
            Query::And(left, right)
            | Query::Or(left, right)
            | Query::Not(left, right)
            | Query::Near(left, right, _) => waiting.extend([&**left, &**right]),
            Query::All | Query::Found(_) => {}
        }
    }
    open
}

fn open_words_of(term: &Term) -> usize {
    let folded = match term.truncation {
        Truncation::None | Truncation::Right => return 0,
        Truncation::Left | Truncation::Both | Truncation::Masked => folded(term),
    };
    let is_open = |word: &&str| match term.truncation {
        Truncation::Masked => word.starts_with([MANY, ONE]),
        _ => !word.is_empty(),
    };
    folded.split(' ').filter(is_open).count()
}

#[cfg(test)]
mod tests {
    use silta_consortium::Index;

    use super::*;

    fn term(truncation: Truncation, text: &str) -> Query {
        Query::Term(Term {
            truncation,
            ..Term::words(Index::Title, text)
        })
    }

    #[test]
    fn words_without_a_beginning_are_counted_wherever_they_stand() {
        for (truncation, text, open) in [
            (Truncation::None, "vala", 0),
            (Truncation::Right, "kale", 0),
            (Truncation::Left, "vala", 1),
            (Truncation::Both, "lev  eva", 2),
            (Truncation::Masked, "kale*", 0),
            (Truncation::Masked, r"\*vala", 0),
            (Truncation::Masked, "uusi *vala", 1),
            (Truncation::Masked, "?alevala *", 2),
        ] {
            let one = term(truncation, text);
            assert_eq!(open_words(&one), open, "{text}");
            let none = || Box::new(term(Truncation::None, "x"));
            let inside = Query::And(none(), Query::Not(none(), one.into()).into());
            assert_eq!(open_words(&inside), open, "{text} inside another");
        }
        assert_eq!(open_words(&Query::All), 0);
    }
}
