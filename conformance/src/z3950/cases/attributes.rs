//! The attributes of bib-1: what is supported works, what is not is refused by name.

use crate::{
    Case, Context, Level, Outcome, Stop,
    kit::{cases, ensure},
    z3950::{
        Profile,
        ber::{group, octets},
        origin::{Origin, failed},
        pqf, request,
    },
};

cases! {
    "z3950/attributes", "Z39.50-2003, appendix ATR.1 (bib-1) and 3.2.2.1.9", ["anonymous"];
    Must uses_of_the_profile ["uses"] "Each use attribute that the target is said to search is searched.";
    Must use_is_respected ["work.known.author"] "A word of the title is found in the title, not among the authors.";
    Must any_finds_title_and_author ["work.known.author"] "Use 1016 finds words of title and author alike.";
    Must no_attributes ["work.known"] "A term without attributes is searched by the target's choice.";
    Must set_named_on_each_attribute ["work.known"] "An attribute that names bib-1 itself is understood." of "Z39.50-2003, 3.7.3; a field report of OCLC Sisis";
    Must inner_attributes_win ["work.known"] "Attributes before an operator hold for its operands.";
    Must attributes_in_any_order ["work.known"] "The order of attributes makes no difference.";
    Should title_by_string ["work.known"] "A well-known name as string value works, or is refused with 114.";
    Must position_first ["work.known"] "Position 1 finds what the field begins with, and nothing else.";
    Must structures_of_clients ["work.known"] "Structures phrase, word, key, word list, free-form and name are taken as Koha and others send them.";
    Must right_truncation ["work.known"] "Truncation 1 finds words by their beginning.";
    Must no_truncation ["work.known"] "Truncation 100 does not find words by their beginning.";
    Should left_truncation ["work.known"] "Truncation 2 finds words by their end, or is refused with 120.";
    Should both_truncations ["work.known"] "Truncation 3 finds words by their middle, or is refused with 120.";
    Should hash_truncation ["work.known"] "Truncation 101 takes # for the rest of a word, or is refused with 120.";
    Should masking ["work.known"] "Truncation 104 takes # for a letter and ? for any, or is refused with 120.";
    Should regular_expression ["work.known"] "Truncation 102 takes a regular expression, or is refused with 120.";
    Must complete_field ["work.known"] "Completeness 3 finds the whole field, and nothing less.";
    Must year ["work.known"] "The year of publication is found.";
    Must years_in_order ["work.known"] "Relations 1, 2, 4 and 5 compare years.";
    Should other_year ["work.known"] "Relation 6 finds other years, or is refused with 117.";
    Must numeric_term ["work.known"] "A numeric term and a character string term are searched as text, or refused with 229.";
    Must other_terms [] "Terms that hold no text get 229, another diagnostic, or an honest result.";
    Must complex_use_list [] "A list of two uses gets a result or 246, 123 or 114.";
}

/// What is refused, and with which diagnostic and addinfo.
const REFUSED: &[(&str, &str, i64, &str)] = &[
    ("use_9999", "@attr 1=9999 x", 114, "9999"),
    ("use_of_another_set", "@attr 1=5000000 x", 114, "5000000"),
    ("negative_use", "@attr 1=-1 x", 114, "-1"),
    (
        "unknown_use_by_string",
        "@attr 1=nosuchindex x",
        114,
        "nosuchindex",
    ),
    ("relation_9", "@attr 1=4 @attr 2=9 x", 117, "9"),
    ("position_9", "@attr 1=4 @attr 3=9 x", 119, "9"),
    ("structure_99", "@attr 1=4 @attr 4=99 x", 118, "99"),
    ("truncation_99", "@attr 1=4 @attr 5=99 x", 120, "99"),
    ("completeness_99", "@attr 1=4 @attr 6=99 x", 122, "99"),
    ("type_9", "@attr 1=4 @attr 9=1 x", 113, "9"),
    ("type_12", "@attr 1=4 @attr 12=1 x", 113, "12"),
    ("type_0", "@attr 0=4 x", 113, "0"),
    (
        "query_in_gils",
        "@attrset gils @attr 1=2000 x",
        121,
        "1.2.840.10003.3.5",
    ),
    (
        "query_in_an_unknown_set",
        "@attrset 1.2.3.4 @attr 1=4 x",
        121,
        "1.2.3.4",
    ),
    (
        "attribute_of_an_unknown_set",
        "@attr 1.2.3.4 1=4 x",
        121,
        "1.2.3.4",
    ),
    (
        "second_operand",
        "@and @attr 1=4 x @attr 1=9998877 y",
        114,
        "9998877",
    ),
];

