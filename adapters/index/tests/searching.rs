//! What queries find, by example, in a small catalogue on disk.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use silta_consortium::{
    Index::{self, *},
    Query,
    query::{Form, Missing, Nearness, Relation, SortKey, Term, Truncation},
};
use silta_index::{
    CatalogueIndex, Found, MAX_EXPANSIONS, MAX_OPEN_WORDS, MAX_PLACES, SearchError, Settings,
};
use silta_marc::Record;
use support::*;
use tempfile::TempDir;

fn records() -> Vec<Record> {
    vec![
        record(&[
            "001 000123",
            "008 260101s1870    fi |||||||||||||||||fin||",
            "020   $a978-951-0-11231-1 (sid.)$z0-306-40615-2",
            "100 1 $aKivi, Aleksis,$d1834-1872.",
            "245 10$aSeitsemän veljestä :$bromaani /$cAleksis Kivi ; toimittanut Ärjä Åberg.",
            "260   $aHelsinki :$bSKS,$c1870.",
            "650  7$aveljekset$zSuomi",
            "650  7$ametsästys",
            "520   $aVeljekset pakenevat Impivaaraan.",
        ]),
        record(&[
            "008 260101s1984    sw |||||||||||||||||swe||",
            "020   $a9789510112311",
            "100 1 $aJansson, Tove",
            "245 14$aDet osynliga barnet :$bd'Artagnans café",
            "260   $aStockholm :$bBonnier,$cc1984.",
            "650  7$aSuomi$xhistoria",
            "022   $a0355-0001",
        ]),
        record(&[
            "008 260101s1985    fi |||||||||||||||||fin||",
            "100 1 $aA\u{308}ijo\u{308}, Aarre",
            "700 1 $aKivi, Aleksis",
            "245 10$aHistoria Suomi",
            "041 0 $afinswe",
            "650  7$ametsästys Suomessa",
        ]),
        record(&[
            "245 10$aSeitsemän",
            "264  1$aKajaani$bKainuu$c[2003]",
            "300   $a55 sivua",
            "490 1 $aSuomen kartat ; 7",
        ]),
    ]
}

fn catalogue() -> (TempDir, CatalogueIndex) {
    let folder = TempDir::new().unwrap();
    let index = index(folder.path(), &records());
    (folder, index)
}

#[test]
fn words_are_found_whatever_their_case_form_and_marks() {
    let (_folder, index) = catalogue();
    for (at, text, numbers) in [
        (Title, "SEITSEMÄN", &[1, 4][..]),
        (Title, "seitsema\u{308}n", &[1, 4]),
        (Title, "seitseman", &[]),
        (Title, "veljestä seitsemän", &[1]),
        (Title, "cafe", &[2]),
        (Title, "dartagnans", &[2]),
        (Title, "d\u{2019}Artagnans", &[2]),
        (Title, "", &[]),
        (Title, "...", &[]),
        (Author, "äijö", &[3]),
        (Author, "kivi", &[1, 3]),
        (Author, "åberg", &[1]),
        (PersonalName, "åberg", &[]),
        (PersonalName, "kivi", &[1, 3]),
        (Subject, "suomi", &[1, 2]),
        (Title, "suomen kartat", &[4]),
        (Series, "suomen kartat", &[4]),
        (Any, "suomi", &[1, 2, 3]),
        (Any, "kivi historia", &[3]),
        (Any, "impivaaraan", &[1]),
        (Any, "sivua", &[]),
        (FullText, "sivua", &[4]),
        (FullText, "bonnier c1984", &[2]),
        (FullText, "impivaaraan seitsemän", &[1]),
    ] {
        assert_eq!(terms(&index, term(at, text)), numbers, "{at:?} {text}");
    }
}

#[test]
fn plain_letters_find_marked_ones_where_that_is_set() {
    let folder = TempDir::new().unwrap();
    drop(index(folder.path(), &records()));
    let settings = Settings {
        plain_finds_marked: true,
        ..Settings::default()
    };
    let index = CatalogueIndex::open(folder.path(), settings).unwrap();
    assert_eq!(terms(&index, term(Title, "seitseman")), [1, 4]);
    assert_eq!(terms(&index, phrase(Title, "seitseman veljesta")), [1]);
    assert_eq!(terms(&index, complete(phrase(Title, "seitseman"))), [4]);
    assert_eq!(terms(&index, term(Author, "aijo")), [3]);
    assert_eq!(terms(&index, term(Author, "aberg")), [1]);
    assert!(terms(&index, term(Title, "hästoria")).is_empty());
}

