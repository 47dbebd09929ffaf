//! What the table takes from a record.

use super::{
    ROWS,
    table::{INDICATORS, Part, Row, Taken, When, of_table},
    tree::{Element, Place, steps},
};
use crate::{dublin_core::trimmed, field::Field, record::Record};

/// All elements of a record, in the order of the table.
pub(crate) fn elements(record: &Record) -> Vec<Element> {
    let mut root = Element::default();
    for row in ROWS {
        if row.tags.is_empty() && row.when.iter().all(|when| when.holds(record, None)) {
            fill(&mut root, record, row, None);
        }
        for tag in row.tags {
            for field in record.fields(tag) {
                if row.when.iter().all(|when| when.holds(record, Some(field))) {
                    fill(&mut root, record, row, Some(field));
                }
            }
        }
    }
    root.tidy();
    root.children
}

/// Puts what a row takes from a field, or from the leader, into the tree: in the order of the
/// subfields.
fn fill(root: &mut Element, record: &Record, row: &Row, field: Option<&Field>) {
    let mut values = Vec::new();
    for Part(taken, path) in row.parts {
        let taken = match field {
            Some(field) => of_field(taken, field),
            None => of_leader(taken, record),
        };
        values.extend(taken.into_iter().map(|(place, text)| (place, path, text)));
    }
    values.sort_by_key(|(place, ..)| *place);
    let since = root.children.len();
    for (_, path, text) in values {
        let places = steps(path).map(|step| Place {
            sharing: step.sharing,
            name: step.name,
            attributes: step
                .attributes()
                .filter_map(|(name, from)| Some((name, attribute(from, record, field)?)))
                .collect(),
        });
        root.put(&places.collect::<Vec<_>>(), &text, since);
    }
}

/// The value of an attribute: a word of the table, or what it names of the record.
fn attribute(from: &str, record: &Record, field: Option<&Field>) -> Option<String> {
    let value = match (from.strip_prefix('$'), field) {
        (Some(code), Some(field)) => code.chars().next().and_then(|code| field.subfield(code)),
        (Some(_), None) => None,
        (None, Some(field)) if from.starts_with('@') => by_indicator(from, field),
        (None, _) if from == "003" => record.control(from),
        (None, _) => Some(from),
    };
    let value = value.map(str::trim).filter(|value| !value.is_empty());
    value.map(str::to_owned)
}

/// What an indicator says, where it is a code.
fn by_indicator<'f>(name: &str, field: &'f Field) -> Option<&'f str> {
    let told = INDICATORS.iter().find(|told| told.name == name)?;
    let [first, second] = field.indicators();
    let indicator = if told.is_first { first } else { second };
    match of_table(told.words, indicator)? {
        "$2" => field.subfield('2'),
        word => Some(word),
    }
}

impl When {
    fn holds(&self, record: &Record, field: Option<&Field>) -> bool {
        let indicators = field.map_or([' ', ' '], Field::indicators);
        let control = |at| {
            let text = field.and_then(Field::control_text)?;
            text.chars().nth(at)
        };
        match *self {
            Self::First(one) => one.contains(indicators[0]),
            Self::FirstIsNot(one) => !one.contains(indicators[0]),
            Self::Second(one) => one.contains(indicators[1]),
            Self::SecondIsNot(one) => !one.contains(indicators[1]),
            Self::Has(code) => field.is_some_and(|field| field.subfield(code).is_some()),
            Self::HasNot(code) => field.is_none_or(|field| field.subfield(code).is_none()),
            Self::Type(one) => one.contains(record.leader.type_of_record()),
            Self::LevelIsNot(one) => !one.contains(record.leader.bibliographic_level()),
            Self::DateType(one) => control(6).is_some_and(|date| one.contains(date)),
        }
    }
}

