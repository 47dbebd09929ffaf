//! Searching and browsing by the barcodes of copies: the store is asked, not the index, so that a
//! copy is found the moment it is there.

use rusqlite::params;
use silta_consortium::{
    Failure, Index, Query,
    query::{Browse, Term, TermEntry, Terms, Truncation},
};

use crate::{
    record,
    store::{Result, Stop, View},
};

/// How many copies a truncated barcode may stand for.
const MOST: usize = Query::MAX_TERMS / 2;

/// Whether a query asks for barcodes.
pub(crate) fn is_in(query: &Query) -> bool {
    match query {
        Query::Term(term) => term.index == Index::Barcode,
        Query::And(left, right)
        | Query::Or(left, right)
        | Query::Not(left, right)
        | Query::Near(left, right, _) => is_in(left) || is_in(right),
        Query::All | Query::Found(_) => false,
    }
}

/// The same query with each barcode replaced by the records of its copies.
pub(crate) fn resolved(view: &View<'_>, query: &Query) -> Result<Query> {
    Ok(match query {
        Query::Term(term) if term.index == Index::Barcode => records(view, term)?,
        Query::And(left, right) => Query::And(boxed(view, left)?, boxed(view, right)?),
        Query::Or(left, right) => Query::Or(boxed(view, left)?, boxed(view, right)?),
        Query::Not(left, right) => Query::Not(boxed(view, left)?, boxed(view, right)?),
        other => other.clone(),
    })
}

fn boxed(view: &View<'_>, query: &Query) -> Result<Box<Query>> {
    resolved(view, query).map(Box::new)
}

/// The records whose copies a term names.
fn records(view: &View<'_>, term: &Term) -> Result<Query> {
    // Like other values, a barcode is compared whole, hyphens and spaces aside.
    let text: String = term
        .text
        .chars()
        .filter(|one| !one.is_whitespace() && *one != '-')
        .collect();
    let pattern = match term.truncation {
        Truncation::None => literal(&text),
        Truncation::Right => literal(&text) + "*",
        Truncation::Left => format!("*{}", literal(&text)),
        Truncation::Both => format!("*{}*", literal(&text)),
        Truncation::Masked => masked(&text),
    };
    let sql = "SELECT DISTINCT record FROM item WHERE barcode GLOB ?1 LIMIT ?2";
    let exact = "SELECT record FROM item WHERE barcode = ?1 LIMIT ?2";
    let (sql, wanted) = match term.truncation {
        Truncation::None => (exact, &text),
        _ => (sql, &pattern),
    };
    let rows = view.all(sql, params![wanted, MOST as i64 + 1], |row| {
        row.get::<_, i64>(0)
    })?;
    if rows.len() > MOST {
        let many = format!("a truncated barcode stands for more than {MOST} records");
        return Err(Stop::Failed(Failure::unsearchable(many)));
    }
    Ok(any_of(&rows))
}

/// The records of these rows: joined as a balanced tree, so that it is not deep.
fn any_of(rows: &[i64]) -> Query {
    let nothing = || Query::Not(Box::new(Query::All), Box::new(Query::All));
    match rows {
        [] => nothing(),
        [row] => {
            let id = record::id(*row);
            Query::Term(Term::words(Index::RecordId, id.as_str()))
        }
        rows => {
            let (left, right) = rows.split_at(rows.len() / 2);
            Query::Or(Box::new(any_of(left)), Box::new(any_of(right)))
        }
    }
}

/// A text as a pattern of GLOB that means nothing but itself.
fn literal(text: &str) -> String {
    text.chars().map(literal_character).collect()
}

fn literal_character(one: char) -> String {
    match one {
        '*' | '?' | '[' => format!("[{one}]"),
        other => other.to_string(),
    }
}

/// A masked term as a pattern of GLOB: both write `*` and `?`.
fn masked(text: &str) -> String {
    let mut characters = text.chars();
    let mut pattern = String::new();
    while let Some(one) = characters.next() {
        match one {
            '*' | '?' => pattern.push(one),
            '\\' => pattern.extend(characters.next().map(literal_character)),
            other => pattern.push_str(&literal_character(other)),
        }
    }
    pattern
}

/// A part of the list of barcodes.
pub(crate) fn browse(view: &View<'_>, browse: &Browse) -> Result<Terms> {
    let count = browse.count.min(Browse::MAX_COUNT);
    let before = u32::try_from(browse.before).unwrap_or(0).min(count);
    let sql = "SELECT barcode FROM item WHERE barcode < ?1 ORDER BY barcode DESC LIMIT ?2";
    let barcode = |row: &rusqlite::Row<'_>| row.get::<_, String>(0);
    let mut barcodes = view.all(sql, params![browse.from, before], barcode)?;
    barcodes.reverse();
    let before = u32::try_from(barcodes.len()).unwrap_or(u32::MAX);
    let passed = browse.before.min(0).unsigned_abs();
    let sql = "SELECT barcode FROM item WHERE barcode >= ?1 ORDER BY barcode LIMIT ?2 OFFSET ?3";
    let wanted = count - before;
    let after = view.all(sql, params![browse.from, wanted + 1, passed], barcode)?;
    let at_end = after.len() <= wanted as usize;
    barcodes.extend(after.into_iter().take(wanted as usize));
    let entry = |barcode: String| TermEntry {
        term: barcode.clone(),
        display: barcode,
        records: 1,
    };
    Ok(Terms {
        entries: barcodes.into_iter().map(entry).collect(),
        before,
        at_end,
    })
}
