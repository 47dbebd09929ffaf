//! The pages and the fuzz dictionary in the repository are the ones the tables make.

use silta_testing::is_current;
use silta_z3950::pages;

#[test]
fn diagnostics_page_is_current() {
    is_current("docs/z3950/diagnostics.md", &pages::diagnostics_page());
}

#[test]
fn attributes_page_is_current() {
    is_current("docs/z3950/attributes.md", &pages::attributes_page());
}

#[test]
fn fuzz_dictionary_is_current() {
    is_current("fuzz/dict/z3950.dict", &pages::dictionary());
}
