//! `prox`: words near each other.

use silta_consortium::{
    Index, IndexKind, Query,
    query::{Form, Nearness, Position},
};
use silta_cql::{Condition, Diagnostic, Modifier, Symbol};

use crate::{
    names::{CQL, Names},
    write::name_of,
};

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
        1..=Nearness::MAX_DISTANCE => Ok(distance),
        _ => Err(unsupported()),
    }
}

/// Operands of `prox` so far. Only words of one text index can be near each other.
pub(crate) struct Nearby(Result<Index, Diagnostic>);

impl Nearby {
    /// The first of them.
    pub(crate) fn of(query: &Query) -> Self {
        Self(index_of(query))
    }

    /// What another boolean has joined.
    pub(crate) fn joined() -> Self {
        Self(Err(unfit("only of terms")))
    }

    /// Adds one; the diagnostic says why it cannot be near the others.
    pub(crate) fn and(&self, query: &Query) -> Result<(), Diagnostic> {
        let (first, next) = (self.0.clone()?, index_of(query)?);
        if first == next {
            return Ok(());
        }
        let names = format_args!("{} {}", name_of(first), name_of(next)).to_string();
        Err(Condition::Indexes.about(names))
    }
}

/// The index of an operand. Of words that are near each other already, it is that of the first.
fn index_of(query: &Query) -> Result<Index, Diagnostic> {
    let term = match query {
        Query::Term(term) => term,
        Query::Near(left, ..) => return index_of(left),
        _ => return Err(unfit("only of terms")),
    };
    if term.index.definition().kind != IndexKind::Text || term.form == Form::Heading {
        return Err(unfit("only of words"));
    }
    if term.position == Position::First || term.complete {
        return Err(Condition::ProximityAndAnchor.plain());
    }
    Ok(term.index)
}

fn unfit(what: &str) -> Diagnostic {
    Condition::Proximity.about(what)
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
