//! Long chains of booleans, made flat enough for the consortium.
//!
//! `a or b or c ...` is as deep a tree as it has operators. What is deeper than the consortium
//! takes is built anew with half of the operands on either side; what is not stays as it came.

use silta_consortium::Query;
use silta_cql::{Condition, Diagnostic};

/// An operator.
pub(crate) type Join = fn(Box<Query>, Box<Query>) -> Query;

/// The query within [`Query::MAX_DEPTH`], finding the same.
pub(crate) fn balanced(query: Query) -> Result<Query, Diagnostic> {
    if depth(&query) <= Query::MAX_DEPTH {
        return Ok(query);
    }
    let query = rebuilt(query);
    match depth(&query) <= Query::MAX_DEPTH {
        true => Ok(query),
        false => Err(Condition::TooManyBooleans
            .about(format_args!("{} inside each other", Query::MAX_DEPTH))),
    }
}

/// Operators inside each other.
fn depth(query: &Query) -> usize {
    match query {
        Query::And(left, right)
        | Query::Or(left, right)
        | Query::Not(left, right)
        | Query::Near(left, right, _) => 1 + depth(left).max(depth(right)),
        Query::All | Query::Term(_) | Query::Found(_) => 0,
    }
}

fn rebuilt(query: Query) -> Query {
    match query {
        Query::And(..) => joined(operands(query, and), Query::And),
        Query::Or(..) => joined(operands(query, or), Query::Or),
        // a not b not c: a, but neither b nor c.
        Query::Not(left, right) => {
            let (mut first, mut taken) = (*left, vec![rebuilt(*right)]);
            while let Query::Not(left, right) = first {
                taken.push(rebuilt(*right));
                first = *left;
            }
            taken.reverse();
            let taken = joined(taken, Query::Or);
            Query::Not(rebuilt(first).into(), taken.into())
        }
        query => query,
    }
}

fn and(query: Query) -> Result<(Query, Query), Query> {
    match query {
        Query::And(left, right) => Ok((*left, *right)),
        query => Err(query),
    }
}

fn or(query: Query) -> Result<(Query, Query), Query> {
    match query {
        Query::Or(left, right) => Ok((*left, *right)),
        query => Err(query),
    }
}

/// What one operator joins, however it is nested, from the left.
fn operands(query: Query, apart: fn(Query) -> Result<(Query, Query), Query>) -> Vec<Query> {
    let (mut waiting, mut operands) = (vec![query], Vec::new());
    while let Some(query) = waiting.pop() {
        match apart(query) {
            Ok((left, right)) => waiting.extend([right, left]),
            Err(query) => operands.push(rebuilt(query)),
        }
    }
    operands
}

/// Joins operands, half of them on either side.
pub(crate) fn joined(mut operands: Vec<Query>, how: Join) -> Query {
    match operands.len() {
        0 | 1 => operands.pop().unwrap_or(Query::All),
        more => {
            let right = operands.split_off(more / 2);
            how(joined(operands, how).into(), joined(right, how).into())
        }
    }
}

#[cfg(test)]
mod tests {
    use silta_consortium::{Index, query::Term};

    use super::*;

    fn term(number: usize) -> Query {
        Query::Term(Term::words(Index::Title, number.to_string()))
    }

    fn chain(length: usize, how: Join) -> Query {
        (1..length).fold(term(0), |left, number| {
            how(left.into(), term(number).into())
        })
    }

    #[test]
    fn a_chain_within_the_limit_stays() {
        let query = chain(Query::MAX_DEPTH + 1, Query::Or);
        assert_eq!(balanced(query.clone()), Ok(query));
    }

    #[test]
    fn longer_chains_keep_their_operands_in_order() {
        for how in [Query::And, Query::Or] {
            let query = balanced(chain(1000, how)).unwrap();
            assert_eq!(depth(&query), 10);
            let operands = operands(query, |query| and(query).or_else(or));
            assert_eq!(operands, (0..1000).map(term).collect::<Vec<_>>());
        }
        let Query::Not(first, taken) = balanced(chain(1000, Query::Not)).unwrap() else {
            panic!("not a not");
        };
        assert_eq!(*first, term(0));
        assert_eq!(
            operands(*taken, or),
            (1..1000).map(term).collect::<Vec<_>>()
        );
    }

    #[test]
    fn what_stays_too_deep_is_refused() {
        let mixed = (1..300).fold(term(0), |left, number| {
            let how = if number % 2 == 0 {
                Query::And
            } else {
                Query::Or
            };
            how(left.into(), term(number).into())
        });
        let refused = balanced(mixed).unwrap_err();
        assert_eq!(refused.condition, Condition::TooManyBooleans);
    }
}
