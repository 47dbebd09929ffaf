//! Chains of booleans, made flat enough for the consortium.
//!
//! `a or b or c ...` is as deep a tree as it has operators. A chain that would be deeper than the
//! consortium takes is built with half of its operands on either side; one that is not stays as it
//! came.

use silta_consortium::{
    Query,
    query::{Nearness, Term},
};
use silta_cql::{Condition, Diagnostic};

/// An operator.
pub(crate) type Join = fn(Box<Query>, Box<Query>) -> Query;

/// A query, and how many operators stand inside each other in it: [`Query::MAX_DEPTH`] at the most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Built {
    pub(crate) query: Query,
    depth: usize,
}

/// What stands between two operands of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    And,
    Or,
    Not,
    Near(Nearness),
}

impl From<Query> for Built {
    fn from(query: Query) -> Self {
        let depth = depth(&query);
        Self { query, depth }
    }
}

impl From<Term> for Built {
    fn from(term: Term) -> Self {
        Query::Term(term).into()
    }
}

impl Operator {
    fn join(self, left: Query, right: Query) -> Query {
        let (left, right) = (left.into(), right.into());
        match self {
            Self::And => Query::And(left, right),
            Self::Or => Query::Or(left, right),
            Self::Not => Query::Not(left, right),
            Self::Near(nearness) => Query::Near(left, right, nearness),
        }
    }
}

impl Built {
    /// Two queries joined.
    fn joined(self, operator: Operator, right: Self) -> Self {
        Self {
            depth: 1 + self.depth.max(right.depth),
            query: operator.join(self.query, right.query),
        }
    }

    /// A chain of operators that bind from the left.
    pub(crate) fn chain(self, rest: Vec<(Operator, Self)>) -> Result<Self, Diagnostic> {
        let right = |depth: usize, (_, right): &(Operator, Self)| 1 + depth.max(right.depth);
        if rest.iter().fold(self.depth, right) <= Query::MAX_DEPTH {
            let join = |left: Self, (operator, right)| left.joined(operator, right);
            return Ok(rest.into_iter().fold(self, join));
        }
        self.flat(rest)
    }

    /// The same with each run of one operator as flat as it can be.
    fn flat(self, rest: Vec<(Operator, Self)>) -> Result<Self, Diagnostic> {
        let mut built = self;
        let mut rest = rest.into_iter().peekable();
        while let Some((operator, right)) = rest.next() {
            let mut run = vec![right];
            // How words are near each other depends on their order.
            if !matches!(operator, Operator::Near(_)) {
                while let Some((_, right)) = rest.next_if(|(next, _)| *next == operator) {
                    run.push(right);
                }
            }
            built = match operator {
                // a not b not c: a, but neither b nor c.
                Operator::Not => built.joined(operator, halved(run, Operator::Or)?),
                Operator::Near(_) => built.joined(operator, halved(run, operator)?),
                _ => {
                    run.insert(0, built);
                    halved(run, operator)?
                }
            };
            if built.depth > Query::MAX_DEPTH {
                return Err(too_deep());
            }
        }
        Ok(built)
    }
}

/// Operands joined, half of them on either side.
fn halved(mut operands: Vec<Built>, operator: Operator) -> Result<Built, Diagnostic> {
    let count = operands.len();
    if count > 1 {
        let right = halved(operands.split_off(count / 2), operator)?;
        return Ok(halved(operands, operator)?.joined(operator, right));
    }
    operands.pop().ok_or_else(too_deep)
}

fn too_deep() -> Diagnostic {
    let limit = Query::MAX_DEPTH;
    Condition::TooManyBooleans.about(format_args!("{limit} inside each other"))
}

/// Terms that are all, or of which one is, looked for.
pub(crate) fn joined(mut operands: Vec<Query>, how: Join) -> Query {
    match operands.len() {
        0 | 1 => operands.pop().unwrap_or(Query::All),
        more => {
            let right = operands.split_off(more / 2);
            how(joined(operands, how).into(), joined(right, how).into())
        }
    }
}

/// Operators inside each other.
pub(crate) fn depth(query: &Query) -> usize {
    match query {
        Query::And(left, right)
        | Query::Or(left, right)
        | Query::Not(left, right)
        | Query::Near(left, right, _) => 1 + depth(left).max(depth(right)),
        Query::All | Query::Term(_) | Query::Found(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use silta_consortium::Index;

    use super::*;

    fn term(number: usize) -> Built {
        Term::words(Index::Title, number.to_string()).into()
    }

    fn chain(length: usize, operator: impl Fn(usize) -> Operator) -> Result<Built, Diagnostic> {
        let rest = (1..length).map(|number| (operator(number), term(number)));
        term(0).chain(rest.collect())
    }

    /// Terms from the left.
    fn terms(query: &Query) -> Vec<Query> {
        match query {
            Query::And(left, right) | Query::Or(left, right) | Query::Not(left, right) => {
                [terms(left), terms(right)].concat()
            }
            query => vec![query.clone()],
        }
    }

    #[test]
    fn a_chain_within_the_limit_stays() {
        let built = chain(Query::MAX_DEPTH + 1, |_| Operator::Or).unwrap();
        assert_eq!(built.depth, Query::MAX_DEPTH);
        let last = term(Query::MAX_DEPTH).query;
        assert!(matches!(built.query, Query::Or(_, right) if *right == last));
    }

    #[test]
    fn longer_chains_keep_their_operands_in_order() {
        let all: Vec<_> = (0..1000).map(|number| term(number).query).collect();
        for (operator, depth) in [(Operator::And, 10), (Operator::Or, 10), (Operator::Not, 11)] {
            let built = chain(1000, |_| operator).unwrap();
            assert_eq!((built.depth, terms(&built.query)), (depth, all.clone()));
            assert_eq!(depth, self::depth(&built.query));
        }
        let runs = chain(1000, |number| match number / 100 % 2 {
            0 => Operator::And,
            _ => Operator::Not,
        });
        assert_eq!(terms(&runs.unwrap().query), all);
    }

    #[test]
    fn what_stays_too_deep_is_refused() {
        let near = Operator::Near(Nearness {
            distance: 1,
            ordered: true,
        });
        let mixed = chain(300, |number| match number % 2 {
            0 => Operator::And,
            _ => Operator::Or,
        });
        for refused in [mixed, chain(300, |_| near)] {
            let condition = refused.unwrap_err().condition;
            assert_eq!(condition, Condition::TooManyBooleans);
        }
    }
}
