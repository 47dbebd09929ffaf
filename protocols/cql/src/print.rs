//! From a query to its canonical text: one space between words, quotes and parentheses only where
//! they are needed, keywords in small letters.
//!
//! Only what the types allow to be built can be printed, and all of it reads the same again, but
//! for a [`Scope`] without prefixes, which is no scope.

use std::fmt::{self, Display, Write as _};

use crate::{
    Comparitor, Modifier, Node, Prefix, Query, Relation, Restriction, Scope, SearchClause, SortKey,
    Term,
    token::{is_keyword, is_of_word, is_relation},
};

impl Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for prefix in &self.prefixes {
            write!(f, "{prefix} ")?;
        }
        write!(f, "{}", self.root)?;
        for (place, key) in self.sort.iter().enumerate() {
            let before = if place == 0 { " sortby " } else { " " };
            write!(f, "{before}{key}")?;
        }
        Ok(())
    }
}

impl Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Clause(clause) => write!(f, "{clause}"),
            Self::Scope(scope) => write!(f, "{scope}"),
            Self::Triple(triple) => {
                write!(f, "{} {}", triple.left, triple.boolean.as_str())?;
                modifiers(&triple.modifiers, f)?;
                match &triple.right {
                    right @ Self::Triple(_) => write!(f, " ({right})"),
                    right => write!(f, " {right}"),
                }
            }
        }
    }
}

impl Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('(')?;
        for prefix in &self.prefixes {
            write!(f, "{prefix} ")?;
        }
        write!(f, "{})", self.root)
    }
}

impl Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("> ")?;
        if let Some(name) = &self.name {
            self::name(name, f)?;
            f.write_str(" = ")?;
        }
        quoted(&self.identifier, f)
    }
}

impl Display for SearchClause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(restriction) = &self.restriction else {
            return write!(f, "{}", self.term);
        };
        write!(f, "{restriction} ")?;
        match &restriction.relation.comparitor {
            // Between bare words it would be taken for one of them.
            Comparitor::Named(name) if !is_relation(name) => write!(f, "\"{}\"", self.term.raw()),
            _ => write!(f, "{}", self.term),
        }
    }
}

impl Display for Restriction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        name(&self.index, f)?;
        write!(f, " {}", self.relation)
    }
}

impl Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.comparitor {
            Comparitor::Symbol(symbol) => f.write_str(symbol.as_str())?,
            Comparitor::Named(name) => self::name(name, f)?,
        }
        modifiers(&self.modifiers, f)
    }
}

impl Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.raw() {
            raw if is_bare(raw) => f.write_str(raw),
            raw => write!(f, "\"{raw}\""),
        }
    }
}

impl Display for SortKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        name(&self.index, f)?;
        modifiers(&self.modifiers, f)
    }
}

impl Display for Modifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('/')?;
        name(&self.name, f)?;
        match &self.value {
            None => Ok(()),
            Some((symbol, value)) => {
                f.write_str(symbol.as_str())?;
                name(value, f)
            }
        }
    }
}

fn modifiers(modifiers: &[Modifier], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    modifiers
        .iter()
        .try_for_each(|modifier| write!(f, "{modifier}"))
}

/// A word that is no term.
fn name(name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match is_bare(name) && !name.contains('\\') {
        true => f.write_str(name),
        false => quoted(name, f),
    }
}

fn quoted(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_char('"')?;
    for letter in text.chars() {
        if matches!(letter, '"' | '\\') {
            f.write_char('\\')?;
        }
        f.write_char(letter)?;
    }
    f.write_char('"')
}

/// Whether a word needs no quotes.
fn is_bare(word: &str) -> bool {
    !word.is_empty() && word.chars().all(is_of_word) && !is_keyword(word)
}
