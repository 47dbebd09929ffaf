//! The Bath profile 2.0, functional area A: the forms of its levels 0 and 1, as sent by clients.

use crate::{
    Case, Context, Level, Outcome, Stop,
    kit::ensure,
    z3950::{Profile, profile::Work},
};

/// A form: the attributes beside use (relation, position, structure, truncation, completeness).
const KEYWORD: &str = "@attr 2=3 @attr 3=3 @attr 4=2 @attr 5=100 @attr 6=1";
const KEYWORD_TRUNCATED: &str = "@attr 2=3 @attr 3=3 @attr 4=2 @attr 5=1 @attr 6=1";
const EXACT: &str = "@attr 2=3 @attr 3=1 @attr 4=1 @attr 5=100 @attr 6=3";
const FIRST_WORDS: &str = "@attr 2=3 @attr 3=1 @attr 4=1 @attr 5=100 @attr 6=1";
const FIRST_CHARACTERS: &str = "@attr 2=3 @attr 3=1 @attr 4=1 @attr 5=1 @attr 6=1";
const PRECISION: &str = "@attr 2=3 @attr 3=3 @attr 4=101 @attr 5=100 @attr 6=1";

/// What of the record known by heart is searched for.
#[derive(Clone, Copy, Debug)]
enum Part {
    First,
    Last,
    Beginning,
    /// A beginning that is not that of the whole.
    LaterBeginning,
    Whole,
    /// The whole, the last letter left out.
    AlmostWhole,
}

/// Name, form, use, part, whether it finds the record.
const FORMS: &[(&str, &str, i64, Part, bool)] = &[
    ("author_keyword", KEYWORD, 1003, Part::Last, true),
    ("title_keyword", KEYWORD, 4, Part::Last, true),
    ("title_keyword_is_whole", KEYWORD, 4, Part::Beginning, false),
    ("any_keyword", KEYWORD, 1016, Part::Last, true),
    (
        "author_keyword_truncated",
        KEYWORD_TRUNCATED,
        1003,
        Part::Beginning,
        true,
    ),
    (
        "title_keyword_truncated",
        KEYWORD_TRUNCATED,
        4,
        Part::LaterBeginning,
        true,
    ),
    (
        "any_keyword_truncated",
        KEYWORD_TRUNCATED,
        1016,
        Part::LaterBeginning,
        true,
    ),
    ("author_exact", EXACT, 1003, Part::Whole, true),
    ("author_exact_is_whole", EXACT, 1003, Part::First, false),
    ("title_exact", EXACT, 4, Part::Whole, true),
    ("title_exact_is_whole", EXACT, 4, Part::AlmostWhole, false),
    ("author_first_words", FIRST_WORDS, 1003, Part::First, true),
    ("title_first_words", FIRST_WORDS, 4, Part::First, true),
    (
        "title_first_words_are_first",
        FIRST_WORDS,
        4,
        Part::Last,
        false,
    ),
    (
        "title_first_words_are_words",
        FIRST_WORDS,
        4,
        Part::Beginning,
        false,
    ),
    (
        "author_first_characters",
        FIRST_CHARACTERS,
        1003,
        Part::Beginning,
        true,
    ),
    (
        "title_first_characters",
        FIRST_CHARACTERS,
        4,
        Part::Beginning,
        true,
    ),
    (
        "title_first_characters_across_words",
        FIRST_CHARACTERS,
        4,
        Part::AlmostWhole,
        true,
    ),
    (
        "title_first_characters_are_first",
        FIRST_CHARACTERS,
        4,
        Part::LaterBeginning,
        false,
    ),
    ("author_precision_match", PRECISION, 1003, Part::Whole, true),
];

/// Forms that have to be taken, whatever they find.
const TAKEN: &[(&str, &str, i64)] = &[
    ("subject_keyword", KEYWORD, 21),
    ("subject_keyword_truncated", KEYWORD_TRUNCATED, 21),
    ("subject_exact", EXACT, 21),
    ("subject_first_words", FIRST_WORDS, 21),
    ("subject_first_characters", FIRST_CHARACTERS, 21),
    (
        "standard_identifier",
        "@attr 2=3 @attr 3=1 @attr 4=1 @attr 5=100 @attr 6=1",
        1007,
    ),
    (
        "date_of_publication",
        "@attr 2=3 @attr 3=1 @attr 4=4 @attr 5=100 @attr 6=1",
        31,
    ),
];

pub(super) fn cases() -> Vec<Case<Profile>> {
    let found = FORMS.iter().map(|&(name, form, number, part, wanted)| {
        let verb = if wanted { "finds" } else { "does not find" };
        Case::new(
            &format!("z3950/bath/{name}"),
            "Bath profile 2.0, functional area A",
            &format!(
                "`@attr 1={number} {form}` with {} {verb} the record.",
                part.words()
            ),
            Level::Must,
            &["anonymous", "work.known.author"],
            move |c| judge(c, form, number, part, wanted),
        )
    });
    let taken = TAKEN.iter().map(|&(name, form, number)| {
        Case::new(
            &format!("z3950/bath/{name}"),
            "Bath profile 2.0, functional area A",
            &format!("`@attr 1={number} {form}` is taken."),
            Level::Must,
            &["anonymous"],
            move |c| {
                c.origin()?
                    .find(&format!("@attr 1={number} {form} 1984"))
                    .map(drop)
            },
        )
    });
    found.chain(taken).collect()
}

fn judge(c: &Context<'_, Profile>, form: &str, number: i64, part: Part, wanted: bool) -> Outcome {
    let work = c.work("known")?;
    let term = part.of(&work, number)?;
    let query = format!("@attr 1={number} {form} \"{term}\"");
    let found = c.origin()?.matches(&work.id, &query)?;
    ensure!(
        found == wanted,
        "{query} {} {}",
        if found { "finds" } else { "does not find" },
        work.id
    );
    Ok(())
}

impl Part {
    const fn words(self) -> &'static str {
        match self {
            Self::First => "the first word",
            Self::Last => "the last word",
            Self::Beginning => "the first letters",
            Self::LaterBeginning => "the first letters of the last word",
            Self::Whole => "the whole heading",
            Self::AlmostWhole => "the heading less its last letter",
        }
    }

    /// The part of the heading that this use attribute is about.
    fn of(self, work: &Work, number: i64) -> Outcome<String> {
        let author = work.author.as_deref().unwrap_or_default();
        let heading = if number == 1003 { author } else { &work.title };
        let words: Vec<&str> = heading
            .split([' ', ','])
            .filter(|word| !word.is_empty())
            .collect();
        let [first, .., last] = words[..] else {
            return Err(Stop::skipped(format!("{heading} is one word")));
        };
        let less = |word: &str, letters: usize| {
            let kept = word.chars().count().saturating_sub(letters);
            word.chars().take(kept).collect::<String>()
        };
        Ok(match self {
            Self::First => first.to_owned(),
            Self::Last => last.to_owned(),
            Self::Beginning => less(first, 1),
            Self::LaterBeginning => less(last, 2),
            Self::Whole => heading.to_owned(),
            Self::AlmostWhole => less(heading, 1),
        })
    }
}