/// The cases of the table, one for each refusal.
pub(super) fn refusals() -> Vec<Case<Profile>> {
    REFUSED
        .iter()
        .map(|&(name, query, condition, addinfo)| {
            Case::new(
                &format!("z3950/attributes/refused_{name}"),
                "Z39.50-2003, 3.2.2.1.9; bib-1 diagnostics 113-122: addinfo holds the value",
                &format!("`{query}` is refused with {condition} and {addinfo:?}."),
                Level::Must,
                &["anonymous"],
                move |c| {
                    let mut o = c.origin()?;
                    let found = o.refused(query)?;
                    ensure!(
                        found.condition == condition,
                        "{found} came and {condition} should"
                    );
                    found.about(addinfo)?;
                    o.lives()
                },
            )
        })
        .collect()
}

fn uses_of_the_profile(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    for number in &c.profile.uses {
        o.find(&format!("@attr 1={number} 2001"))?;
    }
    Ok(())
}

/// First and last word of the title known by heart.
fn words(c: &Context<'_, Profile>) -> Outcome<(String, String, String)> {
    let work = c.work("known")?;
    let mut words = work.title.split_whitespace();
    match (words.next(), words.next_back()) {
        (Some(first), Some(last)) => Ok((work.id, first.to_owned(), last.to_owned())),
        _ => Err(Stop::skipped("the title of work.known is one word")),
    }
}

/// Fails unless the query finds the record known by heart exactly if it should.
fn matching(o: &mut Origin, id: &str, query: &str, wanted: bool) -> Outcome {
    let found = o.matches(id, query)?;
    ensure!(
        found == wanted,
        "{query} {} {id}",
        if found { "finds" } else { "does not find" }
    );
    Ok(())
}

/// The same for a query that may be refused with one of these diagnostics.
fn matching_or_refused(o: &mut Origin, id: &str, query: &str, refusals: &[i64]) -> Outcome {
    let request = o.request(&format!("@and @attr 1=12 {id} {query}"))?;
    let answer = o.ask(&request)?.expect("searchResponse")?;
    if answer.flag("searchStatus")? {
        answer.is("resultCount", 1)
    } else {
        let found = failed(&answer)?;
        ensure!(refusals.contains(&found.condition), "{query}: {found}");
        Ok(())
    }
}

fn surname(c: &Context<'_, Profile>) -> Outcome<String> {
    let author = c.work("known")?.author.unwrap_or_default();
    Ok(author.split(',').next().unwrap_or_default().to_owned())
}

fn use_is_respected(c: &mut Context<'_, Profile>) -> Outcome {
    let (id, _, last) = words(c)?;
    let surname = surname(c)?;
    let mut o = c.origin()?;
    matching(&mut o, &id, &format!("@attr 1=4 {last}"), true)?;
    matching(&mut o, &id, &format!("@attr 1=1003 {last}"), false)?;
    matching(&mut o, &id, &format!("@attr 1=1003 {surname}"), true)?;
    matching(&mut o, &id, &format!("@attr 1=4 {surname}"), false)
}

fn any_finds_title_and_author(c: &mut Context<'_, Profile>) -> Outcome {
    let (id, _, last) = words(c)?;
    let surname = surname(c)?;
    let mut o = c.origin()?;
    let query = format!("@attr 1=1016 @and {last} {surname}");
    matching(&mut o, &id, &query, true)
}

