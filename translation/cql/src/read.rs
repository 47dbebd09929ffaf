//! From a query of a client to a search.

use std::sync::Arc;

use silta_consortium::{Query, ResultSet, Search};
use silta_cql::{Boolean, Condition, Diagnostic, Node, Triple, Version, parse};

use crate::{balance::balanced, clause, names::Names, proximity, sort};

/// Finds a result set that `cql.resultSetId` names; the diagnostic says why there is none.
pub type ResultSets<'a> = dyn Fn(&str) -> Result<ResultSet, Diagnostic> + 'a;

/// No result sets are kept: 50.
pub fn no_result_sets(_: &str) -> Result<ResultSet, Diagnostic> {
    Err(Condition::ResultSets.plain())
}

/// What a query asks for.
pub fn search(text: &str, version: Version, sets: &ResultSets<'_>) -> Result<Search, Diagnostic> {
    let query = parse(text, version).map_err(|fault| fault.diagnostic(text))?;
    translate(&query, sets)
}

/// What a query asks for that has been read.
pub fn translate(query: &silta_cql::Query, sets: &ResultSets<'_>) -> Result<Search, Diagnostic> {
    let mut reading = Reading {
        names: Names::default(),
        sets,
        words_left: Query::MAX_TERMS,
    };
    reading.names.enter(&query.prefixes);
    let found = reading.node(&query.root)?;
    Ok(Search {
        query: Arc::new(balanced(found)?),
        sort: sort::keys(&query.sort, &reading.names)?,
    })
}

/// A query that is being translated.
pub(crate) struct Reading<'q, 'a> {
    pub(crate) names: Names<'q>,
    pub(crate) sets: &'a ResultSets<'a>,
    words_left: usize,
}

impl<'q> Reading<'q, '_> {
    /// How deep this goes is seen to when a query is parsed.
    fn node(&mut self, node: &'q Node) -> Result<Query, Diagnostic> {
        match node {
            Node::Clause(clause) => clause::query(self, clause),
            Node::Triple(triple) => self.triple(triple),
            Node::Scope(scope) => {
                let before = self.names.enter(&scope.prefixes);
                let query = self.node(&scope.root)?;
                self.names.leave(before);
                Ok(query)
            }
        }
    }

    fn triple(&mut self, triple: &'q Triple) -> Result<Query, Diagnostic> {
        let how = match triple.boolean {
            Boolean::And => Query::And,
            Boolean::Or => Query::Or,
            Boolean::Not => Query::Not,
            Boolean::Prox => {
                let nearness = proximity::read(&triple.modifiers, &self.names)?;
                let (left, right) = (self.node(&triple.left)?, self.node(&triple.right)?);
                proximity::check(&left, &right)?;
                return Ok(Query::Near(left.into(), right.into(), nearness));
            }
        };
        if let Some(modifier) = triple.modifiers.first() {
            return Err(Condition::BooleanModifier.about(&modifier.name));
        }
        let (left, right) = (self.node(&triple.left)?, self.node(&triple.right)?);
        Ok(how(left.into(), right.into()))
    }

    /// Counts the words of a term.
    pub(crate) fn count(&mut self, words: usize) -> Result<(), Diagnostic> {
        let left = self.words_left.checked_sub(words);
        let too_many =
            || Condition::Feature.about(format_args!("more than {} words", Query::MAX_TERMS));
        self.words_left = left.ok_or_else(too_many)?;
        Ok(())
    }
}