#[test]
fn forms_positions_and_whole_fields() {
    let (_folder, index) = catalogue();
    let any = |at, text| Term {
        form: Form::AnyWord,
        ..term(at, text)
    };
    let right = |term| truncated(Truncation::Right, term);
    for (asked, numbers) in [
        (any(Title, "veljestä osynliga puuttuu"), &[1, 2][..]),
        (phrase(Title, "seitsemän veljestä romaani"), &[1]),
        (phrase(Title, "veljestä seitsemän"), &[]),
        (phrase(Subject, "suomi historia"), &[2]),
        // Two fields are no phrase.
        (phrase(Subject, "suomi metsästys"), &[]),
        (phrase(Any, "kivi aleksis"), &[1, 3]),
        (first(phrase(Title, "seitsemän veljestä")), &[1]),
        (first(phrase(Title, "veljestä")), &[]),
        (first(term(Subject, "metsästys")), &[1, 3]),
        (first(any(Subject, "metsästys veljekset")), &[1, 3]),
        (complete(phrase(Subject, "metsästys")), &[1]),
        (complete(phrase(Title, "Seitsemän")), &[4]),
        (complete(phrase(Title, "seitsemän veljestä")), &[]),
        (
            first(complete(phrase(Title, "seitsemän veljestä romaani"))),
            &[1],
        ),
        (complete(any(Subject, "metsästys veljekset")), &[1]),
        (heading(Title, "seitsemän"), &[4]),
        (right(heading(Title, "Seitsemän vel")), &[1]),
        (right(heading(Title, "seits")), &[1, 4]),
        (right(heading(Subject, "suomi h")), &[2]),
        (right(heading(Author, "kivi, aleksis")), &[1, 3]),
        (right(heading(Title, "veljestä")), &[]),
        (right(first(phrase(Title, "seit vel"))), &[1]),
    ] {
        assert_eq!(terms(&index, asked.clone()), numbers, "{asked:?}");
    }
}

#[test]
fn truncated_and_masked_words() {
    let (_folder, index) = catalogue();
    use Truncation::{Both, Left, Masked, Right};
    for (truncation, at, text, numbers) in [
        (Right, Title, "seit", &[1, 4][..]),
        (Right, Title, "vel rom", &[1]),
        (Left, Title, "veljestä", &[1]),
        (Left, Title, "toria", &[3]),
        (Both, Subject, "säst", &[1, 3]),
        (Masked, Subject, "mets*ys", &[1, 3]),
        (Masked, Subject, "s?omi", &[1, 2]),
        (Masked, Subject, "s?mi", &[]),
        (Masked, Subject, "m??s*", &[1, 3]),
        (Masked, Subject, r"suomi\*", &[1, 2]),
        (Right, Isbn, "951-0-1", &[1, 2]),
        (Right, Isbn, "978951", &[1, 2]),
        (Right, RecordId, "kainet.", &[1, 2, 3, 4]),
        (Masked, Barcode, "39*03", &[3]),
        (Right, Year, "198", &[2, 3]),
        (Masked, Year, "19?4", &[2]),
        (Right, Any, "impi", &[1]),
    ] {
        let asked = truncated(truncation, term(at, text));
        assert_eq!(
            terms(&index, asked),
            numbers,
            "{truncation:?} {at:?} {text}"
        );
    }
    let masked = |term| truncated(Masked, term);
    assert_eq!(terms(&index, masked(heading(Title, "seit*romaani"))), [1]);
    assert_eq!(
        terms(&index, truncated(Left, heading(Subject, "historia"))),
        [2]
    );
    assert_eq!(
        terms(&index, truncated(Right, phrase(Title, "seitsemän ve"))),
        [1]
    );
    assert_eq!(terms(&index, masked(phrase(Title, "seits?m* velj*"))), [1]);
}

