//! From a query of a client to a search.

use std::sync::Arc;

use silta_consortium::{Query, ResultSet, Search};
use silta_cql::{Boolean, Condition, Diagnostic, Node, Scope, Triple, Version, parse};

use crate::{
    balance::{Built, Operator},
    clause,
    names::Names,
    proximity::{self, Nearby},
    sort,
};

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
    Ok(Search {
        query: Arc::new(reading.node(&query.root)?.query),
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
    /// What a part asks for. This calls itself as deep as groups stand inside each other, which
    /// has been seen to when the query was parsed; a chain of booleans is as long as it is.
    fn node(&mut self, node: &'q Node) -> Result<Built, Diagnostic> {
        let (mut chain, mut node) = (Vec::new(), node);
        let first = loop {
            match node {
                Node::Triple(triple) => {
                    chain.push(&**triple);
                    node = &triple.left;
                }
                Node::Clause(clause) => break clause::query(self, clause)?.into(),
                Node::Scope(scope) => break self.scope(scope)?,
            }
        };
        self.chain(first, chain.into_iter().rev())
    }

    fn scope(&mut self, scope: &'q Scope) -> Result<Built, Diagnostic> {
        let before = self.names.enter(&scope.prefixes);
        let built = self.node(&scope.root)?;
        self.names.leave(before);
        Ok(built)
    }

    /// The first operand and what follows it, from the left.
    fn chain(
        &mut self,
        first: Built,
        triples: impl Iterator<Item = &'q Triple>,
    ) -> Result<Built, Diagnostic> {
        let mut rest: Vec<(Operator, Built)> = Vec::new();
        let mut near = Nearby::of(&first.query);
        for triple in triples {
            let operator = self.operator(triple)?;
            let right = self.node(&triple.right)?;
            match operator {
                Operator::Near(_) => near.and(&right.query)?,
                _ => near = Nearby::joined(),
            }
            rest.push((operator, right));
        }
        first.chain(rest)
    }

    fn operator(&self, triple: &Triple) -> Result<Operator, Diagnostic> {
        let operator = match triple.boolean {
            Boolean::And => Operator::And,
            Boolean::Or => Operator::Or,
            Boolean::Not => Operator::Not,
            Boolean::Prox => {
                return proximity::read(&triple.modifiers, &self.names).map(Operator::Near);
            }
        };
        match triple.modifiers.first() {
            Some(modifier) => Err(Condition::BooleanModifier.about(&modifier.name)),
            None => Ok(operator),
        }
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