fn no_attributes(c: &mut Context<'_, Profile>) -> Outcome {
    let (id, _, last) = words(c)?;
    matching(&mut c.origin()?, &id, &last, true)
}

fn set_named_on_each_attribute(c: &mut Context<'_, Profile>) -> Outcome {
    let (id, _, last) = words(c)?;
    let query = format!("@attr bib-1 1=4 @attr bib-1 4=2 @attr bib-1 5=100 {last}");
    matching(&mut c.origin()?, &id, &query, true)
}

fn inner_attributes_win(c: &mut Context<'_, Profile>) -> Outcome {
    let (id, first, last) = words(c)?;
    let query = format!("@attr 1=4 @attr 4=2 @and {first} {last}");
    matching(&mut c.origin()?, &id, &query, true)
}

fn attributes_in_any_order(c: &mut Context<'_, Profile>) -> Outcome {
    let (id, _, last) = words(c)?;
    let query = format!("@attr 6=1 @attr 5=100 @attr 4=2 @attr 3=3 @attr 2=3 @attr 1=4 {last}");
    matching(&mut c.origin()?, &id, &query, true)
}

fn title_by_string(c: &mut Context<'_, Profile>) -> Outcome {
    let (id, _, last) = words(c)?;
    let query = format!("@attr 1=title {last}");
    matching_or_refused(&mut c.origin()?, &id, &query, &[114, 246])
}

fn position_first(c: &mut Context<'_, Profile>) -> Outcome {
    let (id, first, last) = words(c)?;
    let mut o = c.origin()?;
    let at_start = |word: &str| format!("@attr 1=4 @attr 3=1 @attr 4=1 @attr 6=1 {word}");
    matching(&mut o, &id, &at_start(&first), true)?;
    matching(&mut o, &id, &at_start(&last), false)
}

fn structures_of_clients(c: &mut Context<'_, Profile>) -> Outcome {
    let (id, _, last) = words(c)?;
    let mut o = c.origin()?;
    for structure in [1, 2, 6, 105, 101] {
        let query = format!("@attr 1=4 @attr 4={structure} {last}");
        matching(&mut o, &id, &query, true)?;
    }
    // A key is the beginning of names and titles to some; taken is enough.
    o.find(&format!("@attr 1=4 @attr 4=3 {last}")).map(drop)
}

fn cut(word: &str) -> (String, String) {
    let letters: Vec<char> = word.chars().collect();
    let half = letters.len() / 2;
    (
        letters.iter().take(half).collect(),
        letters.iter().skip(half).collect(),
    )
}

fn right_truncation(c: &mut Context<'_, Profile>) -> Outcome {
    let (id, _, last) = words(c)?;
    let query = format!("@attr 1=4 @attr 5=1 {}", cut(&last).0);
    matching(&mut c.origin()?, &id, &query, true)
}

fn no_truncation(c: &mut Context<'_, Profile>) -> Outcome {
    let (id, _, last) = words(c)?;
    let query = format!("@attr 1=4 @attr 5=100 {}", cut(&last).0);
    matching(&mut c.origin()?, &id, &query, false)
}

fn truncated(c: &Context<'_, Profile>, truncation: i64, term: fn(&str) -> String) -> Outcome {
    let (id, _, last) = words(c)?;
    let query = format!("@attr 1=4 @attr 5={truncation} \"{}\"", term(&last));
    matching_or_refused(&mut c.origin()?, &id, &query, &[120, 123])
}

fn left_truncation(c: &mut Context<'_, Profile>) -> Outcome {
    truncated(c, 2, |word| cut(word).1)
}

fn both_truncations(c: &mut Context<'_, Profile>) -> Outcome {
    truncated(c, 3, |word| {
        let letters: Vec<char> = word.chars().collect();
        let inner = letters.len().saturating_sub(2);
        letters.iter().skip(1).take(inner).collect()
    })
}