#[test]
fn numbers_are_compared_without_what_is_not_the_number() {
    let (_folder, index) = catalogue();
    for (at, text, numbers) in [
        (Isbn, "9789510112311", &[1, 2][..]),
        (Isbn, "978-951-0-11231-1", &[1, 2]),
        (Isbn, "951-0-11231-3", &[1, 2]),
        (Isbn, "9780306406157", &[1]),
        (Isbn, "0306406152", &[1]),
        (Isbn, "sid", &[]),
        (Issn, "03550001", &[2]),
        (Issn, "0355-0001", &[2]),
        (StandardNumber, "0355-0001", &[2]),
        (StandardNumber, "0306406152", &[1]),
        (Any, "978-951-0-11231-1", &[1, 2]),
        (Any, "9510112313 kivi", &[1]),
        (RecordId, "kainet.3", &[3]),
        (RecordId, "KAINET.3", &[3]),
        (RecordId, "000123", &[1]),
        (Any, "kainet.3", &[3]),
        (Barcode, "3900000004", &[4]),
        (Language, "fin", &[1, 3]),
        (Language, "SWE", &[2, 3]),
        (Language, "fin swe", &[3]),
        (MaterialType, "book", &[1, 2, 3, 4]),
    ] {
        assert_eq!(terms(&index, term(at, text)), numbers, "{at:?} {text}");
    }
    let any = Term {
        form: Form::AnyWord,
        ..term(Language, "fin swe")
    };
    assert_eq!(terms(&index, any), [1, 2, 3]);
}

#[test]
fn years_and_times_are_compared_by_order() {
    use Relation::*;
    let (_folder, index) = catalogue();
    for (relation, at, text, numbers) in [
        (Equal, Year, "1984", &[2][..]),
        (Less, Year, "1984", &[1]),
        (LessOrEqual, Year, "1984", &[1, 2]),
        (GreaterOrEqual, Year, "1984", &[2, 3, 4]),
        (Greater, Year, "1984", &[3, 4]),
        (NotEqual, Year, "1984", &[1, 3, 4]),
        (Equal, Year, "2003", &[4]),
        (Equal, Modified, "2026", &[1, 2, 3, 4]),
        (Equal, Modified, "2026-11-02", &[2]),
        (Greater, Modified, "20261102", &[3, 4]),
        (GreaterOrEqual, Modified, "2026-11-02T10:00:00Z", &[2, 3, 4]),
        (Less, Modified, "2026-11-02T12:00:00+02:00", &[1]),
        (LessOrEqual, Modified, "2026-11", &[1, 2, 3, 4]),
        (Less, Modified, "2026-11", &[]),
    ] {
        let asked = related(relation, term(at, text));
        assert_eq!(terms(&index, asked), numbers, "{relation:?} {at:?} {text}");
    }
    let refused = |term| try_found(&index, Query::Term(term)).unwrap_err();
    assert!(matches!(
        refused(term(Year, "eilen")),
        SearchError::NotADate { .. }
    ));
    assert!(matches!(
        refused(related(Less, term(Title, "a"))),
        SearchError::NotOrdered(Title)
    ));
    assert!(matches!(
        refused(related(Less, term(Isbn, "1"))),
        SearchError::NotOrdered(Isbn)
    ));
}

#[test]
fn words_near_each_other() {
    let (_folder, index) = catalogue();
    let near = |at: Index, left: &str, right: &str, distance, ordered| {
        let [left, right] = [left, right].map(|text| Query::Term(phrase(at, text)).into());
        try_found(
            &index,
            Query::Near(left, right, Nearness { distance, ordered }),
        )
    };
    for (at, left, right, distance, ordered, numbers) in [
        (Title, "seitsemän", "veljestä", 1, true, &[1][..]),
        (Title, "veljestä", "seitsemän", 1, true, &[]),
        (Title, "veljestä", "seitsemän", 1, false, &[1]),
        (Title, "seitsemän", "romaani", 1, true, &[]),
        (Title, "seitsemän", "romaani", 2, true, &[1]),
        (Title, "seitsemän veljestä", "romaani", 1, true, &[1]),
        (Subject, "suomi", "historia", 1, false, &[2]),
        // Words of two fields are not near.
        (
            Subject,
            "suomi",
            "metsästys",
            Nearness::MAX_DISTANCE,
            false,
            &[],
        ),
        (Any, "seitsemän", "veljestä", 5, false, &[1]),
    ] {
        let found = near(at, left, right, distance, ordered).unwrap();
        assert_eq!(found, numbers, "{left} {right} {distance}");
    }
    let nearness = Nearness {
        distance: 2,
        ordered: true,
    };
    let inner = Query::Near(
        Query::Term(term(Title, "seitsemän")).into(),
        Query::Term(term(Title, "veljestä")).into(),
        nearness,
    );
    let outer = Query::Near(
        inner.into(),
        Query::Term(term(Title, "romaani")).into(),
        nearness,
    );
    assert_eq!(found(&index, outer), [1]);
    assert!(matches!(
        near(Title, "a", "b", Nearness::MAX_DISTANCE + 1, true),
        Err(SearchError::TooFar)
    ));
    for other in [
        Query::All,
        Query::Term(term(Author, "kivi")),
        Query::Term(term(Isbn, "1")),
        Query::Term(complete(term(Title, "kivi"))),
    ] {
        let query = Query::Near(Query::Term(term(Title, "a")).into(), other.into(), nearness);
        assert!(matches!(
            try_found(&index, query),
            Err(SearchError::NearNotTerms)
        ));
    }
}

