//! Which searches take so long that others should not have to wait for them.

use silta_consortium::{
    Query,
    query::{Term, Truncation},
};

use crate::{
    evaluate::folded,
    fold::{MANY, ONE},
};

/// Whether a query has a word of which the beginning is not given: it is compared with every word
/// of the index, about a second for a million records. All else is found by how it begins.
pub(crate) fn is_costly(query: &Query) -> bool {
    // Whoever asks this has not seen yet how deep the query is.
    let mut waiting = vec![query];
    while let Some(query) = waiting.pop() {
        match query {
            Query::Term(term) if has_no_beginning(term) => return true,
            Query::And(left, right)
            | Query::Or(left, right)
            | Query::Not(left, right)
            | Query::Near(left, right, _) => waiting.extend([&**left, &**right]),
            Query::Term(_) | Query::All | Query::Found(_) => {}
        }
    }
    false
}

fn has_no_beginning(term: &Term) -> bool {
    match term.truncation {
        Truncation::None | Truncation::Right => false,
        Truncation::Left | Truncation::Both => true,
        Truncation::Masked => folded(term)
            .split(' ')
            .any(|word| word.starts_with([MANY, ONE])),
    }
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
    fn words_without_a_beginning_are_costly_wherever_they_stand() {
        for (truncation, text, costly) in [
            (Truncation::None, "vala", false),
            (Truncation::Right, "kale", false),
            (Truncation::Left, "vala", true),
            (Truncation::Both, "lev", true),
            (Truncation::Masked, "kale*", false),
            (Truncation::Masked, r"\*vala", false),
            (Truncation::Masked, "uusi *vala", true),
            (Truncation::Masked, "?alevala", true),
        ] {
            let one = term(truncation, text);
            assert_eq!(is_costly(&one), costly, "{text}");
            let none = || Box::new(term(Truncation::None, "x"));
            let inside = Query::And(none(), Query::Not(none(), one.into()).into());
            assert_eq!(is_costly(&inside), costly, "{text} inside another");
        }
        assert!(!is_costly(&Query::All));
    }
}
