//! `sortby`, either way.

use silta_consortium::query::{Missing, SortKey};
use silta_cql::{Condition, Diagnostic, Modifier, Symbol};

use crate::{
    names::{Names, SORT},
    write::name_of,
};

/// The keys of a query. Records without a value come last if nothing is said.
pub(crate) fn keys(
    keys: &[silta_cql::SortKey],
    names: &Names<'_>,
) -> Result<Vec<SortKey>, Diagnostic> {
    keys.iter().map(|one| key(one, names)).collect()
}

fn key(key: &silta_cql::SortKey, names: &Names<'_>) -> Result<SortKey, Diagnostic> {
    let index = names.plain_index(&key.index)?;
    if !index.definition().sort {
        return Err(Condition::SortPath.about(&key.index));
    }
    let (mut descending, mut lowest) = (None, None);
    for modifier in &key.modifiers {
        let known = names.of_set(SORT, &modifier.name);
        let said = match (known.as_deref(), &modifier.value) {
            (Some("ascending"), None) => say(&mut descending, false, Condition::SortDirection),
            (Some("descending"), None) => say(&mut descending, true, Condition::SortDirection),
            (Some("missinglow"), None) => say(&mut lowest, true, Condition::SortMissing),
            (Some("missinghigh"), None) => say(&mut lowest, false, Condition::SortMissing),
            // Case never counts.
            (Some("ignorecase"), None) => Ok(()),
            // The order is that of the Finnish alphabet.
            (Some("locale"), Some((Symbol::Equal, locale))) if is_finnish(locale) => Ok(()),
            (Some("respectcase"), None) => Err(Condition::SortCase),
            (Some("missingomit" | "missingfail"), None) | (Some("missingvalue"), Some(_)) => {
                Err(Condition::SortMissing)
            }
            _ => Err(Condition::RelationModifier),
        };
        said.map_err(|condition| condition.about(&modifier.name))?;
    }
    let descending = descending.unwrap_or(false);
    // The lowest come first, unless the order is turned round.
    let missing = match lowest {
        Some(lowest) if lowest != descending => Missing::First,
        _ => Missing::Last,
    };
    Ok(SortKey {
        index,
        descending,
        missing,
    })
}

fn is_finnish(locale: &str) -> bool {
    matches!(
        locale.to_ascii_lowercase().as_str(),
        "fi" | "fi_fi" | "fi-fi"
    )
}

/// Says something that may be said twice only if it is the same.
fn say(slot: &mut Option<bool>, value: bool, otherwise: Condition) -> Result<(), Condition> {
    match slot.replace(value) {
        Some(said) if said != value => Err(otherwise),
        _ => Ok(()),
    }
}

/// The key of a query that says so.
pub(crate) fn write(key: &SortKey) -> silta_cql::SortKey {
    let mut modifiers = Vec::new();
    if key.descending {
        modifiers.push(Modifier::named("sort.descending"));
    }
    if key.missing == Missing::First {
        modifiers.push(Modifier::named(match key.descending {
            true => "sort.missingHigh",
            false => "sort.missingLow",
        }));
    }
    silta_cql::SortKey {
        index: name_of(key.index).to_owned(),
        modifiers,
    }
}

#[cfg(test)]
mod tests {
    use silta_consortium::Index;
    use silta_cql::Version;

    use super::*;
    use crate::{no_result_sets, search};

    fn sorted(keys: &str) -> Result<Vec<SortKey>, String> {
        let text = format!("x sortby {keys}");
        let search = search(&text, Version::V1_2, &no_result_sets);
        search
            .map(|search| search.sort)
            .map_err(|diagnostic| diagnostic.to_string())
    }

    #[test]
    fn directions_and_missing_values() {
        let key = |descending, missing| SortKey {
            index: Index::Year,
            descending,
            missing,
        };
        for (text, expected) in [
            ("dc.date", key(false, Missing::Last)),
            ("date/ascending/sort.ignoreCase", key(false, Missing::Last)),
            ("date/sort.missingLow", key(false, Missing::First)),
            ("date/sort.missingHigh", key(false, Missing::Last)),
            (
                "date/sort.descending/sort.missingLow",
                key(true, Missing::Last),
            ),
            (
                "date/SORT.DESCENDING/sort.missingHigh",
                key(true, Missing::First),
            ),
        ] {
            assert_eq!(sorted(text), Ok(vec![expected]), "{text}");
        }
    }

    #[test]
    fn what_is_not_sorted_by_is_told() {
        for (text, told) in [
            ("dc.colour", "16: dc.colour"),
            ("x.title", "15: x"),
            ("bath.isbn", "88: bath.isbn"),
            ("cql.allRecords", "16: cql.allRecords"),
            ("title/ascending/descending", "90: descending"),
            ("title/respectCase", "91: respectCase"),
            ("title/sort.missingFail", "92: sort.missingFail"),
            ("title/missingValue=x", "92: missingValue"),
            ("title/locale=sv", "20: locale"),
        ] {
            assert_eq!(sorted(text), Err(told.into()), "{text}");
        }
    }
}
