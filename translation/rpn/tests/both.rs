//! Queries in CQL and in PQF that say the same, read and written either way.

mod support;

use silta_consortium::{INDEXES, IndexKind};
use support::{cql_of, pqf_of, search_of_cql, search_of_pqf};

/// A query in CQL, as it is written, and what it is in PQF, as it is written.
const SAME: &[(&str, &str)] = &[
    // Relations of text, values and dates.
    ("dc.title = kalevala", "@attr 1=4 @attr 4=1 kalevala"),
    (
        "dc.title = \"seitsemän veljestä\"",
        "@attr 1=4 @attr 4=1 \"seitsemän veljestä\"",
    ),
    (
        "dc.title all \"suomen historia\"",
        "@attr 1=4 @attr 4=6 \"suomen historia\"",
    ),
    (
        "dc.title any \"suomi finland\"",
        "@attr 1=4 @attr 4=105 \"suomi finland\"",
    ),
    (
        "dc.title == kalevala",
        "@attr 1=4 @attr 4=108 @attr 6=3 kalevala",
    ),
    (
        "dc.title = \"^suomen historia\"",
        "@attr 1=4 @attr 3=1 @attr 4=1 \"suomen historia\"",
    ),
    (
        "dc.title = \"^suomen historia^\"",
        "@attr 1=4 @attr 3=1 @attr 4=1 @attr 6=3 \"suomen historia\"",
    ),
    (
        "bath.isbn = 951-0-12345-X",
        "@attr 1=7 @attr 4=1 951-0-12345-X",
    ),
    (
        "dc.language any \"fin swe\"",
        "@attr 1=54 @attr 4=105 \"fin swe\"",
    ),
    (
        "bath.isbn all \"951 123\"",
        "@attr 1=7 @attr 4=6 \"951 123\"",
    ),
    ("dc.date = 1990", "@attr 1=31 @attr 4=1 1990"),
    ("dc.date < 1990", "@attr 1=31 @attr 2=1 @attr 4=1 1990"),
    ("dc.date <= 1990", "@attr 1=31 @attr 2=2 @attr 4=1 1990"),
    ("dc.date >= 1990", "@attr 1=31 @attr 2=4 @attr 4=1 1990"),
    ("dc.date > 1990", "@attr 1=31 @attr 2=5 @attr 4=1 1990"),
    ("dc.date <> 1990", "@attr 1=31 @attr 2=6 @attr 4=1 1990"),
    // Truncation and masks.
    ("dc.title = kale*", "@attr 1=4 @attr 4=1 @attr 5=1 kale"),
    ("dc.title = *vala", "@attr 1=4 @attr 4=1 @attr 5=2 vala"),
    ("dc.title = *lev*", "@attr 1=4 @attr 4=1 @attr 5=3 lev"),
    ("dc.title = k?le*", "@attr 1=4 @attr 4=1 @attr 5=104 k#le?"),
    (
        "dc.title = c\\?t*s",
        "@attr 1=4 @attr 4=1 @attr 5=102 \"c\\\\?t.*s\"",
    ),
    (
        "dc.title == \"seitsemän v*\"",
        "@attr 1=4 @attr 4=108 @attr 5=1 @attr 6=3 \"seitsemän v\"",
    ),
    (
        "dc.title = ^kale*",
        "@attr 1=4 @attr 3=1 @attr 4=1 @attr 5=104 kale?",
    ),
    ("dc.date = 19*", "@attr 1=31 @attr 4=1 @attr 5=1 19"),
    // Booleans and proximity.
    (
        "dc.title = a and dc.creator = b",
        "@and @attr 1=4 @attr 4=1 a @attr 1=1003 @attr 4=1 b",
    ),
    (
        "dc.title = a or dc.creator = b not dc.subject = c",
        "@not @or @attr 1=4 @attr 4=1 a @attr 1=1003 @attr 4=1 b @attr 1=21 @attr 4=1 c",
    ),
    (
        "dc.title = a or (dc.creator = b and dc.subject = c)",
        "@or @attr 1=4 @attr 4=1 a @and @attr 1=1003 @attr 4=1 b @attr 1=21 @attr 4=1 c",
    ),
    (
        "dc.title = a prox/unit=word/distance<=3/ordered dc.title = b",
        "@prox 0 3 1 2 k 2 @attr 1=4 @attr 4=1 a @attr 1=4 @attr 4=1 b",
    ),
    (
        "dc.title = a prox/unit=word/distance<=99 dc.title = b",
        "@prox 0 99 0 2 k 2 @attr 1=4 @attr 4=1 a @attr 1=4 @attr 4=1 b",
    ),
    // All records, and earlier ones.
    ("cql.allRecords = 1", "@attr 1=1016 @attr 2=103 \"\""),
    (
        "cql.allRecords = 1 not dc.language = fin",
        "@not @attr 1=1016 @attr 2=103 \"\" @attr 1=54 @attr 4=1 fin",
    ),
    ("cql.resultSetId = a", "@set a"),
];

