//! Relations and their modifiers.

use silta_consortium::{IndexKind, query::Relation};
use silta_cql::{Comparitor, Condition, Diagnostic, Modifier, Symbol};

use crate::names::{CQL, Names};

/// What a relation asks of an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Meaning {
    pub(crate) how: How,
    /// Whether masks and anchors are ordinary characters.
    pub(crate) unmasked: bool,
}

/// How a term must stand in an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// As one: words that follow each other, a value.
    Phrase,
    /// As a whole field.
    Whole,
    /// Each of its words.
    All,
    /// One of its words.
    Any,
    /// Not as one.
    Not,
    /// By order.
    Order(Relation),
    /// Between its two words.
    Within,
}

impl Meaning {
    /// What a clause without a relation means.
    pub(crate) const DEFAULT: Self = Self {
        how: How::Phrase,
        unmasked: false,
    };

    /// What a relation means for an index of this kind, which the query calls `index`.
    pub(crate) fn of(
        relation: &silta_cql::Relation,
        kind: IndexKind,
        index: &str,
        names: &Names<'_>,
    ) -> Result<Self, Diagnostic> {
        let mut meaning = Self {
            how: how(&relation.comparitor, kind, names)?,
            unmasked: false,
        };
        let adjacent = is(&relation.comparitor, "adj", names);
        let fits = match (kind, meaning.how) {
            (IndexKind::Ordered, _) => !adjacent,
            (_, How::Order(_) | How::Within) => false,
            (IndexKind::Value, _) => !adjacent,
            (IndexKind::Text, _) => true,
        };
        if !fits {
            let relation = relation.comparitor.as_str();
            return Err(Condition::RelationAndIndex.about(format_args!("{relation} {index}")));
        }
        meaning.modify(&relation.modifiers, kind, names)?;
        Ok(meaning)
    }

    fn modify(
        &mut self,
        modifiers: &[Modifier],
        kind: IndexKind,
        names: &Names<'_>,
    ) -> Result<(), Diagnostic> {
        let (mut masked, mut word) = (false, false);
        for modifier in modifiers {
            let unsupported = || Condition::RelationModifier.about(&modifier.name);
            let known = names.of_set(CQL, &modifier.name);
            let known = known.filter(|_| modifier.value.is_none());
            match known.ok_or_else(unsupported)?.as_str() {
                // Case never counts.
                "ignorecase" => {}
                "masked" => masked = true,
                "unmasked" => self.unmasked = true,
                "word" => word = true,
                "string" if matches!(self.how, How::Phrase | How::Whole) => self.how = How::Whole,
                "isodate" if kind == IndexKind::Ordered => {}
                _ => return Err(unsupported()),
            }
        }
        if masked && self.unmasked || word && self.how == How::Whole {
            let names: Vec<_> = modifiers.iter().map(|modifier| &*modifier.name).collect();
            return Err(Condition::RelationModifiers.about(names.join("/")));
        }
        Ok(())
    }
}

fn how(comparitor: &Comparitor, kind: IndexKind, names: &Names<'_>) -> Result<How, Diagnostic> {
    let ordered = kind == IndexKind::Ordered;
    let by = |relation| Ok(How::Order(relation));
    let name = match comparitor {
        Comparitor::Symbol(symbol) => {
            return match symbol {
                Symbol::Equal | Symbol::Exact if ordered => by(Relation::Equal),
                Symbol::NotEqual if ordered => by(Relation::NotEqual),
                Symbol::Equal => Ok(How::Phrase),
                Symbol::Exact => Ok(How::Whole),
                Symbol::NotEqual => Ok(How::Not),
                Symbol::Less => by(Relation::Less),
                Symbol::LessOrEqual => by(Relation::LessOrEqual),
                Symbol::Greater => by(Relation::Greater),
                Symbol::GreaterOrEqual => by(Relation::GreaterOrEqual),
            };
        }
        Comparitor::Named(name) => name,
    };
    let known = names.of_set(CQL, name);
    match known.as_deref() {
        Some("scr" | "exact" | "adj") if ordered => by(Relation::Equal),
        Some("scr" | "adj") => Ok(How::Phrase),
        Some("exact") => Ok(How::Whole),
        Some("all") => Ok(How::All),
        Some("any") => Ok(How::Any),
        Some("within") => Ok(How::Within),
        _ => Err(Condition::Relation.about(name)),
    }
}

fn is(comparitor: &Comparitor, wanted: &str, names: &Names<'_>) -> bool {
    match comparitor {
        Comparitor::Symbol(_) => false,
        Comparitor::Named(name) => names.of_set(CQL, name).as_deref() == Some(wanted),
    }
}
