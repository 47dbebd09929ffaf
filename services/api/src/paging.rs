//! Lists in pages, without skipping or repeating anything while they change.
//!
//! A list over the wire is in the order of its ids, which never change, and a cursor holds the id
//! of the last entry that was given. What is added or goes away between two pages moves nothing
//! else: each entry that is there all the time is given exactly once.

use std::cmp::Ordering;

use silta_consortium::Page;
use silta_consortium_api::{Cursor, List, Paging};

use crate::fault::Fault;

/// What is read from the consortium to cut a page from; what is beyond it is not given.
pub(crate) const WHOLE: Page = Page::ALL;

/// Cuts a page from a whole list, in whatever order that is.
pub(crate) fn cut<T>(
    mut whole: Vec<T>,
    paging: &Paging,
    id: impl Fn(&T) -> &str,
) -> Result<List<T>, Fault> {
    let total = whole.len() as u64;
    whole.sort_by(|one, other| in_order(id(one), id(other)));
    if let Some(cursor) = &paging.cursor {
        let after = open(cursor).ok_or_else(|| {
            Fault::malformed("/cursor", "this cursor is none that was given as `next`")
        })?;
        let first = whole.partition_point(|item| in_order(id(item), &after).is_le());
        whole.drain(..first);
    }
    let limit = paging.limit as usize;
    let more = whole.len() > limit;
    whole.truncate(limit);
    let last = whole.last().filter(|_| more);
    let next = last.and_then(|last| Cursor::seal(id(last).as_bytes()));
    Ok(List {
        items: whole,
        next,
        total,
    })
}

fn open(cursor: &Cursor) -> Option<String> {
    String::from_utf8(cursor.open()?).ok()
}

/// The shorter first, then by their letters: so numbers stand in the order of their values.
fn in_order(one: &str, other: &str) -> Ordering {
    one.len().cmp(&other.len()).then_with(|| one.cmp(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(whole: &[u32], cursor: Option<Cursor>) -> List<String> {
        let whole = whole.iter().map(u32::to_string).collect();
        cut(whole, &Paging { cursor, limit: 2 }, String::as_str).unwrap()
    }

    #[test]
    fn what_comes_and_goes_neither_skips_nor_repeats() {
        let first = page(&[10, 9, 2, 30], None);
        assert_eq!(
            (first.items, first.total),
            (vec!["2".into(), "9".into()], 4)
        );
        // 9, the last that was given, goes; 1 and 11 come.
        let second = page(&[11, 1, 10, 2, 30], first.next);
        assert_eq!(second.items, ["10", "11"]);
        let third = page(&[11, 1, 10, 2, 30], second.next);
        assert_eq!(third.items, ["30"]);
        assert!(third.next.is_none());
    }

    #[test]
    fn a_cursor_of_somebody_else_is_refused() {
        let paging = Paging {
            cursor: Some("zz".parse().unwrap()),
            limit: 2,
        };
        assert!(cut(vec!["1".to_owned()], &paging, String::as_str).is_err());
    }
}