#[test]
fn operators_and_earlier_sets() {
    let (_folder, index) = catalogue();
    let of = |at, text| Box::new(Query::Term(term(at, text)));
    assert_eq!(found(&index, Query::All), [1, 2, 3, 4]);
    let and = Query::And(of(Any, "suomi"), of(Author, "kivi"));
    assert_eq!(found(&index, and), [1, 3]);
    let or = Query::Or(of(Title, "osynliga"), of(Title, "seitsemän"));
    assert_eq!(found(&index, or.clone()), [1, 2, 4]);
    let not = Query::Not(Query::All.into(), or.clone().into());
    assert_eq!(found(&index, not), [3]);

    let earlier = search(or, &[]);
    let kept = index.search(&earlier).unwrap();
    let set = Query::Found(set(earlier, &kept));
    let refined = Query::And(set.clone().into(), of(Author, "kivi"));
    assert_eq!(found(&index, refined), [1]);
    assert_eq!(
        found(&index, Query::Not(Query::All.into(), set.into())),
        [3]
    );
}

#[test]
fn what_was_found_is_kept_until_the_next_commit() {
    let (_folder, index) = catalogue();
    let asked = search(Query::Term(term(Title, "seitsemän")), &[]);
    let found = index.search(&asked).unwrap();
    let again = search(Query::Term(term(Title, "seitsemän")), &[]);
    assert!(std::sync::Arc::ptr_eq(
        &found,
        &index.search(&again).unwrap()
    ));
    let mut writer = index.writer().unwrap();
    writer.delete(4);
    writer.commit(9).unwrap();
    assert_eq!(index.search(&again).unwrap().page(0, 10).unwrap(), [1]);
    assert_eq!(
        found.page(0, 10).unwrap(),
        [1, 4],
        "a set stays what it was"
    );
}

#[test]
fn sorted_by_keys() {
    let (_folder, index) = catalogue();
    let key = |index, descending, missing| SortKey {
        index,
        descending,
        missing,
    };
    let sorted = |keys: &[SortKey]| {
        let found = index.search(&search(Query::All, keys)).unwrap();
        found.page(0, 10).unwrap()
    };
    use Missing::*;
    // "Det osynliga barnet" is filed under "osynliga"; å, ä and ö come last.
    assert_eq!(sorted(&[key(Title, false, Last)]), [3, 2, 4, 1]);
    assert_eq!(sorted(&[key(Title, true, Last)]), [1, 4, 2, 3]);
    assert_eq!(sorted(&[key(Author, false, Last)]), [2, 1, 3, 4]);
    assert_eq!(sorted(&[key(Author, false, First)]), [4, 2, 1, 3]);
    assert_eq!(sorted(&[key(Author, true, Last)]), [3, 1, 2, 4]);
    assert_eq!(sorted(&[key(Year, true, Last)]), [4, 3, 2, 1]);
    assert_eq!(
        sorted(&[key(Language, false, Last), key(Year, true, Last)]),
        [3, 1, 2, 4]
    );
    assert_eq!(sorted(&[key(Modified, true, Last)]), [4, 3, 2, 1]);

    let found = index.search(&search(Query::All, &[])).unwrap();
    let again = index.sort(&found, &[key(Title, false, Last)]).unwrap();
    assert_eq!(again.page(1, 2).unwrap(), [2, 4]);
    assert_eq!(again.total(), 4);
    assert!(again.page(4, 5).unwrap().is_empty());
    let refused = index.sort(&found, &[key(Note, false, Last)]);
    assert!(matches!(refused, Err(SearchError::NotSortable(Note))));
}

