//! The body of the fuzz target. It panics when a law is broken; the ordinary tests replay the seeds
//! of the target through it.

use silta_consortium::{Query, Search};
use silta_cql::Version;

use crate::{balance::depth, no_result_sets, scan_clause, search, write};

/// A query of a client that is understood is written for a consortium elsewhere, and understood
/// there as the same.
pub fn cql_translation(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for version in Version::ALL {
        match search(&text, version, &no_result_sets) {
            Ok(search) => comes_back(&search),
            Err(diagnostic) => assert!(diagnostic.condition.number() >= 10),
        }
        let _ = scan_clause(&text, version);
    }
}

fn comes_back(found: &Search) {
    assert!(depth(&found.query) <= Query::MAX_DEPTH);
    let written = write(found, &|_| None).expect("what CQL said it can say again");
    let printed = written.to_string();
    // A long query may be too long in other words.
    if printed.len() < 10_000 {
        let again = search(&printed, Version::V1_2, &no_result_sets);
        assert_eq!(again.as_ref(), Ok(found), "{printed}");
    }
}