#[test]
fn either_becomes_the_other() {
    for (cql, pqf) in SAME {
        assert_eq!(pqf_of(cql).as_deref(), Ok(*pqf));
        assert_eq!(cql_of(pqf).as_deref(), Ok(*cql));
    }
}

#[test]
fn every_name_and_number_of_an_index_leads_to_its_first() {
    for row in &INDEXES {
        let (number, name) = (row.bib1[0], row.cql[0]);
        let term = match row.kind {
            IndexKind::Ordered => "1990",
            IndexKind::Text | IndexKind::Value => "x",
        };
        for alias in row.cql {
            let pqf = pqf_of(&format!("{alias} = {term}"));
            assert_eq!(pqf, Ok(format!("@attr 1={number} @attr 4=1 {term}")));
        }
        for alias in row.bib1 {
            let cql = cql_of(&format!("@attr 1={alias} @attr 4=1 {term}"));
            assert_eq!(cql, Ok(format!("{name} = {term}")));
        }
    }
}

/// What people write in PQF, with what is left out and inherited, and what that is in CQL.
#[test]
fn attributes_that_are_left_out_have_their_meaning() {
    for (pqf, cql) in [
        ("kalevala", "cql.anywhere all kalevala"),
        ("@attr 1=title kalevala", "dc.title all kalevala"),
        ("@attr 1=4 @and a b", "dc.title all a and dc.title all b"),
        (
            "@attr 1=31 @attr 2=104 \"1990 1999\"",
            "dc.date >= 1990 and dc.date <= 1999",
        ),
        ("@attr 1=31 1990", "dc.date = 1990"),
        ("@attr 1=7 \"978 951 1\"", "bath.isbn = \"978 951 1\""),
        ("@attr 1=4 @attr 5=101 k#la", "dc.title all k*la"),
        // The first characters of a field, as the Bath profile has them.
        (
            "@attr 1=4 @attr 3=1 @attr 4=1 @attr 5=1 \"kale v\"",
            "dc.title == \"kale v*\"",
        ),
        ("@attr 2=103 x", "cql.allRecords = 1"),
        ("\"\"", "cql.allRecords = 1 not cql.allRecords = 1"),
    ] {
        assert_eq!(cql_of(pqf).as_deref(), Ok(cql), "{pqf}");
    }
}

#[test]
fn what_the_other_cannot_say_is_told() {
    for (cql, why) in [
        (
            "kalevala sortby dc.date",
            "an order of the results; Z39.50 has the service Sort for it",
        ),
        ("dc.colour = red", "16: dc.colour"),
        ("\"a\0b\"", "the character NUL"),
    ] {
        assert_eq!(pqf_of(cql), Err(why.to_owned()));
    }
    for (pqf, why) in [
        ("@attr 1=9999 x", "114: 9999"),
        (
            "@attr 5=104 @attr 4=6 \"a ?\"",
            "a word that is nothing but masks",
        ),
        ("@attr 1=4 @set a", "245: "),
    ] {
        assert_eq!(cql_of(pqf), Err(why.to_owned()));
    }
}

#[test]
fn a_query_with_more_nodes_than_rpn_has_is_told() {
    let clauses = |count: usize| vec!["a"; count].join(" or ");
    assert!(pqf_of(&clauses(1000)).is_ok());
    let why = "more than 2000 operators and operands, or 128 inside each other";
    assert_eq!(pqf_of(&clauses(1001)), Err(why.to_owned()));
}

#[test]
fn both_forms_are_one_tree() {
    for (cql, pqf) in SAME.iter().filter(|(cql, _)| !cql.contains("^kale")) {
        assert_eq!(search_of_cql(cql), search_of_pqf(pqf), "{cql}");
    }
}