#[test]
fn limits_are_refused_by_name() {
    let (_folder, index) = catalogue();
    let many = (0..=Query::MAX_TERMS)
        .map(|number| format!("w{number} "))
        .collect::<String>();
    let refused = |query| try_found(&index, query).unwrap_err();
    let open = |count| {
        Query::Term(Term {
            truncation: Truncation::Left,
            ..term(Title, &"x ".repeat(count))
        })
    };
    assert!(try_found(&index, open(MAX_OPEN_WORDS)).is_ok());
    assert!(matches!(
        refused(open(MAX_OPEN_WORDS + 1)),
        SearchError::TooManyOpenWords
    ));
    assert!(matches!(
        refused(Query::Term(term(Title, &many))),
        SearchError::TooLong
    ));
    let deep = (0..=Query::MAX_DEPTH).fold(Query::All, |query, _| {
        Query::And(query.into(), Query::All.into())
    });
    assert!(matches!(refused(deep), SearchError::TooDeep));
    // A set made of a set made of a set: what they hold of each other is bounded.
    let mut earlier = search(Query::All, &[]);
    let mut kept = index.search(&earlier).unwrap();
    let refused_set = (0..1000).find(|_| {
        let set = Box::new(Query::Found(set(earlier.clone(), &kept)));
        let refined = search(Query::And(set.clone(), set), &[]);
        match index.search(&refined) {
            Ok(found) => {
                (earlier, kept) = (refined, found);
                false
            }
            Err(error) => matches!(error, SearchError::TooDeep),
        }
    });
    assert!(refused_set.is_some_and(|count| count < Query::MAX_DEPTH));
    let foreign = silta_consortium::ResultSet {
        total: 1,
        search: search(Query::All, &[]),
        kept: std::sync::Arc::new("of another catalogue"),
    };
    assert!(matches!(
        refused(Query::Found(foreign)),
        SearchError::ForeignSet
    ));
    let long = "a".repeat(5000);
    assert!(terms(&index, truncated(Truncation::Both, term(Any, &long))).is_empty());
    assert!(terms(&index, truncated(Truncation::Both, heading(Any, &long))).is_empty());
    assert_eq!(Found::MAX_SORTED, 100_000);
}

#[test]
fn a_word_stands_for_a_bounded_number_of_terms() {
    let folder = TempDir::new().unwrap();
    let words: String = (0..=MAX_EXPANSIONS)
        .map(|number| format!("w{number} "))
        .collect();
    let index = index(folder.path(), &[record(&[&format!("520   $a{words}")])]);
    let right = |text| Query::Term(truncated(Truncation::Right, term(Note, text)));
    let refused = try_found(&index, right("w")).unwrap_err();
    assert!(matches!(
        refused,
        SearchError::TooManyTerms {
            limit: MAX_EXPANSIONS
        }
    ));
    assert_eq!(found(&index, right("w1")), [1]);
}

#[test]
fn words_are_compared_by_their_first_characters() {
    let folder = TempDir::new().unwrap();
    let long = "ä".repeat(100);
    let index = index(
        folder.path(),
        &[record(&[&format!("245 10$a{long}x loppu")])],
    );
    assert_eq!(terms(&index, term(Title, &format!("{long}y"))), [1]);
    assert_eq!(terms(&index, phrase(Title, &format!("{long} loppu"))), [1]);
    assert!(terms(&index, term(Title, &long[2..])).is_empty());
}

#[test]
fn words_are_compared_in_a_bounded_number_of_places() {
    let folder = TempDir::new().unwrap();
    let words = "sama ".repeat(MAX_PLACES / Nearness::MAX_DISTANCE as usize);
    let index = index(folder.path(), &[record(&[&format!("520   $a{words}")])]);
    let near = |distance| {
        let word = || Query::Term(term(Note, "sama")).into();
        let nearness = Nearness {
            distance,
            ordered: false,
        };
        try_found(&index, Query::Near(word(), word(), nearness))
    };
    assert_eq!(near(1).unwrap(), [1]);
    assert!(matches!(
        near(Nearness::MAX_DISTANCE),
        Err(SearchError::TooManyPlaces)
    ));
    assert_eq!(terms(&index, phrase(Note, "sama sama sama")), [1]);
}
