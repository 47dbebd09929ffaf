//! The body of the fuzz target. It panics when a law is broken; the ordinary tests replay the seeds
//! of the target through it.

use std::sync::Arc;

use silta_consortium::{Query, ResultSet, Search};
use silta_z3950::{RpnQuery, pqf};

use crate::{Charset, Diagnostic, Terms, read, write};

/// A query that is understood, in whatever character set, is written so that it is read as a query
/// that is written the same.
pub fn rpn_translation(data: &[u8]) {
    let Ok(rpn) = pqf::parse(&String::from_utf8_lossy(data)) else {
        return;
    };
    for charset in [Charset::Latin1, Charset::Guessed, Charset::Utf8] {
        let Ok(search) = search_of(&rpn, charset) else {
            continue;
        };
        let Ok(written) = write(&search, &name_of) else {
            continue;
        };
        let again = search_of(&written, Charset::Utf8).map(|again| write(&again, &name_of));
        assert_eq!(again, Ok(Ok(written)), "{search:?}");
    }
}

fn search_of(rpn: &RpnQuery, charset: Charset) -> Result<Search, Diagnostic> {
    let limit = usize::MAX;
    let query = read(rpn, Terms { charset, limit }, &named)?;
    Ok(of(query))
}

/// Every name that is text is that of a result set.
fn named(name: &[u8]) -> Result<ResultSet, Diagnostic> {
    let kept: Arc<String> = Arc::new(String::from_utf8_lossy(name).into_owned());
    Ok(ResultSet {
        total: 1,
        search: of(Query::All),
        kept,
    })
}

fn name_of(set: &ResultSet) -> Option<String> {
    set.kept.downcast_ref().cloned()
}

fn of(query: Query) -> Search {
    Search {
        query: Arc::new(query),
        sort: Vec::new(),
    }
}
