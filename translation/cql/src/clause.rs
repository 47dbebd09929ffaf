//! From a search clause to the consortium's terms.

use silta_consortium::{Index, IndexKind, Query};
use silta_cql::{Condition, Diagnostic, SearchClause, Term};

use crate::{
    names::Named,
    read::Reading,
    relation::{How, Meaning},
    terms::Terms,
};

/// What a search clause asks for.
pub(crate) fn query(
    reading: &mut Reading<'_, '_>,
    clause: &SearchClause,
) -> Result<Query, Diagnostic> {
    let term = &clause.term;
    let Some(restriction) = &clause.restriction else {
        return any_kind(reading, Index::Any, Meaning::DEFAULT, term);
    };
    let (name, relation) = (&restriction.index, &restriction.relation);
    let index = match reading.names.index(name)? {
        Named::Index(index) => index,
        special => {
            let meaning = Meaning::of(relation, IndexKind::Value, name, &reading.names)?;
            if !matches!(meaning.how, How::Phrase | How::Whole) {
                let relation = relation.comparitor.as_str();
                return Err(Condition::RelationAndIndex.about(format_args!("{relation} {name}")));
            }
            return match special {
                Named::ResultSetId => (reading.sets)(&term.unmasked()).map(Query::Found),
                _ => Ok(Query::All),
            };
        }
    };
    let kind = index.definition().kind;
    let meaning = Meaning::of(relation, kind, name, &reading.names)?;
    any_kind(reading, index, meaning, term)
}

fn any_kind(
    reading: &mut Reading<'_, '_>,
    index: Index,
    meaning: Meaning,
    term: &Term,
) -> Result<Query, Diagnostic> {
    reading.count(term.words().count().max(1))?;
    if meaning.how == How::Not {
        let how = How::Phrase;
        let found = any_kind(reading, index, Meaning { how, ..meaning }, term)?;
        return Ok(Query::Not(Query::All.into(), found.into()));
    }
    let terms = Terms {
        index,
        meaning,
        term,
    };
    match index.definition().kind {
        IndexKind::Text => terms.text(),
        IndexKind::Value => terms.value(),
        IndexKind::Ordered => terms.ordered(),
    }
}

#[cfg(test)]
mod tests {
    use silta_consortium::query::{Form, Position, Relation, Term, Truncation};
    use silta_cql::Version;

    use super::*;
    use crate::{no_result_sets, search};

    fn found(text: &str) -> Result<Query, String> {
        let search = search(text, Version::V1_2, &no_result_sets);
        let query = search.map(|search| (*search.query).clone());
        query.map_err(|diagnostic| diagnostic.to_string())
    }

    fn term(index: Index, form: Form, text: &str) -> Term {
        Term {
            form,
            ..Term::words(index, text)
        }
    }

