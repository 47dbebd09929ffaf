//! The page and the fuzz dictionary in the repository are the ones the tables make.

use silta_cql::pages;
use silta_testing::is_current;

#[test]
fn diagnostics_page_is_current() {
    is_current("docs/cql/diagnostics.md", &pages::diagnostics_page());
}

#[test]
fn fuzz_dictionary_is_current() {
    is_current("fuzz/dict/cql.dict", &pages::dictionary());
}