fn hash_truncation(c: &mut Context<'_, Profile>) -> Outcome {
    truncated(c, 101, |word| format!("{}#", cut(word).0))
}

fn masking(c: &mut Context<'_, Profile>) -> Outcome {
    truncated(c, 104, |word| {
        let rest: String = word.chars().skip(1).collect();
        format!("#{}?", cut(&rest).0)
    })
}

fn regular_expression(c: &mut Context<'_, Profile>) -> Outcome {
    truncated(c, 102, |word| format!("{}.*", cut(word).0))
}

fn complete_field(c: &mut Context<'_, Profile>) -> Outcome {
    let (id, first, _) = words(c)?;
    let title = c.work("known")?.title;
    let mut o = c.origin()?;
    let whole = |text: &str| format!("@attr 1=4 @attr 3=1 @attr 4=1 @attr 6=3 \"{text}\"");
    matching(&mut o, &id, &whole(&title), true)?;
    matching(&mut o, &id, &whole(&first), false)
}

/// The year that the record known by heart itself says.
fn its_year(c: &Context<'_, Profile>, o: &mut Origin) -> Outcome<(String, i64)> {
    let id = c.work("known")?.id;
    let year = o.work(&id)?.year();
    let year = year.ok_or_else(|| Stop::skipped("008 of work.known holds no year"))?;
    Ok((id, year))
}

fn year(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let (id, year) = its_year(c, &mut o)?;
    matching(&mut o, &id, &format!("@attr 1=31 {year}"), true)?;
    matching(&mut o, &id, &format!("@attr 1=31 @attr 4=4 {year}"), true)?;
    matching(&mut o, &id, &format!("@attr 1=31 {}", year + 1), false)
}

fn years_in_order(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let (id, year) = its_year(c, &mut o)?;
    for (relation, term, wanted) in [
        (1, year, false),
        (1, year + 1, true),
        (2, year, true),
        (2, year - 1, false),
        (3, year, true),
        (4, year, true),
        (4, year + 1, false),
        (5, year, false),
        (5, year - 1, true),
    ] {
        let query = format!("@attr 1=31 @attr 2={relation} @attr 4=4 {term}");
        matching(&mut o, &id, &query, wanted)?;
    }
    Ok(())
}

fn other_year(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let (id, year) = its_year(c, &mut o)?;
    let query = format!("@attr 1=31 @attr 2=6 @attr 4=4 {}", year + 1);
    matching_or_refused(&mut o, &id, &query, &[117, 123])
}

fn numeric_term(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let (id, year) = its_year(c, &mut o)?;
    for kind in ["numeric", "string"] {
        let query = format!("@attr 1=31 @term {kind} {year}");
        matching_or_refused(&mut o, &id, &query, &[229])?;
    }
    Ok(())
}

fn other_terms(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    for term in ["null x", "oid 1.2.3", "datetime 20261122120000"] {
        let request = o.request(&format!("@attr 1=4 @term {term}"))?;
        let answer = o.ask(&request)?.expect("searchResponse")?;
        if !answer.flag("searchStatus")? {
            let found = failed(&answer)?;
            ensure!(
                matches!(found.condition, 108 | 125 | 229),
                "{term}: {found}"
            );
        }
    }
    Ok(())
}

fn complex_use_list(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let list = [octets(2, [4]), octets(2, [21])];
    let attribute = crate::z3950::ber::sequence([
        crate::z3950::ber::integer(120, 1),
        group(224, [group(1, list)]),
    ]);
    let query = pqf::around(pqf::operand(&[attribute], octets(45, "x")));
    let answer = o
        .ask(&request::search(&[c.profile.database()], query))?
        .expect("searchResponse")?;
    if !answer.flag("searchStatus")? {
        let found = failed(&answer)?;
        ensure!(matches!(found.condition, 114 | 123 | 246), "{found} came");
    }
    o.lives()
}