    #[test]
    fn relations_say_how_words_belong_together() {
        use Form::{AllWords, AnyWord, Heading, Phrase};
        for (text, index, form, expected) in [
            ("kalevala", Index::Any, Phrase, "kalevala"),
            ("aleksis kivi", Index::Any, Phrase, "aleksis kivi"),
            ("title = \"a  b\"", Index::Title, Phrase, "a  b"),
            ("dc.title adj \"a b\"", Index::Title, Phrase, "a b"),
            ("DC.TITLE all \"a b\"", Index::Title, AllWords, "a b"),
            ("dc.creator cql.ANY \"a b\"", Index::Author, AnyWord, "a b"),
            ("dc.title all \"a\\ b\"", Index::Title, Phrase, "a b"),
            ("dc.title == \"a b\"", Index::Title, Heading, "a b"),
            ("dc.title exact \"^a b^\"", Index::Title, Heading, "a b"),
            (
                "dc.title =/cql.string/ignoreCase \"a b\"",
                Index::Title,
                Heading,
                "a b",
            ),
            (
                "dc.title =/unmasked \"a*\\\"\"",
                Index::Title,
                Phrase,
                "a*\"",
            ),
            (
                "bath.isbn = 951-0-12345-X",
                Index::Isbn,
                Phrase,
                "951-0-12345-X",
            ),
            (
                "dc.language any \"fin swe\"",
                Index::Language,
                AnyWord,
                "fin swe",
            ),
        ] {
            let expected = Query::Term(term(index, form, expected));
            assert_eq!(found(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn masks_and_anchors() {
        let cut = |form, truncation, text| Term {
            truncation,
            ..term(Index::Title, form, text)
        };
        let first = |complete, term| Term {
            position: Position::First,
            complete,
            ..term
        };
        use Form::{AllWords, AnyWord, Heading, Phrase};
        for (text, expected) in [
            ("title = kale*", cut(Phrase, Truncation::Right, "kale")),
            (
                "title == \"seitsemän v*\"",
                cut(Heading, Truncation::Right, "seitsemän v"),
            ),
            (
                "title all \"*a *b\"",
                cut(AllWords, Truncation::Left, "a b"),
            ),
            (
                "title any \"a* b\"",
                cut(AnyWord, Truncation::Masked, "a* b"),
            ),
            (
                "title = \"k?la \\*\"",
                cut(Phrase, Truncation::Masked, "k?la \\*"),
            ),
            (
                "title = ^kale*",
                first(false, cut(Phrase, Truncation::Right, "kale")),
            ),
            (
                "title = \"^a b^\"",
                first(true, term(Index::Title, Phrase, "a b")),
            ),
            (
                "title any \"^a ^b\"",
                first(false, term(Index::Title, AnyWord, "a b")),
            ),
        ] {
            assert_eq!(found(text), Ok(Query::Term(expected)), "{text}");
        }
        let both = found("title all \"^a b\"").unwrap();
        let expected = found("title = ^a and title = b").unwrap();
        assert_eq!(both, expected);
        assert_eq!(found("*"), Ok(Query::All));
    }

    #[test]
    fn years_and_times_have_an_order() {
        for (text, same) in [
            (
                "dc.date within \"1990 1999\"",
                "date >= 1990 and date <= 1999",
            ),
            ("dc.date any \"1990 1995\"", "date = 1990 or date == 1995"),
            ("dc.date <> 1990", "date <>/isoDate 1990"),
        ] {
            assert_eq!(found(text), found(same), "{text}");
        }
        let Ok(Query::Term(term)) = found("rec.lastModificationDate < 2025-05-15") else {
            panic!("no term");
        };
        assert_eq!(
            (term.index, term.relation),
            (Index::Modified, Relation::Less)
        );
    }

    #[test]
    fn everything_but() {
        let not = |text| Query::Not(Query::All.into(), found(text).unwrap().into());
        assert_eq!(found("cql.allRecords = 1"), Ok(Query::All));
        assert_eq!(found("dc.language <> fin"), Ok(not("dc.language = fin")));
        assert_eq!(found("cql.allRecords=1 not title=x"), Ok(not("title = x")));
    }

    #[test]
    fn what_is_not_served_has_its_diagnostic() {
        for (text, told) in [
            ("foo.title = x", "15: foo"),
            ("> dc=\"urn:x\" dc.title = x", "15: urn:x"),
            ("> \"urn:x\" title = x", "15: urn:x"),
            (
                "(> t=\"info:srw/cql-context-set/1/dc-v1.1\" t.title=a) and t.title=b",
                "15: t",
            ),
            ("colour = x", "16: colour"),
            ("marc.245$a = x", "16: marc.245$a"),
            ("dc.title foo \"x\"", "19: foo"),
            ("dc.title encloses x", "19: encloses"),
            ("dc.title dc.any x", "19: dc.any"),
            ("dc.title > x", "22: > dc.title"),
            ("dc.title within \"a b\"", "22: within dc.title"),
            ("bath.isbn adj 1", "22: adj bath.isbn"),
            ("dc.date adj 1990", "22: adj dc.date"),
            ("cql.allRecords > 1", "22: > cql.allRecords"),
            ("dc.title =/stem x", "20: stem"),
            ("dc.title =/rel.x=1 x", "20: rel.x"),
            ("dc.title =/isoDate x", "20: isoDate"),
            ("dc.title =/masked/unmasked x", "21: masked/unmasked"),
            ("dc.title any/string x", "20: string"),
            ("\"\"", "27"),
            ("dc.title any \" \"", "27"),
            ("dc.title = \"^\"", "27"),
            ("dc.title = a^", "32: 1"),
            ("dc.title = \"a ^b\"", "32: 2"),
            ("dc.title = *", "29: 1"),
            ("dc.title = \"cat *\"", "29: 1"),
            ("dc.date > kissa", "36: kissa"),
            ("dc.date within 1990", "36: 1990"),
            ("dc.date > 19*", "24: 19*"),
            ("a and/x b", "46: x"),
            ("a prox/x b", "46: x"),
            ("a prox/unit=galaxy b", "42: galaxy"),
            ("a prox/distance=minus b", "41: minus"),
            ("a prox/distance>2 b", "40: >"),
            ("a prox/distance<=0 b", "41: 0"),
            ("a prox/distance<=100 b", "41: 100"),
            ("a prox/ordered/unordered b", "44: ordered/unordered"),
            ("dc.title=a prox dc.creator=b", "18: dc.title dc.creator"),
            ("dc.title=^a prox dc.title=b", "34"),
            ("dc.title==a prox dc.title=b", "39: only of words"),
            ("(a and b) prox c", "39: only of terms"),
            ("cql.resultSetId = 1", "50"),
            ("a or", "10: expected a search clause (at 4)"),
        ] {
            assert_eq!(found(text), Err(told.into()), "{text}");
        }
        let many = "a ".repeat(Query::MAX_TERMS + 1);
        let told = found(&format!("\"{many}\"")).unwrap_err();
        assert_eq!(told, "48: more than 1024 words");
    }
}
