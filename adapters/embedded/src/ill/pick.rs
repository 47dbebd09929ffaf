//! Which title of ours a partner means, and which copy of it to send.
//!
//! The title is the one whose id (or number) the partner names; else those with an ISBN or ISSN that
//! it names; else those with exactly its title, as far as their authors share a name with its author.
//!
//! The copy is one that could be lent at once: available, ours, not chosen for another loan to a partner, and
//! not kept back for patrons who wait. Of several, one of the title with the fewest holds; then from
//! the library that has most copies of it; then the one with the lowest barcode.

use std::{collections::BTreeSet, ops::RangeInclusive};

use rusqlite::params;
use silta_consortium::{
    Context, Error, IllContent, IllWanted, Index, ItemBarcode, LibraryCode, Query, RecordId,
    Search, query::Term,
};

use crate::{
    Embedded, hold, item,
    record::{self, title_key},
    store::{Result, View},
};

/// How many numbers of a request are looked for.
const NUMBERS: usize = 20;
/// How many letters and digits a number may have: an ISSN has 8, an ISBN up to 13.
const NUMBER_LENGTH: RangeInclusive<usize> = 8..=13;
/// How many titles may be meant.
const TITLES: u32 = 20;
/// How many copies are looked at.
const COPIES: u32 = 100;

/// What was found for a request.
#[derive(Default)]
pub(super) struct Picked {
    /// The row of the record.
    pub(super) record: Option<i64>,
    /// The copy, and where it is at home.
    pub(super) copy: Option<(ItemBarcode, LibraryCode)>,
}

impl Embedded {
    /// The rows of the records with the numbers that a partner asks for, if it names no record. Only
    /// the index knows them, so they are looked for before the change.
    pub(super) async fn numbered(
        &self,
        context: &Context,
        content: &IllContent,
    ) -> Result<Vec<i64>, Error> {
        let IllContent::Request(wanted) = content else {
            return Ok(Vec::new());
        };
        if self.read_now(|view| named(view, wanted))?.is_some() {
            return Ok(Vec::new());
        }
        let letters = |number: &str| number.chars().filter(|one| one.is_alphanumeric()).count();
        let mut terms = wanted
            .identifiers
            .iter()
            .filter(|number| NUMBER_LENGTH.contains(&letters(number)))
            .take(NUMBERS)
            .flat_map(|number| [Index::Isbn, Index::Issn].map(|index| (index, number)))
            .map(|(index, number)| Query::Term(Term::words(index, number.as_str())));
        let Some(first) = terms.next() else {
            return Ok(Vec::new());
        };
        let query = terms.fold(first, |one, other| Query::Or(one.into(), other.into()));
        let search = Search {
            query: query.into(),
            sort: Vec::new(),
        };
        self.rows_found(context, search, TITLES).await
    }
}

/// The title and the copy for a request; `numbered` are the records with its numbers.
pub(super) fn pick(
    view: &View<'_>,
    wanted: &IllWanted,
    numbered: &[i64],
    partner: i64,
) -> Result<Picked> {
    let titles = match named(view, wanted)? {
        Some(row) => vec![row],
        None => lent_out(view, numbered)?,
    };
    let titles = match titles.is_empty() {
        true => titled(view, wanted)?,
        false => titles,
    };
    let mut picked = Picked {
        record: titles.first().copied(),
        copy: None,
    };
    for id in copies(view, &titles)? {
        let copy = item::by_row(view, id)?;
        if !hold::keeps_back(view, &copy, partner)? {
            picked.record = Some(copy.record);
            picked.copy = Some((copy.item.barcode, copy.item.home));
            break;
        }
    }
    Ok(picked)
}

/// The record whose id or number a partner names.
fn named(view: &View<'_>, wanted: &IllWanted) -> Result<Option<i64>> {
    let Some(name) = &wanted.record else {
        return Ok(None);
    };
    let row = record::row(&RecordId::from(name.as_str()));
    let sql = "SELECT id FROM record
               WHERE (id = ?1 OR (?1 IS NULL AND control = ?2)) AND deleted = 0 AND temporary = 0";
    view.find(sql, params![row, name], |row| row.get(0))
}

/// Those records that are ours for good.
fn lent_out(view: &View<'_>, rows: &[i64]) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM record WHERE id = ?1 AND deleted = 0 AND temporary = 0";
    let rows = rows
        .iter()
        .map(|row| view.find(sql, [row], |row| row.get(0)));
    rows.filter_map(Result::transpose).collect()
}

/// Those with the title and the author that a partner names, the oldest first.
fn titled(view: &View<'_>, wanted: &IllWanted) -> Result<Vec<i64>> {
    let key = title_key(&wanted.title);
    if key.is_empty() {
        return Ok(Vec::new());
    }
    let sql = "SELECT id, author FROM record
               WHERE title_key = ?1 AND deleted = 0 AND temporary = 0 ORDER BY id LIMIT ?2";
    let found = view.all(sql, params![key, TITLES], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, Option<String>>(1)?))
    })?;
    let is_theirs = |author: &Option<String>| match (&wanted.author, author) {
        (Some(wanted), Some(author)) => {
            let (wanted, author) = (names(wanted), names(author));
            wanted.is_empty() || !wanted.is_disjoint(&author)
        }
        _ => true,
    };
    let theirs = found.into_iter().filter(|(_, author)| is_theirs(author));
    Ok(theirs.map(|(row, _)| row).collect())
}

/// The names in the name of an author: neither initials nor years.
fn names(author: &str) -> BTreeSet<String> {
    let key = title_key(author);
    let words = key.split(|one: char| !one.is_alphabetic());
    words
        .filter(|word| word.chars().nth(1).is_some())
        .map(str::to_owned)
        .collect()
}

/// The copies of these titles that are free, the best first.
fn copies(view: &View<'_>, titles: &[i64]) -> Result<Vec<i64>> {
    let sql = "SELECT i.id FROM json_each(?1) t JOIN item i ON i.record = t.value
               WHERE i.state = 'available' AND i.destination IS NULL
                 AND NOT EXISTS (SELECT 1 FROM loan WHERE item = i.id)
                 AND NOT EXISTS (SELECT 1 FROM hold WHERE copy = i.id)
                 AND NOT EXISTS (SELECT 1 FROM temporary_item WHERE item = i.id)
                 AND NOT EXISTS (SELECT 1 FROM ill_request a
                                 WHERE a.item = i.barcode AND a.role = 'supplier'
                                   AND a.service <> 'Copy' AND a.state IN
                                     ('request_received', 'expect_to_supply', 'will_supply'))
               ORDER BY (SELECT COUNT(*) FROM hold WHERE record = i.record),
                        (SELECT COUNT(*) FROM item o
                         WHERE o.record = i.record AND o.home = i.home) DESC,
                        i.barcode
               LIMIT ?2";
    let rows = serde_json::to_string(titles).map_err(crate::store::unreadable)?;
    view.all(sql, params![rows, COPIES], |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_author_is_known_by_either_order_of_the_names() {
        let shared = |one, other| !names(one).is_disjoint(&names(other));
        assert!(shared("Kivi, Aleksis, 1834-1872", "Aleksis Kivi"));
        assert!(shared("KIVI A.", "Kivi, Aleksis"));
        assert!(!shared("Waltari, Mika", "Mikko Kivi"));
        assert!(!shared("A. B.", "A. C."));
    }
}
