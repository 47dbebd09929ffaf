//! The page about both languages says what they say.

mod support;

use support::{cql_of, pqf_of};

const PAGE: &str = include_str!("../../../docs/cql/pqf.md");

#[test]
fn each_row_of_the_page_is_one_query_in_both_languages() {
    let rows = PAGE.lines().filter_map(|line| {
        let (cql, pqf) = line
            .strip_prefix("| `")?
            .strip_suffix("` |")?
            .split_once("` | `")?;
        Some((cql, pqf))
    });
    let rows: Vec<_> = rows.collect();
    assert!(rows.len() > 10, "the page has no table");
    for (cql, pqf) in rows {
        assert_eq!(pqf_of(cql).as_deref(), Ok(pqf));
        assert_eq!(cql_of(pqf).as_deref(), Ok(cql));
    }
}
