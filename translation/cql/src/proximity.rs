//! `prox`: words near each other.

use silta_consortium::{
    Index, IndexKind, Query,
    query::{Form, Nearness, Position},
};
use silta_cql::{Condition, Diagnostic, Modifier, Symbol};

use crate::names::{CQL, Names};

/// How many words from each other near ones may be.
pub const MAX_DISTANCE: u32 = 99;

/// What modifiers of `prox` say. Without any: next to each other, in either order.
pub(crate) fn read(modifiers: &[Modifier], names: &Names<'_>) -> Result<Nearness, Diagnostic> {
    let mut said = Said::default();
    for modifier in modifiers {
        let known = names.of_set(CQL, &modifier.name);
        let once = match (known.as_deref(), &modifier.value) {
            (Some("distance"), Some((symbol, value))) => {
                set(&mut said.distance, distance(*symbol, value)?)
            }
            (Some("unit"), Some((Symbol::Equal | Symbol::Exact, value))) => {
                let word = names.of_set(CQL, value).is_some_and(|unit| unit == "word");
                let unsupported = || Condition::ProximityUnit.about(value);
                set(&mut said.unit, word.then_some(()).ok_or_else(unsupported)?)
            }
            (Some("ordered"), None) => set(&mut said.ordered, true),
            (Some("unordered"), None) => set(&mut said.ordered, false),
            _ => return Err(Condition::BooleanModifier.about(&modifier.name)),
        };
        if !once {
            let names: Vec<_> = modifiers.iter().map(|modifier| &*modifier.name).collect();
            return Err(Condition::ProximityModifiers.about(names.join("/")));
        }
    }
    Ok(Nearness {
        distance: said.distance.unwrap_or(1),
        ordered: said.ordered.unwrap_or(false),
    })
}

#[derive(Default)]
struct Said {
    distance: Option<u32>,
    unit: Option<()>,
    ordered: Option<bool>,
}

/// Whether it had not been said yet.
fn set<T>(slot: &mut Option<T>, value: T) -> bool {
    slot.replace(value).is_none()
}

/// The most words from one to the other.
fn distance(symbol: Symbol, value: &str) -> Result<u32, Diagnostic> {
    let unsupported = || Condition::ProximityDistance.about(value);
    let number: u32 = value.parse().map_err(|_| unsupported())?;
    let distance = match symbol {
        Symbol::LessOrEqual => number,
        Symbol::Less => number.saturating_sub(1),
        // Nothing is nearer than the next word.
        Symbol::Equal | Symbol::Exact if number == 1 => 1,
        symbol => return Err(Condition::ProximityRelation.about(symbol.as_str())),
    };
    match distance {
        1..=MAX_DISTANCE => Ok(distance),
        _ => Err(unsupported()),
    }
}

/// Refuses what cannot be near: only words of one text index can.
pub(crate) fn check(left: &Query, right: &Query) -> Result<(), Diagnostic> {
    let mut index = None;
    operand(left, &mut index)?;
    operand(right, &mut index)
}

fn operand(query: &Query, index: &mut Option<Index>) -> Result<(), Diagnostic> {
    let unfit = |what: &str| Condition::Proximity.about(what);
    let term = match query {
        Query::Term(term) => term,
        Query::Near(left, right, _) => {
            operand(left, index)?;
            return operand(right, index);
        }
        _ => return Err(unfit("only of terms")),
    };
    let name = |index: Index| index.definition().cql.first().copied().unwrap_or_default();
    let first = *index.get_or_insert(term.index);
    if first != term.index {
        let names = format_args!("{} {}", name(first), name(term.index)).to_string();
        return Err(Condition::Indexes.about(names));
    }
    if term.index.definition().kind != IndexKind::Text || term.form == Form::Heading {
        return Err(unfit("only of words"));
    }
    if term.position == Position::First || term.complete {
        return Err(Condition::ProximityAndAnchor.plain());
    }
    Ok(())
}

/// The modifiers that say so.
pub(crate) fn write(nearness: Nearness) -> Vec<Modifier> {
    let distance = nearness.distance.to_string();
    let mut modifiers = vec![
        Modifier::with("unit", Symbol::Equal, "word"),
        Modifier::with("distance", Symbol::LessOrEqual, distance),
    ];
    if nearness.ordered {
        modifiers.push(Modifier::named("ordered"));
    }
    modifiers
}

#[cfg(test)]
mod tests {
    use silta_cql::Version;

    use super::*;
    use crate::{no_result_sets, search};

    #[test]
    fn how_near_is_said_by_modifiers() {
        for (modifiers, distance, ordered) in [
            ("", 1, false),
            ("/distance=1/ordered", 1, true),
            ("/distance<3/unit=word", 2, false),
            ("/cql.distance<=99/UNORDERED/unit=cql.word", 99, false),
        ] {
            let text = format!("title=a prox{modifiers} title=b");
            let search = search(&text, Version::V2_0, &no_result_sets).unwrap();
            let Query::Near(_, _, nearness) = *search.query else {
                panic!("{text}");
            };
            assert_eq!(nearness, Nearness { distance, ordered }, "{text}");
        }
    }
}