/// Texts with the places of their subfields.
fn of_field(taken: &Taken, field: &Field) -> Vec<(usize, String)> {
    match *taken {
        Taken::Joined(codes) => joined(field, codes, " ", 0),
        Taken::Dashed(codes) => joined(field, codes, "--", 0),
        Taken::Sorted(codes) => joined(field, codes, " ", not_filed(field)),
        Taken::NotSorted => {
            let title = field.subfield('a').unwrap_or_default();
            let article = title.get(..not_filed(field)).unwrap_or_default();
            whole(article)
        }
        Taken::Each(codes) => each(field, codes, |value| vec![trimmed(value)]),
        Taken::Chopped(codes) => each(field, codes, |value| vec![chopped(value)]),
        Taken::Number(codes) => each(field, codes, |value| {
            vec![value.trim().split([' ', '(']).next().unwrap_or_default()]
        }),
        Taken::Codes(codes) => each(field, codes, in_threes),
        Taken::Characters(first, last) => {
            let text = field.control_text().unwrap_or_default();
            let text = text.get(first..=last).unwrap_or_default().trim_end();
            let known = text.bytes().all(|byte| byte.is_ascii_alphanumeric())
                && text.bytes().any(|byte| byte != b'u')
                && text != "9999";
            if known { whole(text) } else { Vec::new() }
        }
        Taken::Control => whole(field.control_text().unwrap_or_default().trim()),
        Taken::Coded(at, table) => {
            let code = field.control_text().and_then(|text| text.chars().nth(at));
            whole(
                code.and_then(|code| of_table(table, code))
                    .unwrap_or_default(),
            )
        }
        Taken::Leader(..) => Vec::new(),
    }
}

fn of_leader(taken: &Taken, record: &Record) -> Vec<(usize, String)> {
    let Taken::Leader(at, table) = *taken else {
        return Vec::new();
    };
    let code = record.leader.as_str().chars().nth(at);
    whole(
        code.and_then(|code| of_table(table, code))
            .unwrap_or_default(),
    )
}

fn whole(text: &str) -> Vec<(usize, String)> {
    match text.trim() {
        "" => Vec::new(),
        text => vec![(0, text.to_owned())],
    }
}

/// The subfields as one text, without the first characters.
fn joined(field: &Field, codes: &str, between: &str, skipped: usize) -> Vec<(usize, String)> {
    let subfields = field.subfields().iter().enumerate();
    let mut ours = subfields.filter(|(_, subfield)| codes.contains(subfield.code));
    let Some((place, first)) = ours.next() else {
        return Vec::new();
    };
    let mut text = first
        .value
        .get(skipped..)
        .unwrap_or(&first.value)
        .trim()
        .to_owned();
    for (_, subfield) in ours {
        text.push_str(between);
        text.push_str(subfield.value.trim());
    }
    match trimmed(&text) {
        "" => Vec::new(),
        text => vec![(place, text.to_owned())],
    }
}

fn each<'f>(
    field: &'f Field,
    codes: &str,
    texts: impl Fn(&'f str) -> Vec<&'f str>,
) -> Vec<(usize, String)> {
    let subfields = field.subfields().iter().enumerate();
    let ours = subfields.filter(|(_, subfield)| codes.contains(subfield.code));
    let all = ours.flat_map(|(place, subfield)| {
        let texts = texts(&subfield.value).into_iter();
        texts.map(move |text| (place, text))
    });
    all.filter(|(_, text)| !text.is_empty())
        .map(|(place, text)| (place, text.to_owned()))
        .collect()
}

/// The bytes of a title that are passed over when it is filed; none if that would be all of it.
fn not_filed(field: &Field) -> usize {
    let [first, second] = field.indicators();
    let counted = match field.tag.as_str() {
        "240" | "242" | "245" => second,
        "130" | "730" | "740" => first,
        _ => '0',
    };
    let count = counted.to_digit(10).unwrap_or(0) as usize;
    let title = field.subfield('a').unwrap_or_default();
    title.char_indices().nth(count).map_or(0, |(end, _)| end)
}

/// Without a full stop at the end, unless it is of an initial.
fn chopped(text: &str) -> &str {
    let text = trimmed(text);
    match text.strip_suffix('.') {
        Some(rest) if !rest.ends_with('.') && rest.chars().rev().nth(1) != Some(' ') => rest,
        _ => text,
    }
}

/// Codes of three letters, one after the other in one subfield.
fn in_threes(text: &str) -> Vec<&str> {
    let text = text.trim();
    match text.is_ascii() && text.len().is_multiple_of(3) {
        true => (0..text.len())
            .step_by(3)
            .filter_map(|at| text.get(at..at + 3))
            .collect(),
        false => vec![text],
    }
}
